package changetest

import (
	"reflect"
	"time"

	"tminus/change"
)

// Commands is one of each kind that an operator can give.
func Commands() []change.Command {
	return []change.Command{
		change.Start{},
		change.MarkStep{},
		change.MarkReboot{},
		change.CancelReboot{},
		change.Enough{},
		change.Accept{},
		change.DropSignal{},
		change.KeepSignal{},
		change.Undo{},
		change.Hand{},
		change.Recover{},
		change.Finish{},
		change.HoldChange{},
		change.Release{},
		change.Ack{},
		change.Act{},
		change.DecideFailover{},
		change.MarkFailoverStep{},
		change.EndFailover{},
		change.ConfirmContact{},
		change.Deviate{},
		change.AddNote{},
		change.Close{},
	}
}

// AnyAct is an act at random: half of them bring the work on, as people would,
// and the others are whatever a hand can do.
func (w *Walk) AnyAct() change.Command {
	h := &w.Plan.Hosts[w.Rng.IntN(len(w.Plan.Hosts))]
	for i := range w.State.Hosts.Len() {
		if w.State.Hosts.At(i).Work == change.Started {
			if w.Rng.IntN(3) > 0 {
				h = &w.Plan.Hosts[i]
			}
			break
		}
	}
	hs := w.State.Host(h.Name)
	if hs.BetweenReboots(h) && w.Rng.IntN(3) == 0 {
		return Filled(change.Enough{Host: h.Name})
	}
	if hs.Rebooting() && w.Rng.IntN(4) == 0 {
		earlier := hs.Reboot.Requested.Add(-time.Duration(w.Rng.IntN(10)) * time.Second)
		return Filled(w.pick(change.CancelReboot{Host: h.Name}, change.MarkReboot{Host: h.Name}, change.MarkReboot{Host: h.Name, At: change.TimeOfDay(w.Plan, earlier)}))
	}
	if w.Rng.IntN(2) == 0 {
		return Filled(w.pick(
			change.Start{Host: h.Name}, change.Deviate{What: change.StartDeviation(h.Name)}, change.Deviate{What: change.RebootDeviation(h.Name)},
			change.MarkStep{Host: h.Name, Result: change.StepOK}, change.MarkStep{Host: h.Name, Result: change.StepOK},
			change.MarkReboot{Host: h.Name}, change.Finish{Host: h.Name, Result: change.FinishedOK}, change.Release{}))
	}
	return Filled(w.whatever(h))
}

func (w *Walk) pick(list ...change.Command) change.Command { return list[w.Rng.IntN(len(list))] }

// whatever is any act, wise or not.
func (w *Walk) whatever(h *change.Host) change.Command {
	incident := "A-1"
	if n := len(w.State.Incidents); n > 0 {
		incident = w.State.Incidents[w.Rng.IntN(n)].ID
	}
	kinds := []change.ActionKind{
		change.ActionStop, change.ActionVendor, change.ActionBusiness, change.ActionFailover, change.ActionKind(change.RungPartLost),
	}
	checks := h.Signals()
	check := checks[w.Rng.IntN(len(checks))]
	ago := change.TimeOfDay(w.Plan, w.Now.Add(-time.Duration(w.Rng.IntN(90))*time.Second))
	return w.pick(
		change.MarkStep{Host: h.Name, Result: []change.StepResult{change.StepBad, change.StepPassed}[w.Rng.IntN(2)]}, change.MarkReboot{Host: h.Name, At: ago},
		change.CancelReboot{Host: h.Name}, change.Enough{Host: h.Name}, change.Accept{Host: h.Name},
		change.DropSignal{Host: h.Name, Check: check}, change.KeepSignal{Host: h.Name, Check: check},
		change.Undo{}, change.Undo{Host: h.Name}, w.handing(h.Name), change.Recover{Host: h.Name, For: time.Minute},
		change.Finish{Host: h.Name, Result: []change.Work{change.FinishedOK, change.Failed, change.RolledBack}[w.Rng.IntN(3)]},
		change.HoldChange{}, change.Release{}, change.Ack{Incident: incident},
		change.Act{
			Incident: incident, Kind: kinds[w.Rng.IntN(len(kinds))],
			State: []change.ActionState{change.ActionIsTaken, change.ActionIsReached, change.ActionIsUnanswered, change.ActionIsDone}[w.Rng.IntN(4)],
		},
		change.DecideFailover{Environment: h.Environment, Go: w.Rng.IntN(3) > 0},
		change.MarkFailoverStep{Environment: h.Environment}, change.MarkFailoverStep{Environment: h.Environment},
		change.EndFailover{Environment: h.Environment, Outcome: []string{change.FailoverCompleted, change.FailoverAborted}[w.Rng.IntN(2)]},
		change.Deviate{What: change.FailoverDeviation(h.Environment)}, change.ConfirmContact{Contact: change.ContactVendor}, change.AddNote{},
		w.rarely(change.Close{Outcome: "partial"}),
	)
}

