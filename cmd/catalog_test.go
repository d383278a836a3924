package cmd

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"tminus/change"
	"tminus/wording"
)

// TestHelpSpeaks: each command and each flag has its words, in both languages.
func TestHelpSpeaks(t *testing.T) {
	chinese := regexp.MustCompile(`\p{Han}`)
	for _, lang := range []string{"en", "zh"} {
		root := newRoot(loadCatalog(lang))
		for _, c := range append(root.Commands(), root) {
			tell := func(what, text string) {
				if text == "" || strings.HasPrefix(text, "[") || lang == "zh" && !chinese.MatchString(text) || lang == "en" && chinese.MatchString(text) {
					t.Errorf("%s: %s of %s: %q", lang, what, c.Name(), text)
				}
			}
			tell("help", c.Short)
			c.Flags().VisitAll(func(f *pflag.Flag) { tell("--"+f.Name, f.Usage) })
		}
		if text := root.UsageString(); chinese.MatchString(text) != (lang == "zh") || lang == "zh" && strings.Contains(text, "Usage") {
			t.Errorf("%s: %s", lang, text)
		}
	}
}

// TestSpoken: the language is known before the command line is parsed.
func TestSpoken(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(name, "")
	}
	for line, want := range map[string]string{
		"check plan.yaml": "en", "--lang zh check": "zh", "check --lang=zh": "zh", "check --lang": "en",
		"check --lang fr": "en", "--help --lang zh": "zh", "--lang zh --lang en": "en",
	} {
		if got := spoken(strings.Fields(line)); got != want {
			t.Errorf("%q speaks %s, want %s", line, got, want)
		}
	}
	t.Setenv("LANG", "zh_CN.UTF-8")
	if got := spoken([]string{"check"}); got != "zh" {
		t.Errorf("by locale: %s", got)
	}
}

// inEnglish is what a statement says to people.
func inEnglish(s change.Statement) string { return wording.NewSpeaker(wording.English, nil).Say(s) }
