package change

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// seenAt is when the values of these tests are seen.
func seenAt() time.Time { return time.Date(2026, 11, 29, 13, 0, 0, 0, time.UTC) }

// TestReadBoot: what targets print, as the field has shown it. The instants are
// in UTC; "…" parts those that a text leaves open.
func TestReadBoot(t *testing.T) {
	const nov1 = "2026-11-01T10:00:00Z"
	zoned := map[string]string{ // read in Europe/Berlin, where it is one hour later in November
		"2026-11-01 11:00:00": nov1, "2026-11-01T11:00:00": nov1, "2026/11/1 11:00:00": nov1, "2026-11-1, 11:00:00": nov1,
		"2026-11-01 11:00:00.25":                            "2026-11-01T10:00:00.25Z",
		"2026-11-01 11:00":                                  nov1 + "…2026-11-01T10:00:59.999999999Z",
		"system boot  2026-11-01 11:00":                     nov1 + "…2026-11-01T10:00:59.999999999Z",
		"         system boot  Nov  1 11:00":                nov1 + "…2026-11-01T10:00:59.999999999Z",
		"系统引导 2026-11-01 11:00":                             nov1 + "…2026-11-01T10:00:59.999999999Z",
		"System Boot Time:          2026/11/1, 11:00:00":    nov1,
		"System Boot Time:          11/29/2026, 1:00:00 PM": "2026-11-29T12:00:00Z",
		"系统启动时间:     2026/11/1, 11:00:00":                   nov1,
		"系统启动时间：2026/11/1，11:00:00":                         nov1,
		"2026年11月1日 11:00:00":                               nov1,
		"2026年11月1日 星期日 上午 11:00:00":                        nov1,
		"2026/11/29 下午 1:00:00":                             "2026-11-29T12:00:00Z",
		"Sunday, November 1, 2026 11:00:00 AM":              nov1,
		"Sunday, 1 November 2026 11:00:00":                  nov1,
		"Sun Nov  1 11:00:00 2026":                          nov1,
		"Sun Nov  1 11:00:00 CET 2026":                      nov1,
		"LastBootUpTime : 2026/11/1 11:00:00":               nov1,
		"\u200e2026/\u200e11/\u200e1 11:00:00\u202fAM":      nov1,
		`"2026-11-01 11:00:00"`:                             nov1,
		"29/11/2026 12:00:00":                               "2026-11-29T11:00:00Z",
		"11/11/2026 11:00:00":                               "2026-11-11T10:00:00Z",
		"2026-11-01 12:00:00 AM":                            "2026-10-31T23:00:00Z",
		"2026-11-01 12:00:00 p.m.":                          "2026-11-01T11:00:00Z",
		"2026-10-25 02:30:00":                               "2026-10-25T00:30:00Z…2026-10-25T01:30:00.999999999Z", // the hour that comes twice
		"2026-10-25 02:30:00 CEST":                          "2026-10-25T00:30:00Z",
		"Dec 24 11:00":                                      "2025-12-24T10:00:00Z…2025-12-24T10:00:59.999999999Z", // of the year that has been
	}
	anywhere := map[string]string{
		"2026-11-01T10:00:00Z": nov1, "2026-11-01T18:00:00+08:00": nov1, "2026-11-01T18:00:00+0800": nov1,
		"2026-11-01 18:00:00 +0800 CST": nov1, "2026-11-01 10:00:00 UTC": nov1, "2026-11-01T02:00:00-08": nov1,
		"20261101110000.500000+060":                      "2026-11-01T10:00:00.5Z",
		"20261101180000.500000+480":                      "2026-11-01T10:00:00.5Z",
		"LastBootUpTime=20261101050000.000000-300":       nov1,
		"Sun, 01 Nov 2026 10:00:00 GMT":                  nov1, // RFC 1123
		"Sun Nov  1 10:00:00 UTC 2026":                   nov1,
		"1793527200":                                     nov1,
		"1793527200.25":                                  "2026-11-01T10:00:00.25Z",
		"1793527200000":                                  nov1,
		"/Date(1793527200000)/":                          nov1,
		"{ sec = 1793527200, usec = 3 } Sun Nov  1 2026": nov1,
	}
	uptimes := map[string]time.Duration{
		"2419200.12": 28*day + 120*time.Millisecond, "2419200.12 9340000.55": 28*day + 120*time.Millisecond, "2419200": 28 * day,
		"95 s": 95 * time.Second, "95s": 95 * time.Second, "95 seconds": 95 * time.Second,
		"Timeticks: (241920012) 28 days, 0:00:00.12":                          28*day + 120*time.Millisecond,
		"HOST-RESOURCES-MIB::hrSystemUptime.0 = Timeticks: (9500) 0:01:35.00": 95 * time.Second,
		"28:0:00:00.12":                         28*day + 120*time.Millisecond,
		"28.02:03:04.5":                         28*day + 2*time.Hour + 3*time.Minute + 4500*time.Millisecond,
		"1 day, 2:03":                           day + 2*time.Hour + 3*time.Minute,
		"up 3 days":                             3 * day,
		"up 2 weeks, 3 days, 1 hour, 2 minutes": 17*day + time.Hour + 2*time.Minute,
		" 10:00:01 up 28 days,  2:03,  1 user,  load average: 0.00, 0.01, 0.05": 28*day + 2*time.Hour + 3*time.Minute,
		" 10:00:01 up 3 min,  0 users,  load average: 0.00, 0.01, 0.05":         3 * time.Minute,
	}
	for text, want := range zoned {
		instant(t, text, berlin(t), want)
		if why := unreadable(t, text, nil); why != BootNoZone {
			t.Errorf("%q without a zone: %s", text, why)
		}
	}
	for text, want := range anywhere {
		instant(t, text, nil, want)
	}
	for text, want := range uptimes {
		b, why := ReadBoot(text, nil, seenAt())
		if b.Kind != BootUptime || seenAt().Sub(b.Latest) != want || b.Began.After(b.Latest) || why.Said() {
			t.Errorf("%q: %+v %s, want up for %s", text, b, why, want)
		}
	}
}

