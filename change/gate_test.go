package change

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// ready is a night whose hosts are all seen, with A1 done: the gate of A2 says go.
func ready(t *testing.T) *night {
	t.Helper()
	n := newNight(nightPlan(), clockOn("23:00"), t.Errorf)
	for _, truth := range n.truth {
		truth.up = true
	}
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:00:10"))
	n.state.Host("A1").Work = FinishedOK
	return n
}

// Each criterion has a case in which all the others say go.
func TestGate(t *testing.T) {
	away := &Reboot{Phase: Gone, Requested: clockOn("23:00"), Since: clockOn("23:00")}
	for name, c := range map[string]struct {
		host     string
		arrange  func(*State)
		fails    string // the criterion; empty: go
		evidence string
	}{
		"all well": {"A2", func(*State) {}, "", ""},
		"on hold": {"A2", func(s *State) {
			s.Hold = &Hold{Since: clockOn("23:10"), By: "li", ReasonData: ReasonData{Reason: "wait"}}
		}, HoldCriterion, "since 23:10:00 by li: wait"},
		"never seen":                {"A2", func(s *State) { s.Host("A2").Signals = []SignalState{{Check: "icmp"}} }, "baseline seen", "cannot be watched"},
		"a service is down":         {"A2", func(s *State) { s.Host("A2").Signals[1].State = Down }, "baseline seen", "tcp/3389 lost before the work begins"},
		"one signal is not usable":  {"A2", func(s *State) { s.Host("A2").Signals[0].State = NeverSeen }, "", "not usable: icmp"},
		"previous not started":      {"A2", func(s *State) { s.Host("A1").Work = Waiting }, "previous host done", "A1 is not started"},
		"previous failed, but back": {"B1", func(s *State) { s.Host("A2").Work = Failed }, "previous host done", "A2 is given up as failed"},
		"previous rolled back":      {"A2", func(s *State) { s.Host("A1").Work = RolledBack }, "", ""},
		"a later host is worked on": {"A2", func(s *State) { s.Host("B2").Work = Started }, "one host at a time", "B2 is being worked on"},
		"level was not tested":      {"A2", func(s *State) { s.Plan.Hosts[1].Level.To = "2020-02" }, "level was tested", "goes to 2020-02, tested was 2020-01"},
		"no level was tested":       {"A2", func(s *State) { s.Plan.Hosts[1].Level.Tested = "" }, "level was tested", "tested was nothing"},
		"no level at all":           {"A2", func(s *State) { s.Plan.Hosts[1].Level = Level{} }, "", ""},
		"partner down":              {"A2", func(s *State) { s.Host("A1").Signals[0].State = Down }, "environment keeps enough healthy hosts", "keeps 0 of 2 healthy, must keep 1"},
		"standby half there":        {"A2", func(s *State) { s.Host("B1").Reboot = away }, "", ""},
		"standby gone":              {"A2", func(s *State) { s.Host("B1").Reboot, s.Host("B2").Reboot = away, away }, "standby healthy", "B has 0 of 2 healthy, must have 1"},
		"standby needs both": {"A2", func(s *State) {
			s.Host("B1").Reboot = away
			s.Plan.Environments[1].MinHealthy = 2
		}, "standby healthy", "B has 1 of 2 healthy, must have 2"},
		"no standby": {"A2", func(s *State) {
			s.Host("B1").Reboot, s.Host("B2").Reboot = away, away
			s.Plan.Environments[0].Standby, s.Plan.Environments[1].Standby = "", ""
		}, "", "no standby in the plan"},
		"slow case ends too late": {"A2", func(s *State) { s.Plan.Change.Deadline.At = clockOn("00:29:59") }, "slow case fits", "start by 22:59: slow case 45m (rung failover) ends 23:45:00, last safe failover of A 23:44:59"},
		"slow case just fits":     {"A2", func(s *State) { s.Plan.Change.Deadline.At = clockOn("00:30") }, "", "start by 23:00: slow case 45m (rung failover) ends 23:45:00, last safe failover of A 23:45:00"},
		"window not open":         {"A2", func(s *State) { s.Plan.Change.Window.Start = clockOn("23:01") }, "inside the window", "opens at 23:01:00"},
		"window over":             {"A2", func(s *State) { s.Plan.Change.Window.End = clockOn("23:00") }, "inside the window", "ended at 23:00:00"},
		"window too short":        {"A2", func(s *State) { s.Plan.Change.Window.End = clockOn("23:44:59") }, "inside the window", "ends 23:45:00, window end 23:44:59"},
		"steps take long":         {"A2", func(s *State) { s.Plan.Runbook.steps[0].Takes = 7 * time.Hour }, "inside the window, slow case fits", "steps 7h + slow case 45m (rung failover) ends 06:45:00"},
		"recovery counts":         {"A2", func(s *State) { s.Plan.Hosts[1].Reboot.Recovery = 7 * time.Hour }, "inside the window, slow case fits", "slow case 45m (rung failover) + recovery 7h ends"},
		"a slower reboot tonight": {"A2", func(s *State) {
			s.Host("A1").Reboot = &Reboot{Phase: Settled, Took: 8 * time.Hour}
		}, "inside the window, slow case fits", "slowest tonight 8h (A1) ends 07:00:00"},
		"nothing to switch to": {"A2", func(s *State) {
			s.Plan.Environments[0].Failover = Failover{}
			s.Plan.Change.Deadline.At = clockOn("23:30")
		}, "slow case fits", "start by 22:45: slow case 45m (rung failover) ends 23:45:00, peak 23:30:00"},
		"a second deadline": {"A2", func(s *State) {
			s.Plan.Change.Others = []Deadline{{Name: "bank", At: clockOn("00:20")}}
		}, "slow case fits", "last safe failover of A 23:35:00"},
		"failover under way": {"A2", func(s *State) {
			s.Switches = []Switch{{Environment: "B", Standby: "A", Go: true, Decided: clockOn("22:50")}}
		}, "no failover under way", "B switches to A since 22:50:00"},
		"serves for the other side": {"A2", func(s *State) {
			s.Switches = []Switch{{Environment: "B", Standby: "A", Go: true, Outcome: SwitchDone}}
		}, "standby healthy", "A serves for B since the failover: switch back first"},
		"switched back": {"A2", func(s *State) {
			s.Switches = []Switch{
				{Environment: "B", Standby: "A", Go: true, Outcome: SwitchDone},
				{Environment: "A", Standby: "B", Go: true, Outcome: SwitchDone},
			}
		}, "", "(its standby serves)"},
		"another leans on it": {"A2", func(s *State) {
			s.Plan.Environments[0].Standby = ""
			s.Host("B1").Reboot, s.Host("B2").Reboot = away, away
		}, "standby healthy", "A is the standby of B: B has 0 of 2 healthy"},
		"contact not confirmed": {"A2", func(s *State) {
			s.Plan.Contacts[RungVendor] = Contact{Name: "Wei", Phone: "400-1", Confirm: true}
		}, "contacts confirmed", "not confirmed tonight: Wei 400-1"},
		"precheck not done": {"A2", func(s *State) { s.Plan.Prechecks = []Precheck{{ID: "disk"}} }, "prechecks passed", "not looked at: disk"},
		"precheck failed": {"A2", func(s *State) {
			s.Plan.Prechecks = []Precheck{{ID: "disk"}}
			s.Host("A2").Checked = []CheckedState{{At: ClockTime{clockOn("22:00")}, Failed: true, Note: "2 GB"}}
		}, "prechecks passed", "failed: disk (2 GB)"},
		"deviation unsigned": {"A2", func(s *State) {
			s.Deviations = []Deviation{{DeviationData: DeviationData{What: "skip A1 verify"}}}
		}, "deviations signed", "no second name yet: skip A1 verify"},
		"untested level, two names": {"A2", func(s *State) {
			s.Host("A2").To = "2020-11"
			s.Deviations = []Deviation{{DeviationData: DeviationData{What: "level A2 2020-11", Second: "zhang"}}}
		}, "", "UNTESTED, two people answer for it"},
		"blind":              {"A2", func(s *State) { s.Blind = clockOn("22:59") }, WatchedCriterion, "WE are blind since 22:59:00"},
		"just looking again": {"A2", func(s *State) { s.Opened, s.Looking = clockOn("22:00"), clockOn("22:59:58") }, WatchedCriterion, "nothing was seen before 22:59:58"},
		"no deadline":        {"A2", func(s *State) { s.Plan.Change.Deadline = Deadline{} }, "", "no deadline in the plan"},
	} {
		t.Run(name, func(t *testing.T) {
			n := ready(t)
			if c.host == "B1" {
				n.state.Host("A2").Work = FinishedOK
			}
			c.arrange(&n.state)
			criteria := Gate(n.state, c.host, clockOn("23:00"))
			if len(criteria) != 14 {
				t.Errorf("%d criteria", len(criteria))
			}
			inChinese(t, criteria)
			var names, evidence []string
			for _, failed := range NoGo(criteria) {
				names = append(names, failed.Name)
			}
			for _, criterion := range criteria {
				if criterion.Go != strings.Contains(c.fails, criterion.Name) {
					evidence = append(evidence, criterion.Evidence)
				}
			}
			if got := strings.Join(names, ", "); got != c.fails {
				t.Errorf("failed: %q, want %q", got, c.fails)
			}
			if all := strings.Join(evidence, "\n"); !strings.Contains(all, c.evidence) {
				t.Errorf("evidence %q does not say %q", all, c.evidence)
			}
		})
	}
	if got := Gate(ready(t).state, "C9", clockOn("23:00")); got != nil {
		t.Errorf("a stranger has a gate: %v", got)
	}
}

