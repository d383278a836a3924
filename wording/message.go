package wording

import (
	"strings"
	"time"

	"tminus/change"
)

// Call is what a message is made for: an action of an incident, at an instant,
// by who is at the cockpit.
type Call struct {
	State    *change.State
	Incident *change.Incident
	Kind     string
	// Operator is who calls; empty: nobody is known to.
	Operator string
	Now      time.Time
	// Unwatched: nobody sees the hosts now, so that nothing is said of how many
	// of them are healthy.
	Unwatched bool
}

// Message is what to tell somebody outside, in the language of the plan. The
// request comes first in its body.
type Message struct{ Opening, Body, Thanks string }

// String is the whole message, as it is read out or sent.
func (m Message) String() string { return strings.TrimSpace(m.Opening + m.Body + m.Thanks) }

// Message words the message of an action: as the plan has it, else the
// built-in one. It is empty where the incident has no such action, or where
// neither says anything.
func (w Words) Message(c Call) Message {
	task, ok := c.State.Plan.ActionTask(c.Incident, c.Kind)
	if !ok {
		return Message{}
	}
	t := newTelling(w, c)
	if task.Say != "" {
		return Message{Body: t.fillOwn(task.Say)}
	}
	body, ok := w["message."+c.Kind]
	if !ok {
		return Message{}
	}
	m := Message{Body: t.fill(body)}
	if outward(c.Kind) {
		m.Opening, m.Thanks = t.fill(w["telling.opening"]), w["telling.thanks"]
	}
	return m
}

// HasMessage reports whether there is a built-in message for a kind of action.
func (w Words) HasMessage(kind string) bool { return w["message."+kind] != "" }

// outward reports whether the message of a kind goes to somebody who is not at
// the change, and so has to be told who calls.
func outward(kind string) bool {
	switch kind {
	case change.RungVendor, change.RungBusiness, change.RungUpdate, change.RungFailover, change.RungNoHealthy, change.RungNoSide,
		change.RungDeadline, change.RungWindow:
		return true
	}
	return false
}

// telling knows the facts of one message.
type telling struct {
	Speaker
	Call
	// host is the one that the message is about; nil: it is about none.
	host *change.HostState
	plan change.Host
	env  change.Environment
}

func newTelling(w Words, c Call) *telling {
	p := c.State.Plan
	t := &telling{Speaker: w.Speaker(p.Change.Zone), Call: c, host: c.State.Subject(c.Incident, c.Kind), env: p.Environment(c.Incident.Environment)}
	if t.host != nil {
		if plan := p.Host(t.host.Name); plan != nil {
			t.plan = *plan
		}
	}
	return t
}

// fill fills in a built-in message: a clause whose value is missing is dropped.
func (t *telling) fill(template string) string { return render(template, t.fact) }

// fillOwn fills in a message of the plan, as the plan has it. What is missing is
// left out of brackets and of lists, and is a dash elsewhere.
func (t *telling) fillOwn(template string) string {
	text := renderer{of: t.fact, missing: "–"}.render(template)
	return strings.NewReplacer(", –", "", "，–", "").Replace(change.Clean(text))
}
