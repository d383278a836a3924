package change

import (
	"errors"
	"time"
)

// Command is what an operator asks for. Decide turns it into events.
type Command interface{ command() }

// The commands of an operator. Each but Open and Continue carries who gave it.
type (
	// Open begins the change.
	Open struct {
		By        string
		Rehearsal bool
		Addresses map[string]string
		// Program is as in OpenedData.
		Program string
		// Wall and Rehearsed are as in OpenedData.
		Wall      time.Time
		Rehearsed *RehearsalData
	}
	// Continue goes on with an open change after nobody was watching.
	Continue struct {
		By   string
		Data ResumedData
	}
	// Start begins the work on a host, if its gate says go. Unwatched is why
	// nobody observes the hosts right now; it says nothing while somebody does.
	Start struct {
		By, Host  string
		Unwatched Statement
	}
	// MarkStep ends the step that the host is at.
	MarkStep struct {
		By, Host string
		// Step is the id of the step that is meant; empty means the one that
		// the host is at by then.
		Step string
		// Result is StepOK, StepBad or StepPassed.
		Result         StepResult
		Evidence, Note string
		// Second is who also answers for a step that is skipped.
		Second string
		// Files are what was copied into the record as its evidence.
		Files []EvidenceFile
		Seen  Seen
	}
	// MarkReboot says that the reboot of a host was issued, or issued once more.
	MarkReboot struct {
		By, Host string
		// At is when it was issued in truth, as people type it: "12:50". Empty: now.
		At   string
		Seen Seen
	}
	// Recover records an attempt to bring a host back.
	Recover struct {
		By, Host, What, Outcome string
		// For is the time that the attempt is given; 0: no limit.
		For time.Duration
	}
	// Finish ends the work on a host.
	Finish struct {
		By, Host string
		// Result is FinishedOK, Failed or RolledBack.
		Result Work
		Seen   Seen
	}
	// HoldChange asks that nothing more may start.
	HoldChange struct{ By, Reason string }
	// Release lifts the hold.
	Release struct{ By, Reason string }
	// Ack keeps an incident quiet for AckLease.
	Ack struct{ By, Incident string }
	// Act reports on an obligation of an incident.
	Act struct {
		By, Incident string
		Kind         ActionKind
		State        ActionState
		Outcome      string
		// Callback is by when the other side promised to call back, as people
		// say it: "03:20", "20m". Empty: it did not.
		Callback string
		Seen     Seen
	}
	// DecideFailover is the GO or NO-GO to the failover of an environment.
	DecideFailover struct {
		By, Environment string
		Go              bool
		Reason          string
		Seen            Seen
	}
	// MarkFailoverStep ends the step that a failover is at.
	MarkFailoverStep struct {
		By, Environment, Note string
		// N is the step that is meant, from 1; 0 means the one that it is at.
		N int
	}
	// EndFailover ends it: Outcome is FailoverCompleted or FailoverAborted.
	EndFailover struct{ By, Environment, Outcome, Reason string }
	// ConfirmContact says that a contact can be reached tonight.
	ConfirmContact struct{ By, Contact, Note string }
	// MarkPrecheck says what somebody found at a precheck of a host.
	MarkPrecheck struct {
		By, Host, Precheck string
		// Result is "ok" or "failed".
		Result, Note string
	}
	// Deviate records a departure from the plan that two people answer for.
	Deviate struct{ By, What, Reason, Second string }
	// AddNote adds a line to the record.
	AddNote struct{ By, Text string }
	// Close ends the change.
	Close struct {
		By string
		// Outcome is "ok", "partial" or "rolled-back".
		Outcome string
	}
)

func (Open) command()             {}
func (Continue) command()         {}
func (Start) command()            {}
func (MarkStep) command()         {}
func (MarkReboot) command()       {}
func (Recover) command()          {}
func (Finish) command()           {}
func (HoldChange) command()       {}
func (Release) command()          {}
func (Ack) command()              {}
func (Act) command()              {}
func (DecideFailover) command()   {}
func (MarkFailoverStep) command() {}
func (EndFailover) command()      {}
func (ConfirmContact) command()   {}
func (MarkPrecheck) command()     {}
func (Deviate) command()          {}
func (AddNote) command()          {}
func (Close) command()            {}

// Refusal is the error of a command that a gate, a hold or the state of the
// change refuses. It says why and, where there is something, what to try. A
// face has words for it: wording.Speaker.Fault.
type Refusal struct {
	Why, Try Statement
	// NoGo are the criteria that a gate refuses for.
	NoGo []Criterion
	// Acts are those that help, as far as the state can tell: without who does
	// them, why, and who else answers for it.
	Acts []Command
}

// refuse makes a refusal with something to try.
func refuse(why, try Statement) *Refusal { return &Refusal{Why: why, Try: try} }

func (r *Refusal) Error() string {
	if !r.Try.Said() {
		return r.Why.String()
	}
	return r.Why.String() + " · " + r.Try.String()
}

// Invalid is the error of a command that names what does not exist or lacks
// what it must have.
type Invalid struct{ Why Statement }

// invalid makes the error of a command that makes no sense.
func invalid(code Code, pairs ...any) *Invalid { return &Invalid{Stated(code, pairs...)} }

func (i *Invalid) Error() string { return i.Why.String() }

// WhyOf is why a command was not done: what the core says, or another error in
// its own words.
func WhyOf(err error) Statement {
	var refusal *Refusal
	var invalid *Invalid
	var clock *ClockFault
	switch {
	case errors.As(err, &clock):
		return Stated(TimeFault, "why", clock.What(), "try", clock.Try())
	case errors.As(err, &refusal):
		return refusal.Why
	case errors.As(err, &invalid):
		return invalid.Why
	}
	return Own(Clean(err.Error()))
}
