package cmd_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"tminus/change"
)

// TestACrowdKeepsTheOrder lets writers wait for the lock together. Whoever gets
// it first, the times of the journal run forwards.
func TestACrowdKeepsTheOrder(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, killPlan)
	run, _ := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	_ = run.Process.Kill()
	_ = run.Wait()
	lock := flock.New(filepath.Join(record, "journal.lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			time.Sleep(time.Duration(i) * 100 * time.Millisecond)
			if out, err := exec.Command(binary(t), "do", record, "note", fmt.Sprint(i), "--by", "li").CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	time.Sleep(4 * time.Second)
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	events := recorded(t, record)
	if n := countType(events, change.NoteAdded); n != 12 {
		t.Errorf("%d of 12 notes", n)
	}
	if !slices.IsSortedFunc(events, func(a, b change.Event) int { return a.At.Compare(b.At) }) {
		for _, e := range events {
			t.Errorf("%v %s", e.At, e.Type)
		}
	}
}
