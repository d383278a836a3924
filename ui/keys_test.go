package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// TestKeys presses keys at a moment of the night and compares the commands
// that the core was given.
func TestKeys(t *testing.T) {
	act := func(kind change.ActionKind, state change.ActionState, outcome string) change.Command {
		return change.Act{By: "Lin", Incident: "B-1", Kind: kind, State: state, Outcome: outcome}
	}
	tests := []struct {
		name, moment string
		keys         string // words are keys; "text" in quotes is typed
		want         []change.Command
	}{
		{"the gate says go: enter starts", "calm", "s enter", []change.Command{change.Start{By: "Lin", Host: "A1"}}},
		{"escape leaves the gate", "calm", "s esc enter", nil},
		{"a no-go is not started by enter", "calm", "end s enter", nil},
		{"a no-go leads to a deviation", "calm", "end s D 'storm' enter 'Chen' enter", []change.Command{
			change.Deviate{By: "Lin", What: "start B2", Reason: "storm", Second: "Chen"},
		}},
		{"stop needs a yes", "first-rung", "1 y", []change.Command{act("stop", change.ActionIsDone, "")}},
		{"stop and no", "first-rung", "1 n", nil},
		{"stop is not done by enter", "first-rung", "1 enter", nil},
		{"the vendor was reached", "late", "3 r enter o k enter", []change.Command{act("vendor", change.ActionIsReached, "ok")}},
		{"the vendor is called by me", "late", "m t", []change.Command{act("vendor", change.ActionIsTaken, "")}},
		{"nobody answers", "late", "3 n", []change.Command{act("vendor", change.ActionIsUnanswered, "")}},
		{"done asks for the outcome", "late", "3 d enter 'ticket 4711' enter", []change.Command{act("vendor", change.ActionIsDone, "ticket 4711")}},
		{"failover wants the name typed", "late", "5 g 'A' enter 'x' enter", nil},
		{"failover with the name", "late", "5 g 'B' enter 'peak' enter", []change.Command{change.DecideFailover{By: "Lin", Environment: "B", Go: true, Reason: "peak"}}},
		{"no failover now", "late", "F x 'A serves' enter", []change.Command{change.DecideFailover{By: "Lin", Environment: "B", Reason: "A serves"}}},
		{"a failover is not begun by enter", "late", "F enter y d", nil},
		{"who decides was reached", "late", "5 r o k enter", []change.Command{act("failover", change.ActionIsReached, "ok")}},
		{"the step of a failover", "switching", "F d esc", []change.Command{change.MarkFailoverStep{By: "Lin", Environment: "B", N: 2}}},
		{"a failover is aborted with a reason", "switching", "F x 'it refuses' enter", []change.Command{
			change.EndFailover{By: "Lin", Environment: "B", Outcome: change.FailoverAborted, Reason: "it refuses"},
		}},
		{"the vendor calls back", "late", "3 p '02:30' enter 'in a meeting' enter", []change.Command{
			change.Act{By: "Lin", Incident: "B-1", Kind: "vendor", State: change.ActionIsReached, Callback: "02:30", Outcome: "in a meeting"},
		}},
		{"a hard reset wants the host typed", "late", "V 'B2' enter enter", nil},
		{"a hard reset", "late", "V 'B1' enter '20m' enter", []change.Command{change.Recover{By: "Lin", Host: "B1", What: "hard reset", For: 20 * time.Minute}}},
		{"no hard reset of what reboots as it should", "rebooting", "V", nil},
		{"a contact is made sure of", "unprepared", "p 1 y", []change.Command{change.ConfirmContact{By: "Lin", Contact: "vendor"}}},
		{"a precheck that does not hold", "unprepared", "s p 2 f 'full' enter", []change.Command{
			change.MarkPrecheck{By: "Lin", Host: "A1", Precheck: "space", Result: "failed", Note: "full"},
		}},
		{"an autopilot wants its wave typed", "auto", "T 'A2' enter enter", nil},
		{"an autopilot", "auto", "T 'A1' enter", []change.Command{change.Engage{By: "Lin", Wave: "A1"}}},
		{"nobody waits for a sign of a person", "auto", "I", nil},
		{"an autopilot is ended", "flown", "T y", []change.Command{change.Disengage{By: "Lin", Wave: "A1"}}},
		{"somebody is there", "flown", "I", []change.Command{change.BePresent{By: "Lin"}}},
		{"prechecks that the cockpit runs", "unrun", "s r", []change.Command{change.AskPrechecks{By: "Lin", Host: "A1"}}},
		{"one of them is not marked", "unrun", "p 1 f esc", nil},
		{"but run", "unrun", "p 1 y", []change.Command{change.AskPrechecks{By: "Lin", Host: "A1"}}},
		{"the handover commands nothing", "late", "h y enter d h", nil},
		{"no action has that key", "late", "7 y", nil},
		{"acknowledge", "late", "a", []change.Command{change.Ack{By: "Lin", Incident: "B-1"}}},
		{"step done", "first-rung", "d", []change.Command{change.MarkStep{By: "Lin", Host: "B1", Result: change.StepOK}}},
		{"step failed", "first-rung", "f 'no space' enter", []change.Command{change.MarkStep{By: "Lin", Host: "B1", Result: change.StepBad, Note: "no space"}}},
		{"step skipped", "first-rung", "x 'done by hand' enter 'Chen' enter", []change.Command{
			change.MarkStep{By: "Lin", Host: "B1", Result: change.StepPassed, Note: "done by hand", Second: "Chen"},
		}},
		{"a skipped step needs two names", "first-rung", "x 'done by hand' enter enter", nil},
		{"a reboot step asks first", "at-reboot", "d n", nil},
		{"a reboot step done", "at-reboot", "d y", []change.Command{change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK}}},
		{"a reboot step is done without a question once the reboot is over", "rebooted", "d", []change.Command{change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK}}},
		{"reboot issued asks", "at-reboot", "b esc", nil},
		{"reboot issued", "at-reboot", "b y", []change.Command{change.MarkReboot{By: "Lin", Host: "A1"}}},
		{"keys of work do nothing on a waiting host", "calm", "d f x b v e", nil},
		{"hold needs a reason", "calm", "H enter 'smoke' enter", []change.Command{change.HoldChange{By: "Lin", Reason: "smoke"}}},
		{"resume", "hold", "u 'fixed' enter", []change.Command{change.Release{By: "Lin", Reason: "fixed"}}},
		{"recovery under way", "late", "v 'hard reset' enter enter enter", []change.Command{change.Recover{By: "Lin", Host: "B1", What: "hard reset"}}},
		{"recovery that worked", "late", "v 'hard reset' enter right right enter enter", []change.Command{change.Recover{By: "Lin", Host: "B1", What: "hard reset", Outcome: "worked"}}},
		{"finish as failed", "late", "e right enter", []change.Command{change.Finish{By: "Lin", Host: "B1", Result: change.Failed}}},
		{"note", "calm", "n 'all quiet' enter", []change.Command{change.AddNote{By: "Lin", Text: "all quiet"}}},
		{"close wants its outcome typed", "calm", "o 'yes' enter", nil},
		{"close", "calm", "o 'Partial' enter", []change.Command{change.Close{By: "Lin", Outcome: "partial"}}},
		{"no close while a host is at work", "late", "o 'ok' enter", nil},
		{"selection goes by name", "calm", "down down s esc up up s enter", []change.Command{change.Start{By: "Lin", Host: "A1"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newScreen(t, moment(t, tt.moment), "en", 80, 24)
			s.gives(tt.name, tt.keys, tt.want)
		})
	}
}

