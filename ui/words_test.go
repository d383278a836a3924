package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"tminus/catalog/catalogtest"
	"tminus/change"
)

// TestCatalogs: both languages say the same, each in its own words.
func TestCatalogs(t *testing.T) {
	catalogtest.Alike(t, catalogs)
	en, zh := loadWords("en"), loadWords("zh")
	hole := regexp.MustCompile(`\{[a-z]+\}`)
	for key, text := range en {
		if text != "" && text == zh[key] && strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") && hole.ReplaceAllString(text, "") != " " && !same(key) {
			t.Errorf("%s is not translated: %q", key, text)
		}
	}
}

// same are the texts that are alike in both languages.
func same(key string) bool { return slices.Contains([]string{"head.deadline", "hosts.more"}, key) }

// TestNoKeyIsMissing: every key that the code names is in the catalog, every
// text of the catalog is used, and so is every type of event.
func TestNoKeyIsMissing(t *testing.T) {
	en := loadWords("en")
	code := catalogtest.Code(t, "*.go")
	for _, m := range regexp.MustCompile(`(?:[Ss]ay|worded|loud|detail)\((?:"[^"]{1,3}", \w+, )?"([a-z_.]+)"(\+)?`).FindAllStringSubmatch(code, -1) {
		if _, ok := en[m[1]]; !ok && m[2] == "" {
			t.Errorf("the catalog lacks %q", m[1])
		}
	}
	for key := range en {
		if key != "lang" && !used(key, code) {
			t.Errorf("no code says %q", key)
		}
	}
}

// used reports whether the code names a key, or builds it from a known stem.
func used(key, code string) bool {
	if strings.Contains(code, `"`+key+`"`) {
		return true
	}
	for _, stem := range []string{"event.", "key.", "cause.", "outcome.", "action.", "rung.", "gate.", "due.", "act.", "reason.", "legend."} {
		if strings.HasPrefix(key, stem) && strings.Contains(code, `"`+stem+`"`) || stem == "legend." && strings.HasPrefix(key, stem) {
			return true
		}
	}
	for _, end := range []string{".short", ".mid", ".proven", ".late"} {
		if stem, ok := strings.CutSuffix(key, end); ok && strings.Contains(code, `"`+stem+`"`) {
			return true
		}
	}
	return false
}

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
			text := ansi.Strip(s.m.event(e))
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
		if _, ok := loadWords("en")["event."+string(e)]; !ok {
			t.Errorf("no words for %s", e)
		}
	}
}

func TestTimesCannotBeMistaken(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0: {"0:00", "0s"}, 59 * time.Second: {"0:59", "59s"}, 21*time.Minute + 7*time.Second: {"21:07", "21m07s"},
		2*time.Hour + 53*time.Minute: {"2:53:00", "2h53m"}, 50 * time.Hour: {"50:00:00", "2d02h"}, -5 * time.Second: {"-0:05", "5s"},
	} {
		if diff := cmp.Diff(want, [2]string{timer(d), span(d)}); diff != "" {
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
