package cmd_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"tminus/change"
)

// TestTwoHandsAtOnce: two engineers do the same thing at the same instant, each in
// a process of their own, while two cockpits show the record. One of them does it,
// and the other one is told who has.
func TestTwoHandsAtOnce(t *testing.T) {
	outside(t)
	_, plan, record := planned(t, killPlan)
	run, first := headless(t, nil, plan, "--record", record)
	await(t, record, change.SignalBack, "A1")
	other, second := headless(t, nil, plan, "--record", record)
	present(t, record, second)

	for _, act := range []struct {
		is   change.Type
		args []string
	}{
		{change.HostStarted, []string{"start", "A1"}},
		{change.RebootRequested, []string{"reboot", "A1"}},
		{change.RebootCancelled, []string{"cancel", "A1"}},
		{change.HostFinished, []string{"finish", "A1", "failed"}},
	} {
		before := countType(recorded(t, record), act.is)
		said, codes := atOnce(t, record, act.args, "Lin", "Ma")
		events := recorded(t, record)
		if n := countType(events, act.is) - before; n != 1 || codes["Lin"]+codes["Ma"] != 3 {
			t.Fatalf("%v: done %d times, exit codes %v:\n%v", act.args, n, codes, said)
		}
		by, late := last(events, act.is).By, "Ma"
		if by == "Ma" {
			late = "Lin"
		}
		if codes[by] != 0 || act.is != change.RebootCancelled && !strings.Contains(said[late], by) {
			t.Errorf("%v: %s did it, and %s (exit code %d) is told:\n%s", act.args, by, late, codes[late], said[late])
		}
	}
	tminus(t, "do", record, "close", "--outcome", "partial", "--by", "Lin")
	if err := errors.Join(run.Wait(), other.Wait()); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]*output{"the one that probes": first, "the other one": second} {
		starts := slices.DeleteFunc(out.all(), func(line string) bool { return lineType(line) != change.HostStarted })
		if len(starts) != 1 {
			t.Errorf("%s shows %d starts", name, len(starts))
		}
	}
}

// atOnce lets people do the same, and gives what each was told, and the exit codes.
func atOnce(t *testing.T, record string, args []string, people ...string) (said map[string]string, codes map[string]int) {
	t.Helper()
	said, codes = map[string]string{}, map[string]int{}
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, by := range people {
		line := append([]string{"do", record}, args...)
		c := exec.Command(binary(t), append(line, "--by", by)...)
		all.Go(func() {
			out, _ := c.CombinedOutput()
			mu.Lock()
			defer mu.Unlock()
			said[by], codes[by] = string(out), c.ProcessState.ExitCode()
		})
	}
	all.Wait()
	return said, codes
}

// last is the latest event of a type.
func last(events []change.Event, kind change.Type) change.Event {
	var e change.Event
	for i := range events {
		if events[i].Type == kind {
			e = events[i]
		}
	}
	return e
}
