package ui

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// burst sends keys that many milliseconds apart, as a terminal without
// bracketed paste sends text, and lets what they set off happen afterwards.
func (s *screen) burst(gap time.Duration, keys ...string) {
	var cmds []tea.Cmd
	s.wall = s.wall.Add(time.Second)
	for _, k := range keys {
		_, cmd := s.m.Update(keyMsg(k))
		cmds = append(cmds, cmd)
		s.wall = s.wall.Add(gap)
	}
	for _, cmd := range cmds {
		s.run(cmd)
	}
}

// TestRawPaste: pasted text that comes as keys does nothing, says so once, and
// after a moment of quiet keys act again.
func TestRawPaste(t *testing.T) {
	for _, text := range []string{"e enter e enter e enter", "d d d d d d d d d", "s enter s enter y y y y y y", "b y q y q y"} {
		s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
		s.burst(2*time.Millisecond, strings.Fields(text)...)
		if len(s.core.done) > 0 || s.m.dialog != nil || s.m.quitting {
			t.Fatalf("the paste %q did %v and opened %T", text, s.core.done, s.m.dialog)
		}
		if n := strings.Count(s.frame(), "that looked like a paste: ignored"); n != 1 || len(s.m.errors) != 1 {
			t.Errorf("the paste %q is told %d times:\n%s", text, len(s.m.errors), s.frame())
		}
		s.burst(stepGuard, "d", "d") // the first comes a second later
		want := []change.Command{change.MarkStep{By: "Lin", Host: "B1", Result: change.StepOK}}
		if diff := cmp.Diff(append(want, want...), s.core.done); diff != "" {
			t.Errorf("keys do not act again after a second (-want +got):\n%s", diff)
		}
	}
}

// TestPasteGoesOn: what follows a paste before there is quiet belongs to it.
func TestPasteGoesOn(t *testing.T) {
	s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
	s.burst(time.Millisecond, "x", "x", "x", "x", "x", "x")
	for range 3 {
		s.wall = s.wall.Add(burstQuiet - 2*time.Millisecond)
		s.send(keyMsg("d"))
	}
	if len(s.core.done) > 0 {
		t.Errorf("the end of a paste acted: %v", s.core.done)
	}
	s.wall = s.wall.Add(burstQuiet)
	s.send(keyMsg("d"))
	if len(s.core.done) != 1 {
		t.Errorf("after %s of quiet d did %v", burstQuiet, s.core.done)
	}
}

// TestFewKeysAtOnce: a slow line delivers a few keys together, and so does a
// short paste: they open what they open, and none of them acts.
func TestFewKeysAtOnce(t *testing.T) {
	s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
	s.burst(0, "1", "y")
	if _, open := s.m.dialog.(*actionCard); len(s.core.done) > 0 || !open || !strings.Contains(s.frame(), "pressed too soon after another key") {
		t.Fatalf("did %v:\n%s", s.core.done, s.frame())
	}
	s.press("y")
	want := []change.Command{change.Act{By: "Lin", Incident: "B-1", Kind: "stop", State: change.ActionIsDone}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Errorf("pressed by itself (-want +got):\n%s", diff)
	}
}

// TestNoPasteActs: whatever few keys come close together, wherever, none acts,
// and the program does not end.
func TestNoPasteActs(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 8))
	keys := everyKey()
	acting := strings.Fields("1 y s enter d b r F g a e v x n p")
	pastes := 0
	for name := range moments() {
		s := newScreen(t, moment(t, name), "en", 80, 24)
		for range 150 {
			s.afresh()
			if random.IntN(2) == 0 { // one that had been open before
				s.press(acting[random.IntN(len(acting))])
				s.core.done = nil
			}
			paste := make([]string, 2+random.IntN(4))
			for i := range paste {
				if paste[i] = acting[random.IntN(len(acting))]; random.IntN(3) == 0 {
					paste[i] = keys[random.IntN(len(keys))]
				}
			}
			s.m.quitting = false
			s.burst(time.Duration(random.IntN(140))*time.Millisecond/10, paste...)
			pastes++
			if len(s.core.done) > 0 || s.m.quitting {
				t.Fatalf("%s: the paste %v did %+v, quits: %t", name, paste, s.core.done, s.m.quitting)
			}
		}
	}
	for _, paste := range []string{"down d", "left d", "a a", "d d", "s enter", "b y", "1 y", "q y"} {
		s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
		s.m.selected = "B1"
		s.burst(time.Millisecond, strings.Fields(paste)...)
		if len(s.core.done) > 0 || s.m.quitting {
			t.Errorf("the paste %q did %+v, quits: %t", paste, s.core.done, s.m.quitting)
		}
	}
	if pastes < 1000 {
		t.Errorf("only %d pastes", pastes)
	}
}