// script presses words as keys and types what stands in quotes.
func (s *screen) script(keys string) {
	for i, part := range strings.Split(keys, "'") {
		if i%2 == 1 {
			s.typed(part)
			continue
		}
		s.press(strings.Fields(part)...)
	}
}

// gives runs a script, and holds what it commands and what the screen shows then.
func (s *screen) gives(name, keys string, want []change.Command, shows ...string) {
	s.t.Helper()
	s.script(keys)
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		s.t.Errorf("%s: keys %q gave (-want +got):\n%s\n%s", name, keys, diff, s.frame())
	}
	for _, text := range shows {
		if !strings.Contains(s.frame(), text) {
			s.t.Errorf("%s: keys %q do not show %q:\n%s", name, keys, text, s.frame())
		}
	}
}

// only is one command, or none.
func only(c change.Command) []change.Command {
	if c == nil {
		return nil
	}
	return []change.Command{c}
}

func quits(msgs []tea.Msg) bool {
	for _, msg := range msgs {
		if _, ok := msg.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

// TestQuitAsksWhileOpen: and who leaves by ctrl+c has interrupted, not quit.
func TestQuitAsksWhileOpen(t *testing.T) {
	for _, tt := range []struct {
		keys       []string
		want, quit bool
	}{
		{[]string{"q"}, false, false},
		{[]string{"q", "n"}, false, false},
		{[]string{"q", "enter"}, false, false},
		{[]string{"q", "y"}, true, true},
		{[]string{"q", "ctrl+c"}, true, false},
		{[]string{"ctrl+c"}, false, false},
		{[]string{"ctrl+c", "y"}, true, false},
		{[]string{"ctrl+c", "ctrl+c"}, true, false},
		{[]string{"ctrl+c", "esc", "q", "y"}, true, true},
	} {
		s := newScreen(t, moment(t, "rebooting"), "en", 80, 24)
		if got := quits(s.press(tt.keys...)); got != tt.want {
			t.Errorf("%v quits: %v, want %v", tt.keys, got, tt.want)
		}
		if s.m.quitting != tt.quit {
			t.Errorf("%v counts as quitting: %v, want %v", tt.keys, s.m.quitting, tt.quit)
		}
	}
	n := moment(t, "calm").do(change.Close{By: "Lin", Outcome: "partial"})
	if s := newScreen(t, n, "en", 80, 24); !quits(s.press("q")) {
		t.Error("q asks though the change is closed")
	}
}

// TestQuitAsksForWhatIsLost: facts that no disk has end with the process, so no
// key that a hand is used to ends it; who types how many they are means it.
func TestQuitAsksForWhatIsLost(t *testing.T) {
	for name, tt := range map[string]struct {
		moment string
		keys   string
		saved  bool // while it is asked
		want   bool
	}{
		"yes":               {"rebooting", "q y enter", false, false},
		"ctrl+c":            {"rebooting", "ctrl+c ctrl+c", false, false},
		"another number":    {"rebooting", "q '3' enter", false, false},
		"the number":        {"rebooting", "q '2' enter", false, true},
		"closed":            {"closed", "q y", false, false},
		"closed, by number": {"closed", "q '2' enter", false, true},
		"saved meanwhile":   {"rebooting", "q '2' enter", true, false},
		"saved, then yes":   {"rebooting", "q '2' enter y", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			var n *night
			if tt.moment == "closed" {
				n = moment(t, "calm").do(change.Close{By: "Lin", Outcome: "partial"})
			} else {
				n = moment(t, tt.moment)
			}
			n.snap.Unsaved = n.tail[len(n.tail)-2:]
			s := newScreen(t, n, "en", 80, 24)
			keys := strings.Fields(tt.keys)
			quit := false
			for i, k := range keys {
				if tt.saved && i == 1 {
					n.snap.Unsaved = nil
					s.core.snap = n.snapshot()
					s.send(tickMsg{})
				}
				quit = quit || quits(s.press(strings.Trim(k, "'")))
			}
			if quit != tt.want {
				t.Errorf("it quits: %v, want %v\n%s", quit, tt.want, s.frame())
			}
		})
	}
}

// TestPasteOutsideTextFields: ten thousand characters, each of them a key,
// must do nothing at all.
func TestPasteOutsideTextFields(t *testing.T) {
	for _, open := range []string{"", "s", "1", "?", "q"} {
		s := newScreen(t, moment(t, "first-rung"), "en", 80, 24)
		if open != "" {
			s.press(open)
		}
		before := s.frame()
		s.send(tea.PasteMsg{Content: strings.Repeat("y1\rsdbxoDq", 1000)})
		if len(s.core.done) > 0 {
			t.Errorf("a paste after %q did %v", open, s.core.done)
		}
		if diff := cmp.Diff(before, s.frame()); diff != "" {
			t.Errorf("a paste after %q changed the screen:\n%s", open, diff)
		}
	}
}

func TestPasteIntoTextField(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	s.press("n")
	s.send(tea.PasteMsg{Content: "two\nlines \x1b[31mred\x1b[0m"})
	if len(s.core.done) > 0 {
		t.Fatal("the line break of a paste submitted the form")
	}
	s.press("enter")
	want := []change.Command{change.AddNote{By: "Lin", Text: "two lines red"}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Error(diff)
	}
}

// TestKeysInFlight: a key that was pressed for the screen before a prompt
// appeared does nothing.
func TestKeysInFlight(t *testing.T) {
	n := moment(t, "first-rung")
	n.state.Incidents = nil
	s := newScreen(t, n, "en", 80, 24)
	s.core.snap = moment(t, "first-rung").snapshot()
	if msgs := s.send(keyMsg("d")); !rings(msgs) {
		t.Errorf("no bell for a new prompt: %v", msgs)
	}
	if !strings.Contains(s.frame(), "NEW PROMPT") {
		t.Error("the screen does not say that a prompt is new")
	}
	s.wall = s.wall.Add(promptGuard - time.Millisecond)
	s.send(keyMsg("1"))
	if len(s.core.done) > 0 || s.m.dialog != nil {
		t.Fatalf("a key in flight was taken: %v %T", s.core.done, s.m.dialog)
	}
	s.wall = s.wall.Add(time.Millisecond)
	s.send(keyMsg("1"))
	if _, ok := s.m.dialog.(*actionCard); !ok {
		t.Error("after the guard the key 1 opens no card")
	}
}

func rings(msgs []tea.Msg) bool {
	for _, msg := range msgs {
		if raw, ok := msg.(tea.RawMsg); ok && raw.Msg == "\a" {
			return true
		}
	}
	return false
}

// TestHeldKey: a key that opens a dialog and is held down does not type into
// it, nor answer it.
func TestHeldKey(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	for range 5 {
		s.send(keyMsg("n"))
		s.wall = s.wall.Add(repeatGuard - time.Millisecond)
	}
	s.typed("n1")
	s.press("enter")
	want := []change.Command{change.AddNote{By: "Lin", Text: "n1"}}
	if diff := cmp.Diff(want, s.core.done); diff != "" {
		t.Error(diff)
	}
}

func TestRefusalStaysUntilDismissed(t *testing.T) {
	s := newScreen(t, moment(t, "late"), "en", 80, 24)
	s.core.err = &change.Refusal{
		Why: change.Own("no-go for B2: previous host done: B1 is being worked on; standby healthy: A has none"), Try: change.Own("lift the hold first (resume)"),
	}
	s.press("a", "d")
	s.send(tickMsg{})
	frame := s.frame()
	for _, want := range []string{"REFUSED: no-go for B2", "lift the hold first", "(+1 before it)", "next:"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the frame lacks %q:\n%s", want, frame)
		}
	}
	s.press("esc", "esc")
	if strings.Contains(s.frame(), "REFUSED") {
		t.Error("escape does not dismiss what was refused")
	}
}

