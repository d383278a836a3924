package forecast_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tminus/change"
	"tminus/drill"
	"tminus/forecast"
)

// rehearsal plays a night by the core, with simulated hosts and people who take as long
// as was drawn for them.
type rehearsal struct {
	plan   *change.Plan
	rng    *rand.Rand
	clock  *drill.Clock
	state  change.State
	sight  *change.Sight
	cancel func()
	until  time.Time
	due    map[string]time.Time
	// failover: the core asked to begin one.
	failover bool
}

func (r *rehearsal) take(events []change.Event) {
	r.state = change.Fold(r.state, events...)
	for _, e := range events {
		if d, ok := e.Data.(change.RungData); ok && d.Action == change.ActionFailover {
			r.failover = true
		}
	}
}

func (r *rehearsal) Observe(batch []change.Observation) {
	for _, o := range batch {
		r.sight.Add(o)
	}
}

func (*rehearsal) Note(change.Statement) {}

func (r *rehearsal) Tick(now time.Time) {
	_, events := change.Advance(r.state, r.sight, now)
	r.take(events)
	if now.After(r.until) {
		r.cancel()
	}
}

func (r *rehearsal) do(c change.Command) bool {
	events, err := change.Decide(r.state, c, r.clock.Now())
	r.take(events)
	return err == nil
}

// play plays the night to its end, and returns when that was; false: it never ended.
func (r *rehearsal) play(took map[string]time.Duration) (time.Duration, bool) {
	begin := r.plan.Change.Window.Start
	r.clock, r.state, r.sight = drill.NewClock(begin), change.NewState(r.plan), change.NewSight(r.plan)
	r.due, r.until = map[string]time.Time{}, begin.Add(24*time.Hour)
	r.do(change.Open{By: "test", Rehearsal: true})
	r.waits("start", begin, starts())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r.cancel = cancel
	n := drill.NewNight(drill.Options{
		Plan: r.plan, Clock: r.clock, Speed: 1e9, Took: took, Operator: r,
		Snapshot: func() *change.Snapshot { return &change.Snapshot{State: &r.state} },
	})
	if err := n.Run(ctx, r); err != nil && !errors.Is(err, context.Canceled) {
		panic(err)
	}
	return r.state.Closed.Sub(begin), !r.state.Closed.IsZero()
}

// Act does what is to be done, until people have to take their time.
func (r *rehearsal) Act(now time.Time) time.Time {
	for range 100 {
		if !r.act(now) {
			return time.Time{}
		}
	}
	panic("it goes on for ever: " + string(change.Next(&r.state, now).Kind))
}

func (r *rehearsal) act(now time.Time) bool {
	for i := range r.state.Incidents {
		inc := &r.state.Incidents[i]
		for _, kind := range inc.Undone() {
			if kind == change.ActionFailover {
				// It is asked again after a while: nobody may say no for a whole night.
				if !r.state.Decided(inc.Environment, now.Add(-change.ReviewAfter)) {
					return r.do(change.DecideFailover{By: "test", Environment: inc.Environment, Reason: "we wait"})
				}
				continue
			}
			if inc.Actions[kind].State != change.ActionIsDone {
				return r.do(change.Act{By: "test", Incident: inc.ID, Kind: kind, State: change.ActionIsDone, Outcome: "done"})
			}
		}
	}
	a := change.Next(&r.state, now)
	h := r.state.Host(a.Host)
	switch a.Kind {
	case change.AdviseHold:
		if !r.waiting() {
			return r.do(change.Close{By: "test", Outcome: "ok"}) // there is nothing to resume
		}
		if r.waits("resume", now, resumes()) {
			delete(r.due, "resume")
			r.due["start"] = now // who resumes has the next host in mind
			return r.do(change.Release{By: "test", Reason: "all is well again"})
		}
	case change.AdviseStart:
		if r.waits("start", now, starts()) {
			delete(r.due, "start")
			return r.do(change.Start{By: "test", Host: a.Host})
		}
	case change.AdviseNoGo:
		if slices.ContainsFunc(a.NoGo, func(c change.Criterion) bool { return c.ID == change.CriterionTime || c.ID == change.CriterionWindow }) {
			r.until = now // time goes one way only
		}
	case change.AdviseStep:
		return r.step(h, a.Step, now)
	case change.AdviseFinish:
		if r.waits("finish "+a.Host, now, finishes()) {
			return r.do(change.Finish{By: "test", Host: a.Host, Result: change.FinishedOK})
		}
	case change.AdviseClose:
		return r.do(change.Close{By: "test", Outcome: "ok"})
	}
	return false
}

// waiting reports whether a host is still to be started.
func (r *rehearsal) waiting() bool {
	for _, h := range r.state.Hosts.All() {
		if h.Work == change.Waiting {
			return true
		}
	}
	return false
}

