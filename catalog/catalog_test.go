package catalog_test

import (
	"testing"
	"testing/fstest"

	"tminus/catalog"
)

func files() fstest.MapFS {
	return fstest.MapFS{
		"catalog/en.yaml": {Data: []byte("lang: en\nlate: \"{host} is late for {ago}\"\n")},
		"catalog/zh.yaml": {Data: []byte("lang: zh\nlate: \"{host} 已超时 {ago}\"\n")},
		"catalog/xx.yaml": {Data: []byte("lang: [")},
	}
}

func TestSay(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "B1 is late for 5m", "zh": "B1 已超时 5m",
		"fr": "B1 is late for 5m", "xx": "B1 is late for 5m", // no such language; one that cannot be read
	} {
		if got := catalog.Load(files(), lang).Say("late", "host", "B1", "ago", "5m"); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// TestSayIsSafe: what is filled in can neither move a cursor nor fill in more.
func TestSayIsSafe(t *testing.T) {
	w := catalog.Load(files(), "en")
	for _, c := range [][2]string{
		{w.Say("late", "host", "B\x1b[2J1", "ago", "{host}"), "B1 is late for {host}"},
		{w.Say("none"), "[none]"},
		{w.Or("none", "own\x1b[2J"), "own"},
		{w.Or("late", "", "host", "B1", "ago", "5m"), "B1 is late for 5m"},
		{catalog.Load(fstest.MapFS{}, "en").Say("late"), "[late]"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
