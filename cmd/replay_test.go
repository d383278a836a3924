package cmd_test

import (
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/config"
	"tminus/drill"
	"tminus/engine"
	"tminus/examples"
	"tminus/journal"
	"tminus/record"
	"tminus/ui"
	"tminus/wording"
)

// played is the built-in night, played headless to its end: the last snapshot
// of its engine, and its journal.
type played struct {
	plan   *change.Plan
	last   *change.Snapshot
	events []change.Event
}

func playNight(t *testing.T) played {
	t.Helper()
	plan, err := config.Parse("the built-in night", examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := journal.Create(filepath.Join(t.TempDir(), "night"), examples.PatchNight)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	clock := drill.NewClock(plan.Change.Window.Start)
	var e *engine.Engine
	snapshot := func() *change.Snapshot { return e.Snapshot() }
	night := drill.NewNight(drill.Options{
		Plan: plan, Clock: clock, Speed: drill.MaxSpeed, Snapshot: snapshot,
		Operator: &drill.Script{Plan: plan, By: "script", Snapshot: snapshot, Do: func(c change.Command) error { return e.Do(c) }},
	})
	e, err = engine.New(engine.Options{Plan: plan, Journal: kept, Source: night, Clock: clock.Now, By: "li", Rehearsal: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	events, err := record.Read(kept, 0)
	if err != nil {
		t.Fatal(err)
	}
	return played{plan, e.Snapshot(), events}
}

// still is a cockpit that stands at one snapshot.
type still struct{ snap *change.Snapshot }

func (s still) Snapshot() *change.Snapshot { return s.snap }
func (s still) Now() time.Time             { return s.snap.Now }
func (s still) Do(change.Command) error    { return nil }

// draw is what a terminal of that size shows: its cells, with their colours.
func draw(o ui.Options, w, h int, keys ...tea.KeyPressMsg) []string {
	wall := time.Unix(1_000_000, 0)
	o.Wall = func() time.Time { return wall }
	m := ui.New(o)
	m, _ = m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	for _, k := range keys {
		m, _ = m.Update(k)
		wall = wall.Add(time.Second)
		m = settle(m)
	}
	buf := uv.NewScreenBuffer(w, h)
	buf.Method = ansi.GraphemeWidth
	uv.NewStyledString(m.View().Content).Draw(buf, buf.Bounds())
	lines := make([]string, h)
	for y := range h {
		for x := range w {
			if c := buf.CellAt(x, y); c != nil {
				lines[y] += c.Style.String() + c.Content
			}
		}
	}
	return lines
}

// settle lets a key that waits act: the next one finds it waiting.
func settle(m tea.Model) tea.Model {
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyHome})
	return m
}

// TestReplayEndsOnTheSameBoard: the last frame of a night and that of its
// replay are the same in every cell, but for the bottom line: there the replay
// says what it is, and has its scrubber.
func TestReplayEndsOnTheSameBoard(t *testing.T) {
	night := playNight(t)
	if night.last.State.Closed.IsZero() {
		t.Fatal("the night was not played to its end")
	}
	tape := change.NewTape(night.plan, night.events)
	end := tea.KeyPressMsg{Code: '$', Text: "$"}
	for _, lang := range []string{"en", "zh"} {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
			w, h := size[0], size[1]
			snap := *night.last
			snap.Beat = time.Time{}
			live := draw(ui.Options{Cockpit: still{&snap}, Operator: "li", Catalog: wording.Load(lang), Speed: 60}, w, h)
			again := draw(ui.Options{Tape: tape, Catalog: wording.Load(lang), Speed: 60}, w, h, end)
			if diff := cmp.Diff(live[:h-1], again[:h-1]); diff != "" {
				t.Errorf("%s %dx%d (-live +replay):\n%s", lang, w, h, diff)
			}
			if foot := again[h-1]; foot == live[h-1] {
				t.Errorf("%s %dx%d: nothing says that this is a replay", lang, w, h)
			}
		}
	}
}
