package change

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// NewState is the state of a change of which nothing is journaled yet.
func NewState(p *Plan) State {
	s := State{Plan: p, Hosts: make([]HostState, len(p.Hosts))}
	for i, h := range p.Hosts {
		hs := HostState{Name: h.Name, Work: Waiting, Steps: make([]StepState, len(p.Runbook))}
		for _, check := range h.Signals() {
			hs.Signals = append(hs.Signals, SignalState{Check: check})
		}
		s.Hosts[i] = hs
	}
	for _, w := range p.Witnesses {
		s.Witnesses = append(s.Witnesses, SignalState{Check: w})
	}
	return s
}

// Apply is the fold of one event.
func Apply(s State, e Event) State { return Fold(s, e) }

// Fold is the state after the events. The given state stays as it is. Events
// about what the plan does not name, and types that this version does not
// know, move nothing but the sequence number.
func Fold(s State, events ...Event) State {
	if len(events) == 0 {
		return s
	}
	s = s.clone()
	for _, e := range events {
		s.apply(e)
		if e.Seq > 0 {
			s.Seq = e.Seq
		}
		s.At = e.At
	}
	return s
}

func (s *State) apply(e Event) {
	group, _, _ := strings.Cut(string(e.Type), ".")
	switch group {
	case "change":
		s.applyChange(e)
	case "observer":
		s.applyObserver(e)
	case "incident", "rung", "action":
		s.applyIncident(e)
	case "deviation":
		if d, ok := e.Data.(DeviationData); ok {
			s.Deviations = push(s.Deviations, Deviation{e.At, e.By, d})
		}
	case "signal":
		if d, ok := e.Data.(SignalData); ok && e.Host == "" {
			setSignal(s.Witnesses, e.Type, d)
			return
		}
		s.applyHost(e)
	default:
		s.applyHost(e)
	}
}

func (s *State) applyHost(e Event) {
	if h := s.Host(e.Host); h != nil {
		h.unshare()
		h.apply(e, s.Plan)
	}
}

func (s *State) applyChange(e Event) {
	switch d := e.Data.(type) {
	case OpenedData:
		s.Opened, s.Rehearsal, s.Looking = e.At, d.Rehearsal, e.At
		s.Addresses = d.Addresses
	case ResumedData:
		s.Blind = time.Time{} // a new process looks with its own eyes
		s.holdAnew(e.At)
	case ReasonData:
		s.Hold = nil
		if e.Type == ChangeHeld {
			s.Hold = &Hold{Since: e.At, By: e.By, Reason: d.Reason}
		}
	case ClosedData:
		s.Closed, s.Outcome = e.At, d.Outcome
	}
}

func (s *State) applyObserver(e Event) {
	d, _ := e.Data.(ObserverData)
	switch e.Type {
	case ObserverBlind:
		s.Blind = d.Since
		return
	case ObserverSighted:
		s.Blind = time.Time{}
	case ObserverStepped:
		s.shift(time.Duration(d.Gap))
	}
	s.holdAnew(e.At)
}

// shift keeps the timers right when the clock was stepped: what began before
// is counted from where the new clock would have put it. What the business
// reads off a clock, window and deadline, stays.
func (s *State) shift(by time.Duration) {
	shift(by, &s.Blind)
	shiftSignals(by, s.Witnesses)
	for i := range s.Hosts {
		h := &s.Hosts[i]
		h.unshare()
		shift(by, &h.Started, &h.StrangerAt)
		shiftSignals(by, h.Signals)
		for j := range h.Steps {
			shift(by, &h.Steps[j].Since, &h.Steps[j].Ended)
		}
		if r := h.Reboot; r != nil {
			shift(by, &r.Requested, &r.Since, &r.HeldFrom, &r.Gone, &r.Back, &r.Settled, &r.Proven)
		}
	}
	for i := range s.Incidents {
		inc := &s.Incidents[i]
		shift(by, &inc.Opened, &inc.Raised, &inc.AckedUntil)
		inc.Rungs = slices.Clone(inc.Rungs)
		for j := range inc.Rungs {
			shift(by, &inc.Rungs[j].At, &inc.Rungs[j].Due)
		}
	}
}

func shiftSignals(by time.Duration, signals []SignalState) {
	for i := range signals {
		shift(by, &signals[i].Since)
	}
}

// shift moves the instants that have come.
func shift(by time.Duration, instants ...*time.Time) {
	for _, at := range instants {
		if !at.IsZero() {
			*at = at.Add(by)
		}
	}
}

// holdAnew begins to look again after a gap: the settle times begin again, as
// nobody saw whether the hosts held.
func (s *State) holdAnew(from time.Time) {
	s.Looking = from
	for i := range s.Hosts {
		if h := &s.Hosts[i]; h.Rebooting() {
			h.unshare()
			h.Reboot.HeldFrom = from
		}
	}
}

func (s *State) applyIncident(e Event) {
	switch d := e.Data.(type) {
	case IncidentData:
		s.applyIncidentState(e, d)
	case RungData:
		if inc := s.Incident(d.Incident); inc != nil {
			inc.Rungs = push(inc.Rungs, RungState{At: e.At, Host: e.Host, RungData: d})
			if d.Action != "" { // a new obligation asks again, whatever was acknowledged before
				inc.AckedBy, inc.AckedUntil = "", time.Time{}
				inc.Raised, inc.Reraised = e.At, false
			}
		}
	case ActionData:
		if inc := s.Incident(d.Incident); inc != nil {
			inc.Actions = maps.Clone(inc.Actions)
			inc.Actions[d.Kind] = Action{d.Kind, actionStates(e.Type), e.By, e.At, d.Outcome}
		}
	}
}

