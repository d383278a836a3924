package change

import "slices"

// gateEnvironment is one half of the interlock: the environment keeps what it
// must. One that has handed over to its standby serves nobody.
func gateEnvironment(s *State, h *Host) Criterion {
	healthy, all := s.HealthyIn(h.Environment)
	if s.Host(h.Name).Healthy() {
		healthy-- // this one is about to go
	}
	need, away := s.Plan.Environment(h.Environment).MinHealthy, Text{}
	if s.SwitchedAway(h.Environment) {
		need, away = 0, Both(" (its standby serves)", "（由备用环境服务）")
	}
	c := Criterion{Name: "environment keeps enough healthy hosts", Go: healthy >= need}
	c.because(Both("%s keeps %d of %d healthy, must keep %d%s", "%s 余 %d/%d 台正常，至少须 %d 台%s", h.Environment, healthy, all, need, away))
	return c
}

// gateStandby is the other half: the side that would have to take over is
// healthy, and no other environment leans on this one.
func gateStandby(s *State, h *Host) Criterion {
	c := Criterion{Name: "standby healthy", Go: true}
	c.because(Both("no standby in the plan", "计划中没有备用环境"))
	if standby := s.Plan.Environment(h.Environment).Standby; standby != "" {
		ok, why := s.enough(standby)
		c.Go = ok
		c.because(why)
	}
	for _, e := range s.Plan.Environments {
		if e.Standby != h.Environment || !c.Go {
			continue
		}
		if s.SwitchedAway(e.Name) {
			c.fail(Both("%s serves for %s since the failover: switch back first", "切换之后由 %s 代 %s 服务：须先切回", h.Environment, e.Name))
		} else if ok, why := s.enough(e.Name); !ok && s.Plan.has(e.Name) {
			c.fail(Both("%s is the standby of %s: %s", "%s 是 %s 的备用环境：%s", h.Environment, e.Name, why))
		}
	}
	return c
}

func (s *State) enough(environment string) (bool, Text) {
	healthy, all := s.HealthyIn(environment)
	need := max(1, s.Plan.Environment(environment).MinHealthy)
	return healthy >= need, Both("%s has %d of %d healthy, must have %d", "%s 有 %d/%d 台正常，至少须 %d 台", environment, healthy, all, need)
}

// has reports whether the plan has hosts of an environment.
func (p *Plan) has(environment string) bool {
	return slices.ContainsFunc(p.Hosts, func(h Host) bool { return h.Environment == environment })
}

// gateSwitch: while an environment switches, everything else stands still.
func gateSwitch(s *State) Criterion {
	c := Criterion{Name: "no failover under way", Go: true}
	if w := s.Switching(); w != nil {
		c.fail(Both("%s switches to %s since %s", "%s 自 %[3]s 起正在切换到 %[2]s", w.Environment, w.Standby, s.clock(w.Decided)))
	}
	return c
}
