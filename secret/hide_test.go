package secret

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"tminus/change"
)

func TestHide(t *testing.T) {
	values := []string{"token", "token-long", "two\nlines of it"}
	got := Hide("bad token-long, bad token, and lines of it", values)
	if want := "bad [secret], bad [secret], and [secret]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// utf16Of is a text as PowerShell writes it into a pipe.
func utf16Of(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String()
}

// A command prints its secret in pieces, and cleaning joins them.
func TestHidePieces(t *testing.T) {
	for _, c := range []struct{ value, text, want string }{
		{"hunter2", "login hunter2 failed\n", "login [secret] failed\n"},
		{"hunter2", utf16Of("login hunter2!"), utf16Of("login ") + "[secret]\x00" + utf16Of("!")},
		{"hunter2", "\x00h\x00u\x00n\x00t\x00e\x00r\x002", "\x00[secret]"},
		{"pässwort", "a" + utf16Of("pässwort") + "b", "a[secret]\x00b"},
		{"hunter2", "a \x1b[31mhun\x1b[0mter2 b", "a \x1b[31m[secret] b"},
		{"hunter2", "a hun\x1b]0;title\ater2 b", "a [secret] b"},
		{"hunter2", "a \x1b]0;hunter2\a b", "a \x1b]0;[secret]\a b"},
		{"hunter2", "hun\u200bter\u00ad2, hu\u2060nter\u202e2", "[secret], [secret]"},
		{"hunter2", "hun\xffter2, h\u0301unter2", "[secret], [secret]"},
		{"hunter2", "hun\nter2\nhun ter\t2\r\nnext", "[secret]\n[secret]\r\nnext"},
		{"hunter2 ", "is hunter2", "is [secret]"},
		{"\thunter2\n", "is hunter2", "is [secret]"},
		{"hunter2", "HUNTER2 Hunter2 ｈｕｎｔｅｒ２", "[secret] [secret] [secret]"},
		{"hunter2", "hunter2hunter2 \nhunter2", "[secret][secret] \n[secret]"},
		{"abaab", "abaabaab", "[secret]"},
		{"hunter2", "hunter", "hunter"},
		{"h\x1b[31munter2", "hunter2", "[secret]"},
		{"user:pass\nroot:toor\nx\n", "root:toor, x", "[secret], x"},
		{`a"b\c`, `panic: "a\"b\\c"`, `panic: "[secret]"`}, // Go, JSON
		{"pässwort", `panic: "p\u00e4sswort"`, `panic: "[secret]"`},
		{"a<b>c", `{"x":"a\u003cb\u003ec"}`, `{"x":"[secret]"}`},
		{"it's so", `ValueError: 'it\'s so'`, `ValueError: '[secret]'`},
		{"it's so", `+ login 'it'\''s so'`, `+ login '[secret]'`},
		{"abc", "abc stands in abcdef", "abc stands in abcdef"}, // too short: check says so
	} {
		if got := Hide(c.text, []string{c.value}); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.value, c.text, got, c.want)
		}
	}
}

