package change

import (
	"cmp"
	"slices"
	"time"
)

// AlertKind says what an alert is about. Scripts read it in `status --json`.
type AlertKind string

// The kinds of alerts.
const (
	// AlertUnwatched means that nobody observes the hosts, so that all that is shown is
	// the past. AlertStandstill is the same of a rehearsal that nobody plays.
	AlertUnwatched  AlertKind = "unwatched"
	AlertStandstill AlertKind = "standstill"
	// AlertStalled means that this face shows an old snapshot.
	AlertStalled AlertKind = "stalled"
	// AlertFault means that the journal cannot be written, or not be read.
	AlertFault AlertKind = "journal-fault"
	// AlertUnsaved means that facts and acts are in the memory of one process alone:
	// of this one, or of the one that Why tells of.
	AlertUnsaved AlertKind = "unsaved"
	// AlertPulse means that the sign of life cannot be given. Watching goes on, and others
	// may believe that it does not.
	AlertPulse AlertKind = "heartbeat"
	// AlertBlind means that the witnesses and all hosts are silent: it is us.
	AlertBlind AlertKind = "blind"
	// AlertUnseen means that hosts are asked, and that nothing is learnt of them: what
	// is shown of them is the past.
	AlertUnseen AlertKind = "unseen"
	// AlertNoSide and AlertNoHealthy: an environment serves nobody.
	AlertNoSide    AlertKind = "no-safe-side"
	AlertNoHealthy AlertKind = "no-healthy-host"
	// AlertOutage: no host of an environment is up, and somebody answers for that.
	AlertOutage AlertKind = "outage"
	// AlertFailover means that a failover is under way.
	AlertFailover AlertKind = "failover"
	// AlertIncident means that hosts are late, lost or wrong.
	AlertIncident AlertKind = "incident"
	// AlertWindow means that the window is over.
	AlertWindow AlertKind = "window-over"
	// AlertUnsigned means that a deviation lacks its second name.
	AlertUnsigned AlertKind = "unsigned"
	// AlertHold means that nothing more may start.
	AlertHold AlertKind = "hold"
	// AlertPilot means that an autopilot is engaged, AlertPilotOff that one stopped by
	// itself, and that nobody whom it concerns has acted on its wave since.
	AlertPilot    AlertKind = "autopilot"
	AlertPilotOff AlertKind = "autopilot-off"
	// AlertHosts means that hosts that no incident is about are not as they should be.
	AlertHosts AlertKind = "hosts"
	// AlertStep means that a step of a host has failed, and nobody has said how it goes on.
	AlertStep AlertKind = "step-failed"
	// AlertFailedOver means that an environment has handed over to its standby.
	AlertFailedOver AlertKind = "switched"
	// AlertWitness means that a witness is lost.
	AlertWitness AlertKind = "witness"
	// AlertDraft means that the plan file is another one than the sealed plan.
	AlertDraft AlertKind = "plan-changed"
	// AlertUntested means that hosts go to a level that nobody tested.
	AlertUntested AlertKind = "untested"
	// AlertDeviation means that two people answered for a departure from the plan.
	AlertDeviation AlertKind = "deviation"
	// AlertUnrehearsed means that this plan was never rehearsed.
	AlertUnrehearsed AlertKind = "not-rehearsed"
)

// AlertKinds are the kinds in the order in which people must know of alerts that
// are equally grave.
func AlertKinds() []AlertKind {
	return []AlertKind{
		AlertUnwatched, AlertStandstill, AlertStalled, AlertFault, AlertUnsaved, AlertBlind, AlertUnseen, AlertNoSide, AlertNoHealthy,
		AlertFailover, AlertIncident, AlertWindow, AlertUnsigned, AlertHold, AlertPilotOff, AlertPilot, AlertHosts, AlertStep, AlertFailedOver, AlertOutage, AlertWitness, AlertDraft,
		AlertUntested, AlertDeviation, AlertUnrehearsed, AlertPulse,
	}
}

// Alert is one thing that is not normal, with its values: what it is of is
// never empty. A face words it by its kind.
type Alert struct {
	Kind     AlertKind
	Severity Severity
	// Since is when it began; zero where nobody knows.
	Since time.Time
	// Incident, Environment and Hosts are what it is of, as far as its kind has
	// them; Standby is the environment's.
	Incident, Environment, Standby string
	Hosts                          []string
	// Name is that of a witness, of a deviation or of a step.
	Name string
	// By is who engaged an autopilot.
	By string
	// Count is how many events, deviations or hosts it is of, or the number of a step.
	Count int
	// Why is what a disk said. Why nobody watches, or why nothing may start,
	// stands in the snapshot and in the hold.
	Why Statement
	// Age is how old what is shown is.
	Age time.Duration
}

