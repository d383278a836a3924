package cmd

import (
	"maps"
	"slices"
	"time"

	"tminus/change"
)

// incidentView is an incident, open or resolved, with all its rungs in the order in
// which they came due, and its actions, those that were begun early last.
type incidentView struct {
	ID      string         `json:"id"`
	Hosts   []string       `json:"hosts"`
	Opened  time.Time      `json:"opened"`
	Open    bool           `json:"open"`
	Rungs   []rungView     `json:"rungs"`
	Actions []actionStatus `json:"actions"`
}

// rungView is a rung that has come due, and why: "elapsed" or "deadline".
type rungView struct {
	Rung   change.RungName `json:"rung"`
	At     time.Time       `json:"at"`
	Reason string          `json:"reason"`
}

// actionStatus is an obligation; State is "due" where nobody has acted on it yet.
type actionStatus struct {
	Kind    change.ActionKind `json:"kind"`
	State   string            `json:"state"`
	Owner   string            `json:"owner,omitempty"`
	Outcome string            `json:"outcome,omitempty"`
	// Contact is the key of the person who is called, if it is not the plan's first
	// choice.
	Contact string `json:"contact,omitempty"`
	// Again is when it is due again: a promised call-back, another call, a
	// decision to look at anew. Overdue: that moment has come.
	Again   *time.Time      `json:"again,omitempty"`
	Why     change.AgainWhy `json:"again_why,omitempty"`
	Overdue bool            `json:"overdue,omitempty"`
}

func newActionStatus(inc *change.Incident, kind change.ActionKind, now time.Time) actionStatus {
	a := inc.Actions[kind]
	v := actionStatus{Kind: kind, State: string(a.State), Owner: a.Owner, Outcome: a.Outcome.Text, Contact: a.Contact, Why: a.Why, Overdue: a.Overdue(now)}
	if a.State == change.ActionOpen {
		v.State = "due"
	}
	if again := a.Next(); !again.IsZero() {
		v.Again = &again
	}
	return v
}

func newIncidentView(inc *change.Incident, now time.Time) incidentView {
	v := incidentView{ID: inc.ID, Hosts: inc.Hosts, Opened: inc.Opened, Open: inc.Open(), Rungs: []rungView{}, Actions: []actionStatus{}}
	for _, r := range inc.Rungs {
		v.Rungs = append(v.Rungs, rungView{r.Rung, r.At, string(r.Reason)})
	}
	kinds := inc.Due()
	for _, kind := range slices.Sorted(maps.Keys(inc.Actions)) { // what was done before it was due
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	for _, kind := range kinds {
		v.Actions = append(v.Actions, newActionStatus(inc, kind, now))
	}
	return v
}
