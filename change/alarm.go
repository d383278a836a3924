package change

import (
	"slices"
	"time"
)

// The rungs beside the ladder: what is wrong for another reason than that a
// reboot takes long. Each raises an obligation of its own name.
const (
	// RungDead means that no signal of a host answers, and has not since the
	// change was opened. RungPartLost means that some signals of a host do not
	// answer that nobody is working on.
	RungDead     RungName = "dead"
	RungPartLost RungName = "part-lost"
	// RungUnplanned means that a host went away that nobody was working on.
	RungUnplanned RungName = "unplanned"
	// RungStandby is the same for a host of the environment that has to take
	// over from the one that is being worked on.
	RungStandby RungName = "standby-lost"
	// RungNeverLeft means that the reboot did not take: it still answers.
	RungNeverLeft RungName = "never-left"
	// RungNotListening means that it answers, but not on every signal, for
	// long: Windows is configuring updates, or a service does not come up.
	RungNotListening RungName = "not-listening"
	// RungBootLoop means that it went down more often than it should.
	RungBootLoop RungName = "boot-loop"
	// RungWrongMachine means that another computer answers in its place.
	RungWrongMachine RungName = "wrong-machine"
	// RungAttempt means that the time given to a recovery attempt is over.
	RungAttempt RungName = "attempt"
	// RungNoHealthy means that an environment has no healthy host left.
	RungNoHealthy RungName = "no-healthy-host"
	// RungNoSide means the same, and that its standby has none either.
	RungNoSide RungName = "no-safe-side"
	// RungDeadline means that the last safe moment is near.
	RungDeadline RungName = "deadline"
	// RungWindow means that the window is over and hosts are not finished.
	RungWindow RungName = "window"
	// RungUpdate is the next message to the business owner.
	RungUpdate RungName = "update"
)

// The actions of rungs beside the ladder that a rule or a message asks for by name.
const (
	ActionNoHealthy = ActionKind(RungNoHealthy)
	ActionNoSide    = ActionKind(RungNoSide)
	ActionDeadline  = ActionKind(RungDeadline)
	ActionWindow    = ActionKind(RungWindow)
	ActionUpdate    = ActionKind(RungUpdate)
)

const (
	// UpdateEvery is the time between two messages to the business owner.
	UpdateEvery = 20 * time.Minute
	// DeadlineNotice is how long before the last safe moment whoever decides
	// is to be found.
	DeadlineNotice = 30 * time.Minute
)

// besideLadder reports whether a rung stands beside the ladder. Its action has
// the same name.
func besideLadder(rung RungName) bool {
	switch rung {
	case RungDead, RungPartLost, RungUnplanned, RungStandby, RungNeverLeft, RungNotListening, RungBootLoop, RungWrongMachine,
		RungAttempt, RungNoHealthy, RungNoSide, RungDeadline, RungWindow, RungUpdate:
		return true
	}
	return false
}

// besideContact is the kind of the action whose contact a rung beside the ladder calls.
func besideContact(rung RungName) ActionKind {
	switch rung {
	case RungUpdate, RungNoHealthy, RungNoSide:
		return ActionBusiness
	case RungDeadline, RungWindow:
		return ActionFailover
	}
	return ""
}

// alarm is a rung beside the ladder that is due for a host, and since when.
type alarm struct {
	host string
	rung RungName
	due  time.Time
}

// addAlarms adds the rungs beside the ladder that are due for a host. A loss that
// nobody planned raises the given one: see lossRung.
func (s *State) addAlarms(due []alarm, plan *Host, h *HostState, now time.Time, loss RungName) []alarm {
	add := func(is bool, rung RungName, at time.Time) {
		if is && !now.Before(at) {
			due = append(due, alarm{h.Name, rung, at})
		}
	}
	add(h.Stranger != "", RungWrongMachine, h.StrangerAt)
	if !h.Rebooting() {
		if a, is := s.amiss(plan, h); is && !h.GivenUp() && h.Work != Started {
			add(a.dead, RungDead, a.due)
			add(!a.dead, RungPartLost, a.due)
		}
		return due
	}
	r := h.Reboot
	add(r.Unplanned, loss, r.Requested)
	add(r.NeverLeft(plan.Reboot), RungNeverLeft, r.Stayed)
	add(r.Phase == Answering, RungNotListening, r.Since.Add(plan.Reboot.Expected/2))
	since, loops := r.loops(h, plan.Reboot)
	add(loops, RungBootLoop, since)
	return due
}

