package wording

import (
	"strconv"
	"time"

	"tminus/change"
)

// decided are the values of events about incidents, and about what people do
// and decide.
func (s Speaker) decided(st *change.State, e change.Event) (values, string) {
	switch d := e.Data.(type) {
	case change.IncidentData:
		return s.incident(st, e, d)
	case change.RungData:
		return values{"id": d.Incident, "what": s.raised(d), "reason": s.catalog.Or("due."+string(d.Reason), string(d.Reason))}, ""
	case change.ActionData:
		return s.acted(st, e, d)
	case change.DeviationData:
		return values{"what": d.What, "reason": d.Reason, "second": d.Second}, ending(d.Second == "", ".unsigned")
	case change.RecoveryData:
		return values{"what": d.What, "outcome": s.catalog.Outcome(d.Outcome), "until": d.Until}, ""
	case change.NoteData:
		return values{"text": d.Text}, ""
	case change.MovedData:
		return values{"about": s.limit(st.Plan, e.Host, d), "at": d.At, "was": d.Was, "reason": d.Reason}, ""
	case change.FailoverData:
		v := values{"env": d.Environment, "standby": d.Standby, "reason": d.Reason}
		if e.Type == change.FailoverEnded {
			return v, "." + d.Outcome
		}
		return v, ending(!d.Go, ".nogo")
	case change.FailoverStepData:
		return values{"env": d.Environment, "n": d.N, "step": d.Step, "note": d.Note}, ""
	case change.ContactData:
		return values{"who": s.confirmed(st.Plan, d), "note": d.Note}, ""
	case change.PrecheckData:
		return values{"precheck": d.Precheck, "note": d.Note}, ending(d.Failed, ".failed")
	case change.FaceData:
		return values{"fault": d.Fault, "where": d.Where}, ""
	case change.WaveData:
		return values{"wave": d.Wave, "all": d.All, "hosts": d.Hosts, "allowed": d.Allowed, "since": d.Since, "until": d.Until}, ""
	case change.PlanData:
		return s.planFile(st.Plan, d)
	}
	return s.corrected(st, e)
}

// corrected are the values of events by which people add and take away, hand over and
// take back.
func (s Speaker) corrected(st *change.State, e change.Event) (values, string) {
	switch d := e.Data.(type) {
	case change.AddedData:
		ports := make([]string, len(d.TCP))
		for i, port := range d.TCP {
			ports[i] = strconv.Itoa(port)
		}
		return values{"address": d.Address, "ports": ports}, ""
	case change.RemovedData:
		return values{"reason": d.Reason}, ""
	case change.AcceptedData:
		return s.accepted(d), ""
	case change.DropData:
		return values{"check": s.catalog.Check(d.Check), "reason": d.Reason, "second": d.Second}, ""
	case change.UndoneData:
		return s.undone(st, e, d)
	case change.HandedData:
		return values{"from": d.From, "to": d.To, "reason": d.Reason}, ending(change.SamePerson(e.By, d.To), ".taken")
	}
	return values{"data": s.Data(e.Data)}, ""
}

func (s Speaker) accepted(d change.AcceptedData) values {
	v := values{"reason": d.Reason, "second": d.Second, "name": d.Name}
	silent := make([]string, len(d.Silent))
	for i, check := range d.Silent {
		silent[i] = s.catalog.Check(check)
	}
	if v["silent"] = silent; d.Reboot {
		v["took"] = time.Duration(d.Took)
	}
	return v
}

// undone says what was taken back, and whose mark it was.
func (s Speaker) undone(st *change.State, e change.Event, d change.UndoneData) (values, string) {
	v := values{"n": d.N, "step": StepTitle(st.Plan, e.Host, d.N, d.Step), "at": d.Marked, "by": d.MarkedBy}
	switch d.Of {
	case change.HostStarted:
		return v, ".start"
	case change.HostFinished:
		return v, ".finish"
	}
	return v, ""
}

func ending(is bool, variant string) string {
	if is {
		return variant
	}
	return ""
}

// raised is what a rung asks for; its name where it asks for nothing.
func (s Speaker) raised(d change.RungData) string {
	var asked []string
	for _, kind := range (change.RungState{RungData: d}).Raises() {
		asked = append(asked, s.catalog.Action(kind))
	}
	if len(asked) == 0 {
		return s.catalog.Rung(d.Rung)
	}
	return s.catalog.Also(asked)
}

// acted tells of an obligation: what became of it, who was called, and when it
// is due again, which is named by its why.
func (s Speaker) acted(st *change.State, e change.Event, d change.ActionData) (values, string) {
	v := values{"id": d.Incident, "action": s.catalog.Action(d.Kind), "who": s.catalog.Contact(st.Plan, d.Contact), "outcome": d.Outcome, "next": s.catalog.Contact(st.Plan, d.Next)}
	if d.Why != "" {
		v[string(d.Why)] = d.Again
	}
	if e.Type == change.ActionDone && e.By == "" {
		return v, ".over"
	}
	return v, ""
}

// confirmed is the contact who was confirmed to be reachable: the plan may have
// somebody else under that key by now.
func (s Speaker) confirmed(p *change.Plan, d change.ContactData) string {
	if d.Name != "" && d.Name != p.Contacts[d.Contact].Name {
		return change.Clean(d.Name)
	}
	return s.catalog.Contact(p, d.Contact)
}

// limit names the moment that was moved.
func (s Speaker) limit(p *change.Plan, host string, d change.MovedData) string {
	switch {
	case host != "":
		return s.catalog.Say("limit.start", "host", host, "other", "")
	case d.Deadline != "":
		return s.catalog.Say("limit.deadline", "deadline", d.Deadline)
	}
	return s.catalog.Say("limit.failover", "env", d.Environment, "standby", p.Environment(d.Environment).Standby)
}

func (s Speaker) planFile(p *change.Plan, d change.PlanData) (values, string) {
	switch {
	case d.Fault.Said():
		return values{"why": d.Fault}, ".fault"
	case d.Digest == p.Digest:
		return values{}, ".same"
	}
	return values{"what": s.Differences(d.Differences)}, ""
}

// Differences are those of a plan from another, as one text; without any, only
// the layout differs.
func (s Speaker) Differences(list []change.Statement) string {
	if len(list) == 0 {
		return s.catalog.Say("sealed.layout")
	}
	return s.catalog.Also(s.SayAll(list))
}

// incident tells what became of an incident.
func (s Speaker) incident(st *change.State, e change.Event, d change.IncidentData) (values, string) {
	inc := st.Incident(d.ID)
	v := values{"id": d.ID, "hosts": d.Hosts, "reason": d.Reason, "until": d.Until, "env": d.Environment}
	switch {
	case e.Type == change.IncidentOpened && d.Reason.Code == change.AsksOutage:
		return v, ".outage"
	case inc != nil && inc.OfWindow() && (e.Type == change.IncidentOpened || e.Type == change.IncidentResolved):
		return v, ".window"
	}
	return v, ""
}
