package change

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":                    {"B1 hangs at 35 %", "B1 hangs at 35 %"},
		"chinese":                  {"配置更新中", "配置更新中"},
		"accents and symbols":      {"naïve → ✓ 🙂", "naïve → ✓ 🙂"},
		"combining mark":           {"e\u0301", "e\u0301"},
		"empty":                    {"", ""},
		"only space":               {" \t\r\n ", ""},
		"trimmed":                  {"  hello  ", "hello"},
		"line breaks":              {"a\nb\tc\rd", "a b c d"},
		"vertical tab, form feed":  {"a\vb\fc", "a b c"},
		"next line, separators":    {"a\u0085b\u2028c\u2029d", "a b c d"},
		"NUL, BEL, BS, DEL":        {"a\x00b\x07c\x08d\x7fe", "abcde"},
		"CSI colour":               {"\x1b[31mred\x1b[0m", "red"},
		"CSI clear screen":         {"a\x1b[2J\x1b[Hb", "ab"},
		"CSI unterminated":         {"a\x1b[31;", "a"},
		"OSC title, BEL":           {"a\x1b]0;owned\x07b", "ab"},
		"OSC clipboard, ST":        {"a\x1b]52;c;bHM=\x1b\\b", "ab"},
		"OSC hyperlink":            {"\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text"},
		"OSC with a backslash":     {"a\x1b]0;C:\\tmp\x07b", "ab"},
		"OSC unterminated":         {"a\x1b]0;the rest is swallowed", "a"},
		"DCS":                      {"a\x1bP1$tx\x1b\\b", "ab"},
		"APC, PM, SOS":             {"a\x1b_x\x1b\\b\x1b^x\x1b\\c\x1bXx\x1b\\d", "abcd"},
		"charset":                  {"a\x1b(Bb\x1b)0c", "abc"},
		"single escape":            {"a\x1bcb", "ab"},
		"lone escape at the end":   {"a\x1b", "a"},
		"escape and space at end":  {"a\x1b(", "a"},
		"nested escapes":           {"\x1b\x1b[31mx", "[31mx"},
		"C1 CSI as a rune":         {"a\u009b31mb", "a31mb"},
		"C1 CSI as a byte":         {"a\x9b31mb", "a31mb"},
		"bidi override":            {"abc\u202egnp.exe", "abcgnp.exe"},
		"bidi isolates":            {"a\u2066b\u2069c\u200fd", "abcd"},
		"zero width":               {"a\u200bb\u200cc\u200dd\ufeffe\u2060f", "abcdef"},
		"soft hyphen":              {"a\u00adb", "ab"},
		"variation selector":       {"\u2713\ufe0f", "\u2713"},
		"tag characters":           {"a\U000e0041b", "ab"},
		"fillers that look empty":  {"a\u3164b\u115fc\u2800d\u034fe", "abcde"},
		"accents up to the roof":   {"a" + strings.Repeat("\u0301", 500) + "b", "a" + strings.Repeat("\u0301", maxMarks) + "b"},
		"private use":              {"a\ue000b", "ab"},
		"invalid UTF-8":            {"a\xff\xfeb\xc3", "ab"},
		"overlong slash":           {"a\xc0\xafb", "ab"},
		"surrogate":                {"a\xed\xa0\x80b", "ab"},
		"invalid joined by an ESC": {"\xe2\x1b[m\x80\x8b", ""},
		"as long as it may be":     {strings.Repeat("é", MaxText), strings.Repeat("é", MaxText)},
		"a megabyte":               {strings.Repeat("x", 1<<20), strings.Repeat("x", MaxText) + "…"},
		"a megabyte of escapes":    {strings.Repeat("\x1b[1m", 1<<18) + "x", "x"},
		"a megabyte of openings":   {strings.Repeat("\x1b]", 1<<19), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Clean(c.text); got != c.want {
				t.Errorf("Clean gives %.60q, want %.60q", got, c.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"plain", "\x1b[31mred", "\x1b]0;t\x07x", "\x1bP\x1b\\", "a\x9bb", "\u202e", "\xff", " \r\n",
		"\x1b(B", // no long seeds: minimizing them would take all of the time
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean := Clean(text)
		if !utf8.ValidString(clean) {
			t.Fatalf("%q gives invalid UTF-8: %q", text, clean)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
				t.Fatalf("%q leaves %U: %q", text, r, clean)
			}
		}
		if n := utf8.RuneCountInString(clean); n > MaxText+1 {
			t.Fatalf("%d runes are left of %d bytes", n, len(text))
		}
		if again := Clean(clean); again != clean {
			t.Fatalf("not idempotent: %q, then %q", clean, again)
		}
	})
}
