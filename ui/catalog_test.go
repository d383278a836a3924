package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/wording"
)

// TestEventsHaveWords: nothing in the journal's tail shows as a bare type, and
// no placeholder stays open.
func TestEventsHaveWords(t *testing.T) {
	n := moments()["no-side"](t)
	n.do(change.AddNote{By: "Lin", Text: "note"}, change.Recover{By: "Lin", Host: "B1", What: "hard reset"},
		change.Deviate{By: "Lin", What: "w", Reason: "r", Second: "Chen"}, change.HoldChange{By: "Lin", Reason: "r"},
		change.Act{By: "Lin", Incident: "B-1", Kind: "vendor", State: change.ActionIsTaken}, change.Ack{By: "Lin", Incident: "B-1"})
	for _, lang := range []string{"en", "zh"} {
		s := newScreen(t, n, lang, 120, 40)
		for _, e := range n.tail {
			text := ansi.Strip(s.m.event(change.TailLine{Event: e}))
			if strings.ContainsAny(text, "{}[]") || strings.Contains(text, string(e.Type)) {
				t.Errorf("%s: %s shows as %q", lang, e.Type, text)
			}
		}
	}
	for _, e := range []change.Type{
		change.ChangeResumed, change.ChangeReleased, change.ChangeClosed, change.RebootBounced, change.RebootProven,
		change.ObserverBlind, change.ObserverSighted, change.ObserverAsleep, change.ObserverStepped,
		change.IncidentResolved, change.ActionReached, change.ActionNoAnswer, change.NotifySent, change.NotifyFailed,
	} {
		if _, ok := wording.Load("en")["event."+string(e)]; !ok {
			t.Errorf("no words for %s", e)
		}
	}
}

func TestTimesCannotBeMistaken(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0: {"0:00", "0s"}, 59 * time.Second: {"0:59", "59s"}, 21*time.Minute + 7*time.Second: {"21:07", "21m07s"},
		2*time.Hour + 53*time.Minute: {"2:53:00", "2h53m"}, 50 * time.Hour: {"50:00:00", "2d02h"}, -5 * time.Second: {"-0:05", "5s"},
	} {
		if diff := cmp.Diff(want, [2]string{wording.Timer(d), span(d)}); diff != "" {
			t.Errorf("%v (-want +got):\n%s", d, diff)
		}
	}
}

func TestShortenAndFew(t *testing.T) {
	if got := shorten("production-database-07", 12); got != "produ…ase-07" {
		t.Errorf("shorten: %q", got)
	}
	if got := few([]string{"one", "two", "three"}, 2, 10); !slices.Equal(got, []string{"one", "two …"}) {
		t.Errorf("few: %q", got)
	}
	if got := wrap("level 2017-08 is old", 11); !slices.Equal(got, []string{"level", "2017-08 is", "old"}) {
		t.Errorf("wrap: %q", got)
	}
}
