package change

import (
	"testing"
	"time"
)

// paced is a night whose hosts are probed fast at work and seldom otherwise.
func paced() *Plan {
	p := nightPlan().only("A1", "B1")
	p.Probe = Probe{
		Interval: time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3,
		Working: 200 * time.Millisecond, Idle: 5 * time.Second,
	}
	return p
}

func TestEvery(t *testing.T) {
	p := paced()
	up, down := SignalState{State: Up}, SignalState{State: Down}
	for name, c := range map[string]struct {
		h    HostState
		want time.Duration
	}{
		"waiting":              {HostState{Work: Waiting, Signals: []SignalState{up}}, p.Probe.Idle},
		"never seen":           {HostState{Work: Waiting, Signals: []SignalState{{}}}, p.Probe.Idle},
		"worked on":            {HostState{Work: Started, Signals: []SignalState{up}}, p.Probe.Working},
		"rebooting":            {HostState{Work: Waiting, Reboot: &Reboot{Phase: Answering}}, p.Probe.Working},
		"settled and finished": {HostState{Work: FinishedOK, Reboot: &Reboot{Phase: Settled}}, p.Probe.Idle},
		"not well":             {HostState{Work: Waiting, Signals: []SignalState{up, down}}, p.Probe.Working},
		"another machine":      {HostState{Work: Waiting, Stranger: "X"}, p.Probe.Working},
	} {
		if got := p.Probe.Every(&c.h); got != c.want {
			t.Errorf("%s: every %s, want %s", name, got, c.want)
		}
		if got := (Probe{Interval: time.Second}).Every(&c.h); got != time.Second {
			t.Errorf("%s, a plan without paces: every %s", name, got)
		}
	}
}

// What is fresh goes by how often the signal is probed.
func TestFreshnessFollowsThePace(t *testing.T) {
	p := paced()
	s, at := NewSight(p), clockOn("23:00")
	if got := s.Fresh("A1", SignalICMP); got != 3800*time.Millisecond {
		t.Errorf("never probed: fresh for %s", got)
	}
	for every, want := range map[time.Duration]time.Duration{
		p.Probe.Idle: 15800 * time.Millisecond, p.Probe.Working: 1400 * time.Millisecond,
	} {
		at = at.Add(time.Second)
		s.Add(Observation{Host: "A1", Check: SignalICMP, At: at, Every: every, Verdict: Answered})
		if got := s.Fresh("A1", SignalICMP); got != want {
			t.Errorf("probed every %s: fresh for %s, want %s", every, got, want)
		}
		for age, want := range map[time.Duration]bool{want: true, want + 1: false} {
			if got := s.answers("A1", SignalICMP, at, at.Add(age)); got != want {
				t.Errorf("probed every %s, %s ago: counts as answering: %v", every, age, got)
			}
		}
	}
}

// An idle signal that is seen every 5 s has been seen without a hole; so has
// one that becomes busy, or idle.
func TestSeenFromFollowsThePace(t *testing.T) {
	p := paced()
	s, at := NewSight(p), clockOn("23:00")
	first := at
	for _, every := range []time.Duration{5000, 5000, 200, 200, 5000, 5000} {
		s.Add(Observation{Host: "A1", Check: SignalICMP, At: at, Every: every * time.Millisecond, Verdict: Answered})
		at = at.Add(every * time.Millisecond)
	}
	if got := s.Track("A1", SignalICMP).seenFrom; !got.Equal(first) {
		t.Errorf("seen without a hole since %s, want %s", got, first)
	}
}

// TestFastLossNeedsAnAnswer: a busy host loses three probes before the witness
// is even asked again. It may be our own cable: nothing is confirmed until an
// answer shows that we have been seeing since.
func TestFastLossNeedsAnAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		witness string
		// answer is when the witness answers, after the loss began.
		answer time.Duration
		want   bool
	}{
		"the witness answered before":    {"gw", -300 * time.Millisecond, false},
		"the witness answered since":     {"gw", 100 * time.Millisecond, true},
		"there is no witness to tell by": {"", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := paced()
			if c.witness != "" {
				p.Witnesses = []string{c.witness}
			}
			s, sight := NewState(p), NewSight(p)
			s.Opened, s.WatchedSince = clockOn("22:00"), clockOn("22:00")
			for i := range s.Witnesses {
				s.Witnesses[i].State = Up
			}
			for i := range s.Hosts.Len() {
				for j := range s.Hosts.At(i).Signals {
					s.Hosts.At(i).Signals[j].State = Up
				}
			}
			loss := clockOn("23:00")
			for _, check := range p.Hosts[1].Signals() { // idle, and asked long ago
				sight.Add(Observation{Host: "B1", Check: check, At: loss.Add(-4 * time.Second), Every: p.Probe.Idle, Verdict: Answered})
			}
			sight.Add(Observation{Check: c.witness, At: loss.Add(c.answer), Verdict: Answered})
			for i := range 3 {
				sight.Add(Observation{Host: "A1", Check: SignalICMP, At: loss.Add(time.Duration(i) * p.Probe.Working), Every: p.Probe.Working, Verdict: Lost})
			}
			got := len(Observe(s, sight, loss.Add(time.Second))) > 0
			if got != c.want {
				t.Errorf("confirmed: %v, want %v", got, c.want)
			}
		})
	}
}
