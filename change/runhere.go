package change

import (
	"strings"
	"time"
)

// The types of events about steps that the cockpit itself carries out.
const (
	RunStarted Type = "run.started"
	RunEnded   Type = "run.ended"
)

// RunData belongs to run.started, which is written before anything runs, and
// to run.ended. N is the step's place in the host's own runbook, from 1.
type RunData struct {
	Step string `json:"step"`
	N    int    `json:"n"`
	// Command is the program and its arguments, one line where a shell reads it.
	Command []string `json:"command,omitempty"`
	Shell   bool     `json:"shell,omitempty"`
	// Exit is the exit code; missing where it did not exit by itself, and then
	// Fault says why: not found, stopped, longer than its timeout.
	Exit  *int      `json:"exit,omitempty"`
	Fault Statement `json:"fault,omitzero"`
	// Unmet is what it lacks of what the plan calls success, and Said the last line
	// of its output.
	Unmet Statement `json:"unmet,omitzero"`
	Said  string    `json:"said,omitempty"`
	Took  Duration  `json:"took,omitempty"`
	// Files holds the output, as it was written, in one file.
	Files []EvidenceFile `json:"files,omitempty"`
}

// Output is the file that holds the output; empty where none was kept.
func (d RunData) Output() EvidenceFile {
	if len(d.Files) == 0 {
		return EvidenceFile{}
	}
	return d.Files[0]
}

// The commands about steps that the cockpit carries out.
type (
	// StartRun asks whether the step that the host is at may be carried out here.
	StartRun struct{ By, Host string }
	// EndRun tells what came of it.
	EndRun struct {
		By, Host string
		RunData
	}
)

func (StartRun) command() {}
func (EndRun) command()   {}

// RunState is the latest time that a step was carried out here. Ended is zero
// while it runs, or if the cockpit died meanwhile: then its end is not known.
type RunState struct {
	Started, Ended time.Time
	By             string
	RunData
}

// DefaultRunTimeout is how long a step that runs here may take, unless the
// plan says otherwise.
const DefaultRunTimeout = 10 * time.Minute

// Argv is the program and the arguments of a step that runs here. The line is
// split first and the host's values are filled in after that, so that no value
// can become two arguments. What a shell reads is one line, into which only
// values are filled that no shell gives a meaning to.
func (h *Host) Argv(st Step) ([]string, error) {
	if st.Shell {
		line, err := h.shellLine(st.Command)
		return []string{line}, err
	}
	words, err := SplitCommand(st.Command)
	if err != nil {
		return nil, err
	}
	fill := h.fill()
	for i, w := range words {
		words[i] = fill.Replace(w)
	}
	return words, nil
}

func (h *Host) shellLine(line string) (string, error) {
	for _, name := range []string{"name", "host", "address", "environment", "model", "os", "from", "to", "level"} {
		hole := "{" + name + "}"
		value := h.fill().Replace(hole)
		if strings.Contains(line, hole) && strings.ContainsFunc(value, meansSomething) {
			return "", invalid(InvalidShell, "what", hole, "host", h.Name, "value", Clean(value))
		}
	}
	return h.fill().Replace(line), nil
}

// meansSomething reports whether some shell may give the rune a meaning.
func meansSomething(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("._:/-", r)
}

// decideBeside decides what the cockpit itself asks for beside its operator:
// steps that it carries out, a plan file that was changed, a screen that failed,
// a terminal that was lost, what its probes noticed beside the hosts.
func (d *decider) decideBeside(c Command) error {
	switch c := c.(type) {
	case StartRun:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.startRun(c, h) })
	case EndRun: // by whoever began it, be it an autopilot
		return d.theHost(c.Host, func(h *HostState) error { return d.endRun(c, h) })
	case AskPrechecks:
		return d.onHost(c.By, c.Host, func(h *HostState) error { return d.askPrechecks(c, h) })
	case StartPrecheck:
		return d.theHost(c.Host, func(h *HostState) error { return d.startPrecheck(c, h) })
	case EndPrecheck:
		return d.theHost(c.Host, func(h *HostState) error { return d.endPrecheck(c, h) })
	case Engage:
		return d.engage(c)
	case Disengage:
		return d.disengage(c)
	case BePresent:
		return d.present(c)
	case Fly:
		return d.fly(c)
	case NoticePlan:
		return d.noticePlan(c)
	case ReportFace:
		return d.reportFace(c)
	case ReportNote:
		return d.reportNote(c)
	}
	return invalid(InvalidCommand)
}

