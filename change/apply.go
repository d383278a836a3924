package change

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// NewState is the state of a change of which nothing is journaled yet.
func NewState(p *Plan) State {
	s := State{Plan: p, Hosts: newFleet(len(p.Hosts))}
	for i := range p.Hosts {
		*s.Hosts.At(i) = hostState(p, &p.Hosts[i])
	}
	if p.InWaves() {
		s.Waves = make([]WaveState, len(p.Waves))
	}
	for _, w := range p.Witnesses {
		s.Witnesses = append(s.Witnesses, SignalState{Check: w})
	}
	return s
}

// hostState is the state of a host of which nothing is journaled yet.
func hostState(p *Plan, h *Host) HostState {
	hs := HostState{Name: h.Name, Work: Waiting, Steps: make([]StepState, len(p.Steps(h)))}
	for _, check := range h.Signals() {
		hs.Signals = append(hs.Signals, SignalState{Check: check})
	}
	return hs
}

// Fold is the state after the events. The given state stays as it is. Events
// about what the plan does not name, and types that this version does not
// know, move nothing but the sequence number.
func Fold(s State, events ...Event) State {
	if slices.ContainsFunc(events, ofIncidents) {
		s.Incidents = slices.Clone(s.Incidents)
	}
	for _, e := range events {
		s.apply(e)
		if e.Host != "" {
			s.recovers(e.Host)
		}
		s.applyPresence(e)
		s.applyHeed(e)
		if e.Seq > 0 {
			s.Seq = e.Seq
		}
		s.At = e.At
	}
	s.Hosts.own = nil
	return s
}

// ofIncidents reports whether an event writes into the list of incidents.
func ofIncidents(e Event) bool {
	switch e.group() {
	case "incident", "rung", "action":
		return true
	}
	return false
}

// group is the first word of the event's type, which tells what it is about.
func (e Event) group() string {
	group, _, _ := strings.Cut(string(e.Type), ".")
	return group
}

func (s *State) apply(e Event) {
	switch e.group() {
	case "change":
		s.applyChange(e)
	case "observer":
		s.applyObserver(e)
	case "plan":
		s.applyPlan(e)
	case "mark":
		if d, ok := e.Data.(UndoneData); ok {
			s.applyUndone(e, d)
		}
	case "incident", "rung", "action":
		s.applyIncident(e)
	case "autopilot":
		s.applyPilot(e)
	case "wave":
		s.applyWave(e)
	case "deviation", "deadline", "failover", "contact":
		s.applyDecision(e)
	case "signal":
		if d, ok := e.Data.(SignalData); ok && e.Host == "" {
			s.Witnesses = slices.Clone(s.Witnesses)
			setSignal(s.Witnesses, e.Type, d)
			return
		}
		s.applyHost(e)
	default:
		switch d := e.Data.(type) {
		case AddedData:
			s.applyAdded(e, d)
			return
		case RemovedData:
			s.applyRemoved(e)
			return
		}
		if e.Type == RebootCancelled {
			s.unsay(RebootDeviation(e.Host))
		}
		s.applyHost(e)
	}
}

// applyDecision takes in what people decided about the change as a whole, and
// what followed for its last safe moments.
func (s *State) applyDecision(e Event) {
	switch d := e.Data.(type) {
	case DeviationData:
		s.applyDeviation(e, d)
	case MovedData:
		if d.What == movedPassed {
			s.Passed = push(s.Passed, d.Deadline)
			return
		}
		told := map[string]ClockTime{}
		maps.Copy(told, s.Told)
		told[movedKey(d.What, e.Host, d.Environment)] = ClockTime{d.At}
		s.Told = told
	case ContactData:
		s.applyContact(e, d)
	default:
		s.applyFailover(e)
	}
}

// ownedHost is the state of a host to write into, nil if the plan has none of that name.
func (s *State) ownedHost(name string) *HostState {
	if i := s.Plan.place(name); i >= 0 {
		return s.Hosts.owned(i)
	}
	return nil
}

