package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// BenchmarkFrameThousand draws a frame of 1,000 hosts at 200x60 after a change of state:
// listed by environment, and in 40 waves.
func BenchmarkFrameThousand(b *testing.B) {
	for name, plan := range map[string]*change.Plan{"order": estate(1000, 8), "waves": inWaves(estate(1000, 8), 40)} {
		b.Run(name, func(b *testing.B) {
			plan.Index()
			state, now := change.NewState(plan), at("02:00:00")
			state.Opened, state.WatchedSince = at("23:30:00"), at("23:30:00")
			for i := range state.Hosts.Len() {
				h := state.Hosts.At(i)
				switch {
				case i < 400:
					h.Work = change.FinishedOK
				case i < 420:
					h.Work, h.Owner.Name = change.Started, []string{"Lin", "Ma"}[i%2]
				}
			}
			core := &fake{snap: &change.Snapshot{State: &state, Sight: change.NewSight(plan), Now: now, Beat: now}}
			m := newRoot(Options{Cockpit: core, Operator: "Lin", Wall: func() time.Time { return now }})
			m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
			b.ReportAllocs()
			for b.Loop() {
				core.snap.Version++
				m.Update(tickMsg{})
				m.View()
			}
		})
	}
}
