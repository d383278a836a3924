package change

import "time"

// NextFor is what is to be done now by one person, at whose screen it is told: first
// about the hosts that are theirs, then what everybody owes, and last what others are
// at. No name is nobody's screen: it tells of all, as Next does.
//
// What nobody has at work is everybody's: an obligation about such a host comes
// before the steps of one's own, as ever. So do those that cannot wait for somebody
// else: to stop the remaining hosts, what nobody has heard, that nothing serves.
func NextFor(s *State, who string, now time.Time) Advice {
	all := Next(s, now)
	if who == "" || all.Kind == AdviseNothing || all.Kind == AdviseFailover || !s.othersWork(who) {
		return s.attributed(all, who)
	}
	mine := func(h *HostState) bool { return h.Whose() == "" || h.IsOf(who) }
	if a, ok := nextAction(s, now, func(inc *Incident) bool { return s.concerns(inc, who, now) }); ok {
		return a
	}
	wait, rebooting := nextReboot(s, now, mine)
	if rebooting && !wait.waits() {
		return wait
	}
	step, ok := nextStep(s, now, func(h *HostState) bool { return h.IsOf(who) })
	if ok && step.Kind != AdviseNoGo && !step.waits() {
		return step
	}
	if a, ok := nextAction(s, now, anyIncident); ok {
		return s.attributed(a, who)
	}
	if all.Kind != AdviseStart && s.Hold == nil && s.Plan.InWaves() {
		all = nextStart(s, now)
	}
	switch {
	case all.Kind == AdviseStart:
		return all
	case rebooting:
		return wait
	case ok:
		return step
	}
	return s.attributed(Next(s, now), who)
}

// concerns reports whether what an incident asks for is for that person: it is about
// a host of theirs, or about none that somebody else has at work, or cannot wait for
// whose it is.
func (s *State) concerns(inc *Incident, who string, now time.Time) bool {
	if inc.Reraised && inc.Asks(now) || s.pressing(inc, now) || inc.rank(s.Urgent(inc, now)) < 0 {
		return true
	}
	theirs := false
	for _, name := range inc.Hosts {
		switch h := s.Host(name); {
		case h == nil, h.Whose() == "", h.IsOf(who):
			return true
		case h.Rebooting():
			theirs = true
		}
	}
	return !theirs
}

// othersWork reports whether somebody else has a host at work.
func (s *State) othersWork(who string) bool {
	for _, h := range s.Hosts.All() {
		if owner := h.Whose(); owner != "" && !SamePerson(owner, who) {
			return true
		}
	}
	return false
}

// attributed says whose the host is that the advice is about, where that is not the
// person to whom it is given: on nobody's screen only where several people work.
func (s *State) attributed(a Advice, who string) Advice {
	h := s.Host(a.Host)
	if h == nil || h.Whose() == "" || SamePerson(h.Whose(), who) || who == "" && !s.othersWork(h.Whose()) {
		return a
	}
	a.Whose = h.Whose()
	return a
}

// anyHost and anyIncident leave nothing out.
func anyHost(*HostState) bool    { return true }
func anyIncident(*Incident) bool { return true }
