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
// moment joins in, and does not probe; or else both are told of.
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
	says := func(said *output, text string) bool { return strings.Contains(strings.Join(said.all(), "\n"), text) }
	first := start()
	await(t, record, change.SignalBack, "A1")
	awaitBeat(t, record, time.Now())
	if err := os.Remove(filepath.Join(record, "watch.lock")); err != nil {
		t.Fatal(err)
	}
	second := start()
	joined := func() bool {
		return says(second, "probed by process") && says(first, "watch.lock was removed, and made anew")
	}
	for end := time.Now().Add(waitPatience); !joined(); time.Sleep(20 * time.Millisecond) {
		if says(first, "TWO WATCH") { // too busy for a sign of life in time: but not without a word
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the first says\n%s\nthe second says\n%s", strings.Join(first.all(), "\n"), strings.Join(second.all(), "\n"))
		}
	}
	if n := countType(recorded(t, record), change.ChangeResumed); n != 0 {
		t.Errorf("the second one took the watch: resumed %d times", n)
	}
}
