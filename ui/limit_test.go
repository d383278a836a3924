package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// TestAfterTheLastSafeMoment: the header says what a failover begun now would
// still come to, in as many words as fit, and aloud only while one is needed.
func TestAfterTheLastSafeMoment(t *testing.T) {
	n := moments()["late"](t).do(change.Release{By: "Lin", Reason: "r"})
	for _, tt := range []struct {
		clock string
		w     int
		want  string
	}{
		{"05:44:00", 120, "▲ last safe failover 05:45 · 1m00s left"},
		{"05:52:00", 120, "■ LAST SAFE PASSED 05:45 · begun now it ends 06:52, 8m before business peak"},
		{"05:52:00", 80, "■ LAST SAFE PASSED 05:45 · begun now it ends 06:52, 8m before business peak"},
		{"05:52:00", 40, "■ LAST SAFE PASSED 05:45 · ends 06:52"},
		{"06:20:00", 80, "■ TOO LATE for 07:00: begun now it ends 07:20"},
		{"06:20:00", 40, "■ TOO LATE for 07:00"},
		{"07:12:00", 80, "■ 07:00 business peak PASSED 12m ago"},
	} {
		n.now = at(tt.clock)
		if row := strings.Split(newScreen(t, n, "en", tt.w, 24).frame(), "\n")[1]; !strings.Contains(row, tt.want) {
			t.Errorf("%s at %d columns: %q, want %q", tt.clock, tt.w, row, tt.want)
		}
	}
	n = moments()["calm"](t)
	for _, clock := range []string{"05:52:00", "06:20:00", "07:12:00"} {
		n.now = at(clock)
		s := newScreen(t, n, "en", 120, 40)
		if limit := s.m.limit(120, 120); strings.Contains(limit, "■") || limit != s.m.styles.grey(ansi.Strip(limit)) {
			t.Errorf("%s: nothing is late and yet it is loud: %q", clock, limit)
		}
	}
}

// TestWindowOver: at every width, whatever else stands in the header.
func TestWindowOver(t *testing.T) {
	plan := nightPlan()
	plan.Change.Title = strings.Repeat("a long title ", 20)
	n := newNight(t, plan)
	n.snap.Attached = true
	for _, lang := range []string{"en", "zh"} {
		over := map[string]string{"en": "▲ WINDOW OVER", "zh": "▲ 窗口已过"}[lang]
		for w := 40; w <= 200; w += 5 {
			n.now = at("06:00:01")
			s := newScreen(t, n, lang, w, 24)
			s.m.speed = 60
			row := ansi.Strip(headerLines(&s.m.scene, w, 2)[0])
			if !strings.Contains(row, over) || !strings.Contains(row, "06:00:01") {
				t.Fatalf("%d columns, %s: %q", w, lang, row)
			}
			if n.now = at("23:45:00"); w < 80 {
				continue
			}
			if row := strings.Split(newScreen(t, n, lang, w, 24).frame(), "\n")[0]; !strings.Contains(row, "6h15m") {
				t.Fatalf("%d columns, %s: no window left in %q", w, lang, row)
			}
		}
	}
}

// TestPhoneIsNeverCut: at any width the incident shows each number in full, and
// the next line shows it with the name or not at all.
func TestPhoneIsNeverCut(t *testing.T) {
	n := moments()["no-side"](t)
	for _, lang := range []string{"en", "zh"} {
		for w := 40; w <= 160; w += 3 {
			s := newScreen(t, n, lang, w, 60)
			s.m.sit.Advice.Action, s.m.sit.Advice.Since = "vendor", s.m.now
			inc := s.m.incident()
			lines := s.m.actionLines(inc, w)
			for i, phone := range map[int]string{2: "+86 10 5550 0142", 3: "+86 10 5550 0177"} {
				if line := ansi.Strip(lines[i]); !strings.Contains(line, phone) || ansi.StringWidth(line) > w {
					t.Fatalf("%d columns, %s: %q", w, lang, line)
				}
			}
			next := strings.TrimRight(ansi.Strip(nextLine(&s.m.scene, w)), " ")
			if strings.Contains(next, "…") || strings.Contains(next, "+86") != strings.Contains(next, "Wang Lei +86 10 5550 0142") {
				t.Fatalf("%d columns, %s: %q", w, lang, next)
			}
		}
	}
}

func TestMoreDue(t *testing.T) {
	n := moments()["no-side"](t)
	s := newScreen(t, n, "en", 120, 40)
	pending := 0
	for i := range n.state.Incidents {
		pending += len(n.state.Incidents[i].Pending(n.now))
	}
	want := fmt.Sprintf("+%d more due", pending-1)
	if pending < 3 || !strings.Contains(s.frame(), want) {
		t.Errorf("next does not say %q:\n%s", want, s.frame())
	}
	if calm := newScreen(t, moments()["late"](t), "en", 120, 40).frame(); strings.Contains(calm, "more due") {
		t.Errorf("one action is due and more are told:\n%s", calm)
	}
}

// TestLook: late, and nothing is due yet.
func TestLook(t *testing.T) {
	n := moments()["attached"](t)
	n.snap.Attached = false
	n.pass(4*time.Minute + 6*time.Second)
	for w, want := range map[int]string{
		120: "next: B1 is late (14m06s): look at its console, do not reset it; stop is due in 54s",
		80:  "next: B1 is late (14m06s): look at its console, do not reset it; stop in 54s",
		40:  "next: B1 is late: look, do not reset",
	} {
		if frame := newScreen(t, n, "en", w, 24).frame(); !strings.Contains(frame, want) {
			t.Errorf("%d columns lack %q:\n%s", w, want, frame)
		}
	}
}