func instant(t *testing.T, text string, zone *time.Location, want string) {
	t.Helper()
	b, why := ReadBoot(text, zone, seenAt())
	got := b.From.Format(time.RFC3339Nano)
	if strings.Contains(want, "…") {
		got += "…" + b.Until.Format(time.RFC3339Nano)
	}
	if b.Kind != BootInstant || got != want || why.Said() || b.Until.Sub(b.From.Time) < 0 {
		t.Errorf("%q: %s %s %s, want %s", text, b.Kind, got, why, want)
	}
}

func unreadable(t *testing.T, text string, zone *time.Location) Code {
	t.Helper()
	b, why := ReadBoot(text, zone, seenAt())
	if !why.Said() || b != (Boot{}) {
		t.Errorf("%q was read: %+v", text, b)
	}
	return why.Code
}

func TestReadBootID(t *testing.T) {
	for text, want := range map[string]string{
		"b1946ac9-2492-d234-7c62-35db2644c123":   "b1946ac92492d2347c6235db2644c123",
		"{B1946AC9-2492-D234-7C62-35DB2644C123}": "b1946ac92492d2347c6235db2644c123",
		"\tB1946AC92492D234":                     "b1946ac92492d234",
		"12345678901234567890":                   "12345678901234567890",
	} {
		if b, why := ReadBoot(text, nil, seenAt()); b.Kind != BootID || b.ID != want {
			t.Errorf("%q: %+v %s, want the id %s", text, b, why, want)
		}
	}
}

