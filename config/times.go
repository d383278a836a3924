package config

import (
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // one binary works where the system has no zone database

	"tminus/change"
)

// zoneOf finds an IANA time zone. What else the directory of a machine's zones
// holds is another one on each machine: Local, localtime, posixrules, right/…;
// and on some it is found in small letters, too.
func zoneOf(text string) (*time.Location, fault) {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" || text == "Factory" || !capitalised(text) {
		return time.UTC, fault{"unknown timezone " + quote(text), "write an IANA name such as Asia/Shanghai, Europe/Berlin or UTC"}
	}
	return zone, fault{}
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

const momentHint = "write 2020-11-20 23:30, read in the plan's timezone, or with its offset: 2020-11-20T23:30:00+08:00"

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

// clockFault words what is wrong with a time as a plan needs it.
func clockFault(wrong *change.ClockFault, text string) fault {
	switch wrong.Kind {
	case change.ClockUnreadable:
		return fault{quote(text) + " is not a date and time", momentHint}
	case change.ClockNoDate:
		return fault{quote(text) + " has no date", momentHint}
	default:
	}
	either := func(layout string) string {
		return wrong.Readings[0].Format(layout) + " or " + wrong.Readings[1].Format(layout)
	}
	if wrong.Kind == change.ClockTwice {
		return fault{
			fmt.Sprintf("%s comes twice in %s: clocks are set back then", wrong.Text, wrong.Zone),
			"write it with its offset: " + either(time.RFC3339),
		}
	}
	return fault{
		fmt.Sprintf("%s does not exist in %s: clocks are set forward then", wrong.Text, wrong.Zone),
		"write the one that is meant: " + either("2006-01-02 15:04"),
	}
}
