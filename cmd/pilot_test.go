//go:build unix

package cmd

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tminus/change"
)

// flown engages the autopilot of A1, and lets it go on until it is off or waits for a
// person.
func flown(t *testing.T, h *stepRunner) *change.State {
	t.Helper()
	eventually(t, "the autopilot can be engaged", func() bool {
		return change.Judge(*h.engine.Snapshot().State, "A1", change.Statement{}, h.engine.Snapshot().Now).Go
	})
	if err := h.engine.Do(change.Engage{By: "li", Wave: "A1"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it comes to its end", func() bool {
		h.serveGate()
		h.fly()
		snap := h.engine.Snapshot()
		return len(h.Running()) == 0 && (!snap.State.Pilot("A1").Engaged() ||
			snap.State.NextMove("A1", change.Statement{}, snap.Now).Kind == change.MovePerson)
	})
	return h.engine.Snapshot().State
}

// A night of one host, by itself: each command once, the reboot requested before its
// command, and the host finished when it is back.
func TestAutopilot(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	says := func(word string) string {
		return `command: "sh -c 'echo ` + word + ` >>` + mark + `; echo ` + word + `'"`
	}
	h, record, _ := waiting(t, `runbook:
  - {id: patch, run: local, auto: true, `+says("patched")+`, expect: patched}
  - {id: restart, run: local, auto: true, reboot: true, `+says("restarted")+`}
  - {id: verify, run: local, auto: true, `+says("verified")+`, exit: [0, 3010]}
`, 1000, false)
	s := flown(t, h)
	host, p := s.Host("A1"), s.Pilot("A1")
	if host.Work != change.FinishedOK || p.Why.Code != change.PilotDone || host.FinishedBy != "autopilot of li" {
		t.Fatalf("%s: %s", host.Work, inEnglish(p.Why))
	}
	if text, _ := os.ReadFile(mark); string(text) != "patched\nrestarted\nverified\n" {
		t.Errorf("it ran %q", text)
	}
	var order []string
	_ = record.Each(0, func(events []change.Event) {
		for _, e := range events {
			if e.Type == change.RebootRequested || e.Type == change.RunStarted {
				order = append(order, string(e.Type))
			}
		}
	})
	if got := strings.Join(order, " "); got != "run.started reboot.requested run.started run.started" {
		t.Error(got)
	}
}

func TestAutopilotStops(t *testing.T) {
	for name, c := range map[string]struct{ runbook, want string }{
		"an exit code":  {`{id: a, run: local, auto: true, command: "sh -c 'echo no room; exit 9'"}`, "A1: step a failed: exit code 9, not 0: “no room”"},
		"the output":    {`{id: a, run: local, auto: true, command: "echo almost", expect: done}`, "A1: step a failed: the output does not hold “done”: “almost”"},
		"its timeout":   {`{id: a, run: local, auto: true, timeout: 1s, command: sleep 1000}`, "A1: step a failed: it took longer than it may (1s)"},
		"a person":      {`{id: a, command: sleep 1000}` + "\n  - {id: b, run: local, auto: true, command: echo}", ""},
		"not by itself": {`{id: a, run: local, command: touch here}` + "\n  - {id: b, run: local, auto: true, command: echo}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, _ := waiting(t, "runbook:\n  - "+c.runbook+"\n", 20, false)
			s := flown(t, h)
			if got := inEnglish(s.Pilot("A1").Why); got != c.want {
				t.Errorf("it says %q, want %q", got, c.want)
			}
			if st := s.Host("A1").Steps[0]; st.Result != change.StepRunning {
				t.Errorf("the step is marked %s", st.Result)
			}
		})
	}
	if _, err := os.Stat("here"); err == nil {
		t.Error("a step ran that the plan leaves to a person")
	}
}

// What the journal does not know is not run, and a cockpit without the watch flies
// nothing.
func TestAutopilotWithoutAJournal(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	h, _, e := waiting(t, "runbook:\n  - {id: a, run: local, auto: true, command: touch "+ran+"}\n", 20, false)
	h.engine = unwritten{e}
	if s := flown(t, h); s.Host("A1").Steps[0].Run != nil && !s.Host("A1").Steps[0].Run.Fault.Said() {
		t.Errorf("%+v", s.Host("A1").Steps[0].Run)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("it was run")
	}
}

// unwritten is an engine whose journal takes no step of an autopilot.
type unwritten struct{ commandable }

func (u unwritten) Do(c change.Command) error {
	err := u.commandable.Do(c)
	if fly, ok := c.(change.Fly); ok && fly.Move.Kind == change.MoveRun && err == nil {
		return &change.Unsaved{Why: errors.New("the disk is full")}
	}
	return err
}
