package cmd

import (
	"html"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/report"
	"tminus/ui"
	"tminus/wording"
)

// stood is one instant of a night as the faces are given it.
type stood struct {
	snap    *change.Snapshot
	journal []change.Event
}

// watched is the same for whoever looks on: without probes of its own.
func (s stood) watched() stood {
	snap := *s.snap
	snap.Sight, snap.Attached, snap.Seen = nil, true, snap.Now
	return stood{&snap, s.journal}
}

// still is a cockpit whose time stands still, and that remembers what it is told
// to do.
type still struct {
	snap *change.Snapshot
	done []change.Command
}

func (s *still) Snapshot() *change.Snapshot { return s.snap }
func (s *still) Now() time.Time             { return s.snap.Now }
func (s *still) Do(c change.Command) error  { s.done = append(s.done, c); return nil }

// screen is the screen of an instant, of that size.
func (s stood) screen(words wording.Catalog, o ui.Options, w, h int) (tea.Model, *still) {
	core := &still{snap: s.snap}
	o.Cockpit, o.Catalog, o.Operator = core, words, "li"
	o.Wall = func() time.Time { return s.snap.Beat }
	m, _ := ui.New(o).Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m, core
}

// frame is what a screen shows, without colour.
func frame(m tea.Model) string { return ansi.Strip(m.View().Content) }

func (s stood) board(words wording.Catalog, w, h int) string {
	m, _ := s.screen(words, ui.Options{}, w, h)
	return frame(m)
}

func (s stood) wall(words wording.Catalog, w, h int) string {
	m, _ := s.screen(words, ui.Options{OnWall: true}, w, h)
	return frame(m)
}

func (s stood) watch(words wording.Catalog, w, h int) string {
	m, _ := s.watched().screen(words, ui.Options{ReadOnly: true}, w, h)
	return frame(m)
}

func (s stood) status(v wording.Catalog) string {
	var out strings.Builder
	snap := s.watched().snap
	_ = catalog{v}.status(&out, newView(snap, snap.Now))
	return strings.ReplaceAll(out.String(), "\n    ", " ")
}

func (s stood) handover(words wording.Catalog) string {
	return strings.Join(ui.Handover(s.snap, "", words, 1<<16, ui.Known{}), "\n")
}

// messages are those of every obligation of every open incident: the id and the
// kind before each.
func (s stood) messages(words wording.Catalog, sit *change.Situation) string {
	var lines []string
	for i := range sit.Incidents {
		inc := &sit.Incidents[i]
		for j := range inc.Duties {
			m := words.Message(wording.Call{State: s.snap.State, Situation: sit, Incident: inc.ID, Kind: inc.Duties[j].Kind, Operator: "li"})
			lines = append(lines, inc.ID+" "+string(inc.Duties[j].Kind)+" "+strings.ReplaceAll(m.String(), "\n", " "))
		}
	}
	return strings.Join(lines, "\n")
}

func (s stood) report(t *testing.T, words wording.Catalog) string {
	var out strings.Builder
	err := report.Markdown(&out, report.Input{Plan: s.snap.State.Plan, Events: s.journal, Catalog: words, Made: s.snap.Now})
	if err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(strings.ReplaceAll(out.String(), `\`, ""))
}
