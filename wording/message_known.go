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
		said = append(said, t.words.Say(key, "check", t.words.Check(sig.Check), "cause", t.words.Cause(sig.Cause)))
	}
	return strings.Join(said, t.words.Say("say.join.list"))
}

// tried lists what was done to bring the hosts back, the look at the console first.
func (t *telling) tried() string {
	var said []string
	if look := t.Incident.Actions[change.ActionConsole]; look.State == change.ActionIsDone && look.Owner != "" {
		said = append(said, t.words.Say("telling.tried.console", "outcome", t.Speaker.Say(look.Outcome)))
	}
	for _, name := range t.Incident.Hosts {
		if h := t.State.Host(name); h != nil {
			for _, r := range h.Recoveries {
				said = append(said, t.words.Say("telling.tried.attempt", "host", name, "what", r.What, "outcome", t.words.Outcome(r.Outcome)))
			}
		}
	}
	if len(said) == 0 {
		return t.words.Say("telling.tried.nothing")
	}
	return strings.Join(said, t.words.Say("say.join.also"))
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
	d := t.State.Deadline()
	return strings.TrimSpace(d.Name + " " + t.minute(d.At))
}

// lastSafe says when the failover must begin, and by how much that is over.
func (t *telling) lastSafe() string {
	at, ok := t.State.LastSafeFailover(t.Incident.Environment)
	if !ok {
		return ""
	}
	if over := t.Now.Sub(at); over > 0 {
		return t.words.Say("telling.last_safe.over", "at", t.minute(at), "over", t.rough(over))
	}
	return t.minute(at)
}

// failover says how it stands with the switch to the standby; empty where the
// environment has none.
func (t *telling) failover() string {
	if t.env.Standby == "" {
		return ""
	}
	key, at := "telling.failover.open", time.Time{}
	switch w := t.State.Switch(t.env.Name); {
	case w != nil && w.Running():
		key, at = "telling.failover.running", w.Decided
	case t.State.SwitchedAway(t.env.Name):
		key = "telling.failover.done"
	}
	return t.words.Say(key, "standby", t.env.Standby, "takes", t.rough(t.env.Failover.Takes), "last_safe", t.lastSafe(), "since", t.minute(at))
}

// healthy counts the healthy hosts of an environment; empty where nobody knows.
func (t *telling) healthy(environment string) string {
	healthy, all := t.State.HealthyIn(environment)
	if environment == "" || all == 0 || t.Unwatched || !t.State.Blind.IsZero() {
		return ""
	}
	return strconv.Itoa(healthy)
}

// phone is the number of the operator, where the plan has one under that name.
func (t *telling) phone() string {
	contacts := t.State.Plan.Contacts
	for _, key := range slices.Sorted(maps.Keys(contacts)) {
		c := contacts[key]
		if t.Operator != "" && strings.EqualFold(c.Name, t.Operator) && c.Phone != "" {
			return c.Phone
		}
	}
	return ""
}

// replyBy is by when an answer is asked for: in the time after which the
// cockpit itself asks again, and not after the last safe moment.
func (t *telling) replyBy() time.Time {
	by := t.Now.Add(change.AckLease)
	if at, ok := t.State.LastSafeFailover(t.Incident.Environment); ok && at.After(t.Now) && at.Before(by) {
		return at
	}
	return by
}