// handing hands a host over, or takes it over.
func (w *Walk) handing(host string) change.Command {
	return change.Hand{Host: host, To: []string{"li", "zhang"}[w.Rng.IntN(2)]}
}

// rarely is a note instead, most of the time.
func (w *Walk) rarely(c change.Command) change.Command {
	if w.Rng.IntN(8) == 0 {
		return c
	}
	return change.AddNote{}
}

// Filled is an act with what a refusal leaves to people: who does it, why, and
// who else answers for it.
func Filled(c change.Command) change.Command {
	v := reflect.New(reflect.TypeOf(c)).Elem()
	v.Set(reflect.ValueOf(c))
	for name, text := range map[string]string{"By": "li", "Reason": "as it is", "Second": "zhang", "What": "hard reset", "Text": "a note", "Evidence": "seen"} {
		if f := v.FieldByName(name); f.IsValid() && f.String() == "" {
			f.SetString(text)
		}
	}
	filled, _ := v.Interface().(change.Command)
	if step, ok := filled.(change.MarkStep); ok && step.Result == change.StepPassed {
		step.Note = "not needed"
		return step
	}
	if act, ok := filled.(change.Act); ok && act.State == change.ActionIsTaken && act.Outcome == "" {
		act.Outcome = "they look at it"
		return act
	}
	return filled
}

// Advised is what a diligent hand does: whatever is advised now.
func (w *Walk) Advised() change.Command {
	a := change.Next(&w.State, w.Now)
	switch a.Kind {
	case change.AdviseFailover:
		if a.Step >= len(w.Plan.Environment(a.Environment).Failover.Steps) {
			return Filled(change.EndFailover{Environment: a.Environment, Outcome: change.FailoverCompleted})
		}
		return Filled(change.MarkFailoverStep{Environment: a.Environment})
	case change.AdviseAction:
		act := change.Act{Incident: a.Incident, Kind: a.Action, Outcome: "they look at it"}
		act.State = []change.ActionState{change.ActionIsTaken, change.ActionIsReached, change.ActionIsDone}[w.Rng.IntN(3)]
		if act.State == change.ActionIsReached {
			act.Callback = "1m"
		}
		return Filled(act)
	case change.AdviseStep:
		if w.Plan.StepsOf(a.Host)[a.Step].Reboot && w.Rng.IntN(2) == 0 {
			return Filled(change.MarkReboot{Host: a.Host})
		}
		return Filled(change.MarkStep{Host: a.Host, Result: []change.StepResult{change.StepOK, change.StepOK, change.StepOK, change.StepBad}[w.Rng.IntN(4)]})
	case change.AdviseFinish:
		return Filled(change.Finish{Host: a.Host, Result: change.FinishedOK})
	case change.AdviseHold:
		return Filled(change.Release{})
	case change.AdviseStart:
		return Filled(change.Start{Host: a.Host})
	case change.AdviseReboot:
		return Filled(change.MarkReboot{Host: a.Host})
	case change.AdviseNoGo:
		if a.Reboot {
			return Filled(change.Deviate{What: change.RebootDeviation(a.Host)})
		}
		return Filled(change.Deviate{What: change.StartDeviation(a.Host)})
	case change.AdviseRecover, change.AdviseLook:
		return Filled(change.Recover{Host: a.Host, For: time.Minute})
	}
	return Filled(change.AddNote{})
}
