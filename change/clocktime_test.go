package change

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones are those of the tests, whatever machine they run on
)

// clockTable is an oracle for clock arithmetic: the wall clock of a zone, seen
// minute by minute, and nothing that is reckoned.
type clockTable map[string][]time.Time

func watchClock(zone *time.Location, first time.Time, days int) clockTable {
	t := clockTable{}
	for i := range days * 24 * 60 {
		now := first.Add(time.Duration(i) * time.Minute)
		wall := now.In(zone).Format("2006-01-02 15:04")
		t[wall] = append(t[wall], now)
	}
	return t
}

// shown are the instants within a stretch at which the clock shows a wall time.
func (t clockTable) shown(wall string, from, until time.Time) []time.Time {
	var at []time.Time
	for _, now := range t[wall] {
		if now.After(from) && !now.After(until) {
			at = append(at, now)
		}
	}
	return at
}

// next is the oracle's answer for a time of day: the first after an instant,
// unless its day skips it or has it twice from there on.
func (t clockTable) next(clock string, from time.Time, zone *time.Location) ([]time.Time, ClockKind) {
	day := from.In(zone)
	for away := range 3 {
		date := time.Date(day.Year(), day.Month(), day.Day()+away, 0, 0, 0, 0, time.UTC).Format("2006-01-02 ")
		ever := t.shown(date+clock, time.Time{}, from.AddDate(1, 0, 0))
		ahead := t.shown(date+clock, from, from.AddDate(1, 0, 0))
		switch {
		case len(ever) == 0 && date+clock > day.Format("2006-01-02 15:04"):
			return nil, ClockSkipped
		case len(ahead) == 2:
			return ahead, ClockTwice
		case len(ahead) == 1:
			return ahead, ""
		}
	}
	return nil, ClockUnreadable
}

// last is the same for a time that has been.
func (t clockTable) last(clock string, from time.Time, zone *time.Location) ([]time.Time, ClockKind) {
	day := from.In(zone)
	for away := range 3 {
		date := time.Date(day.Year(), day.Month(), day.Day()-away, 0, 0, 0, 0, time.UTC).Format("2006-01-02 ")
		ever := t.shown(date+clock, time.Time{}, from.AddDate(1, 0, 0))
		past := t.shown(date+clock, time.Time{}, from)
		switch {
		case len(ever) == 0 && date+clock <= day.Format("2006-01-02 15:04"):
			return nil, ClockSkipped
		case len(past) == 2:
			return past, ClockTwice
		case len(past) == 1:
			return past, ""
		}
	}
	return nil, ClockUnreadable
}

func TestClocksAgainstOracle(t *testing.T) {
	asked := map[ClockKind]int{}
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range []time.Time{ // the nights on which one of them sets its clocks
			time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
			time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),
			time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC), time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC),
		} {
			table := watchClock(zone, change.AddDate(0, 0, -4), 8)
			for _, off := range []time.Duration{-26 * time.Hour, -5 * time.Hour, -40 * time.Minute, -time.Minute, 0, 10 * time.Minute, 50 * time.Minute, 3 * time.Hour} {
				for minute := 0; minute < 24*60; minute += 15 {
					clock := fmt.Sprintf("%02d:%02d", minute/60, minute%60)
					from := change.Add(off)
					want, kind := table.next(clock, from, zone)
					asked[kind]++
					agree(t, Clocks{Zone: zone, From: from}, clock, want, kind)
					want, kind = table.last(clock, from, zone)
					asked[kind]++
					agree(t, Clocks{Zone: zone, From: from, Back: true}, clock, want, kind)
				}
			}
		}
	}
	t.Logf("asked: %v", asked)
	if asked[ClockSkipped] < 40 || asked[ClockTwice] < 40 || asked[ClockUnreadable] > 0 {
		t.Errorf("the nights do not try enough: %v", asked)
	}
}

