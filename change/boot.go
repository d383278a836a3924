package change

import (
	"strconv"
	"strings"
	"time"
)

// BootKind is what a value of boot evidence is. Values of two kinds are never
// compared with each other.
type BootKind string

// The kinds of boot evidence. The empty kind is a value that nobody could read.
const (
	// BootID names one boot: it is another one after each.
	BootID BootKind = "id"
	// BootInstant is when the machine booted, by its own clock.
	BootInstant BootKind = "instant"
	// BootUptime is for how long it has been up, which makes an instant of our
	// clock: that of the observation less the uptime.
	BootUptime BootKind = "uptime"
)

// Boot is a value of boot evidence that has been read: which boot of the
// machine it speaks of.
type Boot struct {
	Kind BootKind
	// ID is the boot id, in hex digits of lower case; of BootID alone.
	ID string
	// From and Until hold the instant of the boot by the clock of the machine,
	// of BootInstant alone. They are apart as far as the text leaves it open: by
	// a minute where it has no seconds, by an hour in the one that comes twice.
	From, Until ClockTime
	// Began and Latest are the same by our own clock. They are zero for an id.
	Began, Latest time.Time
}

// bootIDLen is the least number of hex digits of a boot id: shorter ones may be
// the code of an error.
const bootIDLen = 16

// ReadBoot reads a value as targets write it, strictly: an id, an instant, or
// an uptime. Whatever else it is, such as null, an error or the heading of a
// table, is no evidence, and the statement says why. A text without a zone is
// read in the one given; nil: the plan gives none. Seen is when the value was
// seen, by our clock.
func ReadBoot(text string, zone *time.Location, seen time.Time) (Boot, Statement) {
	text = tidyBoot(text)
	if text == "" {
		return Boot{}, Stated(BootEmpty)
	}
	if id, ok := readBootID(text); ok {
		return Boot{Kind: BootID, ID: id}, Statement{}
	}
	if up, step, ok := readUptime(text); ok {
		return uptimeBoot(up, step, seen)
	}
	if from, step, ok := readEpoch(text); ok {
		return instantBoot(from, lastLike(from, step), seen)
	}
	at, why := readDate(strings.TrimSpace(unlabelled(text)))
	if why.Said() {
		return Boot{}, why
	}
	from, until, why := at.span(zone, seen)
	if why.Said() {
		return Boot{}, why
	}
	return instantBoot(from, until, seen)
}

// Skewed is the boot by our own clock, given how far the machine's clock is
// ahead of ours. Only an instant depends on it.
func (b Boot) Skewed(ahead time.Duration) Boot {
	if b.Kind == BootInstant {
		b.Began, b.Latest = b.From.Add(-ahead), b.Until.Add(-ahead)
	}
	return b
}

// apart is by how much, at the least, a boot lies after another one of its
// kind, negative where it lies before. Two ids are not apart in time.
func (b Boot) apart(a Boot) time.Duration {
	from, until, began, latest := a.From.Time, a.Until.Time, b.From.Time, b.Until.Time
	if b.Kind == BootUptime {
		from, until, began, latest = a.Began, a.Latest, b.Began, b.Latest
	}
	switch {
	case began.After(until):
		return began.Sub(until)
	case latest.Before(from):
		return latest.Sub(from)
	}
	return 0
}

// span is for how long the text leaves open when it booted.
func (b Boot) span() time.Duration { return max(b.Until.Sub(b.From.Time), b.Latest.Sub(b.Began)) }

// differs reports whether a value says other than one before: another kind of
// thing, another id, or an instant that moved by more than boot times do.
func (b Boot) differs(before Boot) bool {
	if b.Kind != before.Kind || b.ID != before.ID {
		return true
	}
	return b.apart(before).Abs() > BootJitter
}

// oldestBoot: what is older is the beginning of some clock, not a boot.
// futureBoot is how far ahead of ours a clock may be; beyond it is the end of one.
const futureBoot = 26 * time.Hour

func oldestBoot() time.Time { return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC) }

func instantBoot(from, until, seen time.Time) (Boot, Statement) {
	from, until = from.UTC(), until.UTC()
	if from.Before(oldestBoot()) || from.After(seen.Add(futureBoot)) {
		return Boot{}, Stated(BootNoTime)
	}
	b := Boot{Kind: BootInstant, From: ClockTime{from}, Until: ClockTime{until}}
	return b.Skewed(0), Statement{}
}

