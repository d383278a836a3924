package ui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestNextKeepsItsKey: a name or a title of the plan may be cut, the key that
// stands behind it may not.
func TestNextKeepsItsKey(t *testing.T) {
	long := nightPlan()
	long.Hosts[0].Name = strings.Repeat("web-frontend-", 5) + "1"
	long.Order[0] = long.Hosts[0].Name
	long.Runbook = rewritten(long.Runbook, func(steps []change.Step) {
		for i := range steps {
			steps[i].Title += strings.Repeat(", then look at it once more", 3)
		}
	})
	nights := map[string]*night{
		"switching": moment(t, "switching"), "rebooted": moment(t, "rebooted"), "unprepared": moment(t, "unprepared"),
		"long, waiting": newNight(t, long), "long, at work": newNight(t, long).do(change.Start{By: "Lin", Host: long.Order[0]}),
	}
	pressed, seen := regexp.MustCompile(`→ \S+`), 0
	for name, n := range nights {
		for _, lang := range []string{"en", "zh"} {
			s := newScreen(t, n, lang, 80, 24)
			whole, _ := s.m.nextText(1 << 16)
			key := pressed.FindString(whole)
			if key == "" {
				continue
			}
			seen++
			for room := 60; room < 120; room++ {
				if text, _ := s.m.nextText(room); !strings.Contains(cut(text, room), key) {
					t.Errorf("%s, %s: %q is cut off in %d cells: %q", name, lang, key, room, cut(text, room))
				}
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d texts name a key", seen)
	}
}

// TestOnlyResultsThatCanBe: a host that has not begun can be given up, and
// nothing else.
func TestOnlyResultsThatCanBe(t *testing.T) {
	n := moment(t, "calm").silence("A1")
	s := newScreen(t, n.pass(30*time.Second), "en", 80, 24)
	s.press("e")
	if frame := s.frame(); !strings.Contains(frame, " failed ") || strings.Contains(frame, "rolled back") {
		t.Errorf("what cannot be is offered:\n%s", frame)
	}
}
