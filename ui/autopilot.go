package ui

import (
	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// wave is the name of the wave of the selected host, and its place in the plan.
func (s *scene) wave() (string, int) {
	i := s.plan().WaveOf(s.selected)
	if i < 0 {
		return "", i
	}
	return s.plan().WaveName(i), i
}

// canFly: the autopilot of the selected host's wave is engaged, or has something to do.
func (s *scene) canFly() bool {
	name, i := s.wave()
	return s.isOpen() && i >= 0 && (s.state().Pilot(name).Engaged() || len(s.plan().ByItself(i)) > 0)
}

// isFlown: some autopilot waits for a sign of a person.
func (s *scene) isFlown() bool { return len(s.state().Engaged()) > 0 }

// pilotForm engages an autopilot, for which the name of the wave is typed; to end one
// takes no more than a yes.
func (m *root) pilotForm() dialog {
	wave, i := m.wave()
	if m.state().Pilot(wave).Engaged() {
		return &confirm{
			title: m.Say("pilot.title", "wave", wave), lines: []string{m.Say("pilot.off")},
			yes: answer{do: change.Disengage{By: m.operator, Wave: wave}},
		}
	}
	name := textField(m.Say("pilot.type", "wave", wave), "")
	name.accept = []string{wave}
	intro := m.Say("pilot.on", "wave", wave, "hosts", m.catalog.List(m.plan().ByItself(i)))
	return newForm(m.Say("pilot.title", "wave", wave), intro, func([]string) change.Command {
		return change.Engage{By: m.operator, Wave: wave}
	}, name)
}

// bePresent says that somebody is there.
func (m *root) bePresent(tea.KeyPressMsg) tea.Cmd { return m.do(change.BePresent{By: m.operator}, nil) }
