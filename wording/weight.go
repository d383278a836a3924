package wording

import "tminus/change"

// Weight is how much of a reader's attention an event is worth once it is past.
type Weight int

// The weights of events, the least first.
const (
	Quiet Weight = iota // one of many: a signal, a step that begins
	Plain
	Good // what was wrong is over
	Warn // a departure, something that went wrong or was due
	Bad  // an incident
)

// Weigh is how much an event matters to a reader of the journal.
func Weigh(e change.Event) Weight {
	switch e.Type {
	case change.SignalLost, change.SignalBack, change.StepStarted:
		return Quiet
	case change.IncidentResolved, change.WaveSoaked:
		return Good
	case change.IncidentOpened, change.IncidentReraised:
		return Bad
	case change.RungDue, change.ChangeHeld, change.ObserverBlind, change.StepFailed, change.PlanChanged, change.DeviationRecorded,
		change.FailoverDecided, change.FailoverEnded, change.DeadlineMoved, change.NotifyFailed, change.FaceFailed,
		change.WaveBroke, change.WaveFailed:
		return Warn
	}
	switch d := e.Data.(type) {
	case change.GatedData:
		return warnIf(!d.Go || d.Overridden, Quiet)
	case change.RebootData:
		return warnIf(e.Type == change.RebootBounced && !d.Expected || e.Type == change.RebootStumbled || d.Booted || e.Type == change.RebootUnbooted, Plain)
	case change.PilotData:
		return warnIf(d.Why.Said() && d.Why.Code != change.PilotDone, Plain)
	case change.PrecheckData:
		return warnIf(d.Failed, Plain)
	case change.NoteData:
		code := d.Text.Code
		return warnIf(code == change.NoteFlood || code == change.NoteFloodMany || code == change.NoteForged || code == change.NoteElsewhere || code == change.NoteUnseen || code == change.NoteUnseenMany, Plain)
	case change.RunData:
		return warnIf(d.Fault.Said() || d.Unmet.Said(), Plain)
	}
	return Plain
}

func warnIf(is bool, otherwise Weight) Weight {
	if is {
		return Warn
	}
	return otherwise
}
