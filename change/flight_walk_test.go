package change_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
)

// flights is how many random nights an autopilot flies.
const flights = 150

// TestFlights lets autopilots fly through random nights, with hands that do whatever
// hands do. Whatever happens: no host is started twice and no command begun twice by
// an autopilot, nothing runs that the plan leaves to people, a reboot is requested no
// later than its command begins, and nothing is begun while anything is amiss.
func TestFlights(t *testing.T) {
	done := 0
	for seed := range uint64(flights) {
		f := newFlight(t, seed)
		for range 250 {
			f.second()
		}
		if f.finished > 0 {
			done++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if done < flights/10 {
		t.Errorf("an autopilot finished a host in %d nights of %d", done, flights)
	}
}

type flight struct {
	*changetest.Walk
	t *testing.T
	// running are the commands in flight, and when they end.
	running  map[string]time.Time
	begun    map[string]int
	finished int
}

func newFlight(t *testing.T, seed uint64) *flight {
	rng := rand.New(rand.NewPCG(seed, 7))
	p := changetest.TwoSides(rng)
	steps := []change.Step{}
	for st := range p.Runbook.All() {
		if rng.IntN(5) > 0 {
			st.Run, st.Auto, st.Command, st.Timeout = change.RunLocal, true, "do "+st.ID, time.Minute
		}
		steps = append(steps, st)
	}
	p.Runbook = change.NewRunbook(steps...)
	p.Index()
	f := &flight{
		t: t, Walk: changetest.NewWalk(seed, rng, p, changetest.Evening(), t.Errorf),
		running: map[string]time.Time{}, begun: map[string]int{},
	}
	f.Wait(10 * time.Second)
	return f
}

// second lets some time pass, hands act, commands end and autopilots fly.
func (f *flight) second() {
	f.Wait(time.Duration(1+f.Rng.IntN(6)) * time.Second)
	if f.Rng.IntN(12) == 0 {
		_ = f.Try(f.AnyAct())
	}
	if f.Rng.IntN(4) == 0 {
		for i := range f.Plan.Waves {
			_ = f.Try(change.Engage{By: "li", Wave: f.Plan.WaveName(i)})
		}
	}
	for host, until := range f.running {
		if !f.Now.Before(until) {
			delete(f.running, host)
			f.end(host)
		}
	}
	for _, wave := range f.State.Engaged() {
		f.fly(wave)
	}
}

// end ends the command of a host, which fails now and then.
func (f *flight) end(host string) {
	h := f.State.Host(host)
	for i, st := range h.Steps {
		if st.Run != nil && st.Run.Ended.IsZero() {
			exit := 0
			if f.Rng.IntN(15) == 0 {
				exit = 1
			}
			step, _ := f.Plan.Step(host, i)
			d := change.RunData{Step: step.ID, N: i + 1, Exit: &exit, Unmet: step.Success().Unmet(exit, "")}
			_ = f.Try(change.EndRun{By: st.Run.By, Host: host, RunData: d})
			return
		}
	}
}

func (f *flight) fly(wave string) {
	for range 20 {
		m := f.State.NextMove(wave, change.Statement{}, f.Now)
		if !m.Acts() || m.Kind == "" {
			return
		}
		amiss := f.amiss()
		before := f.State
		if err := f.Try(change.Fly{Wave: wave, Move: m}); err != nil {
			f.t.Errorf("%+v: %v", m, err)
			return
		}
		f.look(before, m, amiss)
	}
	f.t.Errorf("%s never waits", wave)
}

// amiss reports, by plain fields, whether an autopilot may begin nothing.
func (f *flight) amiss() bool {
	s := &f.State
	due := false
	for _, inc := range s.Incidents {
		for _, r := range inc.Rungs {
			due = due || inc.Resolved.IsZero() && (r.Action != "" || len(r.Also) > 0)
		}
	}
	return due || s.Hold != nil || !s.Blind.IsZero()
}

// look holds what an autopilot did against what it may do.
func (f *flight) look(before change.State, m change.Move, amiss bool) {
	now, was := f.State.Host(m.Host), before.Host(m.Host)
	if amiss && m.Kind != change.MoveStop && m.Kind != change.MoveDone {
		f.t.Errorf("%+v, though something is amiss", m)
	}
	switch m.Kind {
	case change.MoveStart:
		if was.Work != change.Waiting {
			f.t.Errorf("%s is started, and was %s", m.Host, was.Work)
		}
	case change.MoveFinish:
		f.finished++
		if was.Rebooting() || was.Current() < len(was.Steps) {
			f.t.Errorf("%s is finished too early", m.Host)
		}
	case change.MoveRun:
		if !now.Steps[m.N-1].Since.Equal(was.Steps[m.N-1].Since) || now.Steps[m.N-1].Run == nil {
			return // it was refused, and disengaged
		}
		step, _ := f.Plan.Step(m.Host, m.N-1)
		if was.Steps[m.N-1].Run != nil || !step.Auto {
			f.t.Errorf("%s: step %s is run, by itself %v, and was before: %+v", m.Host, step.ID, step.Auto, was.Steps[m.N-1].Run)
		}
		if step.Reboot && !now.Rebooting() {
			f.t.Errorf("%s: the command of step %s begins before its reboot is requested", m.Host, step.ID)
		}
		f.running[m.Host] = f.Now.Add(time.Duration(f.Rng.IntN(30)) * time.Second)
	}
}
