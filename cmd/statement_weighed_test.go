package cmd

import (
	"time"

	"tminus/change"
)

// weigh holds the statements of a situation, before any face has drawn them.
func (j *judge) weigh(sit *change.Situation) {
	j.face = "situation"
	check := func(is bool, format string, args ...any) {
		if !is {
			j.fault(format, args...)
		}
	}
	worst := change.Severity(0)
	for i := range sit.Alerts {
		a := &sit.Alerts[i]
		worst = max(worst, a.Severity)
		check(!a.Since.After(j.now) || told(a.Kind), "%s began at %s, which has not come", a.Kind, a.Since)
		check(j.names(a), "%s does not say of what: %+v", a.Kind, *a)
	}
	check(sit.Severity == worst, "severity %d, and the worst alert has %d", sit.Severity, worst)
	check(sit.Pending == j.pending(), "%d duties are due, and in truth %d: %v", sit.Pending, j.pending(), j.due)
	check(sit.NeedsAttention() == (j.open && worst >= change.Caution), "attention %t with severity %d", sit.NeedsAttention(), worst)
	check(j.pending() == 0 || worst == change.Alarm, "%d duties are due, and the severity is %d", j.pending(), worst)
	check((sit.Hold != nil) == (j.s.Hold != nil && j.open), "a hold: %t", sit.Hold != nil)
	for i := range sit.Hosts {
		j.weighHost(&sit.Hosts[i], j.host[j.s.Hosts.At(i).Name], check)
	}
	for i := range sit.Environments {
		e := &sit.Environments[i]
		is := j.env[e.Name]
		check(e.All == is.all && e.Healthy == is.healthy && e.Done == is.done && e.FailedOver == is.away, "environment %q: %d of %d healthy, %d done, failed over: %t; in truth %d of %d, %d, %t", e.Name, e.Healthy, e.All, e.Done, e.FailedOver, is.healthy, is.all, is.done, is.away)
		check(e.Late+e.Trouble+e.Rebooting+e.Working <= e.All, "environment %q counts a host twice: %+v", e.Name, *e)
		j.weighFailover(&e.Failover, check)
	}
	for i := range sit.Incidents {
		j.weighIncident(&sit.Incidents[i], check)
	}
	for _, m := range sit.Milestones {
		check(!m.At.IsZero() && m.Past == !m.At.After(j.now), "milestone %d at %s is past: %t", m.Kind, m.At, m.Past)
		named := map[change.MilestoneKind]bool{change.LastStart: m.Host != "", change.LastSafe: m.Standby != "", change.FailoverEnds: m.Standby != "", change.NextRung: m.Action != "" && m.Incident != "", change.CallBack: m.Action != "", change.LeaseEnds: m.Action != "", change.NextUpdate: m.Incident != ""}
		is, asked := named[m.Kind]
		check(is || !asked, "milestone %d does not say of what: %+v", m.Kind, m)
		check(m.Kind != change.NextRung && m.Kind != change.LeaseEnds && m.Kind != change.CallBack || !m.Past, "milestone %d is past and counted down to: %+v", m.Kind, m)
	}
	check(!sit.Advice.Since.After(j.now), "advice %s since %s, which has not come", sit.Advice.Kind, sit.Advice.Since)
}

// told reports that an alert is of an instant as the clock showed it then, which
// may be ahead since the clock was set back.
func told(kind change.AlertKind) bool {
	return kind == change.AlertDeviation || kind == change.AlertUnsigned || kind == change.AlertDraft
}

// names reports whether an alert says of what it is.
func (j *judge) names(a *change.Alert) bool {
	sides := len(j.p.Environments) == 0 || a.Environment != ""
	switch a.Kind {
	case change.AlertNoSide, change.AlertFailover, change.AlertFailedOver:
		return a.Environment != "" && a.Standby != ""
	case change.AlertNoHealthy, change.AlertHosts:
		return sides
	case change.AlertIncident:
		return sides && a.Incident != "" && len(a.Hosts) > 0
	case change.AlertHold: // the budget of a wave holds the change with nobody's name
		return (a.Name != "" || j.s.Hold != nil && j.s.Hold.Wave != "") && !a.Since.IsZero()
	case change.AlertUnsigned, change.AlertWitness, change.AlertDraft:
		return a.Name != "" && !a.Since.IsZero()
	case change.AlertUntested:
		return len(a.Hosts) > 0 && len(a.Hosts) == a.Count
	case change.AlertDeviation:
		return a.Name != "" && a.Count > 0
	}
	return true
}

