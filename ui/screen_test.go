package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// TestEverySize draws every moment at every small size: nothing panics and
// nothing is larger than the screen.
func TestEverySize(t *testing.T) {
	for _, name := range []string{"calm", "late", "no-side", "fault"} {
		s := newScreen(t, moment(t, name), "zh", 0, 0)
		for _, keys := range [][]string{nil, {"?"}, {"esc", "2"}, {"esc", "D"}} {
			s.press(keys...)
			for w := 0; w <= 60; w += 6 {
				for h := 0; h <= 30; h += 1 + h/6 {
					s.send(tea.WindowSizeMsg{Width: w, Height: h})
					if err := fits(s.m.View().Content, w, h); err != nil {
						t.Fatalf("%s after %v at %dx%d: %v", name, keys, w, h, err)
					}
				}
			}
		}
	}
}

func fits(content string, w, h int) error {
	if content == "" {
		return nil
	}
	lines := strings.Split(content, "\n")
	if len(lines) > h {
		return fmt.Errorf("%d lines", len(lines))
	}
	for i, line := range lines {
		if n := ansi.StringWidth(line); n > w {
			return fmt.Errorf("line %d is %d cells wide: %q", i, n, ansi.Strip(line))
		}
	}
	return nil
}

// TestGoldenWidths: no golden line is wider than its terminal, in graphemes or
// by the older rule.
func TestGoldenWidths(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden frames: %v", err)
	}
	size := regexp.MustCompile(`-(\d+)x(\d+)\.txt$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w, h int
		m := size.FindStringSubmatch(file)
		if m == nil {
			continue // not a frame
		}
		_, _ = fmt.Sscan(m[1], &w)
		_, _ = fmt.Sscan(m[2], &h)
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		if len(lines) != h {
			t.Errorf("%s has %d lines", file, len(lines))
		}
		for i, line := range lines {
			if ansi.StringWidth(line) > w || ansi.StringWidthWc(line) > w {
				t.Errorf("%s:%d is wider than %d: %q", file, i+1, w, line)
			}
		}
	}
}

// TestNextIsNeverPushedOut: from three rows up, what to do now is on screen,
// and so is the incident from six rows up.
func TestNextIsNeverPushedOut(t *testing.T) {
	n := moment(t, "late")
	n.snap.Fault, n.snap.Notices = change.Own("disk full"), []change.Statement{change.Own("one"), change.Own("two"), change.Own("three"), change.Own("four"), change.Own("five")}
	s := newScreen(t, n, "en", 80, 24)
	s.m.errors = []string{strings.Repeat("a long refusal ", 100)}
	for h := 1; h <= 60; h++ {
		s.send(tea.WindowSizeMsg{Width: 80, Height: h})
		frame := s.frame()
		if !strings.Contains(frame, "next: press 3") {
			t.Fatalf("no next line at height %d:\n%s", h, frame)
		}
		if h >= 6 && !strings.Contains(frame, "B-1: B1 not back") || h >= 10 && !strings.Contains(frame, "▸3 call the vendor") {
			t.Fatalf("no incident at height %d:\n%s", h, frame)
		}
		if h >= 4 && !strings.Contains(frame, "JOURNAL NOT WRITING") {
			t.Fatalf("no fault at height %d:\n%s", h, frame)
		}
	}
}

// TestNoticesSpeakTheLanguage: what the probes notice is a statement, and said
// in the language of the screen.
func TestNoticesSpeakTheLanguage(t *testing.T) {
	for lang, want := range map[string]string{"en": "! ICMP packets that answer nothing, about 20000 a second", "zh": "! 每秒约 20000 个无用的 ICMP 包"} {
		n := moment(t, "late")
		n.snap.Notices = []change.Statement{change.Stated(change.NoteFlood, "n", 20000, "names", []string{"B1 (192.0.2.1)"})}
		if frame := newScreen(t, n, lang, 120, 40).frame(); !strings.Contains(frame, want) {
			t.Errorf("%s: no %q:\n%s", lang, want, frame)
		}
	}
}

// TestUnobservedIsNeitherUpNorDown: what nobody has looked at lately is
// shown as such, in every cell.
func TestUnobservedIsNeitherUpNorDown(t *testing.T) {
	frame := newScreen(t, moment(t, "unobserved"), "en", 120, 40).frame()
	rows := strings.Split(frame, "\n")[3:7]
	for _, row := range rows {
		if strings.ContainsAny(row, "▪▇×○") || !strings.Contains(row, "?3389") || !strings.Contains(row, "17s old") {
			t.Errorf("an unobserved row looks observed: %q", row)
		}
	}
}

func TestHostileText(t *testing.T) {
	plan := nightPlan()
	plan.Change.Title = "x\x1b[2J\x1b]0;owned\ay\u202e"
	plan.Hosts[0].Model = "m\x1b[31m\n\n"
	plan.Runbook = rewritten(plan.Runbook, func(steps []change.Step) { steps[0].Title = "step\x1b[5A\r\n" })
	n := newNight(t, plan)
	n.snap.Notices = []change.Statement{change.Own("\x1b[H\x1b[2Jnotice")}
	s := newScreen(t, n, "en", 120, 40)
	for _, keys := range []string{"", "s", "esc", "?"} {
		s.press(strings.Fields(keys)...)
		content := s.m.View().Content
		for _, bad := range []string{"\x1b[2J", "\x1b]0", "\x1b[H", "\x1b[5A", "\x1b[31m", "\u202e", "\r"} {
			if strings.Contains(content, bad) || strings.Contains(s.m.View().WindowTitle, bad) {
				t.Errorf("%q reaches the terminal", bad)
			}
		}
	}
}

// TestStalled: the screen says so when snapshots have stopped coming.
func TestStalled(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	s.core.snap.Beat = s.wall
	s.wall = s.wall.Add(change.StalledAfter)
	s.send(tickMsg{})
	if strings.Contains(s.frame(), "STALLED") {
		t.Error("stalled too early")
	}
	s.wall = s.wall.Add(time.Second)
	s.send(tickMsg{})
	if !strings.Contains(s.frame(), "COCKPIT STALLED: shows 23:30:10, 4s old") {
		t.Errorf("a stalled cockpit looks alive:\n%s", s.frame())
	}
}

// fleet is a plan of many hosts.
func fleet(n int) *change.Plan {
	plan := nightPlan()
	host := plan.Hosts[0]
	plan.Hosts, plan.Order = nil, nil
	for i := range n {
		h := host
		h.Name = fmt.Sprintf("host-%04d", i)
		plan.Hosts, plan.Order = append(plan.Hosts, h), append(plan.Order, h.Name)
	}
	return plan
}

// TestScrolling: the selected host stays in sight however many there are, and
// the heading says which part of the list is shown.
func TestScrolling(t *testing.T) {
	s := newScreen(t, newNight(t, fleet(300)), "en", 80, 24)
	for _, move := range []struct{ key, want string }{
		{"end", "host-0299"}, {"up", "host-0298"}, {"home", "host-0000"}, {"down", "host-0001"},
	} {
		s.press(move.key)
		if s.m.selected != move.want || !strings.Contains(s.frame(), "▸ "+move.want) {
			t.Errorf("after %s: %s is selected, want %s in sight:\n%s", move.key, s.m.selected, move.want, s.frame())
		}
	}
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	if !strings.Contains(s.frame(), "▸ hos…0001") {
		t.Errorf("names that are cut cannot be told apart:\n%s", s.frame())
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if !strings.Contains(s.frame(), "of 300") {
		t.Errorf("nothing says that there are more hosts:\n%s", s.frame())
	}
}

// TestSelectionSurvives a resize and a snapshot of another state.
func TestSelectionSurvives(t *testing.T) {
	n := moment(t, "late")
	s := newScreen(t, n, "en", 80, 24)
	s.press("end")
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	s.core.snap = n.pass(time.Minute).snapshot()
	s.send(tickMsg{})
	s.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	if s.m.selected != "B2" {
		t.Errorf("B2 was selected, now it is %q", s.m.selected)
	}
}

// TestBeforeTheFirstSnapshot: every key is safe, and q quits.
func TestBeforeTheFirstSnapshot(t *testing.T) {
	s := &screen{t: t, core: &fake{snap: &change.Snapshot{}}, wall: at("23:00:10")}
	s.m = newRoot(Options{Cockpit: s.core, Operator: "Lin", Wall: func() time.Time { return s.wall }})
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, r := range s.m.keys {
		if r.id != keyQuit {
			s.press(r.keys...)
		}
	}
	if !strings.Contains(s.frame(), "waiting for the first look") || len(s.core.done) > 0 {
		t.Errorf("did %v, shows:\n%s", s.core.done, s.frame())
	}
	if !quits(s.press("q")) {
		t.Error("q does not quit")
	}
}

// TestWindowTitle carries the worst state, for those who look at another window.
func TestWindowTitle(t *testing.T) {
	for name, want := range map[string]string{
		"calm": "T-minus PN-2020-03", "late": "T-minus PN-2020-03 · ■ B-1", "hold": "T-minus PN-2020-03 · ▲ HOLD",
		"no-side": "T-minus PN-2020-03 · ■ NO SAFE SIDE: neither B nor its standby A has a healthy host",
	} {
		if got := newScreen(t, moment(t, name), "en", 80, 24).m.View().WindowTitle; got != want {
			t.Errorf("%s: title %q, want %q", name, got, want)
		}
	}
}

// TestQuietSecond: when nothing happens but a second, the frame is drawn once
// for it, and not again for each message.
func TestQuietSecond(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	s.m.View()
	s.m.cache.frame = "cached"
	s.send(tickMsg{})
	if got := s.m.View().Content; got != "cached" {
		t.Error("the frame was drawn again though nothing had changed")
	}
	s.press("down")
	if got := s.m.View().Content; got == "cached" {
		t.Error("the frame was not drawn again after the selection moved")
	}
}

// TestTwoPortsAt80: the common case fits the common terminal, with every column.
func TestTwoPortsAt80(t *testing.T) {
	plan := nightPlan()
	for i := range plan.Hosts {
		plan.Hosts[i].Checks.TCP = []int{445, 3389}
	}
	n := newNight(t, plan).work("A1").reboot("A1").pass(5 * time.Minute).answer("A1 tcp/445")
	n.silent = map[string]bool{"A1 tcp/3389": true, "A1 icmp": true}
	row := strings.Split(newScreen(t, n.pass(5*time.Second), "en", 80, 24).frame(), "\n")[3]
	for _, want := range []string{"A1", "◑ port 445 only", "5/5", "5:25/10:00", "late in 4m35s", "×××××", "▪445 ×3389", "0s"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row lacks %q: %q", want, row)
		}
	}
}
