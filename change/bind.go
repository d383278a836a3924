package change

// Seen is how the subject of an act stood when its giver looked at it. Bind fills
// it in. Its zero value: nobody looked, and so nothing can have changed since.
type Seen struct {
	Looked bool
	// Who is whose it was, What how it stood, N how many there were.
	Who, What string
	N         int
}

// Bind says in a command what it means by what its giver saw: the step that was
// current then, and what others had done to the same thing by then. Two who mark
// the same step at once must not mark two, and what somebody else has done a
// moment before is told instead of being done over.
func Bind(s *State, c Command) Command {
	switch c := c.(type) {
	case MarkStep:
		if h := s.Host(c.Host); h != nil {
			c.Seen = ownerSeen(h)
			if steps, n := s.Plan.StepsOf(c.Host), h.Current(); c.Step == "" && n < len(steps) {
				c.Step, c.Seen.What = steps[n].ID, string(h.Steps[n].Result)
			}
		}
		return c
	case MarkFailoverStep:
		if w := s.Failover(c.Environment); w != nil && w.Running() && c.N == 0 {
			c.N = w.Current() + 1
		}
		return c
	case DecideFailover:
		c.Seen = Seen{Looked: true, N: s.decisions(c.Environment)}
		return c
	case Act:
		c.Seen = s.actionSeen(c)
		return c
	}
	return bindHost(s, c)
}

// bindHost binds the other acts on a host.
func bindHost(s *State, c Command) Command {
	switch c := c.(type) {
	case Hand:
		c.Seen = ownerSeen(s.Host(c.Host))
		return c
	case Finish:
		c.Seen = ownerSeen(s.Host(c.Host))
		return c
	case MarkReboot:
		c.Seen = ownerSeen(s.Host(c.Host))
		return c
	case CancelReboot:
		c.Seen = ownerSeen(s.Host(c.Host))
		return c
	case Undo:
		c.Seen = s.markSeen(c)
		return c
	}
	return c
}

// ownerSeen is whose a host is.
func ownerSeen(h *HostState) Seen {
	if h == nil {
		return Seen{}
	}
	return Seen{Looked: true, Who: h.Whose()}
}

// stillOwned refuses an act on a host that was started or handed over since.
func stillOwned(h *HostState, seen Seen) error {
	now := h.Whose()
	switch {
	case !seen.Looked || now == "" || SamePerson(seen.Who, now):
		return nil
	case h.Owner.HandedBy == "":
		return refuse(h.workedBy(), Stated(TryLook))
	}
	return refuse(Stated(RefuseHanded, "host", h.Name, "other", now, "by", h.Owner.HandedBy, "at", h.Owner.Since.Time), Stated(TryLook))
}

// seen is how far the action has come, and by whom.
func (a Action) seen() Seen {
	return Seen{Looked: true, Who: a.Owner, What: string(a.State), N: a.Tries}
}

func (s *State) actionSeen(c Act) Seen {
	inc := s.Incident(c.Incident)
	if inc == nil {
		inc = s.OpenIncident(c.Incident)
	}
	if inc == nil {
		return Seen{}
	}
	return inc.Actions[c.Kind].seen()
}

// decisions counts those about the failover of an environment.
func (s *State) decisions(environment string) int {
	n := 0
	for i := range s.Failovers {
		if s.Failovers[i].Environment == environment {
			n++
		}
	}
	return n
}

// stillUndecided refuses a decision about a failover when another one was made
// since.
func (s *State) stillUndecided(environment string, seen Seen) error {
	w := s.Failover(environment)
	if !seen.Looked || s.decisions(environment) <= seen.N {
		return nil
	}
	return refuse(Stated(RefuseDecided, "environment", environment, "by", w.By, "at", w.Decided), Stated(TryLook))
}

// seen is which mark it is.
func (m mark) seen() Seen { return Seen{Looked: true, Who: m.h.Name, What: string(m.of), N: m.step} }

func (s *State) markSeen(c Undo) Seen {
	last, ok := s.lastMarkOf(Clean(c.By))
	if h := s.Host(c.Host); c.Host != "" {
		if h == nil {
			return Seen{}
		}
		last, ok = h.lastMark()
	}
	if !ok {
		return Seen{}
	}
	return last.seen()
}

// stillLast refuses to take back another mark than the one that was meant.
func (m mark) stillLast(seen Seen) error {
	if !seen.Looked || seen == m.seen() {
		return nil
	}
	return refuse(Stated(RefuseOtherMark, "host", m.h.Name), Stated(TryLook))
}
