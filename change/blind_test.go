package change

import (
	"testing"
	"time"
)

// eyes is a small night: a witness or two, A1 and B1 with icmp and a command.
func eyes(witnesses ...string) (*State, *Sight, func(host, check string, v ...Verdict)) {
	p := nightPlan().only("A1", "B1")
	p.Witnesses = witnesses
	for i := range p.Hosts {
		p.Hosts[i].Checks = Checks{ICMP: true, Exec: []string{"check"}}
	}
	s, sight := NewState(p), NewSight(p)
	s.Opened = clockOn("22:00")
	for _, list := range [][]SignalState{s.Witnesses, s.Hosts.At(0).Signals, s.Hosts.At(1).Signals} {
		for i := range list {
			list[i].State, list[i].Since = Up, clockOn("22:00")
		}
	}
	return &s, sight, func(host, check string, verdicts ...Verdict) {
		for i, v := range verdicts {
			sight.Add(Observation{Host: host, Check: check, At: clockOn("23:00").Add(time.Duration(i) * time.Second), Verdict: v})
		}
	}
}

func TestLook(t *testing.T) {
	lost3, up := []Verdict{Lost, Lost, Lost}, []Verdict{Answered, Answered, Answered}
	for name, c := range map[string]struct {
		gw, ref, a, b  []Verdict
		arrange        func(*State)
		suspect, blind bool
		since          string
	}{
		"all well":                          {up, up, up, up, nil, false, false, ""},
		"all lost":                          {lost3, lost3, lost3, lost3, nil, true, true, "23:00:00"},
		"all lost, two probes ago":          {lost3, lost3, lost3, []Verdict{Answered, Lost, Lost}, nil, true, false, "23:00:01"},
		"all lost, one witness just now":    {lost3, []Verdict{Answered, Answered, Lost}, lost3, lost3, nil, true, false, "23:00:02"},
		"one witness answers":               {up, lost3, lost3, lost3, nil, false, false, ""},
		"the other one answers":             {lost3, up, lost3, lost3, nil, false, false, ""},
		"a host answers":                    {lost3, lost3, up, lost3, nil, false, false, ""},
		"our own fault":                     {[]Verdict{Unknown, Unknown, Unknown}, lost3, []Verdict{Unknown, Lost, Unknown}, lost3, nil, true, true, "23:00:00"},
		"a host is not probed yet":          {lost3, lost3, nil, lost3, nil, false, false, ""},
		"the witnesses are not probed yet":  {nil, nil, lost3, lost3, nil, false, false, ""},
		"a host that was down says nothing": {lost3, lost3, lost3, lost3, func(s *State) { s.Hosts.At(0).Signals[0].State = Down }, true, true, "23:00:00"},
		"it does, if it answers":            {lost3, lost3, []Verdict{Lost, Lost, Answered}, lost3, func(s *State) { s.Hosts.At(0).Signals[0].State = Down }, false, false, ""},
		"all hosts were down":               {lost3, lost3, lost3, lost3, func(s *State) { s.Hosts.At(0).Signals[0].State, s.Hosts.At(1).Signals[0].State = Down, Down }, true, true, "23:00:00"},
		"no witness was ever seen":          {lost3, lost3, lost3, lost3, func(s *State) { s.Witnesses[0].State, s.Witnesses[1].State = NeverSeen, NeverSeen }, false, false, ""},
		"one was, the other is lost":        {lost3, lost3, lost3, lost3, func(s *State) { s.Witnesses[0].State = NeverSeen }, true, true, "23:00:00"},
		"a witness never seen answers":      {[]Verdict{Lost, Lost, Answered}, lost3, lost3, lost3, func(s *State) { s.Witnesses[0].State = NeverSeen }, false, false, ""},
		"the witnesses have been dead":      {lost3, lost3, lost3, lost3, func(s *State) { s.Witnesses[0].State, s.Witnesses[1].State = Down, Down }, false, false, ""},
		"dead, but we look anew": {lost3, lost3, lost3, lost3, func(s *State) {
			s.Witnesses[0].State, s.Witnesses[1].State, s.WatchedSince = Down, Down, clockOn("22:59:30")
		}, true, true, "23:00:00"},
		"lost a minute before": {lost3, lost3, lost3, lost3, func(s *State) {
			s.Witnesses[0] = SignalState{Check: "gw", State: Down, Since: clockOn("22:59:02")}
			s.Witnesses[1].State = Down
		}, true, true, "23:00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			s, sight, add := eyes("gw", "ref")
			if c.arrange != nil {
				c.arrange(s)
			}
			add("", "gw", c.gw...)
			add("", "ref", c.ref...)
			add("A1", SignalICMP, c.a...)
			add("B1", SignalICMP, c.b...)
			add("B1", ExecSignal(1), Answered, Answered, Answered) // a command may not need the network
			w := visibilityOf(s, sight, clockOn("23:00:02"))
			if w.suspect != c.suspect || w.suspect && w.blind != c.blind {
				t.Errorf("suspect %v blind %v", w.suspect, w.blind)
			}
			if w.suspect && TimeOfDay(s.Plan, w.since) != c.since {
				t.Errorf("since %s", TimeOfDay(s.Plan, w.since))
			}
		})
	}
}

