package ui

import (
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// TestNoKeyTwice: outside of dialogs no key has two meanings at once.
func TestNoKeyTwice(t *testing.T) {
	for name := range moments() {
		s := newScreen(t, moment(t, name), "en", 80, 24)
		meaning := map[string]string{}
		for _, r := range s.m.offered() {
			for _, k := range r.keys {
				if other, taken := meaning[k]; taken {
					t.Errorf("%s: %q means %s and %s", name, k, other, r.id)
				}
				meaning[k] = string(r.id)
			}
		}
	}
}

// TestNoKeyDoesHarm: of all keys, pressed once, none does more than what can
// be said again: to acknowledge, and to mark a step that reboots nothing.
func TestNoKeyDoesHarm(t *testing.T) {
	pressed := 0
	for name := range moments() {
		s := newScreen(t, moment(t, name), "en", 80, 24)
		for _, r := range s.m.keys {
			for _, k := range r.keys {
				s.m.dialog, s.m.onWall, s.m.quitting, s.core.done = nil, false, false, nil
				s.m.selectFirst()
				s.m.pull()
				s.press(k)
				pressed++
				for _, c := range s.core.done {
					step, marked := c.(change.MarkStep)
					_, acked := c.(change.Ack)
					if !acked && (!marked || step.Result != change.StepOK || s.m.plan().StepsOf(step.Host)[s.m.state().Host(step.Host).Current()].Reboot) {
						t.Errorf("%s: %q alone did %T %+v", name, k, c, c)
					}
				}
			}
		}
	}
	if pressed < 500 {
		t.Errorf("only %d keys were pressed", pressed)
	}
}

// TestPalette finds a command by its words; what it runs asks as its key does.
func TestPalette(t *testing.T) {
	for _, open := range []string{":", "ctrl+p"} {
		s := newScreen(t, moment(t, "calm"), "en", 80, 24)
		k := keyMsg(open)
		if open == "ctrl+p" {
			k = tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl}
		}
		s.send(k)
		s.typed("hold")
		s.press("enter")
		if _, ok := s.m.dialog.(*form); !ok || len(s.core.done) > 0 {
			t.Fatalf("%s: hold opened %T, did %v", open, s.m.dialog, s.core.done)
		}
		s.typed("smoke")
		s.press("enter")
		if want := (change.HoldChange{By: "Lin", Reason: "smoke"}); len(s.core.done) != 1 || s.core.done[0] != want {
			t.Errorf("%s: did %v", open, s.core.done)
		}
	}
	s := newScreen(t, moment(t, "calm"), "en", 80, 24)
	s.press(":")
	s.typed("start")
	s.press("enter")
	s.send(keyMsg("enter")) // held down
	if _, ok := s.m.dialog.(*gateCard); !ok || len(s.core.done) > 0 {
		t.Errorf("a held enter went through the palette and the gate: %T, did %v", s.m.dialog, s.core.done)
	}
	s.press("esc", ":", "esc")
	late := newScreen(t, moment(t, "late"), "en", 80, 24)
	late.press(":")
	late.typed("vendor")
	late.press("enter", "t")
	if want := (change.Act{By: "Lin", Incident: "B-1", Kind: "vendor", State: change.ActionIsTaken}); len(late.core.done) != 1 || late.core.done[0] != want {
		t.Errorf("the vendor's card was not found by its name: %v", late.core.done)
	}
	if s.m.dialog != nil || len(s.core.done) > 0 {
		t.Errorf("escape leaves %T open", s.m.dialog)
	}
}

// TestAnySize: whatever the sizes that follow each other, whatever is pressed
// meanwhile, nothing panics, nothing is larger than the screen, and the
// selected host stays selected and in sight.
func TestAnySize(t *testing.T) {
	nights := []*night{moment(t, "no-side"), busy(t)}
	random := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		n := nights[random.IntN(len(nights))]
		s := newScreen(t, n, []string{"en", "zh"}[random.IntN(2)], 120, 40)
		s.m.choose(n.state.Plan.Hosts[random.IntN(len(n.state.Plan.Hosts))].Name)
		s.m.onWall = random.IntN(4) == 0
		want := s.m.selected
		for range 4 {
			w, h := random.IntN(360), random.IntN(100)
			s.send(tea.WindowSizeMsg{Width: w, Height: h})
			if err := fits(s.m.View().Content, w, h); err != nil {
				t.Fatalf("%dx%d: %v", w, h, err)
			}
			if s.m.selected != want {
				t.Fatalf("%dx%d: %s was selected, now %s", w, h, want, s.m.selected)
			}
			if w >= 40 && h >= 10 && !s.m.onWall && s.cursorRow() < 0 {
				t.Fatalf("%dx%d: %s is out of sight:\n%s", w, h, want, s.frame())
			}
		}
	}
}

// TestHelpOfTheWall has only what applies there.
func TestHelpOfTheWall(t *testing.T) {
	s := newScreen(t, moment(t, "late"), "en", 80, 24)
	s.press("w", "?")
	frame := s.frame()
	for _, other := range []string{"acknowledge", "next trouble", "filter", "mouse"} {
		if strings.Contains(frame, other) {
			t.Errorf("the wall offers %q:\n%s", other, frame)
		}
	}
	if !strings.Contains(frame, "wall or board") {
		t.Errorf("no way back from the wall:\n%s", frame)
	}
	s.press("esc", "w", "?")
	if !strings.Contains(s.frame(), "acknowledge") {
		t.Error("after the wall the keys are gone")
	}
}
