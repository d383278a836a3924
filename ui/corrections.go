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
