package config

import (
	"errors"
	"strings"
	"time"
	_ "time/tzdata" // one binary works where the system has no zone database

	"tminus/change"
)

// zoneOf finds an IANA time zone. What else the directory of a machine's zones
// holds is another one on each machine: Local, localtime, posixrules, right/…;
// and on some it is found in small letters, too.
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

// moment reads a date and time as change.Clocks does; a time without its date
// or its year is near the instant that is given, if one is.
func moment(text string, zone *time.Location, from time.Time) (time.Time, *change.ClockFault) {
	at, err := change.Clocks{Zone: zone, From: from}.Read(text)
	var wrong *change.ClockFault
	if err != nil && !errors.As(err, &wrong) {
		wrong = &change.ClockFault{Kind: change.ClockUnreadable, Text: text}
	}
	return at, wrong
}

// clockFault is what is wrong with a time, with what a plan has to say of it.
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
