package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/wording"
)

const secretText = "hunter2 \x1b[31mred"

// deadly is a cockpit whose snapshot kills so many more times, and whose
// commands do what they are told.
type deadly struct {
	fake
	dies  int
	doing func()
}

func (d *deadly) Snapshot() *change.Snapshot {
	if d.dies > 0 {
		d.dies--
		var none *change.Snapshot
		return &change.Snapshot{Version: none.Version}
	}
	return d.fake.Snapshot()
}

func (d *deadly) Do(c change.Command) error {
	if d.doing != nil {
		d.doing()
	}
	return d.fake.Do(c)
}

// mortal is a screen behind its guard, with keys that kill it.
type mortal struct {
	t      *testing.T
	g      *guard
	core   *deadly
	wall   time.Time
	faults []Fault
}

func newMortal(t *testing.T, o Options, n *night) *mortal {
	m := &mortal{t: t, core: &deadly{fake: fake{snap: n.snapshot()}}, wall: at("23:00:10")}
	if o.Tape == nil {
		o.Cockpit = m.core
	}
	o.Operator, o.Wall = "Lin", func() time.Time { return m.wall }
	o.Died = func(f Fault) { m.faults = append(m.faults, f) }
	m.g = newGuard(o)
	m.g.root.pause = 0
	index := func() int { return len(m.core.done) + 5 }
	kill := func(k string, f func()) keyRow {
		return keyRow{id: keyID(k), keys: []string{k}, group: groupScreen, word: "lang", touch: looks, taped: both, wall: true, do: func(*root, tea.KeyPressMsg) tea.Cmd {
			f()
			return nil
		}}
	}
	m.g.root.keys = append(keyMap{
		kill("Z", func() { _ = []string{"x"}[index()] }),
		kill("X", func() { panic(secretText) }),
		kill("C", func() { m.g.root.dialog = &deadlyCard{draws: true} }),
		kill("E", func() { m.g.root.dialog = &deadlyCard{} }),
	}, m.g.root.keys...)
	m.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return m
}

// deadlyCard is a dialog that kills the screen that draws it, or that gives it a key.
type deadlyCard struct {
	noText
	draws bool
}

func (c *deadlyCard) page(*scene, int) page {
	if c.draws {
		panic(errors.New(secretText))
	}
	return page{title: "alive"}
}

func (*deadlyCard) press(*scene, tea.KeyPressMsg) answer { panic(fmt.Sprint(secretText)) }

// send gives a message to the guarded screen as the program would: what comes
// of it is drawn, and commands are run but for ticks.
func (m *mortal) send(msg tea.Msg) (quit bool) {
	_, cmd := m.g.Update(msg)
	m.g.View()
	return m.run(cmd)
}

func (m *mortal) run(cmd tea.Cmd) (quit bool) {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			quit = m.run(c) || quit
		}
	case tea.QuitMsg:
		return true
	case doneMsg, settledMsg, deadMsg:
		return m.send(msg)
	}
	return quit
}

func (m *mortal) press(keys ...string) {
	for _, k := range keys {
		m.wall = m.wall.Add(time.Second)
		m.send(keyMsg(k))
	}
}

func (m *mortal) frame() string { return ansi.Strip(m.g.View().Content) }

func faces(n *night) map[string]Options {
	return map[string]Options{
		"board": {Catalog: wording.Load("en")}, "wall": {Catalog: wording.Load("en"), OnWall: true}, "watch": {Catalog: wording.Load("en"), ReadOnly: true},
		"replay": {Catalog: wording.Load("en"), Tape: change.NewTape(n.state.Plan, n.tail), Speed: 60},
	}
}

// TestScreenComesBack: whatever kills a screen, on any face, it is back at once
// with what it was showing, says what it died of, and tells it once.
func TestScreenComesBack(t *testing.T) {
	n := moment(t, "late")
	for face, o := range faces(n) {
		for _, kill := range []string{"Z", "X", "C", "E d"} {
			t.Run(face+" "+kill, func(t *testing.T) {
				m := newMortal(t, o, n)
				if face == "replay" {
					m.press("i", "space") // it stands at the incident
				}
				if face != "wall" {
					m.press("home", "down", "/", "1", "enter")
				}
				before := m.g.root
				m.press(strings.Fields(kill)...)
				after := m.g.root
				if len(m.faults) != 1 || m.faults[0].Face != face || m.g.lost != nil {
					t.Fatalf("told %+v, lost: %v", m.faults, m.g.lost)
				}
				if after == before || after.dialog != nil || after.selected != before.selected || after.filter != before.filter ||
					after.onWall != before.onWall || after.readOnly != before.readOnly {
					t.Errorf("it came back as %q, filter %q, wall %t, dialog %T", after.selected, after.filter, after.onWall, after.dialog)
				}
				if after.player != nil && after.player.n != before.player.n {
					t.Errorf("the tape stands at %d, stood at %d", after.player.n, before.player.n)
				}
				frame := m.frame()
				if !strings.Contains(frame, "this screen failed and was drawn anew") {
					t.Errorf("nothing says so:\n%s", frame)
				}
				told := m.faults[0].String() + frame
				if strings.Contains(told, "hunter2") || strings.Contains(told, "\x1b[31m") || !strings.Contains(told, "ui.") {
					t.Errorf("told as %q", m.faults[0])
				}
				m.press("esc", "?")
				if frame := m.frame(); !strings.Contains(frame, "keys that apply now") {
					t.Errorf("it takes no key any more:\n%s", frame)
				}
			})
		}
	}
}

