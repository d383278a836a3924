package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

func (m *root) toggleWall(tea.KeyPressMsg) tea.Cmd {
	m.onWall = !m.onWall
	return m.pull() // what is to be done is told to all there
}

func (m *root) toggleMouse(tea.KeyPressMsg) tea.Cmd {
	m.mouse = !m.mouse
	return nil
}

// nextTrouble selects the next host in trouble after the selected one.
func (m *root) nextTrouble(tea.KeyPressMsg) tea.Cmd {
	list := m.troubles()
	if len(list) == 0 {
		return nil
	}
	name := func(i int) string { return m.plan().Hosts[i].Name }
	at := slices.IndexFunc(list, func(i int) bool { return name(i) == m.selected })
	m.choose(name(list[(at+1)%len(list)]))
	return nil
}
