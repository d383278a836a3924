// Package catalogtest checks the catalogs of a package: its languages must
// say the same things.
package catalogtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/catalog"
)

// Alike fails where a key stands in one language only, or is filled in with
// other placeholders in the other.
func Alike(t *testing.T, files fs.FS) {
	t.Helper()
	en, zh := catalog.Load(files, "en"), catalog.Load(files, "zh")
	if len(en) < 2 || en.Lang() != "en" || zh.Lang() != "zh" {
		t.Fatalf("%d texts of %q, %d of %q", len(en), en.Lang(), len(zh), zh.Lang())
	}
	for key, text := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("zh lacks %s", key)
			continue
		}
		if diff := cmp.Diff(holes(text), holes(other)); diff != "" {
			t.Errorf("placeholders of %s differ (-en +zh):\n%s", key, diff)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("en lacks %s", key)
		}
	}
}

func holes(text string) []string {
	list := regexp.MustCompile(`\{[a-z0-9_]+\}`).FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// Code is the text of the files of a package, without its tests, that may say
// a key.
func Code(t *testing.T, patterns ...string) string {
	t.Helper()
	var code strings.Builder
	for _, pattern := range patterns {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	return code.String()
}