func uptimeBoot(up, step time.Duration, seen time.Time) (Boot, Statement) {
	const least, most = 10 * time.Second, 30 * 365 * 24 * time.Hour
	if up < least || up > most { // a machine that answers has been up for longer; 0 to 9 are codes of errors
		return Boot{}, Stated(BootNumber)
	}
	latest := seen.Round(0).UTC().Add(-up)
	return Boot{Kind: BootUptime, Began: latest.Add(-step), Latest: latest}, Statement{}
}

// tidyBoot makes one clean line of a value: without the marks that Windows puts
// into dates, with plain spaces, and out of its quotes.
func tidyBoot(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\ufeff':
			return -1
		case '\u00a0', '\u202f', '\u3000', '\t':
			return ' '
		case '：':
			return ':'
		case '，':
			return ','
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(Clean(text)), " ")
	if n := len(text); n >= 2 && text[0] == text[n-1] && strings.ContainsRune(`"'`, rune(text[0])) {
		text = strings.TrimSpace(text[1 : n-1])
	}
	return text
}

// readBootID reads a UUID, in braces or not, or hex digits. Digits alone may be
// a time in microseconds: they are an id only where no time is so long.
func readBootID(text string) (string, bool) {
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		text = strings.TrimSuffix(inner, "}")
	}
	id := strings.ToLower(text)
	if len(id) == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-' {
		id = strings.ReplaceAll(id, "-", "")
	}
	if len(id) < bootIDLen || strings.Trim(id, "0123456789abcdef") != "" {
		return "", false
	}
	if strings.Trim(id, "0123456789") == "" && len(id) < 20 {
		return "", false
	}
	return id, strings.Trim(id, id[:1]) != "" // all alike is none: the nil UUID, or what stands for unknown
}

// number reads digits with an optional fraction, and how fine they are: a whole
// unit, or a part of it.
func number(text string) (n float64, whole, ok bool) {
	digits, fraction, point := strings.Cut(text, ".")
	if !isDigits(digits) || point && !isDigits(fraction) || len(digits) > 15 {
		return 0, false, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, !point, err == nil
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// Bare numbers: below leastEpoch they count the seconds of an uptime; above it
// seconds, or above leastMillis milliseconds, since 1970.
const (
	leastEpoch  = 1e9
	leastMillis = 1e12
	mostMillis  = 1e13
)

// readEpoch reads a time counted from 1970: bare, as PowerShell writes it in
// JSON, or as the sysctl of BSD and macOS does.
func readEpoch(text string) (time.Time, time.Duration, bool) {
	if inner, ok := strings.CutPrefix(text, "/Date("); ok {
		inner, ok = strings.CutSuffix(inner, ")/")
		n, whole, isNumber := number(inner)
		return time.UnixMilli(int64(n)), time.Millisecond, ok && isNumber && whole && n >= leastMillis && n < mostMillis
	}
	if _, rest, ok := strings.Cut(text, "{ sec = "); ok {
		text, _, _ = strings.Cut(rest, ",")
	}
	n, whole, ok := number(text)
	switch {
	case !ok || n < leastEpoch || n >= mostMillis || n >= 10*leastEpoch && n < leastMillis:
		return time.Time{}, 0, false
	case n >= leastMillis:
		return time.UnixMilli(int64(n)), time.Millisecond, true
	case whole:
		return time.Unix(int64(n), 0), time.Second, true
	}
	seconds := int64(n)
	return time.Unix(seconds, int64((n-float64(seconds))*1e9)), 0, true
}

// bootLabels are what commands print before a value, in lower case.
func bootLabels() []string {
	return []string{
		"system boot time:", "system boot", "系统启动时间:", "系統開機時間:", "系统引导", "系統開機",
		"lastbootuptime =", "lastbootuptime=", "lastbootuptime :", "lastbootuptime:", "boot time:", "kern.boottime:",
		"statistics since",
	}
}

// unlabelled is a value without the label that stands before it.
func unlabelled(text string) string {
	low := strings.ToLower(text)
	for _, label := range bootLabels() {
		if strings.HasPrefix(low, label) && len(low) == len(text) {
			return text[len(label):]
		}
	}
	return text
}

// isHeading reports whether a text is the heading of a table, or its rule.
func isHeading(text string) bool {
	low := strings.ToLower(strings.TrimRight(text, " :="))
	if strings.Trim(low, "-= ") == "" {
		return true
	}
	for _, label := range append(bootLabels(), "boot_time", "value") {
		if low == strings.TrimRight(label, " :=") {
			return true
		}
	}
	return false
}
