package change

// LeftOpen is what a change that is closed now would leave undone, the gravest
// first. Whoever closes a change may have reasons: it is told, and refused only
// where the outcome would not be true.
func (s *State) LeftOpen() []Statement {
	var left []Statement
	for i := range s.Hosts.Len() {
		if h := s.Hosts.At(i); h.Rebooting() {
			left = append(left, Stated(LeftNotBack, "host", h.Name))
		}
	}
	for _, e := range s.Plan.Environments {
		if s.FailedOver(e.Name) {
			left = append(left, Stated(LeftFailedOver, "environment", e.Name, "standby", e.Standby))
		}
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Open() {
			left = append(left, inc.leftOpen())
		}
	}
	for _, d := range s.Unsigned() {
		left = append(left, Stated(LeftUnsigned, "what", d.What))
	}
	if waiting := s.waiting(); len(waiting) > 0 {
		left = append(left, Stated(LeftWaiting, "hosts", waiting))
	}
	if s.Hold != nil {
		left = append(left, Stated(LeftHeld, "why", s.Hold.Reason))
	}
	return left
}

func (i *Incident) leftOpen() Statement {
	if undone := i.Undone(); len(undone) > 0 {
		return Stated(LeftUndone, "incident", i.ID, "actions", undone)
	}
	return Stated(LeftIncident, "incident", i.ID)
}

func (s *State) waiting() []string {
	var names []string
	for i := range s.Hosts.Len() {
		if s.Hosts.At(i).Work == Waiting && !s.Plan.Ungated {
			names = append(names, s.Hosts.At(i).Name)
		}
	}
	return names
}