// TestInnocentDialogStays: what was being typed is not lost when the screen
// dies of something else.
func TestInnocentDialogStays(t *testing.T) {
	m := newMortal(t, Options{Catalog: wording.Load("en")}, moment(t, "late"))
	m.press("n", "h", "o", "t")
	m.core.dies = 1
	m.send(tickMsg{})
	if len(m.faults) != 1 {
		t.Fatalf("it died %d times", len(m.faults))
	}
	m.press("enter")
	if want := (change.AddNote{By: "Lin", Text: "hot"}); len(m.core.done) != 1 || m.core.done[0] != want {
		t.Errorf("did %v:\n%s", m.core.done, m.frame())
	}
}

// TestTicksGoOn: a screen that died of a tick ticks on.
func TestTicksGoOn(t *testing.T) {
	m := newMortal(t, Options{Catalog: wording.Load("en")}, moment(t, "late"))
	m.core.dies = 1
	_, cmd := m.g.Update(tickMsg{})
	ticks := 0
	var count func(tea.Cmd)
	count = func(c tea.Cmd) {
		if c == nil {
			return
		}
		switch msg := c().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				count(c)
			}
		case tickMsg:
			ticks++
		}
	}
	count(cmd)
	if ticks != 1 {
		t.Errorf("%d ticks follow", ticks)
	}
}

// TestCommandDies: what is done beside the screen may die, and is told.
func TestCommandDies(t *testing.T) {
	m := newMortal(t, Options{Catalog: wording.Load("en")}, moment(t, "late"))
	m.core.doing = func() { panic(secretText) }
	m.press("a")
	if len(m.faults) != 1 || m.g.root.pending != 0 || !strings.Contains(m.frame(), "this screen failed") {
		t.Errorf("told %v, %d pending:\n%s", m.faults, m.g.root.pending, m.frame())
	}
}

// TestDyingForGood: a screen that only dies gives up, and does not loop.
func TestDyingForGood(t *testing.T) {
	m := newMortal(t, Options{Catalog: wording.Load("en")}, moment(t, "late"))
	m.core.dies = 1 << 30
	quit := false
	for range 100 {
		if quit = m.send(tickMsg{}) || quit; m.g.lost != nil {
			break
		}
	}
	if m.g.lost == nil || !quit || m.g.View().Content != "" {
		t.Errorf("lost: %v, quits: %t", m.g.lost, quit)
	}
	if n := len(m.faults); n == 0 || n > maxDeaths+1 {
		t.Errorf("it died %d times", n)
	}
	m = newMortal(t, Options{Catalog: wording.Load("en")}, moment(t, "late"))
	for range 20 { // now and then is no loop
		m.wall = m.wall.Add(deathSpan)
		m.press("Z")
	}
	if m.g.lost != nil || len(m.faults) != 20 {
		t.Errorf("died %d times, lost: %v", len(m.faults), m.g.lost)
	}
}

// TestProgramDies: the program around the screen dies, too; and one whose
// screen only dies ends with ErrScreen.
func TestProgramDies(t *testing.T) {
	for _, tt := range []struct {
		name string
		dies int // of the cockpit
		want error
	}{{"once", 0, ErrInterrupted}, {"for good", 1 << 30, ErrScreen}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				core := &deadly{fake: fake{snap: newNight(t, nightPlan()).snapshot()}}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var faults, filtered atomic.Int32
				filter := func(_ tea.Model, msg tea.Msg) tea.Msg {
					if filtered.Add(1) == 20 {
						core.dies = tt.dies
						panic("in the library")
					}
					return msg
				}
				done := make(chan error, 1)
				go func() {
					done <- Run(ctx, Options{Catalog: wording.Load("en"), Cockpit: core, Operator: "Lin", Died: func(Fault) { faults.Add(1) }},
						tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24),
						tea.WithColorProfile(colorprofile.NoTTY), tea.WithEnvironment([]string{"TERM=xterm"}), tea.WithFilter(filter))
				}()
				time.Sleep(time.Minute)
				if seen := filtered.Load(); tt.dies == 0 && seen < 100 {
					t.Errorf("after it died it took %d messages", seen-20)
				}
				cancel()
				if err := <-done; !errors.Is(err, tt.want) {
					t.Errorf("Run: %v, want %v", err, tt.want)
				}
				if faults.Load() == 0 {
					t.Error("nobody was told")
				}
				time.Sleep(2 * pullEvery)
			})
		})
	}
}
