//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// gated is a change whose one host waits behind these prechecks, and the stepRunner
// that carries them out.
func gated(t *testing.T, prechecks string) *stepRunner {
	t.Helper()
	h, _, e := waiting(t, "prechecks:\n"+prechecks, 20, false)
	eventually(t, "the host answers", func() bool { return e.Snapshot().State.Hosts.At(0).Usable() })
	return h
}

// atTheGate asks for the start, and serves the gate until everything asked for has ended.
func atTheGate(t *testing.T, h *stepRunner) (criteria map[change.CriterionID]change.Criterion) {
	t.Helper()
	_ = h.engine.Do(change.Start{By: "li", Host: "A1"})
	eventually(t, "the prechecks end", func() bool {
		h.serveGate()
		snap := h.engine.Snapshot()
		return len(h.Running()) == 0 && len(snap.State.PrechecksDue(snap.Now)) == 0
	})
	snap := h.engine.Snapshot()
	criteria = map[change.CriterionID]change.Criterion{}
	for _, c := range change.Gate(*snap.State, "A1", snap.Now) {
		criteria[c.ID] = c
	}
	return criteria
}

func TestPrechecksRunAtTheGate(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	h := gated(t, `  - {id: room, run: local, command: "sh -c 'echo x >>`+mark+`; echo 12 GB free'", expect: "/^[0-9]{2} GB free$/"}
  - {id: job, run: local, command: "sh -c 'echo nothing; exit 3'", exit: [0, 3]}
  - {id: code, run: local, command: "sh -c 'exit 4'", expect: 4}
`)
	if err := h.engine.Do(change.AskPrechecks{By: "li", Host: "A1"}); err != nil {
		t.Fatal(err)
	}
	for id, c := range atTheGate(t, h) {
		if strings.HasPrefix(string(id), "precheck") && !c.Go {
			t.Errorf("%s: %s", id, inEnglish(c.Why))
		}
	}
	if err := h.engine.Do(change.Start{By: "li", Host: "A1"}); err != nil {
		t.Errorf("all of them passed, and still: %v", err)
	}
	if text, _ := os.ReadFile(mark); string(text) != "x\n" {
		t.Errorf("it was run %d times", strings.Count(string(text), "x"))
	}
	run := h.engine.Snapshot().State.Host("A1").CheckedAt(0)
	if run.By != "li" || run.Note != "12 GB free" || run.Run.Output().Name == "" {
		t.Errorf("%+v %+v", run, run.Run)
	}
}

func TestAPrecheckThatFailsNamesItsOutput(t *testing.T) {
	t.Setenv("TMINUS_TEST_TOKEN", "hunter2hunter2")
	h := gated(t, `  - {id: room, run: local, command: "sh -c 'printf \"\\033[31m2 GB hunter2hunter2\\033[0m\\n\\n\"' ${env:TMINUS_TEST_TOKEN}", expect: 10 GB}
  - {id: long, run: local, command: sleep 1000, timeout: 1s}
  - {id: none, run: local, command: /nowhere/at/all}
  - {id: bad, run: local, command: "sh -c 'echo all is well; exit 9'"}
`)
	got := atTheGate(t, h)
	for id, want := range map[string]string{
		"room": "the output does not hold “10 GB”: “2 GB [secret]”", "long": "it took longer than it may (1s)",
		"none": "no such file", "bad": "exit code 9, not 0: “all is well”",
	} {
		if c := got[change.PrecheckCriterion(id)]; c.Go || !strings.Contains(inEnglish(c.Why), want) {
			t.Errorf("%s: %s", id, inEnglish(c.Why))
		}
	}
	again := got[change.PrecheckCriterion("bad")]
	time.Sleep(150 * time.Millisecond) // the clock of the night goes on
	if next := atTheGate(t, h)[again.ID]; next.Why.Equal(again.Why) {
		t.Error("who asks again gets what was found before")
	}
}

// Nothing runs that the journal does not know, and nothing in a process that only
// looks on.
func TestPrechecksThatAreNotRun(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	h := gated(t, `  - {id: room, run: local, command: touch `+ran+"}\n")
	whole := h.engine
	h.engine = attached{whole}
	_ = whole.Do(change.AskPrechecks{By: "li", Host: "A1"})
	h.serveGate()
	if r := whole.Snapshot().State.Host("A1").CheckedAt(0).Run; r != nil {
		t.Errorf("a process that has no watch has begun it: %+v", r)
	}
	h.engine = full{whole}
	h.serveGate()
	if r := whole.Snapshot().State.Host("A1").CheckedAt(0).Run; r == nil || !r.Fault.Said() {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("it was run")
	}
}

// attached is the engine of a process that does not have the watch.
type attached struct{ commandable }

func (a attached) Snapshot() *change.Snapshot {
	snap := *a.commandable.Snapshot()
	snap.Attached = true
	return &snap
}
