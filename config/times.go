package config

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // one binary works where the system has no zone database

	"tminus/change"
)

// zoneOf finds an IANA time zone. "Local" would be another one on each machine.
func zoneOf(text string) (*time.Location, fault) {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "" || text == "Local" {
		return time.UTC, fault{"unknown timezone " + quote(text), "write an IANA name such as Asia/Shanghai, Europe/Berlin or UTC"}
	}
	return zone, fault{}
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
