package change

import (
	"slices"
	"strings"
	"time"
)

// The types of events about prechecks that the cockpit itself carries out.
const (
	// PrecheckAsked: somebody is at the gate of a host and wants them carried out.
	PrecheckAsked Type = "precheck.asked"
	// PrecheckStarted is written before anything runs. Both it and PrecheckEnded
	// have a RunData, whose step is the precheck and whose N its place in the plan.
	PrecheckStarted Type = "precheck.started"
	PrecheckEnded   Type = "precheck.ended"
)

// The bounds of prechecks that are carried out.
const (
	// DefaultPrecheckTimeout is how long one may take, unless the plan says otherwise.
	DefaultPrecheckTimeout = time.Minute
	// PrecheckFresh is how long what one found holds: after that it is found anew.
	PrecheckFresh = 10 * time.Minute
	// askHolds is how long a wish to have them carried out waits for whoever does.
	askHolds = 2 * time.Minute
	// SaidLength is how many characters of an output are quoted in the journal.
	SaidLength = 200
)

// The commands about prechecks that the cockpit carries out.
type (
	// AskPrechecks asks that the prechecks of a host be carried out now.
	AskPrechecks struct{ By, Host string }
	// StartPrecheck asks whether the precheck at a place of the plan, from 1, may be
	// carried out here. It is done in the name of whoever asked.
	StartPrecheck struct {
		Host string
		N    int
	}
	// EndPrecheck tells what came of it.
	EndPrecheck struct {
		Host string
		RunData
	}
)

func (AskPrechecks) command()  {}
func (StartPrecheck) command() {}
func (EndPrecheck) command()   {}

// precheckCriterion names the criterion that is a precheck of its own.
const precheckCriterion = "precheck:"

// PrecheckCriterion is the criterion of a precheck that the cockpit carries out.
func PrecheckCriterion(id string) CriterionID { return CriterionID(precheckCriterion + id) }

// precheck is the precheck whose criterion it is.
func (id CriterionID) precheck() (string, bool) {
	return strings.CutPrefix(string(id), precheckCriterion)
}

// lost reports whether nobody can tell how a run ended: the process that had the
// watch died meanwhile, or it is long past the time that it may take.
func (s *State) lost(r *RunState, limit time.Duration, now time.Time) bool {
	return r.Ended.IsZero() && (r.Started.Before(s.Process) || now.Sub(r.Started) > limit+time.Minute)
}

// gateRuns has a criterion for each precheck that the cockpit carries out.
func gateRuns(s *State, h *HostState, now time.Time) []Criterion {
	var list []Criterion
	for i, p := range s.Plan.Prechecks {
		if p.Run == RunLocal {
			c := Criterion{ID: PrecheckCriterion(p.ID)}
			c.Go, c.Why = s.precheckFound(h, i, now)
			list = append(list, c)
		}
	}
	return list
}

// precheckFound is what the precheck at a place of the plan found on a host, and
// whether that lets it start.
func (s *State) precheckFound(h *HostState, i int, now time.Time) (bool, Statement) {
	r, id := h.CheckedAt(i).Run, s.Plan.Prechecks[i].ID
	switch {
	case r == nil:
		return false, Stated(GatePrecheckNot, "id", id)
	case s.lost(r, s.Plan.Prechecks[i].Timeout, now):
		return false, Stated(GatePrecheckLost, "id", id, "since", r.Started)
	case r.Ended.IsZero():
		return false, Stated(GatePrecheckRuns, "id", id, "since", r.Started)
	case r.Fault.Said():
		return false, Stated(GatePrecheckFault, "id", id, "at", r.Ended, "why", r.Fault, "given", r.Said)
	case r.Unmet.Said():
		return false, Stated(GatePrecheckUnmet, "id", id, "at", r.Ended, "why", r.Unmet, "given", r.Said)
	case now.Sub(r.Ended) > PrecheckFresh:
		return false, Stated(GatePrecheckOld, "id", id, "at", r.Ended)
	}
	return true, Stated(GatePrecheckMet, "id", id, "at", r.Ended)
}

// precheckDue reports whether a precheck waits to be carried out: somebody has
// asked for it since it was begun last, and what it found does not hold.
func (s *State) precheckDue(h *HostState, i int, now time.Time) bool {
	p := s.Plan.Prechecks[i]
	if p.Run != RunLocal || h.Work != Waiting || h.Asked.Before(s.Process) || now.Sub(h.Asked) > askHolds {
		return false
	}
	if r := h.CheckedAt(i).Run; r != nil && (r.Ended.IsZero() && !s.lost(r, p.Timeout, now) || !r.Started.Before(h.Asked)) {
		return false
	}
	held, _ := s.precheckFound(h, i, now)
	return !held
}

