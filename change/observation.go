package change

import "time"

// Verdict is what one probe says about its target.
type Verdict uint8

const (
	// Unknown says nothing about the target, because of a fault of our own
	// (no socket, no descriptor, probing late). It never means "down".
	Unknown Verdict = iota
	// Answered means that the target answered as it should.
	Answered
	// Lost means that it did not.
	Lost
)

// Cause says why a probe was not answered.
type Cause string

// The causes a probe may give; the empty cause belongs to an answer.
const (
	CauseTimeout     Cause = "timeout"
	CauseRefused     Cause = "refused"
	CauseUnreachable Cause = "unreachable"
	CauseFiltered    Cause = "filtered"
	CauseResolve     Cause = "resolve error"
	CauseFailed      Cause = "failed"
	// CauseUnreadable and CauseNotOffered belong to evidence: the source
	// answered, and what it told is none.
	CauseUnreadable Cause = "unreadable"
	CauseNotOffered Cause = "not offered"
	// CauseLocal is a fault of this machine: it comes with Unknown.
	CauseLocal Cause = "local fault"
)

// Observation is the result of one probe of one signal of one host.
type Observation struct {
	Host, Check string
	// Host is empty on observations of a witness, whose address is the Check.
	// At is the instant at which the probe was sent.
	At time.Time
	// Every is the interval at which the signal is probed now; zero: as the
	// plan says for all.
	Every   time.Duration
	Verdict Verdict
	Latency time.Duration
	Cause   Cause
	// Detail is what more there is to say; what comes from outside is short,
	// and cleaned of control characters.
	Detail Statement
	// Boot is what a signal that ProvesBoot told, Name the computer's own name
	// from one that TellsName, State a word from one that TellsState.
	Boot, Name, State string
	// Clock is what the machine's own clock showed when it answered; zero where
	// the signal does not tell.
	Clock time.Time
}

// Intake takes in what a source of observations brings. Its calls return once the core has dealt with what they bring.
type Intake interface {
	Observe(batch []Observation)
	// Note is a line for the record about the watch itself.
	Note(text Statement)
	// Tick says what time it is, in the time of the change.
	Tick(now time.Time)
}
