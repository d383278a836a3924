package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// timesOf reads window and deadline, and writes them as instants.
func timesOf(zone, start, end, deadline string) string {
	text := fmt.Sprintf("change:\n  id: C\n  timezone: %s\n  window: {start: %q, end: %q}\n  deadline: {at: %q}\nhosts:\n  - {name: A1, address: 192.0.2.11}\n",
		zone, start, end, deadline)
	p, err := Parse("p", []byte(text))
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return first
	}
	var out []string
	for _, at := range []time.Time{p.Change.Window.Start, p.Change.Window.End, p.Change.Deadline.At} {
		if at.Location().String() != zone {
			return "not in the plan's zone: " + at.String()
		}
		out = append(out, at.UTC().Format("01-02 15:04:05"))
	}
	return strings.Join(out, " ")
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ name, zone, start, end, deadline, want string }{
		{"wall clock", "Asia/Shanghai", "2020-11-20 23:30", "2020-11-21 06:00", "2020-11-21 07:00:30", "11-20 15:30:00 11-20 22:00:00 11-20 23:00:30"},
		{"clock alone", "Asia/Shanghai", "2020-11-20 23:30", "06:00", "07:00:05", "11-20 15:30:00 11-20 22:00:00 11-20 23:00:05"},
		{"same day", "UTC", "2020-11-20 01:00", "06:00", "07:00", "11-20 01:00:00 11-20 06:00:00 11-20 07:00:00"},
		{"the start's own clock is a day later", "UTC", "2020-11-20 23:30", "23:30", "23:29", "11-20 23:30:00 11-21 23:30:00 11-21 23:29:00"},
		{"offsets", "Asia/Shanghai", "2020-11-20T15:30:00Z", "2020-11-20T17:00:00-05:00", "07:00", "11-20 15:30:00 11-20 22:00:00 11-20 23:00:00"},
		{"over the end of the year", "UTC", "2020-12-31 23:00", "02:00", "03:00", "12-31 23:00:00 01-01 02:00:00 01-01 03:00:00"},
		{"clocks forward: the night is an hour shorter", "America/New_York", "2020-03-07 23:30", "06:00", "07:00", "03-08 04:30:00 03-08 10:00:00 03-08 11:00:00"},
		{"clocks back: the night is an hour longer", "America/New_York", "2020-10-31 23:30", "06:00", "07:00", "11-01 03:30:00 11-01 11:00:00 11-01 12:00:00"},
		{"clocks back: which of the two", "America/New_York", "2020-10-31 23:30", "01:30", "07:00", "p:4:44: 2020-11-01 01:30 comes twice in America/New_York: clocks are set back then"},
		{"clocks forward: none in the night that begins after midnight", "Europe/Berlin", "2026-03-29 00:30", "02:30", "07:00", "p:4:44: 2026-03-29 02:30 does not exist in Europe/Berlin: clocks are set forward then"},
		{"a date without its year", "Asia/Shanghai", "2020-12-31 23:30", "01-01 06:00", "01-01 07:00", "12-31 15:30:00 12-31 22:00:00 12-31 23:00:00"},
		{"the start needs its year", "Asia/Shanghai", "12-31 23:30", "06:00", "07:00", `p:4:19: "12-31 23:30" has no date`},
		{"clocks back: the second, as the first is over", "America/New_York", "2020-11-01T01:45:00-04:00", "01:30", "07:00", "11-01 05:45:00 11-01 06:30:00 11-01 12:00:00"},
		{"half an hour, at midnight", "Australia/Lord_Howe", "2020-10-03 23:00", "02:45", "03:00", "10-03 12:30:00 10-03 15:45:00 10-03 16:00:00"},
		{"clocks back: two", "Europe/Berlin", "2020-10-25 02:30", "06:00", "07:00", "p:4:19: 2020-10-25 02:30 comes twice in Europe/Berlin: clocks are set back then"},
		{"clocks forward: none", "Europe/Berlin", "2020-03-28 23:30", "02:30", "07:00", "p:4:44: 2020-03-29 02:30 does not exist in Europe/Berlin: clocks are set forward then"},
		{"a day that was left out", "Pacific/Apia", "2011-12-30 10:00", "2011-12-31 10:00", "11:00", "p:4:19: 2011-12-30 10:00 does not exist in Pacific/Apia: clocks are set forward then"},
		{"no such day", "UTC", "2021-02-29 10:00", "11:00", "12:00", `p:4:19: "2021-02-29 10:00" is not a date and time`},
		{"no such hour", "UTC", "2021-02-28 10:00", "24:00", "12:00", `p:4:44: "24:00" is not a date and time`},
		{"end at the start", "UTC", "2021-02-28 10:00", "2021-02-28 10:00", "12:00", "p:4:44: the window ends before it starts"},
		{"deadline before the start", "UTC", "2021-02-28 10:00", "11:00", "2021-02-28 09:00", "p:5:18: the deadline is before the window starts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := timesOf(c.zone, c.start, c.end, c.deadline); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// What a zone is must be the same on each machine that reads the plan.
func TestZonesOfOneMachine(t *testing.T) {
	for name, known := range map[string]bool{
		"UTC": true, "Asia/Shanghai": true, "Etc/GMT+1": true, "GB-Eire": true, "W-SU": true, "EST5EDT": true,
		"America/Port-au-Prince": true, "America/Argentina/ComodRivadavia": true,
		"": false, "Local": false, "localtime": false, "posixrules": false, "Factory": false, "europe/berlin": false,
		"posix/Europe/Berlin": false, "right/UTC": false, "Europe//Berlin": false, "Europe/": false, "../UTC": false, "/UTC": false,
	} {
		if _, wrong := zoneOf(name); !wrong.Said() != known {
			t.Errorf("%q: %v, want it known: %v", name, wrong, known)
		}
	}
}
