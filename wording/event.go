package wording

import (
	"slices"
	"strings"
	"time"

	"tminus/change"
)

// Event is what a line of the journal says, the same sentence wherever it is read.
// The state is that of the change, at that instant or later: it knows the plan, and
// what a reboot turned out to be. A line of a type that this version does not know
// is shown as it stands. The sentence names neither the host nor who acted, and is
// safe to show.
func (s Speaker) Event(st *change.State, e change.Event) string {
	base := "event." + string(e.Type)
	v, variant := s.eventValues(st, e)
	for _, key := range []string{base + variant, base} {
		if template, known := s.catalog[key]; known {
			return s.say(template, v)
		}
	}
	return change.Clean(strings.TrimSpace(string(e.Type) + " " + s.Data(e.Data)))
}

// values are what a template is filled with, by the names of its holes.
type values map[string]any

func (s Speaker) say(template string, v values) string {
	return render(template, func(name, form string) (string, bool) {
		return s.value(change.Value{Name: name, Is: v[name]}, form), true
	})
}

// eventValues are the values of an event's template, and the suffix of its key if
// the type alone would say more than is known, or something else.
func (s Speaker) eventValues(st *change.State, e change.Event) (v values, variant string) {
	switch d := e.Data.(type) {
	case change.OpenedData:
		return values{"id": d.ID}, ""
	case change.ResumedData:
		return values{"since": d.Unobserved}, ""
	case change.ReasonData:
		return values{"reason": d.Reason, "accepted": d.Accepted}, ""
	case change.RepairedData:
		return values{"line": d.Line, "why": d.Reason, "saved": d.Saved, "lost": d.Lost, "file": d.File}, ""
	case change.ClosedData:
		return values{"outcome": s.catalog.Outcome(d.Outcome)}, ""
	case change.GatedData:
		return s.gated(d)
	case change.FinishedData:
		return values{"result": s.catalog.Work(change.Work(d.Result))}, ""
	case change.StepData:
		return values{"n": d.N, "step": StepTitle(st.Plan, e.Host, d.N, d.Step), "note": d.Note, "evidence": d.Evidence, "files": fileNames(d.Files)}, ""
	case change.SignalData:
		return s.signal(d)
	case change.RebootData:
		return s.rebooted(st, e, d)
	case change.ObserverData:
		return observed(e, d)
	case change.PilotData:
		return values{"wave": d.Wave, "why": d.Why}, ending(d.Why.Said(), ".itself")
	case change.RunData:
		if e.Type == change.PrecheckStarted || e.Type == change.PrecheckEnded {
			return s.precheckRan(e, d)
		}
		return s.ran(st, e, d)
	}
	return s.decided(st, e)
}

func (s Speaker) gated(d change.GatedData) (values, string) {
	v := values{"why": change.Reasons(change.NoGo(d.Criteria))}
	switch {
	case d.Overridden:
		return v, ".overridden"
	case !d.Go:
		return v, ".nogo"
	}
	return v, ""
}

// signal says what became of a signal, or what it told besides answering.
func (s Speaker) signal(d change.SignalData) (values, string) {
	v := values{
		"check": s.catalog.Check(d.Check), "since": d.Since, "cause": s.catalog.Cause(d.Cause), "boot": d.Boot, "name": d.Name,
		"state": d.State, "why": s.Say(d.Why), "moved": s.moved(d.Moved),
	}
	if !d.After.IsZero() {
		v["since"] = s.say(s.catalog["event.between"], values{"after": d.After, "since": d.Since})
	}
	switch d.Cause {
	case change.CauseUnreadable:
		return v, ".unreadable"
	case change.CauseNotOffered:
		return v, ".notoffered"
	}
	return v, ""
}

// moved says that a boot time differs from the one before; empty if it does not.
func (s Speaker) moved(by change.Duration) string {
	switch d := time.Duration(by); {
	case d > 0:
		return s.say(s.catalog["event.moved.later"], values{"by": d})
	case d < 0:
		return s.say(s.catalog["event.moved.earlier"], values{"by": -d})
	}
	return ""
}

func observed(e change.Event, d change.ObserverData) (values, string) {
	gap := time.Duration(d.Gap)
	v := values{"since": d.Since, "gap": gap.Abs()}
	if gap > 0 {
		v["from"] = d.Since.Add(-gap)
	}
	return v, ending(e.Type == change.ObserverStepped && gap < 0, ".back")
}

