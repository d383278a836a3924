// Package engine owns the state of a change while it runs: one goroutine
// merges observations, other processes' events, commands and the clock,
// journals what follows from them, and then publishes a snapshot.
package engine

import (
	"fmt"

	"tminus/change"
)

// Journal is what the engine needs of a record.
type Journal interface {
	// Append writes the events after the sequence number and returns them as
	// they were written, or writes nothing and fails, as it does when other
	// events stand there already.
	Append(after uint64, events []change.Event) ([]change.Event, error)
	// Read returns the events after the sequence number.
	Read(after uint64) ([]change.Event, error)
}

// Ledger is a journal and the fold of its events, kept in step.
// It belongs to one goroutine.
type Ledger struct {
	journal Journal
	state   change.State
	written func([]change.Event)
}

// NewLedger reads the whole journal. Whatever is read or written, now and
// later, is also handed to written, which may be nil.
func NewLedger(j Journal, p *change.Plan, written func([]change.Event)) (*Ledger, error) {
	l := &Ledger{journal: j, state: change.NewState(p), written: written}
	_, err := l.CatchUp()
	return l, err
}

// State is the fold of all events known so far.
func (l *Ledger) State() change.State { return l.state }

// CatchUp takes in what other processes have written since.
func (l *Ledger) CatchUp() ([]change.Event, error) {
	events, err := l.journal.Read(l.state.Seq)
	l.take(events) // what stands before a damage is still true
	if err != nil {
		return events, fmt.Errorf("read the journal: %w", err)
	}
	return events, nil
}

func (l *Ledger) take(events []change.Event) {
	l.state = change.Fold(l.state, events...)
	if l.written != nil && len(events) > 0 {
		l.written(events)
	}
}

// maxTries bounds how often Commit decides anew because another process was
// faster. Fifty writers at once were measured to need fewer than ten.
const maxTries = 100

// Commit asks decide for events on the newest state and appends them. When
// another process was faster it catches up and asks again, so decide must
// depend on nothing but its argument and values that stay.
//
// What decide refuses may have events too, as a refused start has: they are
// written, and the refusal is returned.
func (l *Ledger) Commit(decide func(change.State) ([]change.Event, error)) error {
	for range maxTries {
		if _, err := l.CatchUp(); err != nil {
			return err
		}
		events, refusal := decide(l.state)
		if len(events) == 0 {
			return refusal
		}
		written, err := l.journal.Append(l.state.Seq, events)
		if err == nil {
			l.take(written)
			return refusal
		}
		if others, readErr := l.CatchUp(); readErr != nil || len(others) == 0 {
			return fmt.Errorf("write the journal: %w", err)
		}
	}
	return fmt.Errorf("write the journal: other processes were faster %d times; try again", maxTries)
}
