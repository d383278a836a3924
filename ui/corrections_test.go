package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/wording"
)

// TestBetweenTwoReboots: where the plan expects two, the host is not back after
// the first, says so in every place, and one key says that this was all.
func TestBetweenTwoReboots(t *testing.T) {
	plan := nightPlan()
	plan.Host("A1").Reboot.ExpectedReboots = 2
	n := newNight(t, plan).work("A1").reboot("A1").pass(30 * time.Second).silence("A1").pass(time.Minute).answer("A1").pass(4 * time.Minute)
	for lang, wants := range map[string][]string{
		"en": {"1 of 2, next expected", "1 of 2 reboots, the next is expected", "E no further reboot"},
		"zh": {"重启 1/2，待下次", "还有下一次 · 若不再重启按 E", "E 不再重启"},
	} {
		s := newScreen(t, n, lang, 160, 40)
		for _, want := range wants {
			if !strings.Contains(s.frame(), want) {
				t.Errorf("%s: the screen lacks %q:\n%s", lang, want, s.frame())
			}
		}
	}
	late := newNight(t, plan).work("A1").reboot("A1").pass(30 * time.Second).silence("A1").pass(time.Minute).answer("A1").pass(15 * time.Minute)
	for _, size := range [][2]int{{80, 24}, {160, 40}} {
		frame := newScreen(t, late, "en", size[0], size[1]).frame()
		if !strings.Contains(frame, "A1 answers, 1 of 2 reboots done") || !strings.Contains(frame, "E if that was all") || strings.Contains(frame, "not back") {
			t.Errorf("a second reboot that is late is told as no reboot at all, or not what ends it:\n%s", frame)
		}
	}
	s := newScreen(t, n, "en", 80, 24)
	if frame := s.frame(); !strings.Contains(frame, "1 of 2") {
		t.Errorf("a small screen does not say how many have been:\n%s", frame)
	}
	s.script("E y")
	if diff := cmp.Diff([]change.Command{change.Enough{By: "Lin", Host: "A1"}}, s.core.done); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	n.silence("A1").pass(time.Minute)
	for _, e := range n.tail {
		if e.Type == change.RebootBounced && wording.Weigh(e) != wording.Plain {
			t.Error("the second of two reboots stands out")
		}
	}
	if frame := newScreen(t, n, "en", 160, 40).frame(); !strings.Contains(frame, "gone, 2 of 2") || !strings.Contains(frame, "gone since 23:38:01: reboot 2 of 2") {
		t.Errorf("the second reboot is told as a fall:\n%s", frame)
	}
	s = newScreen(t, n, "en", 80, 24)
	s.script("E y")
	if len(s.core.done) > 0 {
		t.Error("nothing is enough while the host is gone")
	}
}

// TestLeftOut: a signal that people have left out warns of nothing on any face,
// and is told as left out.
func TestLeftOut(t *testing.T) {
	n := newNight(t, nightPlan()).silence("A1 icmp", "B1 tcp/3389").pass(time.Minute)
	n.do(change.DropSignal{By: "Lin", Host: "A1", Check: "icmp", Reason: "closed", Second: "Chen"})
	n.do(change.DropSignal{By: "Lin", Host: "B1", Check: "tcp/3389", Reason: "closed", Second: "Chen"}).pass(5 * time.Second)
	for lang, word := range map[string]string{"en": "left out", "zh": "已排除"} {
		frame := newScreen(t, n, lang, 200, 60).frame()
		rows := strings.Split(frame, "\n")
		for _, host := range []string{"A1", "B1"} {
			i := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row[:min(12, len(row))], host) })
			if i < 0 || strings.ContainsAny(rows[i], "▲×■") || !strings.Contains(rows[i], word) && !strings.Contains(rows[i], "–3389") {
				t.Errorf("%s: %s is not told as left out:\n%s", lang, host, frame)
			}
		}
	}
}

// TestCorrections: each way out has a key that asks, and does what it says.
func TestCorrections(t *testing.T) {
	marked := func() *night {
		return newNight(t, nightPlan()).work("A1").do(change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK}).pass(30 * time.Second)
	}
	half := func() *night { // its ping is closed by the patch for good
		return marked().silence("A1").pass(time.Minute).answer("A1 tcp/3389").pass(time.Minute)
	}
	for _, tt := range []struct {
		name, keys, shows string
		night             func() *night
		want              change.Command
	}{
		{"a mark by mistake", "C", "was marked by mistake", marked, nil},
		{"a mark by mistake, yes", "C y", "", marked, change.CancelReboot{By: "Lin", Host: "A1"}},
		{"the last mark", "U y", "", marked, change.Undo{By: "Lin", Host: "A1"}},
		{"issued once more", "b y", "", marked, change.MarkReboot{By: "Lin", Host: "A1"}},
		{"its instant", "B '23:31' enter", "", marked, change.MarkReboot{By: "Lin", Host: "A1", At: "23:31"}},
		{"left out", "X enter 'closed' enter 'Chen' enter", "", half, change.DropSignal{By: "Lin", Host: "A1", Check: "icmp", Reason: "closed", Second: "Chen"}},
		{"accepted", "A 'seen' enter 'Chen' enter", "", half, change.Accept{By: "Lin", Host: "A1", Reason: "seen", Second: "Chen"}},
		{"what has left is not cancelled", "C y", "", half, nil},
		{"nothing to accept", "A enter", "", marked, nil},
	} {
		s := newScreen(t, tt.night(), "en", 120, 40)
		s.gives(tt.name, tt.keys, only(tt.want), tt.shows)
	}
}

// TestBackByWordIsToldSo: a host that two people accepted while nothing of it
// answers is never told as one that was seen to be back, nor as one that rebooted.
func TestBackByWordIsToldSo(t *testing.T) {
	n := moment(t, "late").do(change.Accept{By: "Lin", Host: "B1", Reason: "seen at the console", Second: "Chen"}).pass(time.Minute)
	for _, size := range sizes()[1:] {
		s := newScreen(t, n, "en", size[0], size[1])
		frame := s.frame()
		if !strings.Contains(frame, "back by word") && !strings.Contains(frame, "by two people's word") {
			t.Errorf("%v: the row does not say who says so:\n%s", size, frame)
		}
		for _, untrue := range []string{"has rebooted", "back, not proven", "back, unproven", "took 2"} {
			if strings.Contains(frame, untrue) {
				t.Errorf("%v: it says %q, and nobody saw that:\n%s", size, untrue, frame)
			}
		}
	}
}
