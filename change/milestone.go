package change

import (
	"slices"
	"time"
)

// MilestoneKind says what happens at a moment that people reckon with.
type MilestoneKind uint8

// The kinds of milestones.
const (
	WindowOpens   MilestoneKind = iota + 1
	LastStart                   // the next host can start no later
	LastSafe                    // the failover of an environment can begin no later
	DeadlineComes               // a business moment that must be met
	WindowEnds
	FailoverEnds // the failover under way ought to be over
	NextUpdate   // the business is owed news
	NextRung     // the ladder asks for the next action
	CallBack     // somebody promised to call
	LeaseEnds    // who took a duty is asked what came of it, or a NO-GO is looked at anew
)

// Milestone is a moment that people reckon with: ahead, or past.
type Milestone struct {
	Kind MilestoneKind
	At   time.Time
	// Past: it has come. What is past is never counted down to.
	Past bool
	// Host, Environment, Standby, Name, Incident and Action say what it is of,
	// as far as its kind has them.
	Host, Environment, Standby, Name, Incident string
	// Other is the host whose limit a last start is, if that is another one.
	Other  string
	Action ActionKind
}

// Left is how long until a milestone, or since it.
func (m Milestone) Left(now time.Time) time.Duration { return m.At.Sub(now).Abs() }

// StartView is the next host that waits, and by when it must start.
type StartView struct {
	Host string
	// By is the latest instant that meets every limit. Other is the host whose limit that
	// is, if it is another one, as in waves one that starts beside it or after it may be.
	By    time.Time
	Other string
	// Limited: something sets a limit. Over: that is past.
	Limited, Over bool
	// Barred: a hold, a failover or an open incident forbids any start, so that
	// a time to start by would invite what they forbid.
	Barred bool
}

// start is about the next host in the order that waits; nil where none does.
func (a *assessor) start() *StartView {
	next := a.s.nextHost()
	if next == nil || !a.s.Open() {
		return nil
	}
	st := &StartView{Host: next.Name, Barred: a.s.Hold != nil || a.s.FailoverUnderWay() != nil || a.s.anyOpen()}
	st.By, st.Other, st.Limited = a.s.lastStart(next)
	if a.s.standsIn(next.Environment) {
		st.Limited, st.Barred = false, true // nothing serves while it is away: no time is one to start by
	}
	st.Over = st.Limited && a.now.After(st.By)
	return st
}

// standsIn reports whether an environment serves for one that has failed over to it.
func (s *State) standsIn(environment string) bool {
	return slices.ContainsFunc(s.Plan.Environments, func(e Environment) bool { return e.Standby == environment && s.FailedOver(e.Name) })
}

// anyOpen reports whether any incident is open.
func (s *State) anyOpen() bool {
	return slices.ContainsFunc(s.Incidents, func(inc Incident) bool { return inc.Open() })
}

// milestones are all moments that people reckon with, the earliest first; none
// once the change is closed.
func (a *assessor) milestones(sit *Situation) []Milestone {
	if sit.Standing == ChangeIsClosed {
		return nil
	}
	var list []Milestone
	add := func(m Milestone) {
		if !m.At.IsZero() {
			m.Past = !a.now.Before(m.At)
			list = append(list, m)
		}
	}
	if a.now.Before(a.s.Window().Start) {
		add(Milestone{Kind: WindowOpens, At: a.s.Window().Start})
	}
	if st := sit.Start; st != nil && st.Limited {
		add(Milestone{Kind: LastStart, At: st.By, Host: st.Host, Other: st.Other})
	}
	for i := range sit.Environments {
		add(sit.Environments[i].Failover.milestone())
	}
	for _, d := range a.s.Deadlines() {
		add(Milestone{Kind: DeadlineComes, At: d.At, Name: d.Name})
	}
	add(Milestone{Kind: WindowEnds, At: a.s.Window().End})
	for i := range sit.Incidents {
		for _, m := range a.asked(&sit.Incidents[i]) {
			add(m)
		}
	}
	slices.SortStableFunc(list, func(x, y Milestone) int { return x.At.Compare(y.At) })
	return list
}

// milestone is the end of a failover under way, or else the last moment at
// which one can begin.
func (f *FailoverView) milestone() Milestone {
	m := Milestone{Environment: f.Environment, Standby: f.Standby}
	switch f.State {
	case FailoverPossible, FailoverNoTarget:
		m.Kind, m.At = LastSafe, f.LastSafe
	case FailoverRunning:
		m.Kind, m.At = FailoverEnds, f.Ends.Add(-f.Overdue)
		if f.Ends.IsZero() {
			m.At = f.Ends
		}
	}
	return m
}

// asked are the moments at which an incident will ask for something.
func (a *assessor) asked(inc *IncidentView) []Milestone {
	var list []Milestone
	if at := a.nextUpdate(inc.Incident); !at.IsZero() {
		list = append(list, Milestone{Kind: NextUpdate, At: at, Incident: inc.ID})
	}
	for i := range inc.Duties {
		d := &inc.Duties[i]
		m := Milestone{Incident: inc.ID, Action: d.Kind, At: d.Action.Next()}
		switch d.State {
		case DutyUpcoming:
			m.Kind, m.At = NextRung, d.Ahead
		case DutyPromised:
			m.Kind = CallBack
		case DutyTaken, DutyReached, DutyReview, DutyUnanswered:
			m.Kind = LeaseEnds
		default:
			continue
		}
		list = append(list, m)
	}
	return list
}

// nextUpdate is when the next message to the business is owed: from the first
// one on, each time anew. Zero: none was sent yet.
func (a *assessor) nextUpdate(inc *Incident) time.Time {
	if slices.Contains(inc.Pending(a.now), ActionUpdate) {
		r, _ := inc.Raising(ActionUpdate)
		return r.Due
	}
	if told := inc.told(); !told.IsZero() {
		return told.Add(UpdateEvery)
	}
	return time.Time{}
}

// told is when the business was last spoken to about the incident.
func (i *Incident) told() time.Time {
	return later(i.Actions[ActionBusiness].Told, i.Actions[ActionUpdate].Told)
}

// FirstOf is the first milestone of these kinds that is ahead; false: there is none.
func (s *Situation) FirstOf(kinds ...MilestoneKind) (Milestone, bool) {
	for _, m := range s.Milestones {
		if slices.Contains(kinds, m.Kind) && !m.Past {
			return m, true
		}
	}
	return Milestone{}, false
}

// Next is the first milestone of that kind; false: there is none.
func (s *Situation) Next(kind MilestoneKind) (Milestone, bool) {
	for _, m := range s.Milestones {
		if m.Kind == kind {
			return m, true
		}
	}
	return Milestone{}, false
}
