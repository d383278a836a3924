package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/journal"
	"tminus/record"
)

// TestANewerFormat: what a newer program wrote is shown as far as it is
// understood. Nothing is added to it, by any command, and each says why.
func TestANewerFormat(t *testing.T) {
	t.Parallel()
	_, plan, name := planned(t, killPlan)
	r, err := journal.Create(name, []byte(killPlan))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Minute)
	if _, err := r.Append(0, []change.Event{
		{At: at, Type: change.ChangeOpened, By: "li", Data: change.OpenedData{Format: change.Format + 1, ID: "kill", Plan: config.Digest([]byte(killPlan))}},
		{At: at, Type: "host.teleported", Host: "A1", Data: json.RawMessage(`{"to":{"code":"moon"}}`)},
		{At: at, Type: change.NoteAdded, By: "li", Data: change.NoteData{Text: change.Own("understood")}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	before, program := journalText(t, name), binary(t) // the first one builds it
	for _, args := range [][]string{
		{"do", name, "note", "no", "--by", "li"},
		{"do", name, "close", "--outcome", "ok", "--by", "li"},
		{"run", plan, "--record", name, "--headless", "--operator", "li"},
	} {
		ctx, stop := context.WithTimeout(t.Context(), waitPatience)
		c := exec.CommandContext(ctx, program, args...)
		out, _ := c.CombinedOutput()
		stop()
		if c.ProcessState.ExitCode() != 3 || !bytes.Contains(out, []byte("a newer tminus wrote this record")) {
			t.Errorf("tminus %s exits with %d: %s", args[0], c.ProcessState.ExitCode(), out)
		}
	}
	for _, look := range []struct {
		code int
		see  string
		args []string
	}{
		{1, "A NEWER TMINUS", []string{"status", name}},
		{0, `"format": 3`, []string{"verify", "--json", name}},
		{0, "a newer tminus wrote it", []string{"verify", name}},
		{0, `{"code":"moon"}`, []string{"replay", "--headless", "--speed", "100000", name}},
		{0, "understood", []string{"report", "--format", "md", "--output", "-", name}},
	} {
		if out := exits(t, look.code, look.args...); !bytes.Contains(out, []byte(look.see)) {
			t.Errorf("tminus %s does not say %q: %s", look.args[0], look.see, out)
		}
	}
	if !bytes.Equal(journalText(t, name), before) {
		t.Error("the journal is another one")
	}
}

// TestTheFormatIsSaid: journals say their version from now on; those that do
// not are of the time before.
func TestTheFormatIsSaid(t *testing.T) {
	t.Parallel()
	var kept, made record.Report
	decode(t, exits(t, 0, "verify", "--json", copyKept(t, "night")), &kept)
	name := filepath.Join(t.TempDir(), "night")
	exits(t, 0, "rehearse", "--headless", "--speed", "100000", "--record", name, "--operator", "li")
	decode(t, exits(t, 0, "verify", "--json", name), &made)
	if kept.Format != 1 || made.Format != change.Format {
		t.Errorf("a journal of the time before has format %d, one of today %d", kept.Format, made.Format)
	}
}
