package ui

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cut shortens a text to a width in cells; what is missing shows as "…".
func cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if cellsOf(text) <= width {
		return text
	}
	return ansi.Truncate(text, width, "…")
}

// shorten cuts a name in the middle, because names of hosts differ at their ends.
func shorten(name string, width int) string {
	n := ansi.StringWidth(name)
	if n <= width || width < 4 {
		return name
	}
	tail := width / 2
	return ansi.Truncate(name, width-tail-1, "") + "…" + ansi.TruncateLeft(name, n-tail, "")
}

// fit makes a text exactly that many cells wide.
func fit(text string, width int) string {
	n := cellsOf(text)
	if n > width {
		text = cut(text, width)
		n = cellsOf(text)
	}
	return text + blank(width-n)
}

// cellsOf is how many cells a text takes. It agrees with ansi.StringWidth, but is
// quicker for what most of a frame consists of.
func cellsOf(text string) int {
	n := 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= ' ' && c <= '~':
			n, i = n+1, i+1
		case c == 0x1b:
			end := sequence(text[i:])
			if end == 0 {
				return ansi.StringWidth(text)
			}
			i += end
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !single(r) {
				return ansi.StringWidth(text)
			}
			n, i = n+1, i+size
		}
	}
	return n
}

// single reports whether a rune is sure to take one cell by itself. It is false for
// what may combine with others, or be wide.
func single(r rune) bool {
	return r >= '\u00ae' && r < '\u0300' || // Latin
		r >= '\u2010' && r <= '\u2026' || // dashes, bullets, the ellipsis
		r >= '\u2500' && r <= '\u25a9' || // lines, blocks, squares
		r == '▪' || r == '▲' || r == '▸' || r == '○' || r == '●' || r == '◌' || r == '◑' || r == '◔' || r == '◕' || r == '✓' || r == '✗'
}

// sequence is the length of the colour sequence at the beginning of a text, 0 if
// there is none.
func sequence(text string) int {
	if len(text) < 3 || text[1] != '[' {
		return 0
	}
	for i := 2; i < len(text); i++ {
		switch c := text[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// fitLeft is fit with the text at the right edge.
func fitLeft(text string, width int) string {
	text = cut(text, width)
	return blank(width-ansi.StringWidth(text)) + text
}

// spaced puts a blank behind a label or a sentence, unless it ends with a full-width
// mark, which brings its own.
func spaced(text string) string {
	if r, size := utf8.DecodeLastRuneInString(text); size > 1 && ansi.StringWidth(string(r)) == 2 {
		return text
	}
	return text + " "
}

func blank(n int) string { return strings.Repeat(" ", max(0, n)) }

// unbreakable is a hyphen at which no line is broken.
const unbreakable = "\u2011"

// wrap breaks a text into lines of at most that many cells.
func wrap(text string, width int) []string {
	if width <= 0 || text == "" {
		return nil
	}
	// A level such as 2020-01 must stay whole, and Wrap breaks after hyphens.
	text = strings.ReplaceAll(text, "-", unbreakable)
	return strings.Split(strings.ReplaceAll(ansi.Wrap(text, width, ""), unbreakable, "-"), "\n")
}

// few keeps the first n lines and shows in the last of them that there were more.
func few(lines []string, n, width int) []string {
	if n <= 0 {
		return nil
	}
	if len(lines) <= n {
		return lines
	}
	kept := append([]string(nil), lines[:n]...)
	kept[n-1] = cut(ansi.Truncate(kept[n-1], max(0, width-2), "")+" …", width)
	return kept
}

// spread puts one text at the left edge and one at the right; the left one is
// cut where they meet.
func spread(left, right string, width int) string {
	right = cut(right, width)
	room := width - ansi.StringWidth(right)
	if right != "" {
		room--
	}
	if room <= 0 {
		return fit(right, width)
	}
	gap := ""
	if right != "" {
		gap = " "
	}
	return fit(left, room) + gap + right
}

// span writes a stretch of time so that hours and minutes cannot be taken
// for minutes and seconds: "2h53m", "53m12s".
func span(d time.Duration) string {
	s := int(d.Abs() / time.Second)
	switch {
	case s >= 48*3600:
		return fmt.Sprintf("%dd%02dh", s/86400, s/3600%24)
	case s >= 3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	case s >= 60:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	}
	return fmt.Sprintf("%ds", s)
}

// minutes writes a stretch of time to the minute: "8m", "1h08m".
func minutes(d time.Duration) string {
	m := int(d.Abs() / time.Minute)
	if m >= 60 {
		return fmt.Sprintf("%dh%02dm", m/60, m%60)
	}
	return fmt.Sprintf("%dm", m)
}

// age writes how old something is, short enough for a cell: "0s", "17s", "4m", "2h".
func age(d time.Duration) string {
	switch s := max(0, int(d/time.Second)); {
	case s < 120:
		return fmt.Sprintf("%ds", s)
	case s < 7200:
		return fmt.Sprintf("%dm", s/60)
	default:
		return fmt.Sprintf("%dh", s/3600)
	}
}
