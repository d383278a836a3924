package change

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSightPassesOverStrangersAndThePast(t *testing.T) {
	p := nightPlan().only("A1", "B1")
	s := NewSight(p)
	at := clockOn("23:00")
	s.Add(Observation{Host: "C9", Check: SignalICMP, At: at, Verdict: Lost})
	s.Add(Observation{Host: "A1", Check: "tcp/1", At: at, Verdict: Lost})
	if s.Track("C9", SignalICMP) != nil || s.Track("A1", "tcp/1") != nil || s.Track("A1", SignalBoot) != nil {
		t.Error("a signal that the plan does not have is remembered")
	}
	s.Add(Observation{Host: "A1", Check: SignalICMP, At: at.Add(time.Second), Verdict: Answered})
	s.Add(Observation{Host: "A1", Check: SignalICMP, At: at, Verdict: Lost}) // its timeout lands late
	track := s.Track("A1", SignalICMP)
	if track.Verdict != Answered || !track.At.Equal(at.Add(time.Second)) {
		t.Errorf("an older timeout overwrote a newer answer: %v at %s", track.Verdict, track.At)
	}
	var none *Sight
	if none.Track("A1", SignalICMP) != nil {
		t.Error("no sight, and yet a track")
	}
}

func TestSightHistory(t *testing.T) {
	s := NewSight(nightPlan())
	track := s.Track("A1", SignalICMP)
	if got := track.History(); len(got) != 0 {
		t.Errorf("a history of nothing: %v", got)
	}
	add := func(i int, v Verdict) {
		s.Add(Observation{Host: "A1", Check: SignalICMP, At: clockOn("23:00").Add(time.Duration(i) * time.Second), Verdict: v})
	}
	add(0, Answered)
	add(1, Lost)
	add(2, Unknown)
	s.Gap()
	if diff := cmp.Diff([]Mark{MarkAnswered, MarkLost, MarkGap, MarkGap}, track.History()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range 2 * HistoryLen {
		add(3+i, Verdict(1+i%2))
	}
	got := track.History()
	if len(got) != HistoryLen || got[0] != MarkAnswered || got[HistoryLen-1] != MarkLost {
		t.Errorf("%d marks, from %v to %v", len(got), got[0], got[len(got)-1])
	}
}

// A clone is what the faces read while the engine goes on.
func TestSightCloneIsApart(t *testing.T) {
	s := NewSight(nightPlan())
	at := clockOn("23:00")
	s.Add(Observation{Host: "A1", Check: SignalICMP, At: at, Verdict: Answered})
	c := s.Clone()
	s.Add(Observation{Host: "A1", Check: SignalICMP, At: at.Add(time.Second), Verdict: Lost})
	if track := c.Track("A1", SignalICMP); track.Verdict != Answered || len(track.History()) != 1 {
		t.Errorf("the clone saw what came after it: %+v", track)
	}
}

// Runs end at a gap: two losses before it and two after it are not four.
func TestGapEndsRuns(t *testing.T) {
	n := ready(t)
	lose := func() []Event {
		n.truth[signalKey{"A1", SignalICMP}].drop = 2
		return n.until(n.now.Add(2 * time.Second))
	}
	lose()
	n.sight.Gap()
	if events := lose(); len(events) != 0 {
		t.Errorf("confirmed across a gap: %v", events)
	}
}

// TestHides keeps a short outage from going by between two looks.
func TestHides(t *testing.T) {
	p := &Plan{
		Hosts: []Host{{Name: "A1", Checks: Checks{ICMP: true}}},
		Probe: Probe{Interval: time.Second, Timeout: time.Second, DownAfter: 3, UpAfter: 3},
	}
	s, at := NewSight(p), time.Unix(0, 0)
	probe := func(v Verdict) Observation {
		at = at.Add(time.Second)
		return Observation{Host: "A1", Check: SignalICMP, At: at, Verdict: v}
	}
	for i, c := range []struct {
		verdict Verdict
		hides   bool
	}{
		{Answered, false}, {Answered, false}, {Lost, false}, // two answers confirm nothing
		{Lost, false}, {Lost, false}, {Unknown, false}, // three losses, which Unknown does not end
		{Answered, true}, {Lost, false}, // the answer would hide them
	} {
		o := probe(c.verdict)
		if got := s.Hides(o); got != c.hides {
			t.Errorf("probe %d hides a transition: %v, want %v", i, got, c.hides)
		}
		s.Add(o)
	}
	for range 3 {
		s.Add(probe(Answered))
	}
	s.MarkObserved()
	if s.Hides(probe(Lost)) {
		t.Error("what was looked at is no news")
	}
}

// A probe that was out while the clock was set back carries a time that is an
// hour ahead. It must not keep out what comes after it.
func TestAClockThatIsSetBackFreezesNothing(t *testing.T) {
	s := NewSight(nightPlan().only("A1", "B1"))
	add := func(at string, v Verdict) {
		s.Add(Observation{Host: "A1", Check: SignalICMP, At: clockOn(at), Verdict: v})
	}
	add("02:00:00", Lost)
	s.Gap()
	add("02:00:01", Lost) // its timeout comes after the gap
	for _, at := range []string{"01:00:02", "01:00:03", "01:00:04"} {
		add(at, Answered)
	}
	track := s.Track("A1", SignalICMP)
	if since, ok := s.confirms(track, Answered); !ok || !since.Equal(clockOn("01:00:02")) {
		t.Errorf("three answers after the step: confirmed %v since %s", ok, since)
	}
	if !track.seenFrom.Equal(clockOn("01:00:02")) {
		t.Errorf("seen without a hole since %s", track.seenFrom)
	}
	add("01:00:01", Lost)
	if track.Verdict != Answered {
		t.Error("an older timeout counted")
	}
}

// Since when a signal has been observed without a hole, as the settle time
// needs it.
func TestSeenFrom(t *testing.T) {
	for name, c := range map[string]struct {
		check string
		at    []int // seconds; negative: nothing was learned
		want  int
	}{
		"each second":          {SignalICMP, []int{0, 1, 2, 3}, 0},
		"three are unknown":    {SignalICMP, []int{0, -1, -2, -3, 4}, 0},
		"four are unknown":     {SignalICMP, []int{0, -1, -2, -3, -4, 5, 6}, 5},
		"not asked for long":   {SignalICMP, []int{0, 60}, 60},
		"a command, each 10 s": {ExecSignal(1), []int{0, 10, 20, 30}, 0},
		"a command, late":      {ExecSignal(1), []int{0, 39, 40}, 39},
	} {
		p := nightPlan().only("A1")
		p.Hosts[0].Checks.Exec = []string{"check"}
		s := NewSight(p)
		for _, second := range c.at {
			o := Observation{Host: "A1", Check: c.check, At: clockOn("23:00").Add(time.Duration(max(second, -second)) * time.Second)}
			if second >= 0 {
				o.Verdict = Answered + Verdict(second%2) // answered or lost: it was seen
			}
			s.Add(o)
		}
		if got := s.Track("A1", c.check).seenFrom.Sub(clockOn("23:00")); got != time.Duration(c.want)*time.Second {
			t.Errorf("%s: since %s, want %d s", name, got, c.want)
		}
	}
}
