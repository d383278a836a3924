package change

import (
	"slices"
	"time"
)

// incident drives an open incident: facts end it, its alarms end with their
// cause, its rungs come due, and what waits for somebody is asked again.
func (c *clerk) incident(inc *Incident) {
	if c.resolved(inc) {
		c.add(IncidentResolved, "", IncidentData{ID: inc.ID, Environment: inc.Environment, Hosts: inc.Hosts})
		return
	}
	alarms := c.s.everyAlarm(inc, c.now)
	if c.overtaken(inc, alarms) || c.rungs(inc, alarms) {
		return
	}
	c.reraise(inc)
}

// overtaken ends the actions of rungs beside the ladder whose cause is gone: a
// prompt to reboot a host again must not stay once the host has left.
func (c *clerk) overtaken(inc *Incident, alarms []alarm) bool {
	n := len(c.events)
	var ended []ActionKind
	for _, r := range inc.Rungs {
		if !besideLadder(r.Rung) || r.Rung == RungUpdate || inc.Actions[r.Action].State == ActionIsDone || slices.Contains(ended, r.Action) {
			continue
		}
		if !slices.ContainsFunc(alarms, func(a alarm) bool { return sameCause(a.rung, r.Rung) }) {
			ended = append(ended, r.Action)
			c.add(ActionDone, r.Host, ActionData{Incident: inc.ID, Kind: r.Action, Outcome: c.ends(inc, r.Rung)})
		}
	}
	return len(c.events) > n
}

// ends says why a rung is over: that nothing of an environment is healthy may still be
// so, and its standby serves.
func (c *clerk) ends(inc *Incident, rung RungName) Statement {
	if (rung == RungNoHealthy || rung == RungNoSide) && c.s.FailedOver(inc.Environment) {
		return Stated(OutcomeStandsIn, "standby", c.s.Plan.Environment(inc.Environment).Standby, "environment", inc.Environment)
	}
	return Stated(OutcomeOver)
}

// resolved ends an incident by facts alone: every host of it is well, or was
// given up and everything asked for it is done. The incident of the window ends
// with the work.
func (c *clerk) resolved(inc *Incident) bool {
	return !slices.ContainsFunc(inc.Hosts, func(name string) bool {
		plan, h := c.s.Plan.Host(name), c.s.Host(name)
		switch {
		case h == nil:
			return false
		case inc.OfWindow():
			return h.Work == Started && !c.now.Before(c.s.Window().End) // the clock may have been set back
		}
		return !c.s.well(plan, h) && (!h.GivenUp() || !c.asked(inc, plan, h))
	})
}

// asked reports whether everything that an incident can ask on a host's ladder
// has been asked and is done.
func (c *clerk) asked(inc *Incident, plan *Host, h *HostState) bool {
	if len(inc.Undone()) > 0 {
		return false
	}
	return !h.Rebooting() || !slices.ContainsFunc(plan.Ladder, func(r Rung) bool {
		_, raised := inc.Rung(r.Name)
		return !raised && c.s.comes(inc, plan, h, r)
	})
}

// rungs raises what has come due for an incident.
func (c *clerk) rungs(inc *Incident, alarms []alarm) bool {
	n := len(c.events)
	for _, a := range alarms {
		if !c.s.raised(inc, a) && !c.justRaised(inc, a.rung) {
			c.raise(inc, a.host, Rung{Name: a.rung, Action: ActionKind(a.rung)}, a.due, ReasonElapsed)
		}
	}
	if !inc.OfWindow() {
		lastSafe, ok := c.s.LastSafeFailover(inc.Environment)
		for _, name := range inc.Hosts {
			c.ladder(inc, name, lastSafe, ok)
		}
		c.update(inc)
	}
	return len(c.events) > n
}

func (c *clerk) raise(inc *Incident, host string, rung Rung, due time.Time, reason DueReason) {
	d := RungData{Incident: inc.ID, Rung: rung.Name, Reason: reason, Due: due, Action: rung.Action}
	for _, t := range rung.Also {
		d.Also = append(d.Also, t.Action)
	}
	c.add(RungDue, host, d)
}

