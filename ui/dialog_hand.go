package ui

import "tminus/change"

// handForm hands the selected host over: the operator's own to somebody else, and
// anybody else's to the operator, for which there must be a word.
func (m *root) handForm() dialog {
	_, h, _ := m.host()
	host, mine := h.Name, h.IsOf(m.operator)
	to, reason := textField(m.Say("form.hand_to"), ""), textField(m.Say("form.why"), "")
	title, intro := "hand.title", "hand.intro"
	if reason.optional = mine; !mine {
		title, intro = "hand.take", "hand.theirs"
		to, reason = textField(m.Say("form.hand_to"), m.operator), textField(m.Say("form.reason"), "")
	}
	values := []string{"host", host, "by", h.Whose(), "since", m.minute(h.Owner.Since.Time)}
	f := newForm(m.Say(title, values...), m.Say(intro, values...), func(v []string) change.Command {
		return change.Hand{By: m.operator, Host: host, To: v[0], Reason: v[1]}
	}, to, reason)
	if !mine {
		f.focus(1)
	}
	return f
}

// takeOverForm asks why somebody else's call is taken over.
func (a *actionCard) takeOverForm(s *scene, d *change.Duty) dialog {
	intro := s.Say("dialog.take_over", "state", s.dutyState(d, ""))
	return newForm(s.action(a.kind), intro, func(values []string) change.Command {
		return a.act(s, change.ActionIsTaken, values[0])
	}, textField(s.Say("form.reason"), ""))
}
