package drill_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/config"
	"tminus/drill"
	"tminus/examples"
)

// desk is an engine without goroutines and journal: just the core.
type desk struct {
	t      *testing.T
	clock  *drill.Clock
	state  change.State
	sight  *change.Sight
	events []change.Event
	cancel func()
	until  time.Time
	// leaps: from event to event, in so many steps.
	leaps bool
	steps int
}

func (d *desk) take(events []change.Event) {
	d.state = change.Fold(d.state, events...)
	d.events = append(d.events, events...)
}

func (d *desk) Observe(batch []change.Observation) {
	for _, o := range batch {
		d.sight.Add(o)
	}
}

func (d *desk) Pass(until time.Time, every time.Duration, news []change.Observation) {
	d.steps++
	d.sight.Pass(until, every, news)
}

func (d *desk) Wakes(now time.Time) time.Time { return change.Wakes(d.state, d.sight, now) }

func (d *desk) Note(change.Statement) {}

func (d *desk) Tick(now time.Time) {
	_, events := change.Advance(d.state, d.sight, now)
	d.take(events)
	if now.After(d.until) {
		d.cancel()
	}
}

func (d *desk) do(c change.Command) error {
	events, err := change.Decide(d.state, c, d.clock.Now())
	d.take(events)
	return err
}

func (d *desk) snapshot() *change.Snapshot {
	return &change.Snapshot{State: &d.state, Version: uint64(len(d.events))}
}

// night opens the built-in night at a desk.
func night(t *testing.T) (*desk, *change.Plan) {
	t.Helper()
	plan, err := config.Parse("night", examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	begin := plan.Change.Window.Start
	d := &desk{t: t, clock: drill.NewClock(begin), state: change.NewState(plan), sight: change.NewSight(plan), until: begin.Add(12 * time.Hour)}
	if err := d.do(change.Open{By: "test", Rehearsal: true}); err != nil {
		t.Fatal(err)
	}
	return d, plan
}

func (d *desk) play(plan *change.Plan, operator drill.Operator) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	defer cancel()
	d.cancel = cancel
	n := drill.NewNight(drill.Options{Plan: plan, Clock: d.clock, Speed: drill.MaxSpeed, Snapshot: d.snapshot, Operator: operator, Leaps: d.leaps})
	if err := n.Run(ctx, d); err != nil && !errors.Is(err, context.Canceled) {
		d.t.Fatal(err)
	}
}

func (d *desk) rungs(environment string) []string {
	var names []string
	for _, inc := range d.state.Incidents {
		if inc.Environment != environment {
			continue
		}
		for _, r := range inc.Rungs {
			names = append(names, inc.ID+" "+string(r.Rung))
		}
	}
	return names
}

func TestTheScriptedNight(t *testing.T) {
	d, plan := night(t)
	d.play(plan, &drill.Script{Plan: plan, By: "script", Snapshot: d.snapshot, Do: d.do})
	if d.state.Open() {
		t.Fatalf("the night did not end: %+v", change.Next(&d.state, d.clock.Now()))
	}
	if d.state.Outcome != "partial" || d.state.Closed.After(plan.Change.Window.End) {
		t.Errorf("closed as %q at %v", d.state.Outcome, d.state.Closed)
	}
	for _, name := range plan.Order {
		h := d.state.Host(name)
		if h.Reboot == nil || h.Reboot.Phase != change.Settled {
			t.Errorf("%s did not come back: %+v", name, h.Reboot)
		}
	}
	want := []string{
		"B-1 late", "B-1 stop", "B-1 vendor", "B-1 business", "B-1 failover", "B-1 update",
		"B-2 late", "B-2 stop", "B-2 vendor", "B-2 business", "B-2 failover", "B-2 update",
	}
	got := d.rungs("B")
	if len(got) != len(want) {
		t.Fatalf("rungs of B: %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("rung %d of B: %s, want %s", i, got[i], want[i])
		}
	}
	if len(d.rungs("A")) != 0 {
		t.Errorf("a normal reboot raised a prompt: %q", d.rungs("A"))
	}
	tries := d.state.Host("B2").Recoveries
	if len(tries) != 4 || tries[0].Outcome != "failed" || tries[3].Outcome != "worked" {
		t.Errorf("recovery of B2: %+v", tries)
	}
	refused := 0
	for _, e := range d.events {
		if g, ok := e.Data.(change.GatedData); ok && !g.Go {
			refused++
			if e.Host != "B2" {
				t.Errorf("the gate refused %s", e.Host)
			}
		}
	}
	if refused != 1 {
		t.Errorf("the gate refused %d starts, want one: B2 while B1 is away", refused)
	}
}

