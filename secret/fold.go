package secret

import (
	"unicode"
	"unicode/utf8"

	"tminus/change"
)

// nothing stands for a character that folds away.
const nothing rune = -1

// folding reads the character at the beginning of a text, folded to what looks the
// same to a reader, and returns how many bytes it takes. A size of zero asks for
// more of the text; that does not happen if the text is known to end here.
type folding func(text []byte, last bool) (r rune, size int)

// literal reads an escape sequence as the plain characters that it consists of.
func literal(text []byte, last bool) (rune, int) {
	switch c := text[0]; {
	case c <= ' ', c == 0x7f:
		return nothing, 1
	case 'A' <= c && c <= 'Z':
		return rune(c) - 'A' + 'a', 1
	case c < utf8.RuneSelf:
		return rune(c), 1
	}
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size == 1 && !last && !utf8.FullRune(text):
		return nothing, 0
	case r == utf8.RuneError && size == 1, unicode.IsSpace(r), !change.Shows(r), unicode.In(r, unicode.Mn, unicode.Me):
		return nothing, size
	case r >= '！' && r <= '～':
		r += '!' - '！'
	}
	return unicode.ToLower(r), size
}

// maxSequence is how long an escape sequence is waited for, in bytes.
const maxSequence = 4 << 10

// sequences reads an escape sequence as nothing: so does a terminal, and so
// does change.Clean.
func sequences(text []byte, last bool) (rune, int) {
	if text[0] != 0x1b {
		return literal(text, last)
	}
	size := change.EscapeLen(string(text[:min(len(text), maxSequence)]))
	switch {
	case size < len(text) && size < maxSequence:
		return nothing, size
	case len(text) >= maxSequence:
		return nothing, 1
	case last:
		return nothing, size
	}
	return nothing, 0
}

func foldAll(text string, fold folding) []rune {
	var all []rune
	for rest := []byte(text); len(rest) > 0; {
		r, size := fold(rest, true)
		if r != nothing {
			all = append(all, r)
		}
		rest = rest[size:]
	}
	return all
}
