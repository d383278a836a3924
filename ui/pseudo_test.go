package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/wording/wordingtest"
)

// dataOf are the words of a night that are data, and the names of keys.
func dataOf(n *night) []string {
	texts := wordingtest.Data(n.state, n.tail, n.snap.Notices, n.snap.Fault, n.snap.Unwatched)
	return wordingtest.Words(append(texts, "Lin", "CST", "UTC", "tab enter esc pgup pgdn pgdown home end shift ctrl space down up left right")...)
}

// listener fails where a screen shows a plain word that is no data, once for
// each word.
type listener struct {
	t    *testing.T
	data []string
	said map[string]bool
}

func (l *listener) hear(where, text string) {
	for _, word := range wordingtest.Plain(text, l.data) {
		if !l.said[word] {
			l.said[word] = true
			l.t.Errorf("%s says %q itself: %s", where, word, lineOf(text, word))
		}
	}
}

func lineOf(text, word string) string {
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, word) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// TestTheScreenSaysNothingItself: in a language that nobody speaks there is no
// plain word, at any size, on the board, on the wall, or behind any key.
func TestTheScreenSaysNothingItself(t *testing.T) {
	pseudo, said := wordingtest.Pseudo(t), map[string]bool{}
	for name := range moments() {
		n := moment(t, name)
		l := listener{t, dataOf(n), said}
		for _, size := range sizes() {
			s := speaking(t, n, pseudo, size[0], size[1])
			l.hear(fmt.Sprintf("%s %dx%d", name, size[0], size[1]), s.frame())
			s.press("w")
			l.hear(fmt.Sprintf("%s, the wall, %dx%d", name, size[0], size[1]), s.frame())
		}
		s := speaking(t, n, pseudo, 120, 40)
		for _, r := range s.m.offered() {
			for _, k := range r.keys {
				s.m.dialog, s.m.onWall, s.m.quitting = nil, false, false
				s.press(k)
				l.hear(name+", "+k, s.frame())
			}
		}
	}
}

// TestDialogsSayNothingThemselves looks into those that are behind other dialogs.
func TestDialogsSayNothingThemselves(t *testing.T) {
	pseudo, said := wordingtest.Pseudo(t), map[string]bool{}
	for name, d := range dialogMoments() {
		n := moment(t, d.moment)
		l := listener{t, dataOf(n), said}
		s := speaking(t, n, pseudo, 200, 60)
		s.press(d.keys...)
		l.hear(name, s.frame())
		s.press("enter", "enter")
		l.hear(name+", answered with nothing", s.frame())
	}
}

// TestAReplaySaysNothingItself goes through a tape with every key.
func TestAReplaySaysNothingItself(t *testing.T) {
	n := moment(t, "no-side")
	l := listener{t, dataOf(n), map[string]bool{}}
	s := &screen{t: t, wall: at("23:00:10")}
	s.m = newRoot(Options{Tape: change.NewTape(n.state.Plan, n.tail), Speed: 60, Catalog: wordingtest.Pseudo(t), Wall: func() time.Time { return s.wall }})
	s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	for range 6 {
		for _, r := range s.m.offered() {
			s.m.dialog, s.m.quitting = nil, false
			s.press(r.keys[0])
			l.hear("the replay, "+r.keys[0], s.frame())
		}
	}
}

// TestTheListOfKeysSaysNothingItself: neither does the list to pin up.
func TestTheListOfKeysSaysNothingItself(t *testing.T) {
	l := listener{t, wordingtest.Words("tab enter esc pgup pgdn pgdown home end shift ctrl space down up left right"), map[string]bool{}}
	l.hear("the list", KeyList(wordingtest.Pseudo(t)))
}

// TestALongLanguageLosesNothing: with words that are longer by two fifths the
// host that is late, since when, the action that is due with its number and whom
// it calls, and the next thing to do are seen at every size.
func TestALongLanguageLosesNothing(t *testing.T) {
	n := moment(t, "late")
	for _, size := range sizes() {
		s := speaking(t, n, wordingtest.Pseudo(t), size[0], size[1])
		for what, line := range map[string]string{
			"host, and since when": `▸ B1 .* 21:10`,
			"action's number":      `▸3 «.*\+86 10 5550 0142`,
			"next":                 `«ñéẋţ:.* 3: «`,
		} {
			if !regexp.MustCompile(line).MatchString(s.frame()) {
				t.Errorf("%dx%d: the %s is lost:\n%s", size[0], size[1], what, s.frame())
			}
		}
	}
}
