package ui

import tea "charm.land/bubbletea/v2"

// wheelRows is how many hosts a turn of the wheel moves by.
const wheelRows = 3

// pointed takes in the mouse: a click selects the host under it, the wheel
// moves the selection. Nothing that acts can be clicked.
func (m *root) pointed(msg tea.MouseMsg) {
	if m.snap == nil || m.dialog != nil || m.onWall {
		return
	}
	mouse := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if name := m.hostAt(mouse.Y); mouse.Button == tea.MouseLeft && name != "" && mouse.X < m.cache.hosts.w {
			m.choose(name)
		}
	case tea.MouseWheelMsg:
		if by := map[tea.MouseButton]int{tea.MouseWheelUp: -wheelRows, tea.MouseWheelDown: wheelRows}[mouse.Button]; by != 0 {
			m.move(by)
		}
	}
}

// hostAt is the host on that row of the frame as it was drawn last; "" where
// there is none.
func (m *root) hostAt(y int) string {
	row := y - m.cache.hosts.y
	if row < 0 || row >= len(m.cache.rows) {
		return ""
	}
	return m.cache.rows[row].host
}
