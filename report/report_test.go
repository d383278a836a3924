package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens anew: look at the difference")

func render(t testing.TB, in Input) (html, md string) {
	t.Helper()
	var h, m strings.Builder
	if err := HTML(&h, in); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&m, in); err != nil {
		t.Fatal(err)
	}
	return h.String(), m.String()
}

// TestMarkdown compares whole reports. To look at the pages as well:
// TMINUS_PAGES=/tmp/pages go test ./report -run TestMarkdown
func TestMarkdown(t *testing.T) {
	zh := eventful(t)
	zh.Lang = "zh"
	open := night(t)
	open.Events = open.Events[:90]
	for name, in := range map[string]Input{"night": night(t), "eventful": eventful(t), "eventful.zh": zh, "open": open} {
		html, md := render(t, in)
		golden := filepath.Join("testdata", name+".md")
		if *update {
			if err := os.WriteFile(golden, []byte(md), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if dir := os.Getenv("TMINUS_PAGES"); dir != "" {
			_ = os.MkdirAll(dir, 0o755)
			if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(html), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), md); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
