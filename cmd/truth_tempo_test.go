package cmd_test

import (
	"sync"
	"testing"
	"time"
)

// confirmAfter is how many probes in a row make a fact.
const confirmAfter = 3

// tempo is how the hosts of a network are probed, and how fast things happen to them.
type tempo struct {
	interval, timeout, settle time.Duration
	// resting is the interval for hosts that nobody works on, where interval is
	// for those at work; 0: all are probed alike.
	resting time.Duration
	// medianLimit is what the median error must stay under.
	medianLimit time.Duration
	// jitter is how early or late a probe may leave on a busy machine.
	jitter time.Duration
	// shorter is by how much the pauses between two acts are divided.
	shorter int
}

func ordinary() tempo {
	return tempo{
		interval: time.Second, timeout: 800 * time.Millisecond, settle: 6 * time.Second,
		jitter: 300 * time.Millisecond, shorter: 1, medianLimit: 600 * time.Millisecond,
	}
}

// hasty is the pace of hosts at work.
func hasty() tempo {
	return tempo{
		interval: 200 * time.Millisecond, timeout: 170 * time.Millisecond, settle: 3 * time.Second,
		jitter: 150 * time.Millisecond, shorter: 2, medianLimit: 150 * time.Millisecond,
	}
}

// tolerance is how far a reported instant may be off: an instant is that of the
// first probe after it, so it may come one interval late, and a probe that
// waits for its answer may be one timeout early.
func (tp tempo) tolerance() time.Duration { return tp.interval + tp.timeout }

// starvation is when this machine did not run what was due, by a clock of the
// test's own: what the cockpit says then may be late by as much.
type starvation struct {
	mu    sync.Mutex
	spell []hunger
}

// hunger is how late a sleep ended, and when.
type hunger struct {
	end time.Time
	by  time.Duration
}

// watchStarvation looks on until the test ends.
func watchStarvation(t *testing.T) *starvation {
	const nap, least = 20 * time.Millisecond, 50 * time.Millisecond
	s, done := &starvation{}, make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		for begin := time.Now(); ; begin = time.Now() {
			select {
			case <-done:
				return
			case <-time.After(nap):
			}
			if by := time.Since(begin) - nap; by > least {
				s.mu.Lock()
				s.spell = append(s.spell, hunger{time.Now(), by})
				s.mu.Unlock()
			}
		}
	}()
	return s
}

// around is how long nothing ran near two instants or between them: in all, and
// at a time. Whoever waits for several things in turn may wait for all of it.
func (s *starvation) around(from, to time.Time) (all, worst time.Duration) {
	if s == nil {
		return 0, 0
	}
	if to.Before(from) {
		from, to = to, from
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.spell {
		if h.end.After(from.Add(-time.Second)) && h.end.Add(-h.by).Before(to.Add(time.Second)) {
			all, worst = all+h.by, max(worst, h.by)
		}
	}
	return all, worst
}
