package change

import (
	"strconv"
	"strings"
	"time"
)

// bootDate is a date with a time, as a text has it. A year of 0 is not given.
type bootDate struct {
	year, month, day int
	clock            bootClock
	hasClock         bool
	// half is 12 in the afternoon, 0 before noon, -1 where the text has 24 hours.
	half int
	// offset is its offset from UTC; zoned: it has one. abbreviation is that of
	// a zone.
	offset       time.Duration
	zoned        bool
	abbreviation string
}

// bootClock is a time of the day, and how fine it is.
type bootClock struct {
	hour, minute, second int
	fraction, step       time.Duration
}

func (c bootClock) sinceMidnight() time.Duration {
	return time.Duration(c.hour)*time.Hour + time.Duration(c.minute)*time.Minute + time.Duration(c.second)*time.Second + c.fraction
}

// readDate reads a date with a time, word by word: the words may come in any
// order that leaves no doubt, and each part comes once.
func readDate(text string) (bootDate, Statement) {
	if isHeading(text) {
		return bootDate{}, Stated(BootHeading)
	}
	if d, ok := readCIM(text); ok {
		return d, Statement{}
	}
	if _, isNumber := strconv.ParseFloat(text, 64); isNumber == nil {
		return bootDate{}, Stated(BootNumber)
	}
	d := bootDate{half: -1}
	for _, word := range strings.FieldsFunc(apart(text), func(r rune) bool { return r == ' ' || r == ',' }) {
		if ok, why := d.take(word); !ok {
			return bootDate{}, why
		}
	}
	if d.day == 0 || d.month == 0 || !d.hasClock || !d.noon() {
		return bootDate{}, Stated(BootUnknown)
	}
	return d, Statement{}
}

// apart puts a space between a date and a time that are written as one, and
// makes plain dates of Chinese ones.
func apart(text string) string {
	text = strings.NewReplacer("年", "-", "月", "-", "日", " ", "上午", " AM ", "下午", " PM ", "星期", " 星期", "周", " 周").Replace(text)
	for i := 1; i+1 < len(text); i++ {
		if (text[i] == 'T' || text[i] == 't') && isDigits(text[i-1:i]) && isDigits(text[i+1:i+2]) {
			return text[:i] + " " + text[i+1:]
		}
	}
	return text
}

// take reads one word; the statement says why it cannot be read.
func (d *bootDate) take(word string) (bool, Statement) {
	unknown := Stated(BootUnknown)
	if half, ok := halfOf(word); ok {
		once := d.half < 0
		d.half = half
		return once, unknown
	}
	if strings.Contains(word, ":") && !d.hasClock {
		clock, zone := splitZone(word)
		c, ok := readClock(clock)
		d.clock, d.hasClock = c, true
		return ok && c.hour < 24 && (zone == "" || d.takeZone(zone)), unknown
	}
	if strings.ContainsAny(word[1:], "-/") && d.day == 0 && d.month == 0 {
		return d.takeDate(word)
	}
	if month := monthOf(word); month > 0 && d.month == 0 {
		d.month = month
		return true, unknown
	}
	n, err := strconv.Atoi(word)
	switch {
	case isWeekday(word):
		return true, unknown
	case err == nil && isDigits(word) && len(word) <= 2 && d.day == 0:
		d.day = n
		return n > 0, unknown
	case err == nil && isDigits(word) && len(word) == 4 && d.year == 0:
		d.year = n
		return n > 0, unknown
	}
	return d.hasClock && d.takeZone(word), unknown
}

// takeDate reads a date in digits. With the year first its order is certain;
// with the year last only if one of the others can be no month.
func (d *bootDate) takeDate(word string) (bool, Statement) {
	unknown := Stated(BootUnknown)
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == '/' })
	if len(parts) != 3 || d.year != 0 {
		return false, unknown
	}
	var n [3]int
	for i, part := range parts {
		if !isDigits(part) || len(part) > 4 {
			return false, unknown
		}
		n[i], _ = strconv.Atoi(part)
	}
	switch {
	case len(parts[0]) == 4 && len(parts[1]) <= 2 && len(parts[2]) <= 2:
		d.year, d.month, d.day = n[0], n[1], n[2]
	case len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2:
		return false, unknown
	case n[0] > 12 || n[0] == n[1]:
		d.day, d.month, d.year = n[0], n[1], n[2]
	case n[1] > 12:
		d.month, d.day, d.year = n[0], n[1], n[2]
	default:
		return false, Stated(BootOrder)
	}
	return d.year > 0 && d.month > 0 && d.month <= 12 && d.day > 0, unknown
}

// noon makes 24 hours of twice twelve.
func (d *bootDate) noon() bool {
	if d.half < 0 {
		return true
	}
	if d.clock.hour < 1 || d.clock.hour > 12 {
		return false
	}
	d.clock.hour = d.clock.hour%12 + d.half
	return true
}

func halfOf(word string) (int, bool) {
	switch strings.ToUpper(strings.ReplaceAll(word, ".", "")) {
	case "AM":
		return 0, true
	case "PM":
		return 12, true
	}
	return 0, false
}

// splitZone parts a time from the zone that is written to it: "10:00:00+0800".
func splitZone(word string) (clock, zone string) {
	if i := strings.IndexAny(word, "+-Zz"); i > 0 {
		return word[:i], word[i:]
	}
	return word, ""
}

