package change

import (
	"slices"
	"time"
)

// History is what earlier changes teach, and this one so far: how long reboots took,
// how long they were waited for, and how long people took.
type History struct {
	Paces  []Pace
	Waits  []Wait
	Chores []Chore
}

// HistoryOf is what one change teaches; source is where it is known from.
func HistoryOf(s *State, source PaceSource) History {
	h := History{Paces: Paces(s), Waits: Waits(s), Chores: Chores(s)}
	for i := range h.Paces {
		h.Paces[i].Source = source
	}
	for i := range h.Waits {
		h.Waits[i].Source = source
	}
	for i := range h.Chores {
		h.Chores[i].Source = source
	}
	return h
}

// Add is the history with another one after it.
func (h History) Add(more History) History {
	return History{
		Paces:  slices.Concat(h.Paces, more.Paces),
		Waits:  slices.Concat(h.Waits, more.Waits),
		Chores: slices.Concat(h.Chores, more.Chores),
	}
}

// Relevant is the history without rehearsals, as simulated times mixed with real ones
// would teach what nobody has seen. They stay where the change is a rehearsal itself
// and there is nothing else from earlier.
func (h History) Relevant(rehearsal bool) History {
	earlier := slices.ContainsFunc(h.Waits, func(w Wait) bool { return w.Source == PaceEarlier })
	if rehearsal && !earlier {
		return h
	}
	return History{
		Paces:  slices.DeleteFunc(slices.Clone(h.Paces), func(p Pace) bool { return p.Source == PaceRehearsal }),
		Waits:  slices.DeleteFunc(slices.Clone(h.Waits), func(w Wait) bool { return w.Source == PaceRehearsal }),
		Chores: slices.DeleteFunc(slices.Clone(h.Chores), func(c Chore) bool { return c.Source == PaceRehearsal }),
	}
}

// Tonight is what there is to reckon with in the middle of a change: the history, with
// what the change itself has taught so far, as far as it is relevant to it.
func (h History) Tonight(s *State) History {
	return h.Add(HistoryOf(s, PaceTonight)).Relevant(s.Rehearsal)
}

// Wait is a reboot as it is waited for.
type Wait struct {
	Host   string
	Class  Class
	Source PaceSource
	// For is the time on its clock until it was back or, if not Back, until the wait was
	// cut: by help, by giving the host up, by a person's word that it is back, or by the
	// end of the record. Of such a reboot nobody knows how long it would have taken.
	For  time.Duration
	Back bool
}

// Waits are the reboots of a change that somebody issued, those under way included.
// Left out is what was not watched throughout, and what was no boot.
func Waits(s *State) []Wait {
	var list []Wait
	for i, h := range s.Hosts.All() {
		plan := &s.Plan.Hosts[i]
		for j := range h.allReboots() {
			r := &h.allReboots()[j]
			if r.Detected || r.Bounded() || r.Phase == Unbooted || r.Phase == "" {
				continue
			}
			w := Wait{Host: h.Name, Class: plan.Class()}
			if w.For, w.Back = h.waited(r, s.At); w.For > 0 {
				list = append(list, w)
			}
		}
	}
	return list
}

// allReboots are all reboots of the host, the oldest first.
func (h *HostState) allReboots() []Reboot {
	if h.Reboot == nil {
		return h.Reboots
	}
	return append(slices.Clip(h.Reboots), *h.Reboot)
}

// waited is how long a reboot was waited for without help, as known at an instant, and
// whether the host was back then.
func (h *HostState) waited(r *Reboot, now time.Time) (time.Duration, bool) {
	until, back := now, false
	switch {
	case r.Phase == Settled && r.unseen():
		until = r.Settled
	case r.Phase == Settled:
		until, back = r.Requested.Add(r.Took), true
	case h.Finished.After(r.Requested):
		until = earlier(until, h.Finished)
	}
	for _, try := range h.Recoveries {
		if !try.At.Before(r.Requested) && try.At.Before(until) {
			until, back = try.At, false
		}
	}
	return until.Sub(r.Requested), back
}

// ChoreKind says what people did.
type ChoreKind uint8

// The chores of people, in the order in which a host meets them.
const (
	// ChoreStart is from the end of the work on the host before, or from the opening of
	// the change, to the start of the host; ChoreResume is the same after a host that
	// was later than the rung that stops the change.
	ChoreStart ChoreKind = iota
	ChoreResume
	// ChoreStep is the whole of a step that reboots nothing.
	ChoreStep
	// ChoreIssue is from the end of the step before to the request of the reboot, and
	// ChoreVerify from its settling to the end of the step that asked for it.
	ChoreIssue
	ChoreVerify
	// ChoreFinish is from the last step to the report that the host is done.
	ChoreFinish
)

// Chore is how long people took for one thing, with all that kept them.
type Chore struct {
	Kind   ChoreKind
	Step   string // the ID of the step; empty for what belongs to none
	Source PaceSource
	Took   time.Duration
}

// Chores are those of the hosts whose work is done, in a change or so far.
func Chores(s *State) []Chore {
	var list []Chore
	free, kind := s.Opened, ChoreStart
	for _, name := range s.Plan.Order {
		h, plan := s.Host(name), s.Plan.Host(name)
		if h == nil || h.Work == Waiting {
			continue
		}
		if free = later(free, s.soakedBefore(name)); !h.Started.Before(free) { // else side by side with one before
			list = append(list, Chore{Kind: kind, Took: h.Started.Sub(free)})
		}
		list = append(list, h.chores(s.Plan.Steps(plan))...)
		if h.Finished.After(free) {
			free, kind = h.Finished, ChoreStart
			if h.slowest() > StopsAfter(plan) {
				kind = ChoreResume
			}
		}
	}
	return list
}

// soakedBefore is when the wave before that of a host had soaked; zero: there is none.
func (s *State) soakedBefore(host string) time.Time {
	if i := s.Plan.WaveOf(host) - 1; i >= 0 && i < len(s.Waves) {
		return s.Waves[i].Soaked
	}
	return time.Time{}
}

// chores are those of one host, as far as its steps came in their order.
func (h *HostState) chores(steps []Step) []Chore {
	var list []Chore
	add := func(kind ChoreKind, step string, from, until time.Time) {
		if !until.Before(from) {
			list = append(list, Chore{Kind: kind, Step: step, Took: until.Sub(from)})
		}
	}
	at := h.Started
	for i, st := range h.Steps {
		if st.Ended.IsZero() || i >= len(steps) {
			return list
		}
		id := steps[i].ID
		r := h.rebootIn(at, st.Ended)
		switch {
		case st.Result == StepPassed:
		case !steps[i].Reboot:
			add(ChoreStep, id, at, st.Ended)
		case r != nil:
			add(ChoreIssue, id, at, r.Requested)
			add(ChoreVerify, id, r.Settled, st.Ended)
		}
		at = st.Ended
	}
	if h.Work == FinishedOK {
		add(ChoreFinish, "", at, h.Finished)
	}
	return list
}

// rebootIn is the first reboot that was asked for and over in a stretch of time; nil:
// none was.
func (h *HostState) rebootIn(from, until time.Time) *Reboot {
	all := h.allReboots()
	for i := range all {
		if r := &all[i]; r.Phase == Settled && !r.Requested.Before(from) && !r.Settled.After(until) {
			return r
		}
	}
	return nil
}

// StopsAfter is how long a reboot of the host may take until its ladder stops the
// change; where no rung does, for ever.
func StopsAfter(h *Host) time.Duration {
	for _, r := range h.Ladder {
		if r.Action == ActionStop {
			return r.After
		}
	}
	return 1<<63 - 1
}
