package change

import "time"

// EnvironmentView is how the hosts of one environment stand.
type EnvironmentView struct {
	Name, Standby string
	Severity      Severity
	Service       Service
	// Least is how many of its hosts must stay healthy.
	All, Healthy, Least int
	// Each host is counted in one of these at most, the first that holds. Lost are
	// those that nobody asked to go.
	Late, Lost, Trouble, Rebooting, Working int
	// Done counts the finished ones, Unseen those that nobody looked at lately.
	Done, Unseen int
	// Outage says whether none of its hosts is up, and who answers for that; Down
	// are the hosts that somebody waits for.
	Outage Outage
	Down   []string
	// FailedOver means: it has handed over to its standby.
	FailedOver bool
	Failover   FailoverView
}

// environments counts the hosts of every environment, in the order of the plan;
// those that only hosts name come after it.
func (a *assessor) environments(hosts []HostView) []EnvironmentView {
	views, place := a.emptyEnvironments()
	for i := range hosts {
		views[place[a.s.Plan.Hosts[i].Environment]].count(&hosts[i], a.s.Hosts.At(i))
	}
	for i := range views {
		v := &views[i]
		v.Service = serviceOfCounts(v, views, place)
		if v.Healthy == 0 && v.All > 0 {
			v.Outage, v.Down = a.s.outage(v.Name, a.now)
		}
		v.Severity = v.gravity()
	}
	return views
}

func (a *assessor) emptyEnvironments() ([]EnvironmentView, map[string]int) {
	var views []EnvironmentView
	place := map[string]int{}
	add := func(e Environment) {
		if _, known := place[e.Name]; !known {
			place[e.Name] = len(views)
			views = append(views, EnvironmentView{
				Name: e.Name, Standby: e.Standby, Least: e.MinHealthy, FailedOver: a.s.FailedOver(e.Name),
			})
		}
	}
	for _, e := range a.s.Plan.Environments {
		add(e)
	}
	for i := range a.s.Plan.Hosts {
		add(Environment{Name: a.s.Plan.Hosts[i].Environment})
	}
	return views, place
}

func (v *EnvironmentView) count(h *HostView, s *HostState) {
	v.All++
	if s.Healthy() {
		v.Healthy++
	}
	if s.Usable() && !h.Observed {
		v.Unseen++
	}
	switch {
	case h.Late && h.Clock.Counts == CountsFromLoss:
		v.Lost++
	case h.Late && h.Clock.Counts != CountsFromSilence:
		v.Late++
	case h.InTrouble():
		v.Trouble++
	case s.Rebooting():
		v.Rebooting++
	case s.Work == Started:
		v.Working++
	}
	if s.Work == FinishedOK {
		v.Done++
	}
}

// serviceOfCounts is State.Service on what has been counted already.
func serviceOfCounts(v *EnvironmentView, views []EnvironmentView, place map[string]int) Service {
	if v.Healthy > 0 || v.FailedOver {
		return Serves
	}
	at, known := place[v.Standby]
	if v.Standby == "" || known && views[at].Healthy > 0 {
		return NoHealthy
	}
	return NoSide
}

// gravity is how much the environment asks for.
func (v *EnvironmentView) gravity() Severity {
	away := v.Late + v.Lost
	switch {
	case v.Healthy == 0 && v.All > 0 && !v.FailedOver && away+v.Trouble > 0, away > 0 && v.Healthy < v.Least:
		return Alarm
	case away+v.Trouble > 0:
		return Caution
	case v.Outage == OutageSudden:
		return Alarm
	case v.Outage == OutageForeseen:
		return Notice
	}
	return Normal
}

// Environment is the view of an environment, an empty one where neither the plan
// nor a host names it: a record may be about any.
func (s *Situation) Environment(name string) *EnvironmentView {
	for i := range s.Environments {
		if s.Environments[i].Name == name {
			return &s.Environments[i]
		}
	}
	return &EnvironmentView{Name: name}
}

// FailoverState is how far the failover of an environment can go, or has gone.
type FailoverState uint8

const (
	// NoFailover means: there is nowhere to switch to. The plan names no standby, or
	// that one is handing over itself.
	NoFailover FailoverState = iota
	// FailoverPossible means: it can begin.
	FailoverPossible
	// FailoverNoTarget means: the standby has no healthy host.
	FailoverNoTarget
	// FailoverRunning means: it has begun and not ended.
	FailoverRunning
	// FailoverDone means: the standby serves.
	FailoverDone
	// FailoverBack means: this environment serves for its standby since a failover, and
	// one from here would switch back. No deadline asks for that.
	FailoverBack
)

// Timing is what the deadline says of the end of a failover.
type Timing uint8

const (
	// TimingNone means: the plan says not how long it takes, or nothing must be met.
	TimingNone Timing = iota
	// TimingAhead means: the last safe moment is ahead.
	TimingAhead
	// TimingNear means: the same, in less than DeadlineNotice.
	TimingNear
	// TimingMargin means: the last safe moment is over; it still ends before the deadline.
	TimingMargin
	// TimingTooLate means: it ends after the deadline, which is ahead.
	TimingTooLate
	// TimingMet means: it ended before the deadline.
	TimingMet
	// TimingMissed means: the deadline came before its end.
	TimingMissed
)

// FailoverView is the failover of one environment to its standby: whether it
// can begin, how far it is, and whether it ends in time.
type FailoverView struct {
	Environment, Standby string
	State                FailoverState
	Timing               Timing
	Takes                time.Duration
	// Deadline is the moment that it must meet; its zero value: none.
	Deadline Deadline
	// LastSafe is the latest instant at which it can begin and end in time, its
	// margin included; zero where that cannot be told.
	LastSafe time.Time
	// Ends is when it ended; else when it will, where it is begun now or was
	// begun already. Zero where that cannot be told.
	Ends time.Time
	// Spare is from its end to the deadline; below zero: so much too late.
	Spare time.Duration
	// Overdue is by how much one that runs has outlasted what it takes.
	Overdue time.Duration
	// Decided is when it was begun, and By whom; Step is the one that it is at,
	// from 1, of Steps.
	Decided     time.Time
	By          string
	Step, Steps int
	// Needed means: an incident of its environment is open, or a host of it is late.
	Needed bool
}

// Ahead reports whether it can still be decided in time.
func (f *FailoverView) Ahead() bool { return f.Timing == TimingAhead || f.Timing == TimingNear }
