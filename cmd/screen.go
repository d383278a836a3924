package cmd

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"tminus/change"
	"tminus/ui"
)

// needTerminal refuses to draw a screen where nobody can see it: a cockpit that is
// started from a script would take its terminal for lost and stay on.
func (w catalog) needTerminal(headless bool) error {
	if headless || term.IsTerminal(os.Stdout.Fd()) {
		return nil
	}
	return invalid{errors.New(w.Say("screen.no_terminal"))}
}

// screenGrace is how long the screen may take to give the terminal back. If nobody
// reads from the terminal any more it never does.
const screenGrace = 2 * time.Second

// screen draws the cockpit until its user quits. It runs in a goroutine of its own,
// which is left behind if the terminal blocks it: nothing else waits for a terminal.
func (c *cockpit) screen(ctx context.Context, ended chan error, hangup <-chan os.Signal) error {
	var face ui.Cockpit = c.engine
	if c.speed > 0 {
		face = snapshotTime{c.engine}
	}
	drawing, cancel := context.WithCancel(ctx)
	defer cancel()
	var err error                 // of the screen, once it has closed
	closed := make(chan struct{}) // the screen's goroutine closes it
	go func() {
		defer close(closed)
		options := c.flags.face.options()
		options.Cockpit, options.Operator, options.Speed = collectingFace{face, c.collector}, c.by, c.speed
		options.Getenv, options.Earlier, options.Rehearsed, options.Runner = os.Getenv, c.earlier, c.rehearsed, c.runner()
		if c.earlier != nil {
			options.Outlook = newOutlook(c.earlier)
		}
		options.Ping, options.Died = c.ping, c.died
		err = ui.Run(drawing, options, c.drawing...)
	}()
	show := sync.OnceFunc(c.events.hide())
	defer show()
	select {
	case <-closed:
		if errors.Is(err, ui.ErrScreen) && ctx.Err() == nil {
			show()
			return c.plain(ctx, ended, hangup, err)
		}
		if err == nil || ctx.Err() != nil || !terminalLost(hangup) {
			return asInterrupted(err)
		}
	case <-hangup:
		cancel()
		release(closed)
	case <-ctx.Done():
		release(closed)
		return errInterrupted
	}
	show()
	return c.withoutScreen(ctx, ended)
}

// died keeps in the record that the screen failed. The journal may be slow, and
// the screen must not wait for it.
func (c *cockpit) died(f ui.Fault) {
	data := change.FaceData{Face: f.Face, Whose: c.by, Fault: f.What, Where: f.Where}
	go func() { _ = c.engine.Do(change.ReportFace{FaceData: data}) }() // a journal that fails tells of itself
}

// plain takes over when the screen cannot be drawn any more: it prints each event as
// a line, for as long as there would have been a screen.
func (c *cockpit) plain(ctx context.Context, ended chan error, hangup <-chan os.Signal, why error) error {
	c.flags.face.catalog.sayPlain(c.errs, why)
	c.out = c.errs
	err := c.headless(ctx, ended, hangup)
	c.patiently(ctx, func() { c.events.print(c.out) })
	return err
}

func asInterrupted(err error) error {
	if errors.Is(err, ui.ErrInterrupted) {
		return errInterrupted
	}
	return err
}

// release waits a moment for the screen to give the terminal back.
func release(closed <-chan struct{}) {
	select {
	case <-closed:
	case <-time.After(screenGrace):
	}
}

// terminalLost reports whether the screen ended because its terminal is gone:
// the read that fails may be noticed before the signal.
func terminalLost(hangup <-chan os.Signal) bool {
	select {
	case <-hangup:
		return true
	case <-time.After(screenGrace / 4):
		return !term.IsTerminal(os.Stdout.Fd()) && !term.IsTerminal(os.Stdin.Fd())
	}
}

// withoutScreen continues after the terminal was lost, if this cockpit is to stay:
// until the change is closed or somebody ends it. Whoever runs tminus on the record
// again is attached to it.
func (c *cockpit) withoutScreen(ctx context.Context, ended chan error) error {
	snap := c.engine.Snapshot()
	if !c.stays || snap.Attached || !snap.State.Open() {
		return errInterrupted
	}
	c.lost()
	c.out = io.Discard
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go c.endWithRecord(ctx, cancel)
	return c.headless(ctx, ended, nil)
}

// recordGrace is how long the folder of the record may be gone before a cockpit
// that nobody sees gives up: then it can neither show nor record anything.
const recordGrace = time.Minute

func (c *cockpit) endWithRecord(ctx context.Context, end func()) {
	dir := c.flags.dir(c.engine.Snapshot().State.Plan.Change.ID)
	there := time.Now()
	for look := time.NewTicker(recordGrace / 10); ; {
		select {
		case <-ctx.Done():
			look.Stop()
			return
		case now := <-look.C:
			if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
				there = now
			}
			if now.Sub(there) > recordGrace {
				end()
			}
		}
	}
}

// lost keeps in the record that nobody looks at this screen any more.
func (c *cockpit) lost() {
	_ = c.engine.Do(change.ReportNote{By: c.by, Text: change.Stated(cmdNoTerminal, "pid", os.Getpid())}) // a journal that fails tells of itself
}

// snapshotTime makes the screen of a rehearsal use the time of the latest snapshot:
// between two snapshots so much of the simulated night passes that everything would
// look old.
type snapshotTime struct{ *engineProxy }

func (m snapshotTime) Now() time.Time { return m.Snapshot().Now }
