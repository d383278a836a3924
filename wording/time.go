package wording

import (
	"fmt"
	"strconv"
	"time"

	"tminus/change"
)

// Day writes an instant with its day, the day of the week and its zone.
func (s Speaker) Day(at time.Time) string {
	at = at.In(s.place())
	return s.catalog.Say("time.day", "weekday", s.catalog.Say("weekday."+strconv.Itoa(int(at.Weekday()))),
		"date", at.Format("2006-01-02"), "clock", at.Format("15:04"), "zone", at.Format("MST"))
}

// Timer writes a time as on a stopwatch, rounded down to the second: "9:07",
// "1:21:07".
func Timer(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := int(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%s%d:%02d", sign, s/60, s%60)
}

// Span writes a stretch of time to the second, so that hours and minutes cannot
// be taken for minutes and seconds: "9s", "3m06s", "10m", "1h03m12s".
func Span(d time.Duration) string {
	s := int(d.Abs().Round(time.Second) / time.Second)
	switch h, m, s := s/3600, s/60%60, s%60; {
	case h > 0 && s > 0:
		return fmt.Sprintf("%dh%02dm%02ds", h, m, s)
	case h > 0 && m > 0:
		return fmt.Sprintf("%dh%02dm", h, m)
	case h > 0:
		return fmt.Sprintf("%dh", h)
	case m > 0 && s > 0:
		return fmt.Sprintf("%dm%02ds", m, s)
	case m > 0:
		return fmt.Sprintf("%dm", m)
	default:
		return fmt.Sprintf("%ds", s)
	}
}

// stretch writes a duration in a form: timer as on a stopwatch. Fractions of a
// second are shown if there is nothing else, or if they are as round as in 1.5s.
func stretch(d time.Duration, form string) string {
	switch {
	case form == "timer":
		return Timer(d)
	case d.Abs() < time.Second, d.Abs() < time.Minute && d%(100*time.Millisecond) == 0:
		return change.InPlan(d)
	}
	return Span(d)
}
