package ui

import (
	"errors"
	"strconv"
	"time"

	"tminus/change"
)

// skipBy is how far one key press moves on the tape.
const skipBy = time.Minute

// timeForm asks for the time of the night to go to.
func (m *root) timeForm() dialog {
	first, last := m.player.tape.Clock(1, 0), m.player.tape.Clock(m.player.tape.Len(), 0)
	intro := m.Say("replay.time_intro", "from", m.scene.clock(first), "to", m.scene.clock(last))
	f := newForm(m.Say("replay.time_title"), intro, nil, textField(m.Say("replay.time_field"), ""))
	f.here = func(v []string) (then answer, problem string) {
		place, err := m.player.find(v[0], m.zone())
		var wrong *change.ClockFault
		switch {
		case errors.As(err, &wrong) && wrong.Kind != change.ClockUnreadable:
			return then, m.stated(change.WhyOf(wrong))
		case err != nil:
			return then, m.Say("replay.time_wrong")
		}
		m.player.seek(place)
		return then, ""
	}
	return f
}

func trimFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
