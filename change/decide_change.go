package change

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (d *decider) hold(c HoldChange) error {
	if err := named(c.By); err != nil {
		return err
	}
	if d.s.Hold != nil {
		return &Refusal{Why: fmt.Sprintf("on hold already since %s by %s", d.s.clock(d.s.Hold.Since), d.s.Hold.By)}
	}
	reason := Clean(c.Reason)
	if reason == "" {
		return &Invalid{"why hold? give a reason (--reason TEXT)"}
	}
	d.add(ChangeHeld, "", Clean(c.By), ReasonData{Reason: reason})
	return nil
}

func (d *decider) release(c Release) error {
	if err := named(c.By); err != nil {
		return err
	}
	if d.s.Hold == nil {
		return &Refusal{Why: "there is no hold to lift"}
	}
	reason := Clean(c.Reason)
	if reason == "" {
		return &Invalid{"why resume? give a reason (--reason TEXT)"}
	}
	d.add(ChangeReleased, "", Clean(c.By), ReasonData{Reason: reason})
	return nil
}

// incident finds the open incident of an act. Its environment may stand for
// its id where that has only one open incident.
func (d *decider) incident(id string) (*Incident, error) {
	inc := d.s.Incident(id)
	if inc == nil {
		inc = d.s.OpenIncident(id)
	}
	if inc == nil {
		var ids []string
		for _, i := range d.s.Incidents {
			ids = append(ids, i.ID)
		}
		known := "there is none"
		if len(ids) > 0 {
			known = "there is " + strings.Join(ids, ", ")
		}
		return nil, &Invalid{fmt.Sprintf("no incident %q: %s", Clean(id), known)}
	}
	return inc, nil
}

func (d *decider) ack(c Ack) error {
	if err := named(c.By); err != nil {
		return err
	}
	inc, err := d.incident(c.Incident)
	if err != nil {
		return err
	}
	if !inc.Open() {
		return &Refusal{Why: fmt.Sprintf("%s was resolved at %s", inc.ID, d.s.clock(inc.Resolved))}
	}
	d.add(IncidentAcked, "", Clean(c.By), IncidentData{ID: inc.ID, Hosts: inc.Hosts, Until: d.now.Add(AckLease)})
	return nil
}

func (d *decider) act(c Act) error {
	if err := named(c.By); err != nil {
		return err
	}
	inc, err := d.incident(c.Incident)
	if err != nil {
		return err
	}
	rung, ok := d.s.Plan.ActionRung(inc, c.Kind)
	if !ok {
		kinds := slices.Sorted(maps.Keys(d.s.Plan.actionsOf(inc)))
		return &Invalid{fmt.Sprintf("no action %q: %s has %s", Clean(c.Kind), inc.ID, strings.Join(kinds, ", "))}
	}
	types := map[ActionState]Type{
		ActionIsTaken: ActionTaken, ActionIsReached: ActionReached,
		ActionIsUnanswered: ActionNoAnswer, ActionIsDone: ActionDone,
	}
	t, ok := types[c.State]
	if !ok {
		return &Invalid{fmt.Sprintf("an action is taken, reached, no-answer or done, not %q", Clean(string(c.State)))}
	}
	d.add(t, "", Clean(c.By), ActionData{Incident: inc.ID, Kind: c.Kind, Contact: rung.Contact, Outcome: Clean(c.Outcome)})
	if c.Kind == RungStop && c.State == ActionIsDone && d.s.Hold == nil {
		reason := fmt.Sprintf("%s: %s not back", inc.ID, strings.Join(inc.Hosts, ", "))
		d.add(ChangeHeld, "", Clean(c.By), ReasonData{Reason: reason, Incident: inc.ID})
	}
	return nil
}

func (d *decider) deviate(c Deviate) error {
	if err := named(c.By); err != nil {
		return err
	}
	data := DeviationData{What: Clean(c.What), Reason: Clean(c.Reason), Second: Clean(c.Second)}
	switch {
	case data.What == "":
		return &Invalid{"what departs from the plan? (--what TEXT)"}
	case data.Reason == "":
		return &Invalid{"why? a deviation needs a reason (--reason TEXT)"}
	case data.Second == "":
		return &Invalid{"who else answers for it? a deviation needs a second name (--second NAME)"}
	case strings.EqualFold(data.Second, Clean(c.By)):
		return &Invalid{"the second name must be another person's"}
	}
	if host, isStart := strings.CutPrefix(data.What, startDeviation); isStart && d.s.Host(host) == nil {
		return &Invalid{fmt.Sprintf("no host %q in the plan: a start is named as in %q", host, StartDeviation(d.s.Plan.Order[0]))}
	}
	d.add(DeviationRecorded, "", Clean(c.By), data)
	return nil
}

func (d *decider) note(c AddNote) error {
	if err := named(c.By); err != nil {
		return err
	}
	text := Clean(c.Text)
	if text == "" {
		return &Invalid{"the note is empty"}
	}
	d.add(NoteAdded, "", Clean(c.By), NoteData{Text: text})
	return nil
}

func (d *decider) close(c Close) error {
	if err := named(c.By); err != nil {
		return err
	}
	if !slices.Contains([]string{"ok", "partial", "rolled-back"}, c.Outcome) {
		return &Invalid{fmt.Sprintf("a change closes ok, partial or rolled-back, not %q", Clean(c.Outcome))}
	}
	for _, h := range d.s.Hosts {
		if h.Work == Started {
			return &Refusal{Why: h.Name + " is being worked on", Try: "finish it first (ok, failed or rolled-back)"}
		}
	}
	if c.Outcome == "ok" {
		for _, inc := range d.s.Incidents {
			if inc.Open() {
				return &Refusal{Why: fmt.Sprintf("incident %s is open", inc.ID), Try: "close it as partial or rolled-back"}
			}
		}
		for _, h := range d.s.Hosts {
			if h.Work != FinishedOK {
				return &Refusal{Why: fmt.Sprintf("%s is %s", h.Name, h.Work.words()), Try: "close it as partial or rolled-back"}
			}
		}
	}
	d.add(ChangeClosed, "", Clean(c.By), ClosedData{Outcome: c.Outcome})
	return nil
}

// ActionRung finds the rung that raises a kind of action in an incident.
func (p *Plan) ActionRung(inc *Incident, kind string) (Rung, bool) {
	r, ok := p.actionsOf(inc)[kind]
	return r, ok && kind != ""
}

// actionsOf gathers the rungs with an action of all hosts of an incident.
func (p *Plan) actionsOf(inc *Incident) map[string]Rung {
	kinds := map[string]Rung{}
	for _, name := range inc.Hosts {
		h := p.Host(name)
		if h == nil {
			continue
		}
		for _, r := range h.Ladder {
			if _, known := kinds[r.Action]; r.Action != "" && !known {
				kinds[r.Action] = r
			}
		}
	}
	for _, due := range inc.Rungs { // those beside the ladder
		if r, ok := alarmRung(due.Rung); ok {
			kinds[r.Action] = r
		}
	}
	return kinds
}
