package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
	"tminus/wording"
)

// estate is a plan of many hosts in environments of equal size, worked on in
// turns.
func estate(hosts, envs int) *change.Plan {
	plan := fleet(hosts)
	plan.Environments = nil
	for e := range envs {
		plan.Environments = append(plan.Environments, change.Environment{
			Name: fmt.Sprintf("zone-%02d", e), Standby: fmt.Sprintf("zone-%02d", e^1), MinHealthy: hosts / envs * 9 / 10,
			Failover: change.FailoverPlan{Takes: time.Hour, Margin: 15 * time.Minute},
		})
	}
	for i := range plan.Hosts {
		h := &plan.Hosts[i]
		h.Environment, h.Address = plan.Environments[i%envs].Name, fmt.Sprintf("10.0.%d.%d", i/256, i%256)
	}
	return plan
}

// busy is an estate at a moment of its night: hosts at work, one rebooting,
// three in trouble.
func busy(t *testing.T) *night {
	n := newNight(t, estate(300, 6))
	n.do(change.Start{By: "Lin", Host: "host-0000"})
	n.silence("host-0007").pass(20 * time.Second)
	return n.silence("host-0100", "host-0042 tcp/3389").pass(30 * time.Second)
}

// TestFleetFrames draws an estate.
func TestFleetFrames(t *testing.T) {
	n := busy(t)
	for _, size := range sizes() {
		s := newScreen(t, n, "en", size[0], size[1])
		golden(t, fmt.Sprintf("fleet-%dx%d", size[0], size[1]), s.frame())
	}
	s := newScreen(t, n, "zh", 80, 24)
	golden(t, "fleet-zh-80x24", s.frame())
	s = newScreen(t, n, "en", 120, 40)
	s.press("/")
	s.typed("zone-04 28")
	golden(t, "filter-120x40", s.frame())
	s.press("enter", ":")
	s.typed("no")
	golden(t, "palette-120x40", s.frame())
}

// TestHandoverNamesWhatIsNotAsItShouldBe of many hosts, however calmly it is drawn: what
// failed, was taken back, or reboots.
func TestHandoverNamesWhatIsNotAsItShouldBe(t *testing.T) {
	n := newNight(t, estate(40, 2))
	n.do(change.Start{By: "Lin", Host: "host-0000"}, change.Finish{By: "Lin", Host: "host-0000", Result: change.RolledBack},
		change.Start{By: "Lin", Host: "host-0001"}, change.MarkReboot{By: "Lin", Host: "host-0001"})
	n.pass(5 * time.Second)
	for lang, others := range map[string]string{"en": "38 others as they should be", "zh": "其余 38 台正常"} {
		text := strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 120, Known{}), "\n")
		for _, want := range []string{"host-0000", "host-0001", others} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", lang, want, text)
			}
		}
	}
}

// TestTroubledIsWhatIsDrawn: what the core calls trouble is drawn as such, and
// nothing else is.
func TestTroubledIsWhatIsDrawn(t *testing.T) {
	seen := map[bool]int{}
	for name, moment := range moments() {
		n := moment(t)
		for _, part := range []time.Duration{0, time.Minute, 20 * time.Minute} {
			n.pass(part)
			s := newScreen(t, n, "en", 80, 24)
			for i := range n.state.Hosts.Len() {
				v, drawn := &s.m.sit.Hosts[i], s.m.condition(i)
				if want := v.InTrouble() && v.Observed && v.Condition != change.HostNeverSeen; want != (drawn.level >= warn) {
					t.Errorf("%s +%s: %s is in trouble: %v, drawn as %q", name, part, n.state.Hosts.At(i).Name, want, drawn.long)
				}
				seen[v.InTrouble()]++
			}
		}
	}
	if seen[true] < 10 || seen[false] < 10 {
		t.Errorf("the moments show little: %v", seen)
	}
}

// cursorRow is the row of the screen on which the selected host stands in the
// list.
func (s *screen) cursorRow() int {
	s.m.View()
	at := -1
	for i, row := range s.m.cache.rows {
		if row.host == s.m.selected {
			at = s.m.cache.hosts.y + i
		}
	}
	return at
}

