package ui

import (
	"testing"

	"tminus/change"
)

// TestStateColumnHoldsTheLongest: one host with a short state, or that stands before
// another in the plan, takes no room from the states of the others.
func TestStateColumnHoldsTheLongest(t *testing.T) {
	width := func(lang string, conditions ...change.Condition) int {
		s := newScreen(t, newNight(t, nightPlan()), lang, 120, 40)
		for i, c := range conditions {
			s.m.sit.Hosts[i].Condition = c
		}
		return s.m.stateW()
	}
	for _, lang := range []string{"en", "zh"} {
		usual, strayed := width(lang), width(lang, change.HostStrayed)
		if got := width(lang, change.HostByItself); got != usual {
			t.Errorf("%s: the column has %d cells with a host that rebooted by itself, and %d without", lang, got, usual)
		}
		if got := width(lang, change.HostByItself, change.HostStrayed); got != strayed {
			t.Errorf("%s: the column has %d cells, and the state of a host that strayed needs %d", lang, got, strayed)
		}
	}
}
