package change

import (
	"time"
)

// ClockKind says why a time cannot be taken as it was typed.
type ClockKind string

// What can be wrong with a time.
const (
	ClockUnreadable ClockKind = "unreadable"
	ClockNoDate     ClockKind = "nodate" // it needs its date, with the year
	ClockSkipped    ClockKind = "skipped"
	ClockTwice      ClockKind = "twice"
	ClockPast       ClockKind = "past"    // where only a time to come makes sense
	ClockAhead      ClockKind = "ahead"   // where only a time that has been makes sense
	ClockStretch    ClockKind = "stretch" // a stretch of time that is not positive
)

// ClockFault is the error about a time that cannot be taken as it was typed.
type ClockFault struct {
	Kind ClockKind
	// Text is what was typed, cleaned, or for a wall time its full form.
	Text string
	Zone *time.Location
	// Readings are the two instants that may be meant: of a time that is
	// skipped, by the clock as it was before and as it is after. Of a time on
	// the wrong side they are itself and now.
	Readings []time.Time
}

// Error is the fault and what to write instead.
func (f *ClockFault) Error() string { return f.What().String() + " · " + f.Try().String() }

// What says what is wrong with the time.
func (f *ClockFault) What() Statement {
	switch f.Kind {
	case ClockNoDate:
		return Stated(TimeNoDate, "given", f.Text)
	case ClockSkipped:
		return Stated(TimeSkipped, "given", f.Text, "zone", f.Zone.String())
	case ClockTwice:
		return Stated(TimeTwice, "given", f.Text, "zone", f.Zone.String())
	case ClockPast:
		return Stated(TimePast, "given", f.Text)
	case ClockAhead:
		return Stated(TimeAhead, "given", f.Text)
	case ClockStretch:
		return Stated(TimeStretch, "given", f.Text)
	case ClockUnreadable:
	}
	return Stated(TimeUnreadable, "given", f.Text)
}

// Try says what to write instead.
func (f *ClockFault) Try() Statement {
	switch f.Kind {
	case ClockNoDate:
		return Stated(TryDate)
	case ClockSkipped:
		return Stated(TryEither, "at", f.Readings[0], "until", f.Readings[1])
	case ClockTwice:
		return Stated(TryOffset, "at", f.Readings[0], "until", f.Readings[1])
	case ClockPast, ClockAhead:
		return Stated(TryOtherDay, "now", f.Readings[1])
	case ClockStretch:
		return Stated(TryStretch)
	case ClockUnreadable:
	}
	return Stated(TryTime)
}
