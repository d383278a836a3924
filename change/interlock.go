package change

import (
	"fmt"
	"slices"
)

// gateEnvironment is one half of the interlock: the environment keeps what it
// must. One that has handed over to its standby serves nobody.
func gateEnvironment(s *State, h *Host) Criterion {
	healthy, all := s.HealthyIn(h.Environment)
	if s.Host(h.Name).Healthy() {
		healthy-- // this one is about to go
	}
	need, away := s.Plan.Environment(h.Environment).MinHealthy, ""
	if s.SwitchedAway(h.Environment) {
		need, away = 0, " (its standby serves)"
	}
	return Criterion{
		Name: "environment keeps enough healthy hosts", Go: healthy >= need,
		Evidence: fmt.Sprintf("%s keeps %d of %d healthy, must keep %d%s", h.Environment, healthy, all, need, away),
	}
}

// gateStandby is the other half: the side that would have to take over is
// healthy, and no other environment leans on this one.
func gateStandby(s *State, h *Host) Criterion {
	c := Criterion{Name: "standby healthy", Go: true, Evidence: "no standby in the plan"}
	if standby := s.Plan.Environment(h.Environment).Standby; standby != "" {
		c.Go, c.Evidence = s.enough(standby)
	}
	for _, e := range s.Plan.Environments {
		if e.Standby != h.Environment || !c.Go {
			continue
		}
		if s.SwitchedAway(e.Name) {
			c.Go, c.Evidence = false, fmt.Sprintf("%s serves for %s since the failover: switch back first", h.Environment, e.Name)
		} else if ok, why := s.enough(e.Name); !ok && s.Plan.has(e.Name) {
			c.Go, c.Evidence = false, fmt.Sprintf("%s is the standby of %s: %s", h.Environment, e.Name, why)
		}
	}
	return c
}

func (s *State) enough(environment string) (bool, string) {
	healthy, all := s.HealthyIn(environment)
	need := max(1, s.Plan.Environment(environment).MinHealthy)
	return healthy >= need, fmt.Sprintf("%s has %d of %d healthy, must have %d", environment, healthy, all, need)
}

// has reports whether the plan has hosts of an environment.
func (p *Plan) has(environment string) bool {
	return slices.ContainsFunc(p.Hosts, func(h Host) bool { return h.Environment == environment })
}

// gateSwitch: while an environment switches, everything else stands still.
func gateSwitch(s *State) Criterion {
	c := Criterion{Name: "no failover under way", Go: true}
	if w := s.Switching(); w != nil {
		c.Go, c.Evidence = false, fmt.Sprintf("%s switches to %s since %s", w.Environment, w.Standby, s.clock(w.Decided))
	}
	return c
}
