package ui

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/change/changetest"
	"tminus/wording"
)

// walk is a screen that is taken through whatever dice say: keys, sizes,
// pastes, time, acts, and events that no honest program would write.
type walk struct {
	t     *testing.T
	d     *changetest.Dice
	wild  *changetest.Wild
	n     *night
	s     *screen
	trace []string
	past  []change.Pace
}

func newWalk(t *testing.T, throws []byte) *walk {
	w := &walk{t: t, d: &changetest.Dice{Throws: throws}}
	face, lang := w.d.Below(5), []string{"en", "zh"}[w.d.Below(2)]
	w.n = newNight(t, nightPlan())
	w.wild = changetest.NewWild(w.d, w.n.state.Plan, w.n.now)
	w.s = &screen{t: t, core: &fake{snap: w.n.snapshot()}, wall: at("23:00:10")}
	o := Options{
		Cockpit: w.s.core, Operator: "Lin", Catalog: wording.Load(lang), Wall: func() time.Time { return w.s.wall },
		Earlier: func() change.History { return change.History{Paces: w.past} }, Speed: float64(w.d.Below(2)), OnWall: face == 1, ReadOnly: face == 2,
		Ping: func(string) []string { return []string{"x\x1b[2J"} }, Runner: runs{},
	}
	if face == 3 { // a foreign record is played
		events := w.n.tail
		for range w.d.Below(64) {
			if e, ok := w.wild.Event(uint64(len(events) + 1)); ok {
				events = append(events, e)
			}
		}
		o.Tape, o.Speed, o.Runner = change.NewTape(w.n.state.Plan, events), 60, nil
	}
	w.s.m = newRoot(o)
	w.s.m.pause = 0
	return w
}

// step does one thing, and draws what comes of it.
func (w *walk) step() {
	what := ""
	switch w.d.Below(12) {
	case 0:
		what = w.size()
	case 1:
		w.s.wall = w.s.wall.Add(time.Duration(w.d.Below(256)) * time.Second / 16)
		what = "time"
		w.s.m.Update(tickMsg{}) // the next tick is the dice's affair
	case 2, 3, 4:
		what = w.event()
	case 5:
		what = w.honest()
	case 6:
		what = w.paste()
	case 7:
		w.s.send(tea.MouseClickMsg{X: w.d.Below(256), Y: w.d.Below(64), Button: tea.MouseLeft})
		w.s.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		what = "mouse"
	default:
		what = w.key()
	}
	w.trace = append(w.trace, what)
	w.draw()
}

func (w *walk) key() string {
	keys := append(everyKey(), strings.Fields("backspace delete alt+d alt+b ctrl+w ctrl+u ctrl+k alt+delete 的 ？ z Z f1 ctrl+z")...)
	k := keys[w.d.Below(len(keys))]
	w.s.wall = w.s.wall.Add(time.Duration(w.d.Below(3)) * time.Second)
	msg := keyMsg(k)
	if strings.Contains(k, "+") && len(k) > 1 || k == "backspace" || k == "delete" {
		msg = editKey(k)
	}
	w.s.send(msg)
	return k
}

func (w *walk) size() string {
	size := tea.WindowSizeMsg{Width: w.d.Below(256), Height: w.d.Below(100)}
	w.s.send(size)
	return fmt.Sprintf("%dx%d", size.Width, size.Height)
}

// event folds what somebody else wrote, of the past as of tonight.
func (w *walk) event() string {
	if w.d.Below(3) == 0 {
		return w.reboot()
	}
	e, ok := w.wild.Event(w.n.seq + 1)
	if !ok {
		return "none"
	}
	w.n.fold([]change.Event{e})
	w.s.core.snap = w.n.snapshot()
	w.s.m.Update(tickMsg{}) // the next tick is the dice's affair
	return string(e.Type)
}

