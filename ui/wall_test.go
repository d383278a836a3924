package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// wallSizes are those of a room's screens, and of what may stand for one.
func wallSizes() [][2]int { return [][2]int{{40, 10}, {80, 24}, {120, 40}, {200, 60}, {320, 80}} }

// TestWallFrames draws the wall at the moments of the night.
func TestWallFrames(t *testing.T) {
	for _, name := range []string{"calm", "rebooting", "late", "no-side", "hold", "fault", "unwatched", "too-late"} {
		n := moments()[name](t)
		for _, size := range wallSizes() {
			s := newScreen(t, n, "en", size[0], size[1])
			s.press("w")
			golden(t, fmt.Sprintf("wall-%s-%dx%d", name, size[0], size[1]), s.frame())
		}
		s := newScreen(t, n, "zh", 80, 24)
		s.press("w")
		golden(t, "wall-"+name+"-zh-80x24", s.frame())
	}
}

// TestWallLayout draws the boxes of the wall.
func TestWallLayout(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		name string
		w, h int
		n    wallWant
	}{
		{"calm", 120, 40, wallWant{envs: 2, work: 1}},
		{"late", 120, 40, wallWant{banners: 2, envs: 2, work: 6}},
		{"late", 80, 24, wallWant{banners: 2, envs: 2, work: 6}},
		{"late", 40, 10, wallWant{banners: 2, envs: 2, work: 6}},
		{"flood", 80, 24, wallWant{banners: 9, envs: 40, work: 30}},
		{"late", 20, 3, wallWant{banners: 2, envs: 2, work: 6}},
	} {
		l := arrangeWall(c.w, c.h, c.n)
		fmt.Fprintf(&b, "%s %dx%d\n%s\n", c.name, c.w, c.h, drawBoxes(map[byte]rect{
			'H': l.header, 'B': l.banners, 'l': l.label, '#': l.digits, 'E': l.envs, 'W': l.work, 'L': l.limit, 'D': l.due,
		}, c.w, c.h))
	}
	golden(t, "wall-layout", b.String())
}

// TestWallNeverOverlaps: at any size nothing stands on something else, nor
// outside, and from 24 rows the timer has a quarter of the height.
func TestWallNeverOverlaps(t *testing.T) {
	for w := 0; w <= 320; w += 20 {
		for h := 0; h <= 80; h++ {
			for _, n := range []wallWant{{}, {envs: 2, work: 1}, {banners: 3, envs: 4, work: 8}, {banners: 9, envs: 90, work: 90}} {
				l := arrangeWall(w, h, n)
				if err := apart(w, h, l.header, l.banners, l.label, l.digits, l.envs, l.work, l.limit, l.due); err != nil {
					t.Fatalf("%dx%d %+v: %v: %+v", w, h, n, err, l)
				}
				if h >= 24 && l.digits.h*4 < h {
					t.Fatalf("%dx%d %+v: the timer has %d rows", w, h, n, l.digits.h)
				}
			}
		}
	}
}

// TestWallTimer: at 120x40 the worst host's timer is drawn at least ten rows
// high, an hour and more too.
func TestWallTimer(t *testing.T) {
	for name, clock := range map[string]string{"late": "02:03:10", "too-late": "06:20:00"} {
		n := moments()[name](t)
		s := newScreen(t, n, "en", 120, 40)
		s.press("w")
		tall := 0
		for _, line := range strings.Split(s.frame(), "\n") {
			if strings.Contains(line, "███") {
				tall++
			}
		}
		if tall < 10 {
			t.Errorf("at %s the timer is %d rows high:\n%s", clock, tall, s.frame())
		}
	}
}

// TestWallSays: what nobody may miss is on the wall at every size of a room.
func TestWallSays(t *testing.T) {
	for name, wants := range map[string][]string{
		"late":      {"HOLD", "B1", "21:10", "B: 1 of 2 healthy", "call the vendor", "Wang Lei", "failover", "notify the business owner"},
		"no-side":   {"NO SAFE SIDE", "B: 0 of 2 healthy", "A: 0 of 2 healthy"},
		"fault":     {"JOURNAL NOT WRITING", "NO DATA since", "1 DEVIATION", "newest patch tried"},
		"unwatched": {"NO DATA"},
		"switching": {"FAILOVER B → A: step 2/3"},
		"unsigned":  {"skip A1", "NO SECOND NAME"},
		"calm":      {"A: 2 of 2 healthy", "last safe failover", "start A1"},
	} {
		n := moments()[name](t)
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}, {320, 80}} {
			s := newScreen(t, n, "en", size[0], size[1])
			s.m.onWall = true
			frame := s.frame()
			for _, want := range wants {
				if want == "21:10" { // drawn, not written
					want = bigLines(want, size[0], digitRows(s))[0]
				}
				if !strings.Contains(frame, strings.TrimRight(want, " ")) {
					t.Errorf("%s at %v lacks %q:\n%s", name, size, want, frame)
				}
			}
		}
	}
}

