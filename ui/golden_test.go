package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/wording"
)

// update writes the golden frames anew. Look at them before they are kept.
var update = flag.Bool("update", false, "write the golden frames anew")

// fake is a cockpit that stands still and records what it is told to do.
type fake struct {
	snap *change.Snapshot
	done []change.Command
	err  error
}

func (f *fake) Snapshot() *change.Snapshot { return f.snap }
func (f *fake) Now() time.Time             { return f.snap.Now }
func (f *fake) Do(c change.Command) error {
	f.done = append(f.done, c)
	return f.err
}

// screen is a model under test: keys go in, frames come out.
type screen struct {
	t    *testing.T
	core *fake
	m    *root
	wall time.Time
}

func newScreen(t *testing.T, n *night, lang string, w, h int) *screen {
	return speaking(t, n, wording.Load(lang), w, h)
}

// speaking is a screen in any words.
func speaking(t *testing.T, n *night, words wording.Catalog, w, h int) *screen {
	s := &screen{t: t, core: &fake{snap: n.snapshot()}, wall: at("23:00:10")}
	s.m = newRoot(Options{Cockpit: s.core, Operator: "Lin", Catalog: words, Wall: func() time.Time { return s.wall }})
	s.m.pause = 0
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// send gives the model a message and runs the commands that come of it, but
// for ticks, which would wait.
func (s *screen) send(msg tea.Msg) []tea.Msg {
	_, cmd := s.m.Update(msg)
	return s.run(cmd)
}

func (s *screen) run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	var out []tea.Msg
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			out = append(out, s.run(c)...)
		}
	case doneMsg, settledMsg:
		out = append(out, s.send(msg)...)
	default:
		out = append(out, msg)
	}
	return out
}

// press types keys, one after another, slowly enough for no guard.
func (s *screen) press(keys ...string) []tea.Msg {
	var out []tea.Msg
	for _, k := range keys {
		s.wall = s.wall.Add(time.Second)
		out = append(out, s.send(keyMsg(k))...)
	}
	return out
}

func (s *screen) typed(text string) {
	for _, r := range text {
		s.press(string(r))
	}
}

func keyMsg(name string) tea.KeyPressMsg {
	special := map[string]tea.Key{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		"end": {Code: tea.KeyEnd}, "home": {Code: tea.KeyHome}, " ": {Code: tea.KeySpace, Text: " "},
		"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "space": {Code: tea.KeySpace, Text: " "},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+p": {Code: 'p', Mod: tea.ModCtrl}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	}
	if k, ok := special[name]; ok {
		return tea.KeyPressMsg(k)
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// frame draws the view into a cell buffer, as a terminal would, and returns its text.
func (s *screen) frame() string {
	return cells(s.m.View().Content, s.m.w, s.m.h, ansi.GraphemeWidth)
}

func cells(content string, w, h int, method ansi.Method) string {
	buf := uv.NewScreenBuffer(w, h)
	buf.Method = method
	uv.NewStyledString(content).Draw(buf, buf.Bounds())
	var lines []string
	for _, line := range strings.Split(ansi.Strip(buf.Render()), "\n") {
		lines = append(lines, strings.TrimRight(line, " \r"))
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n") + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with: go test ./ui -update, then look at it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-golden +drawn):\n%s", path, diff)
	}
}

func sizes() [][2]int { return [][2]int{{40, 10}, {80, 24}, {120, 40}, {200, 60}, {320, 80}} }

func TestFrames(t *testing.T) {
	for name, moment := range moments() {
		n := moment(t)
		for _, size := range sizes() {
			s := newScreen(t, n, "en", size[0], size[1])
			golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), s.frame())
		}
		s := newScreen(t, n, "zh", 80, 24)
		golden(t, name+"-zh-80x24", s.frame())
	}
}

// dialogMoment is a dialog that keys open at a moment of the night.
type dialogMoment struct {
	moment string
	keys   []string
}

func dialogMoments() map[string]dialogMoment {
	return map[string]dialogMoment{
		"gate-go":     {"calm", []string{"s"}},
		"gate-nogo":   {"calm", []string{"end", "s"}},
		"gate-held":   {"late", []string{"end", "s"}},
		"stop-card":   {"first-rung", []string{"1"}},
		"vendor-card": {"late", []string{"2"}},
		"failover":    {"late", []string{"5"}},
		"failover-go": {"late", []string{"5", "g"}},
		"steps":       {"switching", []string{"F"}},
		"handover":    {"attempts", []string{"h"}},
		"reset":       {"late", []string{"V"}},
		"prepare":     {"unprepared", []string{"p"}},
		"callback":    {"late", []string{"3", "p"}},
		"deviation":   {"calm", []string{"D"}},
		"help":        {"late", []string{"?"}},
		"quit":        {"rebooting", []string{"q"}},
		"quit-blind":  {"unwatched", []string{"q"}},
		"deviate-no":  {"calm", []string{"end", "s", "D"}},
		"reboot-nogo": {"alone", []string{"up", "b"}},
	}
}

func TestDialogFrames(t *testing.T) {
	for name, d := range dialogMoments() {
		n := moment(t, d.moment)
		for _, size := range sizes()[:3] {
			s := newScreen(t, n, "en", size[0], size[1])
			s.press(d.keys...)
			golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), s.frame())
		}
		s := newScreen(t, n, "zh", 80, 24)
		s.press(d.keys...)
		golden(t, name+"-zh-80x24", s.frame())
	}
}