// alerts lists all that is not normal, the worst first.
func (a *assessor) alerts(sit *Situation) []Alert {
	if sit.Standing == ChangeIsClosed {
		return a.aboutUs(sit) // nothing of the change can be mended any more
	}
	list := slices.Concat(a.aboutUs(sit), a.aboutService(sit), a.aboutHosts(sit))
	if sit.Standing == ChangeIsOpen {
		list = slices.Concat(list, a.aboutChange(sit))
	}
	list = append(list, a.aboutPlan(sit)...)
	kinds := AlertKinds()
	slices.SortStableFunc(list, func(x, y Alert) int {
		return cmp.Or(cmp.Compare(y.Severity, x.Severity), slices.Index(kinds, x.Kind)-slices.Index(kinds, y.Kind))
	})
	return list
}

// aboutUs: what the cockpit cannot do or see.
func (a *assessor) aboutUs(sit *Situation) []Alert {
	var list []Alert
	if a.snap.Unwatched.Said() && sit.Standing != ChangeIsClosed {
		alert := Alert{Kind: AlertUnwatched, Severity: Alarm, Since: a.snap.Seen}
		if !alert.Since.IsZero() {
			alert.Age = max(0, a.now.Sub(alert.Since))
		}
		if a.s.Rehearsal && sit.Standing == ChangeIsOpen { // its time stands still, and so would the age
			alert.Kind, alert.Age = AlertStandstill, 0
		}
		list = append(list, alert)
	}
	if old := a.wall.Sub(a.snap.Beat); !a.snap.Beat.IsZero() && old > StalledAfter {
		list = append(list, Alert{Kind: AlertStalled, Severity: Alarm, Since: a.snap.Now, Age: old})
	}
	if a.snap.Fault.Said() {
		list = append(list, Alert{Kind: AlertFault, Severity: Alarm, Why: a.snap.Fault})
	}
	if a.snap.Pulse.Said() {
		list = append(list, Alert{Kind: AlertPulse, Severity: Caution, Why: a.snap.Pulse})
	}
	if n := len(a.snap.Unsaved); n > 0 {
		list = append(list, Alert{Kind: AlertUnsaved, Severity: Alarm, Since: a.snap.Unsaved[0].At, Count: n})
	}
	if a.snap.Elsewhere.Said() {
		list = append(list, Alert{Kind: AlertUnsaved, Severity: Alarm, Why: a.snap.Elsewhere})
	}
	if !a.s.Blind.IsZero() && sit.Standing != ChangeIsClosed {
		list = append(list, Alert{Kind: AlertBlind, Severity: Alarm, Since: a.s.Blind, Age: a.now.Sub(a.s.Blind)})
	}
	if a.snap.Unseen.Said() && sit.Standing != ChangeIsClosed && a.s.Blind.IsZero() && !a.snap.Unwatched.Said() {
		list = append(list, Alert{Kind: AlertUnseen, Severity: Caution, Why: a.snap.Unseen})
	}
	return list
}

// StalledAfter is how old a snapshot may be, by the wall clock, before a face
// says that it shows the past.
const StalledAfter = 3 * time.Second

// aboutService: what serves nobody, what switches, and the incidents. That
// neither of two sides serves is one alert, not two.
func (a *assessor) aboutService(sit *Situation) []Alert {
	var list []Alert
	told := map[string]bool{}
	for i := range sit.Incidents {
		inc := &sit.Incidents[i]
		alert := Alert{
			Kind: AlertIncident, Severity: inc.Severity, Since: inc.Since,
			Incident: inc.ID, Environment: inc.Environment, Hosts: inc.Hosts,
		}
		if inc.OfWindow() {
			alert.Kind = AlertWindow
		}
		list = append(list, alert)
		if inc.Service == Serves || told[inc.Environment] {
			continue
		}
		alert.Kind, alert.Severity, alert.Standby = AlertNoHealthy, Alarm, a.s.Plan.Environment(inc.Environment).Standby
		if inc.Service == NoSide {
			alert.Kind = AlertNoSide
			told[alert.Standby] = true
		}
		list = append(list, alert)
	}
	for i := range sit.Environments {
		e := &sit.Environments[i]
		alert := Alert{Environment: e.Name, Standby: e.Standby, Since: e.Failover.Decided}
		switch {
		case e.Failover.State == FailoverRunning:
			alert.Kind, alert.Severity = AlertFailover, e.Failover.Severity()
		case e.FailedOver:
			alert.Kind, alert.Severity, alert.Since = AlertFailedOver, Caution, e.Failover.Ends
		case e.Outage == OutageForeseen:
			alert.Kind, alert.Severity, alert.Hosts, alert.Since = AlertOutage, Notice, e.Down, a.downSince(e.Down)
		case e.Outage == OutageSudden && sit.IncidentOf(e.Name) == nil: // its incident is about to open
			alert.Kind, alert.Severity, alert.Hosts, alert.Since = AlertNoHealthy, Alarm, e.Down, a.downSince(e.Down)
		default:
			continue
		}
		list = append(list, alert)
	}
	return list
}

