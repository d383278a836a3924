package change

import (
	"testing"
	"time"
)

func TestNewerBoot(t *testing.T) {
	for name, c := range map[string]struct {
		before, now string
		want        bool
	}{
		"nothing known before":       {"", "2020-02-15T02:00:00Z", false},
		"nothing seen now":           {"2020-02-15T02:00:00Z", "", false},
		"the same time":              {"2020-02-15T02:00:00Z", "2020-02-15T02:00:00Z", false},
		"jitter of 59 s":             {"2020-02-15T02:00:00Z", "2020-02-15T02:00:59Z", false},
		"exactly 60 s":               {"2020-02-15T02:00:00Z", "2020-02-15T02:01:00Z", false},
		"61 s":                       {"2020-02-15T02:00:00Z", "2020-02-15T02:01:01Z", true},
		"backwards":                  {"2020-02-15T02:00:00Z", "2020-02-15T01:00:00Z", false},
		"the same instant elsewhere": {"2020-02-15T02:00:00Z", "2020-02-15T10:00:00+08:00", false},
		"epoch seconds, jitter":      {"1581732000", "1581732030", false},
		"epoch seconds, later":       {"1581732000.25", "1581732100", true},
		"epoch beside RFC 3339":      {"1581732000", "2020-02-15T03:00:00Z", true},
		"surrounding space":          {" 1581732000\n", "1581732030 ", false},
		"uptime -s, jitter":          {"2020-02-15 02:00:00", "2020-02-15 02:00:01", false},
		"uptime -s, later":           {"2020-02-15 02:00:00", "2020-02-15 02:10:00", true},
		"who -b, jitter":             {"2020-02-15 02:00", "2020-02-15 02:01", false},
		"WMI, jitter":                {"20200215020000.500000+480", "20200215020031.250000+480", false},
		"WMI, later":                 {"20200215020000.500000+480", "20200215021031.250000+480", true},
		"another id":                 {"7f3c-01", "7f3c-02", true},
		"another uuid":               {"0b6c3a2e-4a0b-4a39-8f0e-0d6f3d1f7a11", "e1c8f2d4-4a0b-4a39-8f0e-0d6f3d1f7a11", true},
		"the same id":                {"7f3c-01", "7f3c-01", false},
		"the same id and a newline":  {"7f3c-01", "7f3c-01\n", false},
		"a time beside an id":        {"2020-02-15T02:00:00Z", "7f3c-01", false},
		"an id beside a time":        {"7f3c-01", "2020-02-15T02:00:00Z", false},
		"uptime in seconds":          {"12345.67", "12350.12", false},
		"uptime after a reboot":      {"12345.67", "12.5", false},
		"a date in words":            {"Sat Feb 15 02:00:00 2020", "Sat Feb 15 02:00:01 2020", false},
		"an error message":           {"7f3c-01", "ERROR: access denied", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := newerBoot(c.before, c.now); got != c.want {
				t.Errorf("newerBoot(%q, %q) = %v", c.before, c.now, got)
			}
		})
	}
}

func TestRebootElapsed(t *testing.T) {
	at := clockOn("02:00")
	r := Reboot{Phase: Gone, Requested: at}
	if got := r.Elapsed(at.Add(time.Minute)); got != time.Minute {
		t.Errorf("under way: %s", got)
	}
	r.Phase, r.Took = Settled, 9*time.Minute
	if got := r.Elapsed(at.Add(time.Hour)); got != 9*time.Minute {
		t.Errorf("a reboot that is over goes on: %s", got)
	}
}