func TestHideable(t *testing.T) {
	for value, want := range map[string]bool{"abcd": true, "abc": false, "\ta b\nc": false, "张三李四": true, "a\u200bbc": false} {
		if got := Hideable(value); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

// What is held back comes at the end, and what cannot be written is said.
func TestHiderHoldsBack(t *testing.T) {
	var b bytes.Buffer
	h := NewHider(&b, []string{"hunter2"})
	for _, step := range []struct{ write, so string }{
		{"Password: ", "Password: "},
		{"hun", "Password: "},
		{"ting\n", "Password: hunting\n"},
		{"hunte", "Password: hunting\n"},
		{"r2", "Password: hunting\n[secret]"},
		{"\x1b[3", "Password: hunting\n[secret]"},
	} {
		if n, err := h.Write([]byte(step.write)); n != len(step.write) || err != nil {
			t.Fatal(n, err)
		}
		if b.String() != step.so {
			t.Errorf("after %q: %q, want %q", step.write, b.String(), step.so)
		}
	}
	if err := h.Close(); err != nil || !strings.HasSuffix(b.String(), "[secret]\x1b[3") {
		t.Errorf("%q, %v", b.String(), err)
	}
	full := NewHider(broken{}, []string{"hunter2"})
	if _, err := full.Write([]byte("hello")); err == nil {
		t.Error("what could not be written is not said")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A value that never goes on holds back no more than there is room for.
func TestHiderIsBounded(t *testing.T) {
	var b bytes.Buffer
	h := NewHider(&b, []string{"hunter2"})
	_, _ = io.WriteString(h, "hunter")
	for range 2 * maxHeld / 1024 {
		_, _ = h.Write(bytes.Repeat([]byte{' '}, 1024))
	}
	if b.Len() < maxHeld {
		t.Errorf("%d bytes came through", b.Len())
	}
}

// naive is an oracle: it folds all of the text, looks for each value at each
// place, and draws what it found.
func naive(text string, values []string, fold folding) string {
	type at struct {
		r          rune
		start, end int
	}
	var chars []at
	for i := 0; i < len(text); {
		r, size := fold([]byte(text[i:]), true)
		if r != nothing {
			chars = append(chars, at{r, i, i + size})
		}
		i += size
	}
	secret, joined := make([]bool, len(chars)), make([]bool, len(chars))
	for _, p := range patternsOf(values, fold) {
		for i := 0; i+len(p.runes) <= len(chars); i++ {
			same := true
			for j, r := range p.runes {
				same = same && chars[i+j].r == r
			}
			for j := 0; same && j < len(p.runes); j++ {
				secret[i+j], joined[i+j] = true, joined[i+j] || j > 0
			}
		}
	}
	out, done := "", 0
	for i, c := range chars {
		switch {
		case joined[i]:
		case secret[i]:
			out += text[done:c.start] + hidden
		default:
			out += text[done:c.end]
		}
		done = c.end
	}
	return out + text[done:]
}

func FuzzHide(f *testing.F) {
	f.Add("login hun\x1b[31mter2 abaabaab", "hunter2", "abaab", uint8(3))
	f.Add(utf16Of("pässwort"), "pässwort", "two\nlines of it", uint8(1))
	f.Add("\x1b]0;hunter2\a\x1b[", "unter", "hunter2 ", uint8(2))
	f.Add(utf16Of("pässwort"), "pässwort", "two", uint8(1)) // its end may begin the other
	f.Add("aaaaaaaaaaaa\u200ba", "aaaa", "aaaaab", uint8(5))
	f.Fuzz(func(t *testing.T, text, one, two string, chunk uint8) {
		if len(text) > 2000 || len(one)+len(two) > 400 {
			return
		}
		values := []string{one, two}
		want := naive(naive(text, values, literal), values, sequences)
		if got := Hide(text, values); got != want {
			t.Errorf("%q in %q:\n got %q\nwant %q", values, text, got, want)
		}
		var b bytes.Buffer
		h := NewHider(&b, values)
		for rest := text; rest != ""; {
			n := min(len(rest), int(chunk)%7+1)
			_, _ = io.WriteString(h, rest[:n])
			rest = rest[n:]
		}
		_ = h.Close()
		if b.String() != want {
			t.Errorf("%q in %q, in pieces:\n got %q\nwant %q", values, text, b.String(), want)
		}
	})
}

// Whatever shows nothing is put between the characters of a secret, in any
// number: nothing of it is left once the text is cleaned, as for the journal.
func TestNothingShowsAfterCleaning(t *testing.T) {
	junk := []string{
		"\x00", "\x1b[31m", "\x1b[0;1;38;5;200m", "\x1b]0;title\a", "\x1bP1$r\x1b\\", "\x1b(B", "\x1b", "\u200b", "\u200d", "\u2060",
		"\ufeff", "\u00ad", "\ufe0f", "\u202e", "\u2800", "\x07", "\b", "\xff", "\xe2\x80", "\r", "\n", " ", "\t", "\u3000", "\u0300\u0301\u0302\u0303\u0304\u0305",
	}
	random := rand.New(rand.NewPCG(1, 2))
	const value = "hunter2s3cret"
	bare := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				return unicode.ToLower(r)
			}
			return -1
		}, text)
	}
	shown := 0
	for range 20000 {
		var b strings.Builder
		for _, r := range "ab " + value + " cd" {
			for random.IntN(3) == 0 {
				b.WriteString(junk[random.IntN(len(junk))])
			}
			b.WriteRune(r)
		}
		if strings.Contains(bare(change.Clean(b.String())), bare(value)) {
			shown++
		}
		clean := change.Clean(Hide(b.String(), []string{value}))
		if strings.Contains(bare(clean), bare(value)) {
			t.Fatalf("%q is cleaned to %q", b.String(), clean)
		}
	}
	t.Logf("it would have shown %d times", shown)
	if shown < 1000 {
		t.Errorf("it would have shown %d times only: the test tries too little", shown)
	}
}

func BenchmarkHider(b *testing.B) {
	h := NewHider(io.Discard, []string{"hunter2-in-the-env", "another one"})
	text := bytes.Repeat([]byte("2026-11-30 02:30:12 host h1 installs the update, 12 % done\n"), 500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_, _ = h.Write(text)
	}
}
