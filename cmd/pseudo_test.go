package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tminus/examples"
	"tminus/wording/wordingtest"
)

// named are the words that a command line is made of: commands, flags, their
// values, arguments in capitals, variables.
func named(root *cobra.Command) []string {
	texts := []string{"tminus"}
	for _, c := range append(root.Commands(), root) {
		texts = append(texts, c.Name(), c.Use)
		c.Flags().VisitAll(func(f *pflag.Flag) { texts = append(texts, f.Name, f.Value.Type(), f.DefValue) })
	}
	return wordingtest.Words(append(texts, verbList())...)
}

// TestTheCommandLineSaysNothingItself: in a language that nobody speaks no plain
// word is left in the help, in what check and status print, nor in an error.
func TestTheCommandLineSaysNothingItself(t *testing.T) {
	w := words{wordingtest.Pseudo(t)}
	dir := t.TempDir()
	plan := filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(plan, examples.PatchNight, 0o600); err != nil {
		t.Fatal(err)
	}
	data := append(named(newRoot(w)), wordingtest.Words(string(examples.PatchNight), dir)...)
	said := map[string]bool{}
	for _, line := range []string{
		"--help", "help", "check --help", "do --help", "status --help", "run --help", "rehearse --help", "replay --help", "report --help",
		"verify --help", "learn --help", "init --help", "watch --help", "keys --help", "schema --help",
		"check " + plan, "check", "keys", "unknown", "check --unknown x", "check a b", "report --format", "status " + dir, "check " + dir + "/none",
		"do " + dir, "do " + dir + " finish", "do " + dir + " wrong", "init " + plan,
	} {
		var out bytes.Buffer
		root := newRoot(w)
		root.SetArgs(strings.Fields(line))
		root.SetOut(&out)
		root.SetErr(&out)
		if err := root.Execute(); err != nil {
			out.WriteString(w.fault(err))
		}
		for _, word := range wordingtest.Plain(out.String(), data) {
			if !said[word] {
				said[word] = true
				at := strings.Index(out.String(), word)
				t.Errorf("tminus %s says %q itself: …%s…", line, word, strings.Join(strings.Fields(out.String()[max(0, at-50):min(out.Len(), at+50)]), " "))
			}
		}
	}
}
