package change

import (
	"maps"
	"slices"
	"time"
)

// Timing of attention (PagerDuty and incident.io have the first two ideas).
const (
	// ReraiseAfter: what nobody acknowledged is raised once more.
	ReraiseAfter = 2 * time.Minute
	// AckLease is how long an acknowledgement keeps an incident quiet.
	AckLease = 10 * time.Minute
	// ReopenWithin: a host that falls again so soon after its incident was
	// resolved opens that incident again instead of another one.
	ReopenWithin = 30 * time.Minute
)

// IncidentKind is what an incident is about.
type IncidentKind string

const (
	// IncidentOfHosts is one of hosts that are late or in another trouble.
	IncidentOfHosts IncidentKind = ""
	// IncidentOfWindow is that of a window that ended with work unfinished.
	IncidentOfWindow IncidentKind = "window"
)

// Incident is what opens when a host is late. Late hosts of one environment
// share one.
type Incident struct {
	ID, Environment  string
	Kind             IncidentKind
	Hosts            []string
	Opened, Resolved time.Time
	Rungs            []RungState
	Actions          map[string]Action
	// AckedBy holds the incident quiet until AckedUntil.
	AckedBy    string
	AckedUntil time.Time
	// Raised is when it last asked for attention, Reraised that this was
	// the second time for the same rung.
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
func (r RungState) Raises() []string {
	if r.Action == "" {
		return r.Also
	}
	return append([]string{r.Action}, r.Also...)
}

// Rung returns the rung with that name, if it has come due.
func (i *Incident) Rung(name string) (RungState, bool) {
	return i.find(func(r RungState) bool { return r.Rung == name })
}

// Raising returns the rung that raised an action, if it has come due.
func (i *Incident) Raising(action string) (RungState, bool) {
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
func (i *Incident) Due() []string {
	var kinds []string
	for _, r := range i.Rungs {
		for _, kind := range r.Raises() {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// Pending lists the kinds of the actions that are due at an instant and that
// nobody has done or is at, the oldest first.
func (i *Incident) Pending(now time.Time) []string {
	return slices.DeleteFunc(i.Due(), func(kind string) bool { return !i.Actions[kind].waits(now) })
}

// Undone lists the kinds of the actions that are due and still owe something.
func (i *Incident) Undone() []string {
	return slices.DeleteFunc(i.Due(), func(kind string) bool { return i.Actions[kind].fulfilled() })
}

// fulfilled reports whether nothing is owed any more: it is done, or the other
// side was spoken to and nothing is to come of that. Of a call for help
// something is.
func (a Action) fulfilled() bool {
	return a.State == ActionIsDone || a.State == ActionIsReached && a.Next().IsZero()
}

// Urgent is the kind of the action to deal with first: the failover once its
// deadline has come, then what is due and nobody is at, the oldest first, then
// whom nobody could reach, then what comes along with a rung, then what is in
// hand and not done. Empty: nothing.
func (s *State) Urgent(inc *Incident, now time.Time) string {
	pending := inc.Pending(now)
	if slices.Contains(pending, RungFailover) && s.pressing(inc, now) {
		return RungFailover
	}
	if len(pending) > 0 {
		return slices.MinFunc(pending, func(a, b string) int { return inc.rank(a) - inc.rank(b) })
	}
	if undone := inc.Undone(); len(undone) > 0 {
		return undone[0]
	}
	return ""
}

// rank orders what is pending; what ranks the same stays in the order of its
// rungs. That nothing serves any more is told before all else. Stopping comes
// next: it is cheap, and all else follows.
func (i *Incident) rank(kind string) int {
	r, _ := i.Raising(kind)
	switch {
	case kind == RungNoSide:
		return -3
	case kind == RungStop:
		return -2 // contain first
	case kind == RungNoHealthy:
		return -1
	case r.Action != kind:
		return 2 // it comes along with another
	case i.Actions[kind].State == ActionIsUnanswered, i.Actions[kind].Why == AgainHelp:
		return 1 // somebody has been at it already
	}
	return 0
}

// urgency orders the incidents that ask for something: whose last safe moment is
// here, then the worse one, then the one that asks for longer.
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

// pressing reports whether the failover cannot wait behind other actions: the
// last safe moment is here.
func (s *State) pressing(inc *Incident, now time.Time) bool {
	lastSafe, ok := s.LastSafeFailover(inc.Environment)
	return ok && !now.Before(lastSafe)
}

// Asks reports whether the incident asks for attention now: an action is
// pending and no acknowledgement keeps it quiet.
func (i *Incident) Asks(now time.Time) bool {
	return i.Open() && len(i.Pending(now)) > 0 && !now.Before(i.AckedUntil)
}

// applyRung takes in a rung that came due. One that comes due again, as the
// update of the business does, takes the place of its older self, and what was
// done for that does not count for this.
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
		maps.DeleteFunc(i.Actions, func(kind string, _ Action) bool { return slices.Contains(kinds, kind) })
	}
	// A new obligation asks again, whatever was acknowledged before.
	i.AckedBy, i.AckedUntil = "", time.Time{}
	i.Raised, i.Reraised = r.At, false
}
