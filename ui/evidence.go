package ui

import (
	"strings"

	"tminus/change"
)

// evidenceLines say what the selected host told of its boot and its name, and
// how old that is; none where the plan asks for neither.
func evidenceLines(s *scene, plan *change.Host, h *change.HostState, w int) []string {
	var words []string
	for _, signal := range plan.Watched() {
		if s.board.shown[signal.Name].Show == InDetail {
			words = append(words, signal.Name+" "+s.testimony(h, signal))
		}
	}
	if len(words) == 0 {
		return nil
	}
	lines := few(wrap(s.Say("evidence.line", "said", strings.Join(words, " · ")), w), 4, w)
	for i, line := range lines {
		lines[i] = s.styles.grey(line)
	}
	return lines
}

// testimony is what one source said last, and when it was last asked. What
// tells nothing of use is quoted, with what is wrong with it.
func (s *scene) testimony(h *change.HostState, signal change.Signal) string {
	said := ""
	switch signal.Kind.Role {
	case change.ProvesBoot:
		b := h.Boot(signal.Name)
		switch said = change.Clean(b.Value); {
		case b.Cause == change.CauseNotOffered:
			said = s.Say("evidence.notoffered")
		case b.Unread():
			said = "▲ " + s.Say("evidence.unread", "quote", b.Quote, "why", s.speaker().Say(b.Why))
		}
	case change.TellsName:
		said = h.Identity
	case change.TellsState:
		said = change.Clean(h.Told(signal.Name).Word)
	case change.Reaches:
	}
	if said == "" {
		said = s.Say("evidence.never")
		if t := s.snap.Sight.Track(h.Name, signal.Name); t != nil && t.Verdict != change.Answered && t.Detail.Said() {
			said = s.catalog.Pair(said, s.stated(t.Detail))
		}
	}
	if at, _ := s.lastKnown(h.Name, signal.Name); !at.IsZero() {
		said = s.catalog.Aside(said, age(s.now.Sub(at)))
	}
	return said
}

// pinnedAddress is the plan's address of a host, and what it stands for where
// that is a name.
func (s *scene) pinnedAddress(plan *change.Host) string {
	if pin := s.state().Addresses[plan.Address]; pin != "" {
		return plan.Address + " = " + pin
	}
	return plan.Address
}
