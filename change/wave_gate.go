package change

import "time"

// gateWaves asks for the waves before that of a host: all their hosts are finished and
// have held for the time of the soak. No wave that has begun has used up its budget,
// that of the host neither. Who lifts a hold accepts who failed: what else stands against
// the host is said first under one.
func gateWaves(s *State, host string, now time.Time) Criterion {
	c := Criterion{ID: CriterionWaves, Go: true}
	own := s.Plan.WaveOf(host)
	var budget Statement
	for i := range own + 1 {
		if w := &s.Waves[i]; i < own && !w.Soaked.IsZero() && among(w.Failed, w.Accepted) {
			continue
		}
		crew := s.Crew(i, now)
		if !budget.Said() && s.overspent(i, crew.Failed) {
			budget = Stated(GateBudget, "wave", s.Plan.Waves[i].Name, "hosts", crew.Failed, "n", len(crew.Failed), "all", s.Plan.Waves[i].MaxFailed)
			if s.Hold == nil {
				c.fail(budget)
				return c
			}
		}
		if why := s.unsoaked(i, crew); i < own && why.Said() {
			c.fail(why)
			return c
		}
	}
	if budget.Said() {
		c.fail(budget)
	}
	return c
}

// unsoaked says why the wave after a wave may not begin yet; nothing: it may.
func (s *State) unsoaked(wave int, crew WaveCrew) Statement {
	plan, w := &s.Plan.Waves[wave], &s.Waves[wave]
	switch {
	case !w.Soaked.IsZero():
		return Statement{}
	case crew.Waiting+crew.AtWork > 0:
		return Stated(GateWaveWork, "wave", plan.Name, "n", crew.Done, "all", len(plan.Hosts))
	case w.Held.IsZero() && len(crew.Unwell) > 0:
		return Stated(GateWaveUnwell, "wave", plan.Name, "hosts", crew.Unwell)
	case w.Held.IsZero():
		return Stated(GateWaveHolds, "wave", plan.Name)
	}
	return Stated(GateWaveSoaks, "wave", plan.Name, "until", s.soakEnds(wave, w.Held))
}

// gateAtOnce: whatever the waves, never more hosts at work than that of the host lets.
func gateAtOnce(s *State, host string) Criterion {
	i := s.Plan.place(host)
	limit := s.Plan.Waves[s.Plan.WaveOf(host)].AtOnce
	in := s.Plan.Hosts[i].Environment
	var working []string
	all := 0
	for k := range s.Hosts.Len() {
		if limit.PerEnvironment() && s.Plan.Hosts[k].Environment != in {
			continue
		}
		all++
		if h := s.Hosts.At(k); k != i && h.Work == Started {
			working = append(working, h.Name)
		}
	}
	most := limit.Of(all)
	c := Criterion{ID: CriterionAtOnce, Go: len(working) < most}
	switch {
	case len(working) == 0:
	case limit.PerEnvironment():
		c.Why = Stated(GateAtOnceIn, "environment", in, "hosts", working, "n", len(working), "all", most)
	default:
		c.Why = Stated(GateAtOnce, "hosts", working, "n", len(working), "all", most)
	}
	return c
}