// TestNothingMovesUnderTheCursor: whatever happens to other hosts, the
// selected one stays selected, on its row of the screen, and the order of the
// list stays as it is. What is in trouble stands above it all the same.
func TestNothingMovesUnderTheCursor(t *testing.T) {
	n := newNight(t, estate(300, 6)).silence("host-0006 tcp/3389").pass(10 * time.Second) // its incident has its place by now
	s := newScreen(t, n, "en", 120, 60)
	s.m.choose("host-0150")
	row, order := s.cursorRow(), slices.Clone(s.m.roll.rows)
	if row < 0 {
		t.Fatal("the selected host is out of sight")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 6 {
		name := fmt.Sprintf("host-%04d", 6*random.IntN(50)) // all of one side
		n.silence(name + " tcp/3389").pass(5 * time.Second)
		s.core.snap = n.snapshot()
		s.run(s.m.pull())
		if s.m.selected != "host-0150" || s.cursorRow() != row || !slices.Equal(order, s.m.roll.rows) {
			t.Fatalf("after the loss of %s: %s on row %d, was host-0150 on row %d", name, s.m.selected, s.cursorRow(), row)
		}
		if first := s.m.cache.rows[1:8]; !slices.ContainsFunc(first, func(r hostRow) bool { return r.host == name }) {
			t.Fatalf("%s is in trouble and not among the first:\n%s", name, s.frame())
		}
	}
}

// TestFilter narrows the list, keeps what it can of the selection, and ends.
func TestFilter(t *testing.T) {
	s := newScreen(t, newNight(t, estate(300, 6)), "en", 120, 40)
	s.press("/")
	s.typed("zone-03 29")
	if frame := s.frame(); !strings.Contains(frame, "/zone-03 29: 4 of 300") || s.m.selected != "host-0129" {
		t.Fatalf("%s is selected:\n%s", s.m.selected, frame)
	}
	s.press("enter", "down")
	if s.m.selected == "host-0129" || s.m.dialog != nil || s.m.filter == "" {
		t.Errorf("enter does not keep the filter: %s", s.m.selected)
	}
	for range 10 {
		s.press("down")
		if s.cursorRow() < 0 {
			t.Fatalf("%s is out of sight", s.m.selected)
		}
	}
	s.press("/", "esc")
	if s.m.filter != "" || len(s.core.done) > 0 {
		t.Errorf("escape leaves the filter %q; done %v", s.m.filter, s.core.done)
	}
	s.press("/")
	s.typed("no such host")
	s.press("enter")
	if frame := s.frame(); !strings.Contains(frame, "no such host: 0 of 300") {
		t.Errorf("an empty list does not say why:\n%s", frame)
	}
	s.press("down", "end", "pgup")
	s.m.choose("host-0200")
	if s.m.filter != "" || s.cursorRow() < 0 {
		t.Error("a host that the filter hides was not found")
	}
}

// TestNextTrouble goes round the hosts in trouble, the longest so first.
func TestNextTrouble(t *testing.T) {
	s := newScreen(t, busy(t), "en", 120, 40)
	var seen []string
	for range 4 {
		s.press("t")
		seen = append(seen, s.m.selected)
		if s.cursorRow() < 0 {
			t.Fatalf("%s is out of sight", s.m.selected)
		}
	}
	if want := []string{"host-0042", "host-0100", "host-0007", "host-0042"}; !slices.Equal(seen, want) {
		t.Errorf("went to %v, want %v", seen, want)
	}
}

// TestGroups counts the hosts of each environment on its head.
func TestGroups(t *testing.T) {
	frame := newScreen(t, busy(t), "en", 200, 60).frame()
	for _, want := range []string{"zone-00: 49 of 50 healthy · 1 in trouble · 1 at work", "host-0007"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the frame lacks %q:\n%s", want, frame)
		}
	}
}

// TestMouse: off at first; a click selects, the wheel moves, nothing acts.
func TestMouse(t *testing.T) {
	s := newScreen(t, busy(t), "en", 120, 40)
	if s.m.View().MouseMode != tea.MouseModeNone {
		t.Fatal("the mouse is taken from the terminal")
	}
	s.press("M")
	if s.m.View().MouseMode == tea.MouseModeNone {
		t.Fatal("M does not take the mouse")
	}
	row := len(s.m.cache.rows) - 2
	want := s.m.cache.rows[row].host
	s.send(tea.MouseClickMsg{X: 5, Y: s.m.cache.hosts.y + row, Button: tea.MouseLeft})
	if s.m.selected != want {
		t.Errorf("a click on %s selected %s", want, s.m.selected)
	}
	for y := range 40 {
		s.send(tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft})
		s.send(tea.MouseWheelMsg{X: 5, Y: y, Button: tea.MouseWheelDown})
	}
	s.send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if len(s.core.done) > 0 || s.m.dialog != nil || s.cursorRow() < 0 {
		t.Errorf("the mouse did %v", s.core.done)
	}
}
