package ui

import (
	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// Pinger sends a burst to a host by hand and says what came of it, a line for
// the echoes and one for each port. It takes seconds.
type Pinger func(host string) []string

// pingCard shows a burst to one host. It proves nothing about a reboot: it is a
// look by hand, and is not journaled.
type pingCard struct {
	noText
	host  string
	lines []string
	done  bool
}

type pingMsg struct {
	host  string
	lines []string
}

func (c *pingCard) page(s *scene, w int) page {
	p := page{title: s.Say("ping.title", "host", c.host), at: -1, keys: []keyID{keyPing, keyCancel}}
	if !c.done {
		p.lines = []string{s.Say("ping.wait")}
		p.keys = []keyID{keyCancel}
		return p
	}
	for _, line := range c.lines {
		p.lines = append(p.lines, wrap(change.Clean(line), w)...)
	}
	p.lines = append(p.lines, "", s.styles.grey(s.Say("ping.note")))
	return p
}

func (c *pingCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case s.is(k, keyPing) && c.done:
		return answer{ping: c.host}
	}
	return answer{next: c}
}

// pingHost sends a burst to the selected host.
func (m *root) pingHost(tea.KeyPressMsg) tea.Cmd { return m.sendBurst(m.selected) }

func (m *root) sendBurst(host string) tea.Cmd {
	m.dialog = &pingCard{host: host}
	ping := m.ping
	return func() tea.Msg { return pingMsg{host, ping(host)} }
}

// pinged shows the result, if its card is still open.
func (m *root) pinged(msg pingMsg) {
	if c, ok := m.dialog.(*pingCard); ok && c.host == msg.host {
		c.lines, c.done = msg.lines, true
	}
}
