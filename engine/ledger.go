// Package engine owns the state of a change while it runs: one goroutine
// merges observations, other processes' events, commands and the clock,
// journals what follows from them, and then publishes a snapshot.
package engine

import (
	"errors"
	"slices"

	"tminus/change"
	"tminus/fault"
)

// Journal is what the engine needs of a record.
type Journal interface {
	// Append writes the events after the sequence number and returns them as
	// they were written, or writes nothing and fails, as it does when other
	// events stand there already.
	Append(after uint64, events []change.Event) ([]change.Event, error)
	// Each hands out the events after the sequence number, in batches whose array
	// it may reuse. What it handed out before an error is valid.
	Each(after uint64, do func([]change.Event)) error
}

// Ledger is a journal and the fold of its events, kept in step. It belongs to one
// goroutine.
type Ledger struct {
	journal Journal
	state   change.State
	written func([]change.Event)
	// english puts statements of the core into English: see Speak.
	english func(change.Statement) string
	// tail holds the latest events; a reader may hold an older one.
	tail []change.Event
	// backlog is nil where what cannot be written is not kept.
	backlog *backlog
}

// decision gives the events that follow from a state, or refuses.
type decision func(change.State) ([]change.Event, error)

// NewLedger reads the whole journal. Whatever is read or written, now and
// later, is also handed to written, which may be nil and must copy what it keeps.
func NewLedger(j Journal, p *change.Plan, written func([]change.Event)) (*Ledger, error) {
	l := &Ledger{journal: j, state: change.NewState(p), written: written}
	l.Speak(func(change.Statement) string { return "" })
	return l, l.CatchUp()
}

// Speak sets the function that puts statements into English. The English is
// written beside each statement, for anybody who reads the journal with grep.
// Without it none is written.
func (l *Ledger) Speak(english func(change.Statement) string) { l.english = english }

// spoken decides the same, and adds the English of every statement.
func (l *Ledger) spoken(decide decision) decision {
	return func(s change.State) ([]change.Event, error) {
		events, refusal := decide(s)
		for i := range events {
			events[i] = events[i].Spoken(l.english)
		}
		return events, refusal
	}
}

// State is the fold of all events known so far, whether written or kept in
// memory.
func (l *Ledger) State() change.State {
	if l.backlog.waits() {
		return l.backlog.state
	}
	return l.state
}

// CatchUp takes in what other processes have written.
func (l *Ledger) CatchUp() error {
	stands, err := l.catchUp(l.backlog.events())
	if stands > 0 {
		l.backlog.drop(stands)
		l.backlog.rebase(l.state)
	}
	return err
}

// catchUp also counts how many of our own events, from the first one on, it finds
// in the journal: a failed write may have left some behind.
func (l *Ledger) catchUp(ours []change.Event) (stands int, err error) {
	err = l.journal.Each(l.state.Seq, func(events []change.Event) {
		for i := 0; i < len(events) && stands < len(ours) && same(events[i], ours[stands]); i++ {
			stands++
		}
		l.take(events)
	})
	if err != nil { // what comes before the damage is still valid
		return stands, fault.Wrap(err, engineRead)
	}
	return stands, nil
}

func (l *Ledger) take(events []change.Event) {
	if len(events) == 0 {
		return
	}
	l.state = change.Fold(l.state, events...)
	l.backlog.rebase(l.state)
	l.remember(events)
	if l.written != nil {
		l.written(events)
	}
}

// tailLen is how many of the latest events are at hand.
const tailLen = change.TailLen

func (l *Ledger) remember(events []change.Event) {
	if len(events) > tailLen {
		events = events[len(events)-tailLen:]
	}
	keep := l.tail[max(0, len(l.tail)+len(events)-tailLen):]
	l.tail = slices.Concat(keep, events)
}

// Tail is the latest events, oldest first; those not yet written come last.
func (l *Ledger) Tail() []change.Event {
	if l.backlog.waits() {
		return slices.Concat(l.tail, l.backlog.events())
	}
	return l.tail
}

// maxTries bounds how often Commit decides again because another process was
// faster. Fifty writers at once were measured to need fewer than ten tries.
const maxTries = 100

// Commit asks decide for events on the newest state and appends them. If another
// process was faster it catches up and asks again, so decide must depend on
// nothing but its argument and on values that do not change. The one exception is
// the instant of an act: it must be taken anew, because it has to come after what
// others wrote.
//
// When decide refuses, it may still return events, as a refused start does: they
// are written, and the refusal is returned.
//
// A ledger that keeps what it cannot write accepts the events all the same; the
// error is then a *change.Unsaved. It is one, too, while earlier events are still
// waiting.
func (l *Ledger) Commit(decide func(change.State) ([]change.Event, error)) error {
	return l.commit(unit{}, l.spoken(decide))
}

// Do is Commit for what an operator asks for. If it has to be kept in memory and
// others write before it is saved, it is decided again.
func (l *Ledger) Do(decide func(change.State) ([]change.Event, error)) error {
	decide = l.spoken(decide)
	return l.commit(unit{again: decide}, decide)
}

func (l *Ledger) commit(u unit, decide decision) error {
	err := l.Flush()
	if err == nil {
		if err = l.try(&u, decide); err == nil {
			return u.refusal
		}
	}
	if l.backlog == nil {
		return unsure(u, err)
	}
	if u.events == nil {
		u.events, u.refusal = decide(l.State())
	}
	l.backlog.add(u, l.state)
	if u.refusal != nil {
		return u.refusal
	}
	return &change.Unsaved{Why: err}
}

// unsure adds to the error of a write that was given up on that it may still
// happen: this ledger keeps nothing that would be written later.
func unsure(u unit, err error) error {
	if len(u.events) > 0 && errors.Is(err, ErrSilent) {
		return fault.Wrap(err, engineUnsure)
	}
	return err
}

// try decides and appends, or says why the journal cannot be written. In that
// case the unit holds what was decided and is not in the journal.
func (l *Ledger) try(u *unit, decide decision) error {
	for range maxTries {
		u.events = nil
		if err := l.CatchUp(); err != nil {
			return err
		}
		u.events, u.refusal = decide(l.state)
		if len(u.events) == 0 {
			return nil
		}
		seen := l.state.Seq
		written, err := l.journal.Append(seen, u.events)
		if err == nil {
			l.take(written)
			return nil
		}
		err = fault.Wrap(err, engineWrite)
		stands, readErr := l.catchUp(u.events) // some of it may, where it could not be taken back
		switch {
		case stands > 0:
			u.events, u.again = u.events[stands:], nil
			return err
		case readErr != nil, l.state.Seq == seen:
			return err
		}
	}
	return fault.New(engineOutrun, "n", maxTries)
}
