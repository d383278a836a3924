package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/wording"
)

// Runner carries out the steps that the plan marks to be run here.
type Runner interface {
	// Start journals that the host's current step is run here, and begins it. It
	// returns when the journal has that, not when the command has ended.
	Start(by, host string) error
	// Output is what the latest command for a host has written so far.
	Output(host string) Output
	// Stop ends the command of a host, with all that it has started.
	Stop(host string)
	// Running lists the hosts for which a command runs.
	Running() []string
	// Pretends reports whether nothing is really run: in a rehearsal.
	Pretends() bool
}

// Output is what a command has written: its latest lines, clean.
type Output struct {
	Lines []string
	// Dropped is how many earlier lines are not among those.
	Dropped int
	Running bool
	// Problem is why the result of the command could not be recorded.
	Problem change.Statement
}

func (s *scene) hasRun(host string) bool {
	out := s.runner.Output(host)
	return out.Running || len(out.Lines) > 0 || out.Problem.Said()
}

// runnable is the step that the host is at, if the plan lets it be run here.
func (s *scene) runnable(h *change.HostState) (change.Step, bool) {
	steps := s.plan().StepsOf(h.Name)
	if i := h.Current(); h.Work == change.Started && i < len(steps) && steps[i].Run == change.RunLocal {
		return steps[i], true
	}
	return change.Step{}, false
}

func (m *root) runCard() dialog { return m.runDialog(m.selected) }

// runDialog asks before a step is run, or shows the output of one that runs.
func (s *scene) runDialog(host string) dialog {
	h, plan := s.state().Host(host), s.plan().Host(host)
	if h == nil || plan == nil || s.runner == nil {
		return nil
	}
	step, ok := s.runnable(h)
	if s.runner.Output(host).Running || !ok {
		return &outputCard{host: host}
	}
	if run := h.Steps[h.Current()].Run; run != nil && !run.Ended.IsZero() && s.hasRun(host) {
		return &outputCard{host: host, again: true}
	}
	ask := s.askRun(plan, step)
	if step.Reboot && !rebooted(h) {
		return s.gatedReboot(host, ask)
	}
	return ask
}

// askRun shows the very arguments before anything is run.
func (s *scene) askRun(plan *change.Host, step change.Step) dialog {
	ask := "run.ask"
	if s.runner.Pretends() {
		ask = "run.ask_pretend"
	}
	lines := []string{s.Say(ask, "step", step.Title, "host", plan.Name, "limit", wording.Span(step.Timeout)), ""}
	argv, err := plan.Argv(step)
	if err != nil {
		lines = append(lines, s.styles.in(warn, "▲ "+s.speaker().Fault(err)))
		return &confirm{title: s.Say("run.title", "host", plan.Name), lines: lines}
	}
	if step.Shell {
		lines = append(lines, s.styles.in(warn, "▲ "+s.Say("run.shell")))
	}
	for _, arg := range argv {
		text := wording.Arg(arg)
		if step.Shell {
			text = change.Clean(arg)
		}
		lines = append(lines, "  "+s.styles.bold.Render(text))
	}
	return &confirm{title: s.Say("run.title", "host", plan.Name), lines: lines, yes: answer{run: plan.Name}}
}

// begin runs a step, and shows what it writes.
func (m *root) begin(host string) tea.Cmd {
	m.dialog = &outputCard{host: host}
	m.pending++
	runner, by := m.runner, m.operator
	return func() tea.Msg { return doneMsg{runner.Start(by, host), nil} }
}

// outputCard shows what a command writes, always with the end in view. The complete
// output is in the evidence.
type outputCard struct {
	noText
	host string
	// again: the step has been run, and can be run once more.
	again bool
}

func (*outputCard) isSheet() {}

func (c *outputCard) page(s *scene, w int) page {
	out := s.runner.Output(c.host)
	p := page{title: s.Say("run.output", "host", c.host), keys: []keyID{keyCancel}}
	switch {
	case out.Running:
		p.keys = append(p.keys, keyStop)
	case c.again:
		p.keys = append(p.keys, keyRun)
	}
	if out.Dropped > 0 {
		p.lines = append(p.lines, s.styles.grey(s.Say("run.dropped", "n", trimFloat(float64(out.Dropped)))))
	}
	for _, line := range out.Lines {
		p.lines = append(p.lines, strings.Split(ansi.Hardwrap(line, max(1, w), true), "\n")...)
	}
	if h := s.state().Host(c.host); h != nil {
		p.lines = append(p.lines, s.runLines(c.host, lastRun(h), w)...)
	}
	if out.Problem.Said() {
		p.lines = append(p.lines, wrap(s.styles.in(alarm, "■ "+s.Say("run.problem", "why", s.stated(out.Problem))), w)...)
	}
	p.at = len(p.lines) - 1
	return p
}

// lastRun is the step whose command was begun last; the zero step if there was none.
func lastRun(h *change.HostState) *change.StepState {
	last := &change.StepState{}
	for i := range h.Steps {
		if run := h.Steps[i].Run; run != nil && (last.Run == nil || run.Started.After(last.Run.Started)) {
			last = &h.Steps[i]
		}
	}
	return last
}

// runLines say how a step was run here, and how that run ended.
func (s *scene) runLines(host string, st *change.StepState, w int) []string {
	run := st.Run
	if run == nil {
		return nil
	}
	values := []string{
		"at", s.clock(run.Started), "by", run.By, "took", wording.Span(time.Duration(run.Took)),
		"evidence", run.Output().Name, "hash", run.Output().SHA256, "why", s.stated(run.Fault),
	}
	text, l := s.Say("run.unknown", values...), warn
	switch {
	case run.Exit != nil && *run.Exit == 0:
		text, l = s.Say("run.ok", values...), calm
	case run.Exit != nil:
		text = s.Say("run.failed", append(values, "exit", trimFloat(float64(*run.Exit)))...)
	case !run.Ended.IsZero():
		text = s.Say("run.faulted", values...)
	case s.runner != nil && s.runner.Output(host).Running:
		text, l = s.Say("run.running", append(values, "for", span(s.now.Sub(run.Started)))...), info
	}
	lines := wrap(text, w)
	if run.Output().Name != "" {
		lines = append(lines, wrap(s.Say("run.kept", values...), w)...)
	}
	for i, line := range lines {
		lines[i] = s.styles.in(l, line)
	}
	return lines
}

func (c *outputCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case s.is(k, keyStop) && s.runner.Output(c.host).Running:
		runner, host := s.runner, c.host
		return answer{next: &confirm{
			title: s.Say("run.stop_title", "host", host), lines: []string{s.Say("run.stop_ask")},
			yes: answer{next: c, here: func() { runner.Stop(host) }},
		}}
	case c.again && s.is(k, keyRun):
		plan, h := s.plan().Host(c.host), s.state().Host(c.host)
		if step, ok := s.runnable(h); ok && plan != nil {
			return answer{next: s.askRun(plan, step)}
		}
	}
	return answer{next: c}
}
