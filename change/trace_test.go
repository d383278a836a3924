package change

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// traceLine writes an event for a story: "23:52:09 reboot.gone B1 since=23:51:08".
func traceLine(p *Plan, e Event) string {
	words := []string{TimeOfDay(p, e.At), string(e.Type)}
	if e.Host != "" {
		words = append(words, e.Host)
	}
	if e.By != "" {
		words = append(words, "by="+e.By)
	}
	return strings.Join(append(words, dataWords(p, e.Data)...), " ")
}

func dataWords(p *Plan, data any) []string {
	var w wordList
	switch d := data.(type) {
	case ResumedData:
		w.instant(p, "unobserved_since", d.Unobserved)
	case ReasonData:
		w.text("incident", d.Incident)
		w.text("wave", d.Wave)
		w.text("accepted", strings.Join(d.Accepted, ","))
		w.text("reason", told(p, d.Reason))
	case WaveData:
		w = append(w, d.Wave)
		w.text("hosts", strings.Join(d.Hosts, ","))
		w.instant(p, "since", d.Since)
		w.instant(p, "until", d.Until)
	case ClosedData:
		w.text("outcome", d.Outcome)
	case GatedData:
		w.text("go", fmt.Sprint(d.Go))
		w.flag("overridden", d.Overridden)
		for _, c := range NoGo(d.Criteria) {
			w.text("failed", string(c.ID))
		}
	case FinishedData:
		w.text("result", d.Result)
	case HandedData:
		w.text("from", d.From)
		w.text("to", d.To)
		w.text("reason", d.Reason)
	case StepData:
		w = append(w, fmt.Sprintf("%d:%s", d.N, d.Step))
		w.text("note", d.Note)
		w.text("evidence", d.Evidence)
	case SignalData:
		w = append(w, d.Check)
		w.instant(p, "after", d.After)
		w.instant(p, "since", d.Since)
		w.text("cause", string(d.Cause))
		w.text("boot", d.Boot)
		w.instant(p, "last", d.Last)
		w.text("name", d.Name)
		w.text("state", d.State)
		if d.Ahead != 0 {
			w.text("ahead", time.Duration(d.Ahead).String())
		}
		if d.Moved != 0 {
			w.text("moved", time.Duration(d.Moved).String())
		}
		w.text("why", told(p, d.Why))
		w.flag("first", d.First)
	case RebootData:
		w.instant(p, "after", d.After)
		w.instant(p, "since", d.Since)
		w.flag("detected", d.Detected)
		w.flag("unplanned", d.Unplanned)
		if d.Bounces > 0 {
			w.text("bounces", fmt.Sprint(d.Bounces))
		}
		if d.Stumbles > 0 {
			w.text("stumbles", fmt.Sprint(d.Stumbles))
		}
		w.flag("same", d.Same)
		w.flag("booted", d.Booted)
		w.flag("lost", d.Lost)
		w.flag("expected", d.Expected)
		w.flag("again", d.Again)
		for _, id := range d.Against {
			w.text("against", string(id))
		}
		w.instant(p, "was", d.Was)
		if d.Took > 0 {
			w.text("took", time.Duration(d.Took).String())
		}
		if d.Most != 0 {
			w.text("most", time.Duration(d.Most).String())
		}
		if d.Moved != 0 {
			w.text("moved", time.Duration(d.Moved).String())
		}
	case ObserverData:
		w.instant(p, "since", d.Since)
		if d.Gap != 0 {
			w.text("gap", time.Duration(d.Gap).String())
		}
	case IncidentData:
		w = append(w, d.ID)
		w.text("hosts", strings.Join(d.Hosts, ","))
		w.text("reason", told(p, d.Reason))
		w.instant(p, "until", d.Until)
	case RungData:
		w = append(w, d.Incident, string(d.Rung))
		w.text("also", kinds(d.Also))
		w.text("reason", string(d.Reason))
		w.instant(p, "due", d.Due)
	case ActionData:
		w = append(w, d.Incident, string(d.Kind))
		w.text("contact", d.Contact)
		w.text("next", d.Next)
		w.text("outcome", told(p, d.Outcome))
		w.instant(p, "again", d.Again)
		w.text("why", string(d.Why))
	case DeviationData:
		w.text("what", d.What)
		w.text("reason", d.Reason)
		w.text("second", d.Second)
		w.instant(p, "at", d.At.Time)
	case RecoveryData:
		w.text("what", d.What)
		w.text("outcome", d.Outcome)
		w.instant(p, "until", d.Until)
	case MovedData:
		w.text("what", d.What)
		w.text("environment", d.Environment)
		w.instant(p, "at", d.At)
		w.instant(p, "was", d.Was)
		w.text("reason", told(p, d.Reason))
	case FailoverData:
		w = append(w, d.Environment)
		w.flag("go", d.Go)
		w.text("outcome", d.Outcome)
		w.text("reason", d.Reason)
	case FailoverStepData:
		w = append(w, d.Environment, fmt.Sprintf("%d:(%s)", d.N, d.Step))
		w.text("note", d.Note)
	case ContactData:
		w = append(w, d.Contact)
	case PrecheckData:
		w = append(w, d.Precheck)
		w.flag("failed", d.Failed)
		w.text("note", d.Note)
	case PilotData:
		w.text("wave", d.Wave)
		w.text("why", told(p, d.Why))
	case RunData:
		w = append(w, fmt.Sprintf("%d:%s", d.N, d.Step))
		w.text("command", strings.Join(d.Command, " "))
		if d.Exit != nil {
			w.text("exit", fmt.Sprint(*d.Exit))
		}
		w.text("fault", told(p, d.Fault))
		w.text("unmet", told(p, d.Unmet))
		w.text("said", d.Said)
	case AcceptedData:
		w.text("reason", d.Reason)
		w.text("second", d.Second)
		w.text("silent", strings.Join(d.Silent, ","))
		w.text("name", d.Name)
		if d.Reboot {
			w.text("took", time.Duration(d.Took).String())
		}
	case DropData:
		w = append(w, d.Check)
		w.text("reason", d.Reason)
		w.text("second", d.Second)
	case UndoneData:
		w = append(w, string(d.Of))
		if d.N > 0 {
			w = append(w, fmt.Sprintf("%d:%s", d.N, d.Step))
		}
		w.instant(p, "marked", d.Marked)
		w.text("marked_by", d.MarkedBy)
	case NoteData:
		w.text("text", told(p, d.Text))
	}
	return w
}

