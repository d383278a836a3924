package change

import (
	"iter"
	"slices"
	"time"
)

// Step is one line of the runbook.
type Step struct {
	ID, Title, Command, Expect, Evidence, Rollback string
	// EvidenceRequired: the step cannot be marked done without evidence.
	EvidenceRequired bool
	// Reboot marks the step that restarts the host.
	Reboot bool
	// Only says for which hosts the step is; its zero value means all.
	Only Only
	// Run is RunLocal where the cockpit may carry out the command, and empty
	// where people do; Timeout is how long it may take then, and Shell whether a
	// shell reads it.
	Run     string
	Timeout time.Duration
	Shell   bool
	// Auto: the autopilot carries it out, once it is engaged. Exit are the exit codes
	// that mean success, none: 0; Expect is then what the output must hold.
	Auto bool
	Exit []int
	// Takes is how long the step takes when it goes well, without the reboot
	// itself; 0 where the plan does not say.
	Takes time.Duration
}

// RunLocal marks a step that can be carried out on the cockpit's own machine.
const RunLocal = "local"

// Only restricts a step to some hosts: to those that meet all of it that is given.
type Only struct {
	Hosts                  []string
	Environment, Model, OS string
}

// Meets reports whether a step with this restriction is for the host.
func (o Only) Meets(h *Host) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	return (len(o.Hosts) == 0 || slices.Contains(o.Hosts, h.Name)) &&
		is(o.Environment, h.Environment) && is(o.Model, h.Model) && is(o.OS, h.OS)
}

// Runbook is the list of all steps, of all hosts. No number leads into it: the
// numbers of the journal, the screen and the State are places in a host's own
// runbook, and those of two hosts differ. See Plan.Steps and Plan.Step.
type Runbook struct{ steps []Step }

// NewRunbook makes a runbook of its steps.
func NewRunbook(steps ...Step) Runbook { return Runbook{slices.Clone(steps)} }

// All are the steps in the order of the plan, whosever they are.
func (r Runbook) All() iter.Seq[Step] { return slices.Values(r.steps) }

// Len is how many steps there are, of all hosts together.
func (r Runbook) Len() int { return len(r.steps) }

// Steps is the host's own runbook: the steps of the plan that are for it.
func (p *Plan) Steps(h *Host) []Step {
	var own []Step
	for i := range p.Runbook.steps {
		if p.Runbook.steps[i].Only.Meets(h) {
			own = append(own, p.Runbook.steps[i])
		}
	}
	return own
}

// StepsOf are the Steps of the named host, none if there is no such host.
func (p *Plan) StepsOf(name string) []Step {
	if h := p.Host(name); h != nil {
		return p.Steps(h)
	}
	return nil
}

// Step is the step at a place of the named host's own runbook, counted from 0
// as HostState.Current counts; false if it has none there.
func (p *Plan) Step(host string, place int) (Step, bool) {
	if steps := p.StepsOf(host); place >= 0 && place < len(steps) {
		return steps[place], true
	}
	return Step{}, false
}
