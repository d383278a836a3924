package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/engine"
	"tminus/record"
	"tminus/ui"
)

func newWatch(w catalog) *cobra.Command {
	var face faceFlags
	c := &cobra.Command{
		Use:  "watch RECORD",
		Args: w.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return w.watch(args[0], face) },
	}
	face.add(c, w)
	return c
}

// watch shows a record until its user quits.
func (w catalog) watch(dir string, face faceFlags) error {
	events := newQueue()
	e, err := newWatcher(dir, events.add)
	if err == nil {
		err = w.needTerminal(false)
	}
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { _ = e.Run(ctx) }()
	options := face.options()
	options.Cockpit, options.ReadOnly = passing{e}, true
	options.Earlier = earlier(recordsIn(filepath.Dir(filepath.Clean(dir))), dir)
	options.Outlook = newOutlook(options.Earlier)
	shown := events.hide()
	err = ui.Run(ctx, options)
	shown()
	if errors.Is(err, ui.ErrScreen) && ctx.Err() == nil {
		w.sayPlain(os.Stderr, err)
		events.follow(ctx, os.Stderr)
		return errInterrupted
	}
	return asInterrupted(err)
}

// sayPlain says that a screen cannot be drawn any more, and that lines follow
// instead.
func (w catalog) sayPlain(out io.Writer, why error) {
	fmt.Fprintln(out, "tminus:", w.Say("screen.plain", "fault", w.fault(why)))
}

// passing shows the time of the latest snapshot: a cockpit that only looks on knows
// no later one.
type passing struct{ *engine.Engine }

func (p passing) Now() time.Time { return p.Snapshot().Now }

// newWatcher makes an engine that follows a record, reports each event, and
// writes nothing.
func newWatcher(dir string, written func([]change.Event)) (*engine.Engine, error) {
	seen, err := openForReading(dir)
	if err != nil {
		return nil, err
	}
	record, state := seen.record, seen.ledger.State()
	life := &lifeline{pulse: newPulse(record), rehearsal: state.Rehearsal}
	e, err := engine.New(engine.Options{
		Plan: state.Plan, Journal: record, Ledger: seen.ledger, Attached: true, ReadOnly: true, Written: written,
		Source: life, Clock: life.now, Seen: life.seen, Unwatched: life.unwatched, Elsewhere: life.unsaved, Unseen: life.unseen, Notices: record.Notices,
	})
	life.engine.Store(e)
	return e, err
}

// lifeline is what a cockpit that only looks on learns from the heartbeat of
// another. As a source it brings the time of the change alone.
type lifeline struct {
	*pulse
	rehearsal bool
	engine    atomic.Pointer[engine.Engine]
}

// Run lets the engine look for new events until the context ends.
func (l *lifeline) Run(ctx context.Context, in change.Intake) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			in.Tick(l.now())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// reach is how far the simulated time of a rehearsal runs on by itself after a
// heartbeat.
const reach = 2 * time.Second

// now is the time of the change: the wall clock's, or that of the rehearsal,
// which stands still when nobody plays it.
func (l *lifeline) now() time.Time {
	wall, live := time.Now(), l.beat()
	if !l.rehearsal || live == nil {
		return wall
	}
	passed := min(wall.Sub(live.At), reach)
	return live.Now.Add(time.Duration(float64(passed) * live.Speed))
}

// unwatched says why nobody observes the hosts. It is empty once the change is
// closed, as nobody has to then.
func (l *lifeline) unwatched() change.Statement {
	if e := l.engine.Load(); e != nil {
		if s := e.Snapshot().State; !s.Open() && !s.Opened.IsZero() {
			return change.Statement{}
		}
	}
	return l.lost(change.Stated(change.WatchNever), func(live *record.Live) change.Statement {
		return change.Stated(change.WatchEnded, "since", live.At, "pid", live.PID, "on", change.Clean(live.Host))
	})
}
