package wording

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// signals says what answers and what does not.
func (t *telling) signals() string {
	if t.host == nil {
		return ""
	}
	var said []string
	for _, sig := range t.host.Signals {
		key := map[change.SignalUp]string{change.Up: "telling.signal.up", change.Down: "telling.signal.down", change.NeverSeen: "telling.signal.never"}[sig.State]
		said = append(said, t.catalog.Say(key, "check", t.catalog.Check(sig.Check), "cause", t.catalog.Cause(sig.Cause)))
	}
	return t.catalog.List(said)
}

// tried lists what was done to bring the hosts back, the look at the console first.
func (t *telling) tried() string {
	var said []string
	if look := t.inc.Actions[change.ActionConsole]; look.State == change.ActionIsDone && look.Owner != "" {
		said = append(said, t.catalog.Say("telling.tried.console", "outcome", t.Say(look.Outcome)))
	}
	for _, name := range t.inc.Hosts {
		if h := t.State.Host(name); h != nil {
			for _, r := range h.Recoveries {
				said = append(said, t.catalog.Say("telling.tried.attempt", "host", name, "what", r.What, "outcome", t.catalog.Outcome(h.OutcomeOf(r))))
			}
		}
	}
	if len(said) == 0 {
		return t.catalog.Say("telling.tried.nothing")
	}
	return t.catalog.Also(said)
}

// attempt is the latest attempt on the host whose outcome is not known.
func (t *telling) attempt() string {
	if t.host == nil {
		return ""
	}
	for i := len(t.host.Recoveries) - 1; i >= 0; i-- {
		if r := t.host.Recoveries[i]; r.Outcome == "" {
			return r.What
		}
	}
	return ""
}

func (t *telling) deadline() string {
	d := t.Situation.Deadline
	return strings.TrimSpace(d.Name + " " + t.minute(d.At))
}

// switchover is the failover of the incident's environment; its zero value: none.
func (t *telling) switchover() change.FailoverView {
	if t.env == nil {
		return change.FailoverView{}
	}
	return t.env.Failover
}

// asked reports whether the failover can still be decided on.
func (t *telling) asked() bool {
	f := t.switchover()
	return f.State == change.FailoverPossible || f.State == change.FailoverNoTarget
}

func (t *telling) standby() string {
	if t.env == nil {
		return ""
	}
	return t.env.Standby
}

func (t *telling) takes() string {
	if !t.asked() {
		return ""
	}
	return t.rough(t.switchover().Takes)
}

// lastSafe says when the failover must begin, and how long ago that was if it has
// passed; empty if no failover is possible.
func (t *telling) lastSafe() string {
	f := t.switchover()
	if !t.asked() {
		return ""
	}
	if over := t.now.Sub(f.LastSafe); !f.LastSafe.IsZero() && over > 0 {
		return t.catalog.Say("telling.last_safe.over", "at", t.minute(f.LastSafe), "over", t.rough(over))
	}
	return t.minute(f.LastSafe)
}

// failover says where the switch to the standby stands; empty if the environment has
// no standby.
func (t *telling) failover() string {
	f := t.switchover()
	key := t.failoverKey(f)
	if key == "" {
		return ""
	}
	return t.catalog.Say(key,
		"standby", f.Standby, "takes", t.rough(f.Takes), "last_safe", t.lastSafe(), "since", t.minute(f.Decided), "ends", t.minute(f.Ends),
		"name", f.Deadline.Name, "deadline", t.minute(f.Deadline.At), "spare", t.rough(f.Spare.Abs()))
}

func (t *telling) failoverKey(f change.FailoverView) string {
	switch f.State {
	case change.FailoverRunning:
		return map[change.Timing]string{
			change.TimingNone: "telling.failover.running", change.TimingMargin: "telling.failover.running_in_time",
			change.TimingTooLate: "telling.failover.running_late", change.TimingMissed: "telling.failover.running_late",
		}[f.Timing]
	case change.FailoverDone:
		return "telling.failover.done"
	case change.FailoverNoTarget:
		return "telling.failover.nowhere"
	case change.FailoverPossible:
		switch f.Timing {
		case change.TimingMargin:
			return "telling.failover.margin"
		case change.TimingTooLate, change.TimingMissed:
			return "telling.failover.too_late"
		}
		return "telling.failover.open"
	}
	return ""
}

// ready is what the business is asked to have ready, depending on how far the
// failover is; empty if there is nothing to get ready for.
func (t *telling) ready() string {
	key := map[change.FailoverState]string{
		change.FailoverPossible: "telling.ready.open", change.FailoverRunning: "telling.ready.running", change.FailoverDone: "telling.ready.done",
	}[t.switchover().State]
	if key == "" {
		return ""
	}
	return t.catalog.Say(key, "standby", t.standby())
}

// healthy counts the healthy hosts of an environment; empty where nobody knows.
func (t *telling) healthy(e *change.EnvironmentView) string {
	if e == nil || e.Name == "" || e.All == 0 || !t.Situation.Watched {
		return ""
	}
	return strconv.Itoa(e.Healthy)
}

// phone is the number of the operator, where the plan has one under that name.
func (t *telling) phone() string {
	contacts := t.State.Plan.Contacts
	for _, key := range slices.Sorted(maps.Keys(contacts)) {
		c := contacts[key]
		if change.SamePerson(c.Name, t.Operator) && c.Phone != "" {
			return c.Phone
		}
	}
	return ""
}

// replyBy is when an answer is needed: within the time after which the cockpit
// itself asks again, and no later than the last safe moment.
func (t *telling) replyBy() time.Time {
	by := t.now.Add(change.AckLease)
	if at := t.switchover().LastSafe; t.asked() && at.After(t.now) && at.Before(by) {
		return at
	}
	return by
}
