package engine

import (
	"time"

	"tminus/change"
	"tminus/fault"
)

// tick takes in what other processes wrote, what the probes confirm and what the
// clock brings. What a failing journal cannot take is kept and tried again at
// each tick.
func (e *Engine) tick(now time.Time) {
	e.watchTime(now)
	_ = e.think(now) // the snapshot tells of it
	e.pulse = fault.Of(e.beat.tick(now))
	e.publish(now)
}

// think journals what follows from the observations and from the time.
func (e *Engine) think(now time.Time) error {
	if e.sight == nil {
		err := e.ledger.CatchUp()
		e.setFault(err)
		return err
	}
	var events []change.Event
	err := e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		e.fit(s.Plan)
		_, events = change.Advance(s, e.sight, now)
		return events, nil
	})
	e.setFault(err)
	if e.saved(err) == nil {
		e.sight.MarkObserved()
		if change.Gaps(events) {
			e.sight.Gap()
		}
	}
	return err
}

// watchTime journals what happened to the time since the last tick if it was not
// simply watched: the machine slept, or the clock was set.
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
	_ = e.saved(e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		if !s.Open() {
			return nil, nil
		}
		return jump, nil
	}))
}

// note journals what the source noticed beside the hosts.
func (e *Engine) note(text change.Statement) error {
	err := e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		return change.Decide(s, change.ReportNote{Text: text}, e.o.Clock())
	})
	_ = e.saved(err) // the snapshot tells of a journal that fails
	return err
}
