package ui

import (
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

// TestFewKeysAtOnce: a slow line delivers a few keys together; they act, in
// their order.
func TestFewKeysAtOnce(t *testing.T) {
	s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
	s.burst(0, "1", "y")
	want := []change.Command{change.Act{By: "Lin", Incident: "B-1", Kind: "stop", State: change.ActionIsDone}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Error(diff)
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

// TestRawPasteIntoText: a field takes pasted keys; what follows the line break
// that ends the form does not act.
func TestRawPasteIntoText(t *testing.T) {
	s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
	s.press("n")
	s.burst(time.Millisecond, strings.Split("disk full", "")...)
	s.press("enter")
	want := []change.Command{change.AddNote{By: "Lin", Text: "disk full"}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Fatal(diff)
	}
	s.press("n")
	s.burst(time.Millisecond, "a", "b", "c", "enter", "d", "d", "e", "enter")
	want = append(want, change.AddNote{By: "Lin", Text: "abc"})
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Errorf("the second line of a paste acted (-want +got):\n%s", diff)
	}
}
