package change

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for line, want := range map[string][]string{
		`check_ping`:                    {"check_ping"},
		"  a \t b\r\n":                  {"a", "b"},
		`a 'b c' "d e"`:                 {"a", "b c", "d e"},
		`a ''`:                          {"a", ""},
		`a "" b`:                        {"a", "", "b"},
		`a b'c'd"e"f`:                   {"a", "bcdef"},
		`a "it's"`:                      {"a", "it's"},
		`a '"'`:                         {"a", `"`},
		`a "say \"x\" \\ \n"`:           {"a", `say "x" \ \n`},
		`a b\ c \"d\' \\e`:              {"a", "b c", `"d'`, `\e`},
		`C:\Windows\ping.exe -n 1`:      {`C:\Windows\ping.exe`, "-n", "1"},
		`"C:\Program Files\x.exe" /all`: {`C:\Program Files\x.exe`, "/all"},
		`'\\server\share\x' y`:          {`\\server\share\x`, "y"},
		`a\`:                            {`a\`},
		`a $HOME ; b | c > d * ~ # e`:   {"a", "$HOME", ";", "b", "|", "c", ">", "d", "*", "~", "#", "e"},
		`prüfe "ä ö"`:                   {"prüfe", "ä ö"},
	} {
		got, err := SplitCommand(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}

func TestWordsRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"":          "invalid.no_command",
		" \t":       "invalid.no_command",
		`"" a`:      "invalid.no_command",
		`a 'b`:      "invalid.quote column=3",
		`ä "b\"`:    "invalid.quote column=3",
		"a\x00b":    "invalid.zero_byte column=2",
		"a 'b\x00'": "invalid.zero_byte column=5",
	} {
		if got, err := SplitCommand(line); err == nil || err.Error() != want {
			t.Errorf("%q: %q, %v; want the error %q", line, got, err, want)
		}
	}
}

// FuzzWords quotes words in two ways and expects them back.
func FuzzWords(f *testing.F) {
	f.Add("a", "b c", `d"\'`)
	f.Add("x", "", `\\`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		_, _ = SplitCommand(a) // must not panic
		words := []string{a, b, c}
		if a == "" || strings.ContainsRune(a+b+c, 0) {
			return // nothing that a command line can hold
		}
		var double, single []string
		for i, w := range words {
			words[i] = strings.ToValidUTF8(w, "?")
			double = append(double, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(words[i])+`"`)
			single = append(single, `'`+strings.ReplaceAll(words[i], `'`, `'\''`)+`'`)
		}
		for _, line := range []string{strings.Join(double, " "), strings.Join(single, "\t")} {
			got, err := SplitCommand(line)
			if diff := cmp.Diff(words, got); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", line, err, diff)
			}
		}
	})
}
