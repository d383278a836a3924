package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestOfferedKeysDoSomething: each key that a dialog offers in its last line
// changes what is on the screen, or commands something.
func TestOfferedKeysDoSomething(t *testing.T) {
	opened := map[string]dialogMoment{
		"sheet": {"rebooting", []string{"enter"}}, "way back": {"rebooting", []string{"R"}}, "wall help": {"late", []string{"w", "?"}},
		"pace": {"settling", []string{"P"}}, "palette": {"late", []string{":"}}, "filter": {"late", []string{"/"}}, "sheet at its first step": {"calm", []string{"enter"}},
	}
	for name, d := range dialogMoments() {
		opened[name] = d
	}
	for name, d := range opened {
		open := func() *screen {
			s := newScreen(t, moment(t, d.moment), "en", 80, 24)
			s.press(d.keys...)
			s.wall = s.wall.Add(time.Minute)
			return s
		}
		s := open()
		if s.m.dialog == nil {
			t.Fatalf("%s: no dialog", name)
		}
		frame := s.frame()
		for _, id := range s.m.dialog.page(&s.m.scene, 78).keys {
			r := s.m.keys.row(id)
			if hint := ansi.Strip(s.m.keyHint(id)); hint == "" || !strings.Contains(frame, hint) {
				continue
			}
			acts := slices.ContainsFunc(r.keys, func(pressed string) bool { return open().answers(pressed) })
			if !acts {
				t.Errorf("%s offers %s (%s), and it does nothing:\n%s", name, r.hint(), id, frame)
			}
		}
	}
}

// answers reports whether a key changes the screen, or commands something.
func (s *screen) answers(pressed string) bool {
	before, was := s.frame(), s.m.dialog
	msgs := s.send(namedKey(pressed))
	return s.frame() != before || s.m.dialog != was || len(s.core.done) > 0 || len(msgs) > 0 || s.m.quitting
}

// namedKey is the key of a name, such as pgdown.
func namedKey(name string) tea.KeyPressMsg {
	if special, ok := map[string]rune{
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"tab": tea.KeyTab, "left": tea.KeyLeft, "right": tea.KeyRight, "enter": tea.KeyEnter, "esc": tea.KeyEscape, "space": tea.KeySpace,
	}[name]; ok {
		return tea.KeyPressMsg{Code: special}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if len(name) > 5 && name[:5] == "ctrl+" {
		return tea.KeyPressMsg{Code: rune(name[5]), Mod: tea.ModCtrl}
	}
	if len([]rune(name)) != 1 {
		panic(fmt.Sprintf("no key %q", name))
	}
	return keyMsg(name)
}
