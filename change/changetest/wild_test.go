package changetest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tminus/change"
)

// TestEveryType: no type of event is left out.
func TestEveryType(t *testing.T) {
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	found, types := 0, Types()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`\bType = "([a-z.]+)"`).FindAllStringSubmatch(string(text), -1) {
			found++
			if !slices.Contains(types, change.Type(m[1])) {
				t.Errorf("no wild event is of type %s: add it to Types", m[1])
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d types were found", found)
	}
}
