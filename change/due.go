package change

import (
	"fmt"
	"slices"
	"time"
)

// Due returns what the clock brings at the given instant: reboots that have
// settled, incidents that open, join or end, rungs that come due, and what
// asks for attention once more. Like Observe it looks at levels: once its
// events are folded in, it returns nothing more for the same instant.
func Due(s State, sight *Sight, now time.Time) []Event {
	if !s.Open() {
		return nil
	}
	c := clerk{s: &s, sight: sight, now: now}
	for i := range s.Hosts {
		c.settle(&s.Plan.Hosts[i], &s.Hosts[i])
	}
	if len(c.events) > 0 || !c.sees() {
		return c.events // what follows depends on who has settled, and on our sight
	}
	c.late()
	if len(c.events) > 0 {
		return c.events // rungs need their incident
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Open() {
			c.incident(inc)
		}
	}
	return c.events
}

type clerk struct {
	s      *State
	sight  *Sight
	now    time.Time
	events []Event
}

func (c *clerk) add(t Type, host string, data any) {
	c.events = append(c.events, Event{At: c.now, Type: t, Host: host, Data: data})
}

// sees reports whether the hosts are being watched: not while we are blind, nor
// in the first moments after a gap, when nobody knows yet what became of them.
// What comes due meanwhile is raised afterwards, if it still holds.
func (c *clerk) sees() bool {
	return c.s.Blind.IsZero() && c.now.Sub(c.s.Looking) >= c.s.Plan.Probe.confirm()
}

// settle ends a reboot whose signals have held for the settle time, seen by
// probes without a hole that reach to its end.
func (c *clerk) settle(plan *Host, h *HostState) {
	if !h.Rebooting() || !Holds(h) || !c.s.Blind.IsZero() {
		return
	}
	r, from := h.Reboot, h.Reboot.HeldFrom
	for _, sig := range h.Signals {
		if t := c.sight.Track(h.Name, sig.Check); t != nil && sig.State == Up {
			from = later(from, t.seenFrom)
		}
	}
	until := from.Add(plan.Reboot.Settle)
	if c.now.Before(until) {
		return
	}
	for _, sig := range h.Signals {
		if sig.State == Up && !c.sight.answers(h.Name, sig.Check, until, c.now) {
			return
		}
	}
	c.add(RebootSettled, h.Name, RebootData{
		Since: r.Back, Took: Duration(r.Back.Sub(r.Requested)), Bounces: r.Bounces,
	})
}

// late puts late hosts into the incident of their environment: one event for
// an environment, however many of its hosts are late at the same instant.
func (c *clerk) late() {
	hosts := map[string][]string{}
	var environments []string
	for i := range c.s.Hosts {
		plan, h := &c.s.Plan.Hosts[i], &c.s.Hosts[i]
		if !c.s.Late(plan, h, c.now) {
			continue
		}
		if hosts[plan.Environment] == nil {
			environments = append(environments, plan.Environment)
		}
		hosts[plan.Environment] = append(hosts[plan.Environment], h.Name)
	}
	for _, environment := range environments {
		c.lateIn(environment, hosts[environment])
	}
}

// Late reports whether a host belongs into an incident: the first rung of its
// ladder has come, or one beside the ladder.
func (s *State) Late(plan *Host, h *HostState, now time.Time) bool {
	if len(s.alarms(plan, h, now)) > 0 {
		return true
	}
	if !h.Rebooting() || len(plan.Ladder) == 0 || s.Settling(plan, h, now) {
		return false
	}
	due, _ := s.Plan.RungDue(plan, h.Reboot, 0)
	return !now.Before(due)
}

// lateIn opens the incident of an environment, or lets the late hosts join it.
func (c *clerk) lateIn(environment string, late []string) {
	inc := c.s.OpenIncident(environment)
	if inc == nil {
		c.add(IncidentOpened, late[0], IncidentData{ID: c.nextID(environment), Environment: environment, Hosts: late})
		return
	}
	late = slices.DeleteFunc(late, func(name string) bool { return slices.Contains(inc.Hosts, name) })
	if len(late) == 0 {
		return
	}
	c.add(IncidentReraised, late[0], IncidentData{
		ID: inc.ID, Environment: environment, Reason: "another host is late",
		Hosts: append(slices.Clone(inc.Hosts), late...),
	})
}

// nextID names incidents so that a tired person can type them: "B-1", "B-2".
func (c *clerk) nextID(environment string) string {
	n := 1
	for _, inc := range c.s.Incidents {
		if inc.Environment == environment {
			n++
		}
	}
	return fmt.Sprintf("%s-%d", environment, n)
}

func (c *clerk) incident(inc *Incident) {
	if c.resolved(inc) {
		c.add(IncidentResolved, "", IncidentData{ID: inc.ID, Environment: inc.Environment, Hosts: inc.Hosts})
		return
	}
	if c.overtaken(inc) || c.rungs(inc) {
		return
	}
	c.reraise(inc)
}