// TestRefusalInChinese: a screen in Chinese is refused in Chinese.
func TestRefusalInChinese(t *testing.T) {
	n := moment(t, "late")
	s := newScreen(t, n, "zh", 80, 24)
	_, s.core.err = change.Decide(n.state, change.Start{By: "Lin", Host: "B1"}, n.now)
	s.press("a")
	if frame := s.frame(); !strings.Contains(frame, "B1 作业中") {
		t.Errorf("not refused in Chinese:\n%s", frame)
	}
}

// TestInvalidFormComesBack: what was typed in vain is not lost.
func TestInvalidFormComesBack(t *testing.T) {
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	s.core.err = &change.Invalid{Why: change.Stated(change.InvalidSecond)}
	s.script("D 'newest patch' enter 'vendor says so' enter 'chen' enter")
	frame := s.frame()
	for _, want := range []string{"newest patch", "vendor says so", "another person's"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the form that came back lacks %q:\n%s", want, frame)
		}
	}
	s.core.err = errors.New("disk full")
	s.press("enter")
	if !strings.Contains(s.frame(), "FAILED: disk full") {
		t.Errorf("the error of the journal is not shown:\n%s", s.frame())
	}
}

func TestCopySendsTheWholeMessage(t *testing.T) {
	s := newScreen(t, moment(t, "late"), "en", 80, 24)
	msgs := s.press("3", "c")
	if len(msgs) == 0 {
		t.Fatal("nothing was sent to the clipboard")
	}
	inc := s.m.incident()
	want := tea.SetClipboard(s.m.message(inc.Duty("vendor")).String())()
	if msgs[len(msgs)-1] != want {
		t.Errorf("sent %v, want %v", msgs[len(msgs)-1], want)
	}
	if !strings.Contains(s.frame(), "sent to the terminal's clipboard") {
		t.Errorf("the card does not say what became of it:\n%s", s.frame())
	}
}

// TestNextAfterTheReboot: who has issued the reboot is not asked for another.
func TestNextAfterTheReboot(t *testing.T) {
	s := newScreen(t, moment(t, "rebooted"), "en", 80, 24)
	if frame := s.frame(); !strings.Contains(frame, "A1 has rebooted, step 4/5: reboot → d done") {
		t.Errorf("next does not go on after the reboot:\n%s", frame)
	}
	s.press("b")
	if frame := s.frame(); !strings.Contains(frame, "HAS ALREADY REBOOTED") {
		t.Errorf("a second reboot is not warned of:\n%s", frame)
	}
}

// TestNotClosedDuringAFailover: a change whose failover is under way cannot be
// closed, and its key says so at once, not at the end of a form.
func TestNotClosedDuringAFailover(t *testing.T) {
	n := newNight(t, nightPlan()).do(change.DecideFailover{By: "Gao", Environment: "B", Go: true})
	s := newScreen(t, n, "en", 120, 40)
	s.gives("a failover runs", "o", nil, "o (close): the failover of B is under way")
}