// downSince is since when the last of the hosts is down.
func (a *assessor) downSince(hosts []string) time.Time {
	var since time.Time
	for _, name := range hosts {
		since = later(since, lastChange(a.s.Host(name), Down))
	}
	return since
}

// Severity is how much a failover under way asks for.
func (f *FailoverView) Severity() Severity {
	if f.Timing == TimingTooLate || f.Timing == TimingMissed || f.Overdue > time.Minute {
		return Alarm
	}
	return Caution
}

// aboutHosts: hosts in trouble that no open incident is about, one alert for an
// environment, and the witnesses.
func (a *assessor) aboutHosts(sit *Situation) []Alert {
	var list []Alert
	for i := range sit.Hosts {
		v, plan := &sit.Hosts[i], &a.s.Plan.Hosts[i]
		if v.Condition == HostStepFailed {
			list = append(list, a.failedStep(plan, a.s.Hosts.At(i)))
			continue
		}
		if !v.InTrouble() {
			continue
		}
		if inc := sit.IncidentOf(plan.Environment); inc != nil && slices.Contains(inc.Hosts, plan.Name) {
			continue
		}
		at := slices.IndexFunc(list, func(x Alert) bool { return x.Kind == AlertHosts && x.Environment == plan.Environment })
		if at < 0 {
			at, list = len(list), append(list, Alert{Kind: AlertHosts, Environment: plan.Environment})
		}
		alert := &list[at]
		alert.Severity, alert.Since = max(alert.Severity, v.Severity), earlier(alert.Since, v.Since)
		alert.Hosts, alert.Count = append(alert.Hosts, plan.Name), alert.Count+1
	}
	for _, w := range a.s.Witnesses {
		if w.State == Down {
			list = append(list, Alert{Kind: AlertWitness, Severity: Caution, Since: w.Since, Name: w.Check})
		}
	}
	return list
}

// failedStep is about the step that a host is at.
func (a *assessor) failedStep(plan *Host, h *HostState) Alert {
	n := h.Current()
	step, _ := a.s.Plan.Step(h.Name, n)
	return Alert{
		Kind: AlertStep, Severity: Caution, Since: h.Steps[n].Ended, Environment: plan.Environment,
		Hosts: []string{h.Name}, Name: step.Title, Count: n + 1,
	}
}

// aboutChange: what people decided, or owe.
func (a *assessor) aboutChange(sit *Situation) []Alert {
	var list []Alert
	ofWindow := func(x IncidentView) bool { return x.OfWindow() }
	if sit.Window == WindowOver && !slices.ContainsFunc(sit.Incidents, ofWindow) {
		list = append(list, Alert{Kind: AlertWindow, Severity: Caution, Since: a.s.Window().End})
	}
	if n := len(sit.Unsigned); n > 0 {
		first := sit.Unsigned[0]
		list = append(list, Alert{Kind: AlertUnsigned, Severity: Alarm, Since: first.At.Time, Name: first.What, Count: n})
	}
	list = append(list, a.aboutPilots()...)
	if h := sit.Hold; h != nil {
		list = append(list, Alert{Kind: AlertHold, Severity: Caution, Since: h.Since, Name: h.By})
	}
	return list
}

// aboutPlan: how the night departs from what was planned and rehearsed.
func (a *assessor) aboutPlan(sit *Situation) []Alert {
	var list []Alert
	if d := a.s.Draft; d != nil && sit.Standing == ChangeIsOpen && !a.s.Follows(d.Digest) {
		list = append(list, Alert{Kind: AlertDraft, Severity: Caution, Since: d.At.Time, Name: PlanDeviation(d.Digest)})
	}
	var untested []string
	for i := range sit.Hosts {
		if sit.Hosts[i].Untested {
			untested = append(untested, a.s.Plan.Hosts[i].Name)
		}
	}
	if n := len(untested); n > 0 {
		list = append(list, Alert{Kind: AlertUntested, Severity: Notice, Hosts: untested, Count: n})
	}
	if n := len(a.s.Deviations); n > 0 {
		last := a.s.Deviations[n-1]
		list = append(list, Alert{Kind: AlertDeviation, Severity: Notice, Since: last.At.Time, Name: last.What, Count: n})
	}
	if r := a.s.Rehearsed; r != nil && !r.Of(a.s.Plan) && !a.s.Rehearsal {
		list = append(list, Alert{Kind: AlertUnrehearsed, Severity: Notice, Since: r.At.Time})
	}
	return list
}