// raised reports whether an alarm has already been raised: once per incident
// however many hosts it concerns, or a cut cable would raise one for each. One
// whose cause was gone may come again, and the end of an attempt is raised for
// each attempt.
func (s *State) raised(inc *Incident, a alarm) bool {
	return slices.ContainsFunc(inc.Rungs, func(r RungState) bool {
		switch {
		case a.rung == RungUnplanned && r.Rung == RungStandby, a.rung == RungNoHealthy && r.Rung == RungNoSide:
			return true // a more severe one has said it
		case r.Rung != a.rung:
			return false
		case a.rung == RungAttempt:
			return !r.Due.Before(a.due)
		}
		end := inc.Actions[r.Action]
		return end.State != ActionIsDone || end.Owner != ""
	})
}

// ladder raises what has come due of a host's ladder, each rung once for an
// incident. The last safe moment is that of its environment, if it has one.
func (c *clerk) ladder(inc *Incident, name string, lastSafe time.Time, ok bool) {
	plan, h := c.s.Plan.Host(name), c.s.Host(name)
	if plan == nil || !h.Rebooting() || c.s.Settling(plan, h, c.now) {
		return
	}
	for i, rung := range plan.Ladder {
		r, raised := inc.Rung(rung.Name)
		if raised && rung.Action != ActionFailover {
			continue
		}
		due, reason := plan.rungDue(h.Reboot, i, lastSafe, ok)
		if rung.Action == ActionFailover {
			if raised && ok && r.Due.Before(lastSafe) && c.undecided(inc, lastSafe) {
				due, reason = lastSafe, ReasonDeadline
			}
		}
		if raised && !r.Due.Before(due) || c.now.Before(due) || c.justRaised(inc, rung.Name) || !c.s.comes(inc, plan, h, rung) {
			continue
		}
		c.raise(inc, name, inc.unmet(rung), due, reason)
	}
}

// undecided reports whether the last safe moment has come and nobody has decided on the
// failover: who was asked before is asked again.
func (c *clerk) undecided(inc *Incident, lastSafe time.Time) bool {
	return !c.now.Before(lastSafe) && inc.Actions[ActionFailover].State != ActionIsDone && !c.s.Decided(inc.Environment, lastSafe)
}

func (c *clerk) justRaised(inc *Incident, rung RungName) bool {
	return slices.ContainsFunc(c.events, func(e Event) bool {
		d, ok := e.Data.(RungData)
		return ok && d.Incident == inc.ID && d.Rung == rung
	})
}

// update asks for the next message to the business owner, every UpdateEvery
// since the one before, for as long as the incident is open.
func (c *clerk) update(inc *Incident) {
	told := inc.told()
	if told.IsZero() {
		return
	}
	due := told.Add(UpdateEvery)
	if r, raised := inc.Rung(RungUpdate); c.now.Before(due) || raised && !r.Due.Before(due) {
		return
	}
	c.raise(inc, "", Rung{Name: RungUpdate, Action: ActionUpdate}, due, ReasonElapsed)
}

// reraise demands attention again: when nobody acknowledged a rung, each time an
// acknowledgement runs out with something undone, and when something promised has
// not come.
func (c *clerk) reraise(inc *Incident) {
	if len(inc.Pending(c.now)) == 0 {
		return
	}
	reason := c.broken(inc)
	switch {
	case reason.Said():
	case inc.AckedBy != "" && !c.now.Before(inc.AckedUntil):
		reason = Stated(AsksLease)
	case inc.AckedBy == "" && c.now.Sub(inc.Raised) >= inc.patience():
		reason = Stated(AsksUnheard)
	default:
		return
	}
	c.add(IncidentReraised, "", IncidentData{ID: inc.ID, Environment: inc.Environment, Hosts: inc.Hosts, Reason: reason})
}

// patience is how long an incident waits before it demands attention again:
// briefly the first time, and from then on as long as an acknowledgement lasts.
func (i *Incident) patience() time.Duration {
	if i.Reraised {
		return AckLease
	}
	return ReraiseAfter
}

// broken says which promise or appointment has come due since the incident last
// demanded attention, if any has.
func (c *clerk) broken(inc *Incident) Statement {
	for _, kind := range inc.Due() {
		a := inc.Actions[kind]
		if !a.Overdue(c.now) || !inc.Raised.Before(a.Next()) {
			continue
		}
		switch a.Why {
		case AgainCallback:
			return Stated(AsksCallback)
		case AgainRetry:
			return Stated(AsksRetry)
		case AgainTaken:
			return Stated(AsksTaken)
		case AgainHelp:
			return Stated(AsksHelp)
		case AgainReview:
		}
		return Stated(AsksReview)
	}
	return Statement{}
}