// NoLongerSo is the outcome of an action whose cause has gone by itself.
const NoLongerSo = "no longer so"

// overtaken ends the actions of rungs beside the ladder whose cause has gone:
// what told people to reboot a host again must not stand once it has left.
func (c *clerk) overtaken(inc *Incident) bool {
	n := len(c.events)
	for _, r := range inc.Rungs {
		if _, beside := alarmRung(r.Rung); !beside || inc.Actions[r.Action].State == ActionIsDone {
			continue
		}
		if !c.s.alarmed(inc, r.Rung, c.now) {
			c.add(ActionDone, r.Host, ActionData{Incident: inc.ID, Kind: r.Action, Outcome: NoLongerSo})
		}
	}
	return len(c.events) > n
}

// sameCause: a lost host is the same loss whether or not it backs up a side
// that is being worked on.
func sameCause(a, b string) bool {
	lost := []string{RungUnplanned, RungStandby}
	return a == b || slices.Contains(lost, a) && slices.Contains(lost, b)
}

// alarmed reports whether any host of the incident still gives cause for a rung.
func (s *State) alarmed(inc *Incident, rung string, now time.Time) bool {
	return slices.ContainsFunc(inc.Hosts, func(name string) bool {
		plan, h := s.Plan.Host(name), s.Host(name)
		return plan != nil && slices.ContainsFunc(s.alarms(plan, h, now), func(a alarm) bool { return sameCause(a.rung, rung) })
	})
}

// resolved by facts only: every host of the incident has settled, and is
// the machine that it should be.
func (c *clerk) resolved(inc *Incident) bool {
	return !slices.ContainsFunc(inc.Hosts, func(name string) bool {
		h := c.s.Host(name)
		return h != nil && (h.Rebooting() || h.Stranger != "")
	})
}

// rungs raises what has come due for any host of the incident, each rung once.
func (c *clerk) rungs(inc *Incident) bool {
	raised := map[string]bool{}
	for _, r := range inc.Rungs {
		raised[r.Rung] = true
	}
	n := len(c.events)
	raised[RungUnplanned] = raised[RungUnplanned] || raised[RungStandby] // the louder one has said it
	raise := func(host string, rung Rung, due time.Time, reason string) {
		if c.now.Before(due) || raised[rung.Name] {
			return
		}
		raised[rung.Name] = true
		c.add(RungDue, host, RungData{Incident: inc.ID, Rung: rung.Name, Reason: reason, Due: due, Action: rung.Action})
	}
	for _, name := range inc.Hosts {
		plan, h := c.s.Plan.Host(name), c.s.Host(name)
		if plan == nil {
			continue
		}
		for _, a := range c.s.alarms(plan, h, c.now) {
			rung, _ := alarmRung(a.rung)
			raise(name, rung, a.due, ReasonElapsed)
		}
		if !h.Rebooting() || c.s.Settling(plan, h, c.now) {
			continue
		}
		for i, rung := range plan.Ladder {
			if h.serves() && (rung.Action == RungBusiness || rung.Action == RungFailover) {
				continue
			}
			due, reason := c.s.Plan.RungDue(plan, h.Reboot, i)
			raise(name, rung, due, reason)
		}
	}
	return len(c.events) > n
}

// reraise asks once more when nobody acknowledged a rung, and each time that
// the lease of an acknowledgement ends with something left undone.
func (c *clerk) reraise(inc *Incident) {
	if len(inc.Pending()) == 0 {
		return
	}
	reason := ""
	switch {
	case inc.AckedBy != "" && !c.now.Before(inc.AckedUntil):
		reason = "the acknowledgement has expired"
	case inc.AckedBy == "" && !inc.Reraised && c.now.Sub(inc.Raised) >= ReraiseAfter:
		reason = "nobody has acknowledged it"
	default:
		return
	}
	c.add(IncidentReraised, "", IncidentData{ID: inc.ID, Environment: inc.Environment, Hosts: inc.Hosts, Reason: reason})
}

// maxRounds bounds Advance: a round moves each host by one phase, and no
// chain of phases, incidents and rungs is that long.
const maxRounds = 64

// Advance asks Observe and Due until neither has anything more to say, and
// returns the events in their order and the state after them.
func Advance(s State, sight *Sight, now time.Time) (State, []Event) {
	var all []Event
	for range maxRounds {
		events := Observe(s, sight, now)
		if len(events) == 0 {
			events = Due(s, sight, now)
		}
		if len(events) == 0 {
			break
		}
		s = Fold(s, events...)
		all = append(all, events...)
		if Gaps(events) {
			break // what was seen before the gap must not speak for what comes after it
		}
	}
	return s, all
}

// Gaps reports whether the events mark a stretch in which nothing was
// observed: whoever holds the Sight marks it there too.
func Gaps(events []Event) bool {
	return slices.ContainsFunc(events, func(e Event) bool {
		return e.Type == ObserverSighted || e.Type == ObserverAsleep || e.Type == ObserverStepped
	})
}
