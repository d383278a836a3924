package change

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// atReboot is a night in which A1 is at its reboot step, li works on it.
func atReboot(t *testing.T) *night {
	t.Helper()
	n := newNight(nightPlan(), clockOn("23:00"), t.Errorf)
	for _, truth := range n.truth {
		truth.up = true
	}
	n.mustDo(Open{By: "li"})
	n.until(clockOn("23:30"))
	n.mustDo(Start{By: "li", Host: "A1"})
	n.mustDo(MarkStep{By: "li", Host: "A1", Result: StepOK})
	n.until(clockOn("23:31"))
	return n
}

// typesOf does a command and lists what it journals of a host.
func (n *night) typesOf(c Command) []Type {
	events, err := n.do(c)
	if err != nil {
		n.broken("%T: %v", c, err)
	}
	types := make([]Type, len(events))
	for i, e := range events {
		types[i] = e.Type
	}
	return types
}

// TestTakenBack: what a mark did goes with it, and nothing else.
func TestTakenBack(t *testing.T) {
	for name, c := range map[string]struct {
		marks []Command
		undo  Command
		want  []Type
		then  func(h *HostState) bool
	}{
		"the step that asked for the reboot": {
			[]Command{MarkStep{By: "li", Host: "A1", Result: StepOK}},
			Undo{By: "li"},
			[]Type{RebootCancelled, MarkUndone},
			func(h *HostState) bool {
				return h.Reboot == nil && h.Current() == 1 && h.Steps[2].Result == StepPending
			},
		},
		"a reboot that was marked by itself": {
			[]Command{MarkReboot{By: "li", Host: "A1"}},
			Undo{By: "li"},
			[]Type{RebootCancelled},
			func(h *HostState) bool {
				return h.Reboot == nil && h.Current() == 1 && h.Steps[1].Result == StepRunning
			},
		},
		"a step that is done after its reboot was marked": {
			[]Command{MarkReboot{By: "li", Host: "A1"}, MarkStep{By: "li", Host: "A1", Result: StepPassed, Note: "by hand", Second: "wang"}},
			Undo{By: "li"},
			[]Type{MarkUndone},
			func(h *HostState) bool { return h.Rebooting() && h.Current() == 1 },
		},
		"the reboot of another instant": {
			[]Command{MarkReboot{By: "li", Host: "A1", At: "23:30:20"}, MarkReboot{By: "li", Host: "A1", At: "23:30:40"}},
			CancelReboot{By: "li", Host: "A1"},
			[]Type{RebootCancelled},
			func(h *HostState) bool { return h.Reboot == nil && len(h.Reboots) == 0 },
		},
		"a host that is given up": {
			[]Command{Finish{By: "li", Host: "A1", Result: Failed}},
			Undo{By: "wang", Host: "A1"},
			[]Type{MarkUndone},
			func(h *HostState) bool { return h.Work == Started && h.Finished.IsZero() && h.FinishedBy == "" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := atReboot(t)
			for _, mark := range c.marks {
				n.mustDo(mark)
				n.until(n.now.Add(time.Second))
			}
			if diff := cmp.Diff(c.want, n.typesOf(c.undo)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if h := n.state.Host("A1"); !c.then(h) {
				t.Errorf("A1 is %s at step %d, reboot %+v", h.Work, h.Current(), h.Reboot)
			}
		})
	}
}

// TestCancelGivesTheRebootBefore: of two reboots the one that was is known again.
func TestCancelGivesTheRebootBefore(t *testing.T) {
	n := atReboot(t)
	n.mustDo(MarkReboot{By: "li", Host: "A1"})
	n.dark("A1", false)
	n.until(n.now.Add(time.Minute))
	n.dark("A1", true)
	n.until(n.now.Add(3 * time.Minute))
	before := *n.state.Host("A1").Reboot
	n.mustDo(MarkReboot{By: "li", Host: "A1"})
	n.mustDo(CancelReboot{By: "li", Host: "A1"})
	h := n.state.Host("A1")
	if diff := cmp.Diff(&before, h.Reboot); diff != "" || len(h.Reboots) != 0 || before.Phase != Settled {
		t.Errorf("%d before it, %s (-want +got):\n%s", len(h.Reboots), before.Phase, diff)
	}
}

func (n *night) dark(host string, up bool) {
	for _, check := range n.plan.Host(host).Signals() {
		n.truth[signalKey{host, check}].up = up
	}
}

// TestCancelAfterAnotherMark: a step that was marked after it is taken back
// first, by the act that the refusal names, and then it can be cancelled.
func TestCancelAfterAnotherMark(t *testing.T) {
	n := atReboot(t)
	n.mustDo(MarkStep{By: "li", Host: "A1", Result: StepOK})
	n.mustDo(MarkStep{By: "wang", Host: "A1", Result: StepPassed, Note: "none", Second: "li"})
	_, err := n.do(CancelReboot{By: "li", Host: "A1"})
	var refused *Refusal
	if !errors.As(err, &refused) || refused.Why.Code != RefuseMarkedSince {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff([]Command{Undo{Host: "A1"}}, refused.Acts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	n.mustDo(Undo{By: "li", Host: "A1"})
	n.mustDo(CancelReboot{By: "li", Host: "A1"})
	if h := n.state.Host("A1"); h.Rebooting() || h.Current() != 1 {
		t.Errorf("rebooting %t, step %d", h.Rebooting(), h.Current())
	}
}

// TestUndoKeepsWhatRan: a command that ran here has run, whatever is said of its
// step; its output stays the evidence.
func TestUndoKeepsWhatRan(t *testing.T) {
	at := clockOn("23:31")
	s := atReboot(t).state
	out := []EvidenceFile{{Name: "out.txt"}}
	s = Fold(s,
		Event{At: at, Type: RunStarted, Host: "A1", By: "li", Data: RunData{Step: "reboot", N: 2}},
		Event{At: at, Type: RunEnded, Host: "A1", By: "li", Data: RunData{Step: "reboot", N: 2, Files: out}},
		Event{At: at, Type: StepDone, Host: "A1", By: "li", Data: StepData{Step: "reboot", N: 2, Evidence: "a picture", Note: "fine"}},
		Event{At: at, Type: StepStarted, Host: "A1", By: "li", Data: StepData{Step: "verify", N: 3}},
		Event{At: at, Type: MarkUndone, Host: "A1", By: "li", Data: UndoneData{Of: StepDone, Step: "reboot", N: 2}})
	st := s.Host("A1").Steps[1]
	if st.Result != StepRunning || st.Run == nil || st.Evidence != "out.txt" || st.Note != "" || !st.Ended.IsZero() {
		t.Errorf("%+v", st)
	}
	if next := s.Host("A1").Steps[2]; next.Result != StepPending || !next.Since.IsZero() {
		t.Errorf("the step after it has begun: %+v", next)
	}
}

// TestDetectedIsNoMark: nobody said it, so that nobody can take it back.
func TestDetectedIsNoMark(t *testing.T) {
	n := atReboot(t)
	n.dark("A1", false)
	n.until(n.now.Add(10 * time.Second))
	if h := n.state.Host("A1"); !h.Rebooting() || !h.Reboot.Detected {
		t.Fatal("the loss was not detected")
	}
	if diff := cmp.Diff([]Type{MarkUndone}, n.typesOf(Undo{By: "li"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if h := n.state.Host("A1"); !h.Rebooting() || h.Current() != 0 {
		t.Errorf("rebooting %t, step %d: the first step was meant", h.Rebooting(), h.Current())
	}
}

// refusedBy is the code of a refusal, and the acts that it names.
func (n *night) refusedBy(c Command) (Code, []Command) {
	_, err := Decide(n.state, c, n.now)
	var refused *Refusal
	if !errors.As(err, &refused) {
		n.broken("%T is not refused: %v", c, err)
		return "", nil
	}
	return refused.Why.Code, refused.Acts
}

// TestCorrectionsKnowTheirLimits: nothing is corrected that is not so.
func TestCorrectionsKnowTheirLimits(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(n *night)
		act     Command
		code    Code
		acts    []Command
	}{
		"enough of one reboot": {
			func(n *night) { n.reboots("A1") }, Enough{By: "li", Host: "A1"}, RefuseNoneExpected, nil,
		},
		"a start after which it rebooted": {
			func(n *night) {
				n.reboots("A1")
				n.until(n.now.Add(2 * time.Minute))
				n.mustDo(Undo{By: "li", Host: "A1"})
			}, Undo{By: "li", Host: "A1"}, RefuseRebootedSince, []Command{Finish{Host: "A1", Result: RolledBack}},
		},
		"an end while another is worked on": {
			func(n *night) {
				n.mustDo(Finish{By: "li", Host: "A1", Result: Failed})
				n.mustDo(Deviate{By: "li", What: "start B1", Reason: "tonight", Second: "wang"})
				n.mustDo(Start{By: "li", Host: "B1"})
			}, Undo{By: "wang", Host: "A1"}, GateWork, []Command{Finish{Host: "B1", Result: Failed}},
		},
		"a host that comes and goes": {
			func(n *night) {
				n.reboots("A1")
				n.dark("A1", false)
				n.until(n.now.Add(10 * time.Second))
			},
			Finish{By: "li", Host: "A1", Result: FinishedOK},
			GateNotBack,
			[]Command{Recover{Host: "A1"}, Accept{Host: "A1"}, DropSignal{Host: "A1", Check: SignalICMP}, Finish{Host: "A1", Result: Failed}},
		},
		"a host that is gone once": {
			func(n *night) {
				n.mustDo(MarkReboot{By: "li", Host: "A1"})
				n.dark("A1", false)
				n.until(n.now.Add(10 * time.Second))
			},
			Finish{By: "li", Host: "A1", Result: FinishedOK},
			GateNotBack,
			[]Command{Recover{Host: "A1"}, Accept{Host: "A1"}, Finish{Host: "A1", Result: Failed}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := atReboot(t)
			c.arrange(n)
			code, acts := n.refusedBy(c.act)
			if code != c.code {
				t.Errorf("refused by %s, want %s", code, c.code)
			}
			if diff := cmp.Diff(c.acts, acts); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// reboots marks a reboot and lets the host be back from it, with its settle
// time to hold.
func (n *night) reboots(host string) {
	n.mustDo(MarkReboot{By: "li", Host: host})
	n.dark(host, false)
	n.until(n.now.Add(30 * time.Second))
	n.dark(host, true)
	n.until(n.now.Add(10 * time.Second))
}

// TestCorrectedInstant: whose reboot it is stays, and what is counted from the
// request is counted from the new instant.
func TestCorrectedInstant(t *testing.T) {
	n := atReboot(t)
	n.mustDo(MarkReboot{By: "li", Host: "A1"})
	marked := n.now
	n.until(n.now.Add(20 * time.Second))
	n.mustDo(MarkReboot{By: "wang", Host: "A1", At: "23:30:40"})
	r, want := n.state.Host("A1").Reboot, clockOn("23:30:40")
	if r.By != "li" || !r.Marked.Equal(marked) {
		t.Errorf("marked by %s at %s", r.By, r.Marked)
	}
	for name, at := range map[string]time.Time{"requested": r.Requested, "issued": r.Issued, "since": r.Since, "held from": r.HeldFrom} {
		if !at.Equal(want) {
			t.Errorf("%s is %s, want %s", name, at, want)
		}
	}
}

// TestUndoneStartForgetsItsSteps: who starts it anew begins at the first step.
func TestUndoneStartForgetsItsSteps(t *testing.T) {
	n := atReboot(t)
	n.mustDo(Undo{By: "li"})
	n.mustDo(Undo{By: "li"})
	h := n.state.Host("A1")
	if h.Work != Waiting || h.Steps[0] != (StepState{}) || h.StartedBy != "" {
		t.Errorf("%s, first step %+v", h.Work, h.Steps[0])
	}
}
