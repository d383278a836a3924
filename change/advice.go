package change

import (
	"slices"
	"time"
)

// AdviceKind says what kind of thing is to be done next.
type AdviceKind string

// The kinds of advice, the most urgent first.
const (
	AdviseWatch    AdviceKind = "watch"   // nobody watches the hosts: whatever follows from them is old
	AdviseFailover AdviceKind = "switch"  // a failover is under way: its next step
	AdviseAction   AdviceKind = "action"  // an obligation is due
	AdviseLook     AdviceKind = "look"    // late, and nothing is due yet: look, do not reset
	AdviseRecover  AdviceKind = "recover" // all obligations are in hand: bring the host back
	AdviseHold     AdviceKind = "hold"    // on hold: decide whether to resume
	AdviseWait     AdviceKind = "wait"    // a reboot is under way and not late, or the command of a step runs
	AdviseReboot   AdviceKind = "reboot"  // it was away and did not reboot: issue it again, or look at its network
	AdviseStep     AdviceKind = "step"    // do the step that the host is at
	AdviseFinish   AdviceKind = "finish"  // all steps done: finish the host
	AdvisePilot    AdviceKind = "pilot"   // an autopilot is at it: nothing is asked of anybody
	AdviseMark     AdviceKind = "mark"    // nothing is gated, and no reboot is under way: mark one when it is issued
	AdviseStart    AdviceKind = "start"   // the gate of the next host says go
	AdviseNoGo     AdviceKind = "nogo"    // the gate of the next host, or of its reboot, says no-go
	AdviseSoak     AdviceKind = "soak"    // every host of a wave is finished, and it has to hold for a while
	AdviseClose    AdviceKind = "close"   // every host is finished
	AdviseNothing  AdviceKind = "nothing" // the change is closed
)

// Advice is the one thing to do now. The faces put it into words.
type Advice struct {
	Kind     AdviceKind
	Host     string
	Incident string
	// Whose is who has the host at work, where that is somebody else than the person
	// to whom it is told: see NextFor.
	Whose string
	// Action is the kind of the obligation that is due.
	Action ActionKind
	// Step is the index of the step, of the host or of the failover.
	Step int
	// Wave is the one that the next host belongs to, or that soaks; empty where the
	// plan has no waves.
	Wave string
	// Environment is the one that switches to its standby.
	Environment string
	// Since is when the advice came due, or when the wait began; Until is
	// when the wait is expected to end.
	Since, Until time.Time
	// NoGo holds the criteria that keep the next host from starting or, at a
	// step that is one to reboot, from rebooting.
	NoGo   []Criterion
	Reboot bool
	// Why is what an autopilot waits for; nothing: it acts. Of a step it is what is wrong
	// with its command, and of a wait which command is waited for.
	Why Statement
}

// Severity is how much the advice asks for at an instant.
func (a Advice) Severity(now time.Time) Severity {
	switch a.Kind {
	case AdviseWatch, AdviseFailover, AdviseAction:
		return Alarm
	case AdviseLook, AdviseRecover, AdviseReboot, AdviseHold:
		return Caution
	case AdviseNoGo:
		return Notice
	case AdviseWait:
		if now.After(a.Until) {
			return Notice
		}
	}
	return Normal
}

// Next is what to do now: a failover under way, then obligations before waiting, waiting before steps,
// steps before the next host.
func Next(s *State, now time.Time) Advice { return s.flown(next(s, now), now) }

func next(s *State, now time.Time) Advice {
	if !s.Open() {
		return Advice{Kind: AdviseNothing}
	}
	if w := s.FailoverUnderWay(); w != nil {
		return Advice{Kind: AdviseFailover, Environment: w.Environment, Step: w.Current(), Since: w.Decided}
	}
	if a, ok := nextAction(s, now, anyIncident); ok {
		return a
	}
	reboot, ok := nextReboot(s, now, anyHost)
	switch {
	case s.Plan.InWaves():
		return nextInWaves(s, reboot, now)
	case ok:
		return reboot
	}
	if a, ok := nextStep(s, now, anyHost); ok {
		return a
	}
	if s.Hold != nil {
		return Advice{Kind: AdviseHold, Since: s.Hold.Since}
	}
	if s.Plan.Ungated {
		return Advice{Kind: AdviseMark}
	}
	for _, name := range s.Plan.Order {
		if h := s.Host(name); h.Work == Waiting {
			if failed := NoGo(Gate(*s, name, now)); len(failed) > 0 {
				return Advice{Kind: AdviseNoGo, Host: name, NoGo: failed}
			}
			return Advice{Kind: AdviseStart, Host: name}
		}
	}
	return Advice{Kind: AdviseClose}
}

func nextAction(s *State, now time.Time, of func(*Incident) bool) (Advice, bool) {
	var first Advice
	most := -1
	for i := range s.Incidents {
		inc := &s.Incidents[i]
		if pending := inc.Pending(now); inc.Open() && len(pending) > 0 && of(inc) {
			kind := s.Urgent(inc, now)
			rung, _ := inc.Raising(kind)
			if rung.Host == "" { // what is about a side is about its worst host
				if h := worst(s, inc); h != nil {
					rung.Host = h.Name
				}
			}
			since := rung.Due
			if a := inc.Actions[kind]; a.Overdue(now) || since.IsZero() {
				since = a.since()
			}
			if u := s.urgency(inc, now); u > most || u == most && since.Before(first.Since) {
				most = u
				first = Advice{Kind: AdviseAction, Incident: inc.ID, Action: kind, Host: rung.Host, Since: since}
			}
		}
	}
	return first, first.Kind != ""
}

