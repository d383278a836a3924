package engine

import (
	"errors"
	"slices"
	"time"

	"tminus/change"
	"tminus/fault"
)

// ErrSilent is the error of a call that the journal did not answer in time. A
// write that was asked for may still happen.
var ErrSilent error = fault.New(engineSilent)

// patience is how long the engine waits for one answer of the journal: long
// enough for an fsync on a busy disk, and short enough that prompts appear before
// the screen calls itself stalled, at 3 s.
//
// A verb that has just made us wait in vain gets less time. Otherwise the engine
// would stand still for 2 s again and again where every write waits for a lock
// that somebody else keeps.
const (
	patience   = 2 * time.Second
	impatience = patience / 10
)

// patient is a journal that never makes its caller hang: a call that does not
// return in time counts as failed, and so does every further call until that one
// is back. Whatever it did in the meantime its caller finds in the journal, as
// after any failed write. It belongs to one goroutine.
type patient struct {
	journal Journal
	// clock is the time of the change.
	clock        func() time.Time
	reads, write verb
	// out is the call that was given up on and has not returned yet.
	out *call
}

// verb is what is known about how one verb is answered.
type verb struct {
	// since is when it stopped answering in time; zero while it does.
	since time.Time
	// said is the result of the latest call that returned too late.
	said error
}

// call is a call in progress, in a goroutine of its own. What it reads it hands
// over to its caller, so that do runs in the caller's goroutine or not at all.
type call struct {
	verb    *verb
	began   time.Time
	batches chan []change.Event // its goroutine sends, the caller receives
	taken   chan struct{}       // the caller sends once a batch is dealt with
	left    chan struct{}       // the caller closes it when it waits no longer
	done    chan struct{}       // its goroutine closes it, behind what follows
	took    time.Duration
	err     error
}

// newPatient makes a journal patient, unless it already is.
func newPatient(j Journal, clock func() time.Time) *patient {
	if p, ok := j.(*patient); ok {
		p.clock = clock
		return p
	}
	return &patient{journal: j, clock: clock}
}

// Append is that of the journal; see ErrSilent.
func (p *patient) Append(after uint64, events []change.Event) ([]change.Event, error) {
	events = slices.Clone(events) // the caller may go on with its own while we write
	var written []change.Event
	err := p.ask(&p.write, nil, func(*call) (err error) {
		written, err = p.journal.Append(after, events)
		return err
	})
	if err != nil {
		return nil, err // written may not be looked at: the call may be under way
	}
	return written, nil
}

// Each is that of the journal; see ErrSilent. A long journal may take its
// time, as long as it goes on.
func (p *patient) Each(after uint64, do func([]change.Event)) error {
	return p.ask(&p.reads, do, func(c *call) error { return p.journal.Each(after, c.hand) })
}

func (p *patient) ask(v *verb, do func([]change.Event), work func(*call) error) error {
	if !p.back() {
		return p.silent(p.out.verb)
	}
	c := &call{
		verb: v, began: time.Now(), batches: make(chan []change.Event), taken: make(chan struct{}),
		left: make(chan struct{}), done: make(chan struct{}),
	}
	go func() {
		defer close(c.done)
		c.err = work(c)
		c.took = time.Since(c.began)
	}()
	asked := p.clock()
	silence := time.NewTimer(v.patience())
	defer silence.Stop()
	for {
		select {
		case batch := <-c.batches:
			do(batch)
			c.taken <- struct{}{}
			silence.Reset(v.patience())
		case <-c.done:
			*v = verb{}
			return c.err
		case <-silence.C:
			close(c.left)
			p.out = c
			if v.since.IsZero() {
				v.since = asked
			}
			return p.silent(v)
		}
	}
}

// hand gives a batch to the caller and waits until it has been dealt with,
// because the array is reused. Once the caller has left, batches are dropped.
func (c *call) hand(events []change.Event) {
	select {
	case c.batches <- events:
		<-c.taken
	case <-c.left:
	}
}

// back reports whether no call is outstanding, and takes in what the last one
// said.
func (p *patient) back() bool {
	if p.out == nil {
		return true
	}
	select {
	case <-p.out.done:
	default:
		return false
	}
	if c := p.out; c.took <= patience {
		*c.verb = verb{}
	} else {
		c.verb.said = c.err
	}
	p.out = nil
	return true
}

func (v *verb) patience() time.Duration {
	if v.since.IsZero() {
		return patience
	}
	return impatience
}

// silent says since when there has been no answer, and what is known of the
// cause.
func (p *patient) silent(v *verb) error {
	if v.said != nil {
		return fault.Wrap(errors.Join(ErrSilent, v.said), engineSaid, "since", v.since, "was", fault.Of(v.said))
	}
	return fault.Wrap(ErrSilent, engineHangs, "since", v.since)
}
