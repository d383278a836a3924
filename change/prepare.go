package change

import (
	"maps"
	"slices"
	"strings"
)

// Confirmed is who made sure that something holds, and when.
type Confirmed struct {
	At   ClockTime
	By   string
	Note string
}

// CheckedState is what somebody found at a precheck of a host. Its zero value:
// nobody has looked.
type CheckedState struct {
	At     ClockTime
	By     string
	Failed bool
	Note   string
	// Run is how the cockpit carried it out; nil: a person looked. At is zero while
	// it runs, or if its end is not known.
	Run *RunState
}

// toConfirm lists the keys of the contacts that must be confirmed and are not.
func (s *State) toConfirm() []string {
	var keys []string
	for key, c := range s.Plan.Contacts {
		if _, done := s.Confirmed[key]; c.Confirm && !done {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// ToConfirm lists the contacts that somebody must make sure of before a host
// starts, in the order of their keys.
func (s *State) ToConfirm() []Contact {
	var list []Contact
	for _, key := range s.toConfirm() {
		list = append(list, s.Plan.Contacts[key])
	}
	return list
}

func gateContacts(s *State) Criterion {
	c := Criterion{ID: CriterionContacts, Go: true}
	var asked int
	for _, contact := range s.Plan.Contacts {
		if contact.Confirm {
			asked++
		}
	}
	switch missing := s.ToConfirm(); {
	case asked == 0:
		c.Why = Stated(GateContactsUnasked)
	case len(missing) == 0:
		c.Why = Stated(GateContacts, "n", asked)
	default:
		names := make([]string, len(missing))
		for i, m := range missing {
			names[i] = strings.TrimSpace(m.Name + " " + m.Phone)
		}
		c.fail(Stated(GateContactsMissing, "names", names))
	}
	return c
}

func gatePrechecks(s *State, h *HostState) Criterion {
	c := Criterion{ID: CriterionPrechecks, Go: true}
	var open, failed []string
	all := 0
	for i, p := range s.Plan.Prechecks {
		if p.Run == RunLocal { // it is a criterion of its own
			continue
		}
		all++
		switch seen := h.CheckedAt(i); {
		case seen.At.IsZero():
			open = append(open, p.ID)
		case seen.Failed:
			failed = append(failed, p.ID+trailing(seen.Note))
		}
	}
	switch {
	case len(s.Plan.Prechecks) == 0:
		c.Why = Stated(GateNoPrechecks)
	case all == 0:
		c.Why = Stated(GatePrechecksRun)
	case len(failed) > 0:
		c.fail(Stated(GatePrechecksFailed, "names", failed))
	case len(open) > 0:
		c.fail(Stated(GatePrechecksOpen, "names", open))
	default:
		c.Why = Stated(GatePrechecks, "n", all, "all", all)
	}
	return c
}

func trailing(note string) string {
	if note == "" {
		return ""
	}
	return " (" + note + ")"
}

// CheckedAt is what was found at the ith precheck of the plan.
func (h *HostState) CheckedAt(i int) CheckedState {
	if i >= len(h.Checked) {
		return CheckedState{}
	}
	return h.Checked[i]
}

func (d *decider) confirm(c ConfirmContact) error {
	if err := named(c.By); err != nil {
		return err
	}
	contact, known := d.s.Plan.Contacts[c.Contact]
	if !known {
		return invalid(InvalidContact, "given", Clean(c.Contact), "known", slices.Sorted(maps.Keys(d.s.Plan.Contacts)))
	}
	d.add(ContactConfirmed, "", Clean(c.By), ContactData{Contact: c.Contact, Name: Clean(contact.Name), Note: Clean(c.Note)})
	return nil
}

func (d *decider) precheck(c MarkPrecheck, h *HostState) error {
	i := slices.IndexFunc(d.s.Plan.Prechecks, func(p Precheck) bool { return p.ID == c.Precheck })
	if i < 0 {
		var ids []string
		for _, p := range d.s.Plan.Prechecks {
			ids = append(ids, p.ID)
		}
		if len(ids) == 0 {
			return invalid(InvalidNoPrecheck, "given", Clean(c.Precheck))
		}
		return invalid(InvalidPrecheck, "given", Clean(c.Precheck), "known", ids)
	}
	if h.Work != Waiting {
		return refuse(Stated(RefusePrechecks, "host", h.Name, "work", h.Work), Statement{})
	}
	if d.s.Plan.Prechecks[i].Run == RunLocal {
		return refuse(Stated(RefusePrecheckRun, "id", c.Precheck), Stated(TryPrechecks, "host", h.Name)).by(AskPrechecks{Host: h.Name})
	}
	if c.Result != "ok" && c.Result != "failed" {
		return invalid(InvalidPrecheckResult, "given", Clean(c.Result))
	}
	d.add(PrecheckDone, h.Name, Clean(c.By), PrecheckData{Precheck: c.Precheck, N: i + 1, Failed: c.Result == "failed", Note: Clean(c.Note)})
	return nil
}

func (s *State) applyContact(e Event, d ContactData) {
	confirmed := map[string]Confirmed{}
	maps.Copy(confirmed, s.Confirmed)
	confirmed[d.Contact] = Confirmed{At: ClockTime{e.At}, By: e.By, Note: d.Note}
	s.Confirmed = confirmed
}

func (h *HostState) applyPrecheck(e Event, d PrecheckData, p *Plan) {
	if d.N < 1 || d.N > len(p.Prechecks) {
		return
	}
	checked := make([]CheckedState, len(p.Prechecks))
	copy(checked, h.Checked)
	checked[d.N-1] = CheckedState{At: ClockTime{e.At}, By: e.By, Failed: d.Failed, Note: d.Note}
	h.Checked = checked
}
