package engine

import (
	"time"

	"tminus/change"
)

// tick takes in what other processes wrote, what the probes confirm and what
// the clock brings. A journal that fails is tried again at the next tick:
// Observe and Due look at levels, so nothing that they saw is lost by that.
func (e *Engine) tick(now time.Time) {
	e.watchTime(now)
	err := e.think(now)
	if e.o.Beat != nil {
		if beatErr := e.o.Beat(now); err == nil {
			e.setFault(beatErr)
		}
	}
	e.publish(now)
}

// think journals what follows from what was seen and from the time.
func (e *Engine) think(now time.Time) error {
	if e.sight == nil {
		_, err := e.ledger.CatchUp()
		e.setFault(err)
		return err
	}
	var events []change.Event
	err := e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		_, events = change.Advance(s, e.sight, now)
		return events, nil
	})
	if err == nil {
		e.sight.Looked()
		if change.Gaps(events) {
			e.sight.Gap()
		}
	}
	e.setFault(err)
	return err
}

// watchTime journals what became of the time since the last tick, if it was
// not simply watched: a sleep, a clock that was set.
func (e *Engine) watchTime(now time.Time) {
	if e.o.Mono == nil || e.sight == nil {
		return
	}
	reading := change.Reading{Wall: now.Round(0)}
	reading.Mono, reading.Sleeps = e.o.Mono()
	last := e.last
	e.last = reading
	if last.Wall.IsZero() {
		return
	}
	jump := change.Jump(last, reading)
	if len(jump) == 0 {
		return
	}
	e.sight.Gap() // before anything is concluded: the latest probes are from after the gap
	e.setFault(e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		if !s.Open() {
			return nil, nil
		}
		return jump, nil
	}))
}
