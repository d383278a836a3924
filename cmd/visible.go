package cmd

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"tminus/change"
)

// visible is an output that a terminal can safely show: any character that a
// terminal would obey, or that changes how the rest reads, is written as \uXXXX. In
// JSON that is the same text. The screen does not use it; it cleans what it draws.
type visible struct{ w io.Writer }

const maxMarks = 4

func (v visible) Write(p []byte) (int, error) {
	text := p
	if !plainText(p) {
		text = nil
		marks := 0 // accents in a row: no script piles up more than a few
		for rest := p; len(rest) > 0; {
			r, size := utf8.DecodeRune(rest)
			if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
				marks = 0
			}
			valid := r != utf8.RuneError || size > 1
			if r == '\n' || r == '\t' || valid && shows(r) && marks <= maxMarks {
				text = append(text, rest[:size]...)
			} else {
				text = append(text, escaped(r)...)
			}
			rest = rest[size:]
		}
	}
	if _, err := v.w.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// escaped is a rune as JSON writes it; one beyond 16 bits becomes a pair.
func escaped(r rune) string {
	if r > 0xffff {
		r -= 0x10000
		return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func plainText(p []byte) bool {
	for _, b := range p {
		if (b < ' ' || b > '~') && b != '\n' && b != '\t' {
			return false
		}
	}
	return true
}

func shows(r rune) bool {
	text := "x" + string(r) + "x" // Clean trims at the ends
	return change.Clean(text) == text
}
