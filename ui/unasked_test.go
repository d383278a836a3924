package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// TestNobodyAskedForIt: a host that went by itself, whether or not somebody worked
// on it, is lost: no face counts from a request, nor says that its reboot is late.
func TestNobodyAskedForIt(t *testing.T) {
	idle := newNight(t, nightPlan()).silence("A2").pass(30 * time.Second)
	for kind := range idle.state.Incidents[0].Actions {
		t.Fatalf("%s was done before anybody was there", kind)
	}
	for _, kind := range idle.state.Incidents[0].Pending(idle.now) { // then it is time to look
		idle.do(change.Act{By: "Lin", Incident: "A-1", Kind: kind, State: change.ActionIsDone, Outcome: "seen"})
	}
	working := newNight(t, nightPlan()).work("A1").silence("A1").pass(12 * time.Minute)
	for name, n := range map[string]*night{"idle": idle, "at work": working} {
		for lang, wants := range map[string]struct{ never, lost string }{
			"en": {"since the request", "lost"}, "zh": {"下发重启", "失联"},
		} {
			snap := n.snapshot()
			snap.Tail = nil // what was done lately is another thing
			faces := map[string]string{
				"board":    newScreen(t, n, lang, 120, 40).frame(),
				"handover": strings.Join(Handover(snap, "", wording.Load(lang), 200, Known{}), "\n"),
			}
			wall := newScreen(t, n, lang, 120, 40)
			wall.m.onWall = true
			faces["wall"] = wall.frame()
			for face, text := range faces {
				if strings.Contains(text, wants.never) || name == "idle" && strings.Contains(text, " is late (") {
					t.Errorf("%s, %s, %s: somebody is said to have asked for it:\n%s", name, lang, face, text)
				}
				if !strings.Contains(text, wants.lost) {
					t.Errorf("%s, %s, %s does not say that it is lost:\n%s", name, lang, face, text)
				}
			}
		}
	}
}
