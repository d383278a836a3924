package ui

import (
	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// rebootGate stands before what issues a reboot, while an interlock stands
// against that: it says which, what helps, and goes on where two people answer
// for it, or where nothing is in the way any more.
type rebootGate struct {
	noText
	host string
	ask  dialog
}

// gatedReboot is the dialog that asks for a reboot, behind its gate where that
// has something to say.
func (s *scene) gatedReboot(host string, ask dialog) dialog {
	if len(change.NoGo(s.rebootVerdict(host).Criteria)) == 0 {
		return ask
	}
	return &rebootGate{host: host, ask: ask}
}

// rebootVerdict is the word of the gate on a reboot at this moment, as the core
// will judge it.
func (s *scene) rebootVerdict(host string) change.GatedData {
	return change.JudgeReboot(*s.state(), host)
}

func (g *rebootGate) page(s *scene, w int) page {
	v, what := s.rebootVerdict(g.host), change.RebootDeviation(g.host)
	p := page{title: s.Say("reboot.gate_title", "host", g.host) + " · " + s.verdict("reboot", v), at: -1}
	p.lines = s.noGo(v, w)
	text, deviates := s.wayOn(v, waysOn{
		goes: s.Say("reboot.gate_go"), against: s.Say("reboot.gate_against"), heldMore: s.Say("reboot.gate_held_more", "what", what),
		deviate: s.Say("reboot.gate_deviate", "what", what, "key", s.keys.row("reboot_at").hint()),
	})
	if len(p.lines) > 0 {
		p.lines = append(p.lines, "")
	}
	p.lines = append(p.lines, wrap(text, w)...)
	switch {
	case v.Go:
		p.keys = append(p.keys, keyConfirm)
	case deviates:
		p.keys = append(p.keys, keyDeviate)
	}
	p.keys = append(p.keys, keyCancel)
	return p
}

func (g *rebootGate) press(s *scene, k tea.KeyPressMsg) answer {
	v := s.rebootVerdict(g.host)
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case s.is(k, keyConfirm) && v.Go:
		return answer{next: g.ask}
	case s.is(k, keyDeviate) && !v.Go && s.state().Hold == nil:
		return answer{next: deviationForm(s, change.RebootDeviation(g.host))}
	}
	return answer{next: g}
}