func (s *State) applyIncidentState(e Event, d IncidentData) {
	if e.Type == IncidentOpened {
		s.Incidents = push(s.Incidents, Incident{
			ID: d.ID, Environment: d.Environment, Hosts: d.Hosts, Opened: e.At,
			Raised: e.At, Actions: map[string]Action{},
		})
		return
	}
	inc := s.Incident(d.ID)
	if inc == nil {
		return
	}
	switch e.Type {
	case IncidentAcked:
		inc.AckedBy, inc.AckedUntil = e.By, d.Until
	case IncidentReraised:
		inc.Hosts = d.Hosts
		inc.Raised, inc.Reraised = e.At, true
		inc.AckedBy, inc.AckedUntil = "", time.Time{}
	case IncidentResolved:
		inc.Resolved = e.At
	}
}

func actionStates(t Type) ActionState {
	switch t {
	case ActionTaken:
		return ActionIsTaken
	case ActionReached:
		return ActionIsReached
	case ActionNoAnswer:
		return ActionIsUnanswered
	case ActionDone:
		return ActionIsDone
	}
	return ActionOpen
}

func (h *HostState) apply(e Event, p *Plan) {
	switch d := e.Data.(type) {
	case FinishedData:
		h.Work = Work(d.Result)
	case StepData:
		h.applyStep(e, d)
	case SignalData:
		h.applySignal(e, d)
	case RebootData:
		h.applyReboot(e, d)
	case RecoveryData:
		h.applyRecovery(Recovery{e.At, e.By, d})
	default:
		if e.Type == HostStarted {
			h.Work, h.Started = Started, e.At
			h.Steps = make([]StepState, len(p.Runbook))
		}
	}
}

func (h *HostState) applyStep(e Event, d StepData) {
	if d.N < 1 || d.N > len(h.Steps) {
		return
	}
	st := &h.Steps[d.N-1]
	st.By, st.Note, st.Evidence = e.By, d.Note, d.Evidence
	switch e.Type {
	case StepStarted:
		*st = StepState{Result: StepRunning, Since: e.At, By: e.By}
	case StepDone:
		st.Result, st.Ended = StepOK, e.At
	case StepFailed:
		st.Result, st.Ended = StepBad, e.At
	case StepSkipped:
		st.Result, st.Ended = StepPassed, e.At
	}
}

// applyRecovery adds an attempt, or gives the open attempt of that name its outcome.
func (h *HostState) applyRecovery(r Recovery) {
	h.Recoveries = slices.Clone(h.Recoveries)
	i := slices.IndexFunc(h.Recoveries, func(old Recovery) bool {
		return old.Outcome == "" && strings.EqualFold(old.What, r.What)
	})
	if i >= 0 && r.Outcome != "" {
		h.Recoveries[i].Outcome = r.Outcome
		return
	}
	h.Recoveries = append(h.Recoveries, r)
}

func (h *HostState) applySignal(e Event, d SignalData) {
	switch d.Check {
	case SignalBoot, SignalSMB:
		h.Boots = slices.DeleteFunc(slices.Clone(h.Boots), func(b BootState) bool { return b.Source == d.Check })
		h.Boots = append(h.Boots, BootState{d.Check, d.Boot, d.Since})
	case SignalRDP:
		h.applyName(e, d)
	default:
		setSignal(h.Signals, e.Type, d)
	}
}

// applyName learns the computer's name, or that another one answers.
func (h *HostState) applyName(e Event, d SignalData) {
	if e.Type == SignalLost {
		h.Stranger, h.StrangerAt = d.Name, d.Since
		return
	}
	if r := h.Reboot; h.Stranger != "" && h.Rebooting() { // what held until now was another machine
		r.HeldFrom, r.Back = later(r.HeldFrom, d.Since), later(r.Back, d.Since)
	}
	h.Identity, h.Stranger, h.StrangerAt = d.Name, "", time.Time{}
}

func setSignal(signals []SignalState, t Type, d SignalData) {
	i := slices.IndexFunc(signals, func(s SignalState) bool { return s.Check == d.Check })
	if i < 0 {
		return
	}
	state := Up
	if t == SignalLost {
		state = Down
	}
	signals[i] = SignalState{d.Check, state, d.Since, d.Cause}
}

func (h *HostState) applyReboot(e Event, d RebootData) {
	if e.Type == RebootRequested {
		if h.Reboot != nil {
			h.Reboots = push(h.Reboots, *h.Reboot)
		}
		h.Reboot = &Reboot{
			Phase: Requested, Requested: d.Since, Since: d.Since, HeldFrom: d.Since, By: e.By,
			Detected: d.Detected, Unplanned: d.Unplanned, BootsBefore: h.Boots,
		}
		return
	}
	r := h.Reboot
	if r == nil {
		return
	}
	switch e.Type {
	case RebootProven:
		r.Proven = d.Since
		return // proof may come at any phase and does not end it
	case RebootGone:
		r.Phase = Gone
		r.Gone = d.Since
	case RebootBounced:
		r.Phase = Gone
		r.Bounces++
	case RebootAnswering:
		r.Phase = Answering
	case RebootListening:
		r.Phase = Listening
		r.Back = d.Since
	case RebootSettled:
		r.Phase = Settled
		r.Settled, r.Took = e.At, time.Duration(d.Took)
	}
	r.Since, r.HeldFrom = d.Since, later(r.HeldFrom, d.Since)
}

// push appends without ever writing into an array that an older state shares.
func push[T any](list []T, v T) []T { return append(list[:len(list):len(list)], v) }
