package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// longPlan is the plan of the night whose steps differ by class, one of them
// with a command that no line can hold.
func longPlan() *change.Plan {
	p := nightPlan()
	p.Runbook = rewritten(p.Runbook, func(steps []change.Step) {
		steps[2].Command = `wusa C:\patch\windows6.1-{to}-x64.msu ` + strings.Repeat(`/log:C:\change\{name}.evtx `, 20) + "/END"
		steps[2].Run, steps[2].Timeout = change.RunLocal, 10*time.Minute
		steps[1].Only = change.Only{Model: "Inspur NF5280M4"}
	})
	return p
}

// at3 is the moment in which A1 is at the step with the long command, its
// second: the plan's second is not for it.
func at3(t *testing.T) *night {
	n := newNight(t, longPlan()).do(change.Start{By: "Lin", Host: "A1"}).pass(40 * time.Second)
	return n.do(change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK, Note: "status 0"}).pass(30 * time.Second)
}

// TestStepsOfAHost: each host has its own runbook, and the numbers are its own.
func TestStepsOfAHost(t *testing.T) {
	s := newScreen(t, at3(t), "en", 120, 40)
	frame := s.frame()
	for _, want := range []string{"2/4", "A1 step 2/4: install the updates", "step 2 started: install the updates"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the screen lacks %q:\n%s", want, frame)
		}
	}
	if strings.Contains(frame, "copy the offline package") {
		t.Errorf("A1 has a step of another model:\n%s", frame)
	}
	if frame := s.pressed("end").frame(); !strings.Contains(frame, "copy the offline package") {
		t.Errorf("B2 lacks its own step:\n%s", frame)
	}
}

// TestTheCommandIsNeverCut: at every width the whole command can be read, in
// the pane and in the sheet, there without anything beside it.
func TestTheCommandIsNeverCut(t *testing.T) {
	n := at3(t)
	want := n.state.Plan.Hosts[0].Command(n.state.Plan.StepsOf("A1")[1])
	squeeze := func(text string) string { return strings.Join(strings.Fields(text), "") }
	for _, w := range []int{40, 80, 120, 200} {
		s := newScreen(t, n, "en", w, 60)
		if pane := squeeze(strings.Join(runbookLines(&s.m.scene, w, 60), "\n")); !strings.Contains(pane, squeeze(want)) {
			t.Errorf("at %d cells the pane cuts the command:\n%s", w, pane)
		}
		if frame := squeeze(s.pressed("enter").frame()); !strings.Contains(frame, squeeze(want)) {
			t.Errorf("at %d cells the sheet cuts the command:\n%s", w, frame)
		}
	}
}

func TestStepSheet(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := newScreen(t, at3(t), lang, 100, 30)
		s.m.rehearsedSteps = []change.StepTime{{Host: "A1", Step: "backup", Took: time.Minute}, {Host: "A1", Step: "install", Took: 4 * time.Minute}}
		golden(t, "sheet-"+lang+"-100x30", s.pressed("enter").frame())
		golden(t, "sheet-back-"+lang+"-100x30", s.pressed("R").frame())
	}
}

// TestCopyTheCommand: one key sends the command as it stands, filled in, and
// shows it at the same time, as nobody knows whether it has arrived.
func TestCopyTheCommand(t *testing.T) {
	n := at3(t)
	s := newScreen(t, n, "en", 100, 40)
	msgs := s.press("c")
	want := tea.SetClipboard(n.state.Plan.Hosts[0].Command(n.state.Plan.StepsOf("A1")[1]))()
	if !slices.Contains(msgs, want) {
		t.Errorf("sent %v", msgs)
	}
	if frame := s.frame(); !strings.Contains(frame, "/END") || !strings.Contains(frame, "sent to the terminal's clipboard") {
		t.Errorf("the command and what became of it are not on the screen:\n%s", frame)
	}
}

// robot is a runner that does what the test says.
type robot struct {
	begun   []string
	stopped []string
	out     Output
	err     error
}

func (r *robot) Start(_, host string) error {
	r.begun = append(r.begun, host)
	r.out.Running = r.err == nil
	return r.err
}
func (r *robot) Output(string) Output { return r.out }
func (r *robot) Stop(host string)     { r.stopped = append(r.stopped, host); r.out.Running = false }
func (r *robot) Pretends() bool       { return false }
func (r *robot) Running() []string {
	if r.out.Running {
		return []string{"A1"}
	}
	return nil
}

