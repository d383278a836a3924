package change

import "time"

// Standing is where a change stands.
type Standing uint8

// The standings of a change.
const (
	ChangeIsNew Standing = iota // its opening is not journaled
	ChangeIsOpen
	ChangeIsClosed
)

// WindowState is where the approved window stands.
type WindowState uint8

// The states of the window.
const (
	WindowNone  WindowState = iota // the plan has none, or the change is closed
	WindowAhead                    // it has not begun
	WindowOpen
	WindowOver
)

// Situation is what a snapshot means at one instant: what is worst and since
// when, what is due, what comes and when, what is held and by whom. Assess
// computes it once. Every face draws it, and none weighs for itself, so that
// board, wall, status, handover, report and messages say the same of one fact.
//
// It holds values and no words, is not changed once it is made, and must not
// be changed by those who draw it.
type Situation struct {
	// Now is the instant of the change that it is about.
	Now      time.Time
	Standing Standing
	// Severity is that of the gravest alert.
	Severity Severity
	// Alerts are in the order in which people must know them.
	Alerts []Alert
	// Watched: somebody observes the hosts and can see, so that what is said of
	// them is the present.
	Watched bool
	// Hosts has the view of each host, by its place in the plan.
	Hosts []HostView
	// Done counts the hosts that are finished, Working those at work. Begun: the
	// work on some host has begun.
	Done, Working int
	Begun         bool
	// Environments are those of the plan, then those that only hosts name.
	Environments []EnvironmentView
	// Waves are those of a plan that has waves, in their order.
	Waves []WaveView
	// Incidents are the open ones, the oldest first.
	Incidents []IncidentView
	// Pending counts the duties that wait for somebody, of all incidents.
	Pending int
	// Advice is the one thing to do now.
	Advice Advice
	// Hold is set while nothing may start.
	Hold *Hold
	// Start is the next host that waits; nil: none does.
	Start *StartView
	// Window is where the approved window stands; WindowLeft is how long until
	// it opens or ends, or since it ended.
	Window     WindowState
	WindowLeft time.Duration
	// Deadline is the moment that must be met; its zero value: none, or closed.
	Deadline Deadline
	// Milestones are the moments that people reckon with, the earliest first.
	Milestones []Milestone
	// Unsigned are the deviations without their second name.
	Unsigned []Deviation
	// LeftOpen is what the change leaves undone, or would if it were closed now.
	LeftOpen []Statement
	// AllClear lists who is to be told that an incident is over.
	AllClear []Duty
	// Untold are the attempts that are over and whose outcome nobody has told.
	Untold []Attempt
}

// Assess weighs a snapshot, once for all faces. Now is the instant of the
// change, wall the time on the wall, by which the age of a snapshot is told.
func Assess(snap *Snapshot, now, wall time.Time) *Situation { return AssessFor(snap, "", now, wall) }

// AssessFor does so for the screen of one person: the advice is theirs (see NextFor),
// and everything else is the same. No name: of nobody, as on a wall.
func AssessFor(snap *Snapshot, who string, now, wall time.Time) *Situation {
	a := assessor{s: snap.State, snap: snap, who: who, now: now, wall: wall}
	sit := &Situation{Now: now, Standing: snap.State.standing(), Watched: snap.watched(), Advice: a.advice()}
	sit.Hosts = a.hosts()
	sit.Environments = a.environments(sit.Hosts)
	sit.Waves = a.waves()
	sit.Incidents = a.incidents(sit.Hosts)
	for i := range sit.Incidents {
		sit.Pending += sit.Incidents[i].Pending()
	}
	for i := range a.s.Hosts.Len() {
		work := a.s.Hosts.At(i).Work
		sit.Begun = sit.Begun || work != Waiting
		switch work {
		case FinishedOK:
			sit.Done++
		case Started:
			sit.Working++
		}
	}
	for i := range sit.Environments {
		e := &sit.Environments[i]
		e.Failover = a.failover(e)
		e.Failover.Needed = e.Late+e.Lost > 0 || sit.IncidentOf(e.Name) != nil
	}
	a.frame(sit)
	sit.LeftOpen = a.s.LeftOpen()
	sit.Milestones = a.milestones(sit)
	sit.Alerts = a.alerts(sit)
	for _, alert := range sit.Alerts {
		sit.Severity = max(sit.Severity, alert.Severity)
	}
	return sit
}

// assessor weighs one snapshot.
type assessor struct {
	s         *State
	snap      *Snapshot
	who       string
	now, wall time.Time
}

// advice is the one thing to do. While nobody watches the hosts only what does
// not follow from them can be told.
func (a *assessor) advice() Advice {
	next := NextFor(a.s, a.who, a.now)
	if a.snap.Unwatched.Said() && a.s.Open() && next.Kind != AdviseFailover && next.Kind != AdviseAction {
		return Advice{Kind: AdviseWatch, Host: next.Host, Incident: next.Incident}
	}
	return next
}

