package config

import (
	"errors"
	"strings"
	"time"
	_ "time/tzdata" // one binary works where the system has no zone database

	"tminus/change"
)

// zoneOf finds an IANA time zone. Other names in a machine's zone directory (Local,
// localtime, posixrules, right/…) mean something else on each machine, and some
// machines also accept names in small letters: these are refused.
func zoneOf(text string) (*time.Location, change.Statement) {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" || text == "Factory" || !capitalised(text) {
		return time.UTC, change.Stated(planZone, "given", clip(text))
	}
	return zone, change.Statement{}
}

// capitalised reports whether each part of a name begins with a capital letter,
// as the parts of all IANA names do.
func capitalised(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' {
			return false
		}
	}
	return true
}

// moment reads a date and time as change.Clocks does. A time without its date or
// year is taken to be the one nearest to the given instant, if one is given.
func moment(text string, zone *time.Location, from time.Time) (time.Time, *change.ClockFault) {
	at, err := change.Clocks{Zone: zone, From: from}.Read(text)
	var wrong *change.ClockFault
	if err != nil && !errors.As(err, &wrong) {
		wrong = &change.ClockFault{Kind: change.ClockUnreadable, Text: text}
	}
	return at, wrong
}

// clockFault is what is wrong with a time, together with the advice that applies to
// a plan.
func clockFault(wrong *change.ClockFault) change.Statement {
	switch wrong.Kind {
	case change.ClockUnreadable:
		return change.Stated(planNotTime, "given", clip(wrong.Text))
	case change.ClockNoDate:
		return change.Stated(planNoDate, "given", clip(wrong.Text))
	default:
		return change.Stated(planTime, "why", wrong.What(), "try", wrong.Try())
	}
}