func TestRunHere(t *testing.T) {
	s := newScreen(t, at3(t), "en", 100, 40)
	if s.press("r"); s.m.dialog != nil {
		t.Fatal("something can be run where nothing runs steps")
	}
	bot := &robot{}
	s.m.runner = bot
	s.m.pull()
	s.press("r")
	if frame := s.frame(); !strings.Contains(frame, "wusa") || !strings.Contains(frame, "/END") || !strings.Contains(frame, "for 10m at most") {
		t.Errorf("the arguments are not shown before they are run:\n%s", frame)
	}
	if s.press("n"); len(bot.begun) > 0 {
		t.Fatal("it was run without a yes")
	}
	s.press("r", "y")
	if !slices.Equal(bot.begun, []string{"A1"}) {
		t.Fatalf("begun: %v", bot.begun)
	}
	for i := range 100 {
		bot.out.Lines = append(bot.out.Lines, "line "+trimFloat(float64(i)))
	}
	if frame := s.frame(); !strings.Contains(frame, "line 99") {
		t.Errorf("the end of the output is out of sight:\n%s", frame)
	}
	if s.press("x"); !strings.Contains(s.frame(), "stop the command of A1?") {
		t.Errorf("stopping does not ask:\n%s", s.frame())
	}
	if s.press("n", "esc", "q"); !strings.Contains(s.frame(), "A command runs here for A1: it ends with this cockpit") {
		t.Errorf("quitting does not say what it ends:\n%s", s.frame())
	}
	s.press("n", "r", "x", "y")
	if !slices.Equal(bot.stopped, []string{"A1"}) || len(bot.begun) != 1 {
		t.Errorf("stopped %v, begun %v", bot.stopped, bot.begun)
	}
}

func TestRunThatFailsIsTold(t *testing.T) {
	n := at3(t)
	bot := &robot{err: errors.New("disk full")}
	s := newScreen(t, n, "en", 100, 40)
	s.m.runner = bot
	s.m.pull()
	s.press("r", "y")
	if s.press("esc"); !strings.Contains(s.frame(), "FAILED: disk full") {
		t.Errorf("the error is not shown:\n%s", s.frame())
	}
	exit := 3
	n.do(change.StartRun{By: "Lin", Host: "A1"}).pass(5 * time.Second)
	n.do(change.EndRun{By: "Lin", Host: "A1", RunData: change.RunData{
		Step: "install", N: 2, Exit: &exit, Took: change.Duration(5 * time.Second),
		Files: []change.EvidenceFile{{Name: "out.txt", SHA256: strings.Repeat("ab", 32)}},
	}})
	s.core.snap = n.snapshot()
	s.m.pull()
	for _, want := range []string{"EXIT CODE 3 after 5s", "evidence out.txt", strings.Repeat("ab", 10)} {
		if frame := s.frame(); !strings.Contains(frame, want) {
			t.Errorf("the pane lacks %q:\n%s", want, frame)
		}
	}
}

// TestNextKnowsOfTheCommand: while the command of a step runs, what comes next is to
// wait; where it failed, to look, in the narrowest screen, too.
func TestNextKnowsOfTheCommand(t *testing.T) {
	for _, at := range []struct {
		lang, runs, failed string
		width              int
	}{
		{"en", "A1: step install runs since 23:", "→ look, then d, f or x", 120},
		{"en", "→ wait", "→ look, then d, f or x", 80},
		{"zh", "→ 等待", "→ 先查看，再按 d、f 或 x", 80},
	} {
		n := at3(t)
		n.do(change.StartRun{By: "Lin", Host: "A1"}).pass(5 * time.Second)
		if frame := newScreen(t, n, at.lang, at.width, 24).frame(); !strings.Contains(frame, at.runs) {
			t.Errorf("%s, %d columns: no %q while it runs:\n%s", at.lang, at.width, at.runs, frame)
		}
		exit := 3
		n.do(change.EndRun{By: "Lin", Host: "A1", RunData: change.RunData{
			Step: "install", N: 2, Exit: &exit, Unmet: change.Success{}.Unmet(exit, ""), Said: strings.Repeat("no space left ", 9),
		}})
		if frame := newScreen(t, n, at.lang, at.width, 24).frame(); !strings.Contains(frame, at.failed) {
			t.Errorf("%s, %d columns: no %q when it failed:\n%s", at.lang, at.width, at.failed, frame)
		}
	}
}

// TestAStepOfNobodyIsNowhere: the numbers of steps are a host's own. A step of
// the plan that is for no host moves none of them, on no face.
func TestAStepOfNobodyIsNowhere(t *testing.T) {
	frames := func(plan *change.Plan) []string {
		n := newNight(t, plan).do(change.Start{By: "Lin", Host: "A1"}).pass(40 * time.Second)
		n.do(change.MarkStep{By: "Lin", Host: "A1", Result: change.StepOK}).pass(30 * time.Second)
		s := newScreen(t, n, "en", 120, 40)
		all := []string{s.frame(), s.pressed("enter").frame()}
		s = newScreen(t, n, "en", 120, 40)
		s.m.onWall = true
		return append(all, s.frame())
	}
	other := nightPlan()
	other.Runbook = change.NewRunbook(append([]change.Step{{ID: "other", Title: "OF ANOTHER", Only: change.Only{Model: "none"}}}, slices.Collect(other.Runbook.All())...)...)
	if diff := cmp.Diff(frames(nightPlan()), frames(other)); diff != "" {
		t.Errorf("a step of nobody moved something (-without +with):\n%s", diff)
	}
}
