package change

import (
	"encoding/json"
	"time"
)

// Type names what happened. The names are part of the journal's format.
type Type string

// The types of events, as they stand in the journal.
const (
	ChangeOpened   Type = "change.opened"
	ChangeResumed  Type = "change.resumed"
	ChangeHeld     Type = "change.held"
	ChangeReleased Type = "change.released"
	ChangeClosed   Type = "change.closed"

	HostGated    Type = "host.gated"
	HostStarted  Type = "host.started"
	HostFinished Type = "host.finished"

	StepStarted Type = "step.started"
	StepDone    Type = "step.done"
	StepFailed  Type = "step.failed"
	StepSkipped Type = "step.skipped"

	SignalLost Type = "signal.lost"
	SignalBack Type = "signal.back"

	RebootRequested Type = "reboot.requested"
	RebootGone      Type = "reboot.gone"
	RebootAnswering Type = "reboot.answering"
	RebootListening Type = "reboot.listening"
	RebootProven    Type = "reboot.proven"
	RebootSettled   Type = "reboot.settled"
	RebootBounced   Type = "reboot.bounced"
	// RebootStayed: the reboot did not take. The host has answered on all its
	// signals to the end of its shutdown limit and after it.
	RebootStayed Type = "reboot.stayed"
	// RebootStumbled: the host was away, and that was no boot: its evidence tells
	// the same one as before, or it was away for less than a boot takes.
	RebootStumbled Type = "reboot.stumbled"
	// RebootUnbooted ends a reboot that was none: the host was away, has held since
	// and is in the same boot as before.
	RebootUnbooted Type = "reboot.unbooted"
	// RebootEnough: a person says that the host will not go down again, though
	// the plan expects it.
	RebootEnough Type = "reboot.enough"
	// RebootCancelled: it was marked by mistake. RebootCorrected: it was issued
	// at another instant than was said.
	RebootCancelled Type = "reboot.cancelled"
	RebootCorrected Type = "reboot.corrected"

	ObserverBlind   Type = "observer.blind"
	ObserverSighted Type = "observer.sighted"
	ObserverAsleep  Type = "observer.asleep"
	ObserverStepped Type = "observer.stepped"

	IncidentOpened   Type = "incident.opened"
	IncidentAcked    Type = "incident.acked"
	IncidentReraised Type = "incident.reraised"
	IncidentResolved Type = "incident.resolved"

	RungDue Type = "rung.due"

	ActionTaken    Type = "action.taken"
	ActionReached  Type = "action.reached"
	ActionNoAnswer Type = "action.noanswer"
	ActionDone     Type = "action.done"

	DeviationRecorded Type = "deviation.recorded"
	RecoveryTried     Type = "recovery.tried"
	NoteAdded         Type = "note.added"
	// DeadlineMoved: a last safe moment is another one than before.
	DeadlineMoved Type = "deadline.moved"

	FailoverDecided Type = "failover.decided"
	FailoverStep    Type = "failover.step"
	FailoverEnded   Type = "failover.ended"

	ContactConfirmed Type = "contact.confirmed"
	PrecheckDone     Type = "precheck.done"

	NotifySent   Type = "notify.sent"
	NotifyFailed Type = "notify.failed"
)

// Event is one fact or act: one line of the journal. The core makes events
// without Seq, Prev and Hash; the journal fills those in. Once written, an event
// is never changed.
type Event struct {
	Seq  uint64
	At   time.Time
	Type Type
	Host string
	// By names the operator, empty where the cockpit itself speaks.
	By   string
	Data any
	// Prev and Hash are the hash chain, SHA-256 in hex.
	Prev, Hash string
}

// line is the event as it is written: the order of the keys is part of the format.
type line struct {
	Seq  uint64          `json:"seq"`
	At   time.Time       `json:"at"`
	Type Type            `json:"type"`
	Host string          `json:"host,omitempty"`
	By   string          `json:"by,omitempty"`
	Data json.RawMessage `json:"data"`
	Prev string          `json:"prev"`
	Hash string          `json:"hash,omitempty"`
}

// MarshalJSON writes the journal line of the event.
func (e Event) MarshalJSON() ([]byte, error) {
	data := json.RawMessage("{}")
	if e.Data != nil {
		var err error
		if data, err = json.Marshal(e.Data); err != nil {
			return nil, err
		}
	}
	return json.Marshal(line{e.Seq, e.At, e.Type, e.Host, e.By, data, e.Prev, e.Hash})
}

// UnmarshalJSON reads a journal line. The data of a type that this version
// does not know stays raw JSON, so that a newer journal can still be read.
func (e *Event) UnmarshalJSON(text []byte) error {
	if !e.quick(text) {
		if err := e.slow(text); err != nil {
			return err
		}
	}
	e.older()
	return nil
}

func (e *Event) slow(text []byte) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	if !possible(l.At) {
		return impossible(l.At)
	}
	data, err := decodeData(l.Type, l.Data)
	if err != nil {
		return &Unsound{Stated(DataOf, "what", string(l.Type), "why", unsound(err))}
	}
	*e = Event{l.Seq, l.At, l.Type, l.Host, l.By, data, l.Prev, l.Hash}
	return nil
}
