package cmd_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"tminus/change"
	"tminus/change/changetest"
	"tminus/config"
	"tminus/journal"
)

// TestWildRecords: whatever somebody has written into a record, each command
// that reads it ends in order, and shows nothing that a terminal obeys.
func TestWildRecords(t *testing.T) {
	outside(t)
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			_, plan, record := planned(t, killPlan)
			scribble(t, record, []byte(killPlan), seed)
			for _, args := range [][]string{
				{"status", record},
				{"status", record, "--json"},
				{"status", record, "--lang", "zh"},
				{"verify", record},
				{"report", record},
				{"learn", record},
				{"replay", record, "--headless", "--speed", "1000000"},
				{"do", record, "note", "x", "--by", "li"},
				{"check", plan},
			} {
				ctx := exec.Command("timeout", append([]string{"20", binary(t)}, args...)...)
				out, err := ctx.CombinedOutput()
				if bytes.Contains(out, []byte("goroutine ")) || bytes.Contains(out, []byte("panic")) {
					t.Errorf("%v died: %v\n%s", args, err, out[:min(len(out), 3000)])
				}
				harmless(t, args[0], out)
			}
		})
	}
}

// scribble writes a record of events that no honest program would write, in a
// chain that holds.
func scribble(t *testing.T, dir string, text []byte, seed uint64) {
	t.Helper()
	plan, err := config.Parse("plan.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := journal.Create(dir, text)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	random := rand.New(rand.NewPCG(14, seed))
	throws := make([]byte, 4000)
	for i := range throws {
		throws[i] = byte(random.UintN(256))
	}
	at := time.Now().Add(-time.Hour)
	events := []change.Event{{At: at, Type: change.ChangeOpened, By: "li", Data: change.OpenedData{ID: "kill", Plan: fmt.Sprintf("%x", sha256.Sum256(text))}}}
	for wild := changetest.NewWild(&changetest.Dice{Throws: throws}, plan, at); wild.Left(); {
		if e, ok := wild.Event(1); ok {
			events = append(events, e)
		}
	}
	if _, err := r.Append(0, events); err != nil {
		t.Fatal(err)
	}
}
