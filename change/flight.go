package change

import (
	"cmp"
	"slices"
	"time"
)

// MoveKind is what the autopilot of a wave would do next.
type MoveKind string

// What it would do: it acts, it waits for something or for a person, or it stops.
const (
	MoveStart  MoveKind = "start"  // start a host
	MoveAsk    MoveKind = "ask"    // have the prechecks of a host carried out
	MoveRun    MoveKind = "run"    // run a step, and issue its reboot where it has one
	MoveMark   MoveKind = "mark"   // mark a step as done
	MoveFinish MoveKind = "finish" // finish a host
	MoveWait   MoveKind = "wait"
	MovePerson MoveKind = "person" // something is for a person to do
	MoveStop   MoveKind = "stop"   // it starts nothing further
	MoveDone   MoveKind = "done"   // every host of the wave is over
)

// Move is what the autopilot of a wave would do next, of which host, and at which
// step, counted from 1; 0: at none. Why is why it waits or stops.
type Move struct {
	Kind MoveKind
	Host string
	N    int
	Why  Statement
}

// same reports whether two moves do the same.
func (m Move) same(as Move) bool { return m.Kind == as.Kind && m.Host == as.Host && m.N == as.N }

// Acts reports whether the move changes something.
func (m Move) Acts() bool { return m.Kind != MoveWait && m.Kind != MovePerson }

func stops(host string, why Statement) Move { return Move{Kind: MoveStop, Host: host, Why: why} }

func waits(host string, why Statement) Move { return Move{Kind: MoveWait, Host: host, Why: why} }

// NextMove is what the autopilot of a wave would do now. Eyes is as in Fly.
func (s *State) NextMove(wave string, eyes Statement, now time.Time) Move {
	p, i := s.Pilot(wave), s.Plan.waveNamed(wave)
	if !p.Engaged() || i < 0 {
		return Move{}
	}
	if why := s.grounds(p, eyes, s.Present, now); why.Said() {
		return stops("", why)
	}
	var moves []Move
	left := 0
	for _, name := range s.Plan.Waves[i].Hosts {
		switch h := s.Host(name); h.Work {
		case Started:
			left++
			moves = append(moves, s.atWorkMove(h, now))
		case Waiting:
			if left++; !slices.ContainsFunc(moves, func(m Move) bool { return m.N == 0 && m.begins() }) {
				moves = append(moves, s.startMove(p, h, len(moves) > 0, now))
			}
		}
	}
	if left == 0 {
		return Move{Kind: MoveDone, Why: Stated(PilotDone, "wave", wave)}
	}
	return first(moves)
}

// begins reports whether the move is about a host that waits: only one of them at a
// time is at the gate.
func (m Move) begins() bool {
	return m.Kind == MoveStart || m.Kind == MoveAsk || m.Kind == MoveWait || m.Kind == MovePerson
}

// first is the move that comes before the others: to stop before to act, to act
// before to ask a person, and that before to wait.
func first(moves []Move) Move {
	for _, is := range []func(Move) bool{
		func(m Move) bool { return m.Kind == MoveStop }, Move.Acts, func(m Move) bool { return m.Kind == MovePerson },
	} {
		if i := slices.IndexFunc(moves, is); i >= 0 {
			return moves[i]
		}
	}
	return moves[0]
}

// grounds says why the autopilot starts nothing further, whatever its hosts do;
// nothing: it goes on. Present is when a person last gave a sign.
func (s *State) grounds(p *Pilot, eyes Statement, present, now time.Time) Statement {
	switch hold := cmp.Or(p.Held, s.Hold); {
	case hold != nil:
		return Stated(GateHeld, "since", hold.Since, "by", hold.By, "why", hold.Reason)
	case !s.Blind.IsZero():
		return Stated(GateBlind, "since", s.Blind)
	case eyes.Said():
		return eyes
	}
	for i := range s.Waves {
		if w := &s.Waves[i]; w.Broke.After(p.Since) {
			return Stated(PilotBroke, "wave", s.Plan.WaveName(i), "at", w.Broke, "hosts", w.BrokeBy)
		}
	}
	if why := s.endedBadly(p); why.Said() {
		return why
	}
	for i := range s.Incidents {
		inc := &s.Incidents[i]
		for _, r := range inc.Rungs {
			if inc.Open() && len(r.Raises()) > 0 {
				return Stated(PilotRung, "incident", inc.ID, "action", string(r.Raises()[0]), "at", r.Due)
			}
		}
	}
	if !now.Before(present.Add(s.Plan.presence())) {
		return Stated(PilotNobody, "since", present)
	}
	return Statement{}
}

// endedBadly says which command of its wave did not succeed that came to its end when its
// step was marked already, since the autopilot was engaged.
func (s *State) endedBadly(p *Pilot) Statement {
	for _, name := range s.Plan.Waves[s.Plan.waveNamed(p.Wave)].Hosts {
		h := s.Host(name)
		for n, step := range s.Plan.StepsOf(name)[:h.Current()] {
			st := &h.Steps[n]
			if run := st.Run; run != nil && run.Ended.After(st.Ended) && run.Ended.After(p.Since) && !step.Succeeded(run) {
				return Stated(PilotRunFailed, "host", name, "step", step.ID, "why", run.failure(step), "given", run.Said)
			}
		}
	}
	return Statement{}
}

