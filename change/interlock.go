package change

import "slices"

// gateEnvironment is one half of the interlock: the environment keeps what it
// must. One that has handed over to its standby serves nobody.
func gateEnvironment(s *State, h *Host) Criterion {
	healthy, all := s.StayingIn(h.Environment)
	if hs := s.Host(h.Name); hs.Healthy() && hs.Work != Started {
		healthy-- // this one is about to go
	}
	if s.FailedOver(h.Environment) {
		return Criterion{ID: CriterionEnvironment, Go: true, Why: Stated(GateKeepsAway, "environment", h.Environment, "n", healthy, "all", all)}
	}
	need := s.Plan.Environment(h.Environment).MinHealthy
	return Criterion{
		ID: CriterionEnvironment, Go: healthy >= need,
		Why: Stated(GateKeeps, "environment", h.Environment, "n", healthy, "all", all, "least", need),
	}
}

// gateStandby is the other half: the side that would have to take over is
// healthy, and no other environment leans on this one.
func gateStandby(s *State, h *Host) Criterion {
	c := Criterion{ID: CriterionStandby, Go: true, Why: Stated(GateNoStandby)}
	if standby := s.Plan.Environment(h.Environment).Standby; standby != "" {
		c.Go, c.Why = s.enough(standby)
	}
	for _, e := range s.Plan.Environments {
		if e.Standby != h.Environment || !c.Go {
			continue
		}
		if s.FailedOver(e.Name) {
			c.fail(Stated(GateServes, "environment", h.Environment, "other", e.Name))
		} else if ok, why := s.enough(e.Name); !ok && s.Plan.has(e.Name) {
			c.fail(Stated(GateStandbyOf, "environment", h.Environment, "other", e.Name, "why", why))
		}
	}
	return c
}

func (s *State) enough(environment string) (bool, Statement) {
	healthy, all := s.StayingIn(environment)
	need := max(1, s.Plan.Environment(environment).MinHealthy)
	return healthy >= need, Stated(GateHealthy, "environment", environment, "n", healthy, "all", all, "least", need)
}

// has reports whether the plan has hosts of an environment.
func (p *Plan) has(environment string) bool {
	return slices.ContainsFunc(p.Hosts, func(h Host) bool { return h.Environment == environment })
}

// gateFailover: while an environment switches, everything else stands still.
func gateFailover(s *State) Criterion {
	c := Criterion{ID: CriterionFailover, Go: true}
	if w := s.FailoverUnderWay(); w != nil {
		c.fail(Stated(GateFailover, "environment", w.Environment, "standby", w.Standby, "since", w.Decided))
	}
	return c
}
