package change

import "time"

// hosts views every host of the plan.
func (a *assessor) hosts() []HostView {
	views := make([]HostView, a.s.Hosts.Len())
	for i := range a.s.Hosts.Len() {
		views[i] = a.host(i)
	}
	return views
}

// host is the view of the ith host of the plan.
func (a *assessor) host(i int) HostView {
	plan, h := &a.s.Plan.Hosts[i], a.s.Hosts.At(i)
	v := HostView{
		Late:     a.s.Late(plan, h, a.now),
		Settling: h.Rebooting() && a.s.Settling(plan, h, a.now),
		Observed: a.snap.observes(i, a.now),
		Down:     h.down(),
		Untested: a.s.goesUntested(plan, h),
		Clock:    a.s.RebootClock(plan, h, a.now),
	}
	v.Reset = h.reset(plan, v.Late, a.now)
	v.Lost = h.Rebooting() && h.Reboot.Unplanned && !v.Settling
	v.Condition = a.condition(plan, h, &v)
	v.Severity, v.Since = a.gravity(plan, h, &v)
	v.Left = a.left(plan, h, &v)
	if h.Rebooting() && !v.Settling {
		v.Rung, v.RungAt = a.nextRung(plan, h, v.Late)
	}
	return v
}

// nextRung is the next rung of the host's ladder that the clock will raise. One that
// was raised for another host of its incident is none.
func (a *assessor) nextRung(plan *Host, h *HostState, late bool) (name RungName, at time.Time) {
	inc := a.s.OpenIncident(plan.Environment)
	for i := range plan.Ladder {
		raised := i == 0 && late
		if i > 0 && inc != nil {
			_, raised = inc.Rung(plan.Ladder[i].Name)
		}
		if raised || !a.s.comes(inc, plan, h, plan.Ladder[i]) {
			continue
		}
		if due, _ := a.s.RungDue(plan, h.Reboot, i); due.After(a.now) && (at.IsZero() || due.Before(at)) {
			name, at = plan.Ladder[i].Name, due
		}
	}
	return name, at
}

// condition is the state of a host in one word: who answers first, then its
// reboot, then the work on it.
func (a *assessor) condition(plan *Host, h *HostState, v *HostView) Condition {
	switch {
	case h.Stranger != "":
		return HostStranger
	case v.Settling && h.Reboot.noBoot():
		return HostSameBoot
	case v.Settling:
		return HostSettling
	case h.Rebooting():
		return a.phase(plan, h)
	case !h.Usable() && h.Work == Waiting:
		return HostNeverSeen
	case h.strayed() && (h.Work == Waiting || h.Work == FinishedOK):
		if h.Reboot.Phase == Unbooted {
			return HostCutOff
		}
		return HostStrayed
	case h.Reboot != nil && h.Reboot.Unplanned && (h.Work == Waiting || h.Work == FinishedOK):
		return HostByItself
	}
	return a.work(h)
}

// work is the condition of a host that no reboot is under way on.
func (a *assessor) work(h *HostState) Condition {
	either := func(proof, noBoot, byWord, plain Condition) Condition {
		switch {
		case h.Reboot != nil && !h.Reboot.Proven.IsZero():
			return proof
		case h.Reboot != nil && h.Reboot.Phase == Unbooted:
			return noBoot
		case h.Reboot != nil && h.Reboot.unseen():
			return byWord
		}
		return plain
	}
	switch {
	case h.Work == Failed:
		return HostFailed
	case h.Work == RolledBack:
		return HostRolledBack
	case h.Work == FinishedOK:
		return either(HostDoneProven, HostDoneNoBoot, HostDoneByWord, HostDone)
	case h.Work == Started && h.stepFailed():
		return HostStepFailed
	case h.Work == Started && h.Reboot != nil && !h.strayed():
		return either(HostBackProven, HostUnbooted, HostBackByWord, HostBack)
	case h.Work == Started:
		return HostWorking
	case a.s.Plan.Ungated && h.Reboot != nil && !h.strayed():
		return either(HostBackProven, HostUnbooted, HostBackByWord, HostBack)
	case a.s.Plan.Ungated:
		return HostWatched
	case a.s.Hold != nil:
		return HostHeld
	}
	return HostWaiting
}

// phase is the condition of a host in a reboot that has more ahead of it than
// to hold.
func (a *assessor) phase(plan *Host, h *HostState) Condition {
	r := h.Reboot
	switch r.Phase {
	case Gone:
		switch {
		case r.downs() <= 1:
			return HostGone
		case r.downs() <= plan.Reboot.ExpectedReboots:
			return HostGoneCycle
		}
		return HostGoneAgain
	case Answering:
		return HostAnswering
	case Listening:
		if h.BetweenReboots(plan) {
			return HostBetween
		}
		return HostListening
	}
	if r.NeverLeft(plan.Reboot) {
		return HostNeverLeft
	}
	return HostLeaving
}

