package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// fullWidth is a key as a Chinese input method types it; "" where it has no such form.
func fullWidth(key string) string {
	if special, ok := map[string]string{"[": "【", "]": "】", "$": "￥", "space": "　"}[key]; ok {
		return special
	}
	if len(key) != 1 || key[0] <= ' ' || key[0] > '~' {
		return ""
	}
	return string(rune(key[0]) + '！' - '!')
}

// TestFullWidthKeys: each key does outside of text fields what its plain one
// does, on the board, in a dialog, and in a replay.
func TestFullWidthKeys(t *testing.T) {
	compared := 0
	same := func(face string, plain, full *screen, open func(*screen)) {
		for _, k := range everyKey() {
			w := fullWidth(k)
			if w == "" {
				continue
			}
			open(plain)
			open(full)
			if diff := cmp.Diff(plain.outcome(k), full.outcome(w)); diff != "" {
				t.Errorf("%s: %s does not act as %s (-%s +%s):\n%s", face, w, k, k, w, diff)
			}
			compared++
		}
	}
	n := moment(t, "late")
	plain, full := newScreen(t, n, "zh", 80, 24), newScreen(t, n, "zh", 80, 24)
	for _, opener := range []string{"", "3", "1", "5", "e", "p"} {
		same("after "+opener, plain, full, func(s *screen) { s.afresh().press(strings.Fields(opener)...) })
	}
	tape := func() *screen { return replayed(t, n, "zh", 80, 24) }
	same("in a replay", tape(), tape(), func(s *screen) {
		s.m.dialog, s.m.onWall, s.m.player.follow, s.m.player.speed = nil, false, false, 60
		s.m.player.seek(2 * skipBy)
		s.m.player.paused = true
	})
	if compared < 200 {
		t.Errorf("only %d keys were compared", compared)
	}
}

// outcome is all that can be seen of a key.
func (s *screen) outcome(key string) string {
	msgs := s.press(key)
	if s.core == nil {
		return fmt.Sprintf("%t\n%s", quits(msgs), s.frame())
	}
	return fmt.Sprintf("%t %v %t\n%s", quits(msgs), s.core.done, s.m.mouse, s.frame())
}

// TestFullWidthText: a text field takes what is typed as it is.
func TestFullWidthText(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "zh", 80, 24)
	s.press("ｎ")
	s.typed("重启？ｎ：１")
	s.press("enter")
	want := []change.Command{change.AddNote{By: "Lin", Text: "重启？ｎ：１"}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Error(diff)
	}
}

// TestInputMethodIsOn: what an input method makes of a key is no key, and the
// screen says so, once.
func TestInputMethodIsOn(t *testing.T) {
	s := newScreen(t, moment(t, "late"), "zh", 80, 24)
	s.press("的", "的")
	if frame := s.frame(); !strings.Contains(frame, "的 不是按键") || len(s.m.errors) != 1 {
		t.Errorf("nothing says why the key does nothing, or more than once:\n%s", frame)
	}
	if len(s.core.done) > 0 {
		t.Errorf("did %v", s.core.done)
	}
}
