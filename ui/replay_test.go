package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/wording"
)

// replayed is the screen of a replay of a night, paused at its first event.
func replayed(t *testing.T, n *night, lang string, w, h int) *screen {
	s := &screen{t: t, wall: at("23:00:10")}
	s.m = newRoot(Options{Tape: change.NewTape(n.state.Plan, n.tail), Speed: 60, Catalog: wording.Load(lang), Wall: func() time.Time { return s.wall }})
	s.m.pause = 0
	s.m.player.paused = true
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// pressed types keys, of which the wall clock takes a second each.
func (s *screen) pressed(keys ...string) *screen {
	s.press(keys...)
	return s
}

func TestReplayFrames(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := replayed(t, moment(t, "late"), lang, 80, 24)
		golden(t, "replay-begins-"+lang+"-80x24", s.frame())
		golden(t, "replay-incident-"+lang+"-80x24", s.pressed("i").frame())
		golden(t, "replay-help-"+lang+"-80x24", s.pressed("?").frame())
	}
}

// TestReplayOnTheWall: a tape is never taken for tonight, and a paste can be
// dismissed there as anywhere.
func TestReplayOnTheWall(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		s := replayed(t, moment(t, "late"), "en", size[0], size[1])
		if frame := s.pressed("i", "w").frame(); !strings.Contains(frame, "REPLAY") || strings.Contains(frame, "●···") {
			t.Errorf("%v: the wall looks live:\n%s", size, frame)
		}
	}
	s := replayed(t, moment(t, "late"), "en", 80, 24)
	s.m.errors = []string{"that looked like a paste"}
	if frame := s.pressed("esc").frame(); strings.Contains(frame, "paste") {
		t.Errorf("esc dismisses nothing:\n%s", frame)
	}
}

// TestReplayKeys: each key moves the tape as its words say.
func TestReplayKeys(t *testing.T) {
	tests := []struct {
		name string
		keys []string
		want string // the clock in the header
		n    int    // events that have happened; 0: not asked
	}{
		{"it begins at the first event", nil, "23:30:00", 1},
		{"a step goes to the next event", []string{"right"}, "23:30:03", 2},
		{"and back", []string{"right", "right", "left"}, "23:30:03", 2},
		{"not before the first", []string{"left"}, "23:30:00", 1},
		{"forward a minute", []string{"]"}, "23:31:00", 0},
		{"and back from there", []string{"]", "]", "["}, "23:31:00", 0},
		{"the incident", []string{"i"}, "01:52:00", 0},
		{"there is no other", []string{"i", "i"}, "01:52:00", 0},
		{"from behind it", []string{"$", "I"}, "01:52:00", 0},
		{"a time", []string{"t", "0", "1", ":", "0", "0", "enter"}, "01:00:00", 0},
		{"a time that is none", []string{"t", "x", "enter", "esc"}, "23:30:00", 1},
		{"the end", []string{"$"}, "02:02:00", 0},
		{"the beginning", []string{"$", "0"}, "23:30:00", 0},
	}
	n := moment(t, "late")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := replayed(t, n, "en", 120, 40).pressed(tt.keys...)
			if got := s.m.player.tape.Clock(s.m.player.n, s.m.player.place); got.Format("15:04:05") != tt.want {
				t.Errorf("it is %s, want %s", got.Format("15:04:05"), tt.want)
			}
			if tt.n > 0 && s.m.player.n != tt.n {
				t.Errorf("%d events have happened, want %d", s.m.player.n, tt.n)
			}
			if s.m.dialog != nil {
				t.Errorf("a dialog is still open")
			}
		})
	}
}

// TestReplayFollows: on a key the selection goes with the events.
func TestReplayFollows(t *testing.T) {
	s := replayed(t, moment(t, "late"), "en", 120, 40).pressed("i")
	if s.m.selected != "A1" {
		t.Errorf("%s is selected, though nobody asked", s.m.selected)
	}
	if s.pressed("f"); s.m.selected != "B1" {
		t.Errorf("at the incident of B1 %s is selected", s.m.selected)
	}
	if s.pressed("f", "0"); s.m.selected != "B1" {
		t.Errorf("it follows on: %s", s.m.selected)
	}
}

// TestReplayPlays: the tape moves with the wall clock times its speed, stands
// still while paused, and stops at its end.
func TestReplayPlays(t *testing.T) {
	s := replayed(t, moment(t, "late"), "en", 120, 40)
	clock := func() string { return s.m.now.Format("15:04:05") }
	later := func(d time.Duration) string {
		s.wall = s.wall.Add(d)
		s.m.pull()
		return clock()
	}
	if got := later(time.Minute); got != "23:30:00" {
		t.Errorf("paused for a minute it shows %s", got)
	}
	s.pressed(" ")
	if got := later(10 * time.Second); got != "23:40:00" {
		t.Errorf("after ten seconds at x60 it shows %s", got)
	}
	s.pressed(" ", "+", " ")
	from := s.m.now
	later(10 * time.Second)
	if got := s.m.now.Sub(from); got != 20*time.Minute {
		t.Errorf("ten seconds at the next speed play %s", got)
	}
	if got := later(time.Hour); got != "02:02:00" || !s.m.player.ended() {
		t.Errorf("the tape ends at %s", got)
	}
	if got := later(time.Hour); got != "02:02:00" {
		t.Errorf("it goes on after its end: %s", got)
	}
}

// TestReplayOnlyLooks: no key of a live cockpit does anything in a replay, and
// no prompt of that night rings the bell or holds keys back.
func TestReplayOnlyLooks(t *testing.T) {
	s := replayed(t, moment(t, "late"), "en", 120, 40)
	if msgs := s.press("i", "]", "]", "]", "]", "]", "]"); len(msgs) > 0 {
		t.Errorf("the past rings the bell: %v", msgs)
	}
	for _, key := range []string{"s", "d", "f", "x", "b", "v", "e", "h", "u", "D", "o", "1", "2", "a", "m"} {
		for _, msg := range s.press(key) {
			t.Errorf("%s: %T", key, msg)
		}
		if s.m.dialog != nil {
			t.Errorf("%s opens a dialog", key)
			s.m.dialog = nil
		}
	}
	var refusal *change.Refusal
	if err := s.m.cockpit.Do(change.AddNote{By: "li", Text: "rewritten"}); !errors.As(err, &refusal) {
		t.Errorf("a replay does as it is told: %v", err)
	}
	if len(s.press("q")) == 0 || !s.m.quitting {
		t.Error("q does not quit at once")
	}
}

// TestReplayShowsItsGaps: where nobody watched, the board does not show what
// was known before as the present.
func TestReplayShowsItsGaps(t *testing.T) {
	n := newNight(t, nightPlan())
	from := n.now
	n.now = n.now.Add(5 * time.Minute)
	n.do(change.Continue{By: "Lin", Data: change.ResumedData{Unobserved: from}})
	n.pass(10 * time.Second)
	s := replayed(t, n, "en", 120, 40).pressed("]", "]")
	if frame := s.frame(); !strings.Contains(frame, "nobody watched from 23:30:10 to 23:35:10") || !strings.Contains(frame, "?3389") {
		t.Errorf("the gap does not show:\n%s", frame)
	}
	if frame := s.pressed("$").frame(); strings.Contains(frame, "nobody watched") || strings.Contains(frame, "?3389") {
		t.Errorf("after the gap it still shows:\n%s", frame)
	}
}
