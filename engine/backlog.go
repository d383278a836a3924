package engine

import (
	"bytes"
	"fmt"
	"time"

	"tminus/change"
	"tminus/fault"
)

// unit is what was decided in one go.
type unit struct {
	events  []change.Event
	refusal error
	// again decides an act again. It is nil where the events are facts, which
	// hold whatever others have written meanwhile, because nobody else observes.
	again decision
}

// backlog holds, in order, what the journal could not take. A state that includes
// it is provisional: it is shown, and prompts follow from it, but it is not
// saved. A nil backlog keeps nothing.
type backlog struct {
	clock func() time.Time
	units []unit
	since time.Time
	// base is the last event of the journal that the units were decided on.
	base  uint64
	state change.State
}

// Keep makes the ledger hold what it cannot write in memory until it can. The
// clock gives the time of the change.
func (l *Ledger) Keep(clock func() time.Time) { l.backlog = &backlog{clock: clock} }

// Unsaved are the events that are kept in memory only.
func (l *Ledger) Unsaved() []change.Event { return l.backlog.events() }

func (b *backlog) waits() bool { return b != nil && len(b.units) > 0 }

func (b *backlog) events() []change.Event {
	if b == nil {
		return nil
	}
	var all []change.Event
	for _, u := range b.units {
		all = append(all, u.events...)
	}
	return all
}

func (b *backlog) add(u unit, saved change.State) {
	if len(u.events) == 0 {
		return
	}
	if !b.waits() {
		b.since, b.base, b.state = b.clock(), saved.Seq, saved
	}
	b.units = append(b.units, u)
	b.state = change.Fold(b.state, u.events...)
}

// rebase moves what is waiting onto a newer state of the journal.
func (b *backlog) rebase(saved change.State) {
	if b.waits() {
		b.state = change.Fold(saved, b.events()...)
	}
}

// drop forgets the first events, which turned out to be in the journal after all.
// The rest of their units is written as it is.
func (b *backlog) drop(n int) {
	for n > 0 && b.waits() {
		u := &b.units[0]
		if n < len(u.events) {
			u.events, u.again = u.events[n:], nil
			return
		}
		n -= len(u.events)
		b.units = b.units[1:]
	}
}

// revise decides the waiting acts again, because others have written meanwhile.
// An act that is refused now had already been shown: a note records that.
func (b *backlog) revise(saved change.State, english func(change.Statement) string) {
	if b.base == saved.Seq {
		return
	}
	b.base, b.state = saved.Seq, saved
	for i := range b.units {
		u := &b.units[i]
		if u.again != nil {
			events, refusal := u.again(b.state)
			if refusal != nil && u.refusal == nil {
				events = append(events, b.overtaken(u.events, refusal).Spoken(english))
			}
			u.events = events
		}
		b.state = change.Fold(b.state, u.events...)
	}
}

func (b *backlog) overtaken(events []change.Event, refusal error) change.Event {
	var acts []string
	by := ""
	for _, e := range events {
		acts = append(acts, change.Clean(fmt.Sprintf("%s %s %s", e.Type, e.Host, e.At.UTC().Format(time.RFC3339))))
		by = e.By
	}
	text := change.Stated(change.NoteOvertaken, "names", acts, "why", change.WhyOf(refusal))
	return change.Event{At: b.clock(), Type: change.NoteAdded, By: by, Data: change.NoteData{Text: text}}
}

// late notes in the record that the events before it were written late.
func (b *backlog) late(n int) change.Event {
	now := b.clock()
	text := change.Stated(change.NoteLate, "since", b.since, "until", now, "n", n)
	return change.Event{At: now, Type: change.NoteAdded, Data: change.NoteData{Text: text, Late: uint64(n)}}
}

// Flush writes what waits, in its order and all at once, or says why it cannot.
func (l *Ledger) Flush() error {
	for tries := 0; l.backlog.waits(); tries++ {
		if err := l.CatchUp(); err != nil {
			return err
		}
		l.backlog.revise(l.state, l.english)
		events := l.backlog.events()
		if len(events) == 0 {
			l.backlog.units = nil
			return nil
		}
		seen := l.state.Seq
		written, err := l.journal.Append(seen, append(events, l.backlog.late(len(events)).Spoken(l.english)))
		if err == nil {
			l.backlog.units = nil
			l.take(written)
			return nil
		}
		if readErr := l.CatchUp(); readErr != nil || l.state.Seq == seen || tries > maxTries {
			return fault.Wrap(err, engineWrite)
		}
	}
	return nil
}

// same reports whether an event of the journal is one of ours. Times are kept to
// the nanosecond, so no other event equals it.
func same(stands, ours change.Event) bool {
	if stands.Type != ours.Type || !stands.At.Equal(ours.At) {
		return false
	}
	stands.Seq, stands.Prev, stands.Hash = ours.Seq, ours.Prev, ours.Hash
	stands.At, ours.At = stands.At.UTC(), ours.At.Round(0).UTC()
	a, errA := stands.MarshalJSON()
	b, errB := ours.MarshalJSON()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
