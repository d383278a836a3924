package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// midnight is an estate of 5,000 hosts in 40 environments in the middle of its
// night: half of it done, some at work, some rebooting, some in trouble.
func midnight() (*fake, *change.Sight) {
	plan := estate(5000, 40)
	plan.Index()
	state, sight := change.NewState(plan), change.NewSight(plan)
	now := at("02:00:00")
	state.Opened, state.WatchedSince = at("23:30:00"), at("23:30:00")
	for i := range state.Hosts.Len() {
		h := state.Hosts.At(i)
		for j := range h.Signals {
			h.Signals[j].State, h.Signals[j].Since = change.Up, state.Opened
			for s := range change.HistoryLen {
				sight.Add(change.Observation{Host: h.Name, Check: h.Signals[j].Check, At: now.Add(time.Duration(s-change.HistoryLen) * time.Second), Verdict: change.Answered})
			}
		}
		switch {
		case i < 2500:
			h.Work = change.FinishedOK
		case i < 2520:
			h.Work = change.Started
			h.Reboot = &change.Reboot{Phase: change.Gone, Requested: now.Add(-time.Duration(i-2500) * time.Minute), Since: now}
		case i%500 == 0:
			h.Signals[1].State = change.Down
		}
	}
	return &fake{snap: &change.Snapshot{State: &state, Sight: sight, Now: now, Beat: now}}, sight
}

func benchScreen(b *testing.B) (*root, *fake) {
	core, _ := midnight()
	m := newRoot(Options{Cockpit: core, Operator: "Lin", Wall: func() time.Time { return core.snap.Now }})
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	b.ReportAllocs()
	return m, core
}

// BenchmarkFrame draws a frame of 5,000 hosts at 200x60 after a change of state.
func BenchmarkFrame(b *testing.B) {
	m, core := benchScreen(b)
	for b.Loop() {
		core.snap.Version++
		m.Update(tickMsg{})
		m.View()
	}
}

// BenchmarkWall does the same with the wall.
func BenchmarkWall(b *testing.B) {
	m, core := benchScreen(b)
	m.onWall = true
	for b.Loop() {
		core.snap.Version++
		m.Update(tickMsg{})
		m.View()
	}
}

// BenchmarkQuietSecond is all that the screen does in a second in which
// nothing happens to 5,000 hosts; it reports what part of a core that is.
func BenchmarkQuietSecond(b *testing.B) {
	m, core := benchScreen(b)
	start := time.Now()
	for b.Loop() {
		for range time.Second / pullEvery {
			core.snap.Now = core.snap.Now.Add(pullEvery)
			core.snap.Beat = core.snap.Now
			m.Update(tickMsg{})
			m.View()
		}
	}
	b.ReportMetric(100*time.Since(start).Seconds()/float64(b.N), "%core")
}