// TestNobodyAnswers: the next contact is named only where there is one.
func TestNobodyAnswers(t *testing.T) {
	for _, other := range []bool{false, true} {
		plan, want := nightPlan(), "): call again"
		if other {
			want = "CALL THE NEXT ONE: no answer"
			plan.Contacts["spare"] = change.Contact{Key: "spare", Name: "Sun Wei", Phone: "+86 10 5550 0199"}
			vendor := plan.Contacts["vendor"]
			vendor.Next = "spare"
			plan.Contacts["vendor"] = vendor
		}
		n := moments()["no-side"](t) // B1 and B2 are late
		n.state.Plan = plan
		n.do(change.Act{By: "Lin", Incident: "B-1", Kind: "vendor", State: change.ActionIsUnanswered})
		if frame := newScreen(t, n, "en", 120, 40).frame(); !strings.Contains(frame, want) {
			t.Errorf("another contact: %v, no %q:\n%s", other, want, frame)
		}
	}
}

// TestNeverAnsweredPortsDoNotCount: a healthy host shows nothing missing.
func TestNeverAnsweredPortsDoNotCount(t *testing.T) {
	plan := nightPlan()
	for i := range plan.Hosts {
		plan.Hosts[i].Checks.TCP = []int{18081, 18099}
	}
	n := newNight(t, plan)
	n.silence("A1 tcp/18099", "B1").state = change.NewState(plan)
	n.sight, n.tail = change.NewSight(plan), nil
	n.do(change.Open{By: "Lin"}).pass(10 * time.Second)
	s := newScreen(t, n, "en", 80, 24)
	for w, want := range map[int]string{6: "▪18081", 4: "1/1", 20: "▪18081 –18099 n/a", 14: "▪18081 –18099"} {
		if got := strings.TrimRight(ansi.Strip(s.m.portsCell(nil, s.m.state().Hosts.At(0), w)), " "); got != want {
			t.Errorf("%d cells: %q, want %q", w, got, want)
		}
	}
	if got := ansi.Strip(s.m.portsCell(nil, s.m.state().Hosts.At(2), 6)); !strings.HasPrefix(got, "n/a") {
		t.Errorf("a host that never answered: %q", got)
	}
}

// TestUnwatched: what nobody watches is not shown as known, nor started, and
// nobody is told that somebody goes on probing.
func TestUnwatched(t *testing.T) {
	n := moments()["calm"](t)
	n.snap.Attached, n.snap.Unwatched = true, change.Own("the watcher is gone: quit and run again")
	s := newScreen(t, n, "en", 80, 24)
	frame := s.frame()
	for _, want := range []string{"■ NOT WATCHED: the watcher is gone: quit and run again", "? was waiting", "?3389", "nobody watches the hosts"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the frame lacks %q:\n%s", want, frame)
		}
	}
	if s.script("s enter esc"); len(s.core.done) > 0 {
		t.Errorf("an unwatched host was started: %v", s.core.done)
	}
	if s.press("q"); strings.Contains(s.frame(), "goes on probing") || !strings.Contains(s.frame(), "not watched now") {
		t.Errorf("the quit dialog claims what is not so:\n%s", s.frame())
	}
	n.snap.Unwatched = change.Statement{}
	if frame := newScreen(t, n, "en", 80, 24).frame(); regexp.MustCompile(`NOT WATCHED|\?3389|NO-GO`).MatchString(frame) {
		t.Errorf("watched again, and still:\n%s", frame)
	}
}

// TestPhoneSurvivesFewRows: however few rows the incident has, a number that
// is on the screen is whole.
func TestPhoneSurvivesFewRows(t *testing.T) {
	n := moments()["no-side"](t)
	cut := regexp.MustCompile(`\+86[ 0-9]*…`)
	for _, w := range []int{40, 60, 80} {
		for h := 6; h <= 30; h++ {
			s := newScreen(t, n, "en", w, h)
			incident := incidentLines(&s.m.scene, w)
			for _, line := range s.m.squeezed(incident, min(h/2, len(incident)), w) {
				if text := ansi.Strip(line); cut.MatchString(text) {
					t.Fatalf("%dx%d: %q", w, h, text)
				}
			}
			if frame := s.frame(); cut.MatchString(frame) {
				t.Fatalf("%dx%d:\n%s", w, h, frame)
			}
		}
	}
}

// TestClosedCountsNothing: in the header of a closed change nothing is left,
// over, or to be met.
func TestClosedCountsNothing(t *testing.T) {
	n := moments()["calm"](t).do(change.Close{By: "Lin", Outcome: "partial"})
	for _, at := range []string{"03:00:00", "06:30:00", "07:30:00"} {
		n.jump(at)
		head, _, _ := strings.Cut(newScreen(t, n, "en", 120, 40).frame(), "HOST")
		if strings.Contains(head, "left") || strings.Contains(head, "OVER") || strings.Contains(head, "07:00") || !strings.Contains(head, "CLOSED partial") {
			t.Errorf("%s: %s", at, head)
		}
	}
}
