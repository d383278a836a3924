package change

import (
	"fmt"
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
	c := Criterion{Name: "contacts confirmed", Go: true}
	var asked int
	for _, contact := range s.Plan.Contacts {
		if contact.Confirm {
			asked++
		}
	}
	switch missing := s.ToConfirm(); {
	case asked == 0:
		c.because(Both("the plan asks for no confirmation", "计划不要求确认"))
	case len(missing) == 0:
		c.because(Both("%d confirmed tonight", "今晚已确认 %d 人", asked))
	default:
		names := make([]string, len(missing))
		for i, m := range missing {
			names[i] = strings.TrimSpace(m.Name + " " + m.Phone)
		}
		c.fail(Both("not confirmed tonight: %s", "今晚尚未确认：%s", strings.Join(names, ", ")))
	}
	return c
}

func gatePrechecks(s *State, h *HostState) Criterion {
	c := Criterion{Name: "prechecks passed", Go: true}
	var open, failed []string
	for i, p := range s.Plan.Prechecks {
		switch seen := h.CheckedAt(i); {
		case seen.At.IsZero():
			open = append(open, p.ID)
		case seen.Failed:
			failed = append(failed, p.ID+trailing(seen.Note))
		}
	}
	switch {
	case len(s.Plan.Prechecks) == 0:
		c.because(Both("the plan has none", "计划中没有"))
	case len(failed) > 0:
		c.fail(Both("failed: %s", "未通过：%s", strings.Join(failed, ", ")))
	case len(open) > 0:
		c.fail(Both("not looked at: %s", "未查看：%s", strings.Join(open, ", ")))
	default:
		c.because(Both("%d of %d passed", "通过 %d/%d", len(s.Plan.Prechecks), len(s.Plan.Prechecks)))
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
		return &Invalid{fmt.Sprintf("no contact %q in the plan: it has %s", Clean(c.Contact), strings.Join(slices.Sorted(maps.Keys(d.s.Plan.Contacts)), ", "))}
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
		known := "the plan has none"
		if len(ids) > 0 {
			known = "there is " + strings.Join(ids, ", ")
		}
		return &Invalid{fmt.Sprintf("no precheck %q: %s", Clean(c.Precheck), known)}
	}
	if h.Work != Waiting {
		return refuse(h.is().Plus(Both(": prechecks come before the start", "：预检须在开始之前")), Text{})
	}
	if c.Result != "ok" && c.Result != "failed" {
		return &Invalid{fmt.Sprintf("a precheck is ok or failed, not %q", Clean(c.Result))}
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
