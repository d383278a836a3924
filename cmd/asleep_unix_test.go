//go:build unix

package cmd_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"tminus/change"
	"tminus/length"
)

// TestTheCockpitSleeps stops the process as a laptop's lid does: the gap is
// journaled, no host is accused of it, and the timer counts it in.
func TestTheCockpitSleeps(t *testing.T) {
	t.Parallel()
	sleep := length.Of(12*time.Second, 30*time.Second)
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(killPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "start", "A1", "--by", "test")
	tminus(t, "do", record, "reboot", "A1", "--by", "test")
	requested := await(t, record, change.RebootRequested, "A1")
	if err := run.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(sleep)
	if err := run.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	asleep := await(t, record, change.ObserverAsleep, "").Data.(change.ObserverData)
	if gap := time.Duration(asleep.Gap); gap < sleep || asleep.Since.Before(requested.At.Add(-time.Second)) {
		t.Errorf("a sleep of %v is told as %v since %v", sleep, gap, asleep.Since)
	}
	for _, e := range recorded(t, record) {
		if e.Type == change.SignalLost || e.Type == change.ObserverStepped {
			t.Errorf("the sleep is told as %s", e.Type)
		}
	}
	tminus(t, "verify", record)
}
