package change

import (
	"slices"
	"time"
)

func (d *decider) hold(c HoldChange) error {
	if err := named(c.By); err != nil {
		return err
	}
	if d.s.Hold != nil {
		return refuse(Stated(RefuseHeld, "since", d.s.Hold.Since, "by", d.s.Hold.By), Statement{})
	}
	reason := Clean(c.Reason)
	if reason == "" {
		return invalid(InvalidHold)
	}
	d.add(ChangeHeld, "", Clean(c.By), ReasonData{Reason: Own(reason)})
	return nil
}

func (d *decider) release(c Release) error {
	if err := named(c.By); err != nil {
		return err
	}
	if d.s.Hold == nil {
		return refuse(Stated(RefuseNotHeld), Statement{})
	}
	reason := Clean(c.Reason)
	if reason == "" {
		return invalid(InvalidResume)
	}
	d.add(ChangeReleased, "", Clean(c.By), ReasonData{Reason: Own(reason), Accepted: d.s.unaccepted(d.now)})
	return nil
}

// openWave: the first host that is started opens its wave.
func (d *decider) openWave(host, by string) {
	i := d.s.Plan.WaveOf(host)
	if !d.s.Plan.InWaves() || i < 0 || !d.s.Waves[i].Opened.IsZero() {
		return
	}
	w := &d.s.Plan.Waves[i]
	d.add(WaveOpened, "", by, WaveData{Wave: w.Name, N: i + 1, All: len(w.Hosts)})
}

// unaccepted are the hosts that are told to have used up the budget of their wave, count
// as failed even now, and for whom nobody has answered: whoever lifts the hold does.
func (s *State) unaccepted(now time.Time) []string {
	var hosts []string
	for i := range s.Waves {
		w := &s.Waves[i]
		if len(w.Failed) == 0 {
			continue
		}
		for _, name := range s.Crew(i, now).Failed {
			if slices.Contains(w.Failed, name) && !slices.Contains(w.Accepted, name) {
				hosts = append(hosts, name)
			}
		}
	}
	return hosts
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
		if len(ids) == 0 {
			return nil, invalid(InvalidNoIncident, "given", Clean(id))
		}
		return nil, invalid(InvalidIncident, "given", Clean(id), "known", ids)
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
		return refuse(Stated(RefuseResolved, "incident", inc.ID, "at", inc.Resolved), Statement{})
	}
	if inc.AckedBy != "" && d.now.Before(inc.AckedUntil) && !SamePerson(inc.AckedBy, c.By) {
		return refuse(Stated(RefuseAcked, "incident", inc.ID, "by", inc.AckedBy, "until", inc.AckedUntil), Stated(TryLook))
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
		return invalid(InvalidNote)
	}
	d.add(NoteAdded, "", Clean(c.By), NoteData{Text: Own(text)})
	return nil
}

func (d *decider) close(c Close) error {
	if err := named(c.By); err != nil {
		return err
	}
	if !slices.Contains([]string{"ok", "partial", "rolled-back"}, c.Outcome) {
		return invalid(InvalidClose, "given", Clean(c.Outcome))
	}
	for _, h := range d.s.Hosts.All() {
		if h.Work == Started {
			return refuse(h.is(), Stated(TryFinishFirst)).by(Finish{Host: h.Name, Result: FinishedOK}, Finish{Host: h.Name, Result: Failed})
		}
	}
	if w := d.s.FailoverUnderWay(); w != nil {
		return refuse(underWay(w.Environment), Stated(TryFailoverClose)).by(EndFailover{Environment: w.Environment, Outcome: FailoverAborted})
	}
	if c.Outcome == "rolled-back" {
		if err := d.rolledBack(); err != nil {
			return err
		}
	}
	if c.Outcome == "ok" {
		if open := d.s.Unsigned(); len(open) > 0 {
			return refuse(Stated(RefuseUnsigned, "what", open[0].What), Stated(TrySign, "what", open[0].What)).by(Deviate{What: open[0].What})
		}
		for i := range d.s.Incidents {
			if inc := &d.s.Incidents[i]; inc.Open() {
				return helped(Stated(RefuseIncident, "incident", inc.ID), append(d.waysOut(inc), Close{Outcome: "partial"})...)
			}
		}
		if err := d.unfinished(); err != nil {
			return err
		}
	}
	d.add(ChangeClosed, "", Clean(c.By), ClosedData{Outcome: c.Outcome})
	return nil
}

// unfinished refuses to call a change done whose hosts are not. Where nobody
// starts hosts they need not be finished, but back.
func (d *decider) unfinished() error {
	for i := range d.s.Hosts.Len() {
		switch h := d.s.Hosts.At(i); {
		case d.s.Plan.Ungated && h.Work == Waiting && h.Rebooting():
			return helped(d.s.notBack(h), append(d.waysBack(h), Close{Outcome: "partial"})...)
		case d.s.Plan.Ungated && h.Work == Waiting, h.Work == FinishedOK:
		case h.Work == Waiting:
			return helped(h.is(), Start{Host: h.Name}, Close{Outcome: "partial"})
		default:
			return helped(h.is(), append(undoFinish(h), Close{Outcome: "partial"})...)
		}
	}
	return nil
}

// rolledBack refuses the name of an outcome that is none: a change is rolled
// back when each host that was worked on is.
func (d *decider) rolledBack() error {
	some := false
	for i := range d.s.Hosts.Len() {
		h := d.s.Hosts.At(i)
		if h.Work == FinishedOK || h.Work == Failed {
			return helped(h.is(), append(undoFinish(h), Close{Outcome: "partial"})...)
		}
		some = some || h.Work == RolledBack
	}
	if !some {
		return helped(Stated(RefuseNothingBack), Close{Outcome: "partial"})
	}
	return nil
}
