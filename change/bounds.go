package change

import "time"

// An instant that falls into a gap of the watch is no value but a bound: it was
// after what was seen last before the gap, and no later than what was seen first
// after it. The events say both.

// after is the lower bound of an instant at which a run of probes began: the last
// probe that told the opposite; zero: that was the one before it.
func (o *observer) after(t *Track, since time.Time) time.Time {
	last := t.answeredAt
	if t.runVerdict == Answered {
		last = t.lostAt
	}
	switch hole := t.kind.fresh(o.s.Plan.Probe, t.Every); {
	case last.IsZero(), last.After(since): // by another process, or another clock
		return o.s.WatchedUntil
	case since.Sub(last) > hole:
		return last
	}
	return time.Time{}
}

// unsure is for how long before a gap of the watch what was lost was not confirmed
// yet, or in doubt, as it might have been we who did not see.
func (p Probe) unsure() time.Duration { return 2 * p.confirm() }

// earliest is the first of the changes of a host's signals to a state, from an
// instant on, and its bound.
func earliest(h *HostState, state SignalUp, notBefore time.Time) RebootData {
	var first, least time.Time
	for i := range h.Signals {
		if sig := &h.Signals[i]; sig.State == state && !h.Drops(sig.Check) && !sig.Since.Before(notBefore) {
			first, least = earlier(first, sig.Since), earlier(least, sig.least())
		}
	}
	return bounded(later(least, notBefore), first)
}

// latest is the last of them, and its bound, which is no earlier than an instant.
func latest(h *HostState, state SignalUp, notBefore time.Time) RebootData {
	var last, least time.Time
	for i := range h.Signals {
		if sig := &h.Signals[i]; sig.State == state && !h.Drops(sig.Check) {
			last, least = later(last, sig.Since), later(least, sig.least())
		}
	}
	return bounded(later(least, notBefore), last)
}

// bounded is an instant that cannot have been before the least.
func bounded(least, at time.Time) RebootData {
	d := RebootData{Since: at}
	if least.Before(at) {
		d.After = least
	}
	return d
}

// lastChange is the latest instant at which a signal came to the given state; zero
// if there is none.
func lastChange(h *HostState, state SignalUp) time.Time { return latest(h, state, time.Time{}).Since }

// firstChange is the earliest such instant.
func firstChange(h *HostState, state SignalUp) time.Time {
	return earliest(h, state, time.Time{}).Since
}

// least is the earliest instant at which the signal can have come to its state.
func (s *SignalState) least() time.Time { return earlier(s.After, s.Since) }

// Bound says what a duration is that begins or ends in a gap of the watch.
type Bound uint8

const (
	// Exact means: as exact as the probes are.
	Exact Bound = iota
	// AtMost means: it ended in a gap, or lies in one as a whole.
	AtMost
	// AtLeast means: it began in a gap and goes on.
	AtLeast
)

// Bounded reports whether any instant of the reboot falls into a gap of the
// watch, so that its phases are not known.
func (r *Reboot) Bounded() bool {
	return !r.After.IsZero() || !r.GoneAfter.IsZero() || !r.AnsweredAfter.IsZero() || !r.BackAfter.IsZero()
}

// from is when a reboot began or, of a host that did not boot, when it was gone;
// after is set where that lies in a gap of the watch.
func (r *Reboot) from(booted bool) (from, after time.Time) {
	if booted {
		return r.Requested, r.After
	}
	return r.Gone, r.GoneAfter
}

// ending is the data of a reboot that is over, or was none.
func (r *Reboot) ending(booted bool) RebootData {
	from, _ := r.from(booted)
	d := RebootData{Since: r.Back, Took: Duration(max(0, r.Back.Sub(from))), Bounces: r.Bounces, Stumbles: r.Stumbles, Same: !booted}
	if most, bound := r.most(booted); bound == AtMost {
		d.Most = Duration(most)
	}
	return d
}

// most is how long the reboot can have taken until the host was back, or how long
// the host was away at the most that did not reboot, and whether that is more than
// is known.
func (r *Reboot) most(booted bool) (time.Duration, Bound) {
	from, after := r.from(booted)
	if after.IsZero() && r.BackAfter.IsZero() {
		return r.Back.Sub(from), Exact
	}
	return r.Back.Sub(earlier(after, from)), AtMost
}

// took is how long a reboot took that is over.
func (r *Reboot) took() (time.Duration, Bound) {
	if most, bound := r.most(r.Phase == Settled); bound == AtMost {
		return most, bound
	}
	if r.unseen() { // people looked at it, some time after it was back
		return r.Took, AtMost
	}
	return r.Took, Exact
}