// incidentAlarms lists the rungs beside the ladder that are due for an incident
// as a whole, and for the attempts to end it.
func (s *State) incidentAlarms(inc *Incident, now time.Time) []alarm {
	if inc.OfWindow() {
		return []alarm{{rung: RungWindow, due: s.Window().End}}
	}
	var due []alarm
	for _, name := range inc.Hosts {
		if h := s.Host(name); h != nil && h.Rebooting() {
			for _, r := range h.Recoveries {
				if r.Overdue(now) {
					due = append(due, alarm{name, RungAttempt, r.Until})
				}
			}
		}
	}
	switch s.serviceOf(inc) {
	case NoSide:
		due = append(due, alarm{rung: RungNoSide, due: now})
	case NoHealthy:
		if s.Plan.Environment(inc.Environment).MinHealthy > 0 { // a single host is planned to be away
			due = append(due, alarm{rung: RungNoHealthy, due: now})
		}
	case Serves:
	}
	if at, near := s.nearDeadline(inc, now); near {
		due = append(due, alarm{rung: RungDeadline, due: at})
	}
	return due
}

// nearDeadline reports whether the last safe moment of an incident is near and
// nobody has been asked yet to decide.
func (s *State) nearDeadline(inc *Incident, now time.Time) (time.Time, bool) {
	lastSafe, ok := s.LastSafeFailover(inc.Environment)
	_, asked := inc.Raising(ActionFailover)
	decided := s.Decided(inc.Environment, inc.Opened) || inc.Actions[ActionFailover].State == ActionIsDone
	at := later(lastSafe.Add(-DeadlineNotice), inc.Opened)
	if !ok || decided || !now.Before(lastSafe) || now.Before(at) || !asked && s.failoverDue(inc, now) {
		return time.Time{}, false
	}
	return at, true
}

// failoverDue reports whether the ladder of a host asks for the failover by now.
func (s *State) failoverDue(inc *Incident, now time.Time) bool {
	return slices.ContainsFunc(inc.Hosts, func(name string) bool {
		plan, h := s.Plan.Host(name), s.Host(name)
		if plan == nil || !h.Rebooting() {
			return false
		}
		i := slices.IndexFunc(plan.Ladder, func(r Rung) bool { return r.Action == ActionFailover })
		if i < 0 {
			return false
		}
		due, _ := s.RungDue(plan, h.Reboot, i)
		return s.comes(inc, plan, h, plan.Ladder[i]) && !now.Before(due)
	})
}

// sameCause: a lost host is the same loss whether or not it backs up a side
// that is being worked on.
func sameCause(a, b RungName) bool {
	lost := []RungName{RungUnplanned, RungStandby}
	return a == b || slices.Contains(lost, a) && slices.Contains(lost, b)
}

// everyAlarm lists what is due beside the ladder for an incident and its hosts, each
// rung for the first of its hosts: it is raised once, see raised.
func (s *State) everyAlarm(inc *Incident, now time.Time) []alarm {
	var all []alarm
	if !inc.OfWindow() {
		loss := s.lossRung(inc.Environment)
		for _, name := range inc.Hosts {
			i := s.Plan.place(name)
			if i < 0 {
				continue
			}
			n := len(all)
			all = s.addAlarms(all, &s.Plan.Hosts[i], s.Hosts.At(i), now, loss)
			for _, a := range all[n:] {
				if all = all[:n]; !slices.ContainsFunc(all, func(b alarm) bool { return b.rung == a.rung }) {
					all = append(all, a)
					n++
				}
			}
		}
	}
	return append(all, s.incidentAlarms(inc, now)...)
}

// serves reports whether a host that was told to reboot has not begun to, or is
// back and has to do so once more: it answers as before, so nobody needs to be
// told to switch.
func (h *HostState) serves(plan *Host) bool {
	usable, up := h.count()
	return h.Reboot != nil && (h.Reboot.Phase == Requested || h.BetweenReboots(plan)) && usable > 0 && up == usable
}

// lossRung is the rung that the loss of a host of an environment raises.
func (s *State) lossRung(environment string) RungName {
	if s.backsUp(environment) {
		return RungStandby
	}
	return RungUnplanned
}

// backsUp reports whether an environment is the standby of one that is being
// worked on right now.
func (s *State) backsUp(environment string) bool {
	return slices.ContainsFunc(s.Plan.leansOn(environment), s.worksOn)
}

// worksOn reports whether any host of an environment is being worked on.
func (s *State) worksOn(environment string) bool {
	return slices.ContainsFunc(s.Plan.in(environment), func(i int) bool { return s.Hosts.At(i).Work == Started })
}