func (s *State) applyHost(e Event) {
	if h := s.ownedHost(e.Host); h != nil {
		h.apply(e, s.Plan)
	}
}

func (s *State) applyChange(e Event) {
	switch d := e.Data.(type) {
	case OpenedData:
		s.Opened, s.Rehearsal, s.WatchedSince, s.Format = e.At, d.Rehearsal, e.At, d.FormatOr1()
		s.Addresses, s.Sealed, s.Rehearsed, s.Process = d.Addresses, d.Plan, d.Rehearsed, e.At
	case ResumedData:
		s.holdAnew(earlier(s.Blind, d.Unobserved), e.At)
		s.Predecessor = s.WatchedUntil
		s.Process = e.At
		s.Blind = time.Time{} // a new process starts out able to see
		if d.Rehearsed != nil {
			s.Rehearsed = d.Rehearsed
		}
	case ReasonData:
		s.Hold = nil
		if e.Type == ChangeHeld {
			s.Hold = &Hold{Since: e.At, By: e.By, ReasonData: d}
			s.holdPilots()
		} else {
			s.acceptFailures(e.By, d.Accepted)
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
	case ObserverSighted:
		s.holdAnew(s.Blind, e.At)
		s.Blind = time.Time{}
	case ObserverAsleep:
		s.holdAnew(e.At.Add(-time.Duration(d.Gap)), e.At)
	case ObserverStepped:
		s.shift(time.Duration(d.Gap))
		s.holdAnew(e.At, e.At)
	}
}

// holdAnew starts watching again after a gap: settle times start over, because
// nobody saw whether the hosts stayed up. What was lost shortly before the gap was
// not confirmed any more, nor while it was in doubt whether we see at all.
func (s *State) holdAnew(gap, from time.Time) {
	if unsure := s.Plan.Probe.unsure(); !gap.IsZero() {
		until := gap.Add(-unsure)
		if gap.Sub(s.WatchedSince) <= unsure {
			until = earlier(s.WatchedUntil, until)
		}
		s.WatchedUntil = until
		s.soakLater(until, from)
	}
	s.WatchedSince = from
	for i := range s.Hosts.Len() {
		if s.Hosts.At(i).Rebooting() {
			s.Hosts.owned(i).Reboot.HeldFrom = from
		}
	}
}

func (s *State) applyIncident(e Event) {
	switch d := e.Data.(type) {
	case IncidentData:
		s.applyIncidentState(e, d)
	case RungData:
		if inc := s.Incident(d.Incident); inc != nil {
			inc.applyRung(RungState{At: e.At, Host: e.Host, RungData: d})
		}
	case ActionData:
		if inc := s.Incident(d.Incident); inc != nil {
			inc.applyAction(e, d)
		}
	}
}

func (s *State) applyIncidentState(e Event, d IncidentData) {
	if e.Type == IncidentOpened {
		s.Incidents = append(s.Incidents, Incident{
			ID: d.ID, Kind: d.Kind, Environment: d.Environment, Hosts: d.Hosts, Opened: e.At,
			Raised: e.At, Actions: map[ActionKind]Action{},
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
		if !inc.Open() { // failed again: its ladder starts over
			inc.Resolved, inc.Rungs, inc.Actions = time.Time{}, nil, map[ActionKind]Action{}
		}
		inc.Hosts = d.Hosts
		inc.Raised, inc.Reraised = e.At, d.Reason.Code == AsksUnheard || d.Reason.Code == AsksLease
		inc.AckedBy, inc.AckedUntil = "", time.Time{}
	case IncidentResolved:
		inc.Resolved = e.At
		s.letGo(inc)
	}
}

// letGo marks the hosts of a resolved incident that were given up: nobody waits
// for them any more.
func (s *State) letGo(inc *Incident) {
	for _, name := range inc.Hosts {
		if h := s.Host(name); h != nil && h.GivenUp() && !inc.OfWindow() {
			s.ownedHost(name).LetGo = true
		}
	}
}

// push appends without ever writing into an array that an older state shares.
func push[T any](list []T, v T) []T { return append(list[:len(list):len(list)], v) }