// rebooted tells of a reboot. Whether it was proven by then, and whether anybody
// knows why a host was away, is taken from the host's reboots, not from the event.
func (s Speaker) rebooted(st *change.State, e change.Event, d change.RebootData) (values, string) {
	r := rebootAt(st.Host(e.Host), e.At)
	v := values{"since": d.Since, "after": d.After, "was": d.Was, "took": time.Duration(d.Took), "n": d.Bounces, "moved": s.moved(d.Moved)}
	if !d.After.IsZero() && !d.Booted { // nobody looked: between the two
		v["since"] = s.say(s.catalog["event.between"], values{"after": d.After, "since": d.Since})
	}
	if d.Most > 0 {
		v["took"] = s.catalog.Bounded(change.AtMost, s.value(change.Value{Name: "took", Is: time.Duration(d.Most)}, ""))
	}
	if r == nil || r.Proven.IsZero() || r.Proven.After(e.At) {
		v["unproven"] = s.catalog.Say("event.unproven")
	}
	switch {
	case e.Type == change.RebootBounced && d.Expected:
		v["cycle"], v["all"], _ = st.Plan.Cycle(e.Host, d)
		return v, ".expected"
	case e.Type == change.RebootSettled && r != nil && r.Unplanned && r.Proven.IsZero(),
		e.Type == change.RebootUnbooted && r != nil && r.Unplanned:
		return v, ".unplanned"
	case e.Type == change.RebootRequested && len(d.Against) > 0:
		v["names"] = criteriaOf(d.Against)
		return v, ".against"
	case e.Type == change.RebootSettled && d.Stumbles > d.Bounces && v["unproven"] != nil:
		return v, ".brief"
	case e.Type == change.RebootStumbled && d.Same:
		return v, ".same"
	case e.Type == change.RebootAnswering && d.Lost:
		return v, ".lost"
	case e.Type == change.RebootRequested && d.Booted && d.Unplanned:
		return v, ".booted.unplanned"
	case e.Type == change.RebootRequested && d.Booted:
		return v, ".booted"
	case e.Type == change.RebootRequested && d.Again:
		return v, ".again"
	case e.Type == change.RebootRequested && d.Unplanned:
		return v, ".unplanned"
	case e.Type == change.RebootRequested && d.Detected:
		return v, ".detected"
	}
	return v, ""
}

// criteriaOf are the titles of criteria.
func criteriaOf(ids []change.CriterionID) []change.Statement {
	titles := make([]change.Statement, len(ids))
	for i, id := range ids {
		titles[i] = change.Criterion{ID: id}.Title()
	}
	return titles
}

// rebootAt is the reboot of a host that an event of that instant is about: the
// latest that had begun.
func rebootAt(h *change.HostState, at time.Time) *change.Reboot {
	if h == nil {
		return nil
	}
	if h.Reboot != nil && !h.Reboot.Requested.After(at) {
		return h.Reboot
	}
	for i := range slices.Backward(h.Reboots) {
		if r := &h.Reboots[i]; !r.Requested.After(at) {
			return r
		}
	}
	return nil
}

func (s Speaker) ran(st *change.State, e change.Event, d change.RunData) (values, string) {
	v := values{
		"n": d.N, "step": StepTitle(st.Plan, e.Host, d.N, d.Step), "command": commandLine(d.Command),
		"took": time.Duration(d.Took), "why": d.Fault, "file": d.Output().Name,
	}
	if d.Exit != nil {
		if v["exit"] = *d.Exit; d.Unmet.Code == change.UnmetText { // else the exit code says it
			v["unmet"] = d.Unmet
		}
		return v, ""
	}
	if e.Type == change.RunEnded {
		return v, ".fault"
	}
	return v, ""
}

// precheckRan tells of a precheck that the cockpit carries out.
func (s Speaker) precheckRan(e change.Event, d change.RunData) (values, string) {
	v := values{
		"precheck": d.Step, "command": commandLine(d.Command), "took": time.Duration(d.Took), "said": d.Said, "file": d.Output().Name, "why": d.Unmet,
	}
	switch {
	case e.Type == change.PrecheckStarted:
		return v, ""
	case d.Fault.Said():
		v["why"] = d.Fault
		return v, ".fault"
	}
	return v, ending(d.Unmet.Said(), ".failed")
}

// commandLine is a program and its arguments.
func commandLine(argv []string) string {
	words := make([]string, len(argv))
	for i, arg := range argv {
		words[i] = arg
		if len(argv) > 1 { // else it is a line that a shell reads
			words[i] = Arg(arg)
		}
	}
	return strings.Join(words, " ")
}

// Arg is an argument of a command, in quotes where it would not read as one word.
func Arg(arg string) string {
	if arg = change.Clean(arg); arg == "" || strings.ContainsAny(arg, " \t") {
		return "'" + arg + "'"
	}
	return arg
}

// StepTitle is the title of the nth step of a host, counted from 1; its id
// where the plan has another step there.
func StepTitle(p *change.Plan, host string, n int, id string) string {
	if step, ok := p.Step(host, n-1); ok && step.ID == id {
		return step.Title
	}
	return id
}

func fileNames(files []change.EvidenceFile) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}
