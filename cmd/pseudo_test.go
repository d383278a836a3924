package cmd

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tminus/examples"
	"tminus/record"
	"tminus/wording/wordingtest"
)

// named are the words that a command line is made of: commands, flags, their
// values, arguments in capitals, variables.
func named(root *cobra.Command) []string {
	texts := []string{"tminus"}
	for _, c := range everyCommand(root) {
		texts = append(texts, c.Name(), c.Use)
		c.Flags().VisitAll(func(f *pflag.Flag) { texts = append(texts, f.Name, f.Value.Type(), f.DefValue) })
	}
	return wordingtest.Words(append(texts, verbList())...)
}

// everyCommand lists all commands below one.
func everyCommand(c *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		list = append(list, everyCommand(sub)...)
	}
	return list
}

// TestTheCommandLineSaysNothingItself: in a language that nobody speaks no plain
// word is left in any help, in what check, status and do print, nor in what is
// said of a command line that makes no sense.
func TestTheCommandLineSaysNothingItself(t *testing.T) {
	const night, failover = "testdata/records/night", "testdata/records/failover"
	w, dir := catalog{wordingtest.Pseudo(t)}, t.TempDir()
	path := filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(path, examples.PatchNight, 0o600); err != nil {
		t.Fatal(err)
	}
	plan, _, err := loadPlan(path)
	if err != nil {
		t.Fatal(err)
	}
	data := append(wordingtest.Data(plan), dir, "plan yaml", "CST", "icmp tcp", "tab enter esc pgup pgdn pgdown home end shift ctrl space down up left right")
	for _, dir := range []string{night, failover} {
		r, ledger, err := openLedger(dir)
		if err != nil {
			t.Fatal(err)
		}
		events, err := record.Read(r, 0)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, wordingtest.Data(ledger.State(), events, newPulse(r).unwatched())...)
	}
	known := append(named(newRoot(w)), wordingtest.Words(data...)...)
	lines := []string{
		"check " + path, "check", "keys", "unknown", "chekc", "check --wrong x", "check a b", "report --format", "rehearse --speed x", "rehearse -y",
		"do x", "do x finish", "do x wrong", "do x start A1 --reason y", "do x recover A1 --for 0s", "--lang fr", "check --=x", "--theme x run y",
		"status " + night, "status " + failover,
	}
	for _, c := range everyCommand(newRoot(w)) {
		_, path, _ := strings.Cut(c.CommandPath(), " ")
		lines = append(lines, path+" --help")
	}
	said := map[string]bool{}
	for _, line := range lines {
		text := printed(w, strings.Fields(line)...)
		for _, word := range wordingtest.Plain(text, append(wordingtest.Words(line), known...)) {
			if !said[word] {
				said[word] = true
				at := strings.Index(text, word)
				t.Errorf("tminus %s says %q itself: …%s…", line, word, strings.Join(strings.Fields(text[max(0, at-50):min(len(text), at+50)]), " "))
			}
		}
	}
}

// printed is what a command line prints and says, in these words.
func printed(w catalog, args ...string) string {
	var out bytes.Buffer
	root := newRoot(w)
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&out)
	if err := root.Execute(); err != nil && !errors.Is(err, errAttention) {
		out.WriteString(w.fault(err))
	}
	return out.String()
}
