package checks

import (
	"context"
	"time"

	"tminus/change"
	"tminus/fault"
)

const (
	// lookupTimeout is for a name's first resolution. It is longer than a
	// probe, for a slow resolver would otherwise be cut off for ever.
	lookupTimeout = 5 * time.Second
	// grace is how long a probe may take to come back after its deadline.
	grace = time.Second
	// maxHung is how many hanging probes one signal may leave behind.
	maxHung = 3
	// minSlack is the least lateness that casts doubt on a loss.
	minSlack = 250 * time.Millisecond
)

// probe asks once, in a goroutine of its own. It honours the deadline of ctx
// and says what it found; host, check and time are filled in for it.
type probe func(ctx context.Context) change.Observation

// observe makes one observation, stamped with the instant of the question.
func (s *signal) observe(ctx context.Context, hung chan struct{}) change.Observation {
	at := time.Now()
	o, ok := s.prepare(ctx)
	if ok {
		at = time.Now() // the time that the preparation took is no part of the probe
		o = doubt(s.guarded(ctx, hung), took(at, time.Now()), patience(s.timeout, s.interval))
	}
	// Wall time alone: the monotonic clock stands still while a laptop sleeps.
	o.Host, o.Check, o.At = s.host, s.check, at.Round(0)
	return o
}

func (s *signal) prepare(ctx context.Context) (change.Observation, bool) {
	if s.ready == nil {
		return change.Observation{}, true
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	if err := s.ready(ctx); err != nil {
		return unknown(change.CauseResolve, fault.Of(err)), false
	}
	return change.Observation{}, true
}

// guarded runs the probe and gives it up when it hangs beyond its deadline,
// as a system call may. A bounded number is left behind; while that many
// hang, nothing more is asked.
func (s *signal) guarded(ctx context.Context, hung chan struct{}) change.Observation {
	select {
	case hung <- struct{}{}:
	default:
		return unknown(change.CauseLocal, change.Stated(seenHung, "n", maxHung))
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	done := make(chan change.Observation, 1) // the probe's to send, so that it never waits for us
	go func() {
		defer func() { <-hung }()
		done <- s.probe(ctx)
	}()
	select {
	case o := <-done:
		return o
	case <-ctx.Done():
	}
	abandon := time.NewTimer(grace)
	defer abandon.Stop()
	select {
	case o := <-done:
		return o
	case <-abandon.C:
		return unknown(change.CauseLocal, change.Stated(seenGivenUp))
	}
}

// took is how long a probe took: by the monotonic clock, or by wall time if
// that is longer, as it is after a suspend.
func took(at, now time.Time) time.Duration {
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// patience is how late a loss may be reported and still be believed.
func patience(timeout, interval time.Duration) time.Duration {
	return timeout + max(interval/2, minSlack)
}

// doubt turns a loss that comes far too late into Unknown: a machine that slept
// or was starved sees the timeout before the answer that was waiting. A late
// answer is still an answer.
func doubt(o change.Observation, took, limit time.Duration) change.Observation {
	if o.Verdict != change.Lost || took <= limit {
		return o
	}
	return unknown(change.CauseLocal, change.Stated(seenLate, "took", took.Round(time.Millisecond)))
}