func (r *rehearsal) step(h *change.HostState, i int, now time.Time) bool {
	step := r.plan.StepsOf(h.Name)[i]
	done := change.MarkStep{By: "test", Host: h.Name, Result: change.StepOK}
	switch {
	case !step.Reboot:
		return r.waits(h.Name+step.ID, now, works()) && r.do(done)
	case h.Reboot == nil:
		return r.waits(h.Name+"issue", now, issues()) && r.do(change.MarkReboot{By: "test", Host: h.Name})
	}
	return r.waits(h.Name+"verify", now, verifies()) && r.do(done)
}

// waits draws how long people take the first time that they are asked.
func (r *rehearsal) waits(what string, now time.Time, times []time.Duration) bool {
	if _, asked := r.due[what]; !asked {
		r.due[what] = now.Add(times[r.rng.IntN(len(times))])
	}
	return !now.Before(r.due[what])
}

// draw is how long the reboots of this night take.
func (r *rehearsal) draw() map[string]time.Duration {
	took := map[string]time.Duration{}
	for i := range r.plan.Hosts {
		h := &r.plan.Hosts[i]
		times, all := quickTimes(), 40
		if h.Model == "slow" {
			times, all = slowTimes(), 24
		}
		if n := r.rng.IntN(all); n < len(times) {
			took[h.Name] = times[n]
		} else {
			took[h.Name] = helpedTimes()[r.rng.IntN(len(helpedTimes()))]
		}
	}
	return took
}

// apart is the statistic of Kolmogorov and Smirnov: how far two distributions are apart
// at most.
func apart(a, b []float64) float64 {
	slices.Sort(a)
	slices.Sort(b)
	var most float64
	for _, at := range slices.Concat(a, b) {
		below := func(list []float64) float64 {
			n, _ := slices.BinarySearchFunc(list, at, func(x, at float64) int {
				if x <= at {
					return -1
				}
				return 1
			})
			return float64(n) / float64(len(list))
		}
		most = max(most, math.Abs(below(a)-below(b)))
	}
	return most
}

// TestFastNightsEndAsRehearsalsDo: 300 nights by the core and 10,000 by the fast model
// are drawn from the same times. If they were of one distribution, their ends would be
// as far apart as this test allows, or farther, in one of twenty seeds (Kolmogorov and
// Smirnov, alpha 0.05); the seeds are fixed, so it passes always or never. The shares
// must agree to within three standard errors of 300 nights.
func TestFastNightsEndAsRehearsalsDo(t *testing.T) {
	const rehearsals, nights = 300, 10_000
	plan := night()
	var slow []float64
	var failovers, done int
	for i := range rehearsals {
		r := &rehearsal{plan: plan, rng: rand.New(rand.NewPCG(uint64(i), 300))}
		end, ended := r.play(r.draw())
		if !ended {
			slow = append(slow, math.Inf(1))
		} else {
			slow = append(slow, end.Minutes())
		}
		if r.failover {
			failovers++
		}
		if ended && !plan.Change.Window.Start.Add(end).After(plan.Change.Window.End) {
			done++
		}
	}
	f := forecast.Of(forecast.Options{State: new(change.NewState(plan)), Now: plan.Change.Window.Start, History: history(), Nights: nights, Seed: 1})
	var fast []float64
	for _, end := range f.Ends {
		fast = append(fast, end.Sub(plan.Change.Window.Start).Minutes())
	}
	for len(fast) < nights {
		fast = append(fast, math.Inf(1))
	}
	limit := 1.358 * math.Sqrt(1.0/rehearsals+1.0/nights)
	d := apart(slow, fast)
	t.Logf("ends are %.3f apart, %.3f are allowed; by the core: p50 %.0f min, p95 %.0f min, done %.3f, failover %.3f; fast: %.0f, %.0f, %.3f, %.3f",
		d, limit, slow[rehearsals/2], slow[rehearsals*95/100], float64(done)/rehearsals, float64(failovers)/rehearsals,
		fast[nights/2], fast[nights*95/100], f.Done, f.Failover)
	if d > limit {
		t.Errorf("the ends are %.3f apart, more than %.3f", d, limit)
	}
	for name, pair := range map[string][2]float64{
		"done": {float64(done) / rehearsals, f.Done}, "failover": {float64(failovers) / rehearsals, f.Failover},
	} {
		if se := math.Sqrt(pair[1] * (1 - pair[1]) / rehearsals); math.Abs(pair[0]-pair[1]) > 3*se+1e-9 {
			t.Errorf("%s: %.3f of the rehearsals and %.3f of the fast nights", name, pair[0], pair[1])
		}
	}
}
