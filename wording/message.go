package wording

import (
	"strings"
	"time"

	"tminus/change"
)

// Call is what a message is made for: one action of an open incident, at one
// instant, for whoever is at the cockpit.
type Call struct {
	State *change.State
	// Situation is what State means at the instant of the call.
	Situation *change.Situation
	// Incident is the id of an open incident.
	Incident string
	Kind     change.ActionKind
	// Operator is who calls; empty if nobody is known to.
	Operator string
}

// Message is what to tell somebody outside, in the language of the plan. Its body
// begins with the request.
type Message struct{ Opening, Body, Thanks string }

// String is the whole message, as it is read out or sent.
func (m Message) String() string { return strings.TrimSpace(m.Opening + m.Body + m.Thanks) }

// Message words the message of an action, in the plan's own words if it has any,
// otherwise in the built-in ones. It is empty if the incident has no such action, or
// if there are words in neither.
func (w Catalog) Message(c Call) Message {
	inc := c.Situation.Incident(c.Incident)
	if inc == nil {
		return Message{}
	}
	task, ok := c.State.Plan.ActionTask(inc.Incident, c.Kind)
	if !ok {
		return Message{}
	}
	t := newTelling(w, c, inc)
	if task.Say != "" {
		return Message{Body: t.fillOwn(task.Say)}
	}
	body, ok := w["message."+string(c.Kind)]
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
func (w Catalog) HasMessage(kind change.ActionKind) bool { return w["message."+string(kind)] != "" }

// outward reports whether the message of a kind goes to somebody who is not at the
// change, and so must be told who is calling.
func outward(kind change.ActionKind) bool {
	switch kind {
	case change.ActionVendor, change.ActionBusiness, change.ActionUpdate, change.ActionFailover, change.ActionNoHealthy, change.ActionNoSide,
		change.ActionDeadline, change.ActionWindow:
		return true
	}
	return false
}

// telling knows the facts of one message.
type telling struct {
	Speaker
	Call
	inc *change.IncidentView
	// host is the one that the message is about, and view how it stands; nil: it
	// is about none.
	host *change.HostState
	view *change.HostView
	plan change.Host
	// env is the environment of the incident; nil: it has none.
	env *change.EnvironmentView
	now time.Time
}

func newTelling(w Catalog, c Call, inc *change.IncidentView) *telling {
	p := c.State.Plan
	t := &telling{
		Speaker: w.Speaker(p.Change.Zone), Call: c, inc: inc, now: c.Situation.Now,
		host: c.State.Subject(inc.Incident, c.Kind), env: c.Situation.Environment(inc.Environment),
	}
	if t.host == nil {
		return t
	}
	for i := range p.Hosts {
		if p.Hosts[i].Name == t.host.Name {
			t.plan, t.view = p.Hosts[i], &c.Situation.Hosts[i]
		}
	}
	return t
}

// fill fills in a built-in message: a clause whose value is missing is dropped.
func (t *telling) fill(template string) string { return render(template, t.fact) }

// fillOwn fills in a message of the plan. A missing value is left out within
// brackets and lists, and shows as a dash elsewhere.
func (t *telling) fillOwn(template string) string {
	text := renderer{of: t.fact, missing: "–"}.render(template)
	return strings.NewReplacer(", –", "", "，–", "").Replace(change.Clean(text))
}
