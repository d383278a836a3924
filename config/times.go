package config

import (
	"fmt"
	"time"
	_ "time/tzdata" // one binary works where the system has no zone database
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

// moment reads a date and time: RFC 3339, or a wall clock in the zone.
func moment(text string, zone *time.Location) (time.Time, fault) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(zone), fault{}
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if wall, err := time.Parse(layout, text); err == nil {
			return theOne(wall, zone)
		}
	}
	if _, ok := clock(text); ok {
		return time.Time{}, fault{quote(text) + " has no date", momentHint}
	}
	return time.Time{}, fault{quote(text) + " is not a date and time", momentHint}
}

// momentAfter also reads a clock alone, as the first such moment after start.
func momentAfter(text string, zone *time.Location, start time.Time) (time.Time, fault) {
	wanted, ok := clock(text)
	if !ok {
		return moment(text, zone)
	}
	year, month, day := start.In(zone).Date()
	for ahead := range 3 {
		wall := time.Date(year, month, day+ahead, wanted.Hour(), wanted.Minute(), wanted.Second(), 0, time.UTC)
		instants := instantsOf(wall, zone)
		if len(instants) == 0 && ahead > 0 {
			return theOne(wall, zone)
		}
		for _, at := range instants {
			if at.After(start) {
				return at, fault{}
			}
		}
	}
	return time.Time{}, fault{"there is no " + quote(text) + " in the day after the start", momentHint}
}

func clock(text string) (time.Time, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if wall, err := time.Parse(layout, text); err == nil {
			return wall, true
		}
	}
	return time.Time{}, false
}

// theOne is the instant at which clocks in the zone show the wall time. Where
// clocks are set forward there is none, where they are set back there are two:
// a plan must not leave that open.
func theOne(wall time.Time, zone *time.Location) (time.Time, fault) {
	instants := instantsOf(wall, zone)
	text := wall.Format("2006-01-02 15:04")
	switch len(instants) {
	case 1:
		return instants[0], fault{}
	case 0:
		return time.Time{}, fault{
			fmt.Sprintf("%s does not exist in %s: clocks are set forward then", text, zone),
			"write an earlier or a later time",
		}
	}
	return time.Time{}, fault{
		fmt.Sprintf("%s comes twice in %s: clocks are set back then", text, zone),
		"write it with its offset: " + instants[0].Format(time.RFC3339) + " or " + instants[1].Format(time.RFC3339),
	}
}

// instantsOf lists, in order, the instants at which clocks in the zone show
// the wall time, which is given in UTC. The offsets of the day before and the
// day after are those that can be in force.
func instantsOf(wall time.Time, zone *time.Location) []time.Time {
	var instants []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if !sameWall(at, wall) || len(instants) > 0 && at.Equal(instants[0]) {
			continue
		}
		instants = append(instants, at)
	}
	if len(instants) == 2 && instants[1].Before(instants[0]) {
		instants[0], instants[1] = instants[1], instants[0]
	}
	return instants
}

func sameWall(a, b time.Time) bool {
	return a.Format(time.DateTime) == b.Format(time.DateTime)
}
