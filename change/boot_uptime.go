package change

import (
	"strings"
	"time"
)

const day = 24 * time.Hour

// readUptime reads for how long a machine has been up, and how fine the text
// tells it: seconds, as /proc/uptime has them; the time ticks of SNMP; what
// `uptime` prints; a TimeSpan of PowerShell.
func readUptime(text string) (up, step time.Duration, ok bool) {
	if up, ok := timeticks(text); ok {
		return up, 10 * time.Millisecond, true
	}
	low := strings.ToLower(text)
	if _, rest, is := strings.Cut(" "+low, " up "); is {
		return spans(withoutUsers(rest), true)
	}
	if n, _, _ := strings.Cut(low, " "); secondsOfProc(low, n) {
		low = n
	}
	if n, whole, is := number(low); is {
		step := 10 * time.Millisecond
		if whole {
			step = time.Second
		}
		up, fits := times(n, time.Second)
		return up, step, fits && n < leastEpoch
	}
	if up, step, ok := timeSpan(low); ok {
		return up, step, true
	}
	return spans(low, false)
}

// timeticks reads hundredths of a second, as net-snmp labels them.
func timeticks(text string) (time.Duration, bool) {
	_, rest, ok := strings.Cut(text, "Timeticks: (")
	ticks, _, closed := strings.Cut(rest, ")")
	n, whole, isNumber := number(ticks)
	up, fits := times(n, 10*time.Millisecond)
	return up, ok && closed && isNumber && whole && fits
}

// times is so many units, if that is a time that anything can be up.
func times(n float64, unit time.Duration) (time.Duration, bool) {
	const most = float64(100 * 365 * day)
	ns := n * float64(unit)
	return time.Duration(min(ns, most)), ns <= most
}

// secondsOfProc reports whether a text is that of /proc/uptime: the seconds up,
// and those that the processors were idle.
func secondsOfProc(text, first string) bool {
	idle, two := strings.CutPrefix(text, first+" ")
	_, whole, ok := number(idle)
	_, firstWhole, firstOK := number(first)
	return two && ok && firstOK && !whole && !firstWhole
}

// timeSpan reads days, hours, minutes and seconds between colons, as net-snmp
// does without a label ("28:0:00:00.12") and PowerShell ("28.02:03:04.5").
func timeSpan(text string) (up, step time.Duration, ok bool) {
	days, rest, found := strings.Cut(text, ":")
	if !found || strings.Count(rest, ":") != 2 {
		if days, rest, found = strings.Cut(text, "."); !found || strings.Count(rest, ":") != 2 {
			return 0, 0, false
		}
	}
	n, whole, isNumber := number(days)
	clock, step, isClock := clockSpan(rest)
	up, fits := times(n, day)
	return up + clock, step, isNumber && whole && isClock && fits
}

// clockSpan reads "2:03" or "2:03:04.5" as hours, minutes and seconds.
func clockSpan(text string) (time.Duration, time.Duration, bool) {
	c, ok := readClock(text)
	return c.sinceMidnight(), c.step, ok
}

// withoutUsers is what `uptime` says of the time alone.
func withoutUsers(text string) string {
	parts := strings.Split(text, ",")
	for i, part := range parts {
		if strings.Contains(part, "user") || strings.Contains(part, "load") {
			return strings.Join(parts[:i], ",")
		}
	}
	return text
}

// spans reads stretches of time one after the other: "3 days, 2 hours",
// "1 day, 2:03", "95 s". A clock alone is an uptime only where that was said.
func spans(text string, said bool) (up, step time.Duration, ok bool) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(words) == 1 && !said {
		words = splitUnit(words[0])
	}
	units := 0
	for i := 0; i < len(words); i++ {
		if clock, fine, is := clockSpan(words[i]); is && i == len(words)-1 {
			return up + clock, fine, said || units > 0
		}
		n, whole, is := number(words[i])
		if !is || i+1 == len(words) {
			return 0, 0, false
		}
		unit := spanUnit(words[i+1])
		stretch, fits := times(n, unit)
		if unit == 0 || !fits || step > 0 && unit >= step { // from the largest to the smallest, each once
			return 0, 0, false
		}
		up += stretch
		if step = unit; !whole {
			step = time.Second
		}
		units, i = units+1, i+1
	}
	return up, step, units > 0
}

// splitUnit parts "95s" into its number and its unit.
func splitUnit(word string) []string {
	n := strings.TrimRight(word, "abcdefghijklmnopqrstuvwxyz")
	return []string{n, word[len(n):]}
}

// spanUnit is a unit of time, 0 if the word is none.
func spanUnit(word string) time.Duration {
	switch strings.TrimSuffix(word, "s") {
	case "", "sec", "second":
		return time.Second
	case "min", "minute":
		return time.Minute
	case "h", "hr", "hour":
		return time.Hour
	case "d", "day":
		return day
	case "w", "wk", "week":
		return 7 * day
	case "y", "yr", "year": // as procps counts them
		return 365 * day
	}
	return 0
}
