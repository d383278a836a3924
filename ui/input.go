package ui

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// maxInput is how many characters a line of text holds.
const maxInput = 1000

// input is a line of text that is typed, edited by the keys of a shell. The
// cursor stands between two characters as people see them, and never inside
// of one.
type input struct {
	// before and after are the characters on both sides of the cursor.
	before, after []string
	focused       bool
}

// newInput holds a text, with the cursor at its end.
func newInput(text string) input { return input{before: characters(change.Clean(text))} }

// characters cuts a text into what people see as one character each.
func characters(text string) []string {
	var list []string
	for text != "" {
		c, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		list = append(list, c)
		text = text[len(c):]
	}
	return list
}

func (in *input) text() string {
	return strings.Join(in.before, "") + strings.Join(in.after, "")
}

// insert puts a text in at the cursor: one line, without what does not show.
func (in *input) insert(text string) {
	clean := change.Clean(text)
	if clean == "" && text != "" && strings.TrimSpace(text) == "" {
		clean = " "
	}
	// a mark that is typed alone belongs to the character before it
	in.before = characters(strings.Join(in.before, "") + clean)
	if room := max(0, maxInput-len(in.after)); len(in.before) > room {
		in.before = in.before[:room]
	}
}

// press edits the line.
func (in *input) press(k tea.KeyPressMsg) {
	b, a := len(in.before), len(in.after)
	switch k.String() {
	case "left", "ctrl+b":
		in.to(b - 1)
	case "right", "ctrl+f":
		in.to(b + 1)
	case "home", "ctrl+a":
		in.to(0)
	case "end", "ctrl+e":
		in.to(b + a)
	case "alt+left", "ctrl+left", "alt+b":
		in.to(wordStart(in.before, isWord))
	case "alt+right", "ctrl+right", "alt+f":
		in.to(b + wordEnd(in.after))
	case "backspace", "ctrl+h":
		in.before = in.before[:max(0, b-1)]
	case "delete", "ctrl+d":
		in.after = in.after[min(1, a):]
	case "alt+backspace", "ctrl+backspace":
		in.before = in.before[:wordStart(in.before, isWord)]
	case "ctrl+w":
		in.before = in.before[:wordStart(in.before, isSolid)]
	case "alt+d", "alt+delete", "ctrl+delete":
		in.after = in.after[wordEnd(in.after):]
	case "ctrl+k":
		in.after = nil
	case "ctrl+u":
		in.before = nil
	default:
		in.insert(k.Text)
	}
}

// to moves the cursor behind so many characters.
func (in *input) to(at int) {
	all := slices.Concat(in.before, in.after)
	at = max(0, min(at, len(all)))
	in.before, in.after = slices.Clone(all[:at]), slices.Clone(all[at:])
}

// isWord reports whether a character is part of a word, and isSolid whether it
// is part of what stands between two blanks.
func isWord(c string) bool {
	return strings.ContainsFunc(c, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

func isSolid(c string) bool { return strings.TrimSpace(c) != "" }

// wordStart is where the last word of a text begins.
func wordStart(text []string, part func(string) bool) int {
	at := len(text)
	for at > 0 && !part(text[at-1]) {
		at--
	}
	for at > 0 && part(text[at-1]) {
		at--
	}
	return at
}

// wordEnd is where the first word of a text ends.
func wordEnd(text []string) int {
	at := 0
	for at < len(text) && !isWord(text[at]) {
		at++
	}
	for at < len(text) && isWord(text[at]) {
		at++
	}
	return at
}

// view draws the line into so many cells, with the cursor in sight.
func (in *input) view(w int) string {
	if !in.focused {
		return cut(in.text(), w)
	}
	under, rest := " ", ""
	if len(in.after) > 0 {
		under, rest = in.after[0], strings.Join(in.after[1:], "")
	}
	from, room := len(in.before), w-max(1, ansi.StringWidth(under))
	for from > 0 && ansi.StringWidth(in.before[from-1]) <= room {
		from--
		room -= ansi.StringWidth(in.before[from])
	}
	shown := strings.Join(in.before[from:], "") + lipgloss.NewStyle().Reverse(true).Render(under)
	return shown + ansi.Truncate(rest, max(0, w-ansi.StringWidth(shown)), "")
}
