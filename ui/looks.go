package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// pageRows is how far a key moves that moves by more than one host.
const pageRows = 10

// looks is every key outside of dialogs that only moves, or changes how the
// change is looked at.
func (m *root) looks() []entry {
	k := &m.keys
	by := func(rows int) func(tea.KeyPressMsg) tea.Cmd {
		return func(tea.KeyPressMsg) tea.Cmd {
			m.move(rows)
			return nil
		}
	}
	const far = 1 << 30
	return []entry{
		{k.Up, by(-1), true},
		{k.Down, by(1), true},
		{k.PageUp, by(-pageRows), true},
		{k.PageDown, by(pageRows), true},
		{k.Home, by(-far), true},
		{k.End, by(far), true},
		{k.Trouble, m.nextTrouble, false},
		{k.Filter, m.show(m.filterBox), false},
		{k.Palette, m.show(m.paletteBox), false},
		{k.Wall, m.toggleWall, false},
		{k.Mouse, m.toggleMouse, false},
	}
}

// entries are the keys that work now. On the wall only those of the screen do:
// nobody can see there what another would act on.
func (m *root) entries() []entry {
	if m.player != nil { // a tape has keys of its own, which win; none of them acts
		return append(m.table(), m.looks()...)
	}
	all := append(m.looks(), m.table()...)
	if !m.onWall {
		return all
	}
	k := &m.keys
	screen := keysOf(k.Wall, k.Palette, k.Dismiss, k.Help, k.Quit)
	return slices.DeleteFunc(all, func(e entry) bool {
		return !slices.ContainsFunc(screen, func(b key.Binding) bool { return b.Help() == e.key.Help() })
	})
}

func (m *root) toggleWall(tea.KeyPressMsg) tea.Cmd {
	m.onWall = !m.onWall
	m.keys.enable(&m.scene, len(m.errors))
	return nil
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
