package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tminus/change"
)

const killPlan = `
change:
  id: kill
  title: One host that never leaves
  window: {start: 2026-01-01T00:00:00Z, end: 2036-01-01T06:00:00Z}
environments:
  A: {min_healthy: 0}
hosts:
  - {name: A1, address: 127.0.0.1, environment: A, reboot: {expected: 10m, settle: 5s}}
runbook:
  - {id: restart, title: Restart, reboot: true}
probe: {interval: 200ms, timeout: 150ms}
`

// TestKillInTheMiddleOfAReboot kills the cockpit without warning and starts
// it again: the timer goes on from the request, and nothing printed is lost.
func TestKillInTheMiddleOfAReboot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plan, record := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "rec")
	if err := os.WriteFile(plan, []byte(killPlan), 0o600); err != nil {
		t.Fatal(err)
	}
	first, printed := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	tminus(t, "do", record, "start", "A1", "--by", "test")
	tminus(t, "do", record, "reboot", "A1", "--by", "test")
	requested := await(t, record, change.RebootRequested, "A1")
	awaitBeat(t, record, requested.At)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	stands := map[string]bool{}
	text, err := os.ReadFile(filepath.Join(record, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range splitLines(text) {
		stands[line] = true
	}
	if len(printed.all()) == 0 {
		t.Error("nothing was printed before the kill")
	}
	for _, line := range printed.all() {
		if !stands[line] {
			t.Errorf("printed, but not in the journal: %s", line)
		}
	}

	headless(t, nil, plan, "--record", record)
	resumed := await(t, record, change.ChangeResumed, "")
	if gap := resumed.Data.(change.ResumedData).Unobserved; gap.Before(requested.At) || gap.After(resumed.At) {
		t.Errorf("not observed since %v, killed after %v", gap, requested.At)
	}
	status := struct {
		Now   time.Time
		Hosts []struct {
			Phase   string
			Elapsed float64 `json:"reboot_elapsed_s"`
		}
	}{}
	if err := json.Unmarshal([]byte(tminus(t, "status", "--json", record)), &status); err != nil {
		t.Fatal(err)
	}
	want := status.Now.Sub(requested.Data.(change.RebootData).Since).Seconds()
	if got := status.Hosts[0].Elapsed; got < want-0.01 || got > want+0.01 {
		t.Errorf("the timer shows %v s, %v s passed since the request", got, want)
	}
	if n := countType(recorded(t, record), change.RebootRequested); n != 1 {
		t.Errorf("the reboot was requested %d times", n)
	}
	tminus(t, "verify", record)
}

// awaitBeat waits for a sign of life from after an instant: from then on nothing
// that was journaled by it counts as not observed.
func awaitBeat(t *testing.T, dir string, after time.Time) {
	t.Helper()
	for end := time.Now().Add(waitPatience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		text, err := os.ReadFile(filepath.Join(dir, "live.json"))
		var live struct{ Now time.Time }
		if err == nil && json.Unmarshal(text, &live) == nil && !live.Now.Before(after) {
			return
		}
	}
	t.Fatal("no sign of life comes")
}

func splitLines(text []byte) []string {
	var lines []string
	begin := 0
	for i, b := range text {
		if b == '\n' {
			lines = append(lines, string(text[begin:i]))
			begin = i + 1
		}
	}
	return lines
}

func countType(events []change.Event, kind change.Type) int {
	n := 0
	for _, e := range events {
		if e.Type == kind {
			n++
		}
	}
	return n
}