func (d *decider) startRun(c StartRun, h *HostState) error {
	if err := d.atWork(h); err != nil {
		return err
	}
	runbook, i := d.s.Plan.StepsOf(h.Name), h.Current()
	if i == len(runbook) {
		return allDone(h)
	}
	step := runbook[i]
	if step.Run != RunLocal {
		return refuse(Stated(RefuseNotHere, "step", step.ID), Stated(TryCopy))
	}
	if issuesReboot(h, step, i) && !h.Rebooting() {
		if _, err := d.mayReboot(h, c.By); err != nil {
			return err
		}
	}
	argv, err := d.s.Plan.Host(h.Name).Argv(step)
	if err != nil {
		return err
	}
	d.add(RunStarted, h.Name, Clean(c.By), RunData{Step: step.ID, N: i + 1, Command: valid(argv), Shell: step.Shell})
	return nil
}

// runs reports whether the command of a step is under way: it was begun, and its end
// is neither known nor lost.
func (s *State) runs(st *StepState, step Step, now time.Time) bool {
	return st.Run != nil && st.Run.Ended.IsZero() && !s.lost(st.Run, step.Timeout, now)
}

// stillRuns refuses what must not come before the end of the command of the step that a
// host is at.
func (d *decider) stillRuns(h *HostState) error {
	n := h.Current()
	step, ok := d.s.Plan.Step(h.Name, n)
	if !ok || !d.s.runs(&h.Steps[n], step, d.now) {
		return nil
	}
	return refuse(Stated(RefuseStepRuns, "host", h.Name, "step", step.ID, "since", h.Steps[n].Run.Started), Stated(TryRunEnd))
}

// badRun says that the command of a step did not succeed, or that how it ended is not
// known; nothing: it did not run here, runs, went well, or a person has said that the
// step failed.
func (s *State) badRun(h *HostState, n int, step Step, now time.Time) Statement {
	st := &h.Steps[n]
	switch run := st.Run; {
	case run == nil || st.Result == StepBad:
	case s.lost(run, step.Timeout, now):
		return Stated(PilotLost, "host", h.Name, "step", step.ID, "since", run.Started)
	case !run.Ended.IsZero() && !step.Succeeded(run):
		return Stated(PilotRunFailed, "host", h.Name, "step", step.ID, "why", run.failure(step), "given", run.Said)
	}
	return Statement{}
}

// valid are arguments as a journal can hold them.
func valid(argv []string) []string {
	for i := range argv {
		argv[i] = strings.ToValidUTF8(argv[i], "?")
	}
	return argv
}

// endRun takes what ran whatever became of the host meanwhile: it happened.
func (d *decider) endRun(c EndRun, h *HostState) error {
	if c.N < 1 || c.N > len(h.Steps) || h.Steps[c.N-1].Run == nil {
		return invalid(InvalidRun, "n", c.N, "host", h.Name)
	}
	c.Command = nil // run.started has it
	c.Said = Clean(c.Said)
	d.add(RunEnded, h.Name, Clean(c.By), c.RunData)
	return nil
}

func (h *HostState) applyRun(e Event, d RunData) {
	if d.N < 1 || d.N > len(h.Steps) {
		return
	}
	st := &h.Steps[d.N-1]
	switch {
	case e.Type == RunStarted:
		st.Run = &RunState{Started: e.At, By: e.By, RunData: d}
	case st.Run != nil:
		run := *st.Run
		d.Command, d.Shell = run.Command, run.Shell
		run.Ended, run.RunData = e.At, d
		st.Run = &run
		if st.Evidence == "" {
			st.Evidence = d.Output().Name
		}
	}
}

// StepTime is how long a step of a host took, to compare another night with.
type StepTime struct {
	Host, Step string
	Took       time.Duration
}

// StepTimes are those of the steps that were done.
func StepTimes(s *State) []StepTime {
	var list []StepTime
	for i := range s.Hosts.Len() {
		steps := s.Plan.Steps(&s.Plan.Hosts[i])
		for j, st := range s.Hosts.At(i).Steps {
			if st.Result == StepOK && j < len(steps) {
				list = append(list, StepTime{s.Hosts.At(i).Name, steps[j].ID, st.Ended.Sub(st.Since)})
			}
		}
	}
	return list
}
