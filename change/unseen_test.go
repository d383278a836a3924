package change

import (
	"slices"
	"testing"
	"time"
)

// TestWhatTellsNothingMakesNothingNewer: a host of which nothing is learnt, though it
// is asked, stands there as it was, and not as if it were watched.
func TestWhatTellsNothingMakesNothingNewer(t *testing.T) {
	n := newNight(nightPlan().only("A1", "B1"), clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	for _, truth := range n.truth {
		truth.up = true
	}
	n.until(n.now.Add(30 * time.Second))
	known, _ := (&Snapshot{State: &n.state, Sight: n.sight}).LastKnown("A1", SignalICMP, n.now)
	for range 30 {
		n.now = n.now.Add(time.Second)
		for key := range n.truth {
			o := Observation{Host: key.host, Check: key.check, At: n.now, Verdict: Answered}
			if key.host == "A1" { // this machine cannot ask
				o.Verdict, o.Cause = Unknown, CauseLocal
			}
			n.sight.Add(o)
		}
	}
	snap := &Snapshot{State: &n.state, Sight: n.sight, Now: n.now, Beat: n.now, Unseen: Stated(NoteUnseen, "hosts", []string{"A1"})}
	sit := Assess(snap, n.now, n.now)
	if sit.Hosts[0].Observed || !sit.Hosts[1].Observed {
		t.Errorf("A1, of which nothing is learnt, counts as observed: %t; B1, which answers: %t", sit.Hosts[0].Observed, sit.Hosts[1].Observed)
	}
	if last, fresh := snap.LastKnown("A1", SignalICMP, n.now); fresh || !last.Equal(known) {
		t.Errorf("A1 was known at %v, not %v, and that is of the present: %t", known, last, fresh)
	}
	if !slices.ContainsFunc(sit.Alerts, func(a Alert) bool { return a.Kind == AlertUnseen }) || !sit.NeedsAttention() {
		t.Errorf("nobody is told: %+v", sit.Alerts)
	}
}
