package change

import (
	"slices"
	"time"
)

// DutyState says how far an obligation is, for whoever reads it.
type DutyState uint8

// The states of a duty.
const (
	DutyUpcoming   DutyState = iota // not due yet
	DutyDue                         // due, and nobody is at it
	DutyTaken                       // somebody is at it
	DutySilent                      // taken, and nothing heard of since
	DutyReached                     // the other side was spoken to
	DutyNoHelp                      // the same, and no help has come of it
	DutyPromised                    // they call back
	DutyNoCallback                  // they have not
	DutyReview                      // a NO-GO, which stands for a while
	DutyDecideAnew                  // it has stood long enough
	DutyUnanswered                  // nobody answered: the same is called again
	DutyCallAgain                   // now
	DutyCallNext                    // nobody answered: the next contact is to be called now
	DutyAway                        // the environment has switched: no decision is owed
	DutyDone                        // somebody has done it
	DutyOver                        // its cause has gone by itself
)

// Duty is one obligation of an open incident: what, how far, by whom, whom to
// call, and when.
type Duty struct {
	Incident string
	Kind     ActionKind
	State    DutyState
	Severity Severity
	// Since is when it came due, or due again; zero: not yet.
	Since time.Time
	// Ahead is when the clock will ask for it; always later than now, and zero
	// where nothing is known to ask.
	Ahead time.Time
	// Action is what was done about it so far.
	Action Action
	// Contact is whom it calls now; its zero value: nobody in the plan.
	Contact Contact
	// NoTarget: it asks for a failover to a side where nothing serves.
	NoTarget bool
}

// Pending reports whether the duty waits for somebody now.
func (d *Duty) Pending() bool {
	switch d.State {
	case DutyDue, DutySilent, DutyNoHelp, DutyNoCallback, DutyDecideAnew, DutyCallAgain, DutyCallNext:
		return true
	}
	return false
}

// Owed reports whether the duty has come due and is not fulfilled: nobody is at
// it, or somebody is and it is not done.
func (d *Duty) Owed() bool {
	return d.Pending() || d.InHand() && !d.Action.fulfilled() || d.State == DutyUnanswered
}

// InHand reports whether somebody is at it.
func (d *Duty) InHand() bool {
	switch d.State {
	case DutyTaken, DutyReached, DutyPromised, DutyReview:
		return true
	}
	return false
}

// Ended reports whether nothing is left to do.
func (d *Duty) Ended() bool { return d.State == DutyDone || d.State == DutyOver }

// MaxKeys is how many duties have a key: there are nine digits.
const MaxKeys = 9

// duties are those of an open incident in the order of the ladder: the first
// has the key 1. Where they are more than there are keys, what waits for
// somebody comes first and what has ended last, so that it can be pressed for.
func (a *assessor) duties(inc *Incident, urgent ActionKind) []Duty {
	kinds := a.s.Plan.Kinds(inc)
	list := make([]Duty, len(kinds))
	for i, kind := range kinds {
		list[i] = a.duty(inc, kind)
	}
	if len(list) > MaxKeys {
		slices.SortStableFunc(list, func(x, y Duty) int { return x.turn(urgent) - y.turn(urgent) })
	}
	return list
}

// turn orders duties where there are too many.
func (d *Duty) turn(urgent ActionKind) int {
	switch {
	case d.Kind == urgent:
		return 0
	case d.Pending():
		return 1
	case d.Ended():
		return 3
	}
	return 2
}

func (a *assessor) duty(inc *Incident, kind ActionKind) Duty {
	act := inc.Actions[kind]
	d := Duty{Incident: inc.ID, Kind: kind, Action: act}
	d.Contact, _ = a.s.Contact(inc, kind)
	r, raised := inc.Raising(kind)
	switch {
	case kind == ActionFailover && act.State != ActionIsDone && a.s.FailedOver(inc.Environment):
		d.State = DutyAway
		return d
	case act.State == ActionOpen && raised:
		d.State, d.Since = DutyDue, r.Due
	case act.State == ActionOpen:
		d.Ahead = a.asksAt(inc, kind)
	default:
		d.State = act.duty(a.now)
		if d.Pending() {
			d.Since = act.since()
		}
	}
	d.NoTarget = kind == ActionFailover && !d.Ended() && a.s.serviceOf(inc) == NoSide
	switch {
	case d.Pending():
		d.Severity = Alarm
	case d.State == DutyUnanswered:
		d.Severity = Caution
	}
	return d
}

// duty is how far an action is that somebody has done something about.
func (act Action) duty(now time.Time) DutyState {
	over := act.Overdue(now)
	either := func(late, inTime DutyState) DutyState {
		if over {
			return late
		}
		return inTime
	}
	switch act.State {
	case ActionIsTaken:
		if act.Why == AgainCallback {
			return either(DutyNoCallback, DutyTaken)
		}
		return either(DutySilent, DutyTaken)
	case ActionIsReached:
		switch act.Why {
		case AgainCallback:
			return either(DutyNoCallback, DutyPromised)
		case AgainReview:
			return either(DutyDecideAnew, DutyReview)
		case AgainHelp:
			return either(DutyNoHelp, DutyReached)
		case AgainRetry, AgainTaken:
		}
		return DutyReached
	case ActionIsUnanswered:
		if act.Next().IsZero() {
			return DutyCallNext
		}
		return either(DutyCallAgain, DutyUnanswered)
	case ActionIsDone:
		if act.Owner == "" {
			return DutyOver
		}
		return DutyDone
	}
	return DutyDue
}

// since is when an action that waits again began to.
func (act Action) since() time.Time {
	if next := act.Next(); !next.IsZero() {
		return next
	}
	return act.At
}

// asksAt is when the ladder of a host of the incident will ask for an action;
// zero where that instant is past and it has not: a host that still serves, or
// only settles, asks for nothing.
func (a *assessor) asksAt(inc *Incident, kind ActionKind) time.Time {
	var first time.Time
	for _, name := range inc.Hosts {
		plan, h := a.s.Plan.Host(name), a.s.Host(name)
		if plan == nil || h == nil || !h.Rebooting() || a.s.Settling(plan, h, a.now) {
			continue
		}
		for i, r := range plan.Ladder {
			if !r.asks(kind) || !a.s.comes(inc, plan, h, r) {
				continue
			}
			if due, _ := a.s.RungDue(plan, h.Reboot, i); due.After(a.now) {
				first = earlier(first, due)
			}
		}
	}
	return first
}

// asks reports whether the rung raises an action of that kind.
func (r Rung) asks(kind ActionKind) bool {
	return r.Action == kind || slices.ContainsFunc(r.Also, func(t Task) bool { return t.Action == kind })
}