// takeZone reads an offset, UTC or the abbreviation of a zone.
func (d *bootDate) takeZone(word string) bool {
	if d.zoned || d.abbreviation != "" {
		// "2026-11-01 10:00:00 +0800 CST" has both: the offset says it all
		return d.zoned && isAbbreviation(word)
	}
	switch strings.ToUpper(word) {
	case "Z", "UTC", "GMT":
		d.zoned = true
		return true
	}
	if isAbbreviation(word) {
		d.abbreviation = word
		return true
	}
	digits := strings.ReplaceAll(word[1:], ":", "")
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || !isDigits(digits) || len(digits) != 4 || n > 1400 || n%100 > 59 || word[0] != '+' && word[0] != '-' {
		return false
	}
	d.zoned, d.offset = true, time.Duration(n/100)*time.Hour+time.Duration(n%100)*time.Minute
	if word[0] == '-' {
		d.offset = -d.offset
	}
	return true
}

func isAbbreviation(word string) bool {
	return len(word) >= 3 && len(word) <= 5 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// readClock reads "10:00", "10:00:00" or "10:00:00.123".
func readClock(text string) (bootClock, bool) {
	parts := strings.Split(text, ":")
	c := bootClock{step: time.Minute}
	if len(parts) == 3 {
		seconds, fraction, point := strings.Cut(parts[2], ".")
		if parts[2], c.step = seconds, time.Second; point {
			if !isDigits(fraction) || len(fraction) > 9 {
				return bootClock{}, false
			}
			n, _ := strconv.Atoi((fraction + "000000000")[:9])
			c.fraction, c.step = time.Duration(n), 10*time.Millisecond
		}
	}
	into := []*int{&c.hour, &c.minute, &c.second}
	if len(parts) < 2 || len(parts) > 3 {
		return bootClock{}, false
	}
	for i, part := range parts {
		if !isDigits(part) || len(part) > 2 || i > 0 && len(part) != 2 {
			return bootClock{}, false
		}
		*into[i], _ = strconv.Atoi(part)
	}
	return c, c.minute < 60 && c.second < 60
}

// readCIM reads a CIM_DATETIME of WMI, "20260301100000.500000+060", whose zone
// counts minutes.
func readCIM(text string) (bootDate, bool) {
	const length = len("20260301100000.500000+060")
	if len(text) != length || text[14] != '.' || text[21] != '+' && text[21] != '-' {
		return bootDate{}, false
	}
	digits := text[:14] + text[15:21] + text[22:]
	if !isDigits(digits) {
		return bootDate{}, false
	}
	n := func(from, to int) int {
		v, _ := strconv.Atoi(text[from:to])
		return v
	}
	d := bootDate{year: n(0, 4), month: n(4, 6), day: n(6, 8), half: -1, hasClock: true, zoned: true}
	d.clock = bootClock{n(8, 10), n(10, 12), n(12, 14), time.Duration(n(15, 21)) * time.Microsecond, time.Microsecond}
	if d.offset = time.Duration(n(22, 25)) * time.Minute; text[21] == '-' {
		d.offset = -d.offset
	}
	return d, d.month > 0 && d.month <= 12 && d.day > 0 && d.clock.hour < 24 && d.clock.minute < 60 && d.clock.second < 60
}

// span is the stretch within which the text puts the instant. A text without a
// year means the latest that has been, seen from the given instant.
func (d bootDate) span(zone *time.Location, seen time.Time) (from, until time.Time, why Statement) {
	if !d.zoned && zone == nil {
		return from, until, Stated(BootNoZone)
	}
	if d.year == 0 {
		for d.year = seen.Year() + 1; d.year > seen.Year()-2; d.year-- {
			if from, until, why = d.span(zone, seen); !why.Said() && !from.After(seen.Add(day)) {
				return from, until, why
			}
		}
		return from, until, Stated(BootUnknown)
	}
	wall := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	if wall.Day() != d.day {
		return from, until, Stated(BootUnknown) // the 31st of November
	}
	wall = wall.Add(d.clock.sinceMidnight())
	if d.zoned {
		from = wall.Add(-d.offset)
		return from, lastLike(from, d.clock.step), Statement{}
	}
	for _, at := range instantsOf(wall, zone) {
		if name, _ := at.In(zone).Zone(); d.abbreviation != "" && name != d.abbreviation {
			continue
		}
		if from.IsZero() || at.Before(from) {
			from = at
		}
		until = later(until, at)
	}
	switch {
	case from.IsZero() && d.abbreviation != "":
		return from, until, Stated(BootNoZone)
	case from.IsZero():
		return from, until, Stated(BootNoHour)
	}
	return from, lastLike(until, d.clock.step), Statement{}
}

// lastLike is the last instant that reads like the given one.
func lastLike(at time.Time, step time.Duration) time.Time { return at.Add(max(0, step-1)) }

func monthOf(word string) int {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); word == name || word == name[:3] {
			return int(m)
		}
	}
	return 0
}

func isWeekday(word string) bool {
	word = strings.ToLower(word)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || word == name[:3] {
			return true
		}
	}
	return strings.HasPrefix(word, "星期") || strings.HasPrefix(word, "周")
}