// PrechecksDue lists, for whoever carries them out, the first precheck of each host
// that waits for that and for which none runs: they are done one after the other.
func (s *State) PrechecksDue(now time.Time) []StartPrecheck {
	if !s.Open() {
		return nil
	}
	var list []StartPrecheck
	for _, h := range s.Hosts.All() {
		if h.Asked.IsZero() || h.Work != Waiting || s.prechecking(h, now) {
			continue
		}
		for n := range s.Plan.Prechecks {
			if s.precheckDue(h, n, now) {
				list = append(list, StartPrecheck{Host: h.Name, N: n + 1})
				break
			}
		}
	}
	return list
}

// prechecking reports whether a precheck of the host is being carried out.
func (s *State) prechecking(h *HostState, now time.Time) bool {
	for i, seen := range h.Checked {
		if i < len(s.Plan.Prechecks) && seen.Run != nil && seen.Run.Ended.IsZero() && !s.lost(seen.Run, s.Plan.Prechecks[i].Timeout, now) {
			return true
		}
	}
	return false
}

// wantsPrechecks reports whether to ask for the prechecks of a host would have any
// carried out.
func (s *State) wantsPrechecks(h *HostState, now time.Time) bool {
	for i, p := range s.Plan.Prechecks {
		if p.Run != RunLocal {
			continue
		}
		if held, _ := s.precheckFound(h, i, now); !held && !s.prechecking(h, now) {
			return true
		}
	}
	return false
}

// WantsPrechecks is the same of the named host, for faces that offer to ask.
func (s *State) WantsPrechecks(host string, now time.Time) bool {
	h := s.Host(host)
	return h != nil && s.Open() && h.Work == Waiting && s.wantsPrechecks(h, now)
}

// onlyPrechecks reports whether nothing stands against a start but prechecks that the
// cockpit carries out.
func onlyPrechecks(failed []Criterion) bool {
	return !slices.ContainsFunc(failed, func(c Criterion) bool { _, is := c.ID.precheck(); return !is })
}

func (d *decider) askPrechecks(c AskPrechecks, h *HostState) error {
	if h.Work != Waiting {
		return refuse(Stated(RefusePrechecks, "host", h.Name, "work", h.Work), Statement{})
	}
	if !d.s.wantsPrechecks(h, d.now) {
		return refuse(Stated(RefuseNoneToRun, "host", h.Name), Statement{})
	}
	d.add(PrecheckAsked, h.Name, Clean(c.By), nil)
	return nil
}

func (d *decider) startPrecheck(c StartPrecheck, h *HostState) error {
	if c.N < 1 || c.N > len(d.s.Plan.Prechecks) || !d.s.precheckDue(h, c.N-1, d.now) || d.s.prechecking(h, d.now) {
		return refuse(Stated(RefuseNoneToRun, "host", h.Name), Statement{})
	}
	p := d.s.Plan.Prechecks[c.N-1]
	argv, err := d.s.Planned(h.Name).Argv(Step{Command: p.Command})
	if err != nil {
		return err
	}
	d.add(PrecheckStarted, h.Name, h.AskedBy, RunData{Step: p.ID, N: c.N, Command: valid(argv)})
	return nil
}

// endPrecheck takes what was found whatever became of the host meanwhile.
func (d *decider) endPrecheck(c EndPrecheck, h *HostState) error {
	run := h.CheckedAt(c.N - 1).Run
	if c.N < 1 || run == nil || !run.Ended.IsZero() {
		return invalid(InvalidRun, "n", c.N, "host", h.Name)
	}
	c.Command = nil // precheck.started has it
	c.Said = Clean(c.Said)
	d.add(PrecheckEnded, h.Name, run.By, c.RunData)
	return nil
}

func (h *HostState) applyPrecheckRun(e Event, d RunData, p *Plan) {
	if d.N < 1 || d.N > len(p.Prechecks) {
		return
	}
	checked := make([]CheckedState, len(p.Prechecks))
	copy(checked, h.Checked)
	switch c := &checked[d.N-1]; {
	case e.Type == PrecheckStarted:
		*c = CheckedState{Run: &RunState{Started: e.At, By: e.By, RunData: d}}
	case c.Run != nil:
		run := *c.Run
		d.Command, d.Shell = run.Command, run.Shell
		run.Ended, run.RunData = e.At, d
		*c = CheckedState{At: ClockTime{e.At}, By: run.By, Failed: d.Fault.Said() || d.Unmet.Said(), Note: d.Said, Run: &run}
	}
	h.Checked = checked
}

// LastLine is the line of an output that is quoted in the journal, clean: the last
// that says something.
func LastLine(output string) string {
	lines := strings.Split(output, "\n")
	for _, line := range slices.Backward(lines[max(0, len(lines)-100):]) {
		line = strings.TrimRight(line, "\r")
		if said := []rune(Clean(line[strings.LastIndexByte(line, '\r')+1:])); len(said) > 0 {
			return string(said[:min(len(said), SaidLength)])
		}
	}
	return ""
}
