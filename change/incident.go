package change

import (
	"maps"
	"slices"
	"time"
)

// How often an incident may demand attention. The first two follow PagerDuty and
// incident.io.
const (
	// ReraiseAfter is when an alert that nobody acknowledged is raised again.
	ReraiseAfter = 2 * time.Minute
	// AckLease is how long an acknowledgement keeps an incident quiet.
	AckLease = 10 * time.Minute
	// ReopenWithin: a host that fails again this soon after its incident was
	// resolved reopens that incident instead of opening another one.
	ReopenWithin = 30 * time.Minute
)

// IncidentKind is what an incident is about.
type IncidentKind string

const (
	// IncidentOfHosts is about hosts that are late or otherwise in trouble.
	IncidentOfHosts IncidentKind = ""
	// IncidentOfWindow is about a window that ended with work unfinished.
	IncidentOfWindow IncidentKind = "window"
)

// Incident is what opens when a host is late. Late hosts of one environment share
// one.
//
// What always holds: an ID is never used twice. Hosts only grows. Resolved is
// zero while the incident is open, and again once it is reopened, which starts
// its ladder anew. Rungs has each rung once, the latest to come due last. Actions
// has an entry only for obligations that somebody, or the cockpit itself, has
// acted on; all others are open. AckedBy and AckedUntil are set and cleared
// together, and a new obligation clears them.
type Incident struct {
	ID, Environment  string
	Kind             IncidentKind
	Hosts            []string
	Opened, Resolved time.Time
	Rungs            []RungState
	Actions          map[ActionKind]Action
	// AckedBy acknowledged the incident, which keeps it quiet until AckedUntil.
	AckedBy    string
	AckedUntil time.Time
	// Raised is when it last demanded attention. Reraised: that was a repetition,
	// because nobody acknowledged it or the acknowledgement ran out.
	Raised   time.Time
	Reraised bool
}

// RungState is a rung that has come due.
type RungState struct {
	At   time.Time
	Host string
	RungData
}

// Raises lists the kinds of the obligations that came due with the rung.
func (r RungState) Raises() []ActionKind {
	if r.Action == "" {
		return r.Also
	}
	return append([]ActionKind{r.Action}, r.Also...)
}

// Rung returns the rung with that name, if it has come due.
func (i *Incident) Rung(name RungName) (RungState, bool) {
	return i.find(func(r RungState) bool { return r.Rung == name })
}

// Raising returns the rung that raised an action, if it has come due.
func (i *Incident) Raising(action ActionKind) (RungState, bool) {
	return i.find(func(r RungState) bool { return slices.Contains(r.Raises(), action) })
}

func (i *Incident) find(is func(RungState) bool) (RungState, bool) {
	at := slices.IndexFunc(i.Rungs, is)
	if at < 0 {
		return RungState{}, false
	}
	return i.Rungs[at], true
}

// Open reports whether the incident is not resolved.
func (i *Incident) Open() bool { return i.Resolved.IsZero() }