func agree(t *testing.T, c Clocks, clock string, want []time.Time, kind ClockKind) {
	t.Helper()
	at, err := c.Read(clock)
	var fault *ClockFault
	where := fmt.Sprintf("%s %s from %s back %v", c.Zone, clock, c.From.In(c.Zone), c.Back)
	switch {
	case kind == "" && (err != nil || !at.Equal(want[0])):
		t.Errorf("%s: %v %v, want %v", where, at, err, want)
	case kind == "":
	case !errors.As(err, &fault) || fault.Kind != kind || len(fault.Readings) != 2:
		t.Errorf("%s: %v %v, want it refused as %q with two readings", where, at, err, kind)
	case kind == ClockTwice && !slices.EqualFunc(fault.Readings, want, time.Time.Equal):
		t.Errorf("%s: readings %v, want %v", where, fault.Readings, want)
	case kind == ClockSkipped:
		before, after := fault.Readings[0], fault.Readings[1]
		if !before.Before(after) || before.Format("15:04") >= clock || after.Format("15:04") <= clock {
			t.Errorf("%s: readings %v", where, fault.Readings)
		}
	}
}

// What people type, and what it is at five past one on the last day of the year.
func TestClocksForms(t *testing.T) {
	zone := time.FixedZone("+08:00", 8*3600)
	now := time.Date(2026, 12, 31, 1, 5, 0, 0, zone)
	p := &Plan{Change: Info{Zone: zone}}
	for text, want := range map[string]string{
		"02:30": "2026-12-31 02:30", "2:30": "2026-12-31 02:30", " 02:30:15 ": "2026-12-31 02:30",
		"01:05": "2027-01-01 01:05", "00:59": "2027-01-01 00:59", "01:05:01": "2026-12-31 01:05",
		"20m": "2026-12-31 01:25", "1h30m": "2026-12-31 02:35",
		"2027-01-01 02:30": "2027-01-01 02:30", "2027-01-01  02:30:00": "2027-01-01 02:30",
		"12-31 02:30": "2026-12-31 02:30", "01-01 02:30": "2027-01-01 02:30",
		"2026-12-30T20:00:00Z": "2026-12-31 04:00", "2026-12-31T02:30:00+08:00": "2026-12-31 02:30",
		"０２：３０": "2026-12-31 02:30", "１２－３１　０２：３０": "2026-12-31 02:30", "２０ｍ": "2026-12-31 01:25",
		"00:30 x": "no time", "24:00": "no time", "12:60": "no time", "": "no time", "5": "no time", "02.30": "no time",
		"2026-02-29 10:00": "no time", "02-30 10:00": "no time", "02:30:15.5": "no time", "2026-12-31": "no time",
		"12-30 23:00": "past", "2026-12-31 01:05": "past", "2025-12-31 23:00": "past", "2026-12-30T16:00:00Z": "past",
		"-20m": "no stretch", "0s": "no stretch",
	} {
		at, err := ReadAhead(p, text, now)
		got := at.Format("2006-01-02 15:04")
		if err != nil {
			got = kindOfTime(err)
		}
		if got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
}

// The same of a time that has been.
func TestClocksPast(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 20, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"00:20": "2026-01-01 00:20", "00:10": "2026-01-01 00:10", "23:50": "2025-12-31 23:50", "00:21": "2025-12-31 00:21",
		"12-31 23:50": "2025-12-31 23:50", "2025-12-31 23:50": "2025-12-31 23:50",
		"01-01 00:30": "to come", "2026-01-01 00:20:01": "to come", "20m": "no time",
	} {
		at, err := ReadPast(&Plan{}, text, now)
		got := at.Format("2006-01-02 15:04")
		if err != nil {
			got = kindOfTime(err)
		}
		if got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
}

// kindOfTime is the kind of an error about a time.
func kindOfTime(err error) string {
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		return fmt.Sprintf("%T", err)
	}
	why, _ := invalid.Why.Value("why").(Statement)
	return map[Code]string{TimeUnreadable: "no time", TimeStretch: "no stretch", TimePast: "past", TimeAhead: "to come"}[why.Code]
}

func TestStretch(t *testing.T) {
	for text, want := range map[string]string{"20m": "20m0s", " 1h30m ": "1h30m0s", "２０ｍ": "20m0s", "-5m": "-5m0s", "0s": "0s", "20": "none", "": "none", "soon": "none"} {
		got := "none"
		if d, ok := Stretch(text); ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
