package change

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Clocks reads the times that people type: in a plan, on the command line and
// on the screen alike. It understands
//
//	2020-11-21T03:20:00+08:00   an instant
//	2020-11-21 03:20            that date and time in the zone
//	11-21 03:20                 the same, in the year that brings it nearest to From
//	03:20                       the first such time after From
//
// all with seconds if there is need, in the half-width or the full-width signs
// of an input method. A time that the clocks of the zone skip, or show twice,
// is refused: nobody knows which one is meant.
type Clocks struct {
	// Zone is UTC where it is nil.
	Zone *time.Location
	// From is what a time without its date, or without its year, is counted
	// from; where it is zero, such times are refused.
	From time.Time
	// Back takes a time without its date as the last one up to From.
	Back bool
}

// Read is the instant that is meant. Every error is a *ClockFault.
func (c Clocks) Read(text string) (time.Time, error) {
	text = strings.Join(strings.Fields(halfWidth(text)), " ")
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(c.zone()), nil
	}
	if wall, ok := parseAny(text, "2006-01-02 15:04", "2006-01-02 15:04:05"); ok {
		return c.theOne(wall)
	}
	if wall, ok := parseAny(text, "15:04", "15:04:05"); ok {
		return c.alone(wall, text)
	}
	if wall, ok := c.nearestYear(text); ok {
		return c.theOne(wall)
	}
	if _, ok := parseAny("2004-"+text, "2006-01-02 15:04", "2006-01-02 15:04:05"); ok && c.From.IsZero() {
		return c.fault(ClockNoDate, text)
	}
	return c.fault(ClockUnreadable, text)
}

func (c Clocks) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

func (c Clocks) fault(kind ClockKind, text string, readings ...time.Time) (time.Time, error) {
	return time.Time{}, &ClockFault{kind, Clean(text), c.zone(), readings}
}

// wallOf is what the clocks of the zone show, as if they were in UTC.
func wallOf(at time.Time, zone *time.Location) time.Time {
	_, offset := at.In(zone).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// alone is the first such time of day after From, or the last one before it.
func (c Clocks) alone(wanted time.Time, text string) (time.Time, error) {
	if c.From.IsZero() {
		return c.fault(ClockNoDate, text)
	}
	from, step := wallOf(c.From, c.zone()), 1
	if c.Back {
		step = -1
	}
	for away := range 3 {
		wall := time.Date(from.Year(), from.Month(), from.Day()+step*away, wanted.Hour(), wanted.Minute(), wanted.Second(), 0, time.UTC)
		instants := instantsOf(wall, c.zone())
		if len(instants) == 0 && wall.After(from) != c.Back {
			return c.theOne(wall)
		}
		instants = slices.DeleteFunc(instants, func(at time.Time) bool { return at.After(c.From) == c.Back })
		if len(instants) > 1 {
			return c.theOne(wall)
		}
		if len(instants) == 1 {
			return instants[0], nil
		}
	}
	return c.fault(ClockUnreadable, text)
}

// nearestYear reads a date without its year: over the end of December the one
// that is near is the one that is meant.
func (c Clocks) nearestYear(text string) (wall time.Time, ok bool) {
	if c.From.IsZero() {
		return time.Time{}, false
	}
	from := wallOf(c.From, c.zone())
	for _, year := range []int{from.Year(), from.Year() - 1, from.Year() + 1} {
		w, is := parseAny(fmt.Sprintf("%04d-%s", year, text), "2006-01-02 15:04", "2006-01-02 15:04:05")
		if is && (!ok || w.Sub(from).Abs() < wall.Sub(from).Abs()) {
			wall, ok = w, true
		}
	}
	return wall, ok
}

// theOne is the instant at which clocks in the zone show the wall time.
func (c Clocks) theOne(wall time.Time) (time.Time, error) {
	instants := instantsOf(wall, c.zone())
	text := wall.Format("2006-01-02 15:04")
	switch len(instants) {
	case 1:
		return instants[0], nil
	case 0:
		return c.fault(ClockSkipped, text, aroundGap(wall, c.zone())...)
	}
	return c.fault(ClockTwice, text, instants[0], instants[len(instants)-1])
}

// instantsOf lists, in order, the instants at which clocks in the zone show the
// wall time, which is given in UTC.
func instantsOf(wall time.Time, zone *time.Location) []time.Time {
	var instants []time.Time
	for _, at := range candidates(wall, zone) {
		if wallOf(at, zone).Equal(wall) && !slices.ContainsFunc(instants, at.Equal) {
			instants = append(instants, at)
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	return instants
}

// aroundGap are the two readings of a wall time that is skipped, in order: by
// the clock that is about to be set, and by the one that has been.
func aroundGap(wall time.Time, zone *time.Location) []time.Time {
	all := candidates(wall, zone)
	for i := range len(all) - 1 {
		if first, second := all[i+1], all[i]; first.Before(second) && wallOf(first, zone).Before(wall) && wallOf(second, zone).After(wall) {
			return []time.Time{first, second}
		}
	}
	return nil
}

// candidates are the readings of a wall time by every offset that is in force
// within a day of it; offsets are shorter than that.
func candidates(wall time.Time, zone *time.Location) []time.Time {
	const reach = 26 * time.Hour
	var all []time.Time
	for at := wall.Add(-reach).In(zone); !at.After(wall.Add(reach)); {
		_, offset := at.Zone()
		all = append(all, wall.Add(-time.Duration(offset)*time.Second).In(zone))
		_, end := at.ZoneBounds()
		if end.IsZero() {
			break
		}
		at = end
	}
	return all
}

func parseAny(text string, layouts ...string) (time.Time, bool) {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil && !strings.ContainsAny(text, ".,") { // no fractions of a second
			return at, true
		}
	}
	return time.Time{}, false
}

// halfWidth is a text in the signs of an English keyboard: an input method may
// type digits, colon and blank in full width.
func halfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, text)
}

