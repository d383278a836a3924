package change

import (
	"encoding/json"
	"strings"
	"time"
)

// The data of the events. Times are instants of the change's own time.
type (
	// OpenedData belongs to change.opened.
	OpenedData struct {
		// Format is the version of the journal's format; 0 stands for 1.
		Format    int    `json:"format,omitempty"`
		ID        string `json:"id"`
		Title     string `json:"title,omitempty"`
		Plan      string `json:"plan"` // digest of the sealed plan
		Rehearsal bool   `json:"rehearsal,omitempty"`
		// Wall is when a rehearsal was begun, on the clock on the wall.
		Wall time.Time `json:"wall,omitzero"`
		// Rehearsed is what was known of the rehearsal of the plan.
		Rehearsed *RehearsalData `json:"rehearsed,omitempty"`
		// Program is the version of the program that opened it.
		Program string `json:"program,omitempty"`
		// Addresses are the names of the plan as they were resolved and pinned.
		Addresses map[string]string `json:"addresses,omitempty"`
	}
	// ResumedData belongs to change.resumed: nothing was observed since then.
	ResumedData struct {
		Unobserved time.Time      `json:"unobserved_since,omitzero"`
		Rehearsed  *RehearsalData `json:"rehearsed,omitempty"`
	}
	// ReasonData belongs to change.held and change.released.
	ReasonData struct {
		Reason   Statement `json:"reason"`
		Incident string    `json:"incident,omitempty"`
		// Wave is the one whose budget is used up, if that is why; Accepted are the
		// hosts that failed and that whoever lifts the hold accepts.
		Wave     string   `json:"wave,omitempty"`
		Accepted []string `json:"accepted,omitempty"`
	}
	// ClosedData belongs to change.closed.
	ClosedData struct {
		Outcome string `json:"outcome"`
	}
	// GatedData belongs to host.gated and host.reboot_gated.
	GatedData struct {
		Go         bool        `json:"go"`
		Overridden bool        `json:"overridden,omitempty"`
		Criteria   []Criterion `json:"criteria"`
	}
	// FinishedData belongs to host.finished.
	FinishedData struct {
		Result string `json:"result"`
	}
	// StepData belongs to step.*; N counts from 1.
	StepData struct {
		Step     string `json:"step"`
		N        int    `json:"n"`
		Evidence string `json:"evidence,omitempty"`
		Note     string `json:"note,omitempty"`
		// Files are the copies in the record.
		Files []EvidenceFile `json:"files,omitempty"`
	}
	// SignalData belongs to signal.lost and signal.back.
	SignalData struct {
		Check string    `json:"check"`
		Since time.Time `json:"since"`
		// After is set where nobody looked: it happened after that, and no later
		// than Since.
		After time.Time `json:"after,omitzero"`
		Cause Cause     `json:"cause,omitempty"`
		// First marks the first answer ever: the signal becomes usable.
		First bool `json:"first,omitempty"`
		// Boot is the boot id or boot time, where the check is boot evidence.
		Boot string `json:"boot,omitempty"`
		// Name is the computer's own name, where the check is its identity.
		Name string `json:"name,omitempty"`
		// State is the word of a check that tells one.
		State string `json:"state,omitempty"`
		// Ahead is how far the machine's clock is ahead of ours where it was
		// measured, Moved how far a boot time moved since it was told last.
		Ahead Duration `json:"ahead,omitempty"`
		Moved Duration `json:"moved,omitempty"`
		// Last is when boot evidence told for the last time what it told before;
		// zero: nobody knows, as after a gap.
		Last time.Time `json:"last,omitzero"`
		// Why is what is wrong with boot evidence that is lost: in that case Boot
		// quotes what came instead.
		Why Statement `json:"why,omitzero"`
	}
	// RebootData belongs to reboot.*.
	RebootData struct {
		Since time.Time `json:"since"`
		// After is set where nobody looked: it happened after that, and no later
		// than Since.
		After time.Time `json:"after,omitzero"`
		// Detected: nobody marked the reboot, the host was lost.
		Detected bool `json:"detected,omitempty"`
		// Unplanned: lost while nobody was working on it.
		Unplanned bool `json:"unplanned,omitempty"`
		Bounces   int  `json:"bounces,omitempty"`
		// Stumbles are those of the times down that were no boot.
		Stumbles int `json:"stumbles,omitempty"`
		// Same: its boot evidence says that it is in the same boot as before.
		Same bool `json:"same,omitempty"`
		// Booted: found by its boot evidence alone; nobody saw it gone.
		Booted bool `json:"booted,omitempty"`
		// Lost: it answers in part because something was lost that was back.
		Lost bool `json:"lost,omitempty"`
		// Expected: gone once more, as the plan expects more than one reboot.
		Expected bool     `json:"expected,omitempty"`
		Took     Duration `json:"took,omitempty"`
		// Most is how long it can have taken, where it began or ended in a gap of the
		// watch; zero: Took is exact.
		Most Duration `json:"most,omitempty"`
		// Moved is how far the proof lies before what was known: the clock of the
		// machine was set back, and it is a boot all the same.
		Moved Duration `json:"moved,omitempty"`
		// Again: it was issued once more, and its clock goes on.
		Again bool `json:"again,omitempty"`
		// Was is the instant that is corrected.
		Was time.Time `json:"was,omitzero"`
		// Against are the criteria that stood against the request, and that two
		// people answer for.
		Against []CriterionID `json:"against,omitempty"`
	}
	// ObserverData belongs to observer.*.
	ObserverData struct {
		Since time.Time `json:"since"`
		// Gap is how long nothing was observed, or how far the clock was stepped.
		Gap Duration `json:"gap,omitempty"`
	}
	// IncidentData belongs to incident.*.
	IncidentData struct {
		ID          string       `json:"id"`
		Kind        IncidentKind `json:"kind,omitempty"`
		Environment string       `json:"environment,omitempty"`
		Hosts       []string     `json:"hosts"`
		// Reason is why it asks again.
		Reason Statement `json:"reason,omitzero"`
		// Until is the end of the lease of an acknowledgement.
		Until time.Time `json:"until,omitzero"`
	}
	// RungData belongs to rung.due.
	RungData struct {
		Incident string     `json:"incident"`
		Rung     RungName   `json:"rung"`
		Reason   DueReason  `json:"reason"`
		Due      time.Time  `json:"due"`
		Action   ActionKind `json:"action,omitempty"`
		// Also are the obligations that come due together with Action.
		Also []ActionKind `json:"also,omitempty"`
	}
	// ActionData belongs to action.*.
	ActionData struct {
		Incident string     `json:"incident"`
		Kind     ActionKind `json:"kind"`
		// Contact is the key of who was called, Next of who is called now that
		// this one does not answer.
		Contact string `json:"contact,omitempty"`
		Next    string `json:"next,omitempty"`
		// Outcome is what came of it, in somebody's words or the program's.
		Outcome Statement `json:"outcome,omitzero"`
		// Again is when the obligation is due again, and Why: a promised
		// call-back, another call, a decision that is looked at anew.
		Again time.Time `json:"again,omitzero"`
		Why   AgainWhy  `json:"why,omitempty"`
	}
	// DeviationData belongs to deviation.recorded.
	DeviationData struct {
		What   string `json:"what"`
		Reason string `json:"reason"`
		Second string `json:"second"`
		// Criteria are those of the gate that stood against a start when two
		// people answered for it: the deviation overrides these and no others.
		Criteria []CriterionID `json:"criteria,omitempty"`
		// At is the new moment, where a deadline was moved.
		At ClockTime `json:"at,omitzero"`
	}
	// RecoveryData belongs to recovery.tried.
	RecoveryData struct {
		What    string `json:"what"`
		Outcome string `json:"outcome,omitempty"`
		// Until is when the attempt's own time is over; zero: it has no limit.
		Until time.Time `json:"until,omitzero"`
	}
	// MovedData belongs to deadline.moved. What is "failover", of an
	// environment, "start", of the next host, or "deadline", of one that is over.
	MovedData struct {
		What        string    `json:"what"`
		Deadline    string    `json:"deadline,omitempty"`
		Environment string    `json:"environment,omitempty"`
		At          time.Time `json:"at"`
		Was         time.Time `json:"was"`
		Reason      Statement `json:"reason"`
	}
	// FailoverData belongs to failover.decided and failover.ended.
	FailoverData struct {
		Environment string `json:"environment"`
		Standby     string `json:"standby"`
		Incident    string `json:"incident,omitempty"`
		Go          bool   `json:"go,omitempty"`
		Outcome     string `json:"outcome,omitempty"`
		Reason      string `json:"reason,omitempty"`
	}
	// FailoverStepData belongs to failover.step; N counts from 1.
	FailoverStepData struct {
		Environment string `json:"environment"`
		N           int    `json:"n"`
		Step        string `json:"step"`
		Note        string `json:"note,omitempty"`
	}
	// ContactData belongs to contact.confirmed.
	ContactData struct {
		Contact string `json:"contact"`
		Name    string `json:"name,omitempty"`
		Note    string `json:"note,omitempty"`
	}
	// PrecheckData belongs to precheck.done; N counts from 1.
	PrecheckData struct {
		Precheck string `json:"precheck"`
		N        int    `json:"n"`
		Failed   bool   `json:"failed,omitempty"`
		Note     string `json:"note,omitempty"`
	}
	// NoteData belongs to note.added.
	NoteData struct {
		Text Statement `json:"text"`
		// Late: so many events before this one were written later than their
		// instants say, as the journal could not be written.
		Late uint64 `json:"late,omitempty"`
	}
)

