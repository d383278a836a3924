package ui

import (
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// TestLitIsAttention: a face has amber or red on it exactly where `status` and
// `run` exit with 1. Whatever the operator sees lit, a script sees too.
func TestLitIsAttention(t *testing.T) {
	seen := map[bool]int{}
	for name, moment := range moments() {
		n := moment(t)
		for _, part := range []time.Duration{0, 20 * time.Second, 10 * time.Minute} {
			n.pass(part)
			s := newScreen(t, n, "en", 200, 60)
			s.m.snap.Tail = nil // the journal tells of the past, in its colours
			want := s.m.sit.NeedsAttention()
			seen[want]++
			for _, wall := range []bool{false, true} {
				s.m.onWall, s.m.cache.frame = wall, ""
				if got := s.lit(); got != want {
					t.Errorf("%s +%s, wall %v: lit is %v, needs attention is %v:\n%s", name, part, wall, got, want, s.frame())
				}
			}
		}
	}
	if seen[true] < 10 || seen[false] < 10 {
		t.Errorf("the moments show little: %v", seen)
	}
}

// lit reports whether anything of the frame is drawn abnormal.
func (s *screen) lit() bool {
	content := s.m.content()
	for _, l := range []level{warn, alarm} {
		before := s.m.styles.levels[l].before
		colour := before[strings.LastIndex(before, "38;"):]
		if strings.Contains(content, strings.TrimSuffix(colour, "m")) {
			return true
		}
	}
	return false
}

// TestFacesAgree: one moment is told alike by board, wall, handover and title:
// what is lit on one of them is lit on all.
func TestFacesAgree(t *testing.T) {
	for name, moment := range moments() {
		n := moment(t)
		s := newScreen(t, n, "en", 200, 60)
		lit := s.m.sit.NeedsAttention()
		handover := strings.Join(Handover(n.snapshot(), "", wording.Load(wording.English), 200, Known{}), "\n")
		if title := s.m.windowTitle(); strings.ContainsAny(title, "▲■") != lit {
			t.Errorf("%s: needs attention is %v, the title %q", name, lit, title)
		}
		for i := range s.m.sit.Incidents {
			inc := &s.m.sit.Incidents[i]
			for _, text := range []string{handover, s.frame()} {
				if !strings.Contains(text, inc.ID) {
					t.Errorf("%s: incident %s is not told of:\n%s", name, inc.ID, text)
				}
			}
			for j := range inc.Duties {
				if d := &inc.Duties[j]; d.State == change.DutyDue && !strings.Contains(handover, s.m.action(d.Kind)) {
					t.Errorf("%s: %s of %s is due, and not in the handover:\n%s", name, d.Kind, inc.ID, handover)
				}
			}
		}
	}
}

// TestDeviationsAreShownAllNight: beside a hold with a long reason, too, and
// without a failover to tell of.
func TestDeviationsAreShownAllNight(t *testing.T) {
	plan := nightPlan()
	plan.Change.Deadline = change.Deadline{}
	for name, hold := range map[string]string{"short": "smoke", "long": strings.Repeat("smoke in the machine room ", 4)} {
		n := newNight(t, plan).do(change.Deviate{By: "Lin", What: "start A2", Reason: "agreed", Second: "Chen"}, change.HoldChange{By: "Lin", Reason: hold})
		for _, size := range sizes()[1:] {
			if frame := newScreen(t, n, "en", size[0], size[1]).frame(); !strings.Contains(frame, "1 DEVIATION") || !strings.Contains(frame, "HOLD") {
				t.Errorf("%s, %v: the deviation, or the hold, is not told:\n%s", name, size, frame)
			}
		}
	}
}

// TestAFailedStepIsLit on every face: the host answers as before, and is not as it
// should be.
func TestAFailedStepIsLit(t *testing.T) {
	n := newNight(t, nightPlan()).do(
		change.Start{By: "Lin", Host: "A1"}, change.MarkStep{By: "Lin", Host: "A1", Result: change.StepBad, Note: "no backup"},
	)
	for lang, want := range map[string]string{"en": "step 1 failed", "zh": "第 1 步失败"} {
		s := newScreen(t, n, lang, 80, 24)
		if !s.m.sit.NeedsAttention() || !strings.Contains(s.frame(), want) || !strings.Contains(s.m.windowTitle(), "A1") {
			t.Errorf("%s: the board does not say it, or its title %q:\n%s", lang, s.m.windowTitle(), s.frame())
		}
		s.press("w")
		handover := strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 100, Known{}), "\n")
		for name, face := range map[string]string{"wall": s.frame(), "handover": handover} {
			if !strings.Contains(strings.ToLower(face), want) || !strings.Contains(face, "check last night's backup") {
				t.Errorf("%s: the %s does not say it:\n%s", lang, name, face)
			}
		}
	}
}

