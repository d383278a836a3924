package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"tminus/change"
	"tminus/checks"
	"tminus/engine"
	"tminus/fault"
	"tminus/record"
	"tminus/wording"
)

// role is the right to probe the hosts of a record, which one process has at a time.
type role interface {
	// LockWatch takes the role until it is given back, or until this process ends.
	// While another process has it the error is record.ErrWatched, and names that
	// process.
	LockWatch() (unlock func() error, err error)
}

// watch is a record that this process works on, either as the one that probes its
// hosts, or attached to another process that does.
type watch struct {
	record opened
	ledger *engine.Ledger
	// place is a notice about where the record is; usually empty.
	place change.Statement
	// pins are the addresses that the names of the plan stand for.
	pins   map[string]netip.Addr
	unlock func() error
	prober *rollingProber // nil where another process probes
	// snapshot is the change as the engine of this process has it.
	snapshot func() *change.Snapshot
	// open reports whether there is anything left to watch.
	open func() bool
}

// openWatch opens or creates the record. If it cannot take a real change it is
// refused before anything is written to it. Pins are the addresses of a new record; nil:
// they are yet to be found.
func openWatch(dir string, plan *change.Plan, text []byte, alone bool, pins map[string]netip.Addr) (*watch, error) {
	w := &watch{pins: pins}
	kept, err := storeOf(dir)
	if err == nil {
		w.place, err = placeOf(kept, dir, alone)
	}
	if err == nil && pins == nil && !kept.Holds(dir) {
		err = w.resolve(plan)
	}
	if err != nil {
		return nil, err
	}
	if w.record, err = recordOf(plan, text, dir); err != nil {
		return nil, err
	}
	if w.ledger, err = readLedger(w.record, plan); err != nil {
		return nil, err
	}
	s := w.ledger.State()
	switch {
	case s.Opened.IsZero() && w.pins == nil: // its opening was cut short
		return w, w.resolve(plan)
	case s.Opened.IsZero():
		return w, nil
	case s.Rehearsal || !s.Open():
		return nil, refused{fault.New(cmdHolds, "file", dir, "is", what(&s))}
	}
	if err := checkSeal(w.record, &s); err != nil {
		return nil, err
	}
	w.pins = pinned(s.Addresses)
	return w, nil
}

// resolve finds the address of each name in the plan, once: a change keeps the
// addresses that it was opened with, whatever DNS says later. Without a plan what does
// not resolve yet is watched all the same, as soon as it does.
func (w *watch) resolve(plan *change.Plan) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var problems []change.Statement
	if w.pins, problems = checks.Resolve(ctx, plan); len(problems) > 0 && !plan.Ungated {
		return invalid{fault.New(cmdUnresolved, "whys", problems)}
	}
	return nil
}

func pinned(addresses map[string]string) map[string]netip.Addr {
	pins := map[string]netip.Addr{}
	for name, text := range addresses {
		if addr, err := netip.ParseAddr(text); err == nil {
			pins[name] = addr
		}
	}
	return pins
}

// pinnedNames are the pins worth recording: those of names, not of what is an
// address already.
func pinnedNames(pins map[string]netip.Addr) map[string]string {
	names := map[string]string{}
	for name, addr := range pins {
		if _, err := netip.ParseAddr(name); err != nil {
			names[name] = addr.String()
		}
	}
	return names
}

// begin makes this process the one that probes the record. If another one does
// already, this one follows the journal and gives commands.
func (w *watch) begin(o *engine.Options) error {
	unlock, err := w.record.LockWatch()
	if errors.Is(err, record.ErrWatched) {
		other := newPulse(w.record)
		o.Attached, o.Source = true, follower{w}
		o.Notices, o.Unwatched, o.Seen, o.Elsewhere, o.Unseen = other.watcher, other.unwatched, other.seen, other.unsaved, other.unseen
		return nil
	}
	if err != nil {
		return err
	}
	w.unlock = unlock
	w.watch(o)
	return nil
}

// watch makes the options those of the process that holds the lock.
func (w *watch) watch(o *engine.Options) {
	w.prober = newProber(o.Ledger.State().Plan, w.pins, w.snapshot)
	if o.Seen == nil {
		o.LastSeen = lastSeen(w.record)
	} else { // it takes over, and the disk may hang
		o.LastSeen = o.Seen()
	}
	o.Attached, o.Unwatched, o.Seen, o.Elsewhere, o.Unseen = false, nil, nil, nil, w.prober.Unseen
	o.Source, o.Beat, o.Mono = w.prober, beat(w.record, 1, w.snapshot), engine.Mono()
	o.Notices = func() []change.Statement {
		return slices.Concat(w.placed(), w.record.Notices(), w.prober.prober().Notices())
	}
}

func (w *watch) placed() []change.Statement {
	if !w.place.Said() {
		return nil
	}
	return []change.Statement{w.place}
}

// endGrace is how long the end waits for a disk that may hang.
const endGrace = 2 * time.Second

// end releases the record, and says what was probed.
func (w *watch) end(out io.Writer, say wording.Speaker) {
	within(endGrace, func() { // what a hung disk keeps ends with the process at the latest
		if w.unlock != nil {
			_ = w.unlock()
		}
		_ = w.record.Close()
	})
	if w.prober != nil {
		within(endGrace, func() { fmt.Fprintln(out, "tminus:", say.Say(w.prober.prober().Stats().Stated())) })
	}
}

// within runs something that may hang, and abandons it if it takes longer than the
// limit.
func within(grace time.Duration, do func()) {
	select {
	case <-aside(do):
	case <-time.After(grace):
	}
}

// aside runs something beside, and tells when it is done.
func aside(do func()) (done <-chan struct{}) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		do()
	}()
	return ended
}

// follower is the source of an attached cockpit: it brings the time alone, and ends
// when nobody watches any more and this process may take over.
type follower struct{ w *watch }

const (
	// followEvery is how often an attached cockpit looks for new events.
	followEvery = 250 * time.Millisecond
	// claimEvery is how often it checks whether the watch is free.
	claimEvery = time.Second
)

func (f follower) Run(ctx context.Context, in change.Intake) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	free := make(chan func() error) // claim sends once; the lock is then ours
	go f.claim(ctx, free)
	for {
		select {
		case now := <-tick.C:
			in.Tick(now)
		case f.w.unlock = <-free:
			return errTakeOver
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// claim takes the watch when it is free. On a disk that hangs that may take any
// length of time; the ticks go on meanwhile.
func (f follower) claim(ctx context.Context, free chan<- func() error) {
	for again := time.NewTicker(claimEvery); ; {
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return
		}
		if !f.w.open() {
			continue
		}
		unlock, err := f.w.record.LockWatch()
		if err != nil {
			continue
		}
		again.Stop()
		select {
		case free <- unlock:
		case <-ctx.Done():
			_ = unlock()
		}
		return
	}
}