// Duration is written as in Go: "9m12s".
type Duration time.Duration

// MarshalText writes the duration.
func (d Duration) MarshalText() ([]byte, error) {
	return []byte(time.Duration(d).String()), nil
}

// UnmarshalText reads the duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

func decodeData(t Type, raw json.RawMessage) (any, error) {
	switch t {
	case ChangeOpened:
		return decode[OpenedData](raw)
	case ChangeResumed:
		return decode[ResumedData](raw)
	case ChangeHeld, ChangeReleased:
		return decode[ReasonData](raw)
	case ChangeClosed:
		return decode[ClosedData](raw)
	case HostGated, HostRebootGated:
		return decode[GatedData](raw)
	case HostFinished:
		return decode[FinishedData](raw)
	case SignalLost, SignalBack:
		return decode[SignalData](raw)
	case RungDue:
		return decode[RungData](raw)
	case DeviationRecorded:
		return decode[DeviationData](raw)
	case NoteAdded:
		return decode[NoteData](raw)
	case PlanChanged:
		return decode[PlanData](raw)
	case RunStarted, RunEnded, PrecheckStarted, PrecheckEnded:
		return decode[RunData](raw)
	}
	switch group, _, _ := strings.Cut(string(t), "."); group {
	case "step":
		return decode[StepData](raw)
	case "reboot":
		return decode[RebootData](raw)
	case "observer":
		return decode[ObserverData](raw)
	case "incident":
		return decode[IncidentData](raw)
	case "action":
		return decode[ActionData](raw)
	}
	return decodeDecision(t, raw)
}

