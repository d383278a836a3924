//go:build unix

package cmd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tminus/change"
	"tminus/config"
	"tminus/drill"
	"tminus/engine"
	"tminus/journal"
)

// atWork is a change whose one host is at the first of these steps, and the
// stepRunner that can carry it out.
func atWork(t *testing.T, runbook string, pretends bool) (*stepRunner, *journal.Record) {
	t.Helper()
	h, record, e := waiting(t, "runbook:\n"+runbook, 1000, pretends)
	eventually(t, "the host can be started", func() bool { return e.Do(change.Start{By: "li", Host: "A1"}) == nil })
	return h, record
}

// waiting is a change whose first host waits, with the rest of its plan. The last two
// hosts of a simulated night come to grief when they reboot.
func waiting(t *testing.T, rest string, speed float64, pretends bool) (*stepRunner, *journal.Record, *engine.Engine) {
	t.Helper()
	text := []byte(`change: {id: c1, window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}}
environments: {A: {min_healthy: 0}}
hosts:
  - {name: A1, address: 127.0.0.1, environment: A, model: "a b; touch pwned 'x"}
  - {name: A2, address: 127.0.0.2, environment: A}
  - {name: A3, address: 127.0.0.3, environment: A}
` + rest)
	plan, err := config.Parse("plan.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	record, err := journal.Create(filepath.Join(t.TempDir(), "r"), text)
	if err != nil {
		t.Fatal(err)
	}
	clock := drill.NewClock(plan.Change.Window.Start)
	var e *engine.Engine
	night := drill.NewNight(drill.Options{Plan: plan, Clock: clock, Speed: speed, Snapshot: func() *change.Snapshot { return e.Snapshot() }})
	if e, err = engine.New(engine.Options{Plan: plan, Journal: record, Source: night, Clock: clock.Now, By: "li"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	h := newStepRunner(record, e, pretends)
	t.Cleanup(func() {
		h.close()
		cancel()
		<-ended
		_ = record.Close()
	})
	return h, record, e
}

// ran runs the step that A1 is at, to its end, and returns what the journal says of it.
func ran(t *testing.T, h *stepRunner) *change.RunState {
	t.Helper()
	if err := h.Start("li", "A1"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the command ends", func() bool { return len(h.Running()) == 0 })
	if problem := h.Output("A1").Problem; problem.Said() {
		t.Fatal(problem)
	}
	st := h.engine.Snapshot().State.Host("A1")
	return st.Steps[st.Current()].Run
}

// full is an engine whose journal takes no beginning of a command.
type full struct{ commandable }

func (f full) Do(c change.Command) error {
	err := f.commandable.Do(c)
	_, precheck := c.(change.StartPrecheck)
	if _, ok := c.(change.StartRun); (ok || precheck) && err == nil {
		return &change.Unsaved{Why: errors.New("the disk is full")}
	}
	return err
}

func TestNothingRunsBeforeTheJournalKnows(t *testing.T) {
	h, _ := atWork(t, `  - {id: say, run: local, command: "touch ran"}`, false)
	h.engine = full{h.engine}
	var refusal *change.Refusal
	if err := h.Start("li", "A1"); !errors.As(err, &refusal) || !strings.Contains(refusal.Error(), "the disk is full") {
		t.Errorf("it cannot be journaled, and is told as %v", err)
	}
	st := h.engine.Snapshot().State.Host("A1")
	if run := st.Steps[st.Current()].Run; run == nil || run.Ended.IsZero() || !run.Fault.Said() || run.Exit != nil || len(h.Running()) > 0 {
		t.Errorf("%+v", run)
	}
	if _, err := os.Stat("ran"); err == nil {
		t.Error("it was run")
	}
}

func TestARunIsKept(t *testing.T) {
	h, record := atWork(t, `  - {id: say, run: local, command: "printf '\\033[31mred\\033[0m\\n%s\\n' {model}"}`, false)
	run := ran(t, h)
	if run == nil || run.Exit == nil || *run.Exit != 0 || run.By != "li" || run.Ended.IsZero() {
		t.Fatalf("%+v", run)
	}
	out := run.Output()
	text, err := os.ReadFile(filepath.Join(record.Evidence(), out.Name))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != out.SHA256 || int64(len(text)) != out.Size {
		t.Errorf("the journal names another output: %+v", out)
	}
	if string(text) != "\x1b[31mred\x1b[0m\na b; touch pwned 'x\n" {
		t.Errorf("the evidence is not what was written: %q", text)
	}
	if !strings.Contains(out.Name, "_A1_say_") {
		t.Errorf("the evidence is not named after host and step: %s", out.Name)
	}
	if info, _ := os.Stat(filepath.Join(record.Evidence(), out.Name)); info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the evidence: %v", info.Mode())
	}
	if lines := h.Output("A1").Lines; !slices.Equal(lines, []string{"red", "a b; touch pwned 'x"}) {
		t.Errorf("the screen gets %q", lines)
	}
	_ = os.WriteFile(filepath.Join(record.Evidence(), out.Name), []byte("altered"), 0o600)
	if report, err := journal.Verify(record.Name(), ""); err != nil || report.OK() {
		t.Errorf("verify passes over an altered output: %v", err)
	}
	if st := h.engine.Snapshot().State.Host("A1").Steps[0]; st.Evidence != out.Name || st.Result != change.StepRunning {
		t.Errorf("the step: %+v", st)
	}
}

// A secret is filled into a step that runs here, and whatever the command does
// to it, it is neither in the journal nor in the evidence nor on the screen.
func TestASecretOfARunStaysSecret(t *testing.T) {
	const token = "hunter2{model}"
	t.Setenv("TMINUS_TEST_TOKEN", token)
	blurt := filepath.Join(t.TempDir(), "blurt")
	script := `test "$1" = "$2" || exit 9; echo "got $1"; printf hun; sleep 0.1; printf '\033[1m%s\n' "${1#hun}"`
	if err := os.WriteFile(blurt, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	told := filepath.Join(t.TempDir(), "told")
	if err := os.WriteFile(told, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	h, record := atWork(t, `  - {id: say, run: local, command: "sh `+blurt+` ${env:TMINUS_TEST_TOKEN} ${file:`+told+`}"}`, false)
	run := ran(t, h)
	if run == nil || run.Exit == nil || *run.Exit != 0 {
		t.Fatalf("%+v %q", run, h.Output("A1").Lines)
	}
	if last := run.Command[2]; last != "${env:TMINUS_TEST_TOKEN}" {
		t.Errorf("the journal tells the argument as %q", last)
	}
	if lines := h.Output("A1").Lines; !slices.Equal(lines, []string{"got [secret]", "[secret]"}) {
		t.Errorf("the screen gets %q", lines)
	}
	files, _ := filepath.Glob(filepath.Join(record.Name(), "*"))
	kept, _ := filepath.Glob(filepath.Join(record.Evidence(), "*"))
	for _, name := range append(files, kept...) {
		if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte("hunter2{")) && !strings.HasSuffix(name, "plan.yaml") {
			t.Errorf("%s holds the secret:\n%s", name, text)
		}
	}
}

// One that is not there is told where the output would be; nothing runs.
func TestARunWithoutItsSecret(t *testing.T) {
	h, _ := atWork(t, `  - {id: say, run: local, command: "touch ran ${env:TMINUS_TEST_UNSET}"}`, false)
	run := ran(t, h)
	if run == nil || run.Exit != nil || !strings.Contains(inEnglish(run.Fault), "${env:TMINUS_TEST_UNSET}: this environment variable is not set") {
		t.Errorf("%+v", run)
	}
	if _, err := os.Stat("ran"); err == nil {
		t.Error("it was run")
	}
}

func TestRunsThatDoNotEndWell(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, step string
		check      func(*change.RunState) bool
	}{
		{"an exit code", `{id: a, run: local, shell: true, command: "exit 7"}`, func(r *change.RunState) bool {
			return r.Exit != nil && *r.Exit == 7
		}},
		{"no such program", `{id: a, run: local, command: /nowhere/at/all}`, func(r *change.RunState) bool {
			return r.Exit == nil && strings.Contains(inEnglish(r.Fault), "no such file")
		}},
		{"its timeout", `{id: a, run: local, timeout: 1s, command: sleep 1000}`, func(r *change.RunState) bool {
			return r.Exit == nil && strings.Contains(inEnglish(r.Fault), "longer than it may (1s)")
		}},
	}
	for _, tt := range tests {
		h, _ := atWork(t, "  - "+tt.step, false)
		if run := ran(t, h); run == nil || !tt.check(run) {
			t.Errorf("%s: %+v", tt.name, run)
		}
	}
}

func TestRunsThatAreRefused(t *testing.T) {
	h, _ := atWork(t, `  - {id: a, command: touch here}`, false)
	var refusal *change.Refusal
	if err := h.Start("li", "A1"); !errors.As(err, &refusal) {
		t.Errorf("a step that the plan does not mark is run: %v", err)
	}
	if err := h.Start("li", "B9"); err == nil {
		t.Error("a host that the plan lacks is worked on")
	}
	shelled, record := atWork(t, `  - {id: a, run: local, shell: true, command: "echo {model}"}`, false)
	var wrong *change.Invalid
	if err := shelled.Start("li", "A1"); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "{model}") {
		t.Errorf("a shell reads what a value says: %v", err)
	}
	if files, _ := os.ReadDir(record.Evidence()); len(files) > 0 {
		t.Errorf("something was run: %v", files)
	}
}

// TestQuittingEndsWhatRuns: the journal knows that it was stopped, and a
// second command for the host has to wait for that.
func TestQuittingEndsWhatRuns(t *testing.T) {
	h, _ := atWork(t, `  - {id: a, run: local, shell: true, command: "echo begun; sleep 1000"}`, false)
	if err := h.Start("li", "A1"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it has begun", func() bool { return len(h.Output("A1").Lines) > 0 })
	var refusal *change.Refusal
	if err := h.Start("li", "A1"); !errors.As(err, &refusal) {
		t.Errorf("two commands run for one host: %v", err)
	}
	h.close()
	run := h.engine.Snapshot().State.Host("A1").Steps[0].Run
	if run.Ended.IsZero() || run.Exit != nil || !strings.Contains(inEnglish(run.Fault), "stopped") || run.Output().Size != int64(len("begun\n")) {
		t.Errorf("%+v", run)
	}
}

func TestARehearsalRunsNothing(t *testing.T) {
	here := filepath.Join(t.TempDir(), "here")
	h, _ := atWork(t, `  - {id: a, run: local, command: "touch `+here+`"}`, true)
	run := ran(t, h)
	if run == nil || run.Exit == nil || !strings.Contains(h.Output("A1").Lines[0], "not run") {
		t.Errorf("%+v", run)
	}
	if _, err := os.Stat(here); err == nil {
		t.Error("a rehearsal touched the world")
	}
}

// TestOutputIsBounded: neither the screen nor the evidence grows without end,
// and what is missing is told.
func TestOutputIsBounded(t *testing.T) {
	var o output
	line := strings.Repeat("x", 1023) + "\n"
	for range (maxOutput >> 10) + 100 {
		_, _ = o.Write([]byte(line))
	}
	lines, dropped := o.tail()
	if len(lines) != shownLines || dropped != (maxOutput>>10)+100-shownLines {
		t.Errorf("%d lines shown, %d dropped", len(lines), dropped)
	}
	if kept := o.bytes(); len(kept) > maxOutput+100 || !strings.HasSuffix(string(kept), "[102400 bytes more were not kept]\n") {
		t.Errorf("%d bytes are kept, ending %q", len(kept), kept[len(kept)-50:])
	}
	o = output{}
	for range 100 {
		_, _ = o.Write([]byte(strings.Repeat("y", 1000)))
	}
	if lines, _ := o.tail(); len(lines) < 20 {
		t.Errorf("a line without an end is shown as %d lines", len(lines))
	}
	o = output{}
	_, _ = o.Write([]byte("10%\r50%\r100%\r\nsafe \x1b]52;c;aGk=\x07text\x9b31m\n"))
	if lines, _ := o.tail(); !slices.Equal(lines, []string{"100%", "safe text31m"}) {
		t.Errorf("%q", lines)
	}
}
