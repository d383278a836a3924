package change

import (
	"slices"
	"testing"
)

// TestReachedIsFulfilled: who was told has been told, and a closing does not
// count that as left open; a call for help is only half of it.
func TestReachedIsFulfilled(t *testing.T) {
	inc := Incident{ID: "B-1", Environment: "B", Hosts: []string{"B1"}, Actions: map[ActionKind]Action{
		ActionBusiness: {Kind: ActionBusiness, State: ActionIsReached, Owner: "li"},
		ActionVendor:   {Kind: ActionVendor, State: ActionIsReached, Owner: "li", Why: AgainHelp, Again: clockOn("02:40")},
		"lead":         {Kind: "lead", State: ActionIsReached, Owner: "li", Why: AgainCallback, Promised: ClockTime{clockOn("02:40")}},
	}}
	for _, kind := range []ActionKind{ActionStop, ActionVendor, ActionBusiness, "lead"} {
		inc.Rungs = append(inc.Rungs, RungState{RungData: RungData{Rung: RungName(kind), Action: kind}})
	}
	if got := inc.Undone(); !slices.Equal(got, []ActionKind{ActionStop, ActionVendor, "lead"}) {
		t.Errorf("undone: %v", got)
	}
	s := &State{Plan: nightPlan(), Incidents: []Incident{inc}}
	if left := s.LeftOpen(); len(left) == 0 || !slices.Equal(left[0].Value("actions").([]string), []string{"stop", "vendor", "lead"}) {
		t.Errorf("a closing would leave open: %v", left)
	}
}
