package wording

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	en, zh := Catalog{"late": "{host} is late for {ago}"}, Catalog{"late": "{host} 已超时 {ago}"}
	for _, c := range [][2]string{
		{en.Say("late", "host", "B1", "ago", "5m"), "B1 is late for 5m"},
		{zh.Say("late", "host", "B1", "ago", "5m"), "B1 已超时 5m"},
		{en.Say("late", "host", "B\x1b[2J1", "ago", "{host}"), "B1 is late for {host}"}, // neither moves a cursor nor fills in more
		{en.Say("none"), "[none]"},
		{en.Or("none", "own\x1b[2J"), "own"},
		{en.Or("late", "", "host", "B1", "ago", "5m"), "B1 is late for 5m"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// TestLoad: a language is one file; what there is no file of is English.
func TestLoad(t *testing.T) {
	if known := Languages(); !slices.Contains(known, "en") || !slices.Contains(known, "zh") {
		t.Fatalf("languages: %q", known)
	}
	for asked, want := range map[string]string{"en": "en", "zh": "zh", "fr": "en", "": "en", "../x": "en"} {
		if got := Load(asked).Lang(); got != want {
			t.Errorf("Load(%q) speaks %q, want %q", asked, got, want)
		}
	}
	for _, broken := range []string{"lang: [", "a: 1\na: 2\n"} {
		if w, err := Parse([]byte(broken)); err == nil {
			t.Errorf("%q was read as %v", broken, w)
		}
	}
}

// TestOf: a locale names its language first, whatever follows.
func TestOf(t *testing.T) {
	for locale, want := range map[string]string{
		"zh_CN.UTF-8": "zh", "ZH": "zh", "zh-Hans": "zh", "en_US": "en", "C.UTF-8": "en", "zha_CN": "en", "": "en", "_": "en",
	} {
		if got := Of(locale); got != want {
			t.Errorf("Of(%q) = %q, want %q", locale, got, want)
		}
	}
}
