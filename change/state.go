package change

import (
	"slices"
	"time"
)

// State is the fold of a change's events: NewState makes the first one, Fold
// every later one, and nothing else writes to it. A State that was handed out
// never changes; what two of them have in common they share.
//
// What always holds:
//
//   - Plan is set, and what it points to never changed: see roster.go for who is watched
//     without a plan. Waves[i] belongs to Plan.Waves[i]. Hosts.At(i) belongs to Plan.Hosts[i] and
//     Witnesses[i] to Plan.Witnesses[i], so one index serves both.
//   - Seq only grows. At need not: a clock may be set back.
//   - Opened is zero until change.opened, Closed until change.closed.
//
// And in what Decide and Due let happen: an environment has at most one open
// incident, and so has the window; at most one failover is under way.
type State struct {
	Plan *Plan
	// Seq is the sequence number of the last event in the fold.
	Seq uint64
	// At is the instant of the last event in the fold.
	At time.Time

	Opened, Closed time.Time
	// Format is the version of the journal's format; 0 before the opening.
	Format int
	// Sealed is the digest of the plan that the change was opened with.
	Sealed    string
	Outcome   string
	Rehearsal bool
	Hold      *Hold
	Hosts     Fleet
	Incidents []Incident
	// Waves are those of a plan that has some; empty for a plan with a mere order.
	Waves      []WaveState
	Deviations []Deviation
	// Rehearsed is what was known about a rehearsal of the plan; nil if nobody
	// looked for one.
	Rehearsed *RehearsalData
	// Draft describes a plan file that differs from the sealed plan; nil while
	// none does.
	Draft *Draft
	// Failovers are the decisions about failovers, GO and NO-GO, oldest first.
	Failovers []Failover
	// Confirmed are the contacts that somebody has confirmed, by their key.
	Confirmed map[string]Confirmed
	// Granted are the deadlines that the business has moved: the new time, by
	// name.
	Granted map[string]ClockTime
	// Extended is the end of the window that two people gave it, zero: as planned.
	Extended ClockTime
	// Passed are the names of deadlines that have passed while later ones remain.
	Passed []string
	// Told are the last safe moments as last journaled, by what they belong to:
	// see clerk.moved.
	Told map[string]ClockTime
	// Addresses are the names of the plan as they were pinned at the opening.
	Addresses map[string]string
	// Witnesses has the state of each witness of the plan.
	Witnesses []SignalState
	// Blind is when the cockpit lost sight of everything; zero while it can see.
	Blind time.Time
	// WatchedSince is when the cockpit began to watch, or began again after a
	// gap; WatchedUntil is when it last had before that gap, zero: there was none.
	WatchedSince, WatchedUntil time.Time
	// Process is when the process began that has the watch, or had it last: what ran
	// before that and has no end will have none.
	Process time.Time
	// Present is when a person last did something. Pilots are the autopilots of the
	// waves that have ever been engaged.
	Present time.Time
	Pilots  []Pilot
	// Predecessor is until when the process before this one watched; zero: there
	// was none.
	Predecessor time.Time
}

// Hold says that nothing more may start.
type Hold struct {
	Since time.Time
	By    string
	ReasonData
}

// Work says how far the work on a host has come.
type Work string

// The states of the work on a host.
const (
	Waiting    Work = "waiting"
	Started    Work = "started"
	FinishedOK Work = "ok"
	Failed     Work = "failed"
	RolledBack Work = "rolled-back"
)

// HostState is what the journal knows of a host.
//
// What always holds: Steps has one entry for each step of the host's own runbook
// (Plan.Steps), in that order. Signals are its signals of reachability, in the
// order of Host.Signals. Reboot is the latest reboot, under way or over; Reboots
// are the ones before it. Stranger and StrangerAt are set and cleared together.
// Healthy, IsBack and Settling derive everything else; nothing is stored twice.
type HostState struct {
	Name string
	// Added is when it was added to what is watched; zero: the plan names it.
	Added   time.Time
	Work    Work
	Started time.Time
	// StartedBy and FinishedBy are the operators who reported it.
	StartedBy, FinishedBy string
	// Owner is whose it is, from the start on and after its end: see Whose.
	Owner Owner
	// Finished is when the work on the host ended, whatever the result.
	Finished time.Time
	// To is the level that the host goes to tonight, where a deviation signed by
	// two people changed it; empty: as planned.
	To string
	// Checked is what was found at the prechecks so far, by their place in the
	// plan.
	Checked []CheckedState
	// Asked is when somebody last asked that those be carried out which the cockpit
	// runs, and AskedBy who did; zero: nobody.
	Asked   time.Time
	AskedBy string
	// LetGo: the host was given up and its incident is over, so nothing more is
	// asked of anybody on its account.
	LetGo bool
	// Steps has one entry for each step of the runbook.
	Steps   []StepState
	Signals []SignalState
	// Boots is the latest boot evidence of each source that has ever given one.
	Boots []BootState
	// States is the latest state of each source that has ever told one.
	States []ToldState
	// Identity is the computer's own name as first seen; Stranger is another
	// name that answers in its place since StrangerAt, empty when none does.
	Identity, Stranger string
	StrangerAt         time.Time
	// Reboot is the reboot under way or the last one; nil: none yet.
	Reboot  *Reboot
	Reboots []Reboot // those that are over
	// Dropped are the signals that two people agreed to ignore from now on.
	Dropped    []Dropped
	Recoveries []Recovery
}

// StepResult is how a step ended; empty or "running" while it has not.
type StepResult string

// The states of a step.
const (
	StepPending StepResult = ""
	StepRunning StepResult = "running"
	StepOK      StepResult = "done"
	StepBad     StepResult = "failed"
	StepPassed  StepResult = "skipped"
)

