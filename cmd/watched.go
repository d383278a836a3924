package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/checks"
	"tminus/engine"
	"tminus/journal"
)

// watch is a record that this process runs: as the one that probes its hosts,
// or attached to another process that does.
type watch struct {
	record *journal.Record
	ledger *engine.Ledger
	// pins are the addresses that the names of the plan stand for.
	pins   map[string]netip.Addr
	unlock func() error
	prober *checks.Prober // nil where another process probes
	// snapshot is the change as the engine of this process has it.
	snapshot func() *change.Snapshot
	// open reports whether there is anything left to watch.
	open func() bool
}

// openWatch opens or makes the record. One that can take no real change is
// refused before anything is written to it.
func openWatch(dir string, plan *change.Plan, text []byte) (*watch, error) {
	w := &watch{}
	if _, err := os.Lstat(filepath.Join(dir, "journal.jsonl")); err != nil {
		if err := w.resolve(plan); err != nil {
			return nil, err
		}
	}
	var err error
	if w.record, err = openRecord(dir, plan, text); err != nil {
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
		return nil, refused{fmt.Errorf("%s holds %s: a new change needs a new record (--record DIR)", dir, what(&s))}
	}
	if err := checkSeal(dir, &s); err != nil {
		return nil, err
	}
	w.pins = pinned(s.Addresses)
	return w, nil
}

// resolve finds the address that each name of the plan stands for, once: a
// change goes on with the addresses that it was opened with, whatever DNS says
// later.
func (w *watch) resolve(plan *change.Plan) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var problems []string
	if w.pins, problems = checks.Resolve(ctx, plan); len(problems) > 0 {
		return invalid{errors.New(strings.Join(problems, "\n"))}
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

// pinnedNames are the pins worth a place in the record: a name, not what is an
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

// begin makes this process the one that probes the record; where another one
// is at it, this one follows the journal and commands.
func (w *watch) begin(o *engine.Options) error {
	unlock, err := w.record.LockWatch()
	if errors.Is(err, journal.ErrWatched) {
		o.Attached, o.Source = true, follower{w}
		o.Notices, o.Unwatched = watcher(w.record), unwatched(w.record)
		o.Seen = func() time.Time { return lastSeen(w.record) }
		return nil
	}
	if err != nil {
		return err
	}
	w.unlock = unlock
	w.watch(o)
	return nil
}

// lockPatience is how long one tick may wait for a process that holds the
// journal: what cannot be written by then is kept.
const lockPatience = 2 * time.Second

// watch makes the options those of the process that holds the lock.
func (w *watch) watch(o *engine.Options) {
	w.prober = checks.New(o.Plan, checks.Options{Addresses: w.pins, Snapshot: w.snapshot})
	o.Attached, o.Unwatched, o.Seen = false, nil, nil
	o.Source, o.Beat, o.Mono = w.prober, beat(w.record, 1), engine.Mono()
	o.LastSeen = lastSeen(w.record)
	w.record.Hurry(lockPatience)
	o.Notices = func() []string { return slices.Concat(w.record.Notices(), w.prober.Notices()) }
}

// end lets the record go, and says what was probed.
func (w *watch) end(out io.Writer) {
	if w.unlock != nil {
		_ = w.unlock() // it ends with the process at the latest
	}
	_ = w.record.Close()
	if w.prober != nil {
		fmt.Fprintln(out, "tminus:", w.prober.Stats())
	}
}

// watcher says who probes the record that this cockpit is attached to.
func watcher(r *journal.Record) func() []string {
	return func() []string {
		if live, ok, err := r.Live(); ok && err == nil {
			return []string{fmt.Sprintf("probed by process %d on %s", live.PID, live.Host)}
		}
		return nil
	}
}

// unwatched says that nobody probes the record any more.
func unwatched(r *journal.Record) func() change.Text {
	return func() change.Text {
		live, ok, err := r.Live()
		switch {
		case err != nil || !ok:
			return change.Both("nobody is known to watch these hosts: run tminus on this record", "不知道是否有人在值守这些主机：请对这份记录运行 tminus")
		case time.Since(live.At) > beatLimit:
			return change.Both(
				"nobody has watched these hosts since %s (process %d on %s): if it still runs, end it; then run tminus on this record, or wait for one that is attached to take over",
				"自 %s 起无人观测这些主机（%[3]s 上的进程 %[2]d）：若它仍在运行，请先结束它；然后对这份记录运行 tminus，或等待旁接的程序接管",
				live.At.Local().Format("15:04:05 MST"), live.PID, change.Clean(live.Host))
		}
		return change.Text{}
	}
}

// follower is the source of an attached cockpit: it brings the time alone,
// and ends when nobody watches any more and this process may.
type follower struct{ w *watch }

const (
	// followEvery is how often an attached cockpit looks for new events.
	followEvery = 250 * time.Millisecond
	// claimEvery is how often it looks whether the watch is free.
	claimEvery = time.Second
)

func (f follower) Run(ctx context.Context, in change.Intake) error {
	tick, claim := time.NewTicker(followEvery), time.NewTicker(claimEvery)
	defer tick.Stop()
	defer claim.Stop()
	for {
		select {
		case now := <-tick.C:
			in.Tick(now)
		case <-claim.C:
			if !f.w.open() {
				continue
			}
			if unlock, err := f.w.record.LockWatch(); err == nil {
				f.w.unlock = unlock
				return errTakeOver
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
