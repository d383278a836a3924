package engine

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"tminus/change"
	"tminus/fault"
)

// Source brings observations and the time of the change until the context ends.
// It is real probes, a drill, or a clock alone.
type Source interface {
	Run(ctx context.Context, in change.Intake) error
}

// Options are what an Engine is made of.
type Options struct {
	Plan    *change.Plan
	Journal Journal
	// Ledger is the Journal where it was read already; nil: New reads it, and its
	// events have no English beside them.
	Ledger *Ledger
	Source Source
	// Clock gives the time of the change for commands. Defaults to time.Now.
	Clock func() time.Time
	// Attached: another process probes this record. This engine follows the
	// journal and commands, but observes nothing.
	Attached bool
	// ReadOnly, where Attached: nothing is written, and every command refused.
	ReadOnly bool
	// Seen is when the process that probes last gave a sign of life, for an
	// attached engine, in the time of the change. It may be nil.
	Seen func() time.Time
	// By is the operator who opens or continues the change.
	By string
	// Rehearsal marks a change that is opened against simulated hosts.
	Rehearsal bool
	// Wall is when a rehearsal begins, on the clock on the wall. Rehearsed is
	// what is known of the rehearsal of the plan of a real change.
	Wall      time.Time
	Rehearsed *change.RehearsalData
	// Program is its version, for the record.
	Program string
	// Acts are what is said as the change begins or goes on, done before anything is
	// observed; of an attached engine nothing.
	Acts []change.Command
	// Addresses are the names of the plan as they were resolved, to be pinned
	// in the record when the change is opened.
	Addresses map[string]string
	// LastSeen is when a cockpit last watched this record: from then on nothing
	// was observed, whatever acts were journaled since. Zero: nobody knows.
	LastSeen time.Time
	// Written is told of every event from the opening or continuing on,
	// whoever wrote it. It is called by the engine's goroutine: it must not block.
	Written func([]change.Event)
	// Beat is called after a tick, with the time of the change, beside the
	// engine's goroutine: ticks in which it is still under way pass it over.
	Beat func(now time.Time) error
	// Unwatched says why nobody observes the hosts, for an attached engine:
	// nothing while another process does. It may be nil.
	Unwatched func() change.Statement
	// Elsewhere says what the process that probes cannot save, for an attached
	// engine: nothing while it can. It may be nil.
	Elsewhere func() change.Statement
	// Unseen says of which hosts nothing is learnt, though they are asked. It may be nil.
	Unseen func() change.Statement
	// Mono reads the machine's monotonic clock, by which a sleep and a clock
	// that was set are told from time that was watched. Nil: time is simulated.
	Mono func() (at time.Duration, sleeps bool)
	// Headless: nobody draws, so that snapshots carry no Sight. The one of a
	// fleet is megabytes.
	Headless bool
	// Notices tells of the cockpit itself what people must see. It may
	// be nil, and is asked anew for each snapshot.
	Notices func() []change.Statement
}

// Engine owns the state. Its methods may be called from any goroutine.
type Engine struct {
	o      Options
	ledger *Ledger
	// sight is of the hosts of the plan that sighted points to.
	sight    *change.Sight
	sighted  *change.Plan
	requests chan request // the loop receives; every caller waits for its answer
	stopped  chan struct{}
	snapshot atomic.Pointer[change.Snapshot]
	beat     aside
	version  uint64
	fault    change.Statement
	pulse    change.Statement // why no sign of life can be given
	last     change.Reading
}

// stopGrace bounds how long Run waits for its source after the context ends.
const stopGrace = 3 * time.Second

// New reads the journal and opens or continues its change. The engine that
// it returns has yet to Run.
func New(o Options) (*Engine, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	e := &Engine{o: o, requests: make(chan request), stopped: make(chan struct{}), beat: aside{do: o.Beat}}
	if !o.Attached {
		e.sight, e.sighted = change.NewSight(o.Plan), o.Plan
	}
	if e.ledger = o.Ledger; e.ledger == nil {
		var err error
		if e.ledger, err = NewLedger(o.Journal, o.Plan, nil); err != nil {
			return nil, err
		}
	}
	e.ledger.written = e.written
	resumes := !e.ledger.State().Opened.IsZero()
	if resumes {
		e.carryOn() // what is under way goes on, with or without its disk
	}
	if err := e.saved(e.begin()); err != nil {
		return nil, err
	}
	if err := e.act(); err != nil {
		return nil, err
	}
	if !resumes {
		e.carryOn()
	}
	e.publish(o.Clock())
	return e, nil
}

// carryOn makes sure that from here on no disk holds the engine up, whether it
// fails or hangs.
func (e *Engine) carryOn() {
	e.ledger.journal = newPatient(e.ledger.journal, e.o.Clock)
	if !e.o.Attached {
		e.ledger.Keep(e.o.Clock)
	}
}

// saved returns nil for what is kept in memory until it can be written: the
// snapshot tells of it.
func (e *Engine) saved(err error) error {
	var unsaved *change.Unsaved
	if errors.As(err, &unsaved) {
		e.version++
		e.setFault(unsaved.Why)
		return nil
	}
	return err
}