// frame is what bounds the change: its window, its deadline, what is held.
func (a *assessor) frame(sit *Situation) {
	if sit.Standing == ChangeIsClosed {
		return // nothing counts down any more
	}
	sit.Window, sit.WindowLeft = a.window()
	sit.Deadline = a.s.Deadline()
	if sit.Standing == ChangeIsOpen {
		sit.Hold, sit.Start = a.s.Hold, a.start()
		sit.Unsigned, sit.AllClear, sit.Untold = a.s.Unsigned(), a.allClear(), a.untold()
	}
}

func (a *assessor) window() (WindowState, time.Duration) {
	switch w := a.s.Window(); {
	case w.End.IsZero():
		return WindowNone, 0
	case a.now.Before(w.Start):
		return WindowAhead, w.Start.Sub(a.now)
	case a.now.Before(w.End):
		return WindowOpen, w.End.Sub(a.now)
	default:
		return WindowOver, a.now.Sub(w.End)
	}
}

// untold lists the attempts that are over and whose outcome nobody has told.
func (a *assessor) untold() []Attempt {
	var list []Attempt
	for i := range a.s.Hosts.Len() {
		h := a.s.Hosts.At(i)
		for _, r := range h.Recoveries {
			if h.OutcomeOf(r) == OutcomeUntold {
				list = append(list, Attempt{Host: h.Name, Recovery: r})
			}
		}
	}
	return list
}

// allClear lists who was drawn into an incident that is over and has not been
// told so: the action is marked done once that has happened.
func (a *assessor) allClear() []Duty {
	var list []Duty
	for i := range a.s.Incidents {
		inc := &a.s.Incidents[i]
		if inc.Open() {
			continue
		}
		for _, kind := range inc.Due() {
			act := inc.Actions[kind]
			contact, known := a.s.Contact(inc, kind)
			drawn := act.State == ActionIsReached || act.State == ActionIsTaken || act.Tries > 0
			if known && drawn && act.State != ActionIsDone {
				list = append(list, Duty{Incident: inc.ID, Kind: kind, State: act.duty(a.now), Action: act, Contact: contact})
			}
		}
	}
	return list
}

// standing is where the change stands.
func (s *State) standing() Standing {
	switch {
	case !s.Closed.IsZero():
		return ChangeIsClosed
	case s.Opened.IsZero():
		return ChangeIsNew
	}
	return ChangeIsOpen
}

// NeedsAttention reports whether a person has to look: the change is open and
// something is abnormal. `status` and `run` exit with 1 by this and by nothing
// else, and so they do exactly where a face is lit.
func (s *Situation) NeedsAttention() bool {
	return s.Standing == ChangeIsOpen && s.Severity >= Caution
}

// Worst is the gravest alert; false: there is none.
func (s *Situation) Worst() (Alert, bool) {
	if len(s.Alerts) == 0 {
		return Alert{}, false
	}
	return s.Alerts[0], true
}

// Incident is the view of an open incident, nil if none has that id.
func (s *Situation) Incident(id string) *IncidentView {
	for i := range s.Incidents {
		if s.Incidents[i].ID == id {
			return &s.Incidents[i]
		}
	}
	return nil
}

// IncidentOf is the view of the open incident of an environment.
func (s *Situation) IncidentOf(environment string) *IncidentView {
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Environment == environment && !inc.OfWindow() {
			return inc
		}
	}
	return nil
}

// Failover is the failover that a face shows beside the deadline: that of the
// given environment where it has one, else one under way, else one that may be
// needed, the one that must be decided first before others. Nil: there is none.
func (s *Situation) Failover(environment string) *FailoverView {
	var first *FailoverView
	for i := range s.Environments {
		f := &s.Environments[i].Failover
		if !f.open() {
			continue
		}
		if f.Environment == environment {
			return f
		}
		if first == nil || f.before(first) {
			first = f
		}
	}
	return first
}

// RunningFailover is the failover under way, nil if there is none.
func (s *Situation) RunningFailover() *FailoverView {
	for i := range s.Environments {
		if f := &s.Environments[i].Failover; f.State == FailoverRunning {
			return f
		}
	}
	return nil
}

// open reports whether there is anything left to decide or to wait for.
func (f *FailoverView) open() bool {
	return f.State == FailoverRunning || (f.State == FailoverPossible || f.State == FailoverNoTarget) && !f.LastSafe.IsZero()
}

func (f *FailoverView) before(g *FailoverView) bool {
	if (f.State == FailoverRunning) != (g.State == FailoverRunning) {
		return f.State == FailoverRunning
	}
	if f.Needed != g.Needed {
		return f.Needed
	}
	return f.LastSafe.Before(g.LastSafe)
}

// WorstReboot is the host whose reboot is furthest over its norm, or nearest to
// it, by its place in the plan. One that has only to hold comes after all
// others. False: no reboot is under way.
func (s *Situation) WorstReboot() (place int, ok bool) {
	var most time.Duration
	held := false
	for i := range s.Hosts {
		v := &s.Hosts[i]
		if !v.Clock.Runs() && !v.Settling {
			continue
		}
		over := v.Clock.For - v.Clock.Norm
		if !ok || held && !v.Settling || held == v.Settling && over > most {
			place, most, held, ok = i, over, v.Settling, true
		}
	}
	return place, ok
}
