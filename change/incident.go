package change

import (
	"slices"
	"time"
)

// Timing of attention (PagerDuty and incident.io have the same two ideas).
const (
	// ReraiseAfter: what nobody acknowledged is raised once more.
	ReraiseAfter = 2 * time.Minute
	// AckLease is how long an acknowledgement keeps an incident quiet.
	AckLease = 10 * time.Minute
)

// Incident is what opens when a host is late. Late hosts of one environment
// share one.
type Incident struct {
	ID, Environment  string
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

// ActionState is how far an obligation has come.
type ActionState string

// The states of an action. The empty state is upcoming, or due once its rung is.
const (
	ActionOpen         ActionState = ""
	ActionIsTaken      ActionState = "taken"
	ActionIsReached    ActionState = "reached"
	ActionIsUnanswered ActionState = "no-answer"
	ActionIsDone       ActionState = "done"
)

// Action is one obligation of an incident.
type Action struct {
	Kind    string
	State   ActionState
	Owner   string
	At      time.Time
	Outcome string
}

// Rung returns the rung with that name, if it has come due.
func (i *Incident) Rung(name string) (RungState, bool) {
	return i.find(func(r RungState) bool { return r.Rung == name })
}

// Raising returns the rung that raised an action, if it has come due.
func (i *Incident) Raising(action string) (RungState, bool) {
	return i.find(func(r RungState) bool { return r.Action == action })
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

// Pending lists the kinds of the actions that are due and that nobody has
// done or is at, oldest first.
func (i *Incident) Pending() []string {
	var kinds []string
	for _, r := range i.Rungs {
		state := i.Actions[r.Action].State
		if r.Action != "" && (state == ActionOpen || state == ActionIsUnanswered) {
			kinds = append(kinds, r.Action)
		}
	}
	return kinds
}

// Undone lists the kinds of the actions that are due and not done.
func (i *Incident) Undone() []string {
	var kinds []string
	for _, r := range i.Rungs {
		if r.Action != "" && i.Actions[r.Action].State != ActionIsDone {
			kinds = append(kinds, r.Action)
		}
	}
	return kinds
}

// Urgent is the kind of the action to deal with first: the failover once its
// deadline has come, then what is due and nobody is at, the oldest first, then
// whom nobody could reach, then what is in hand and not done. Empty: nothing.
func (s *State) Urgent(inc *Incident, now time.Time) string {
	var first string
	for _, kind := range inc.Pending() {
		if kind == RungFailover && s.pressing(inc, now) {
			return kind
		}
		if first == "" || inc.Actions[first].State == ActionIsUnanswered && inc.Actions[kind].State == ActionOpen {
			first = kind
		}
	}
	if undone := inc.Undone(); first == "" && len(undone) > 0 {
		return undone[0]
	}
	return first
}

// pressing reports whether the failover cannot wait behind other actions: the
// last safe moment is here.
func (s *State) pressing(inc *Incident, now time.Time) bool {
	lastSafe, ok := s.Plan.LastSafeFailover(inc.Environment)
	return ok && !now.Before(lastSafe)
}

// Asks reports whether the incident asks for attention now: an action is
// pending and no acknowledgement keeps it quiet.
func (i *Incident) Asks(now time.Time) bool {
	return i.Open() && len(i.Pending()) > 0 && !now.Before(i.AckedUntil)
}
