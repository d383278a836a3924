package ui

import "tminus/change"

// enoughCard asks whether the host will really not reboot once more.
func (m *root) enoughCard() dialog {
	_, h, _ := m.host()
	return &confirm{
		title: m.Say("enough.title", "host", h.Name),
		lines: []string{m.Say("enough.ask", m.cycle(h)...)},
		yes:   answer{do: change.Enough{By: m.operator, Host: h.Name}},
	}
}

// cancelCard takes back a reboot that was marked by mistake.
func (m *root) cancelCard() dialog {
	_, h, _ := m.host()
	return &confirm{
		title: m.Say("cancel.title", "host", h.Name),
		lines: m.wouldSay(cancel(m.actor(), h.Name)),
		yes:   answer{do: change.CancelReboot{By: m.operator, Host: h.Name}},
	}
}

// undoCard takes back the last mark of the selected host, and says which it is.
func (m *root) undoCard() dialog {
	_, h, _ := m.host()
	return &confirm{
		title: m.Say("undo.title", "host", h.Name),
		lines: m.wouldSay(undo(m.actor(), h.Name)),
		yes:   answer{do: change.Undo{By: m.operator, Host: h.Name}},
	}
}

// wouldSay is what the journal would hold of an act.
func (s *scene) wouldSay(c change.Command) []string {
	events, _ := change.Decide(*s.state(), c, s.now)
	lines := make([]string, len(events))
	for i, e := range events {
		lines[i] = s.speaker().Event(s.state(), e)
	}
	return lines
}

// rebootAtForm says when a reboot was issued in truth.
func (m *root) rebootAtForm() dialog {
	host := m.selected
	return newForm(m.Say("reboot_at.title", "host", host), m.Say("reboot_at.intro"), func(v []string) change.Command {
		return change.MarkReboot{By: m.operator, Host: host, At: v[0]}
	}, textField(m.Say("form.issued_at"), ""))
}

// acceptForm takes two people's word for what no probe shows.
func (m *root) acceptForm() dialog {
	host := m.selected
	return newForm(m.Say("accept.title", "host", host), m.Say("accept.intro", "host", host), func(v []string) change.Command {
		return change.Accept{By: m.operator, Host: host, Reason: v[0], Second: v[1]}
	}, textField(m.Say("form.reason"), ""), secondField(&m.scene))
}

// kept are the signals of a host that are not left out.
func (s *scene) kept(h *change.HostState) []string {
	var names []string
	for _, signal := range s.plan().Host(h.Name).Watched() {
		if !h.Drops(signal.Name) {
			names = append(names, signal.Name)
		}
	}
	return names
}

// signalChoices offers signals by their names, those that are silent first.
func (s *scene) signalChoices(h *change.HostState, names []string) []choice {
	var silent, rest []choice
	for _, name := range names {
		c := choice{name, s.catalog.Check(name)}
		if h.Silent(name) {
			silent = append(silent, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(silent, rest...)
}

func (m *root) dropForm() dialog {
	_, h, _ := m.host()
	host := h.Name
	check := field{label: m.Say("form.signal"), choices: m.signalChoices(h, m.kept(h))}
	return newForm(m.Say("drop.title", "host", host), m.Say("drop.intro"), func(v []string) change.Command {
		return change.DropSignal{By: m.operator, Host: host, Check: v[0], Reason: v[1], Second: v[2]}
	}, check, textField(m.Say("form.reason"), ""), secondField(&m.scene))
}

func (m *root) keepForm() dialog {
	_, h, _ := m.host()
	host, names := h.Name, make([]string, len(h.Dropped))
	for i, d := range h.Dropped {
		names[i] = d.Check
	}
	check := field{label: m.Say("form.signal"), choices: m.signalChoices(h, names)}
	return newForm(m.Say("keep.title", "host", host), m.Say("keep.intro"), func(v []string) change.Command {
		return change.KeepSignal{By: m.operator, Host: host, Check: v[0], Reason: v[1], Second: v[2]}
	}, check, textField(m.Say("form.reason"), ""), secondField(&m.scene))
}
