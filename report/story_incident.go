package report

import (
	"slices"
	"time"

	"tminus/change"
)

// incident is an incident with all that was asked of people.
type incident struct {
	id, environment  string
	hosts            []string
	opened, resolved time.Time
	rungs            []change.RungState
	calls            []*call
	acks             []ack
	reraised         int
	// past is how many of the calls are from before it was opened again.
	past int
	// set is by how much our clock was set forward since it opened, moved by how
	// much until it was resolved.
	set, moved time.Duration
}

type ack struct {
	at, until time.Time
	by        string
}

// call is one obligation, from the moment it was due until it was done.
type call struct {
	// n numbers the calls of an incident, as the chart does.
	n                               int
	kind                            change.ActionKind
	host, contact                   string
	reason                          change.DueReason
	due, taken, reached, done, last time.Time
	unanswered                      []unanswered
	takenBy, reachedBy, doneBy      string
	outcome                         change.Statement
	// over is when its incident was over, zero if it is not.
	over time.Time
	// again is when it was to be due again, and why.
	again time.Time
	why   change.AgainWhy
}

// unanswered is a call that nobody answered.
type unanswered struct {
	at      time.Time
	contact string
}

// answered is when somebody first took the obligation up.
func (c *call) answered() time.Time {
	for _, at := range []time.Time{c.taken, c.reached, c.done} {
		if !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// ended is when it was done, or when nothing asked for it any more, or else the
// end of what is told.
func (c *call) ended(end time.Time) time.Time {
	for _, at := range []time.Time{c.done, c.over} {
		if !at.IsZero() {
			return at
		}
	}
	return end
}

// owner is who took it, or else who did it.
func (c *call) owner() string {
	for _, by := range []string{c.takenBy, c.reachedBy, c.doneBy} {
		if by != "" {
			return by
		}
	}
	return ""
}

func (s *story) incident(id string) *incident {
	for _, inc := range s.incidents {
		if inc.id == id {
			return inc
		}
	}
	return nil
}

func (s *story) takeIncident(e change.Event, d change.IncidentData) {
	inc := s.incident(d.ID)
	if inc == nil {
		inc = &incident{id: d.ID, environment: d.Environment, opened: e.At}
		s.incidents = append(s.incidents, inc)
	}
	for _, name := range d.Hosts {
		if !slices.Contains(inc.hosts, name) {
			inc.hosts = append(inc.hosts, name)
		}
	}
	switch e.Type {
	case change.IncidentAcked:
		inc.acks = append(inc.acks, ack{e.At, d.Until, e.By})
	case change.IncidentReraised:
		inc.reraised++
		if !inc.resolved.IsZero() { // it has fallen again
			inc.resolved, inc.past = time.Time{}, len(inc.calls)
		}
	case change.IncidentResolved:
		inc.resolved, inc.moved = e.At, inc.set
	}
}

func (s *story) takeRung(e change.Event, d change.RungData) {
	inc := s.incident(d.Incident)
	if inc == nil {
		return
	}
	inc.rungs = append(inc.rungs, change.RungState{At: e.At, Host: e.Host, RungData: d})
	of := &change.Incident{ID: inc.id, Environment: inc.environment, Hosts: inc.hosts, Rungs: inc.rungs}
	for _, kind := range (change.RungState{RungData: d}).Raises() {
		c := inc.early(kind)
		c.host, c.due, c.reason = e.Host, d.Due, d.Reason
		if task, ok := s.in.Plan.ActionTask(of, kind); ok {
			c.contact = task.Contact
		}
	}
}

func (inc *incident) add(kind change.ActionKind) *call {
	c := &call{n: len(inc.calls) + 1, kind: kind}
	inc.calls = append(inc.calls, c)
	return c
}

// early is the call of a kind that somebody took up before it was due, or a new
// call.
func (inc *incident) early(kind change.ActionKind) *call {
	for _, c := range inc.calls[inc.past:] {
		if c.kind == kind && c.due.IsZero() {
			return c
		}
	}
	return inc.add(kind)
}

// open is the latest call of a kind that is not done, or a new one: an act may
// come before its rung, or without one.
func (inc *incident) open(kind change.ActionKind) *call {
	for _, c := range slices.Backward(inc.calls) {
		if c.kind == kind && c.done.IsZero() {
			return c
		}
	}
	return inc.add(kind)
}

func (s *story) takeAction(e change.Event, d change.ActionData) {
	inc := s.incident(d.Incident)
	if inc == nil {
		return
	}
	c := inc.open(d.Kind)
	c.last = e.At
	if d.Contact != "" {
		c.contact = d.Contact
	}
	if d.Outcome.Said() {
		c.outcome = d.Outcome
	}
	c.again, c.why = d.Again, d.Why
	switch e.Type {
	case change.ActionTaken:
		c.taken, c.takenBy = e.At, e.By
	case change.ActionReached:
		c.reached, c.reachedBy = e.At, e.By
	case change.ActionNoAnswer:
		c.unanswered = append(c.unanswered, unanswered{e.At, c.contact})
		if d.Next != "" {
			c.contact = d.Next
		}
	case change.ActionDone:
		c.done, c.doneBy = e.At, e.By
	}
}
