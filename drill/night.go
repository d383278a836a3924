package drill

import (
	"context"
	"time"

	"tminus/change"
)

// MaxSpeed is the fastest rehearsal that goes second by second: at any higher speed a
// night is over at once anyway.
const MaxSpeed = 100_000

// Operator plays the acts of the people on the night.
type Operator interface {
	// Act looks at the change and does at most a few things. It returns when it wants
	// to look again if nothing happens until then; zero: never.
	Act(now time.Time) time.Time
}

// Options are what a Night is made of.
type Options struct {
	Plan  *change.Plan
	Clock *Clock
	// Speed is how many seconds of the night pass in one. Leaps, which needs an
	// Operator: from event to event instead, as fast as the machine can.
	Speed float64
	Leaps bool
	// Snapshot gives the change as it is journaled.
	Snapshot func() *change.Snapshot
	// Operator is nil where people are at the keys.
	Operator Operator
	// Courses simulate kinds of signals beside those of this package.
	Courses map[change.KindID]Course
	// Took is how long the reboot of each host takes, by its name, instead of the
	// troubles and paces of the built-in night; nil: those.
	Took map[string]time.Duration
}

// Night is a source of observations: the simulated hosts of a plan. All goes well
// except for the last two hosts of the order: one hangs while it configures updates,
// the other does not boot.
type Night struct {
	o       Options
	hosts   []host
	courses map[change.KindID]Course
	seq     int
}

// paceOf varies the reboots a little around the norm, always the same way.
func paceOf(i int) float64 { return [...]float64{1, 0.94, 1.02, 0.97}[i%4] }

// NewNight prepares the simulated hosts.
func NewNight(o Options) *Night {
	n := &Night{o: o, courses: courses(o.Courses)}
	before := o.Clock.Now().Add(-90 * 24 * time.Hour).Truncate(24 * time.Hour)
	for i := range o.Plan.Hosts {
		h := &o.Plan.Hosts[i]
		made := host{plan: h, signals: h.Watched(), trouble: troubleOf(o.Plan, h.Name), pace: paceOf(i), before: before}
		if o.Took != nil {
			made.trouble, made.pace = smooth, float64(o.Took[h.Name])/(backAfter*float64(h.Reboot.Expected))
		}
		n.hosts = append(n.hosts, made)
	}
	return n
}

func troubleOf(p *change.Plan, name string) trouble {
	last := len(p.Order) - 1
	switch {
	case last > 0 && p.Order[last] == name:
		return unbootable
	case last >= 0 && p.Order[max(0, last-1)] == name:
		return hangs
	}
	return smooth
}

// Run lets the night pass, one probe interval per step, until the context ends or
// the scripted operator has closed the change. On a machine that is too slow for the
// speed the night takes longer; no step is left out.
func (n *Night) Run(ctx context.Context, in change.Intake) error {
	if long, can := in.(patient); can && n.o.Leaps {
		return n.leap(ctx, long)
	}
	interval := n.o.Plan.Probe.Interval
	real := time.Duration(float64(interval) / n.o.Speed)
	due := time.Now()
	for {
		if err := n.pace(ctx, &due, real); err != nil {
			return err
		}
		now := n.o.Clock.Now().Add(interval)
		n.o.Clock.set(now)
		s := n.o.Snapshot()
		if n.o.Operator != nil && !s.State.Open() {
			return nil
		}
		in.Observe(n.probeAll(s, now))
		in.Tick(now)
		if n.o.Operator != nil {
			n.o.Operator.Act(now)
		}
	}
}

// pace waits for the next step. It keeps the beat as long as it can, and never tries
// to catch up on more than a moment.
func (n *Night) pace(ctx context.Context, due *time.Time, step time.Duration) error {
	*due = due.Add(step)
	wait := time.Until(*due)
	if wait < -time.Second {
		*due = time.Now()
	}
	if wait < time.Millisecond { // a sleep would take longer than this
		return ctx.Err()
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// probeAll probes every signal of every host once.
func (n *Night) probeAll(s *change.Snapshot, now time.Time) []change.Observation {
	var seen []change.Observation
	for i := range n.hosts {
		n.hosts[i].learn(s.State.Hosts.At(i))
		seen = n.probeHost(seen, &n.hosts[i], now)
	}
	for _, w := range n.o.Plan.Witnesses { // the network itself stays well
		seen = append(seen, n.answer("", w, now))
	}
	return seen
}

func (n *Night) probeHost(seen []change.Observation, h *host, now time.Time) []change.Observation {
	for _, signal := range h.signals {
		seen = append(seen, n.probe(h, signal, now))
	}
	return seen
}

func (n *Night) probe(h *host, s change.Signal, now time.Time) change.Observation {
	c := n.courses[s.Kind.ID]
	if !h.answers(c, now) {
		return change.Observation{Host: h.plan.Name, Check: s.Name, At: now, Verdict: change.Lost, Cause: change.CauseTimeout}
	}
	o := n.answer(h.plan.Name, s.Name, now)
	if c.Tells != nil {
		c.Tells(&o, h.plan, h.booted(c, now))
	}
	return o
}

func (n *Night) answer(host, check string, now time.Time) change.Observation {
	n.seq++
	return change.Observation{
		Host: host, Check: check, At: now, Verdict: change.Answered,
		Latency: time.Duration(400+n.seq*37%300) * time.Microsecond,
	}
}