// atWorkMove is what is to be done next on a host at work.
func (s *State) atWorkMove(h *HostState, now time.Time) Move {
	steps, n := s.Plan.StepsOf(h.Name), h.Current()
	switch r := h.Reboot; {
	case r != nil && r.Phase == Unbooted && !r.Requested.Before(h.Started):
		return stops(h.Name, Stated(PilotUnbooted, "host", h.Name))
	case h.Rebooting() && r.Detected && !r.Unplanned, h.Stranger != "":
		return stops(h.Name, Stated(PilotByItself, "host", h.Name, "since", r.requested()))
	case n == len(steps) && h.Rebooting():
		return waits(h.Name, s.notBack(h))
	case n == len(steps) && !h.Healthy():
		return waits(h.Name, Stated(PilotUnwell, "host", h.Name))
	case n == len(steps):
		return Move{Kind: MoveFinish, Host: h.Name}
	}
	return s.stepMove(h, steps[n], n, now)
}

// requested is when the clock of a reboot began; zero: there is none.
func (r *Reboot) requested() time.Time {
	if r == nil {
		return time.Time{}
	}
	return r.Requested
}

// stepMove is what is to be done at a step of a host at work.
func (s *State) stepMove(h *HostState, step Step, n int, now time.Time) Move {
	st := &h.Steps[n]
	at := Move{Host: h.Name, N: n + 1}
	with := func(kind MoveKind, why Statement) Move { at.Kind, at.Why = kind, why; return at }
	run, amiss := st.Run, s.badRun(h, n, step, now)
	switch {
	case st.Result == StepBad:
		return with(MoveStop, Stated(PilotStepFailed, "host", h.Name, "step", step.ID))
	case amiss.Said():
		return with(MoveStop, amiss)
	case s.runs(st, step, now):
		return with(MoveWait, Stated(PilotRuns, "host", h.Name, "step", step.ID, "since", run.Started))
	case h.Rebooting():
		return with(MoveWait, s.notBack(h))
	case !step.Auto:
		return with(MovePerson, Stated(PilotPerson, "host", h.Name, "step", step.ID))
	case run != nil && step.Reboot && s.unproven(h):
		return with(MoveStop, Stated(PilotUnproven, "host", h.Name))
	case run == nil && (!step.Reboot || !markedSince(h, st.Since)): // whoever marked the reboot has issued it
		return with(MoveRun, Statement{})
	}
	return with(MoveMark, Statement{})
}

// failure is why a run that is over did not succeed.
func (r *RunState) failure(step Step) Statement {
	switch {
	case r.Fault.Said():
		return r.Fault
	case r.Unmet.Said() || r.Exit == nil:
		return r.Unmet
	}
	return step.Success().Unmet(*r.Exit, "")
}

// unproven reports whether the last reboot of a host with boot evidence is over, and
// was not proven.
func (s *State) unproven(h *HostState) bool {
	evidence := slices.ContainsFunc(s.Plan.Host(h.Name).Watched(), func(w Signal) bool { return w.Kind.Role == ProvesBoot })
	return evidence && h.Reboot != nil && h.Reboot.Proven.IsZero()
}

// startMove is what is to be done at the gate of a host that waits. While others of
// its wave or of an earlier one are at work, what they keep from it comes in time.
func (s *State) startMove(p *Pilot, h *HostState, beside bool, now time.Time) Move {
	gate := Judge(*s, h.Name, Statement{}, now)
	if gate.Go {
		return Move{Kind: MoveStart, Host: h.Name}
	}
	early, working := s.before(s.Plan.WaveOf(h.Name))
	beside = beside || working
	var patience, person, ask Statement
	for _, c := range NoGo(gate.Criteria) {
		switch {
		case beside && slices.Contains([]CriterionID{CriterionPrevious, CriterionAlone, CriterionAtOnce, CriterionEnvironment, CriterionStandby}, c.ID),
			early && c.ID == CriterionPrevious,
			slices.Contains([]Code{GateWaveWork, GateWaveHolds, GateWaveSoaks, GateUnseen, GatePrecheckRuns}, c.Why.Code):
			patience = c.Why
		case c.Why.Code == GatePrechecksOpen:
			person = Stated(PilotPrecheck, "host", h.Name, "why", c.Why)
		case s.findsAnew(p, h, c):
			ask = c.Why
		default:
			return stops(h.Name, Stated(PilotNoGo, "host", h.Name, "why", c.Reason()))
		}
	}
	switch {
	case patience.Said():
		return waits(h.Name, patience)
	case person.Said():
		return Move{Kind: MovePerson, Host: h.Name, Why: person}
	case slices.ContainsFunc(s.PrechecksDue(now), func(due StartPrecheck) bool { return due.Host == h.Name }):
		return waits(h.Name, ask)
	}
	return Move{Kind: MoveAsk, Host: h.Name}
}

// before reports whether the waves before a wave have hosts that are to come or at
// work, and whether one is at work. Where one of them has failed it is no use to wait.
func (s *State) before(wave int) (open, working bool) {
	for i := range wave {
		for _, name := range s.Plan.Waves[i].Hosts {
			switch s.Host(name).Work {
			case Started:
				open, working = true, true
			case Waiting:
				open = true
			}
		}
	}
	return open, working
}

// findsAnew reports whether a criterion is a precheck that the cockpit carries out and
// that has not failed since the autopilot was engaged.
func (s *State) findsAnew(p *Pilot, h *HostState, c Criterion) bool {
	id, is := c.ID.precheck()
	i := slices.IndexFunc(s.Plan.Prechecks, func(have Precheck) bool { return have.ID == id })
	if !is || i < 0 {
		return false
	}
	r := h.CheckedAt(i).Run
	return r == nil || !r.Fault.Said() && !r.Unmet.Said() || r.Ended.Before(p.Since)
}
