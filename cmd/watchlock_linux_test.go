package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// TestTheWatchLockIsRemoved: somebody removes the lock of the watch. The one that
// watches says so and makes it anew, and a cockpit that is started at that very
// moment joins in, and does not probe.
func TestTheWatchLockIsRemoved(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, faultPlan)
	start := func() *output {
		run := exec.Command(binary(t), "run", plan, "--headless", "--record", record, "--operator", "li")
		said := &output{}
		run.Stderr = said
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
		return said
	}
	says := func(said *output, text string) {
		t.Helper()
		for end := time.Now().Add(waitPatience); !strings.Contains(strings.Join(said.all(), "\n"), text); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("nothing says %q:\n%s", text, strings.Join(said.all(), "\n"))
			}
		}
	}
	first := start()
	await(t, record, change.SignalBack, "A1")
	awaitBeat(t, record, time.Now())
	if err := os.Remove(filepath.Join(record, "watch.lock")); err != nil {
		t.Fatal(err)
	}
	second := start()
	says(second, "probed by process")
	says(first, "watch.lock was removed, and made anew")
	if n := countType(recorded(t, record), change.ChangeResumed); n != 0 {
		t.Errorf("the second one took the watch: resumed %d times", n)
	}
}
