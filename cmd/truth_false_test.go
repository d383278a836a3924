package cmd_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// The judge of TestTruth is judged here: what it calls false, and what it
// expects, of a host that loses both signals at 10 s and has them back at 20 s
// and 30 s.

func second(n float64) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n * float64(time.Second)))
}

func shiftAt(signal string, up bool, n float64) shift {
	return shift{signal, up, second(n), second(n + 0.01)}
}

func cutHost() *story {
	return &story{tempo: ordinary(), scenario: "cut", host: "H1", usable: []string{"icmp", "tcp/445"}, shifts: []shift{
		shiftAt("icmp", false, 10), shiftAt("tcp/445", false, 10),
		shiftAt("icmp", true, 20), shiftAt("tcp/445", true, 30),
	}}
}

func signalEvent(kind change.Type, check string, since float64) change.Event {
	return change.Event{Type: kind, Host: "H1", Data: change.SignalData{Check: check, Since: second(since)}}
}

func rebootEvent(kind change.Type, since float64) change.Event {
	return change.Event{Type: kind, Host: "H1", Data: change.RebootData{Since: second(since), Detected: true}}
}

func TestTruthTellsFalseStates(t *testing.T) {
	for _, c := range []struct {
		name       string
		event      change.Event
		phase      change.Type
		back, down bool // whether it is false
	}{
		{"lost when cut", signalEvent(change.SignalLost, "icmp", 10.7), "", false, false},
		{"lost by a probe that was under way", signalEvent(change.SignalLost, "icmp", 9.5), "", false, false},
		{"lost before the cut", signalEvent(change.SignalLost, "icmp", 7), "", false, true},
		{"lost when it is back soon", signalEvent(change.SignalLost, "icmp", 19), "", false, true},
		{"a signal that nobody touched", signalEvent(change.SignalLost, "tcp/9", 12), "", false, true},
		{"back when plugged", signalEvent(change.SignalBack, "icmp", 20.4), "", false, false},
		{"back while cut", signalEvent(change.SignalBack, "icmp", 15), "", true, false},
		{"the wrong signal back", signalEvent(change.SignalBack, "tcp/445", 20.4), "", true, false},
		{"gone", rebootEvent(change.RebootGone, 10.5), "", false, false},
		{"gone too early", rebootEvent(change.RebootGone, 5), "", false, true},
		{"gone when one signal is back", rebootEvent(change.RebootGone, 21), "", false, true},
		{"bounced when half-up", rebootEvent(change.RebootBounced, 22), change.RebootAnswering, false, true},
		{"lost without a request", rebootEvent(change.RebootRequested, 10.5), "", false, false},
		{"lost without a request, nothing down", rebootEvent(change.RebootRequested, 31), "", false, true},
		{"answering", rebootEvent(change.RebootAnswering, 20.3), change.RebootGone, false, false},
		{"answering while cut", rebootEvent(change.RebootAnswering, 14), change.RebootGone, true, false},
		{"no longer listening", rebootEvent(change.RebootAnswering, 14), change.RebootListening, false, false},
		{"listening", rebootEvent(change.RebootListening, 30.4), change.RebootAnswering, false, false},
		{"listening when half-up", rebootEvent(change.RebootListening, 20.4), change.RebootAnswering, true, false},
		{"settled", rebootEvent(change.RebootSettled, 30.4), change.RebootListening, false, false},
		{"settled when half-up", rebootEvent(change.RebootSettled, 25), change.RebootListening, true, false},
		{"settled over an outage", rebootEvent(change.RebootSettled, 5), change.RebootListening, true, false},
	} {
		s := cutHost()
		if why := s.falseBack(c.event, c.phase); (why != "") != c.back {
			t.Errorf("%s: false back %q, want %v", c.name, why, c.back)
		}
		if why := s.falseDown(c.event); (why != "") != c.down {
			t.Errorf("%s: false down %q, want %v", c.name, why, c.down)
		}
	}
}

// A blink holds no three probes: to call it down is false.
func TestTruthTellsBlinks(t *testing.T) {
	s := &story{tempo: ordinary(), host: "H1", usable: []string{"icmp"}, shifts: []shift{shiftAt("icmp", false, 10), shiftAt("icmp", true, 11)}}
	if s.falseDown(signalEvent(change.SignalLost, "icmp", 10)) == "" {
		t.Error("a loss of 1 s is taken for three lost probes")
	}
	if got := s.expected(); len(got) > 0 || s.ambiguous() {
		t.Errorf("of an outage of 1 s %v is expected, ambiguous: %v", got, s.ambiguous())
	}
	s.shifts[1] = shiftAt("icmp", true, 12.5)
	if !s.ambiguous() {
		t.Error("an outage of 2.5 s may be confirmed or not")
	}
}

func TestTruthExpects(t *testing.T) {
	bounced := cutHost()
	bounced.shifts = append(bounced.shifts,
		shiftAt("icmp", false, 34), shiftAt("tcp/445", false, 34),
		shiftAt("icmp", true, 40), shiftAt("tcp/445", true, 40))
	marked := cutHost()
	marked.asked = second(5)
	partial := cutHost()
	partial.shifts = []shift{shiftAt("icmp", false, 10), shiftAt("icmp", true, 15)}
	for _, c := range []struct {
		name  string
		story *story
		want  []string
	}{
		{"a cut", cutHost(), []string{"reboot.requested", "reboot.gone", "reboot.answering", "reboot.listening", "reboot.settled"}},
		{"a marked reboot", marked, []string{"reboot.gone", "reboot.answering", "reboot.listening", "reboot.settled"}},
		{"a bounce", bounced, []string{
			"reboot.requested", "reboot.gone", "reboot.answering", "reboot.listening",
			"reboot.bounced", "reboot.answering", "reboot.listening", "reboot.settled",
		}},
		{"one signal of two", partial, nil},
	} {
		if diff := cmp.Diff(c.want, names(of("", c.story.expected()))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// Signals that one act changed share a line, that of the worst.
func TestTruthTableMerges(t *testing.T) {
	rows := []row{
		{"a", "signal.lost icmp", second(1), second(1.2)},
		{"a", "signal.lost tcp/445", second(1), second(1.9)},
		{"a", "reboot.gone", second(1), second(1.9)},
		{"b", "reboot.gone", second(0), second(0.1)},
	}
	want := []row{
		{"a", "signal.lost icmp, tcp/445", second(1), second(1.9)},
		{"a", "reboot.gone", second(1), second(1.9)},
		{"b", "reboot.gone", second(0), second(0.1)},
	}
	if diff := cmp.Diff(want, merged(rows), cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if m := (&table{rows: rows}).median(); m != 900*time.Millisecond {
		t.Errorf("the median is %v", m)
	}
}