// gravity is how much a host asks for, and since when its trouble lasts.
func (a *assessor) gravity(plan *Host, h *HostState, v *HostView) (Severity, time.Time) {
	switch {
	case h.Stranger != "":
		return Alarm, h.StrangerAt
	case v.Late:
		since := a.s.TroubleSince(plan, h)
		if inc := a.s.OpenIncident(plan.Environment); inc != nil && inc.owes(a.now) {
			return Alarm, since
		}
		return Caution, since
	case v.Condition == HostNeverLeft:
		return Caution, h.Reboot.Stayed
	case h.Rebooting():
		return Normal, time.Time{}
	case h.Work == Failed:
		return Caution, h.Finished
	case v.Condition == HostUnbooted:
		return Caution, h.Reboot.Settled
	case v.Condition == HostStepFailed:
		return Caution, h.Steps[h.Current()].Ended
	case v.Down:
		return Caution, firstChange(h, Down)
	case v.Condition == HostStrayed, v.Condition == HostCutOff, v.Condition == HostByItself:
		return Notice, h.Reboot.Requested
	case v.Condition == HostNeverSeen:
		return Notice, a.s.watchedFrom(h)
	}
	return Normal, time.Time{}
}

// left is what is ahead of a reboot: the end of its settle time, or its norm.
func (a *assessor) left(plan *Host, h *HostState, v *HostView) time.Duration {
	switch {
	case !h.Rebooting():
		return 0
	case v.Settling:
		return max(0, h.Reboot.holdsUntil(plan.Reboot).Sub(a.now))
	}
	return max(0, h.Reboot.Requested.Add(plan.Reboot.Expected).Sub(a.now))
}

// stepFailed reports whether the step that the host is at has failed.
func (h *HostState) stepFailed() bool {
	n := h.Current()
	return n < len(h.Steps) && h.Steps[n].Result == StepBad
}

// strayed reports whether the host was lost with nobody working on it and came
// back without proof of a boot.
func (h *HostState) strayed() bool {
	return h.Reboot != nil && !h.Rebooting() && h.Reboot.Unexplained()
}

// down reports whether a signal is confirmed lost.
func (h *HostState) down() bool {
	for i := range h.Signals {
		if h.Signals[i].State == Down && !h.Drops(h.Signals[i].Check) {
			return true
		}
	}
	return false
}

// goesUntested reports whether a host goes, or went, to a level that nobody tested.
func (s *State) goesUntested(plan *Host, h *HostState) bool {
	to := plan.Level.To
	if h.To != "" {
		to = h.To
	}
	return to != plan.Level.Tested
}

// LastKnown is when a probe of a signal last said something, and whether that counts
// as the present. One that tells nothing of the host makes nothing newer. A face without sight of its own trusts the journal of the one that
// probes. What is recorded, as in a replay or once a change is closed, has no
// single probes.
func (s *Snapshot) LastKnown(host, check string, now time.Time) (at time.Time, fresh bool) {
	if s.Sight == nil || s.recorded() {
		return time.Time{}, s.trusts()
	}
	t := s.Sight.Track(host, check)
	if t == nil || t.toldAt.IsZero() {
		return time.Time{}, false
	}
	return t.toldAt, s.watched() && now.Sub(t.toldAt) <= s.Sight.Fresh(host, check)
}

// recorded reports whether there is nothing but the journal to show.
func (s *Snapshot) recorded() bool { return s.Recorded || !s.State.Closed.IsZero() }

// watched reports whether somebody observes the hosts and can see.
func (s *Snapshot) watched() bool { return !s.Unwatched.Said() && s.State.Blind.IsZero() }

// trusts reports whether the confirmed states count as the present where no
// probes are at hand.
func (s *Snapshot) trusts() bool {
	if s.recorded() {
		return s.watched() || !s.State.Closed.IsZero()
	}
	return s.Attached && s.watched()
}

// observes reports whether every usable signal of the ith host told something lately.
func (s *Snapshot) observes(i int, now time.Time) bool {
	h := s.State.Hosts.At(i)
	if s.Sight == nil || s.recorded() {
		return s.trusts() || !h.Usable()
	}
	if !s.watched() {
		return !h.Usable()
	}
	tracks := s.Sight.of(i)
	for j := range h.Signals {
		t := &tracks[j]
		if h.Signals[j].State != NeverSeen && (t.toldAt.IsZero() || now.Sub(t.toldAt) > t.kind.fresh(s.Sight.probe, t.Every)) {
			return false
		}
	}
	return true
}
