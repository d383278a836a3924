package secret

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// hidden stands where a secret was.
const hidden = "[secret]"

// leastHidden is how many characters a value must have to be hidden. A shorter one
// occurs in many words that are not secret, and the text around its mark would give
// it away.
const leastHidden = 4

// Hideable reports whether a value is long enough to be found, and hidden, in
// what a command prints.
func Hideable(value string) bool { return len(foldAll(value, literal)) >= leastHidden }

// Hide replaces the values in a text that may hold them, such as the output of a
// command that was given them, as a Hider does.
func Hide(text string, values []string) string {
	if len(values) == 0 {
		return text
	}
	var b bytes.Buffer
	h := NewHider(&b, values)
	_, _ = io.WriteString(h, text) // a buffer takes all
	_ = h.Close()
	return b.String()
}

// Hider passes on what is written to it, with [secret] in place of each value and of
// each line of a value. It finds values as a reader would find them in the cleaned
// output: whatever invisible stands between their characters, be it a colour, a
// zero-width character, the zeros of UTF-16, a blank or the end of a line; in large
// or small letters, in full width or half; quoted, as in a panic or in JSON. A value
// in any other encoding, such as Base64, is not found.
type Hider struct{ first, second *pass }

// NewHider writes to another writer. What may be the beginning of a value is
// held back until it is known, or until Close.
func NewHider(to io.Writer, values []string) *Hider {
	second := newPass(to, values, sequences)
	return &Hider{newPass(second, values, literal), second}
}

func (h *Hider) Write(p []byte) (int, error) { return h.first.Write(p) }

// Close passes on what was held back. It does not close the other writer.
func (h *Hider) Close() error {
	if err := h.first.flush(); err != nil {
		return err
	}
	return h.second.flush()
}

// maxHeld is how many bytes are held back at most, in addition to four times the
// longest value. A value with more than that between its characters is not found.
const maxHeld = 16 << 10

// pass hides the values that one kind of folding reveals.
type pass struct {
	to       io.Writer
	fold     folding
	patterns []pattern
	most     int // how much is held back
	// raw is what is held back; the pieces describe its first bytes, the rest is not
	// folded yet.
	raw    []byte
	pieces []piece
	folded int // bytes of raw that pieces tell of
}

// piece is a stretch of the text that folds to one character, or to nothing.
type piece struct {
	size int
	// shows: the piece folds to a character. secret: that character belongs to a value;
	// inside: and is not its first.
	shows, secret, inside bool
}

func newPass(to io.Writer, values []string, fold folding) *pass {
	p := &pass{to: to, fold: fold, patterns: patternsOf(values, fold), most: maxHeld}
	for _, v := range values {
		p.most = max(p.most, maxHeld+4*len(v))
	}
	return p
}

func (p *pass) Write(text []byte) (int, error) {
	if len(p.patterns) == 0 {
		return p.to.Write(text)
	}
	p.raw = append(p.raw, text...)
	p.read(false)
	keep := 0
	for i := range p.patterns {
		keep = max(keep, p.patterns[i].matched)
	}
	if len(p.raw) > p.most {
		keep = 0
		for i := range p.patterns {
			p.patterns[i].matched = 0
		}
	}
	return len(text), p.release(keep)
}

func (p *pass) flush() error {
	p.read(true)
	return p.release(0)
}

// read folds what has come in, as far as it goes, and marks what is secret.
func (p *pass) read(last bool) {
	for p.folded < len(p.raw) {
		r, size := p.fold(p.raw[p.folded:], last)
		if size == 0 {
			return
		}
		p.folded += size
		p.pieces = append(p.pieces, piece{size: size, shows: r != nothing})
		if r == nothing {
			continue
		}
		for i := range p.patterns {
			if p.patterns[i].next(r) {
				p.mark(len(p.patterns[i].runes))
			}
		}
	}
}