func (j *judge) weighHost(v *change.HostView, h *hostFact, check func(bool, string, ...any)) {
	check(v.Rung == "" || v.RungAt.After(j.now), "the next rung of %s was at %s", h.Name, v.RungAt)
	check(v.Left >= 0 && v.Clock.For >= 0, "%s: %s left, its clock shows %s", h.Name, v.Left, v.Clock.For)
	check(!v.Since.After(j.now), "the trouble of %s began at %s, which has not come", h.Name, v.Since)
	check(v.Severity < change.Caution || !v.Since.IsZero(), "%s is in trouble, and nobody knows since when: %+v", h.Name, *v)
	check(!v.Lost || h.rebooting && h.Reboot.Unplanned, "%s is lost, and was not", h.Name)
	check(v.Clock.Counts != change.CountsFromRequest || h.asked, "the clock of %s counts from a request, and nobody asked", h.Name)
	check(v.Clock.Counts != change.CountsFromLoss || h.rebooting && !h.asked, "the clock of %s counts from a loss", h.Name)
	check(!v.Clock.Runs() || !v.Clock.From.After(j.now), "the clock of %s counts from %s, which has not come", h.Name, v.Clock.From)
	check(!v.Settling || h.rebooting && h.Reboot.Phase == change.Listening, "%s settles, and does not", h.Name)
}

func (j *judge) weighFailover(f *change.FailoverView, check func(bool, string, ...any)) {
	e := j.env[f.Environment]
	is := f.Timing == change.TimingNone || f.Timing == change.TimingMet || f.Timing == change.TimingMissed
	check(!e.away || f.State == change.FailoverDone && is, "%s has failed over, and its failover is %d, %d", e.Name, f.State, f.Timing)
	under := j.running != nil && j.running.Environment == e.Name
	check(under == (f.State == change.FailoverRunning), "the failover of %s runs: %t", e.Name, f.State == change.FailoverRunning)
	if e.Standby == "" || e.lastSafe.IsZero() || !j.open {
		return
	}
	ends := j.now.Add(e.Failover.Takes)
	switch f.Timing {
	case change.TimingAhead, change.TimingNear:
		check(!j.now.After(f.LastSafe) && f.LastSafe.Equal(e.lastSafe), "the failover of %s can begin by %s, and in truth by %s", e.Name, f.LastSafe, e.lastSafe)
	case change.TimingMargin:
		check(f.Ends.Before(j.deadline), "the failover of %s ends at %s: not in time", e.Name, f.Ends)
	case change.TimingTooLate:
		check(j.now.Before(j.deadline) && !f.Ends.Before(j.deadline), "the failover of %s ends at %s: not too late", e.Name, f.Ends)
		check(j.running == nil || j.running.Environment == e.Name || j.running.Environment == e.Standby || !ends.Before(j.deadline), "the failover of %s is not too late", e.Name)
	case change.TimingMet:
		check(e.away && f.Ends.Before(f.Deadline.At), "the failover of %s has met no deadline", e.Name)
	}
}

func (j *judge) weighIncident(v *change.IncidentView, check func(bool, string, ...any)) {
	check(v.QuietUntil.IsZero() || v.QuietUntil.After(j.now), "%s is quiet until %s, which is past", v.ID, v.QuietUntil)
	check(!v.Since.After(j.now), "%s since %s, which has not come", v.ID, v.Since)
	check(v.Rings == (len(j.due[v.ID]) > 0 && !j.now.Before(v.AckedUntil)), "%s rings: %t, with %v due", v.ID, v.Rings, j.due[v.ID])
	check(v.Severity >= change.Caution, "%s is open, and its severity is %d", v.ID, v.Severity)
	for _, m := range v.Members {
		check(m.Stand == change.StandBack || m.Stand == change.StandSettling || !v.Since.IsZero(), "nobody knows since when %s is: %+v", v.ID, m)
		check(m.For >= 0 && m.Host != "", "%s: %+v", v.ID, m)
	}
	for i := range v.Duties {
		d := &v.Duties[i]
		check(d.Ahead.IsZero() || d.Ahead.After(j.now), "%s of %s comes due at %s, which is past", d.Kind, v.ID, d.Ahead)
		check(!d.Pending() || !d.Since.IsZero() && !d.Since.After(j.now), "%s of %s is due since %s", d.Kind, v.ID, d.Since)
		if d.Pending() {
			err := j.would(change.Act{By: "li", Incident: v.ID, Kind: d.Kind, State: change.ActionIsTaken})
			check(err == nil, "%v", err)
		}
	}
	for _, a := range v.Attempts {
		check(a.Overdue == (!a.Until.IsZero() && !j.now.Before(a.Until)), "the attempt on %s is overdue: %t, until %s", a.Host, a.Overdue, a.Until.Format(time.TimeOnly))
	}
}
