package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/change"
)

// TestLastWords: what the Go runtime says at a crash is in the record, with what to
// do; the next cockpit tells of it and goes on. One that ends well leaves nothing.
func TestLastWords(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, faultPlan)
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	if err := run.Process.Signal(syscall.SIGABRT); err != nil { // to the runtime that is a fault
		t.Fatal(err)
	}
	_ = run.Wait()
	path := filepath.Join(record, fmt.Sprintf("crash-%d.txt", run.Process.Pid))
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), "If nothing follows") || !strings.Contains(string(text), "goroutine ") {
		t.Errorf("the record keeps %q (%v)", text, err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v", info.Mode())
	}

	screen := newPty(t)
	again := screen.start(binary(t), "run", plan, "--record", record, "--operator", "li")
	screen.see("tminus crashed (process")
	if err := again.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = again.Wait()
	left, err := filepath.Glob(filepath.Join(record, "crash-*"))
	if err != nil || len(left) != 1 || left[0] != path {
		t.Errorf("left: %q, %v", left, err)
	}

	run, _ = headless(t, nil, plan, "--record", record) // and of one that is killed nothing is left for long
	awaitBeat(t, record, time.Now())
	_ = run.Process.Kill()
	_ = run.Wait()
	run, _ = headless(t, nil, plan, "--record", record)
	awaitBeat(t, record, time.Now())
	if left, _ = filepath.Glob(filepath.Join(record, "crash-*")); len(left) != 2 {
		t.Errorf("left: %q", left)
	}
	_ = run.Process.Kill()
}