// Due lists the kinds of all actions that have come due, the oldest first.
func (i *Incident) Due() []ActionKind {
	var kinds []ActionKind
	for _, r := range i.Rungs {
		for _, kind := range r.Raises() {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// Pending lists the kinds of the actions that are due and need somebody now:
// nobody has done them or has them in hand. Oldest first. What somebody began
// before it was due, as a call that was not answered, needs somebody like any other.
func (i *Incident) Pending(now time.Time) []ActionKind {
	kinds := i.Due()
	for _, kind := range slices.Sorted(maps.Keys(i.Actions)) {
		if i.Actions[kind].State != ActionOpen && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return slices.DeleteFunc(kinds, func(kind ActionKind) bool { return !i.Actions[kind].waits(now) })
}

// Undone lists the kinds of the actions that are due and not finished.
func (i *Incident) Undone() []ActionKind {
	return slices.DeleteFunc(i.Due(), func(kind ActionKind) bool { return i.Actions[kind].fulfilled() })
}

// owes reports whether anything is due, or needs somebody.
func (i *Incident) owes(now time.Time) bool { return len(i.Undone())+len(i.Pending(now)) > 0 }

// fulfilled reports whether the obligation is met: the action is done, or the
// other side was reached and nothing further was agreed. A call for help is not
// met by reaching somebody: Next then holds when to ask what came of it.
func (a Action) fulfilled() bool {
	return a.State == ActionIsDone || a.State == ActionIsReached && a.Next().IsZero()
}

// Urgent is the kind of the action to deal with first: the failover once its last
// safe moment is near; otherwise the pending action of the lowest rank, and then
// one that is in hand but not done. Empty: there is none.
func (s *State) Urgent(inc *Incident, now time.Time) ActionKind {
	if s.pressing(inc, now) {
		return ActionFailover
	}
	pending := inc.Pending(now)
	if len(pending) > 0 {
		return slices.MinFunc(pending, func(a, b ActionKind) int { return inc.rank(a) - inc.rank(b) })
	}
	if undone := inc.Undone(); len(undone) > 0 {
		return undone[0]
	}
	return ""
}

// rank orders pending actions; equal ranks keep the order of their rungs. That
// nothing serves the users any more comes before everything else. Stopping the
// remaining hosts comes next: it is cheap, and everything else builds on it. To
// find who decides while there is time to decide comes before any other call.
func (i *Incident) rank(kind ActionKind) int {
	r, _ := i.Raising(kind)
	switch {
	case kind == ActionNoSide:
		return -3
	case kind == ActionStop:
		return -2 // contain first
	case kind == ActionNoHealthy, kind == ActionDeadline:
		return -1
	case r.Action != kind:
		return 2 // it only accompanies another action
	case i.Actions[kind].State == ActionIsUnanswered, i.Actions[kind].Why == AgainHelp:
		return 1 // somebody has tried it already
	}
	return 0
}

// urgency orders incidents that demand attention: first the one whose last safe
// moment is near, then the more severe, then the one that has waited longer.
func (s *State) urgency(inc *Incident, now time.Time) int {
	u := int(s.serviceOf(inc))
	if !inc.OfWindow() {
		u += 4
		if s.pressing(inc, now) {
			u += 8
		}
	}
	return u
}

// pressing reports whether a failover that waits for its decision cannot wait behind
// other actions: its last safe moment is so near that whoever decides must be found.
func (s *State) pressing(inc *Incident, now time.Time) bool {
	lastSafe, ok := s.LastSafeFailover(inc.Environment)
	return ok && !now.Before(lastSafe.Add(-DeadlineNotice)) && slices.Contains(inc.Pending(now), ActionFailover)
}

// Asks reports whether the incident demands attention now: an action is pending
// and no acknowledgement keeps it quiet.
func (i *Incident) Asks(now time.Time) bool {
	return i.Open() && len(i.Pending(now)) > 0 && !now.Before(i.AckedUntil)
}

// applyRung adds a rung that came due. One that comes due again, such as the next
// update for the business, replaces its earlier self, and what was done then does
// not count for this one.
func (i *Incident) applyRung(r RungState) {
	others := slices.DeleteFunc(slices.Clone(i.Rungs), func(old RungState) bool { return old.Rung == r.Rung })
	again := len(others) < len(i.Rungs)
	i.Rungs = slices.Concat(others, []RungState{r})
	kinds := r.Raises()
	if len(kinds) == 0 {
		return
	}
	if again {
		i.Actions = maps.Clone(i.Actions)
		maps.DeleteFunc(i.Actions, func(kind ActionKind, _ Action) bool { return slices.Contains(kinds, kind) })
	}
	// A new obligation demands attention whatever was acknowledged before.
	i.AckedBy, i.AckedUntil = "", time.Time{}
	i.Raised, i.Reraised = r.At, false
}
