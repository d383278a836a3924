package change

import (
	"slices"
	"time"
)

// Tape is the journal of a change, for replaying any moment of it. A place on the
// tape is the elapsed time since the first event. Where the clock was set the
// tape runs on, and the time that it shows jumps as the wall clock did.
//
// What always holds: places never decrease, one for each event; the tape is never
// changed once made, so any goroutine may read it.
type Tape struct {
	plan   *Plan
	events []Event
	places []time.Duration
	// marks are the states after every stride events, the first of nothing.
	marks  []State
	stride int
	gaps   []gapOnTape
}

// gapOnTape is a stretch in which nobody watched. Only the nth event, which ends
// it, tells of it.
type gapOnTape struct {
	n        int
	from, to time.Time
}

// tapeMarks is roughly how many states a Tape keeps: enough to make a jump cheap,
// few enough for the states of a fleet to fit into memory.
const tapeMarks = 64

// maxTape bounds the length of a tape, so that arithmetic with places cannot
// overflow. No real one comes near it.
const maxTape = 100 * 365 * 24 * time.Hour

// TailLen is how many of the latest events a snapshot carries.
const TailLen = 200

// NewTape makes the tape of a journal. It keeps the events and does not change them.
func NewTape(p *Plan, events []Event) *Tape {
	t := &Tape{plan: p, events: events, stride: max(tapeMarks, len(events)/tapeMarks), marks: []State{NewState(p)}}
	var place time.Duration
	for i, e := range events {
		if i > 0 {
			place += min(max(0, e.At.Sub(events[i-1].At)), maxTape-place)
		}
		t.places = append(t.places, place)
		t.noteGap(i+1, e)
	}
	for n := t.stride; n <= len(events); n += t.stride {
		last := t.marks[len(t.marks)-1]
		t.marks = append(t.marks, Fold(last, events[n-t.stride:n]...))
	}
	return t
}

func (t *Tape) noteGap(n int, e Event) {
	var from time.Time
	switch d := e.Data.(type) {
	case ResumedData:
		from = d.Unobserved
	case ObserverData:
		if e.Type == ObserverAsleep {
			from = d.Since
		}
	}
	if !from.IsZero() && from.Before(e.At) {
		t.gaps = append(t.gaps, gapOnTape{n, from, e.At})
	}
}

// Len is how many events the tape holds.
func (t *Tape) Len() int { return len(t.events) }

// Length is the place of the last event.
func (t *Tape) Length() time.Duration { return t.Place(len(t.events)) }

// Event is the nth event, counted from 1.
func (t *Tape) Event(n int) Event { return t.events[n-1] }

// Place is where on the tape the nth event stands; 0 before the first.
func (t *Tape) Place(n int) time.Duration {
	if n < 1 || len(t.places) == 0 {
		return 0
	}
	return t.places[min(n, len(t.places))-1]
}

// Played is how many events have happened at a place.
func (t *Tape) Played(place time.Duration) int {
	n, _ := slices.BinarySearch(t.places, place+1)
	return n
}

// State is the fold of the first n events.
func (t *Tape) State(n int) State {
	n = max(0, min(n, len(t.events)))
	mark := min(n/t.stride, len(t.marks)-1)
	return Fold(t.marks[mark], t.events[mark*t.stride:n]...)
}

// Clock is the time of the change at a place at which n events have happened.
func (t *Tape) Clock(n int, place time.Duration) time.Time {
	if len(t.events) == 0 {
		return time.Time{}
	}
	n = max(1, min(n, len(t.events)))
	return t.events[n-1].At.Add(max(0, place-t.places[n-1]))
}

// Find is the first place at which the clock of the change shows that time, or
// has passed it; the end where it never does.
func (t *Tape) Find(at time.Time) time.Duration {
	for i, e := range t.events {
		if !at.After(e.At) {
			if i == 0 {
				return 0
			}
			return max(t.places[i-1], t.places[i]-e.At.Sub(at))
		}
	}
	return t.Length()
}

// Incidents are the numbers of the events that open an incident.
func (t *Tape) Incidents() []int {
	var list []int
	for i, e := range t.events {
		if e.Type == IncidentOpened {
			list = append(list, i+1)
		}
	}
	return list
}

// Unwatched reports whether nobody watched at that time of the change, after n
// events, and from when to when.
func (t *Tape) Unwatched(n int, now time.Time) (from, to time.Time, ok bool) {
	i := slices.IndexFunc(t.gaps, func(g gapOnTape) bool { return n < g.n && !now.Before(g.from) && now.Before(g.to) })
	if i < 0 {
		return from, to, false
	}
	return t.gaps[i].from, t.gaps[i].to, true
}

// Snapshot is the moment after n events, at a place, as a face draws it. It
// holds confirmed states only: of single probes a journal knows nothing.
func (t *Tape) Snapshot(n int, place time.Duration) *Snapshot {
	s := t.State(n)
	n = max(0, min(n, len(t.events)))
	return &Snapshot{
		State: &s, Now: t.Clock(n, place), Version: s.Seq, Recorded: true,
		Tail: t.events[max(0, n-TailLen):n:n],
	}
}
