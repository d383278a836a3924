package change

import (
	"slices"
	"strings"
	"time"
)

func (h *HostState) apply(e Event, p *Plan) {
	switch d := e.Data.(type) {
	case FinishedData:
		h.Work, h.Finished, h.FinishedBy, h.LetGo = Work(d.Result), e.At, e.By, false
	case StepData:
		h.applyStep(e, d)
	case SignalData:
		h.applySignal(e, d, p)
	case RebootData:
		h.applyReboot(e, d)
	case RunData:
		if e.Type == PrecheckStarted || e.Type == PrecheckEnded {
			h.applyPrecheckRun(e, d, p)
			return
		}
		h.applyRun(e, d)
	case PrecheckData:
		h.applyPrecheck(e, d, p)
	case AcceptedData:
		h.applyAccepted(e, d)
	case DropData:
		h.applyDrop(e, d)
	case RecoveryData:
		h.applyRecovery(Recovery{e.At, e.By, d})
	case HandedData:
		h.applyHanded(e, d)
	default:
		switch e.Type {
		case PrecheckAsked:
			h.Asked, h.AskedBy = e.At, e.By
		case HostStarted:
			h.Work, h.Started, h.StartedBy = Started, e.At, e.By
			h.Owner = Owner{Name: ofPerson(e.By), Since: ClockTime{e.At}}
			h.Steps = make([]StepState, len(h.Steps))
		}
	}
}

func (h *HostState) applyStep(e Event, d StepData) {
	if d.N < 1 || d.N > len(h.Steps) {
		return
	}
	st := &h.Steps[d.N-1]
	st.By, st.Note = e.By, d.Note
	if d.Evidence != "" { // what was kept by a run stays
		st.Evidence = d.Evidence
	}
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
	switch {
	case i >= 0 && r.Outcome != "":
		h.Recoveries[i].Outcome = r.Outcome
		return
	case i >= 0 && !r.Until.IsZero(): // the same attempt gets more time
		h.Recoveries[i].Until = r.Until
		return
	}
	h.Recoveries = append(h.Recoveries, r)
}

// applySignal takes in what became of a signal. What is asked beside the
// signals of reachability is known by what it told.
func (h *HostState) applySignal(e Event, d SignalData, p *Plan) {
	switch {
	case setSignal(h.Signals, e.Type, d):
	case d.Name != "":
		h.applyName(e, d)
	case d.State != "":
		h.States = slices.DeleteFunc(slices.Clone(h.States), func(t ToldState) bool { return t.Source == d.Check })
		h.States = append(h.States, ToldState{d.Check, d.State, d.Since})
	case d.Boot != "" || d.Cause == CauseUnreadable || d.Cause == CauseNotOffered:
		h.applyBoot(e, d, p)
	}
}

// applyBoot takes in what a source of boot evidence told, or that it tells
// nothing of use.
func (h *HostState) applyBoot(e Event, d SignalData, p *Plan) {
	b := h.Boot(d.Check)
	h.Boots = slices.DeleteFunc(slices.Clone(h.Boots), func(b BootState) bool { return b.Source == d.Check })
	if b.Source = d.Check; e.Type == SignalLost {
		b.UnreadSince, b.Quote, b.Cause, b.Why = d.Since, d.Boot, d.Cause, d.Why
	} else {
		boot, _ := ReadBoot(d.Boot, p.Host(h.Name).BootEvidence.Zone, d.Since)
		now := BootState{Source: d.Check, Value: d.Boot, At: d.Since, Boot: boot.Skewed(time.Duration(d.Ahead)), Was: b.Boot, WasSeen: later(b.At, d.Last)}
		if b.Value != "" && !now.Boot.differs(b.Boot) { // it told nothing of use meanwhile, and tells the same again
			now.At, now.Boot, now.Was, now.WasSeen = b.At, b.Boot, b.Was, b.WasSeen
		} else if h.Rebooting() {
			h.Reboot.Same = time.Time{}
		}
		b = now
	}
	h.Boots = append(h.Boots, b)
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

// setSignal reports whether the signal is one of those.
func setSignal(signals []SignalState, t Type, d SignalData) bool {
	i := slices.IndexFunc(signals, func(s SignalState) bool { return s.Check == d.Check })
	if i < 0 {
		return false
	}
	state := Up
	if t == SignalLost {
		state = Down
	}
	signals[i] = SignalState{Check: d.Check, State: state, Since: d.Since, After: d.After, Cause: d.Cause}
	return true
}

func (h *HostState) applyReboot(e Event, d RebootData) {
	switch e.Type {
	case RebootRequested:
		h.applyRequest(e, d)
		return
	case RebootCancelled:
		h.applyCancel()
		return
	}
	r := h.Reboot
	if r == nil {
		return
	}
	switch e.Type {
	case RebootGone:
		r.Phase = Gone
		r.Gone, r.GoneAfter = d.Since, d.After
		h.leaves(d.Since)
	case RebootBounced:
		r.Phase = Gone
		r.Bounces++
		h.leaves(d.Since)
	case RebootAnswering:
		if r.Phase != Listening { // there it only lost a part of its signals again
			r.Answered, r.AnsweredAfter = d.Since, d.After
		}
		r.Phase = Answering
	case RebootListening:
		r.Phase = Listening
		r.Back, r.BackAfter = d.Since, d.After
	case RebootSettled:
		r.Phase = Settled
		r.Settled, r.Took = e.At, time.Duration(d.Took)
	case RebootUnbooted:
		r.Phase = Unbooted
		r.Settled, r.Took = e.At, time.Duration(d.Took)
	default:
		h.applyRemark(e, d)
		return
	}
	r.Since, r.HeldFrom = d.Since, later(r.HeldFrom, d.Since)
}

// applyRemark takes in what is said of a reboot at any phase, and ends none.
func (h *HostState) applyRemark(e Event, d RebootData) {
	switch r := h.Reboot; e.Type {
	case RebootCorrected:
		h.applyCorrection(e, d)
	case RebootProven:
		r.Proven = d.Since
		if r.Phase == Unbooted { // its evidence told the boot of before for longer than it was so
			r.Phase, r.Took = Settled, r.Back.Sub(r.Requested)
		}
	case RebootStayed:
		r.Stayed = d.Since
	case RebootStumbled:
		h.applyStumble(e, d)
	case RebootEnough:
		r.Enough = true
	}
}

// leaves: the host is down from then on.
func (h *HostState) leaves(at time.Time) {
	r := h.Reboot
	r.Left, r.Heard, r.Same = at, time.Time{}, time.Time{}
	for _, b := range h.Boots {
		r.Heard = later(r.Heard, b.At)
	}
}

// applyStumble: the last time that it was away counts for no boot.
func (h *HostState) applyStumble(e Event, d RebootData) {
	r := h.Reboot
	r.Stumbles++
	r.Stumbled = r.Left
	if d.Same && !slices.ContainsFunc(h.Boots, func(b BootState) bool {
		before := bootOf(r.BootsBefore, b.Source)
		return !b.Unread() && (before.Boot.Kind == "" || b.Boot.differs(before.Boot))
	}) {
		r.Same = e.At
	}
}