// inChinese: what has evidence has it in Chinese too, and no word of English
// but the names of the plan and what the words of the test themselves say.
func inChinese(t *testing.T, criteria []Criterion) {
	t.Helper()
	english := regexp.MustCompile(`[a-z]{3,}`)
	names := []string{"icmp", "tcp", "peak", "failover", "wait", "disk", "skip", "verify", "level"}
	for _, c := range criteria {
		if c.Title("en") != c.Name || c.Title("zh") == c.Name {
			t.Errorf("%q is called %q and %q", c.Name, c.Title("en"), c.Title("zh"))
		}
		if (c.Evidence == "") != (c.Why("zh") == "") || c.Why("en") != c.Evidence || c.Why("fr") != c.Evidence {
			t.Errorf("%s: %q is %q in Chinese", c.Name, c.Evidence, c.Why("zh"))
		}
		for _, word := range english.FindAllString(c.Why("zh"), -1) {
			if !slices.Contains(names, word) {
				t.Errorf("%s: %q is not Chinese in %q", c.Name, word, c.Why("zh"))
			}
		}
	}
}

// A plan file that changed is a criterion of its own, with a name in Chinese.
func TestGateSealedHasATitle(t *testing.T) {
	n := ready(t)
	n.state.Draft = &Draft{PlanData: PlanData{Digest: "0123456789ab"}}
	for _, c := range gateSealed(&n.state) {
		if c.Title("zh") == c.Name || c.Why("zh") == c.Evidence {
			t.Errorf("%+v is not in Chinese", c)
		}
	}
}

