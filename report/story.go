package report

import (
	"time"

	"tminus/change"
)

// story is what happened, read from the journal.
type story struct {
	in    Input
	state change.State
	// sit is the situation of the change when the journal ends.
	sit *change.Situation
	// begin and end are the instants of the first and the last event.
	begin, end time.Time
	// set is how far our clock was set forward between them.
	set    time.Duration
	digest string

	hosts     []*host
	byName    map[string]*host
	incidents []*incident
	holds     []*hold
	refused   int // starts that a gate refused
	gaps      []gap
	notices   []notice
	// alarms are the instants at which somebody was asked to act.
	alarms []time.Time
}

// host is what was done to a host, and what became of it.
type host struct {
	plan    *change.Host
	state   *change.HostState
	started time.Time
	ended   time.Time
	result  string
	steps   []*step
	reboots []*reboot
	tries   []*try
}

// step is the work on one step of a runbook.
type step struct {
	n        int
	id       string
	from, to time.Time
	// result is done, failed or skipped; empty while it goes on.
	result, by, note, said string
	files                  []change.EvidenceFile
}

// reboot is one reboot of a host. An instant that is zero is not known, or did not
// come.
type reboot struct {
	requested, gone, settled  time.Time
	proven                    time.Time
	took                      time.Duration
	bounces, stumbles         int
	detected, unplanned, over bool
	// most is the longest that it can have taken, where the exact time is not known.
	most time.Duration
	// unbooted: it was none. The host was back, in the boot of before, at heldFrom.
	unbooted bool
	heldFrom time.Time
	phases   []phase
	// moved is by how much our clock was set forward while it was under way.
	moved time.Duration
}

// phase is one stretch of a reboot: leaving, gone, answering, listening.
type phase struct {
	name     string
	from, to time.Time
}

// try is one attempt to bring a host back.
type try struct {
	at, ended, until  time.Time
	what, by, outcome string
}

// hold is one stretch in which no host was to start.
type hold struct {
	from, to       time.Time
	by, liftedBy   string
	reason, lifted change.Statement
	// moved is by how much our clock was set forward while it held.
	moved time.Duration
}

// gap is a stretch in which nothing was observed, or a clock that was set.
type gap struct {
	kind     string
	from, to time.Time
	by       time.Duration
}

// notice is a message that the cockpit sent, or could not send.
type notice struct {
	change.Event
	failed bool
}

// read folds the journal.
func read(in Input) *story {
	s := &story{in: in, state: change.Fold(change.NewState(in.Plan), in.Events...), byName: map[string]*host{}}
	in.Plan = s.state.Plan // with the hosts that were added, and without those that were removed
	s.in.Plan = in.Plan
	for _, name := range in.Plan.Order {
		h := &host{plan: in.Plan.Host(name), state: s.state.Host(name)}
		s.hosts, s.byName[name] = append(s.hosts, h), h
	}
	s.alarms = change.Prompts(in.Events)
	for _, e := range in.Events {
		if s.begin.IsZero() {
			s.begin = e.At
		}
		s.end = e.At
		s.take(e)
	}
	s.sit = change.Assess(&change.Snapshot{State: &s.state, Now: s.end, Recorded: true}, s.end, s.end)
	for _, h := range s.hosts {
		h.close(s.end)
	}
	for _, inc := range s.incidents {
		for _, c := range inc.calls {
			if c.over = inc.resolved; c.over.Before(c.due) {
				c.over = time.Time{}
			}
		}
	}
	for i := range s.gaps {
		if s.gaps[i].to.IsZero() {
			s.gaps[i].to = s.end
		}
	}
	return s
}

func (s *story) take(e change.Event) {
	switch d := e.Data.(type) {
	case change.OpenedData:
		s.digest = d.Plan
	case change.ResumedData:
		if !d.Unobserved.IsZero() {
			s.gaps = append(s.gaps, gap{kind: "restart", from: d.Unobserved, to: e.At})
		}
	case change.ReasonData:
		s.takeHold(e, d)
	case change.GatedData:
		if !d.Go {
			s.refused++
		}
	case change.ObserverData:
		s.takeObserver(e, d)
	case change.IncidentData:
		s.takeIncident(e, d)
	case change.RungData:
		s.takeRung(e, d)
	case change.ActionData:
		s.takeAction(e, d)
	default:
		if e.Type == change.NotifySent || e.Type == change.NotifyFailed {
			s.notices = append(s.notices, notice{e, e.Type == change.NotifyFailed})
		}
	}
	if h := s.byName[e.Host]; h != nil {
		h.take(e)
	}
}

func (s *story) takeHold(e change.Event, d change.ReasonData) {
	if e.Type == change.ChangeHeld {
		s.holds = append(s.holds, &hold{from: e.At, by: e.By, reason: d.Reason})
		return
	}
	if n := len(s.holds); n > 0 && s.holds[n-1].to.IsZero() {
		last := s.holds[n-1]
		last.to, last.liftedBy, last.lifted = e.At, e.By, d.Reason
	}
}

func (s *story) takeObserver(e change.Event, d change.ObserverData) {
	switch e.Type {
	case change.ObserverBlind:
		s.gaps = append(s.gaps, gap{kind: "blind", from: d.Since})
	case change.ObserverSighted:
		if n := len(s.gaps); n > 0 && s.gaps[n-1].kind == "blind" {
			s.gaps[n-1].to = e.At
		}
	case change.ObserverAsleep:
		s.gaps = append(s.gaps, gap{kind: "asleep", from: d.Since, to: e.At})
	case change.ObserverStepped:
		s.gaps = append(s.gaps, gap{kind: "stepped", from: e.At, to: e.At, by: time.Duration(d.Gap)})
		s.clockSet(time.Duration(d.Gap))
	}
}

// clockSet notes how far the clock moved for everything under way, so that durations
// stay right: their ends are told by another clock than their beginnings.
func (s *story) clockSet(by time.Duration) {
	s.set += by
	for _, h := range s.hosts {
		if n := len(h.reboots); n > 0 && !h.reboots[n-1].over {
			h.reboots[n-1].moved += by
		}
	}
	if n := len(s.holds); n > 0 && s.holds[n-1].to.IsZero() {
		s.holds[n-1].moved += by
	}
	for _, inc := range s.incidents {
		inc.set += by
	}
}

// late reports whether something went wrong with the host: it was lost
// unplanned, was away for longer than the norm, or was not finished well.
func (h *host) late(end time.Time) bool {
	for _, r := range h.reboots {
		if r.unplanned || r.away(end) > h.plan.Reboot.Expected {
			return true
		}
	}
	return h.result != "" && h.result != string(change.FinishedOK)
}

// worst is the reboot that kept the host away for longest, nil if there is none.
func (h *host) worst(end time.Time) *reboot {
	var worst *reboot
	for _, r := range h.reboots {
		if worst == nil || r.away(end) > worst.away(end) {
			worst = r
		}
	}
	return worst
}

// away is how long a reboot took, or has taken by the end.
func (r *reboot) away(end time.Time) time.Duration {
	if r.over {
		return r.took
	}
	return end.Sub(r.requested) - r.moved
}

// back is the first instant of the stretch in which the host was back for good.
func (r *reboot) back() time.Time {
	if !r.over {
		return time.Time{}
	}
	return r.heldFrom
}
