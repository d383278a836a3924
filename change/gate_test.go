package change

import (
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
			s.Hold = &Hold{Since: clockOn("23:10"), By: "li", ReasonData: ReasonData{Reason: Own("wait")}}
		}, string(CriterionHold), "gate.held since=23:10:00 by=li why=(wait)"},
		"never seen":               {"A2", func(s *State) { s.Host("A2").Signals = []SignalState{{Check: "icmp"}} }, string(CriterionBaseline), "gate.no_signal host=A2"},
		"a service is down":        {"A2", func(s *State) { s.Host("A2").Signals[1].State = Down }, string(CriterionBaseline), "gate.lost checks=[tcp/3389]"},
		"one signal is not usable": {"A2", func(s *State) { s.Host("A2").Signals[0].State = NeverSeen }, "", "gate.unusable checks=[icmp]"},
		"a port never answered":    {"A2", func(s *State) { s.Host("A2").Signals[1].State = NeverSeen }, string(CriterionChecks), "gate.never checks=[tcp/3389]"},
		"a port that two people left out": {"A2", func(s *State) {
			s.Host("A2").Signals[1].State = NeverSeen
			s.Host("A2").Dropped = []Dropped{{DropData: DropData{Check: "tcp/3389"}}}
		}, "", ""},
		"no evidence ever came": {"A2", func(s *State) { s.Plan.Hosts[1].BootEvidence = BootEvidence{Exec: "boot", RDP: true} }, string(CriterionChecks), "gate.never checks=[boot name/rdp]"},
		"evidence is unreadable": {"A2", func(s *State) {
			s.Plan.Hosts[1].BootEvidence.Exec = "boot"
			s.Host("A2").Boots = []BootState{{Source: SignalBoot, UnreadSince: clockOn("22:50"), Quote: "null", Why: Stated(BootUnknown)}}
		}, string(CriterionChecks), "gate.unreadable check=boot given=null why=(boot.unknown)"},
		"evidence was readable once": {"A2", func(s *State) {
			s.Plan.Hosts[1].BootEvidence.Exec = "boot"
			s.Host("A2").Boots = []BootState{{Source: SignalBoot, Value: bootID(1), UnreadSince: clockOn("22:50"), Quote: "null"}}
		}, "", "gate.unreadable check=boot given=null"},
		"SMB beside a command": {"A2", func(s *State) {
			s.Plan.Hosts[1].BootEvidence = BootEvidence{Exec: "boot", SMB: true}
			s.Host("A2").Boots = []BootState{{Source: SignalBoot, Value: bootID(1)}, {Source: SignalSMB, UnreadSince: clockOn("22:50"), Cause: CauseNotOffered}}
		}, "", ""},
		"SMB alone": {"A2", func(s *State) {
			s.Plan.Hosts[1].BootEvidence.SMB = true
			s.Host("A2").Boots = []BootState{{Source: SignalSMB, UnreadSince: clockOn("22:50"), Cause: CauseNotOffered}}
		}, string(CriterionChecks), "gate.not_offered check=boot/smb"},
		"previous not started":      {"A2", func(s *State) { s.Host("A1").Work = Waiting }, string(CriterionPrevious), "gate.work host=A1 work=waiting"},
		"previous failed, but back": {"B1", func(s *State) { s.Host("A2").Work = Failed }, string(CriterionPrevious), "gate.work host=A2 work=failed"},
		"previous rolled back":      {"A2", func(s *State) { s.Host("A1").Work = RolledBack }, "", ""},
		"a later host is worked on": {"A2", func(s *State) { s.Host("B2").Work = Started }, string(CriterionAlone), "gate.work host=B2 work=started"},
		"level was not tested":      {"A2", func(s *State) { s.Plan.Hosts[1].Level.To = "2020-02" }, string(CriterionLevel), "gate.level to=(2020-02) tested=(2020-01)"},
		"no level was tested":       {"A2", func(s *State) { s.Plan.Hosts[1].Level.Tested = "" }, string(CriterionLevel), "tested=(word.nothing)"},
		"no level at all":           {"A2", func(s *State) { s.Plan.Hosts[1].Level = Level{} }, "", ""},
		"partner down":              {"A2", func(s *State) { s.Host("A1").Signals[0].State = Down }, string(CriterionEnvironment), "gate.keeps environment=A n=0 all=2 least=1"},
		"standby half there":        {"A2", func(s *State) { s.Host("B1").Reboot = away }, "", ""},
		"standby gone":              {"A2", func(s *State) { s.Host("B1").Reboot, s.Host("B2").Reboot = away, away }, string(CriterionStandby), "gate.healthy environment=B n=0 all=2 least=1"},
		"standby needs both": {"A2", func(s *State) {
			s.Host("B1").Reboot = away
			s.Plan.Environments[1].MinHealthy = 2
		}, string(CriterionStandby), "gate.healthy environment=B n=1 all=2 least=2"},
		"no standby": {"A2", func(s *State) {
			s.Host("B1").Reboot, s.Host("B2").Reboot = away, away
			s.Plan.Environments[0].Standby, s.Plan.Environments[1].Standby = "", ""
		}, "", "gate.no_standby"},
		"slow case ends too late": {"A2", func(s *State) { s.Plan.Change.Deadline.At = clockOn("00:29:59") }, string(CriterionTime), "gate.fits latest=22:59:59 why=(limit.parts parts=[limit.rung takes=45m0s rung=failover]) ends=23:45:00 name=(limit.failover environment=A) at=23:44:59"},
		"slow case just fits":     {"A2", func(s *State) { s.Plan.Change.Deadline.At = clockOn("00:30") }, "", "gate.fits latest=23:00:00 why=(limit.parts parts=[limit.rung takes=45m0s rung=failover]) ends=23:45:00 name=(limit.failover environment=A) at=23:45:00"},
		"window not open":         {"A2", func(s *State) { s.Plan.Change.Window.Start = clockOn("23:01") }, string(CriterionWindow), "gate.window_ahead start=23:01:00"},
		"window over":             {"A2", func(s *State) { s.Plan.Change.Window.End = clockOn("23:00") }, string(CriterionWindow), "gate.window_over end=23:00:00"},
		"window too short":        {"A2", func(s *State) { s.Plan.Change.Window.End = clockOn("23:44:59") }, string(CriterionWindow), "ends=23:45:00 name=(limit.window) at=23:44:59"},
		"steps take long":         {"A2", func(s *State) { s.Plan.Runbook.steps[0].Takes = 7 * time.Hour }, "window, time", "parts=[limit.steps takes=7h0m0s; limit.rung takes=45m0s rung=failover]) ends=06:45:00"},
		"recovery counts":         {"A2", func(s *State) { s.Plan.Hosts[1].Reboot.Recovery = 7 * time.Hour }, "window, time", "parts=[limit.rung takes=45m0s rung=failover; limit.recovery takes=7h0m0s]) ends="},
		"a slower reboot tonight": {"A2", func(s *State) {
			s.Host("A1").Reboot = &Reboot{Phase: Settled, Took: 8 * time.Hour}
		}, "window, time", "parts=[limit.slowest takes=8h0m0s host=A1]) ends=07:00:00"},
		"nothing to switch to": {"A2", func(s *State) {
			s.Plan.Environments[0].Failover = FailoverPlan{}
			s.Plan.Change.Deadline.At = clockOn("23:30")
		}, string(CriterionTime), "gate.fits latest=22:45:00 why=(limit.parts parts=[limit.rung takes=45m0s rung=failover]) ends=23:45:00 name=(limit.deadline deadline=peak) at=23:30:00"},
		"a second deadline": {"A2", func(s *State) {
			s.Plan.Change.Others = []Deadline{{Name: "bank", At: clockOn("00:20")}}
		}, string(CriterionTime), "name=(limit.failover environment=A) at=23:35:00"},
		"failover under way": {"A2", func(s *State) {
			s.Failovers = []Failover{{Environment: "B", Standby: "A", Go: true, Decided: clockOn("22:50")}}
		}, string(CriterionFailover), "gate.switching environment=B standby=A since=22:50:00"},
		"serves for the other side": {"A2", func(s *State) {
			s.Failovers = []Failover{{Environment: "B", Standby: "A", Go: true, Outcome: FailoverCompleted}}
		}, string(CriterionStandby), "gate.serves environment=A other=B"},
		"switched back": {"A2", func(s *State) {
			s.Failovers = []Failover{
				{Environment: "B", Standby: "A", Go: true, Outcome: FailoverCompleted},
				{Environment: "A", Standby: "B", Go: true, Outcome: FailoverCompleted},
			}
		}, "", "gate.keeps_away environment=A n=1 all=2"},
		"another leans on it": {"A2", func(s *State) {
			s.Plan.Environments[0].Standby = ""
			s.Host("B1").Reboot, s.Host("B2").Reboot = away, away
		}, string(CriterionStandby), "gate.standby_of environment=A other=B why=(gate.healthy environment=B n=0 all=2 least=1)"},
		"contact not confirmed": {"A2", func(s *State) {
			s.Plan.Contacts[ContactVendor] = Contact{Name: "Wei", Phone: "400-1", Confirm: true}
		}, string(CriterionContacts), "gate.contacts_missing names=[Wei 400-1]"},
		"precheck not done": {"A2", func(s *State) { s.Plan.Prechecks = []Precheck{{ID: "disk"}} }, string(CriterionPrechecks), "gate.prechecks_open names=[disk]"},
		"precheck failed": {"A2", func(s *State) {
			s.Plan.Prechecks = []Precheck{{ID: "disk"}}
			s.Host("A2").Checked = []CheckedState{{At: ClockTime{clockOn("22:00")}, Failed: true, Note: "2 GB"}}
		}, string(CriterionPrechecks), "gate.prechecks_failed names=[disk (2 GB)]"},
		"deviation unsigned": {"A2", func(s *State) {
			s.Deviations = []Deviation{{DeviationData: DeviationData{What: "skip A1 verify"}}}
		}, string(CriterionSigned), "gate.unsigned whats=[skip A1 verify]"},
		"untested level, two names": {"A2", func(s *State) {
			s.Host("A2").To = "2020-11"
			s.Deviations = []Deviation{{DeviationData: DeviationData{What: "level A2 2020-11", Second: "zhang"}}}
		}, "", "gate.untested to=(2020-11) tested=(2020-01)"},
		"blind":              {"A2", func(s *State) { s.Blind = clockOn("22:59") }, string(CriterionWatched), "gate.blind since=22:59:00"},
		"just looking again": {"A2", func(s *State) { s.Opened, s.WatchedSince = clockOn("22:00"), clockOn("22:59:58") }, string(CriterionWatched), "gate.unseen at=22:59:58"},
		"no deadline":        {"A2", func(s *State) { s.Plan.Change.Deadline = Deadline{} }, "", "gate.no_deadline"},
	} {
		t.Run(name, func(t *testing.T) {
			n := ready(t)
			if c.host == "B1" {
				n.state.Host("A2").Work = FinishedOK
			}
			c.arrange(&n.state)
			criteria := Gate(n.state, c.host, clockOn("23:00"))
			if len(criteria) != 15 {
				t.Errorf("%d criteria", len(criteria))
			}
			var names, evidence []string
			for _, failed := range NoGo(criteria) {
				names = append(names, string(failed.ID))
			}
			for _, criterion := range criteria {
				if criterion.Go != strings.Contains(c.fails, string(criterion.ID)) {
					evidence = append(evidence, told(n.plan, criterion.Why))
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

// Previous not back: named with its phase, as that is what one waits for.
func TestGatePreviousNotBack(t *testing.T) {
	n := ready(t)
	n.state.Host("A1").Reboot = &Reboot{Phase: Answering, Requested: clockOn("23:00"), Since: clockOn("23:05")}
	c := gatePrevious(&n.state, "A2")
	if got := told(n.plan, c.Why); c.Go || got != "gate.not_proven host=A1 phase=answering since=23:05:00" {
		t.Errorf("%v %s", c.Go, got)
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

// A plan without levels lets a host start, and says that nothing was compared.
func TestAPlanWithoutLevelsComparesNothing(t *testing.T) {
	p := nightPlan()
	p.Host("A1").Level = Level{}
	for _, c := range Gate(NewState(p), "A1", clockOn("23:30")) {
		if c.ID == CriterionLevel && (!c.Go || c.Why.Code != GateNoLevel) {
			t.Errorf("go %v, why %s", c.Go, c.Why)
		}
	}
}