// Previous not back: named with its phase, as that is what one waits for.
func TestGatePreviousNotBack(t *testing.T) {
	n := ready(t)
	n.state.Host("A1").Reboot = &Reboot{Phase: Answering, Requested: clockOn("23:00"), Since: clockOn("23:05")}
	c := gatePrevious(&n.state, "A2")
	if c.Go || c.Evidence != "A1 not proven: answering since 23:05:00" || c.Why("zh") != "A1 未证实：自 23:05:00 起有应答" {
		t.Errorf("%+v", c)
	}
}

// Healthy is what is known to serve; what was never seen is not.
func TestHealthy(t *testing.T) {
	up, down, never := SignalState{State: Up}, SignalState{State: Down}, SignalState{State: NeverSeen}
	for name, c := range map[string]struct {
		h    HostState
		want bool
	}{
		"all up":          {HostState{Signals: []SignalState{up, up}}, true},
		"one not usable":  {HostState{Signals: []SignalState{up, never}}, true},
		"never seen":      {HostState{Signals: []SignalState{never, never}}, false},
		"no signals":      {HostState{}, false},
		"one down":        {HostState{Signals: []SignalState{up, down}}, false},
		"in a reboot":     {HostState{Signals: []SignalState{up}, Reboot: &Reboot{Phase: Listening}}, false},
		"after a reboot":  {HostState{Signals: []SignalState{up}, Reboot: &Reboot{Phase: Settled}}, true},
		"given up":        {HostState{Signals: []SignalState{up}, Work: Failed}, false},
		"rolled back, up": {HostState{Signals: []SignalState{up}, Work: RolledBack}, true},
	} {
		if got := c.h.Healthy(); got != c.want {
			t.Errorf("%s: healthy %v", name, got)
		}
	}
}

func TestFreshness(t *testing.T) {
	p := nightPlan().only("A1")
	p.Probe = Probe{Interval: 2 * time.Second, Timeout: time.Second}
	s := NewSight(p)
	if got := s.Fresh("A1", SignalICMP); got != 7*time.Second {
		t.Errorf("fresh for %s", got)
	}
}
