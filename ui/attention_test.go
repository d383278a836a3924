package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Each terminal is spoken to in its own sequence, and none in one that it may print.
func TestTerminals(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"TERM": "xterm-256color"}, "\a"},
		{map[string]string{"TERM": "linux"}, "\a"},
		{map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\a\x1b]9;T: b\a"},
		{map[string]string{"TERM": "xterm-kitty"}, "\a\x1b]99;;T: b\x1b\\"},
		{map[string]string{"TERM": "foot"}, "\a\x1b]777;notify;T;b\x1b\\"},
		{map[string]string{"TERM": "xterm-kitty", "TMUX": "/tmp/1"}, "\a"},
		{map[string]string{"TERM": "screen-256color", "TERM_PROGRAM": "WezTerm"}, "\a"},
	} {
		got := raw(terminalOf(func(key string) string { return tt.env[key] }).call("T", "b"))
		if got != tt.want {
			t.Errorf("%v: %q, want %q", tt.env, got, tt.want)
		}
	}
}

func raw(cmd tea.Cmd) string {
	if msg, ok := cmd().(tea.RawMsg); ok {
		return fmt.Sprint(msg.Msg)
	}
	return ""
}

// A name in a plan cannot end the sequence of a notification and begin another.
func TestNotificationIsInert(t *testing.T) {
	for _, n := range []notifier{osc9, osc99, osc777} {
		text := raw(terminal{notify: n}.call("x\x1b\\\x1b]0;owned\a", "a;b\a\x1b[2J\u009d52;c;aGk=\u009c"))
		body := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(text, "\a\x1b]"), "\a"), "\x1b\\")
		if strings.ContainsAny(body, "\a\x1b\u009d\u009c") || strings.Count(body, ";") > 3 {
			t.Errorf("%d: %q", n, text)
		}
	}
}

// The tab of the terminal shows how far the worst reboot is, and turns red
// while somebody is asked for.
func TestProgress(t *testing.T) {
	for name, want := range map[string]tea.ProgressBarState{
		"calm": tea.ProgressBarNone, "rebooting": tea.ProgressBarDefault, "acked": tea.ProgressBarWarning, "first-rung": tea.ProgressBarError,
	} {
		s := newScreen(t, moment(t, name), "en", 80, 24)
		s.m.terminal.progress = true
		bar := s.m.View().ProgressBar
		switch {
		case want == tea.ProgressBarNone:
			if bar != nil {
				t.Errorf("%s shows %+v", name, bar)
			}
		case bar == nil || bar.State != want || bar.Value <= 0 || bar.Value > 100:
			t.Errorf("%s shows %+v, want state %s", name, bar, want)
		}
	}
}

// Every new rung rings, and rings again when nobody takes it; what is
// acknowledged is quiet for the lease.
func TestBellRings(t *testing.T) {
	n := moment(t, "rebooting")
	s := newScreen(t, n, "en", 80, 24)
	rings := func(until time.Duration) int {
		count := 0
		for range int(until / time.Second) {
			n.pass(time.Second)
			s.core.snap, s.wall = n.snapshot(), s.wall.Add(time.Second)
			for _, msg := range s.run(s.m.pull()) { // a tick without its wait for the next
				if m, ok := msg.(tea.RawMsg); ok && strings.HasPrefix(fmt.Sprint(m.Msg), "\a") {
					count++
				}
			}
		}
		return count
	}
	if got := rings(10 * time.Minute); got != 0 {
		t.Errorf("rang %d times before anything was due", got)
	}
	if got := rings(90 * time.Second); got != 1 {
		t.Errorf("the first rung rang %d times", got)
	}
	if got := rings(90 * time.Second); got != 1 {
		t.Errorf("what nobody took rang %d times more", got)
	}
}
