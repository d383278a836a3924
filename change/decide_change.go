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
		return refuse(Both("on hold already since %s by %s", "%[2]s 已于 %[1]s 暂停", d.s.clock(d.s.Hold.Since), d.s.Hold.By), Text{})
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
		return refuse(Both("there is no hold to lift", "没有可解除的暂停"), Text{})
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
		return refuse(Both("%s was resolved at %s", "%s 已于 %s 解决", inc.ID, d.s.clock(inc.Resolved)), Text{})
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
			return refuse(h.is(), Both("finish it first (ok, failed or rolled-back)", "先结束它（完成、失败或回退）"))
		}
	}
	if w := d.s.Switching(); w != nil {
		return refuse(underWay(w.Environment), Both("end it first (done or aborted)", "先结束切换（完成或中止）"))
	}
	if c.Outcome == "ok" {
		if open := d.s.Unsigned(); len(open) > 0 {
			return refuse(Both("the deviation %q has no second name", "偏离 %q 缺第二签名", open[0].What), Both("sign it: deviate --what %q", "请补签：%q", open[0].What))
		}
		for _, inc := range d.s.Incidents {
			if inc.Open() {
				return refuse(Both("incident %s is open", "事件 %s 仍未解决", inc.ID), closeAsPartial())
			}
		}
		for _, h := range d.s.Hosts {
			if h.Work != FinishedOK {
				return refuse(h.is(), closeAsPartial())
			}
		}
	}
	d.add(ChangeClosed, "", Clean(c.By), ClosedData{Outcome: c.Outcome})
	return nil
}

func closeAsPartial() Text {
	return Both("close it as partial or rolled-back", "以部分完成或回退关闭")
}