// waits reports whether the advice is to wait for a reboot of which nothing else is
// to be done.
func (a Advice) waits() bool { return a.Kind == AdviseWait && a.Incident == "" }

// nextReboot is what to do about a reboot under way: of one that is late, or else to
// wait; where several are planned side by side, for the one that is expected first.
func nextReboot(s *State, now time.Time, of func(*HostState) bool) (Advice, bool) {
	var wait Advice
	for i := range s.Hosts.Len() {
		h := s.Hosts.At(i)
		if !h.Rebooting() || !of(h) {
			continue
		}
		plan := &s.Plan.Hosts[i]
		one := Advice{Kind: AdviseWait, Host: h.Name, Since: h.Reboot.Requested, Until: h.Reboot.Requested.Add(plan.Reboot.Expected)}
		inc := s.OpenIncident(plan.Environment)
		late := inc != nil && slices.Contains(inc.Hosts, h.Name) && s.Late(plan, h, now)
		switch {
		case late && h.BetweenReboots(plan): // it is to be seen whether the next one comes at all
			one.Incident = inc.ID
			return one, true
		case late && !h.IsBack():
			return lateAdvice(s, plan, h, inc), true
		case h.holds(plan):
			one.Until = h.Reboot.holdsUntil(plan.Reboot)
		}
		if !s.Plan.InWaves() || wait.Kind == "" || one.Until.Before(wait.Until) {
			wait = one
		}
	}
	return wait, wait.Kind != ""
}

// lateAdvice for a host that is late: look first. Only when the ladder has
// asked for help, and that is in hand, is it time to try and recover.
func lateAdvice(s *State, plan *Host, h *HostState, inc *Incident) Advice {
	a := Advice{Kind: AdviseRecover, Host: h.Name, Incident: inc.ID, Since: h.Reboot.Requested}
	for i, rung := range plan.Ladder {
		if _, due := inc.Rung(rung.Name); due && rung.Action != "" {
			return a
		}
		if left := inc.unmet(rung); left.Action != "" && s.comes(inc, plan, h, rung) {
			a.Kind, a.Action = AdviseLook, left.Action
			a.Until, _ = s.RungDue(plan, h.Reboot, i)
			return a
		}
	}
	return a
}

// ResetOffer is whether a hard reset of a host may be offered.
type ResetOffer uint8

// The offers of a hard reset.
const (
	ResetNo     ResetOffer = iota
	ResetYes               // it is late, and gone
	ResetWarned            // it has answered for so long without coming back in full that waiting helps no more, and may be configuring updates
)

// reset is whether a hard reset of a host may be offered that is late, or not.
func (h *HostState) reset(plan *Host, late bool, now time.Time) ResetOffer {
	switch r := h.Reboot; {
	case !late || !h.Rebooting():
	case r.Phase == Gone:
		return ResetYes
	case r.Phase == Answering && now.Sub(r.Since) >= plan.Reboot.Expected:
		return ResetWarned
	}
	return ResetNo
}

// nextStep is the next step of a host at work that does not reboot; the first whose
// reboot may not be issued, or else whose command still runs, if there is nothing else to
// do. False: there is none, or only a hold keeps them from it.
func nextStep(s *State, now time.Time, of func(*HostState) bool) (Advice, bool) {
	var blocked, wait Advice
	for i := range s.Hosts.Len() {
		h := s.Hosts.At(i)
		if h.Work != Started || h.Rebooting() || !of(h) {
			continue
		}
		if r := h.Reboot; r != nil && r.Phase == Unbooted && !r.Unplanned {
			return Advice{Kind: AdviseReboot, Host: h.Name, Since: r.Settled}, true
		}
		n := h.Current()
		if n == len(h.Steps) {
			return Advice{Kind: AdviseFinish, Host: h.Name}, true
		}
		step, _ := s.Plan.Step(h.Name, n)
		if s.runs(&h.Steps[n], step, now) {
			if wait.Kind == "" {
				wait = untilRun(h, n, step)
			}
			continue
		}
		a, ok := nextIssue(s, h, n)
		if !ok {
			return Advice{Kind: AdviseStep, Host: h.Name, Step: n, Since: h.Steps[n].Since, Why: s.badRun(h, n, step, now)}, true
		}
		if blocked.Kind == "" || blocked.Kind == AdviseHold {
			blocked = a
		}
	}
	if wait.Kind != "" && blocked.Kind != AdviseNoGo {
		return wait, true
	}
	return blocked, blocked.Kind != "" && blocked.Kind != AdviseHold
}

// untilRun waits for the command of the step that a host is at.
func untilRun(h *HostState, n int, step Step) Advice {
	since := h.Steps[n].Run.Started
	return Advice{
		Kind: AdviseWait, Host: h.Name, Step: n, Since: since, Until: since.Add(step.Timeout),
		Why: Stated(PilotRuns, "host", h.Name, "step", step.ID, "since", since),
	}
}

// nextIssue is what to do at a step whose reboot must not be issued now; false:
// it may be, or the step asks for none. A hold is all that stands in its way: then
// that is what is to be decided.
func nextIssue(s *State, h *HostState, n int) (Advice, bool) {
	steps := s.Plan.StepsOf(h.Name)
	if n >= len(steps) || h.Rebooting() || h.Steps[n].ran(steps[n]) || !issuesReboot(h, steps[n], n) {
		return Advice{}, false
	}
	gate := JudgeReboot(*s, h.Name)
	if gate.Go {
		return Advice{}, false
	}
	a := Advice{Kind: AdviseNoGo, Host: h.Name, Step: n, NoGo: NoGo(gate.Criteria), Reboot: true}
	if held, more := gate.Held(); held && !more {
		a.Kind = AdviseHold
	}
	return a, true
}