// StepState is the progress of one step of one host.
type StepState struct {
	Result       StepResult
	Since, Ended time.Time
	By           string
	Note         string
	Evidence     string
	// Run is how the cockpit carried it out; nil: it did not.
	Run *RunState
}

// BootState is what a source of boot evidence has told.
type BootState struct {
	Source string
	// Value is the latest text that could be read, At since when it is told, and Boot
	// what it means. Empty: there has been none. Was is what the source told before,
	// for the last time at WasSeen as far as is known.
	Value   string
	At      time.Time
	Boot    Boot
	Was     Boot
	WasSeen time.Time
	// UnreadSince is when the source stopped giving anything readable; zero while
	// it does. Quote is what it says instead, and Why explains what is wrong with
	// it.
	UnreadSince time.Time
	Quote       string
	Cause       Cause
	Why         Statement
}

// Unread reports whether the source currently gives nothing readable.
func (b BootState) Unread() bool { return !b.UnreadSince.IsZero() }

// ToldState is the latest state from a source that TellsState, and since when.
type ToldState struct {
	Source, Word string
	Since        time.Time
}

// Told is the latest state from a source that TellsState; its zero value: none
// yet.
func (h *HostState) Told(source string) ToldState {
	for _, t := range h.States {
		if t.Source == source {
			return t
		}
	}
	return ToldState{}
}

// Boot is the latest evidence from a source; its zero value: none yet.
func (h *HostState) Boot(source string) BootState { return bootOf(h.Boots, source) }

func bootOf(boots []BootState, source string) BootState {
	for _, b := range boots {
		if b.Source == source {
			return b
		}
	}
	return BootState{}
}

// SignalUp is the confirmed state of a signal.
type SignalUp uint8

const (
	// NeverSeen means that it has not answered yet. It is not usable, and is never
	// shown as "down".
	NeverSeen SignalUp = iota
	// Up means that the latest confirmed state is answering.
	Up
	// Down means that it answered once and is confirmed lost.
	Down
)

// SignalState is the confirmed state of one signal, and since when.
type SignalState struct {
	Check string
	State SignalUp
	Since time.Time
	// After is set where that was in a gap of the watch: it was after that, and no
	// later than Since.
	After time.Time
	Cause Cause
	// Excused: two people have said that the host is well although this signal
	// does not answer. It is ignored until it answers again.
	Excused bool
}

// silent reports whether the signal ought to answer and does not.
func (s *SignalState) silent() bool { return s.State != Up && !s.Excused }

// Recovery is one attempt to bring a host back.
type Recovery struct {
	At time.Time
	By string
	RecoveryData
}

// Overdue reports whether the attempt's time is up and nobody has reported the
// outcome.
func (r Recovery) Overdue(now time.Time) bool {
	return r.Outcome == "" && !r.Until.IsZero() && !now.Before(r.Until)
}

// OutcomeUntold stands for the outcome of an attempt that is over, as its host is back
// or given up, and that nobody has told.
const OutcomeUntold = "untold"

// OutcomeOf is the outcome of an attempt on the host; empty: it is under way.
func (h *HostState) OutcomeOf(r Recovery) string {
	ended := func(b Reboot) bool { return b.Settled.After(r.At) }
	over := h.Finished.After(r.At) || h.Reboot != nil && ended(*h.Reboot) || slices.ContainsFunc(h.Reboots, ended)
	if r.Outcome == "" && over {
		return OutcomeUntold
	}
	return r.Outcome
}

// Host returns the state of the named host, nil if the plan has none.
func (s *State) Host(name string) *HostState {
	if i := s.Plan.place(name); i >= 0 {
		return s.Hosts.At(i)
	}
	return nil
}

// Incident returns the incident with that id, nil if there is none.
func (s *State) Incident(id string) *Incident {
	for i := range s.Incidents {
		if s.Incidents[i].ID == id {
			return &s.Incidents[i]
		}
	}
	return nil
}

// OpenIncident returns the open incident of an environment, nil if there is none.
func (s *State) OpenIncident(environment string) *Incident {
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Environment == environment && inc.Open() && !inc.OfWindow() {
			return inc
		}
	}
	return nil
}

// Open reports whether the change has been opened and not closed.
func (s *State) Open() bool { return !s.Opened.IsZero() && s.Closed.IsZero() }

// Current is the index of the step that the host is at: the first that is
// neither done nor skipped; len(Steps) when all are.
func (h *HostState) Current() int {
	for i, st := range h.Steps {
		if st.Result != StepOK && st.Result != StepPassed {
			return i
		}
	}
	return len(h.Steps)
}

// Rebooting reports whether a reboot has been asked for and is not over.
func (h *HostState) Rebooting() bool {
	return h.Reboot != nil && !h.Reboot.Over()
}

// count returns how many signals are usable and how many of those are up.
func (h *HostState) count() (usable, up int) {
	for _, sig := range h.Signals {
		if h.Drops(sig.Check) {
			continue
		}
		switch sig.State {
		case Up:
			usable, up = usable+1, up+1
		case Down:
			usable++
		case NeverSeen:
		}
	}
	return usable, up
}

// Healthy reports whether the host is known to serve: it has been seen, every
// usable signal is up, no reboot is under way, and it has not been given up.
func (h *HostState) Healthy() bool {
	return h.up() && !h.Rebooting() && h.Work != Failed
}

// Usable reports whether at least one signal of the host has ever answered.
func (h *HostState) Usable() bool {
	usable, _ := h.count()
	return usable > 0
}

// HealthyIn counts the healthy hosts of an environment, and all of its hosts.
func (s *State) HealthyIn(environment string) (healthy, all int) {
	return s.countedBeside("", (*HostState).Healthy)(environment)
}
