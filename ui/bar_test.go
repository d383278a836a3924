package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestNewestErrorIsRead: what the last key came back with is on the screen,
// whatever nobody has dismissed before it.
func TestNewestErrorIsRead(t *testing.T) {
	s := newScreen(t, moment(t, "late"), "en", 80, 24)
	for _, why := range []string{"the first", "the second"} {
		s.core.err = &change.Refusal{Why: change.Own(why)}
		s.press("a")
		s.send(tickMsg{})
	}
	if frame := s.frame(); !strings.Contains(frame, "REFUSED: the second") || strings.Contains(frame, "the first") {
		t.Errorf("the newest is not read:\n%s", frame)
	}
	s.press("esc")
	if frame := s.frame(); strings.Contains(frame, "the second") || !strings.Contains(frame, "REFUSED: the first") {
		t.Errorf("esc did not dismiss what was read:\n%s", frame)
	}
}

// TestIgnoredKeysAreTold: a key that a guard swallowed is named, for a moment. And
// so "d d d b" does not mark a reboot at a step that is none for it unasked.
func TestIgnoredKeysAreTold(t *testing.T) {
	n := moments()["calm"](t).do(change.Start{By: "Lin", Host: "A1"})
	s := newScreen(t, n, "en", 80, 24)
	s.wall = s.wall.Add(time.Minute)
	for _, k := range []string{"d", "d", "d", "b"} {
		s.wall = s.wall.Add(100 * time.Millisecond)
		s.send(keyMsg(k))
	}
	if len(s.core.done) != 1 {
		t.Fatalf("did %v", s.core.done)
	}
	frame := s.frame()
	for _, want := range []string{"IGNORED: d d", "A1 is at step 1 of 5", "WHICH IS NOT A REBOOT STEP"} {
		if !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(frame, "│", " ")), " "), want) {
			t.Errorf("the frame lacks %q:\n%s", want, frame)
		}
	}
	s.press("n")
	s.wall = s.wall.Add(ignoredFor)
	s.send(tickMsg{})
	if frame := s.frame(); strings.Contains(frame, "IGNORED") {
		t.Errorf("it is still told after %s:\n%s", ignoredFor, frame)
	}
}

// TestAKeyThatDoesNotApplySaysWhy: for some seconds, and without a word of what
// it would have been.
func TestAKeyThatDoesNotApplySaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		moment, key, want string
	}{
		"closing while a host is at work": {"rebooting", "o", "o (close): A1"},
		"starting it again":               {"rebooting", "s", "s (start): "},
		"ending what has not begun":       {"calm", "e", "e (finish): "},
		"a step of what has not begun":    {"calm", "d", "d (done): "},
		"what the core cannot say":        {"rebooting", "V", "V (HARD RESET): "},
		"no hold":                         {"calm", "u", "u (resume): "},
	} {
		s := newScreen(t, moment(t, tt.moment), "en", 120, 40)
		before := s.frame()
		s.press(tt.key)
		if frame := s.frame(); !strings.Contains(frame, tt.want) || len(s.core.done) > 0 {
			t.Errorf("%s: no %q, done %v:\n%s", name, tt.want, s.core.done, frame)
		}
		s.wall = s.wall.Add(ignoredFor + time.Second)
		if s.send(tickMsg{}); s.frame() != before {
			t.Errorf("%s: it stays:\n%s", name, s.frame())
		}
	}
	n := moment(t, "rebooting")
	n.snap.Attached = true
	s := newScreen(t, n, "en", 120, 40)
	s.m.readOnly = true
	before := s.frame()
	if s.press("o"); s.frame() != before {
		t.Errorf("who looks on is told of acts:\n%s", s.frame())
	}
}