// A night that leaps from event to event has the journal of one that goes second by
// second, to the instant, in a fraction of the steps.
func TestLeapsTellTheSameNight(t *testing.T) {
	played := map[bool]*desk{}
	for _, leaps := range []bool{false, true} {
		d, plan := night(t)
		d.leaps = leaps
		d.play(plan, &drill.Script{Plan: plan, By: "script", Snapshot: d.snapshot, Do: d.do})
		if d.state.Open() {
			t.Fatalf("leaps %v: the night did not end", leaps)
		}
		played[leaps] = d
	}
	if diff := cmp.Diff(played[false].events, played[true].events); diff != "" {
		t.Errorf("second by second (-) and in leaps (+):\n%s", diff)
	}
	if steps := played[true].steps; steps == 0 || steps > 3*len(played[true].events) {
		t.Errorf("%d steps for %d events", steps, len(played[true].events))
	}
}

func TestWithoutAnOperatorNothingHappens(t *testing.T) {
	d, plan := night(t)
	d.until = plan.Change.Window.Start.Add(time.Hour)
	d.play(plan, nil)
	for _, e := range d.events {
		switch e.Type {
		case change.ChangeOpened, change.SignalBack:
		default:
			t.Errorf("%s %s in a night in which nobody does anything", e.Type, e.Host)
		}
	}
}

// hasty marks the reboot of one host at once and recovers it in its own words.
type hasty struct {
	d    *desk
	host string
	what string
}

func (h hasty) Act(now time.Time) time.Time {
	s := h.d.state.Host(h.host)
	switch {
	case s.Work == change.Waiting && s.Usable():
		_ = h.d.do(change.Deviate{By: "a", What: "start " + h.host, Reason: "test", Second: "b"})
		_ = h.d.do(change.Start{By: "a", Host: h.host})
		_ = h.d.do(change.MarkReboot{By: "a", Host: h.host})
	case s.Rebooting() && len(s.Recoveries) == 0 && now.Sub(s.Reboot.Requested) > 30*time.Minute:
		_ = h.d.do(change.Recover{By: "a", Host: h.host, What: h.what})
	}
	return time.Time{}
}

func TestWhatRescues(t *testing.T) {
	for _, c := range []struct {
		host, what string
		back       bool
	}{
		{"A1", "", true}, // needs none
		{"B1", "Hard RESET", true},
		{"B1", "call the vendor", false},
		{"B2", "hard reset", false},
		{"B2", "重置启动项", true},
	} {
		d, plan := night(t)
		d.until = plan.Change.Window.Start.Add(90 * time.Minute)
		d.play(plan, hasty{d, c.host, c.what})
		r := d.state.Host(c.host).Reboot
		if back := r != nil && r.Phase == change.Settled; back != c.back {
			t.Errorf("%s after %q: back %v, want %v", c.host, c.what, back, c.back)
		}
	}
}

// The prompts of the built-in night stay within the alarm budget, for people
// who answer them.
func TestNightKeepsTheAlarmBudget(t *testing.T) {
	d, plan := night(t)
	d.play(plan, &drill.Script{Plan: plan, By: "script", Snapshot: d.snapshot, Do: d.do})
	prompts := change.Prompts(d.events)
	worst := change.Busiest(prompts, time.Hour)
	t.Logf("%d prompts, %d in the worst hour, %d in the worst ten minutes", len(prompts), worst, change.Busiest(prompts, change.PromptFloodSpan))
	if len(prompts) < 8 {
		t.Errorf("only %d prompts: the night has no trouble", len(prompts))
	}
	if worst > change.PromptsPerHour {
		t.Errorf("%d prompts in the worst hour, the budget is %d", worst, change.PromptsPerHour)
	}
}
