package drill

import (
	"time"

	"tminus/change"
)

// Script is the operator of a headless rehearsal: it works through the plan
// as change.Next advises, and meets the troubles of the night as people did.
type Script struct {
	Plan     *change.Plan
	By       string
	Snapshot func() *change.Snapshot
	Do       func(change.Command) error

	// seen is when a situation was first met, by its name.
	seen map[string]time.Time
	done map[string]bool
	// looks is the earliest of the instants that are waited for. Busy: it has done
	// something by now, and looks again at once.
	looks time.Time
	busy  bool
}

// How long people take, in the time of the night.
const (
	toStart  = 2 * time.Minute
	toWork   = 4 * time.Minute
	toReboot = 3 * time.Minute
	toVerify = time.Minute
	toAnswer = time.Minute
	toCall   = 3 * time.Minute
	toAgree  = 6 * time.Minute
	toResume = 5 * time.Minute
	toTempt  = 2 * time.Minute // until somebody wants to begin the next host anyway
)

// attempt is one try to bring a host back: when it is made, counted from the reboot,
// and how long until it is known to have failed.
type attempt struct {
	what   string
	after  time.Duration
	failed time.Duration
	// given is the time limit that people set for it; 0: none.
	given time.Duration
}

// attemptsAt are the tries of the night: the walk to the machine room takes
// its time, and of four ideas for the server that does not boot the last one works.
func attemptsAt(t trouble) []attempt {
	switch t {
	case hangs:
		return []attempt{{what: "hard reset in the machine room", after: 50 * time.Minute, given: 15 * time.Minute}}
	case unbootable:
		return []attempt{
			{"startup repair from the console", 22 * time.Minute, 9 * time.Minute, 10 * time.Minute},
			{"the vendor's advice: last known good configuration", 33 * time.Minute, 8 * time.Minute, 10 * time.Minute},
			{"WinPE: roll the patch back", 43 * time.Minute, 12 * time.Minute, 20 * time.Minute},
			{"WinPE: reset the boot entries", 57 * time.Minute, 0, 20 * time.Minute},
		}
	case smooth:
	}
	return nil
}

// reached reports whether an instant has come, and waits for it if not.
func (s *Script) reached(at, now time.Time) bool {
	if now.Before(at) {
		s.looks = earliest(s.looks, at)
		return false
	}
	return true
}

// after reports whether a situation has lasted for a given time.
func (s *Script) after(situation string, now time.Time, wait time.Duration) bool {
	if s.seen == nil {
		s.seen, s.done = map[string]time.Time{}, map[string]bool{}
	}
	first, met := s.seen[situation]
	if !met {
		s.seen[situation], first = now, now
	}
	return s.reached(first.Add(wait), now)
}

// once does something a single time, whether it succeeds or not.
func (s *Script) once(what string, c change.Command) {
	if !s.done[what] {
		s.done[what] = true
		s.try(c)
	}
}

func (s *Script) try(c change.Command) {
	s.busy = true
	_ = s.Do(c) // a refusal is part of the night and stands in the journal
}

// Act does what is to be done now, and says when to look again.
func (s *Script) Act(now time.Time) time.Time {
	s.looks, s.busy = time.Time{}, false
	state := s.Snapshot().State
	for _, c := range state.ToConfirm() {
		s.once("confirm "+c.Key, change.ConfirmContact{By: s.By, Contact: c.Key})
	}
	for i := range state.Incidents {
		if inc := &state.Incidents[i]; inc.Open() {
			s.answer(inc, now)
			s.tempt(state, inc, now)
		}
	}
	for i := range state.Hosts.Len() {
		s.recover(state.Hosts.At(i), now)
	}
	s.work(state, change.Next(state, now), now)
	if s.busy {
		return now
	}
	return s.looks
}

// answer meets the obligations of an incident, one after the other.
func (s *Script) answer(inc *change.Incident, now time.Time) {
	for _, kind := range inc.Undone() {
		key := inc.ID + " " + string(kind)
		act := func(state change.ActionState, outcome string) {
			s.once(key+" "+string(state), change.Act{By: s.By, Incident: inc.ID, Kind: kind, State: state, Outcome: outcome})
		}
		if raised, ok := inc.Raising(kind); ok { // what comes due again is answered again
			key += " " + raised.Due.String()
		}
		if kind == change.ActionStop {
			if s.after(key, now, toAnswer) {
				act(change.ActionIsDone, "no further host starts; the console is dark")
			}
			continue
		}
		if s.after(key, now, toAnswer) {
			act(change.ActionIsTaken, "")
		}
		if s.after(key, now, toCall) && kind != change.ActionFailover {
			act(change.ActionIsReached, "")
		}
		if !s.after(key, now, toAgree) {
			continue
		}
		if kind == change.ActionFailover && s.Plan.Environment(inc.Environment).Standby != "" {
			s.once(key, change.DecideFailover{By: s.By, Environment: inc.Environment, Reason: "the standby serves, and the last safe moment is not reached"})
			continue
		}
		act(change.ActionIsDone, outcomeOf(kind))
	}
}