// reboot reads a reboot of an earlier record.
func (w *walk) reboot() string {
	plan := w.n.state.Plan
	old, host := change.NewState(plan), plan.Hosts[w.d.Below(len(plan.Hosts))].Name
	for _, t := range []change.Type{change.RebootRequested, change.RebootGone, change.RebootAnswering, change.RebootSettled} {
		if e, ok := w.wild.Of(old.Seq+1, t, host); ok {
			old = change.Fold(old, e)
		}
	}
	w.past = append(w.past, change.Paces(&old)...)
	w.s.m.Update(tickMsg{})
	return "an earlier reboot"
}

// honest lets time pass over what has become of the change.
func (w *walk) honest() string {
	for i := range w.n.state.Plan.Hosts {
		if name := w.n.state.Plan.Hosts[i].Name; w.d.Below(2) == 1 {
			w.n.silence(name)
		} else {
			w.n.answer(name)
		}
	}
	w.n.pass(time.Duration(1+w.d.Below(30)) * time.Second)
	w.s.core.snap = w.n.snapshot()
	w.s.core.err = nil
	if w.d.Below(3) == 0 {
		w.s.core.err = errors.New("x\x1b[2J")
	}
	w.s.m.Update(tickMsg{}) // the next tick is the dice's affair
	return "honest"
}

func (w *walk) paste() string {
	w.s.send(tea.PasteMsg{Content: []string{"y1\rsdbx", "长长\x1b[31m", strings.Repeat("q", 300), ""}[w.d.Below(4)]})
	return "paste"
}

// draw looks at the frame as a terminal would: it fits, and moves no cursor.
func (w *walk) draw() {
	m := w.s.m
	v := m.View()
	if err := fits(v.Content, m.w, m.h); err != nil {
		w.fail(err.Error())
	}
	if plain := ansi.Strip(v.Content) + v.WindowTitle; strings.ContainsAny(plain, "\x1b\r\t\u202e\u009b") || strings.Contains(v.Content, "\x1b[2J") {
		w.fail("hostile text is drawn")
	}
	if len(w.trace)%8 == 0 && m.w > 0 && m.h > 0 {
		buf := uv.NewScreenBuffer(m.w, m.h)
		uv.NewStyledString(v.Content).Draw(buf, buf.Bounds())
	}
}

func (w *walk) fail(why string) {
	w.t.Fatalf("%s at %dx%d after %v:\n%s", why, w.s.m.w, w.s.m.h, w.trace[max(0, len(w.trace)-30):], w.s.m.View().Content)
}

// run walks to the end of the dice.
func (w *walk) run() {
	defer func() {
		if r := recover(); r != nil {
			w.t.Logf("after %v", w.trace[max(0, len(w.trace)-30):])
			panic(r)
		}
	}()
	w.size()
	for w.d.Left() {
		w.step()
	}
}

// TestScreenWalks takes the screen a few thousand steps, the same each time.
func TestScreenWalks(t *testing.T) {
	steps := 0
	for seed := range uint64(45) {
		random := rand.New(rand.NewPCG(14, seed))
		throws := make([]byte, 900)
		for i := range throws {
			throws[i] = byte(random.UintN(256))
		}
		throws[0] = byte(seed) // each face in its turn
		w := newWalk(t, throws)
		w.run()
		steps += len(w.trace)
	}
	if steps < 2500 {
		t.Errorf("only %d steps", steps)
	}
	t.Logf("%d steps", steps)
}

// FuzzScreen is the walk that a fuzzer leads.
func FuzzScreen(f *testing.F) {
	for face := range byte(5) {
		f.Add([]byte{face, 0, 80, 24, 2, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	}
	f.Fuzz(func(t *testing.T, throws []byte) {
		newWalk(t, throws[:min(len(throws), 2000)]).run()
	})
}

// runs is a Runner that has always written something hostile.
type runs struct{}

func (runs) Start(string, string) error { return nil }
func (runs) Output(string) Output {
	return Output{Lines: []string{"line"}, Dropped: 7, Problem: change.Own("disk")}
}
func (runs) Stop(string)       {}
func (runs) Running() []string { return []string{"A1"} }
func (runs) Pretends() bool    { return false }
