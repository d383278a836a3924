package engine

import (
	"time"

	"tminus/fault"
)

// aside is work that is started at each tick and not waited for: a heartbeat that
// hangs must not hold up a prompt. It belongs to one goroutine.
type aside struct {
	do    func(time.Time) error // called by one goroutine at a time
	done  chan error            // of the call under way, which sends once; nil: none is
	began time.Time
	since time.Time // began, by the clock of the change
	err   error     // of the latest call that came back
	bad   time.Time // since when none succeeded; zero: the latest did
}

// misses is how long calls may fail before that is reported: the next call makes
// good one that failed, and others only take a heartbeat for lost after a while.
const misses = 5 * time.Second

// tick starts the next call unless one is in progress. It returns the result of
// the latest, or, once that has lasted, that they do not return.
func (a *aside) tick(now time.Time) error {
	if a.do == nil {
		return nil
	}
	select {
	case a.err = <-a.done: // never, where it is nil
		a.done = nil
		switch {
		case a.err == nil:
			a.bad = time.Time{}
		case a.bad.IsZero():
			a.bad = a.began
		}
	default:
	}
	if a.done == nil {
		done := make(chan error, 1)
		a.done, a.began, a.since = done, time.Now(), now
		go func() { done <- a.do(now) }()
	}
	switch {
	case time.Since(a.began) > misses:
		return fault.Wrap(ErrSilent, engineSince, "since", a.since)
	case !a.bad.IsZero() && time.Since(a.bad) > misses:
		return a.err
	}
	return nil
}

// wait gives the call in progress a little time to end.
func (a *aside) wait() {
	if a.done == nil {
		return
	}
	select {
	case a.err = <-a.done:
		a.done = nil
	case <-time.After(patience - time.Since(a.began)):
	}
}