// mark makes the last n characters secret.
func (p *pass) mark(n int) {
	for i := len(p.pieces) - 1; n > 0 && i >= 0; i-- {
		if p.pieces[i].shows {
			n--
			p.pieces[i].secret = true
			p.pieces[i].inside = p.pieces[i].inside || n > 0
		}
	}
}

// release passes on everything but the last n characters and what stands between
// them: they may be the beginning of a value.
func (p *pass) release(keep int) error {
	end := len(p.pieces)
	for keep > 0 && end > 0 {
		if end--; p.pieces[end].shows {
			keep--
		}
	}
	var out, between []byte
	at := 0
	for _, piece := range p.pieces[:end] {
		raw := p.raw[at : at+piece.size]
		at += piece.size
		switch {
		case !piece.shows:
			between = append(between, raw...)
			continue
		case piece.inside: // what stands between the characters of a value goes with it
		case piece.secret:
			out = append(append(out, between...), hidden...)
		default:
			out = append(append(out, between...), raw...)
		}
		between = between[:0]
	}
	if end == len(p.pieces) || !p.pieces[end].inside {
		out = append(out, between...)
	}
	p.raw, p.pieces, p.folded = append(p.raw[:0], p.raw[at:]...), append(p.pieces[:0], p.pieces[end:]...), p.folded-at
	if len(out) == 0 {
		return nil
	}
	_, err := p.to.Write(out)
	return err
}

// pattern finds a value in a stream of characters, after Knuth, Morris and Pratt.
type pattern struct {
	runes []rune
	// back is, for each number of characters that have matched, how many still
	// do when the next one does not.
	back    []int
	matched int
}

func patternsOf(values []string, fold folding) []pattern {
	var all []pattern
	add := func(text string) {
		if runes := foldAll(text, fold); len(runes) >= leastHidden {
			all = append(all, newPattern(runes))
		}
	}
	for _, v := range values {
		add(v)
		for _, quoted := range quotings(v) {
			add(quoted)
		}
		for line := range strings.Lines(v) { // of some values a part shows
			if line != v {
				add(line)
			}
		}
		if strings.ContainsFunc(v, func(r rune) bool { return r > 0x7f }) { // in UTF-16 it has other bytes, not just zeros between
			add(wide(v, false))
			add(wide(v, true))
		}
	}
	return all
}

// quotings are the forms in which a program quotes a value, as in a panic, an error
// or JSON, without the surrounding quotes; forms that equal the value are left out.
func quotings(value string) []string {
	var forms []string
	inside := func(quoted string) {
		if form := quoted[1 : len(quoted)-1]; form != value && !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	inside(strconv.Quote(value))
	inside(strconv.QuoteToASCII(value))
	if text, err := json.Marshal(value); err == nil {
		inside(string(text))
	}
	inside("'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(value) + "'") // Python, C
	inside("'" + strings.ReplaceAll(value, "'", `'\''`) + "'")                   // a shell
	return forms
}

// wide is a text in UTF-16, its bytes as they are.
func wide(text string, bigEndian bool) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		b.WriteByte(low)
		b.WriteByte(high)
	}
	return b.String()
}

func newPattern(runes []rune) pattern {
	p := pattern{runes: runes, back: make([]int, len(runes)+1)}
	for i := 1; i < len(runes); i++ {
		n := p.back[i]
		for n > 0 && runes[n] != runes[i] {
			n = p.back[n]
		}
		if runes[n] == runes[i] {
			n++
		}
		p.back[i+1] = n
	}
	return p
}

// next takes in a character, and reports whether the value ends with it.
func (p *pattern) next(r rune) bool {
	for p.matched > 0 && p.runes[p.matched] != r {
		p.matched = p.back[p.matched]
	}
	if p.runes[p.matched] == r {
		p.matched++
	}
	if p.matched < len(p.runes) {
		return false
	}
	p.matched = p.back[p.matched]
	return true
}
