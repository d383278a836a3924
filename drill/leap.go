package drill

import (
	"context"
	"time"

	"tminus/change"
)

// patient is an intake that lets time pass in which nothing changes, and knows for
// how long nothing will follow from that.
type patient interface {
	change.Intake
	Pass(until time.Time, every time.Duration, news []change.Observation)
	Wakes(now time.Time) time.Time
}

// longest bounds a leap, so that a night in which nobody will do anything any more
// can still be ended.
const longest = time.Hour

// leap lets the night pass from event to event: to the next probe at which a host
// changes, something comes due, or the operator wants to look. The probes that are
// left out would have told nothing new, so that the journal is that of a night that
// goes second by second.
func (n *Night) leap(ctx context.Context, in patient) error {
	interval := n.o.Plan.Probe.Interval
	now := n.o.Clock.Now().Add(interval)
	news := n.probeAll(n.o.Snapshot(), now)
	for ctx.Err() == nil {
		n.o.Clock.set(now)
		if !n.o.Snapshot().State.Open() {
			return nil
		}
		in.Pass(now, interval, news)
		in.Tick(now)
		seen := n.o.Snapshot().Version
		looks := n.o.Operator.Act(now)
		s := n.o.Snapshot()
		next := now.Add(interval) // what follows from an act follows at the next tick
		if s.Version == seen {
			next = now.Add(n.quiet(now, earliest(looks, in.Wakes(now), n.turns(s, now))))
		}
		now, news = next, n.news(s, next)
	}
	return ctx.Err()
}

// quiet is how long the night can leap to be at the first probe at an instant or after it.
func (n *Night) quiet(now, until time.Time) time.Duration {
	interval := n.o.Plan.Probe.Interval
	wait := longest
	if !until.IsZero() {
		wait = min(longest, until.Sub(now))
	}
	return max(1, (wait+interval-1)/interval) * interval
}

// turns is when the answers of any host change next, by what was done to them so far.
func (n *Night) turns(s *change.Snapshot, now time.Time) (first time.Time) {
	for i := range n.hosts {
		h := &n.hosts[i]
		if known := s.State.Hosts.At(i); h.known != known {
			h.known = known
			h.learn(known)
			h.turns = h.turnsAfter(n.courses, now)
		}
		first = earliest(first, h.turns)
	}
	return first
}

// news probes the hosts whose answers change by an instant.
func (n *Night) news(s *change.Snapshot, now time.Time) (seen []change.Observation) {
	n.turns(s, n.o.Clock.Now())
	for i := range n.hosts {
		if h := &n.hosts[i]; !h.turns.IsZero() && !h.turns.After(now) {
			seen = n.probeHost(seen, h, now)
			h.turns = h.turnsAfter(n.courses, now)
		}
	}
	return seen
}

// earliest is the first of several instants; those that are zero do not count.
func earliest(all ...time.Time) (first time.Time) {
	for _, t := range all {
		if first.IsZero() || !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}