func outcomeOf(kind change.ActionKind) string {
	switch kind {
	case change.ActionVendor:
		return "the hotline has no known fix, a colleague calls back"
	case change.ActionBusiness:
		return "the business owner prepares the switch"
	case change.ActionConsole:
		return "a dark screen that answers nothing"
	case change.ActionUpdate:
		return "told: not back yet, we go on"
	}
	return "done"
}

// tempt tries to start the next host while one is away, as people did on the night:
// the gate must refuse it.
func (s *Script) tempt(state *change.State, inc *change.Incident, now time.Time) {
	for _, name := range s.Plan.Order {
		if state.Host(name).Work != change.Waiting {
			continue
		}
		if key := "tempt " + inc.ID; s.after(key, now, toTempt) {
			s.once(key, change.Start{By: s.By, Host: name})
		}
		return
	}
}

// recover tries to bring a late host back.
func (s *Script) recover(h *change.HostState, now time.Time) {
	if h.Reboot == nil {
		return
	}
	for _, a := range attemptsAt(troubleOf(s.Plan, h.Name)) {
		begun := h.Reboot.Requested.Add(a.after)
		record := func(outcome string) {
			s.once(h.Name+" "+a.what+outcome, change.Recover{By: s.By, Host: h.Name, What: a.what, Outcome: outcome, For: a.given})
		}
		if !h.Rebooting() {
			if s.done[h.Name+" "+a.what] && a.failed == 0 {
				record("worked")
			}
			continue
		}
		if s.reached(begun, now) {
			record("")
		}
		if a.failed > 0 && s.reached(begun.Add(a.failed), now) {
			record("failed")
		}
	}
}

// work follows the advice of the change.
func (s *Script) work(state *change.State, a change.Advice, now time.Time) {
	switch a.Kind {
	case change.AdviseStart:
		if s.after("start "+a.Host, now, toStart) {
			s.once("start "+a.Host, change.Start{By: s.By, Host: a.Host})
		}
	case change.AdviseNoGo:
		if !a.Reboot && s.after("prepare "+a.Host, now, toVerify) {
			s.prepare(state.Host(a.Host))
		}
	case change.AdviseStep:
		s.step(state.Host(a.Host), a.Step, now)
	case change.AdviseFinish:
		if s.after("finish "+a.Host, now, toVerify) {
			s.once("finish "+a.Host, change.Finish{By: s.By, Host: a.Host, Result: change.FinishedOK})
		}
	case change.AdviseHold:
		if s.after("resume", now, toResume) {
			delete(s.seen, "resume")
			s.try(change.Release{By: s.By, Reason: "the host is back and verified; the manager agrees to go on"})
		}
	case change.AdviseClose:
		if s.after("close", now, toVerify) {
			s.once("close", change.Close{By: s.By, Outcome: outcomeOfAll(state)})
		}
	}
}

// prepare finds each precheck of a host in order, and has those carried out that the
// cockpit runs: in a rehearsal none is.
func (s *Script) prepare(h *change.HostState) {
	s.once("prechecks "+h.Name, change.AskPrechecks{By: s.By, Host: h.Name})
	for i, p := range s.Plan.Prechecks {
		switch at := h.CheckedAt(i); {
		case p.Run == change.RunLocal:
			s.once("run "+h.Name+p.ID, change.StartPrecheck{Host: h.Name, N: i + 1})
			s.once("ran "+h.Name+p.ID, change.EndPrecheck{Host: h.Name, RunData: change.RunData{Step: p.ID, N: i + 1, Exit: new(int)}})
		case at.At.IsZero():
			s.once("look "+h.Name+p.ID, change.MarkPrecheck{By: s.By, Host: h.Name, Precheck: p.ID, Result: "ok"})
		}
	}
}

func outcomeOfAll(state *change.State) string {
	for _, h := range state.Hosts.All() {
		if h.Work != change.FinishedOK {
			return "partial"
		}
	}
	return "ok"
}

func (s *Script) step(h *change.HostState, i int, now time.Time) {
	step := s.Plan.StepsOf(h.Name)[i]
	key := h.Name + " " + step.ID
	rebooted := h.Reboot != nil && h.Reboot.Phase != change.Unbooted && !h.Reboot.Requested.Before(h.Steps[i].Since)
	if step.Reboot && !rebooted {
		if s.after(key+" issue", now, toReboot) {
			s.once(key+" issue", change.MarkReboot{By: s.By, Host: h.Name})
		}
		return
	}
	if troubleOf(s.Plan, h.Name) == unbootable && rebooted {
		if s.after(key+" give up", now, toWork) {
			s.once(key+" give up", change.Finish{By: s.By, Host: h.Name, Result: change.RolledBack})
		}
		return
	}
	wait := toWork
	if rebooted {
		wait = toVerify
	}
	if s.after(key, now, wait) {
		s.once(key, change.MarkStep{By: s.By, Host: h.Name, Result: change.StepOK})
	}
}
