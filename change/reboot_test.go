package change

import (
	"testing"
	"time"
)

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

// TestProvenBy: a reboot asked for at 02:05, of a host that was gone from 02:06
// to 02:08 or that nobody saw leave. The evidence is seen at 02:10.
func TestProvenBy(t *testing.T) {
	const yes, no = true, false
	for name, c := range map[string]struct {
		before, now   string
		stayed, leapt bool // proven of one that was not seen gone, and of one that was
	}{
		"nothing known before":        {"", "2020-02-15T02:06:00+08:00", no, no},
		"nothing seen now":            {"2020-02-01T02:00:00+08:00", "", no, no},
		"the same time":               {"2020-02-01T02:00:00+08:00", "2020-02-01T02:00:00+08:00", no, no},
		"jitter of 59 s":              {"2020-02-15T02:05:50+08:00", "2020-02-15T02:06:49+08:00", no, no},
		"exactly 60 s":                {"2020-02-15T02:05:10+08:00", "2020-02-15T02:06:10+08:00", no, no},
		"61 s, after the request":     {"2020-02-15T02:05:10+08:00", "2020-02-15T02:06:11+08:00", yes, yes},
		"61 s, before the request":    {"2020-02-15T02:03:00+08:00", "2020-02-15T02:04:01+08:00", no, no},
		"backwards by an hour":        {"2020-02-15T02:06:00+08:00", "2020-02-15T01:06:00+08:00", no, yes},
		"a boot of this night":        {"2020-02-01T02:00:00+08:00", "2020-02-15T02:06:30+08:00", yes, yes},
		"a boot before the request":   {"2020-02-01T02:00:00+08:00", "2020-02-15T02:04:59+08:00", no, yes},
		"a zone 8 h on":               {"2020-02-01T02:00:00+08:00", "2020-02-01T10:00:00+08:00", no, yes},
		"NTP stepped by 150 s":        {"2020-02-01T02:00:00+08:00", "2020-02-01T02:02:30+08:00", no, yes},
		"it was only halted":          {"2020-02-01T02:00:00+08:00", "2020-02-01T02:01:50+08:00", no, no},
		"a boot that is to come":      {"2020-02-01T02:00:00+08:00", "2020-02-15T03:10:00+08:00", no, yes},
		"the end of all clocks":       {"2020-02-01T02:00:00+08:00", "4294967295", no, no},
		"the beginning of one":        {"2020-02-01T02:00:00+08:00", "1970-01-01T00:00:00Z", no, no},
		"the same instant elsewhere":  {"2020-02-15T02:06:00Z", "2020-02-15T10:06:00+08:00", no, no},
		"epoch beside RFC 3339":       {"1580493600", "2020-02-15T02:06:00+08:00", yes, yes},
		"WMI over the spring change":  {"20200301100000.500000+060", "20200301110000.500000+120", no, no},
		"the hour that comes twice":   {"2020-10-25 02:30:00", "2020-10-25 02:30:00", no, no},
		"another id":                  {bootID(1), bootID(2), yes, yes},
		"the same id":                 {bootID(1), bootID(1), no, no},
		"the same id, written bare":   {bootID(1), "{0B6C3A2E-0000-4000-8000-000000000001}", no, no},
		"an id beside a time":         {bootID(1), "2020-02-15T02:06:00+08:00", no, no},
		"an id beside an uptime":      {bootID(1), "95.10", no, no},
		"a time beside an uptime":     {"2020-02-01T02:00:00+08:00", "95.10", no, no},
		"an error word after an id":   {bootID(1), "null", no, no},
		"a short word is no id":       {"7f3c-01", "7f3c-02", no, no},
		"an uptime that goes on":      {"12045.67", "12345.67", no, no},
		"an uptime after a boot":      {"2419200.12", "95.10", yes, yes},
		"an uptime that was halted":   {"2419200.12", "2419300.12", no, no},
		"an uptime before the asking": {"2419200.12", "700.00", no, no},
	} {
		t.Run(name, func(t *testing.T) {
			seenBefore, seen := clockOn("02:05").Add(-time.Second), clockOn("02:10")
			zone, err := time.LoadLocation("Europe/Berlin")
			if err != nil {
				t.Fatal(err)
			}
			before, _ := ReadBoot(c.before, zone, seenBefore)
			now, _ := ReadBoot(c.now, zone, seen)
			r := Reboot{Requested: clockOn("02:05")}
			if got := r.provenBy(now, before, seen); got != c.stayed {
				t.Errorf("of a host that stayed: %v", got)
			}
			r.Gone, r.Answered = clockOn("02:06"), clockOn("02:08")
			if got := r.provenBy(now, before, seen); got != c.leapt {
				t.Errorf("of a host that was gone: %v", got)
			}
		})
	}
}

// TestProvenBySkew: the machine's clock is half an hour behind ours, so that
// its boot after the request shows an instant before it.
func TestProvenBySkew(t *testing.T) {
	r, seen := Reboot{Requested: clockOn("02:05")}, clockOn("02:10")
	before, _ := ReadBoot("2020-02-01T02:00:00+08:00", nil, seen)
	for text, want := range map[string]bool{"2020-02-15T01:36:30+08:00": true, "2020-02-15T01:34:30+08:00": false} {
		now, _ := ReadBoot(text, nil, seen)
		if r.provenBy(now, before, seen) {
			t.Errorf("%s lies after the request", text)
		}
		if got := r.provenBy(now.Skewed(-30*time.Minute), before, seen); got != want {
			t.Errorf("%s by a clock that is 30m behind: %v", text, got)
		}
	}
}
