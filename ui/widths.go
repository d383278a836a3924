package ui

import (
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Full-width forms of ASCII, as a Chinese input method types them.
const (
	fullFirst, fullLast = '！', '～'
	fullShift           = fullFirst - '!'
)

// plain is a key as it would have come without an input method: a full-width letter,
// digit or mark becomes its plain form, and so does what such a method types in
// place of a bracket, a slash or a dollar.
func plain(k tea.KeyPressMsg) tea.KeyPressMsg {
	r := []rune(k.Text)
	if len(r) != 1 {
		return k
	}
	key := map[rune]rune{'　': ' ', '【': '[', '】': ']', '、': '/', '￥': '$', '¥': '$'}[r[0]]
	if r[0] >= fullFirst && r[0] <= fullLast {
		key = r[0] - fullShift
	}
	if key != 0 {
		k.Code, k.Text = key, string(key)
	}
	return k
}

// foreign says why a key did nothing, if an input method has turned it into another
// letter; empty if that is not the reason.
func (m *root) foreign(k tea.KeyPressMsg) string {
	for _, r := range k.Text {
		if r > unicode.MaxASCII && unicode.IsLetter(r) {
			return m.Say("error.foreign", "text", k.Text)
		}
	}
	return ""
}