// begin opens the change, or continues it and says since when nobody watched.
func (e *Engine) begin() error {
	if e.o.ReadOnly {
		return nil
	}
	now := e.o.Clock()
	return e.ledger.Commit(func(s change.State) ([]change.Event, error) {
		switch {
		case e.o.Attached: // the process that probes opens, and continues
			return nil, nil
		case s.Opened.IsZero():
			return change.Decide(s, change.Open{
				By: e.o.By, Rehearsal: e.o.Rehearsal, Addresses: e.o.Addresses, Wall: e.o.Wall, Rehearsed: e.o.Rehearsed, Program: e.o.Program,
			}, now)
		case !s.Open():
			return nil, nil
		}
		unobserved := e.o.LastSeen                        // not the last event: acts are journaled while nobody watches
		if unobserved.IsZero() || unobserved.After(now) { // a clock that was set back: when it was nobody knows
			unobserved = s.At
		}
		if unobserved.After(now) { // that as well; an act in a rehearsal that stood still
			unobserved = now
		}
		return change.Decide(s, change.Continue{By: e.o.By, Data: change.ResumedData{Unobserved: unobserved, Rehearsed: e.o.Rehearsed}}, now)
	})
}

// act does what is said as the change begins.
func (e *Engine) act() error {
	if e.o.Attached {
		return nil
	}
	for _, c := range e.o.Acts {
		err := e.ledger.Do(func(s change.State) ([]change.Event, error) { return change.Decide(s, c, e.o.Clock()) })
		if err := e.saved(err); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) written(events []change.Event) {
	e.version++
	if e.o.Written != nil {
		e.o.Written(events)
	}
}

// Ledger is the journal as the engine knows it, for whoever takes over from it.
// Not to be used before Run has returned.
func (e *Engine) Ledger() *Ledger { return e.ledger }

// Snapshot is the latest published instant. It never blocks.
func (e *Engine) Snapshot() *change.Snapshot { return e.snapshot.Load() }

// Now is the time of the change.
func (e *Engine) Now() time.Time { return e.o.Clock() }

// Run is the loop that owns the state. It returns when the context ends or
// the source fails, after its source has stopped.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.stopped)
	defer e.settleUp()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	source := make(chan error, 1) // the source's goroutine sends once
	go func() { source <- e.o.Source.Run(ctx, intake{e, ctx}) }()
	for {
		select {
		case r := <-e.requests:
			r.done <- r.do()
		case err := <-source:
			return ignoreCancel(err)
		case <-ctx.Done():
			return e.drain(source)
		}
	}
}

// drain lets the source end: it may still wait for an answer.
func (e *Engine) drain(source <-chan error) error {
	grace := time.NewTimer(stopGrace)
	defer grace.Stop()
	for {
		select {
		case r := <-e.requests:
			r.done <- r.do()
		case err := <-source:
			return ignoreCancel(err)
		case <-grace.C:
			return nil
		}
	}
}

// settleUp tries one last time to write what is kept, so that the last snapshot
// says what remains unsaved. This engine gives no heartbeat after its end.
func (e *Engine) settleUp() {
	e.beat.wait()
	if len(e.ledger.Unsaved()) == 0 {
		return
	}
	e.setFault(e.ledger.Flush())
	e.version++
	e.publish(e.o.Clock())
}

func ignoreCancel(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (e *Engine) setFault(err error) {
	e.fault = fault.Of(err)
}

// publishEvery bounds how often snapshots are made of a state that is the same.
const publishEvery = 100 * time.Millisecond

func (e *Engine) publish(now time.Time) {
	wall := time.Now()
	old := e.snapshot.Load()
	if old != nil && old.Version == e.version && old.Fault.Equal(e.fault) && old.Pulse.Equal(e.pulse) && wall.Sub(old.Beat) < publishEvery {
		return
	}
	state := e.ledger.State()
	s := &change.Snapshot{
		State: &state, Now: now, Beat: wall, Version: e.version, Tail: e.ledger.Tail(),
		Attached: e.o.Attached, Fault: e.fault, Pulse: e.pulse, Unsaved: e.ledger.Unsaved(),
	}
	e.fit(state.Plan)
	if e.sight != nil && !e.o.Headless {
		s.Sight = e.sight.Clone()
	}
	s.Unwatched = e.unwatched()
	if e.o.Elsewhere != nil {
		s.Elsewhere = e.o.Elsewhere()
	}
	if e.o.Unseen != nil {
		s.Unseen = e.o.Unseen()
	}
	if e.o.Seen != nil {
		s.Seen = e.o.Seen()
	}
	if e.o.Notices != nil {
		s.Notices = e.o.Notices()
	}
	e.snapshot.Store(s)
}

// fit makes the sight one of the hosts of a plan: some may have been added or removed.
func (e *Engine) fit(p *change.Plan) {
	if e.sight != nil && p != e.sighted {
		e.sight, e.sighted = e.sight.For(p), p
	}
}

func (e *Engine) unwatched() change.Statement {
	if e.o.Unwatched == nil {
		return change.Statement{}
	}
	return e.o.Unwatched()
}
