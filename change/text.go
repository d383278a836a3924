package change

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxText is the longest text, in runes, that is taken in from outside.
const MaxText = 4000

// Clean makes text from outside safe for terminal, journal and report: escape
// sequences, control characters, bidirectional and zero-width controls and
// invalid UTF-8 are removed, line breaks and tabs become spaces, accents are
// piled up no higher than maxMarks, and what is longer than MaxText runes is cut
// with a mark.
func Clean(text string) string {
	if isClean(text) {
		return text
	}
	var b strings.Builder
	n, marks := 0, 0
	for i := 0; i < len(text); {
		if skip := EscapeLen(text[i:]); skip > 0 {
			i += skip
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r >= '\t' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			r = ' '
		case r == utf8.RuneError && size == 1, !Shows(r):
			continue
		}
		if marks = pile(marks, r); marks > maxMarks {
			continue
		}
		if n++; n > MaxText {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

func isClean(text string) bool {
	if len(text) > MaxText || !utf8.ValidString(text) {
		return false
	}
	marks := 0
	for _, r := range text {
		if marks = pile(marks, r); marks > maxMarks || !Shows(r) {
			return false
		}
	}
	return strings.TrimSpace(text) == text
}

// maxMarks is how many combining marks may follow a letter: more than any
// script needs, too few to cover the lines above it.
const maxMarks = 4

// pile counts the combining marks in a row, with this rune.
func pile(marks int, r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return marks + 1
	}
	return 0
}

// Shows reports whether a rune takes its place on the screen and changes
// nothing else there.
func Shows(r rune) bool {
	return !unicode.Is(unicode.Cc, r) && !unicode.Is(unicode.Cf, r) &&
		!unicode.Is(unicode.Zl, r) && !unicode.Is(unicode.Zp, r) &&
		!unicode.Is(unicode.Co, r) && !unicode.Is(unicode.Variation_Selector, r) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && r != '\u2800' // fillers that look like nothing
}

// EscapeLen is the length of the escape sequence at the start of the text,
// 0 if there is none. An unterminated string sequence swallows the rest.
func EscapeLen(text string) int {
	if text[0] != 0x1b {
		return 0
	}
	if len(text) == 1 {
		return 1
	}
	switch text[1] {
	case '[': // CSI: up to its final byte
		for i := 2; i < len(text); i++ {
			if text[i] >= 0x40 && text[i] <= 0x7e {
				return i + 1
			}
		}
		return len(text)
	case ']', 'P', '_', '^', 'X': // OSC, DCS, APC, PM, SOS: up to BEL or ST
		for i := 2; i < len(text); i++ {
			if text[i] == 0x07 {
				return i + 1
			}
			if text[i] == 0x1b && i+1 < len(text) && text[i+1] == '\\' {
				return i + 2
			}
		}
		return len(text)
	}
	n := 1
	for n < len(text) && text[n] >= 0x20 && text[n] <= 0x2f { // "ESC ( B" of tput sgr0
		n++
	}
	return min(n+1, len(text))
}

// InPlan writes a duration to the full as one writes it in a plan: 10m, 800ms.
func InPlan(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// TimeOfDay writes an instant in the zone of the change: "02:31:07".
func TimeOfDay(p *Plan, at time.Time) string {
	return at.In(Clocks{Zone: p.Change.Zone}.zone()).Format("15:04:05")
}

// Short writes a duration without what is zero at its end: "45m", "1h30m".
func Short(d time.Duration) string { return InPlan(d.Round(time.Second)) }