// told is a statement for a story: as it stands, with its instants as people
// read them.
func told(p *Plan, s Statement) string {
	if s.Code == "" {
		return s.Text
	}
	words := []string{string(s.Code)}
	for _, v := range s.Values {
		text := fmt.Sprint(v.Is)
		switch x := v.Is.(type) {
		case time.Time:
			text = TimeOfDay(p, x)
		case Statement:
			text = "(" + told(p, x) + ")"
		case []Statement:
			parts := make([]string, len(x))
			for i := range x {
				parts[i] = told(p, x[i])
			}
			text = "[" + strings.Join(parts, "; ") + "]"
		}
		words = append(words, v.Name+"="+text)
	}
	return strings.Join(words, " ")
}

type wordList []string

func (w *wordList) text(name, value string) {
	if strings.Contains(value, " ") {
		value = "(" + value + ")"
	}
	if value != "" {
		*w = append(*w, name+"="+value)
	}
}

func (w *wordList) flag(name string, on bool) {
	if on {
		*w = append(*w, name)
	}
}

func (w *wordList) instant(p *Plan, name string, at time.Time) {
	if !at.IsZero() {
		*w = append(*w, name+"="+TimeOfDay(p, at))
	}
}

func signalWord(state SignalUp) string {
	return map[SignalUp]string{NeverSeen: "never seen", Up: "up", Down: "down"}[state]
}

// adviceLine writes what is to be done next.
func adviceLine(p *Plan, a Advice) string {
	w := wordList{string(a.Kind)}
	w.text("host", a.Host)
	w.text("whose", a.Whose)
	w.text("incident", a.Incident)
	w.text("action", string(a.Action))
	w.text("environment", a.Environment)
	if a.Kind == AdviseStep {
		step, _ := p.Step(a.Host, a.Step)
		w.text("step", step.ID)
	}
	w.instant(p, "since", a.Since)
	w.instant(p, "until", a.Until)
	w.flag("reboot", a.Reboot)
	w.text("why", told(p, a.Why))
	for _, c := range a.NoGo {
		w.text("failed", string(c.ID))
	}
	return strings.Join(w, " ")
}

// writeStatus writes one line for each host and each incident.
func writeStatus(out io.Writer, s *State, now time.Time) {
	for i := range s.Hosts.Len() {
		h := s.Hosts.At(i)
		w := wordList{h.Name, string(h.Work)}
		for _, sig := range h.Signals {
			w.text(sig.Check, signalWord(sig.State))
		}
		if r := h.Reboot; r != nil {
			w.text("reboot", string(r.Phase))
			w.instant(s.Plan, "since", r.Since)
			w.text("elapsed", r.Elapsed(now).String())
			w.flag("proven", !r.Proven.IsZero())
			if r.Bounces > 0 {
				w.text("bounces", fmt.Sprint(r.Bounces))
			}
		}
		w.text("stranger", h.Stranger)
		w.flag("healthy", h.Healthy())
		fmt.Fprintln(out, strings.Join(w, " "))
	}
	for i := range s.Incidents {
		inc := &s.Incidents[i]
		w := wordList{"incident", inc.ID}
		w.text("hosts", strings.Join(inc.Hosts, ","))
		w.text("pending", kinds(inc.Pending(now)))
		w.text("undone", kinds(inc.Undone()))
		w.text("acked_by", inc.AckedBy)
		w.flag("asks", inc.Asks(now))
		w.instant(s.Plan, "resolved", inc.Resolved)
		fmt.Fprintln(out, strings.Join(w, " "))
	}
	for _, sig := range s.Witnesses {
		fmt.Fprintf(out, "witness %s %s\n", sig.Check, signalWord(sig.State))
	}
	if !s.Blind.IsZero() {
		fmt.Fprintf(out, "WE are blind since %s\n", TimeOfDay(s.Plan, s.Blind))
	}
	if s.Hold != nil {
		fmt.Fprintf(out, "on hold since %s by %s: %s\n", TimeOfDay(s.Plan, s.Hold.Since), s.Hold.By, s.Hold.Reason)
	}
}

// kinds lists the kinds of actions as a story has them.
func kinds(list []ActionKind) string {
	words := make(wordList, len(list))
	for i, kind := range list {
		words[i] = string(kind)
	}
	return strings.Join(words, ",")
}
