package ui

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/fault"
)

// ErrScreen is the error of Run when the screen cannot be drawn any more.
// Everything behind the screen carries on.
var ErrScreen error = fault.New(screenDead)

// Fault is what a screen died of.
type Fault struct {
	// Face is what it showed: board, wall, watch or replay.
	Face string
	// What went wrong, in the program's own words, and Where in its code.
	// Neither holds a value that the program was given.
	What, Where string
}

func (f Fault) String() string { return f.What + " (" + f.Where + ")" }

// A screen may fail so many times within deathSpan; one that fails more often
// would only go on failing.
const (
	maxDeaths = 4
	deathSpan = time.Minute
)

// guard is the model that the program runs. It holds the screen and survives
// whatever kills it: the screen comes back showing what it showed before, except
// for what killed it.
type guard struct {
	o      Options
	clock  func() time.Time
	root   *root
	deaths []time.Time // on the wall clock, within the last deathSpan
	// lost is the fault from which the screen could not be brought back; nil
	// while it works.
	lost *Fault
}

// deadMsg says that a command of the screen died.
type deadMsg struct{ fault Fault }

func newGuard(o Options) *guard {
	g := &guard{o: o, clock: o.Wall}
	if g.clock == nil {
		g.clock = time.Now
	}
	if f := g.try(func() { g.root = newRoot(o) }); f != nil {
		g.die(*f, nil)
	}
	return g
}

// Init begins as the screen does.
func (g *guard) Init() (cmd tea.Cmd) {
	if g.lost != nil {
		return tea.Quit
	}
	if f := g.try(func() { cmd = g.root.Init() }); f != nil {
		cmd = tea.Batch(tick(), g.die(*f, nil))
	}
	return g.guarded(cmd)
}

// Update routes a message to the screen.
func (g *guard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if g.lost != nil {
		return g, tea.Quit
	}
	if dead, ok := msg.(deadMsg); ok {
		g.root.pending = 0 // what it was to deliver never comes
		return g, g.die(dead.fault, g.root.dialog)
	}
	dialog := g.root.dialog
	var cmd tea.Cmd
	if f := g.try(func() { _, cmd = g.root.Update(msg) }); f != nil {
		cmd = nil
		switch msg.(type) {
		case tickMsg:
			cmd = tick() // the next one would have come from this one
		case tea.KeyPressMsg, tea.PasteMsg, settledMsg:
			dialog = nil
		}
		cmd = tea.Batch(cmd, g.die(*f, dialog))
	}
	return g, g.guarded(cmd)
}

// View draws the screen.
func (g *guard) View() (v tea.View) {
	for g.lost == nil {
		f := g.try(func() { v = g.root.View() })
		if f == nil {
			return v
		}
		g.die(*f, g.root.dialog)
	}
	return tea.NewView("")
}

// die brings the screen back: as it was with the dialog, or else without it, or
// else as it began.
func (g *guard) die(f Fault, dialog dialog) tea.Cmd {
	now := g.clock()
	g.deaths = append(slices.DeleteFunc(g.deaths, func(at time.Time) bool { return now.Sub(at) > deathSpan }), now)
	_ = g.try(func() {
		if g.o.Died != nil {
			g.o.Died(f)
		}
	})
	old := g.root
	for _, like := range []func(*root){
		func(m *root) { m.inherit(old, dialog) },
		func(m *root) { m.inherit(old, nil) },
		func(m *root) { m.w, m.h = old.w, old.h },
		func(*root) {}, // there was none
	} {
		if len(g.deaths) <= maxDeaths && g.rise(f, like) {
			return nil
		}
	}
	g.lost = &f
	return tea.Quit
}

// rise makes a screen like the one before, and reports whether that one can be
// drawn.
func (g *guard) rise(f Fault, like func(*root)) bool {
	return g.try(func() {
		m := newRoot(g.o)
		like(m)
		m.tell(m.Say("error.screen", "fault", f.What, "where", f.Where))
		m.pull()
		m.View()
		g.root = m
	}) == nil
}

// inherit takes over what the previous screen was showing, and to whom.
func (m *root) inherit(old *root, dialog dialog) {
	m.w, m.h, m.scheme, m.styles, m.terminal = old.w, old.h, old.scheme, old.styles, old.terminal
	m.selected, m.viewed, m.onWall, m.mouse, m.filter = old.selected, old.viewed, old.onWall, old.mouse, old.filter
	m.errors, m.pending, m.prompted, m.promptAt, m.stepped = old.errors, old.pending, old.prompted, old.promptAt, old.stepped
	m.burst, m.pause, m.quitting = old.burst, old.pause, old.quitting
	m.dialog, m.opener, m.openedAt, m.scroll = dialog, old.opener, old.openedAt, old.scroll
	m.keys, m.catalog = old.keys, old.catalog
	if old.player != nil {
		m.player, m.cockpit = old.player, old.player
	}
	m.board = board{} // the rows of the hosts are laid out anew, by the filter
}

// guarded keeps a command from taking the program with it.
func (g *guard) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		if f := g.try(func() { msg = cmd() }); f != nil {
			return deadMsg{*f}
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.guarded(batch[i])
			}
		}
		return msg
	}
}

// try does something and returns the panic it ended in; nil: it did not panic.
func (g *guard) try(do func()) (fault *Fault) {
	defer func() {
		if r := recover(); r != nil {
			fault = &Fault{Face: g.face(), What: whatDied(r), Where: whereDied()}
		}
	}()
	do()
	return nil
}

// face names what the screen shows. It must not panic.
func (g *guard) face() string {
	switch {
	case g.o.Tape != nil:
		return "replay"
	case g.o.ReadOnly:
		return "watch"
	case g.root != nil && g.root.onWall:
		return "wall"
	}
	return "board"
}

// whatDied is the runtime's word about a panic, which holds no value but
// numbers and names of types. Of any other panic only its type is told: what
// it says may hold a secret, or whatever a host has sent.
func whatDied(r any) string {
	if err, ok := r.(runtime.Error); ok {
		return change.Clean(err.Error())
	}
	return fmt.Sprintf("panic of type %T", r)
}

// whereDied is the innermost function of this program on the way to a panic.
func whereDied() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	panicked := false
	for {
		f, more := frames.Next()
		switch {
		case strings.HasPrefix(f.Function, "runtime."):
			panicked = panicked || f.Function == "runtime.gopanic"
		case panicked && strings.HasPrefix(f.Function, "tminus/"):
			return strings.TrimPrefix(f.Function, "tminus/") + ", " + filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return "outside of this program"
		}
	}
}
