package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/checks"
	"tminus/engine"
	"tminus/journal"
)

func newRun() *cobra.Command {
	var flags cockpitFlags
	c := &cobra.Command{
		Use:   "run PLAN",
		Short: "Watch a real change; a record with an open change is resumed",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return runPlan(c, flags, args[0])
		},
	}
	flags.add(c)
	return c
}

func runPlan(c *cobra.Command, flags cockpitFlags, path string) error {
	by, err := operatorName(flags.operator)
	if err != nil {
		return err
	}
	plan, text, err := loadPlan(path)
	if err != nil {
		return err
	}
	dir := flags.dir(plan.Change.ID)
	pins, err := pin(plan, dir)
	if err != nil {
		return err
	}
	record, err := openRecord(dir, plan, text)
	if err != nil {
		return err
	}
	events := newQueue()
	o := engine.Options{
		Plan: plan, Journal: record, By: by, Written: events.add,
		LastSeen: lastSeen(record), Addresses: pinnedNames(pins),
	}
	unlock, err := watchOrAttach(record, &o, pins)
	if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	for _, notice := range o.Notices() {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", notice)
	}
	e, err := engine.New(o)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.ErrOrStderr(), "tminus: record", dir)
	return (&cockpit{flags: flags, by: by, engine: e, events: events, out: c.OutOrStdout()}).run()
}

func what(s *change.State) string {
	switch {
	case s.Rehearsal:
		return "a rehearsal"
	case s.Open():
		return "a real change"
	}
	return "a change that was closed (" + s.Outcome + ")"
}

// pin finds the address that each name of the plan stands for, once: a change
// goes on with the addresses that it was opened with, whatever DNS says later.
// A record that can take no real change is refused here, before it is written to.
func pin(plan *change.Plan, dir string) (map[string]netip.Addr, error) {
	if _, err := os.Stat(filepath.Join(dir, "journal.jsonl")); err == nil {
		return pinned(dir)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	pins, problems := checks.Resolve(ctx, plan)
	if len(problems) > 0 {
		return nil, invalid{errors.New(strings.Join(problems, "\n"))}
	}
	return pins, nil
}

func pinned(dir string) (map[string]netip.Addr, error) {
	_, ledger, err := openLedger(dir)
	if err != nil {
		return nil, err
	}
	s := ledger.State()
	if !s.Opened.IsZero() && (s.Rehearsal || !s.Open()) {
		return nil, refused{fmt.Errorf("%s holds %s: a new change needs a new record (--record DIR)", dir, what(&s))}
	}
	pins := map[string]netip.Addr{}
	for name, text := range s.Addresses {
		if addr, err := netip.ParseAddr(text); err == nil {
			pins[name] = addr
		}
	}
	return pins, nil
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

// watchOrAttach makes this process the one that probes the record; where
// another one is at it, this one follows the journal and commands.
func watchOrAttach(r *journal.Record, o *engine.Options, pins map[string]netip.Addr) (unlock func() error, err error) {
	unlock, err = r.LockWatch()
	if errors.Is(err, journal.ErrWatched) {
		o.Attached, o.Source = true, follower{}
		o.Notices, o.Unwatched = watcher(r), unwatched(r)
		o.Seen = func() time.Time { return lastSeen(r) }
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, err
	}
	prober := checks.New(o.Plan, checks.Options{Addresses: pins})
	o.Source, o.Beat, o.Mono = prober, beat(r, 1), engine.Mono()
	o.Notices = func() []string { return slices.Concat(r.Notices(), prober.Notices()) }
	return unlock, nil
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
func unwatched(r *journal.Record) func() string {
	return func() string {
		live, ok, err := r.Live()
		switch {
		case err != nil || !ok:
			return "nobody is known to watch these hosts: quit and run again to take over"
		case time.Since(live.At) > beatLimit:
			return fmt.Sprintf("nobody has watched these hosts since %s (process %d on %s): end it if it still runs, then quit and run again to take over",
				live.At.Local().Format("15:04:05"), live.PID, live.Host)
		}
		return ""
	}
}

// follower is the source of an attached cockpit: it brings the time alone.
type follower struct{}

// followEvery is how often an attached cockpit looks for new events.
const followEvery = 250 * time.Millisecond

func (follower) Run(ctx context.Context, in change.Intake) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			in.Tick(now)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
