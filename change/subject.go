package change

import "strings"

// Command fills the command of a step with the host's values.
func (h Host) Command(st Step) string { return h.fill().Replace(st.Command) }

// Fill fills the host's values into a text, as Command does.
func (h Host) Fill(text string) string { return h.fill().Replace(text) }

// fill replaces the placeholders of a command.
func (h Host) fill() *strings.Replacer {
	return strings.NewReplacer(
		"{name}", h.Name, "{host}", h.Name, "{address}", h.Address, "{environment}", h.Environment,
		"{model}", h.Model, "{os}", h.OS,
		"{from}", h.Level.From, "{to}", h.Level.To, "{level}", h.Level.To,
	)
}

// Subject is the host that the message of an action is about: the one that raised a rung
// beside the ladder, or else the worst of the incident; nil: it is about none.
func (s *State) Subject(inc *Incident, kind ActionKind) *HostState {
	if rung := RungName(kind); besideLadder(rung) {
		if due, ok := inc.Rung(rung); ok && due.Host != "" {
			return s.Host(due.Host)
		}
	}
	if first := worst(s, inc); first != nil || len(inc.Hosts) == 0 {
		return first
	}
	return s.Host(inc.Hosts[0])
}

// worst is the host of the incident that has been away longest.
func worst(s *State, inc *Incident) *HostState {
	var first *HostState
	for _, name := range inc.Hosts {
		h := s.Host(name)
		if h == nil || h.Reboot == nil {
			continue
		}
		if first == nil || h.Rebooting() && (!first.Rebooting() || h.Reboot.Requested.Before(first.Reboot.Requested)) {
			first = h
		}
	}
	return first
}
