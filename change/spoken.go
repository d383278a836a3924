package change

import "slices"

// Spoken is the event with the English of each of its statements beside it, as
// it is journaled. What says a statement in English is given: the core speaks
// no language.
func (e Event) Spoken(english func(Statement) string) Event {
	speak := func(s *Statement) {
		if s.Code != "" {
			s.Text = english(*s)
		}
	}
	switch d := e.Data.(type) {
	case ReasonData:
		speak(&d.Reason)
		e.Data = d
	case MovedData:
		speak(&d.Reason)
		e.Data = d
	case IncidentData:
		speak(&d.Reason)
		e.Data = d
	case ActionData:
		speak(&d.Outcome)
		e.Data = d
	case SignalData:
		speak(&d.Why)
		e.Data = d
	case RepairedData:
		speak(&d.Reason)
		e.Data = d
	case RunData:
		speak(&d.Fault)
		speak(&d.Unmet)
		e.Data = d
	case NoteData:
		speak(&d.Text)
		e.Data = d
	case PilotData:
		speak(&d.Why)
		e.Data = d
	default:
		e.Data = spokenLists(e.Data, english, speak)
	}
	return e
}

// spokenLists is the same for data that hold statements in a list.
func spokenLists(data any, english func(Statement) string, speak func(*Statement)) any {
	switch d := data.(type) {
	case PlanData:
		d.Differences = spokenAll(d.Differences, speak)
		speak(&d.Fault)
		return d
	case OpenedData:
		d.Rehearsed = d.Rehearsed.spoken(speak)
		return d
	case ResumedData:
		d.Rehearsed = d.Rehearsed.spoken(speak)
		return d
	case GatedData:
		d.Criteria = slices.Clone(d.Criteria)
		for i := range d.Criteria {
			c := &d.Criteria[i]
			c.Name = english(c.Title())
			speak(&c.Why)
		}
		return d
	}
	return data
}

func spokenAll(list []Statement, speak func(*Statement)) []Statement {
	list = slices.Clone(list)
	for i := range list {
		speak(&list[i])
	}
	return list
}

func (r *RehearsalData) spoken(speak func(*Statement)) *RehearsalData {
	if r == nil {
		return nil
	}
	told := *r
	told.Differences = spokenAll(r.Differences, speak)
	return &told
}
