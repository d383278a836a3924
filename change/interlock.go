package change

// counted tells how many hosts of an environment can be relied on beside the
// one that is about to go, and how many it has in all.
type counted func(environment string) (n, all int)

// staying counts for a start: a host that is worked on may reboot at any moment.
func (s *State) staying(beside string) counted {
	return s.countedBeside(beside, func(h *HostState) bool { return h.Healthy() && h.Work != Started })
}

// present counts for a reboot, at its own instant: a host that is worked on and
// has not left serves, and its own reboot is asked about when it comes.
func (s *State) present(beside string) counted {
	return s.countedBeside(beside, (*HostState).Healthy)
}

// countedBeside counts beside a host; an empty name: beside none.
func (s *State) countedBeside(host string, counts func(*HostState) bool) counted {
	return func(environment string) (n, all int) {
		places := s.Plan.in(environment)
		for _, i := range places {
			if h := s.Hosts.At(i); h.Name != host && counts(h) {
				n++
			}
		}
		return n, len(places)
	}
}

// gateEnvironment is one half of the interlock: the environment keeps what it
// must. One that has handed over to its standby serves nobody.
func gateEnvironment(s *State, h *Host, count counted) Criterion {
	n, all := count(h.Environment)
	if s.FailedOver(h.Environment) {
		return Criterion{ID: CriterionEnvironment, Go: true, Why: Stated(GateKeepsAway, "environment", h.Environment, "n", n, "all", all)}
	}
	need := s.Plan.Environment(h.Environment).MinHealthy
	return Criterion{
		ID: CriterionEnvironment, Go: n >= need,
		Why: Stated(GateKeeps, "environment", h.Environment, "n", n, "all", all, "least", need),
	}
}

// gateStandby is the other half: the side that would have to take over is
// healthy, and no other environment leans on this one.
func gateStandby(s *State, h *Host, count counted) Criterion {
	c := Criterion{ID: CriterionStandby, Go: true, Why: Stated(GateNoStandby)}
	if standby := s.Plan.Environment(h.Environment).Standby; standby != "" {
		c.Go, c.Why = s.enough(standby, count)
	}
	for _, e := range s.Plan.Environments {
		if e.Standby != h.Environment || !c.Go {
			continue
		}
		if s.FailedOver(e.Name) {
			c.fail(Stated(GateServes, "environment", h.Environment, "other", e.Name))
		} else if ok, why := s.enough(e.Name, count); !ok && s.Plan.has(e.Name) {
			c.fail(Stated(GateStandbyOf, "environment", h.Environment, "other", e.Name, "why", why))
		}
	}
	return c
}

func (s *State) enough(environment string, count counted) (bool, Statement) {
	n, all := count(environment)
	need := max(1, s.Plan.Environment(environment).MinHealthy)
	return n >= need, Stated(GateHealthy, "environment", environment, "n", n, "all", all, "least", need)
}

// gateFailover: while an environment switches, everything else stands still.
func gateFailover(s *State) Criterion {
	c := Criterion{ID: CriterionFailover, Go: true}
	if w := s.FailoverUnderWay(); w != nil {
		c.fail(Stated(GateFailover, "environment", w.Environment, "standby", w.Standby, "since", w.Decided))
	}
	return c
}
