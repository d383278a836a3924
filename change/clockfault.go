package change

import (
	"strings"
	"time"
)

// ClockKind says why a time cannot be taken as it was typed.
type ClockKind string

// What can be wrong with a time.
const (
	ClockUnreadable ClockKind = "unreadable"
	ClockNoDate     ClockKind = "nodate" // it needs its date, with the year
	ClockSkipped    ClockKind = "skipped"
	ClockTwice      ClockKind = "twice"
	ClockPast       ClockKind = "past"    // where only a time to come makes sense
	ClockAhead      ClockKind = "ahead"   // where only a time that has been makes sense
	ClockStretch    ClockKind = "stretch" // a stretch of time that is not positive
)

// ClockFault is the error about a time that cannot be taken as it was typed.
type ClockFault struct {
	Kind ClockKind
	// Text is what was typed, cleaned, or for a wall time its full form.
	Text string
	Zone *time.Location
	// Readings are the two instants that may be meant: of a time that is
	// skipped, by the clock as it was before and as it is after. Of a time on
	// the wrong side they are itself and now.
	Readings []time.Time
}

const wallLayout = "2006-01-02 15:04"

// Error is the fault and what to write instead, in English.
func (f *ClockFault) Error() string { return f.In("en") }

// In is the error in a language of the screen.
func (f *ClockFault) In(language string) string {
	return f.What().In(language) + ": " + f.Try().In(language)
}

// What says what is wrong with the time.
func (f *ClockFault) What() Text {
	text := `"` + f.Text + `"`
	switch f.Kind {
	case ClockNoDate:
		return Both("%s has no date", "%s 没有日期", text)
	case ClockSkipped:
		return Both("%s does not exist in %s: clocks are set forward then", "%s 在 %s 不存在：此时时钟拨快", f.Text, f.Zone)
	case ClockTwice:
		return Both("%s comes twice in %s: clocks are set back then", "%s 在 %s 出现两次：此时时钟拨慢", f.Text, f.Zone)
	case ClockPast:
		return Both("%s is past", "%s 已经过去", text)
	case ClockAhead:
		return Both("%s is still to come", "%s 还没有到", text)
	case ClockStretch:
		return Both("%s is no stretch of time to come", "%s 不是正的时长", text)
	case ClockUnreadable:
	}
	return Both("%s is no time", "%s 不是时间", text)
}

// Try says what to write instead.
func (f *ClockFault) Try() Text {
	switch f.Kind {
	case ClockNoDate:
		return Both("write it with its date: 2020-11-21 03:20", "写上日期：2020-11-21 03:20")
	case ClockSkipped:
		return Both("write the one that is meant: %s or %s", "写明是哪一个：%s 或 %s", f.Readings[0].Format(wallLayout), f.Readings[1].Format(wallLayout))
	case ClockTwice:
		return Both("write it with its offset: %s or %s", "写上时差：%s 或 %s", f.Readings[0].Format(time.RFC3339), f.Readings[1].Format(time.RFC3339))
	case ClockPast, ClockAhead:
		return Both("it is %s now, and a time of another day needs its date", "现在是 %s；若指另一天，写上日期", f.Readings[1].Format(wallLayout))
	case ClockStretch:
		return Both("write it like 20m or 1h30m", "写成 20m 或 1h30m")
	case ClockUnreadable:
	}
	return Both("write 03:20, 11-21 03:20 or 20m from now", "写成 03:20、11-21 03:20，或 20m（从现在算起）")
}

// Moment reads a time to come as people say it: as Clocks does, or as a
// stretch from now ("20m"). Every error is an *Invalid.
func Moment(p *Plan, text string, now time.Time) (time.Time, error) {
	return invalidTime(Clocks{Zone: p.Change.Zone, From: now}.ahead(text, now, now))
}

// MomentPast reads a time that has been: as Clocks does, a time of day being
// the last such one. Every error is an *Invalid.
func MomentPast(p *Plan, text string, now time.Time) (time.Time, error) {
	c := Clocks{Zone: p.Change.Zone, From: now, Back: true}
	at, err := c.Read(text)
	if err == nil && at.After(now) {
		at, err = c.fault(ClockAhead, text, at, now.In(c.zone()))
	}
	return invalidTime(at, err)
}

// ahead reads a time after now, or a stretch from the instant that is given.
func (c Clocks) ahead(text string, start, now time.Time) (time.Time, error) {
	at, err := c.Read(text)
	if d, short := time.ParseDuration(strings.TrimSpace(halfWidth(text))); short == nil {
		if d <= 0 {
			return c.fault(ClockStretch, text)
		}
		at, err = start.Add(d).In(c.zone()), nil
	}
	if err == nil && !at.After(now) {
		return c.fault(ClockPast, text, at, now.In(c.zone()))
	}
	return at, err
}

func invalidTime(at time.Time, err error) (time.Time, error) {
	if err != nil {
		return time.Time{}, &Invalid{err.Error()}
	}
	return at, nil
}