// Sight has returned when anything answers, as often as confirms it, after we
// went blind; what answered before then proves nothing.
func TestSees(t *testing.T) {
	for name, c := range map[string]struct {
		host, check string
		verdicts    []Verdict
		blind, want string
	}{
		"nothing":               {"A1", SignalICMP, []Verdict{Lost, Lost, Lost}, "22:59", ""},
		"two answers":           {"A1", SignalICMP, []Verdict{Lost, Answered, Answered}, "22:59", ""},
		"a host":                {"A1", SignalICMP, []Verdict{Lost, Answered, Answered, Answered}, "22:59", "23:00:01"},
		"a witness":             {"", "gw", []Verdict{Answered, Answered, Answered}, "22:59", "23:00:00"},
		"a command":             {"B1", ExecSignal(1), []Verdict{Answered, Answered, Answered}, "22:59", "23:00:00"},
		"lost again":            {"", "gw", []Verdict{Answered, Answered, Answered, Lost}, "22:59", ""},
		"answered since before": {"", "gw", []Verdict{Answered, Answered, Answered}, "23:00", ""},
		"our own fault is over": {"", "gw", []Verdict{Answered, Unknown, Unknown, Unknown, Answered, Answered, Answered}, "23:00:01", "23:00:04"},
		"our own fault goes on": {"", "gw", []Verdict{Answered, Answered, Answered, Unknown}, "22:59", ""},
	} {
		s, sight, add := eyes("gw")
		s.Blind = clockOn(c.blind)
		add(c.host, c.check, c.verdicts...)
		at, ok := sees(s, sight)
		if ok != (c.want != "") || ok && TimeOfDay(s.Plan, at) != c.want {
			t.Errorf("%s: %v at %s", name, ok, TimeOfDay(s.Plan, at))
		}
	}
}

// After a gap nothing is raised before everything can have been confirmed,
// however many probes that takes.
func TestNothingIsRaisedBeforeItIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		probe Probe
		wait  time.Duration
	}{
		"by default":            {Probe{Interval: time.Second, Timeout: time.Second, DownAfter: 3, UpAfter: 3}, 4 * time.Second},
		"up takes ten probes":   {Probe{Interval: time.Second, Timeout: time.Second, DownAfter: 3, UpAfter: 10}, 11 * time.Second},
		"down takes ten probes": {Probe{Interval: 2 * time.Second, Timeout: time.Second, DownAfter: 10, UpAfter: 3}, 21 * time.Second},
	} {
		p := nightPlan()
		p.Probe = c.probe
		s := NewState(p)
		s.Opened, s.WatchedSince = clockOn("22:00"), clockOn("23:00")
		s.Host("A1").Reboot = &Reboot{Phase: Gone, Requested: clockOn("22:10"), Since: clockOn("22:10")}
		if events := Due(s, NewSight(p), s.WatchedSince.Add(c.wait-time.Millisecond)); len(events) != 0 {
			t.Errorf("%s: too early: %v", name, events)
		}
		if events := Due(s, NewSight(p), s.WatchedSince.Add(c.wait)); len(events) == 0 {
			t.Errorf("%s: nothing is raised after %s", name, c.wait)
		}
		s.Blind = s.WatchedSince
		if events := Due(s, NewSight(p), s.WatchedSince.Add(time.Hour)); len(events) != 0 {
			t.Errorf("%s: raised while blind: %v", name, events)
		}
	}
}

// A host that is back and whose settle time goes by while we are blind is not
// late: it is not its doing.
func TestSettlingWhileBlind(t *testing.T) {
	p := nightPlan()
	s := NewState(p)
	h := s.Host("A1")
	h.Reboot = &Reboot{Phase: Listening, Requested: clockOn("23:00"), HeldFrom: clockOn("23:05")}
	if s.Settling(&p.Hosts[0], h, clockOn("23:20")) {
		t.Error("a hold that nobody could see to its end")
	}
	s.Blind = clockOn("23:06")
	if !s.Settling(&p.Hosts[0], h, clockOn("23:20")) {
		t.Error("late, by our own blindness")
	}
}