// digitRows is how tall the timer is drawn.
func digitRows(s *screen) int {
	m := &s.m.scene
	return arrangeWall(s.m.w, s.m.h, wallWant{len(m.wallBanners(s.m.w, s.m.h >= roomy)), len(m.wallEnvs()), len(m.wallTasks())}).digits.h
}

// TestWallIsBlindAndRehearsed: the wall says so too.
func TestWallIsBlindAndRehearsed(t *testing.T) {
	n := moments()["late"](t)
	n.state.Blind, n.state.Rehearsal = n.now, true
	s := newScreen(t, n, "en", 120, 40)
	s.m.onWall = true
	for _, want := range []string{"WE ARE BLIND since 02:03:10", "REHEARSAL", "? B1 was late"} {
		if !strings.Contains(s.frame(), want) {
			t.Errorf("the wall lacks %q:\n%s", want, s.frame())
		}
	}
}

// TestWallUntested: a level that nobody tested is named all night.
func TestWallUntested(t *testing.T) {
	plan := nightPlan()
	plan.Hosts[3].Level.To = "2023-11"
	s := newScreen(t, newNight(t, plan), "en", 120, 40)
	s.m.onWall = true
	if !strings.Contains(s.frame(), "▲ UNTESTED: B2") {
		t.Errorf("nothing says that B2 goes to an untested level:\n%s", s.frame())
	}
}

// TestHeartbeat: it moves with each sign of life of whoever watches, and stands
// still without.
func TestHeartbeat(t *testing.T) {
	n := moment(t, "attached")
	n.snap.Seen = n.now
	s := newScreen(t, n, "en", 120, 40)
	s.m.onWall = true
	before := s.m.heart()
	s.run(s.m.pull())
	if s.m.heart() != before {
		t.Error("it moved without a sign of life")
	}
	n.snap.Seen = n.now.Add(time.Second)
	s.core.snap = n.snapshot()
	s.run(s.m.pull())
	if s.m.heart() == before {
		t.Error("it did not move with a sign of life")
	}
	n.snap.Unwatched = change.Stated(change.WatchUnknown)
	s.core.snap = n.snapshot()
	s.run(s.m.pull())
	if frame := s.frame(); !strings.Contains(frame, "NO DATA since "+change.TimeOfDay(n.state.Plan, n.snap.Seen)) {
		t.Errorf("the wall looks alive:\n%s", frame)
	}
	n.state.Rehearsal = true // its clock has stopped: an age by it would never grow
	n.snap.Unwatched = change.Own("nobody plays it")
	s.core.snap = n.snapshot()
	s.run(s.m.pull())
	if frame := s.frame(); !strings.Contains(frame, "nobody plays this rehearsal") || strings.Contains(frame, "NO DATA since") {
		t.Errorf("the age of a clock that stands still:\n%s", frame)
	}
}

// TestWallAsksForNoSecondFailover: what has been switched is not to be switched,
// and with an incident ends what was tried in it.
func TestWallAsksForNoSecondFailover(t *testing.T) {
	n := moments()["switching"](t).do(change.Recover{By: "Lin", Host: "B1", What: "hard reset"})
	for _, c := range []change.Command{
		change.MarkFailoverStep{By: "Gao", Environment: "B"},
		change.MarkFailoverStep{By: "Gao", Environment: "B"},
		change.EndFailover{By: "Gao", Environment: "B", Outcome: change.FailoverCompleted},
	} {
		n.do(c)
	}
	s := newScreen(t, n.pass(time.Second), "en", 120, 40)
	s.press("w")
	if frame := s.frame(); !strings.Contains(frame, "B switched to A") || strings.Contains(frame, "begin failover?: due") || !strings.Contains(frame, "hard reset") {
		t.Errorf("after the switch:\n%s", frame)
	}
	s = newScreen(t, n.answer("B1").pass(3*time.Minute), "en", 120, 40)
	s.press("w")
	if frame := s.frame(); strings.Contains(frame, "hard reset") {
		t.Errorf("the host is back:\n%s", frame)
	}
}

// TestWallTakesNoOtherKey: what cannot be seen cannot be acted on.
func TestWallTakesNoOtherKey(t *testing.T) {
	for _, name := range []string{"calm", "late", "first-rung"} {
		s := newScreen(t, moment(t, name), "en", 120, 40)
		s.press("w")
		before := s.m.selected
		for _, r := range s.m.keys {
			for _, k := range r.keys {
				if !slices.Contains([]string{"q", "ctrl+c", "?", "esc", "w", ":", "ctrl+p"}, k) {
					s.press(k)
				}
			}
		}
		if len(s.core.done) > 0 || s.m.dialog != nil || s.m.selected != before {
			t.Errorf("%s: keys on the wall did %v, opened %T, selected %s", name, s.core.done, s.m.dialog, s.m.selected)
		}
		s.press("w", "down")
		if s.m.onWall || s.m.selected == "" {
			t.Error("w does not lead back")
		}
	}
}
