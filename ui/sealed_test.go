package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// rehearsedNight is a night that knows of a rehearsal of its plan.
func rehearsedNight(t *testing.T, r *change.RehearsalData) *night {
	n := newNight(t, nightPlan())
	n.state = change.NewState(n.state.Plan)
	n.do(change.Open{By: "Lin", Rehearsed: r})
	return n.pass(10 * time.Second)
}

// TestSealedPlan: the screen says whether the plan was rehearsed and what has
// changed, until the work begins, and the header says so all night.
func TestSealedPlan(t *testing.T) {
	day := at("23:30:00").AddDate(0, 0, -3)
	same := &change.RehearsalData{Record: "r", Digest: nightPlan().Digest, At: change.ClockTime{Time: day}}
	other := &change.RehearsalData{Record: "r", Digest: "another", At: change.ClockTime{Time: day}, Differences: []change.Statement{change.Own("reboot.expected of B1: 10m → 15m")}}
	tests := []struct {
		name  string
		night *night
		has   []string
		lacks []string
	}{
		{"nobody looked", rehearsedNight(t, nil), nil, []string{"ehearsed", "REHEARSED"}},
		{"rehearsed", rehearsedNight(t, same), []string{"rehearsed 3 days ago"}, []string{"NOT REHEARSED"}},
		{"never", rehearsedNight(t, &change.RehearsalData{}), []string{"NOT REHEARSED: no rehearsal"}, nil},
		{"changed", rehearsedNight(t, other), []string{"changed since it was rehearsed 3 days ago: reboot.expected of B1: 10m → 15m"}, nil},
		{
			"changed, and at work", rehearsedNight(t, other).do(change.Start{By: "Lin", Host: "A1"}),
			[]string{"▲ NOT REHEARSED"},
			[]string{"changed since"},
		},
	}
	for _, tt := range tests {
		frame := newScreen(t, tt.night, "en", 160, 40).frame()
		for _, text := range tt.has {
			if !strings.Contains(frame, text) {
				t.Errorf("%s: the screen lacks %q:\n%s", tt.name, text, frame)
			}
		}
		for _, text := range tt.lacks {
			if strings.Contains(frame, text) {
				t.Errorf("%s: the screen says %q:\n%s", tt.name, text, frame)
			}
		}
	}
}

// TestNotRehearsedAllNight: the header says so on narrow screens too.
func TestNotRehearsedAllNight(t *testing.T) {
	n := rehearsedNight(t, &change.RehearsalData{}).do(change.Start{By: "Lin", Host: "A1"}, change.HoldChange{By: "Lin", Reason: "storage"})
	for _, w := range []int{60, 80, 120} {
		header := strings.Join(headerLines(&newScreen(t, n, "en", w, 24).m.scene, w, 2), "\n")
		if !strings.Contains(header, "NOT REHEARSED") {
			t.Errorf("at %d cells the header lacks it:\n%s", w, header)
		}
	}
}

// TestDraftOnTheScreen: a plan file that was changed stands above the hosts
// until a deviation says who answers for it.
func TestDraftOnTheScreen(t *testing.T) {
	n := newNight(t, nightPlan())
	n.do(change.NoticePlan{PlanData: change.PlanData{Digest: "fedcba9876543210", Differences: []change.Statement{change.Own("order: A1 → A2")}}})
	if frame := newScreen(t, n, "en", 160, 40).frame(); strings.Count(frame, "PLAN FILE CHANGED") != 2 { // alert and journal
		t.Errorf("the changed plan file is not told:\n%s", frame)
	}
	n.do(change.Deviate{By: "Lin", What: "plan fedcba987654", Reason: "agreed", Second: "Chen"})
	if frame := newScreen(t, n, "en", 160, 40).frame(); strings.Count(frame, "PLAN FILE CHANGED") != 1 || !strings.Contains(frame, "1 DEVIATION") {
		t.Errorf("the deviation does not take the alert's place:\n%s", frame)
	}
}
