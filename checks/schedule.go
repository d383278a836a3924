package checks

import (
	"context"
	"fmt"
	"time"

	"tminus/change"
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

// probe asks once. It honours the deadline of ctx and says what it found; the
// loop fills in host, check and time.
type probe func(ctx context.Context) change.Observation

// signal is one signal of one host, and how it is probed.
type signal struct {
	host, check       string
	interval, timeout time.Duration
	// ready prepares the target before each probe; nil: nothing to prepare.
	ready func(ctx context.Context) error
	probe probe
}

// loop probes at start and then once in every interval until ctx ends. Turns
// that come while a probe is under way, or while out is full, are skipped:
// probes of one signal never overlap, and the phase never drifts.
func (s *signal) loop(ctx context.Context, start time.Time, out chan<- change.Observation) {
	hung := make(chan struct{}, maxHung) // one token for each probe that has not come back
	for next := start; sleep(ctx, time.Until(next)); next = following(next, time.Now(), s.interval) {
		o := s.observe(ctx, hung)
		if ctx.Err() != nil {
			return // cut short by us: it says nothing
		}
		select {
		case out <- o:
		case <-ctx.Done():
			return
		}
	}
}

// following is the first turn after prev that is not past.
func following(prev, now time.Time, interval time.Duration) time.Time {
	next := prev.Add(interval)
	if late := now.Sub(next); late > 0 {
		next = next.Add((late + interval - 1) / interval * interval)
	}
	return next
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// observe makes one observation, stamped with the instant of the question.
func (s *signal) observe(ctx context.Context, hung chan struct{}) change.Observation {
	at := time.Now()
	o, ok := s.prepare(ctx)
	if ok {
		at = time.Now() // the time that the preparation took is no part of the probe
		o = doubt(s.guarded(ctx, hung), took(at, time.Now()), s.timeout+max(s.interval/2, minSlack))
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
		return unknown(change.CauseResolve, err.Error()), false
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
		return unknown(change.CauseLocal, fmt.Sprintf("not asked: %d earlier checks still hang on this machine", maxHung))
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
		return unknown(change.CauseLocal, "the check did not end at its deadline and was given up")
	}
}

// took is how long a probe took: by the monotonic clock, or by wall time if
// that is longer, as it is after a suspend.
func took(at, now time.Time) time.Duration {
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// doubt turns a loss that comes far too late into Unknown: a machine that
// slept or starved meets the timeout before the answer that was waiting. A
// late answer stays an answer.
func doubt(o change.Observation, took, limit time.Duration) change.Observation {
	if o.Verdict != change.Lost || took <= limit {
		return o
	}
	return unknown(change.CauseLocal, fmt.Sprintf("this machine was late: the check took %s", took.Round(time.Millisecond)))
}

// pump hands results over at every beat, then says what time it is, so that
// the clock judges by the newest sight. A steady beat makes few, large batches.
func pump(ctx context.Context, beat time.Duration, results <-chan change.Observation, in change.Intake) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if batch := drain(results); len(batch) > 0 {
			in.Observe(batch)
		}
		if ctx.Err() != nil {
			return
		}
		in.Tick(time.Now())
	}
}

// drain takes what is there, and no more than one result of each signal, so
// that fast probes cannot keep it from ending.
func drain(results <-chan change.Observation) []change.Observation {
	var batch []change.Observation
	for len(batch) < cap(results) {
		select {
		case o := <-results:
			batch = append(batch, o)
		default:
			return batch
		}
	}
	return batch
}