// decodeDecision reads the data of what people decide, correct and look after.
func decodeDecision(t Type, raw json.RawMessage) (any, error) {
	switch t {
	case RecoveryTried:
		return decode[RecoveryData](raw)
	case SignalDropped, SignalKept:
		return decode[DropData](raw)
	case HostAdded:
		return decode[AddedData](raw)
	case HostRemoved:
		return decode[RemovedData](raw)
	case HostAccepted:
		return decode[AcceptedData](raw)
	case HostHanded:
		return decode[HandedData](raw)
	case MarkUndone:
		return decode[UndoneData](raw)
	case FaceFailed:
		return decode[FaceData](raw)
	case JournalRepaired:
		return decode[RepairedData](raw)
	case DeadlineMoved:
		return decode[MovedData](raw)
	case FailoverDecided, FailoverEnded:
		return decode[FailoverData](raw)
	case FailoverStep:
		return decode[FailoverStepData](raw)
	case ContactConfirmed:
		return decode[ContactData](raw)
	case AutopilotEngaged, AutopilotDisengaged:
		return decode[PilotData](raw)
	case PrecheckDone:
		return decode[PrecheckData](raw)
	case WaveOpened, WaveSoaking, WaveBroke, WaveSoaked, WaveFailed:
		return decode[WaveData](raw)
	}
	return raw, nil
}

func decode[T any](raw json.RawMessage) (any, error) {
	var data T
	if len(raw) == 0 {
		return data, sound(data)
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		return data, err
	}
	return data, sound(data)
}
