package ui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/fault"
	"tminus/wording"
)

// Cockpit is what the screen needs of the core.
type Cockpit interface {
	// Snapshot returns the latest snapshot; nil while there is none.
	Snapshot() *change.Snapshot
	// Do carries out a command. It blocks until the journal has the result. A
	// *change.Refusal or *change.Invalid says why the command was not done.
	Do(change.Command) error
	// Now is the time of the change: virtual and faster in a rehearsal.
	Now() time.Time
}

// Options say what the screen shows and for whom.
type Options struct {
	Cockpit Cockpit
	// Tape is a record to be replayed instead of a Cockpit, at Speed, with keys that
	// move about on it and no keys that act.
	Tape *change.Tape
	// Notices are about the tape, such as its damage, and people must see them.
	Notices []change.Statement
	// Earlier gives what earlier records and rehearsals teach, to compare with, as far
	// as it is known by then. It must not block, and may be nil.
	Earlier func() change.History
	// Outlook says by when the change is likely done, as far as that is known by then. It
	// must not block, and may be nil.
	Outlook func(*change.Snapshot) change.Statement
	// Rehearsed is how long the steps took in the rehearsal of the plan.
	Rehearsed []change.StepTime
	// Runner carries out the steps that the plan marks to be run here; nil: none are.
	Runner Runner
	// Operator is the name under which acts are recorded.
	Operator string
	// Catalog are the texts of the screen; nil: English.
	Catalog wording.Catalog
	// Speed is 0 in a real change; above 0 the screen says REHEARSAL ×Speed.
	Speed float64
	// Theme is dark, light, or by the terminal's background.
	Theme Theme
	// OnWall begins with the wall; a key changes between wall and board.
	OnWall bool
	// ReadOnly: this screen only looks on; it has no keys that act.
	ReadOnly bool
	// Mouse starts with mouse events taken from the terminal, whose own selection of
	// text then needs shift. A key toggles it.
	Mouse bool
	// Wall is the wall clock by which the screen notices that snapshots have
	// stopped coming; nil means time.Now.
	Wall func() time.Time
	// Displays show kinds of signals beside those that this package knows.
	Displays map[change.KindID]Display
	// Ping sends a burst to a host by hand; nil: nothing is sent, as in a rehearsal.
	Ping Pinger
	// Died is called each time the screen has died, whether it comes back or not. It
	// must not block, and may be nil.
	Died func(Fault)
	// Getenv reads the environment of the terminal in front of the operator, which
	// tells whether that terminal can notify and show progress. Nil: it cannot.
	Getenv func(string) string
}

// catalog are the texts of the screen: English unless said.
func (o *Options) catalog() wording.Catalog {
	if o.Catalog == nil {
		return wording.Load(wording.English)
	}
	return o.Catalog
}

// getenv is the environment of the terminal: that of the process unless said.
func (o *Options) getenv() func(string) string {
	if o.Getenv == nil {
		return os.Getenv
	}
	return o.Getenv
}

// What can be wrong with a screen.
const (
	screenDead   change.Code = "screen.dead"
	screenLost   change.Code = "screen.lost"
	screenFailed change.Code = "screen.failed"
)

// ErrInterrupted is the error of Run when a signal, ctrl+c or the context ended it,
// rather than a user who chose to quit.
var ErrInterrupted = errors.New("interrupted")

// New makes the model of the screen.
func New(o Options) tea.Model { return newGuard(o) }

// Run draws the screen until its user quits. It returns an error that wraps
// ErrInterrupted if a signal, ctrl+c or the end of the context ended it, and one
// that wraps ErrScreen if the screen cannot be drawn any more.
func Run(ctx context.Context, o Options, opts ...tea.ProgramOption) error {
	if err := tooLarge(o.catalog()); err != nil {
		return err
	}
	opts = append(programOptions(ctx, o.getenv()), opts...)
	g := newGuard(o)
	_, err := tea.NewProgram(g, opts...).Run()
	for errors.Is(err, tea.ErrProgramPanic) && g.lost == nil {
		g.die(Fault{Face: g.face(), What: "the program around it died", Where: "bubbletea"}, nil)
		_, err = tea.NewProgram(g, opts...).Run()
	}
	if g.lost != nil {
		return fault.Wrap(ErrScreen, screenLost, "given", g.lost.String())
	}
	if ctx.Err() != nil {
		return errors.Join(ErrInterrupted, context.Cause(ctx))
	}
	if errors.Is(err, tea.ErrInterrupted) {
		return ErrInterrupted
	}
	if err != nil {
		return fault.Wrap(err, screenFailed)
	}
	if !g.root.quitting {
		return ErrInterrupted // SIGTERM and ctrl+c end the program without an error
	}
	return nil
}