// ReadAhead reads a time to come as people say it: as Clocks does, or as a
// stretch from now ("20m"). Every error is an *Invalid.
func ReadAhead(p *Plan, text string, now time.Time) (time.Time, error) {
	return invalidTime(Clocks{Zone: p.Change.Zone, From: now}.ahead(text, now, now))
}

// ReadPast reads a time that has been: as Clocks does, a time of day being
// the last such one. Every error is an *Invalid.
func ReadPast(p *Plan, text string, now time.Time) (time.Time, error) {
	c := Clocks{Zone: p.Change.Zone, From: now, Back: true}
	at, err := c.Read(text)
	if err == nil && at.After(now) {
		at, err = c.fault(ClockAhead, text, at, now.In(c.zone()))
	}
	return invalidTime(at, err)
}

// ReadIssued reads when something was issued that nobody has reported yet: as
// ReadPast does, or as so long ago ("20m"). Nobody says by when the work began, so
// that a time of day which is still to come, and nearer than yesterday's, is refused.
// Every error is an *Invalid.
func ReadIssued(p *Plan, text string, now time.Time) (time.Time, error) {
	if ago, short := Stretch(text); short && ago >= 0 {
		return now.Add(-ago), nil
	}
	at, err := ReadPast(p, text, now)
	if err != nil {
		return at, err
	}
	return nearer(p, text, at, now)
}

// nearer is an instant that has been, unless what people typed means one to come that
// is nearer.
func nearer(p *Plan, text string, at, now time.Time) (time.Time, error) {
	c := Clocks{Zone: p.Change.Zone, From: now}
	next, err := c.Read(text)
	if err == nil && next.After(now) && next.Sub(now) < now.Sub(at) {
		return invalidTime(c.fault(ClockAhead, text, next, now.In(c.zone())))
	}
	return at, nil
}

// ahead reads a time after now, or a stretch from the instant that is given.
func (c Clocks) ahead(text string, start, now time.Time) (time.Time, error) {
	at, err := c.Read(text)
	if d, short := Stretch(text); short {
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

// Stretch reads a stretch of time as people type it ("20m", "1h30m"), which may
// be negative or nothing; false if it is none.
func Stretch(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(strings.TrimSpace(halfWidth(text)))
	return d, err == nil
}

func invalidTime(at time.Time, err error) (time.Time, error) {
	if err != nil {
		return time.Time{}, &Invalid{WhyOf(err)}
	}
	return at, nil
}
