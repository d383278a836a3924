package change

import (
	"slices"
	"time"
)

// RungName names a rung, of a ladder or beside it: one of the constants below and
// in alarm.go, or a name that a plan gives. Its values are part of the journal's
// format.
type RungName string

// ActionKind is what an obligation asks for: one of the constants below and in
// alarm.go, or a kind that a plan gives. Its values are part of the journal's
// format.
type ActionKind string

// Rung is one prompt of the escalation ladder.
type Rung struct {
	Name RungName
	// After is the time since the reboot request.
	After time.Duration
	// Action is the kind of the obligation that the rung raises; empty means none.
	Action ActionKind
	// Contact is the key of the contact whom the action calls.
	Contact string
	// Say is the plan's own message, with placeholders; empty: there is none, and
	// whoever words it says what is usual for the action.
	Say string
	// Also are further obligations that come due together with the rung.
	Also []Task
}

// Task is an obligation that a rung raises beside its own.
type Task struct {
	Action       ActionKind
	Contact, Say string
}

// Tasks lists all obligations of the rung, its own first.
func (r Rung) Tasks() []Task {
	if r.Action == "" {
		return r.Also
	}
	return append([]Task{{r.Action, r.Contact, r.Say}}, r.Also...)
}

// The names of the default ladder.
const (
	RungLate     RungName = "late"
	RungStop     RungName = "stop"
	RungVendor   RungName = "vendor"
	RungBusiness RungName = "business"
	RungFailover RungName = "failover"
)

// The actions of the default ladder. Each has the name of its rung, but for
// ActionConsole: it comes due together with ActionStop, so that somebody looks at
// the console. RungLate raises none.
const (
	ActionStop                = ActionKind(RungStop)
	ActionConsole  ActionKind = "console"
	ActionVendor              = ActionKind(RungVendor)
	ActionBusiness            = ActionKind(RungBusiness)
	ActionFailover            = ActionKind(RungFailover)
)

// The keys of the contacts whom the default ladder calls.
const (
	ContactVendor   = "vendor"
	ContactBusiness = "business"
)

// DueReason is why a rung came due. Its values are part of the journal's format.
type DueReason string

// Why a rung came due: by the time since the request, or by the deadline.
const (
	ReasonElapsed  DueReason = "elapsed"
	ReasonDeadline DueReason = "deadline"
)

// DefaultLadder scales the default ladder, made for a norm of ten minutes
// (10:00, 15:00, 20:00, 30:00, 45:00), to the norm of a host.
func DefaultLadder(norm time.Duration) []Rung {
	at := func(percent int) time.Duration {
		return (norm * time.Duration(percent) / 100).Round(time.Second)
	}
	return []Rung{
		{Name: RungLate, After: at(100)},
		{Name: RungStop, After: at(150), Action: ActionStop, Also: []Task{{Action: ActionConsole}}},
		{Name: RungVendor, After: at(200), Action: ActionVendor, Contact: ContactVendor},
		{Name: RungBusiness, After: at(300), Action: ActionBusiness, Contact: ContactBusiness},
		{Name: RungFailover, After: at(450), Action: ActionFailover, Contact: ContactBusiness},
	}
}

// RungDue is the instant at which the ith rung of the host's ladder comes due
// for a reboot, and why: the earlier of the elapsed rule and the deadline rule.
//
// The deadline rule pulls the failover to the last safe moment. Rungs keep
// their order, so what must come before the failover is pulled along with it.
// A host that is not late yet has no rung due whatever the deadline says.
func (s *State) RungDue(h *Host, r *Reboot, i int) (time.Time, DueReason) {
	lastSafe, ok := s.LastSafeFailover(h.Environment)
	return h.rungDue(r, i, lastSafe, ok)
}

// rungDue is RungDue where the last safe moment of the host's environment is known.
func (h *Host) rungDue(r *Reboot, i int, lastSafe time.Time, ok bool) (time.Time, DueReason) {
	due, reason := r.Requested.Add(h.Ladder[i].After), ReasonElapsed
	if i == 0 {
		return due, reason
	}
	if !ok || !leadsToFailover(h.Ladder[i:]) || !lastSafe.Before(due) {
		return due, reason
	}
	if late, _ := h.rungDue(r, 0, lastSafe, ok); lastSafe.Before(late) {
		return late, ReasonDeadline
	}
	return lastSafe, ReasonDeadline
}

// comes reports whether a rung of a host's ladder comes due when its time does.
// Nobody is told to switch while the host serves, or where there is nowhere to go,
// and nobody to do what is done. The incident is that of the host; nil: none is open.
func (s *State) comes(inc *Incident, plan *Host, h *HostState, r Rung) bool {
	switch {
	case h.serves(plan) && (r.Action == ActionBusiness || r.Action == ActionFailover):
		return false
	case r.Action == ActionFailover && !s.Plan.Ungated && !s.AsksFailover(plan.Environment):
		return false
	}
	return inc == nil || len(r.Tasks()) == 0 || len(inc.unmet(r).Tasks()) > 0
}

// unmet is a rung without those of its obligations that are met already.
func (i *Incident) unmet(r Rung) Rung {
	if i.Actions[r.Action].fulfilled() {
		r.Action = ""
	}
	r.Also = slices.DeleteFunc(slices.Clone(r.Also), func(t Task) bool { return i.Actions[t.Action].fulfilled() })
	return r
}

func leadsToFailover(rungs []Rung) bool {
	for _, r := range rungs {
		if r.Action == ActionFailover {
			return true
		}
	}
	return false
}
