package report

import (
	"time"

	"tminus/wording"
)

func (s *story) local(at time.Time) time.Time {
	if zone := s.in.Plan.Change.Zone; zone != nil {
		return at.In(zone)
	}
	return at.UTC()
}

// clock is an instant as it stood on the wall: "02:31:07"; a dash for none.
func (s *story) clock(at time.Time) string { return s.format(at, "15:04:05") }

// minute is the same to the minute, for the summary, where seconds are noise.
func (s *story) minute(at time.Time) string { return s.format(at, "15:04") }

// moment is the same, but empty if there is no instant.
func (s *story) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return s.minute(at)
}

func (s *story) day(at time.Time) string { return s.format(at, "2006-01-02") }

func (s *story) format(at time.Time, layout string) string {
	if at.IsZero() {
		return "–"
	}
	return s.local(at).Format(layout)
}

// timer writes a duration as on a stopwatch, to the nearest second: "21:07",
// "1:03:00".
func timer(d time.Duration) string { return wording.Timer(d.Round(time.Second)) }

// delay is the time of day, followed by the time elapsed since another instant:
// "01:15 +1:00". If it lies before that instant, as after our clock was set back,
// nothing follows.
func (s *story) delay(at, from time.Time) cell {
	if at.IsZero() {
		return num("–")
	}
	c := num(s.clock(at))
	if !from.IsZero() && !at.Before(from) {
		c.Sub = "+" + timer(at.Sub(from))
	}
	return c
}
