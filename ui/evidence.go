package ui

import (
	"strings"

	"tminus/change"
)

// evidenceLines say what the selected host told of its boot and its name, and
// how old that is; none where the plan asks for neither.
func evidenceLines(s *scene, plan *change.Host, h *change.HostState, w int) []string {
	var words []string
	for _, source := range plan.BootEvidence.Sources() {
		words = append(words, source+" "+s.testimony(plan, h, source))
	}
	if len(words) == 0 {
		return nil
	}
	lines := few(wrap(s.Say("evidence.line", "said", strings.Join(words, " · ")), w), 3, w)
	for i, line := range lines {
		lines[i] = s.styles.grey(line)
	}
	return lines
}

// testimony is what one source said last, and when it was last asked.
func (s *scene) testimony(plan *change.Host, h *change.HostState, source string) string {
	said := h.Identity
	if source != change.SignalRDP {
		said = s.Say("evidence.never")
		for _, b := range h.Boots {
			if b.Source == source {
				said = change.Clean(b.Value)
			}
		}
	} else if said == "" {
		said = s.Say("evidence.never")
	}
	if at, _ := s.lookedAt(plan.Name, source); !at.IsZero() {
		said += " (" + age(s.now.Sub(at)) + ")"
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
