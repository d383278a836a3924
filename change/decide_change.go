package change

import (
	"fmt"
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
	if w := d.s.Switching(); w != nil {
		return &Refusal{Why: fmt.Sprintf("the failover of %s is under way", w.Environment), Try: "end it first (done or aborted)"}
	}
	if c.Outcome == "ok" {
		if open := d.s.Unsigned(); len(open) > 0 {
			return &Refusal{Why: fmt.Sprintf("the deviation %q has no second name", open[0].What), Try: fmt.Sprintf("sign it: deviate --what %q", open[0].What)}
		}
		for _, inc := range d.s.Incidents {
			if inc.Open() {
				return &Refusal{Why: fmt.Sprintf("incident %s is open", inc.ID), Try: "close it as partial or rolled-back"}
			}
		}
		for _, h := range d.s.Hosts {
			if h.Work != FinishedOK {
				return &Refusal{Why: h.is().EN, Try: "close it as partial or rolled-back"}
			}
		}
	}
	d.add(ChangeClosed, "", Clean(c.By), ClosedData{Outcome: c.Outcome})
	return nil
}