// TestPasteEndsInside: the end of a paste may stand in the pasted text. The
// keys behind it do nothing, on the board, in a dialog, and in a field.
func TestPasteEndsInside(t *testing.T) {
	for _, open := range []string{"", "1", "n", "F g"} {
		s := newScreen(t, moment(t, "late"), "en", 80, 24)
		s.press(strings.Fields(open)...)
		s.wall = s.wall.Add(time.Second)
		for _, msg := range []tea.Msg{tea.PasteStartMsg{}, tea.PasteMsg{Content: "B"}, tea.PasteEndMsg{}} {
			s.send(msg)
		}
		before := s.m.dialog
		for _, k := range []string{"enter", "y", "enter", "a", "s", "enter"} {
			s.wall = s.wall.Add(2 * time.Millisecond)
			s.send(keyMsg(k))
		}
		s.send(tea.PasteEndMsg{})
		s.wall = s.wall.Add(burstQuiet - time.Millisecond)
		s.send(keyMsg("enter"))
		if len(s.core.done) > 0 || s.m.dialog != before {
			t.Errorf("after %q the paste did %v, and opened %T", open, s.core.done, s.m.dialog)
		}
		if !strings.Contains(s.frame(), "that looked like a paste: ignored") {
			t.Errorf("after %q nothing says so:\n%s", open, s.frame())
		}
	}
	s := newScreen(t, moment(t, "late"), "en", 80, 24)
	s.press("n")
	s.send(tea.PasteMsg{Content: "all quiet"})
	s.press("enter") // a second later
	if want := (change.AddNote{By: "Lin", Text: "all quiet"}); len(s.core.done) != 1 || s.core.done[0] != want {
		t.Errorf("what was pasted cannot be confirmed: %v", s.core.done)
	}
}

// TestRepeatedArrows: keys that only move may come as fast as they like.
func TestRepeatedArrows(t *testing.T) {
	s := newScreen(t, newNight(t, fleet(300)), "en", 80, 24)
	down := make([]string, 40)
	for i := range down {
		down[i] = "down"
	}
	s.burst(25*time.Millisecond, down...)
	if s.m.selected != "host-0040" || len(s.m.errors) > 0 {
		t.Errorf("40 times down selects %s: %v", s.m.selected, s.m.errors)
	}
}

// TestRawPasteIntoText: a field takes pasted keys; a line break among them ends
// no form, and what follows it does not act.
func TestRawPasteIntoText(t *testing.T) {
	s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
	s.press("n")
	s.burst(time.Millisecond, strings.Split("disk full", "")...)
	s.press("enter")
	want := []change.Command{change.AddNote{By: "Lin", Text: "disk full"}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Fatal(diff)
	}
	for _, paste := range []string{"a b c enter d d e enter", "a enter", "enter y", "a b c d e f g h i enter d enter d"} {
		s.afresh()
		s.press("n")
		s.typed("ok")
		s.burst(time.Millisecond, strings.Fields(paste)...)
		if _, open := s.m.dialog.(*form); len(s.core.done) > 0 || !open {
			t.Errorf("the paste %q did %v, and leaves %T", paste, s.core.done, s.m.dialog)
		}
		s.press("enter")
		if len(s.core.done) != 1 {
			t.Errorf("after the paste %q enter did %v", paste, s.core.done)
		}
	}
}
