package report

import (
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// timeline is every line of the journal, whatever it holds.
func (t *teller) timeline() section {
	sec := section{ID: "timeline", Title: t.Say("timeline.title"), Paras: []string{t.Say("timeline.intro")}}
	tab := table{Dense: true, Head: t.heads("line", "at", "host", "event", "by")}
	day := t.day(t.begin)
	for _, e := range t.in.Events {
		at := num(t.clock(e.At))
		if d := t.day(e.At); d != day {
			day, at.Sub = d, d
		}
		what := cell{Text: t.event(e), Tone: eventTone(e)}
		tab.Rows = append(tab.Rows, []cell{num(strconv.FormatUint(e.Seq, 10)), at, plain(e.Host), what, plain(e.By)})
	}
	sec.Tables = []table{tab}
	return sec
}

func eventTone(e change.Event) string {
	switch group, _, _ := strings.Cut(string(e.Type), "."); group {
	case "signal":
		return toneMute
	case "deviation", "rung":
		return toneWarn
	case "incident":
		if e.Type == change.IncidentResolved {
			return toneGood
		}
		return toneBad
	}
	return ""
}

// event puts a line of the journal into words. What this version does not know
// is shown as it stands.
func (t *teller) event(e change.Event) string {
	key := "report.event." + string(e.Type)
	if _, known := t.words[key]; !known {
		return change.Clean(string(e.Type) + " " + t.data(e.Data))
	}
	pairs, extra := t.details(e)
	text := t.Say(key, pairs...)
	for _, more := range extra {
		if more = change.Clean(more); more != "" {
			text += " · " + more
		}
	}
	return text
}

// details are the values of an event's template, and what is added behind it.
func (t *teller) details(e change.Event) (pairs, extra []string) {
	switch d := e.Data.(type) {
	case change.OpenedData:
		return []string{"id", d.ID}, nil
	case change.ResumedData:
		return []string{"since", t.clock(d.Unobserved)}, nil
	case change.ReasonData:
		return nil, []string{t.tell(d.Reason)}
	case change.ClosedData:
		return []string{"outcome", t.Or("report.outcome."+d.Outcome, d.Outcome)}, nil
	case change.GatedData:
		return t.gateDetails(d)
	case change.FinishedData:
		return []string{"result", t.Or("result."+d.Result, d.Result)}, nil
	case change.StepData:
		return t.stepDetails(e.Host, d)
	case change.SignalData:
		return []string{"check", d.Check, "since", t.clock(d.Since)}, []string{string(d.Cause), d.Boot, d.Name}
	case change.RebootData:
		return []string{"since", t.clock(d.Since), "took", timer(time.Duration(d.Took)), "n", strconv.Itoa(d.Bounces)}, nil
	case change.ObserverData:
		return []string{"since", t.clock(d.Since), "gap", timer(time.Duration(d.Gap))}, nil
	case change.IncidentData:
		return []string{"id", d.ID, "hosts", strings.Join(d.Hosts, ", ")}, []string{t.tell(d.Reason)}
	case change.RungData:
		return []string{"id", d.Incident, "rung", t.Or("report.action."+d.Rung, d.Rung), "reason", t.Or("reason."+d.Reason, d.Reason)}, nil
	case change.ActionData:
		return []string{"id", d.Incident, "action", t.Or("report.action."+d.Kind, d.Kind)}, []string{t.contact(d.Contact), t.tell(d.Outcome), t.againOf(d)}
	case change.DeviationData:
		if d.Second == "" {
			return []string{"what", d.What, "second", t.Say("deviations.unsigned")}, []string{d.Reason}
		}
		return []string{"what", d.What, "second", d.Second}, []string{d.Reason}
	case change.RecoveryData:
		return []string{"what", d.What}, []string{t.Or("report.outcome."+d.Outcome, d.Outcome)}
	case change.NoteData:
		return []string{"text", t.tell(d.Text)}, nil
	}
	return t.moreDetails(e)
}

// moreDetails are those of deadlines, failover and preparation.
func (t *teller) moreDetails(e change.Event) (pairs, extra []string) {
	switch d := e.Data.(type) {
	case change.MovedData:
		about := t.Say("report.event.deadline."+d.What, "of", d.Deadline+d.Environment+e.Host)
		return []string{"about", about, "at", t.clock(d.At), "was", t.clock(d.Was)}, []string{t.tell(d.Reason)}
	case change.SwitchData:
		verdict := t.Say("report.gate.nogo")
		if d.Go {
			verdict = t.Say("report.gate.go")
		}
		return []string{"env", d.Environment, "standby", d.Standby, "verdict", verdict, "outcome", t.Or("report.outcome."+d.Outcome, d.Outcome)}, []string{d.Reason}
	case change.SwitchStepData:
		return []string{"env", d.Environment, "n", strconv.Itoa(d.N), "step", d.Step}, []string{d.Note}
	case change.ContactData:
		return []string{"who", dash(t.contact(d.Contact))}, []string{d.Note}
	case change.PrecheckData:
		word := t.Say("report.event.precheck.ok")
		if d.Failed {
			word = t.Say("report.event.precheck.failed")
		}
		return []string{"what", d.Precheck, "result", word}, []string{d.Note}
	case change.RunData:
		exit := "–"
		if d.Exit != nil {
			exit = strconv.Itoa(*d.Exit)
		}
		return []string{"n", strconv.Itoa(d.N), "step", d.Step, "exit", exit, "took", timer(time.Duration(d.Took))},
			[]string{strings.Join(d.Command, " "), d.Fault, d.Output().Name}
	case change.PlanData:
		return nil, t.speaker().SayAll(d.Differences)
	}
	return nil, []string{t.data(e.Data)}
}

func (t *teller) gateDetails(d change.GatedData) (pairs, extra []string) {
	word := "report.gate.go"
	switch {
	case d.Overridden:
		word = "report.gate.overridden"
	case !d.Go:
		word = "report.gate.nogo"
	}
	return []string{"verdict", t.Say(word)}, t.speaker().SayAll(change.Reasons(change.NoGo(d.Criteria)))
}

func (t *teller) stepDetails(host string, d change.StepData) (pairs, extra []string) {
	title := t.stepTitle(host, d.N, d.Step)
	extra = []string{d.Note, d.Evidence}
	for _, f := range d.Files {
		extra = append(extra, f.Name)
	}
	return []string{"n", strconv.Itoa(d.N), "step", title}, extra
}

// againOf says when an obligation is due again, and why; empty if it is not.
func (t *teller) againOf(d change.ActionData) string {
	if d.Again.IsZero() {
		return ""
	}
	return t.Say("again."+d.Why, "at", t.clock(d.Again))
}