// TestUnreadableBoot: what broken commands print is no evidence.
func TestUnreadableBoot(t *testing.T) {
	for text, want := range map[string]Code{
		"": BootEmpty, " \n": BootEmpty, `""`: BootEmpty,
		"null": BootUnknown, "N/A": BootUnknown, "n/a": BootUnknown, "none": BootUnknown, "Unauthorized": BootUnknown, "ERROR": BootUnknown,
		"Access is denied.": BootUnknown, "拒绝访问。": BootUnknown, "0x80041003": BootUnknown, "b1946ac9": BootUnknown, "deadbeef": BootUnknown,
		"00000000-0000-0000-0000-000000000000": BootUnknown, "ffffffffffffffff": BootUnknown,
		"1793527200000000": BootNumber, // microseconds: hex of 16 digits, and no id
		"ssh: connect to host 192.0.2.11 port 22: Connection refused": BootUnknown,
		"LastBootUpTime": BootHeading, "--------------": BootHeading, "LastBootUpTime :": BootHeading, "System Boot Time:": BootHeading, "系统启动时间:": BootHeading,
		"0": BootNumber, "1": BootNumber, "5": BootNumber, "-1": BootNumber, "12345678901": BootNumber, "NaN": BootNumber, "1e9": BootNumber, "946080001": BootNumber,
		"11/1/2026 10:00:00 AM": BootOrder, "System Boot Time: 1/11/2026, 10:00:00": BootOrder, "01-02-2026 10:00": BootOrder,
		"1793520000,55": BootUnknown, "1.11.2026 10:00:00": BootUnknown, "2026-11-31 10:00:00": BootUnknown, "2026-13-01 10:00:00": BootUnknown,
		"2026-11-01": BootUnknown, "10:00:00": BootUnknown, "2026-11-01 25:00:00": BootUnknown, "2026-11-01 13:00:00 PM": BootUnknown,
		"2026-11-01 10:00:00 10:00:00": BootUnknown, "2026-11-01 2026-11-01 10:00:00": BootUnknown,
		"2026-03-29 02:30:00":          BootNoHour, // summer time leaves it out
		"Sun Nov  1 11:00:00 CST 2026": BootNoZone, // which CST?
		"1970-01-01T00:00:00Z":         BootNoTime, "1601-01-01T00:00:00Z": BootNoTime, "9999-12-31T23:59:59Z": BootNoTime, "4294967295": BootNoTime,
		"2026-12-24T00:00:00Z": BootNoTime, "20261131100000.500000+060": BootUnknown, "********100000.500000+060": BootUnknown,
		"999999999999 weeks": BootUnknown, "Timeticks: (999999999999999) 1 day": BootUnknown,
		"3 days 5 weeks": BootUnknown, "3 apples": BootUnknown, "day": BootUnknown,
		strings.Repeat("a very long answer ", 100): BootUnknown,
	} {
		if got := unreadable(t, text, berlin(t)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestReadBootOfAnyInstant holds the reader against the formatter of the
// standard library, in every form that leaves no doubt.
func TestReadBootOfAnyInstant(t *testing.T) {
	zone, seen := berlin(t), seenAt()
	layouts := []string{
		time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -0700", time.DateTime, "2006/1/2 15:04:05", "2006/1/2, 3:04:05 PM",
		"2006年1月2日 15:04:05", time.ANSIC, time.UnixDate, time.RFC1123, time.RFC1123Z, "Monday, January 2, 2006 3:04:05 PM", "2 January 2006 15:04:05",
	}
	for at := seen.Add(-400 * day); at.Before(seen); at = at.Add(7*time.Hour + 13*time.Minute + 7*time.Second) {
		for _, layout := range layouts {
			text := at.In(zone).Format(layout)
			b, why := ReadBoot(text, zone, seen)
			if b.Kind != BootInstant || at.Before(b.From.Time) || at.After(b.Until.Time) || b.Until.Sub(b.From.Time) > time.Hour+time.Second {
				t.Fatalf("%q is %s, read %s…%s %s", text, at, b.From, b.Until, why)
			}
		}
		cim := fmt.Sprintf("%s.000000%+04d", at.In(zone).Format("20060102150405"), offsetMinutes(at.In(zone)))
		if b, _ := ReadBoot(cim, nil, seen); !b.From.Equal(at) {
			t.Fatalf("%q is %s, read %s", cim, at, b.From)
		}
	}
}

func offsetMinutes(at time.Time) int {
	_, offset := at.Zone()
	return offset / 60
}

// FuzzReadBoot: whatever comes, it is read as one kind with its parts, or a
// statement says why not; and it reads the same again.
func FuzzReadBoot(f *testing.F) {
	for _, text := range []string{
		"null", bootID(1), "2026-11-01 10:00", "11/1/2026 10:00:00 AM", "20261101110000.500000+060", "1793527200.25", "/Date(1793527200000)/",
		"1 day, 2:03", "up 3 days", "Timeticks: (9500) 0:01:35.00", "2026年11月1日 上午 10:00", "Nov  1 10:00", "系统启动时间: 2026/11/1, 10:00:00", "２０２６-１１-０１",
	} {
		f.Add(text, int64(1793527200))
	}
	zone := berlin(f)
	f.Fuzz(func(t *testing.T, text string, at int64) {
		seen := time.Unix(at%4e9, 0)
		for _, in := range []*time.Location{nil, zone} {
			b, why := ReadBoot(text, in, seen)
			again, _ := ReadBoot(text, in, seen)
			if b != again {
				t.Errorf("%q reads as %+v and as %+v", text, b, again)
			}
			switch b.Kind {
			case "":
				if !why.Said() || b != (Boot{}) {
					t.Errorf("%q: nothing is read, nothing is said: %+v", text, b)
				}
				continue
			case BootID:
				if len(b.ID) < bootIDLen || !b.Began.IsZero() || !b.From.IsZero() {
					t.Errorf("%q: %+v", text, b)
				}
			case BootInstant:
				if b.Until.Before(b.From.Time) || b.From.Before(oldestBoot()) || b.From.After(seen.Add(futureBoot)) || !b.Began.Equal(b.From.Time) {
					t.Errorf("%q: %+v", text, b)
				}
			case BootUptime:
				if b.Latest.Before(b.Began) || !b.Latest.Before(seen) || !b.From.IsZero() {
					t.Errorf("%q: %+v", text, b)
				}
			}
			if why.Said() || b.differs(b) {
				t.Errorf("%q: %+v %s", text, b, why)
			}
		}
	})
}
