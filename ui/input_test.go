package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// editKey is a key that edits, by the name that a terminal gives it.
func editKey(name string) tea.KeyPressMsg {
	k := tea.Key{}
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		k.Mod |= map[string]tea.KeyMod{"alt": tea.ModAlt, "ctrl": tea.ModCtrl, "shift": tea.ModShift}[mod]
		name = rest
	}
	special := map[string]rune{
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "space": tea.KeySpace,
	}
	if code, ok := special[name]; ok {
		k.Code = code
	} else {
		k.Code = []rune(name)[0]
	}
	if k.Mod == 0 && special[name] == 0 {
		k.Text = name
	}
	if name == "space" && k.Mod == 0 {
		k.Text = " "
	}
	return tea.KeyPressMsg(k)
}

// TestInputEdits: each key does what it does in a shell. | is the cursor.
func TestInputEdits(t *testing.T) {
	for _, tt := range []struct{ text, keys, want string }{
		{"", "a b left c", "ac|b"},
		{"a|", "left alt+d", "|"},
		{"a|", "left alt+delete", "|"},
		{"a|", "left ctrl+delete", "|"},
		{"a|", "alt+d", "a|"},
		{"|", "alt+d", "|"},
		{"|a b", "alt+d", "| b"},
		{"|host is down", "alt+d alt+d", "| down"},
		{"|  two  words", "alt+d", "|  words"},
		{"|trailing  ", "alt+d alt+d", "|"},
		{"10.0.0.1|", "alt+backspace", "10.0.0.|"},
		{"10.0.0.1|", "ctrl+w", "|"},
		{"two words  |", "ctrl+w", "two |"},
		{"|two", "ctrl+w", "|two"},
		{"重启 服务|", "alt+b", "重启 |服务"},
		{"重启 服务|", "alt+b alt+b alt+f", "重启| 服务"},
		{"one two|", "ctrl+left ctrl+left ctrl+right", "one| two"},
		{"one two|", "home right ctrl+k", "o|"},
		{"one two|", "left left ctrl+u", "|wo"},
		{"one|", "ctrl+a delete ctrl+d", "|e"},
		{"one|", "left backspace ctrl+h ctrl+h", "|e"},
		{"|", "backspace delete ctrl+w ctrl+k ctrl+u left right alt+b alt+f", "|"},
		{"e\u0301t\u0301|", "backspace", "e\u0301|"},
		{"a|", "space space b", "a  b|"},
		{"|", "\u0301", "\u0301|"},
	} {
		in := inputOf(tt.text)
		for _, k := range strings.Fields(tt.keys) {
			in.press(editKey(k))
		}
		if got := strings.Join(in.before, "") + "|" + strings.Join(in.after, ""); got != tt.want {
			t.Errorf("%q after %s is %q, want %q", tt.text, tt.keys, got, tt.want)
		}
	}
}

// inputOf has its cursor where the text has a bar.
func inputOf(text string) *input {
	before, after, _ := strings.Cut(text, "|")
	return &input{before: characters(before), after: characters(after), focused: true}
}

// TestInputTakesText: of what is typed or pasted only what shows is kept, on
// one line, and no more than there is room for.
func TestInputTakesText(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"two\nlines \x1b[31mred\x1b[0m", "two lines red"},
		{"\u202eevil\x00\u200b", "evil"},
		{"　", " "},
		{strings.Repeat("长", 2*maxInput), strings.Repeat("长", maxInput)},
	} {
		in := input{focused: true}
		if in.insert(tt.text); in.text() != tt.want {
			t.Errorf("%q becomes %q", tt.text, in.text())
		}
	}
}

// FuzzInput: whatever is pressed, nothing panics, the cursor stays between two
// characters and in sight, and the line never grows out of its cells.
func FuzzInput(f *testing.F) {
	edits := strings.Fields("left right home end alt+left alt+right ctrl+left ctrl+right alt+b alt+f alt+d alt+delete ctrl+delete " +
		"alt+backspace ctrl+backspace ctrl+w ctrl+k ctrl+u backspace ctrl+h delete ctrl+d ctrl+a ctrl+e ctrl+b ctrl+f space")
	f.Add("na", []byte{0, 10}, 20)
	f.Add("na", []byte{0, 11, 12, 13}, 1)
	f.Add("重启 e\u0301\u0301 👩‍👩‍👧 ｆ", []byte{0, 0, 5, 19, 25, 9}, 7)
	f.Fuzz(func(t *testing.T, text string, keys []byte, w int) {
		in := input{focused: true}
		in.insert(text)
		w = 2 + abs(w)%60
		for _, k := range keys[:min(len(keys), 200)] {
			if int(k) < len(edits) {
				in.press(editKey(edits[k]))
			} else {
				in.insert(string(rune(k)))
			}
			shown := in.view(w)
			if ansi.StringWidth(shown) > w || !strings.Contains(shown, "\x1b[7m") {
				t.Fatalf("%q in %d cells: %q", in.text(), w, shown)
			}
			if len(in.before)+len(in.after) > maxInput {
				t.Fatalf("%d characters", len(in.before)+len(in.after))
			}
		}
	})
}

func abs(n int) int {
	if n < 0 && -n > 0 {
		return -n
	}
	return max(0, n)
}

// TestFieldsSurviveEveryEdit: in every kind of text field the keys that delete
// a word do that, whatever the field held before.
func TestFieldsSurviveEveryEdit(t *testing.T) {
	for _, open := range []string{"n", "D", "/", ":", "F x"} {
		for _, edit := range []string{"alt+d", "alt+delete", "ctrl+delete"} {
			s := newScreen(t, moment(t, "late"), "en", 80, 24)
			s.press(strings.Fields(open)...)
			s.press("q", "left")
			s.send(editKey(edit))
			s.press("z")
			if frame := s.frame(); strings.Contains(frame, "zq") || !strings.Contains(frame, "z") {
				t.Errorf("%s, %s deletes nothing:\n%s", open, edit, frame)
			}
		}
	}
}
