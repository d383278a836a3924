package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
	"tminus/wording"
)

// lateNight is the moment in which A1 has been away for so long.
func lateNight(t *testing.T, away time.Duration) *night {
	n := newNight(t, nightPlan()).work("A1").reboot("A1")
	n.silence("A1")
	return n.pass(away)
}

// knownReboots are so many reboots of the class of A1 in an earlier night, of which the
// last few came back after later and two never did.
func knownReboots(n int, later time.Duration) change.History {
	var h change.History
	for i := range n {
		w := change.Wait{
			Host: fmt.Sprint("old", i), Class: change.Class{Model: "IBM x3650 M4", OS: "Windows Server 2008 R2 SP1"}, Source: change.PaceEarlier,
			For: time.Duration(360+5*i) * time.Second, Back: true,
		}
		switch {
		case i >= n-2:
			w.For, w.Back = 90*time.Minute, false
		case i >= n-5:
			w.For = later
		}
		h.Waits = append(h.Waits, w)
	}
	return h
}

// TestOddsOnEveryFace: board, wall, pace card and handover say the odds of a host that is
// late, beside its rungs, as far as there are any.
func TestOddsOnEveryFace(t *testing.T) {
	n := lateNight(t, 16*time.Minute)
	for name, c := range map[string]struct {
		h        change.History
		want     map[string]string // by language
		few, not bool
	}{
		"some came back later": {h: knownReboots(41, 22*time.Minute), want: map[string]string{
			"en": "41 reboots of this class: 3 came back later than this, the last after 22:00; in the next 10m 60 % (14–95 %, by 5 that were away for so long)",
			"zh": "同类主机重启 41 次：比现在更晚恢复的有 3 次，最晚 22:00；今后 10m 内恢复的可能性 60 %（14–95 %，依据等过这么久的 5 次）",
		}},
		"none came back": {h: knownReboots(41, 14*time.Minute+10*time.Second), want: map[string]string{
			"en": "41 reboots of this class: none came back after 14:10; in the next 10m 0 % (0–85 %, by 2 that were away for so long)",
			"zh": "同类主机重启 41 次：14:10 之后再无恢复；今后 10m 内恢复的可能性 0 %（0–85 %，依据等过这么久的 2 次）",
		}},
		"too few": {h: knownReboots(7, 14*time.Minute), few: true, want: map[string]string{
			"en": "reboots of this class: 7, too few to say", "zh": "同类主机仅有 7 次重启，太少，无法判断",
		}},
		"nothing is known": {not: true, want: map[string]string{"en": "of this class:", "zh": "同类主机"}},
	} {
		for lang, want := range c.want {
			s := newScreen(t, n, lang, 200, 60)
			s.m.pace = paceBook{earlier: func() change.History { return c.h }}
			s.m.pull()
			faces := map[string]string{"board": s.frame()}
			s.press("P")
			faces["card"] = s.frame()
			s.press("esc")
			s.m.onWall = true
			faces["wall"] = s.frame()
			faces["handover"] = strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 200, Known{Earlier: c.h}), "\n")
			for face, text := range faces {
				if c.not && face == "card" || c.few && face == "wall" {
					continue // the card says that there are too few, the room has nothing of it
				}
				if face == "wall" && !c.not { // the room has less room
					if !strings.Contains(text, map[string]string{"en": "A1  41 reboots of this class: ", "zh": "A1  同类主机重启 41 次："}[lang]) || !regexp.MustCompile(`10m \D*\d+ %`).MatchString(text) {
						t.Errorf("%s in %s: not on the wall\n%s", name, lang, text)
					}
					continue
				}
				if strings.Contains(text, want) == c.not {
					t.Errorf("%s, %s in %s: looking for %q (it must be there: %v)\n%s", name, face, lang, want, !c.not, text)
				}
			}
			if !strings.Contains(faces["board"], map[string]string{"en": "stop: start no more hosts", "zh": "停止：后续主机先不做"}[lang]) && !c.not {
				t.Errorf("%s in %s: the rungs are not on the board any more\n%s", name, lang, faces["board"])
			}
		}
	}
}

// TestOddsFitSmallScreens: on 80x24 the rungs stand, and the odds are said in short.
func TestOddsFitSmallScreens(t *testing.T) {
	n := lateNight(t, 31*time.Minute)
	for _, lang := range []string{"en", "zh"} {
		s := newScreen(t, n, lang, 80, 24)
		s.m.pace = paceBook{earlier: func() change.History { return knownReboots(41, 14*time.Minute+10*time.Second) }}
		s.m.pull()
		golden(t, "odds-"+lang+"-80x24", s.frame())
		s.m.onWall = true
		golden(t, "odds-wall-"+lang+"-80x24", s.frame())
	}
}

// TestOddsAreThoseOfTheHostItself: a plan may list its hosts in another order than that
// of the work.
func TestOddsAreThoseOfTheHostItself(t *testing.T) {
	plan := nightPlan()
	slices.Reverse(plan.Hosts)
	n := newNight(t, plan).work("A1").reboot("A1")
	n.silence("A1")
	n.pass(16 * time.Minute)
	s := newScreen(t, n, "en", 200, 60)
	s.m.pace = paceBook{earlier: func() change.History { return knownReboots(41, 22*time.Minute) }}
	s.m.pull()
	if text := s.frame(); !strings.Contains(text, "A1  41 reboots of this class: 3 came back later than this") {
		t.Errorf("no odds of the host that is late:\n%s", text)
	}
}

// TestNoOddsOfAHostThatIsNotLate: its history is nobody's business yet.
func TestNoOddsOfAHostThatIsNotLate(t *testing.T) {
	s := newScreen(t, lateNight(t, 4*time.Minute), "en", 200, 60)
	s.m.pace = paceBook{earlier: func() change.History { return knownReboots(41, 14*time.Minute) }}
	s.m.pull()
	if text := s.frame(); strings.Contains(text, "of this class") {
		t.Errorf("odds of a host that is not late:\n%s", text)
	}
}

// TestOutlook: by when the change is likely done stands in the head of a wide board and
// in the handover, and nowhere once the change is closed.
func TestOutlook(t *testing.T) {
	said := change.Stated(change.OutlookDone, "at", at("05:10:00"), "until", at("05:40:00"), "n", 41)
	for lang, want := range map[string]string{
		"en": "done by 05:10, 8 in 10 nights by 05:40 (41 reboots)", "zh": "预计 05:10 完成，10 晚中 8 晚 05:40 前（依据 41 次重启）",
	} {
		n := newNight(t, nightPlan())
		s := newScreen(t, n, lang, 200, 60)
		s.m.outlook = func(*change.Snapshot) change.Statement { return said }
		if text := s.frame(); !strings.Contains(text, want) {
			t.Errorf("not on the board:\n%s", text)
		}
		if text := strings.Join(Handover(n.snapshot(), "", wording.Load(lang), 200, Known{Outlook: said}), "\n"); !strings.Contains(text, want) {
			t.Errorf("not in the handover:\n%s", text)
		}
		s.m.outlook = func(*change.Snapshot) change.Statement { return change.Statement{} }
		if s.m.outlookText() != "" {
			t.Error("something is said where nothing is known")
		}
	}
}
