package change

import (
	"cmp"
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
	c.gather()
	for i := range s.Hosts.Len() {
		c.settle(i)
	}
	if len(c.events) > 0 || !c.sees() {
		return c.events // what follows depends on who has settled, and on our sight
	}
	c.late()
	if len(c.events) == 0 {
		c.outages()
	}
	c.window()
	if len(c.events) > 0 {
		return c.events // rungs need their incident
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Open() {
			c.incident(inc)
		}
	}
	c.waves()
	c.moved()
	return c.events
}

type clerk struct {
	s      *State
	sight  *Sight
	now    time.Time
	events []Event
	// incidents is the open incident of each environment that has one, and joined tells
	// of each host whether it is in that of its own, by its place; nil: none is open.
	incidents map[string]*Incident
	joined    []bool
}

// gather looks up once who is in which incident, as every host is asked about.
func (c *clerk) gather() {
	for i := range c.s.Incidents {
		inc := &c.s.Incidents[i]
		if !inc.Open() || inc.OfWindow() || c.incidents[inc.Environment] != nil {
			continue
		}
		if c.incidents == nil {
			c.incidents, c.joined = map[string]*Incident{}, make([]bool, c.s.Hosts.Len())
		}
		c.incidents[inc.Environment] = inc
		for _, name := range inc.Hosts {
			if at := c.s.Plan.place(name); at >= 0 && c.s.Plan.Hosts[at].Environment == inc.Environment {
				c.joined[at] = true
			}
		}
	}
}

func (c *clerk) add(t Type, host string, data any) {
	c.events = append(c.events, Event{At: c.now, Type: t, Host: host, Data: data})
}

// sees reports whether the hosts are being watched: not while the cockpit is
// blind, nor in the first moments after a gap, when nobody knows yet how the
// hosts are. What comes due in the meantime is raised afterwards, if it still
// applies.
func (c *clerk) sees() bool {
	return c.s.Blind.IsZero() && c.now.Sub(c.s.WatchedSince) >= c.s.Plan.Probe.confirm()
}

// settle ends a reboot, if no further one is expected, once its signals have
// stayed up for the settle time, as seen by probes without a hole to its very
// end.
func (c *clerk) settle(host int) {
	plan, h := &c.s.Plan.Hosts[host], c.s.Hosts.At(host)
	if !h.holds(plan) || !c.s.Blind.IsZero() {
		return
	}
	r, from := h.Reboot, h.Reboot.HeldFrom
	for _, sig := range h.Signals {
		if t := c.sight.Track(h.Name, sig.Check); t != nil && sig.State == Up && !h.Drops(sig.Check) {
			from = later(from, t.seenFrom)
		}
	}
	until := later(from.Add(plan.Reboot.Settle), r.holdsUntil(plan.Reboot))
	if c.now.Before(until) {
		return
	}
	for _, sig := range h.Signals {
		if sig.State == Up && !h.Drops(sig.Check) && !c.sight.answers(h.Name, sig.Check, until, c.now) {
			return
		}
	}
	said := bootUntold
	if r.noBoot() && c.sight != nil {
		said = bootSince(h, c.sight.of(host)[len(h.Signals):], until, r.Left)
	}
	switch said {
	case bootUntold:
		c.add(RebootSettled, h.Name, r.ending(true))
	case bootSame:
		c.add(RebootUnbooted, h.Name, r.ending(false))
	case bootAwaited, bootMoved:
	}
}

// late puts hosts that are late by now into the incident of their environment: one event for
// an environment, however many of its hosts are late at the same instant.
func (c *clerk) late() {
	hosts := map[string][]string{}
	var environments []string
	for i := range c.s.Hosts.Len() {
		plan, h := &c.s.Plan.Hosts[i], c.s.Hosts.At(i)
		if c.joined != nil && c.joined[i] || !c.s.Late(plan, h, c.now) {
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
	if h.LetGo || h.calm() {
		return false
	}
	var few [8]alarm // not to allocate for each host at each tick
	if len(s.addAlarms(few[:0], plan, h, now, RungUnplanned)) > 0 {
		return true
	}
	if !h.Rebooting() || len(plan.Ladder) == 0 || s.Settling(plan, h, now) {
		return false
	}
	due, _ := s.RungDue(plan, h.Reboot, 0)
	return !now.Before(due)
}

// lateIn opens the incident of an environment, lets the late hosts join it, or
// opens the last one again where one of its hosts has fallen again.
func (c *clerk) lateIn(environment string, late []string) {
	if inc := c.incidents[environment]; inc != nil {
		c.add(IncidentReraised, late[0], IncidentData{
			ID: inc.ID, Environment: environment, Reason: Stated(AsksAnother), Hosts: append(slices.Clone(inc.Hosts), late...),
		})
		return
	}
	if inc := c.fallenAgain(environment, late); inc != nil {
		others := slices.DeleteFunc(late, func(name string) bool { return slices.Contains(inc.Hosts, name) })
		c.add(IncidentReraised, inc.Hosts[0], IncidentData{
			ID: inc.ID, Environment: environment, Reason: Stated(AsksFell), Hosts: append(slices.Clone(inc.Hosts), others...),
		})
		return
	}
	c.open(environment, late, Statement{})
}

func (c *clerk) open(environment string, hosts []string, why Statement) {
	c.add(IncidentOpened, hosts[0], IncidentData{ID: c.nextID(environment), Environment: environment, Hosts: hosts, Reason: why})
}

// fallenAgain is the latest incident of an environment that was resolved not long
// ago and one of whose hosts is late again.
func (c *clerk) fallenAgain(environment string, late []string) *Incident {
	for i := len(c.s.Incidents) - 1; i >= 0; i-- {
		inc := &c.s.Incidents[i]
		if inc.Environment != environment || inc.OfWindow() {
			continue
		}
		again := func(name string) bool { return slices.Contains(inc.Hosts, name) }
		if c.now.Sub(inc.Resolved) < ReopenWithin && slices.ContainsFunc(late, again) {
			return inc
		}
	}
	return nil
}

// nextID names incidents so that a tired person can type them: "B-1", "B-2";
// those of hosts without an environment "hosts-1".
func (c *clerk) nextID(name string) string {
	name = cmp.Or(name, "hosts")
	for n := 1; ; n++ {
		if id := fmt.Sprintf("%s-%d", name, n); c.s.Incident(id) == nil {
			return id
		}
	}
}

// windowName is what the incident of an overrun window is named after.
const windowName = "window"

// OfWindow reports whether the incident is that of the window's end. It
// belongs to no environment.
func (i *Incident) OfWindow() bool { return i.Kind == IncidentOfWindow }

// window opens an incident when the window ends with work unfinished.
func (c *clerk) window() {
	end := c.s.Window().End
	if end.IsZero() || c.now.Before(end) {
		return
	}
	var working []string
	for i := range c.s.Hosts.Len() {
		if c.s.Hosts.At(i).Work == Started {
			working = append(working, c.s.Hosts.At(i).Name)
		}
	}
	open := slices.ContainsFunc(c.s.Incidents, func(inc Incident) bool { return inc.OfWindow() && inc.Open() })
	if len(working) > 0 && !open {
		c.add(IncidentOpened, "", IncidentData{ID: c.nextID(windowName), Kind: IncidentOfWindow, Hosts: working, Reason: Stated(AsksWindow)})
	}
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
