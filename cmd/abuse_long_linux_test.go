package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"tminus/change"
	"tminus/config"
	"tminus/journal"
	"tminus/record"
)

const (
	// longEvents is the length of the journal in CI; `make long` has a million.
	longEvents = 200_000
	// longMemory is what a process may take to open a journal, however long
	// that is, in KiB: the whole file of a million events is 330 MB.
	longMemory = 150 << 10
)

// TestLongJournal opens a very long journal in bounded memory.
func TestLongJournal(t *testing.T) {
	outside(t)
	n := fromEnv(t, "TMINUS_EVENTS", longEvents)
	plan := crashPlan(t, 250)
	dir := filepath.Join(t.TempDir(), "rec")
	writeLong(t, plan, dir, n)
	for _, args := range [][]string{{"status", "--json", dir}, {"do", dir, "note", "one more", "--by", "li"}, {"verify", "--json", dir}} {
		c := exec.Command(binary(t), args...)
		begun := time.Now()
		out, err := c.Output()
		took := time.Since(begun)
		if err != nil && c.ProcessState.ExitCode() != 1 {
			t.Fatalf("%s: %v", args[0], err)
		}
		usage := c.ProcessState.SysUsage().(*syscall.Rusage)
		t.Logf("%s of %d events: %v on the clock, %v of processor, %d MB", args[0], n, took.Round(time.Millisecond),
			(c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Round(time.Millisecond), usage.Maxrss>>10)
		if usage.Maxrss > longMemory {
			t.Errorf("%s took %d MB for %d events", args[0], usage.Maxrss>>10, n)
		}
		if args[0] == "verify" {
			var report record.Report
			if err := json.Unmarshal(out, &report); err != nil || !report.OK() || report.Events != uint64(n)+1 {
				t.Errorf("%v: %s", err, out)
			}
		}
	}
}

// writeLong writes a journal of signals that come and go.
func writeLong(t *testing.T, planPath, record string, n int) {
	t.Helper()
	text, err := os.ReadFile(planPath)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := config.Parse(planPath, text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := journal.Create(record, text)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	batch := []change.Event{{At: at, Type: change.ChangeOpened, By: "li", Data: change.OpenedData{ID: plan.Change.ID, Plan: plan.Digest}}}
	for i, seq := 1, uint64(0); i <= n; i++ {
		if i == n || len(batch) == 5000 {
			if _, err := r.Append(seq, batch); err != nil {
				t.Fatal(err)
			}
			seq += uint64(len(batch))
			batch = batch[:0]
		}
		at = at.Add(37 * time.Millisecond)
		e := change.Event{At: at, Type: change.SignalBack, Host: fmt.Sprintf("A%d", i/2%250+1), Data: change.SignalData{Check: "tcp/3389", Since: at.Add(-time.Second)}}
		if i%2 == 0 {
			e.Type, e.Data = change.SignalLost, change.SignalData{Check: "tcp/3389", Since: at.Add(-time.Second), Cause: change.CauseTimeout}
		}
		batch = append(batch, e)
	}
}
