package ui

// beat notices a new sign of life of whoever watches the hosts.
func (m *root) beat() {
	if at := m.sign(); !at.IsZero() && at.Unix() != m.lastBeat {
		m.lastBeat = at.Unix()
		m.beats++
	}
}

// faultKey names the fault of the journal: who only reads it cannot fail to write.
func (s *scene) faultKey() string {
	if s.readOnly {
		return "alert.unread"
	}
	return "alert.fault"
}

// nextLabel says who is asked: where nobody acts from here, the others are.
func (s *scene) nextLabel() string {
	switch {
	case s.player != nil && !s.closed(): // its end is the board that the night left
		return s.Say("next.label_then")
	case s.readOnly:
		return s.Say("next.label_cockpit")
	}
	return s.Say("next.label")
}
