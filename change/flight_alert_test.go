package change

import (
	"slices"
	"testing"
	"time"
)

// TestNothingFliesUnwatched: an autopilot is engaged, and while nobody watches nothing
// flies: it asks nobody for a sign. Whoever reads of one that stopped reads why, and
// whose it is.
func TestNothingFliesUnwatched(t *testing.T) {
	plan := nightPlan().only("A1", "B1")
	plan.Waves = Singly(plan.Order)
	n := newNight(plan, clockOn("23:00"), t.Errorf)
	n.mustDo(Open{By: "li"})
	engaged := Fold(n.state, Event{At: n.now, Type: AutopilotEngaged, By: "li", Data: PilotData{Wave: "A1"}})
	off := Fold(engaged, Event{At: n.now, Type: AutopilotDisengaged, Data: PilotData{Wave: "A1", Why: Stated(PilotRestarted)}})
	kinds := func(s *State, unwatched Statement) []AlertKind {
		var list []AlertKind
		for _, a := range Assess(&Snapshot{State: s, Now: n.now, Beat: n.now, Unwatched: unwatched}, n.now, n.now.Add(time.Second)).Alerts {
			if a.Kind == AlertPilot || a.Kind == AlertPilotOff {
				list = append(list, a.Kind)
				if a.By != "li" || a.Name != "A1" || a.Kind == AlertPilotOff && a.Why.Code != PilotRestarted {
					t.Errorf("%+v", a)
				}
			}
		}
		return list
	}
	if got := kinds(&engaged, Statement{}); !slices.Equal(got, []AlertKind{AlertPilot}) {
		t.Errorf("engaged: %v", got)
	}
	if got := kinds(&engaged, Own("killed")); len(got) > 0 {
		t.Errorf("engaged, and unwatched: %v", got)
	}
	if got := kinds(&off, Own("killed")); !slices.Equal(got, []AlertKind{AlertPilotOff}) {
		t.Errorf("off, and unwatched: %v", got)
	}
}