// TestALostHostIsNotLate: nobody asked it to go, and no face tells of a reboot.
func TestALostHostIsNotLate(t *testing.T) {
	n := newNight(t, nightPlan()).silence("B1").pass(30 * time.Second)
	for lang, words := range map[string][2]string{"en": {"1 lost", "late"}, "zh": {"1 台失联", "重启超时"}} {
		for _, wall := range []bool{false, true} {
			s := newScreen(t, n, lang, 120, 40)
			if wall {
				s.press("w")
			}
			if frame := s.frame(); strings.Contains(frame, words[1]) || wall && !strings.Contains(frame, words[0]) {
				t.Errorf("%s, wall %v: a lost host is told as a late reboot:\n%s", lang, wall, frame)
			}
		}
	}
}

// TestWhoIsToBeToldIsShown: an incident is over, and the vendor that was called for it
// has not been told. No face says that nothing is due.
func TestWhoIsToBeToldIsShown(t *testing.T) {
	n := newNight(t, nightPlan()).work("A1").reboot("A1").silence("A1").pass(21 * time.Minute).
		do(change.Act{By: "Lin", Incident: "A-1", Kind: "vendor", State: change.ActionIsReached}).answer("A1").pass(5 * time.Minute)
	for lang, wants := range map[string][2]string{"en": {"tell Wang Lei", "to be told that it is over: 1"}, "zh": {"告知 Wang Lei", "待告知 1 项"}} {
		s := newScreen(t, n, lang, 160, 40)
		if len(s.m.sit.Incidents) > 0 || len(s.m.sit.AllClear) != 1 {
			t.Fatalf("the scene is another one:\n%s", s.frame())
		}
		if frame := s.frame(); !strings.Contains(frame, wants[0]) {
			t.Errorf("%s: the board does not say who is to be told:\n%s", lang, frame)
		}
		s.press("w")
		if frame := s.frame(); !strings.Contains(frame, "Wang Lei") || !strings.Contains(frame, wants[1]) {
			t.Errorf("%s: the wall does not say who is to be told:\n%s", lang, frame)
		}
	}
}

// TestTheWayOutIsNamed: what never answered is no alarm that stays for ever. The keys
// that end it are told beside what is to be done, and nothing is counted down to.
func TestTheWayOutIsNamed(t *testing.T) {
	n := newNight(t, nightPlan()).silence("A2 tcp/3389").pass(time.Minute)
	for _, size := range [][2]int{{80, 24}, {160, 40}} {
		for lang, wants := range map[string][]string{"en": {"X leave a signal out", "A accept the host", "not asked for"}, "zh": {"X 排除信号", "A 认可", "当前不要求"}} {
			frame := newScreen(t, n, lang, size[0], size[1]).frame()
			for _, want := range wants {
				if !strings.Contains(frame, want) {
					t.Errorf("%s: the board lacks %q:\n%s", lang, want, frame)
				}
			}
		}
	}
}

// TestAnAttemptWithoutOutcomeIsAskedFor once its host is back, too.
func TestAnAttemptWithoutOutcomeIsAskedFor(t *testing.T) {
	n := newNight(t, nightPlan()).work("A1").reboot("A1").silence("A1").pass(12 * time.Minute).
		do(change.Recover{By: "Lin", Host: "A1", What: "reseat the card"}).answer("A1").pass(5 * time.Minute)
	for lang, want := range map[string]string{"en": "how did \"reseat the card\" go", "zh": "“reseat the card”结果如何"} {
		if handover := strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 120, Known{}), "\n"); !strings.Contains(handover, want) {
			t.Errorf("%s: nobody is asked what came of it:\n%s", lang, handover)
		}
	}
}
