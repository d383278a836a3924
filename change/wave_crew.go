package change

import (
	"slices"
	"time"
)

// WaveCrew is how the hosts of a wave are at an instant.
type WaveCrew struct {
	// Waiting, AtWork and Done are how many have not been started, are worked on, and
	// are finished, whatever the result: each host is one of them.
	Waiting, AtWork, Done int
	// NotOK are how many of the Done failed or were rolled back.
	NotOK int
	// Holding are those that are finished and were not given up.
	Holding int
	// Failed are those that count against the budget: see State.fails.
	Failed []string
	// Unwell are those that are finished, were not given up, and do not serve.
	Unwell []string
}

// Crew looks at the hosts of a wave, by its index in the plan.
func (s *State) Crew(wave int, now time.Time) WaveCrew {
	var c WaveCrew
	for _, i := range s.Plan.crew(wave) {
		plan, h := &s.Plan.Hosts[i], s.Hosts.At(i)
		switch h.Work {
		case Waiting:
			c.Waiting++
		case Started:
			c.AtWork++
		case FinishedOK, Failed, RolledBack:
			c.Done++
			if h.Work != FinishedOK {
				c.NotOK++
			}
			if h.Work == Failed {
				break
			}
			if c.Holding++; !h.Healthy() {
				c.Unwell = append(c.Unwell, h.Name)
			}
		}
		if s.fails(plan, h, now) {
			c.Failed = append(c.Failed, h.Name)
		}
	}
	return c
}

// fails reports whether a host counts against the budget of its wave: it failed, it
// was rolled back, which says as much of the patch, or its reboot is so late that the
// remaining hosts are to be stopped. One that came back by itself counts no longer, and
// one whose turn has not come says nothing of the patch.
func (s *State) fails(plan *Host, h *HostState, now time.Time) bool {
	switch {
	case h.Work == Failed, h.Work == RolledBack:
		return true
	case h.Work == Waiting, !h.Rebooting(), len(plan.Ladder) == 0, s.Settling(plan, h, now):
		return false
	}
	stop, away := stopRung(plan.Ladder), now.Sub(h.Reboot.Requested)
	if away < plan.Ladder[0].After || away >= plan.Ladder[stop].After {
		return away >= plan.Ladder[stop].After // whatever the deadline says
	}
	due, _ := s.RungDue(plan, h.Reboot, stop)
	return !now.Before(due)
}

// stopRung is the index of the rung that stops the remaining hosts; on a ladder without
// it, of the first that asks for something, or else of the last.
func stopRung(ladder []Rung) int {
	for _, is := range []func(Rung) bool{
		func(r Rung) bool { return r.Action == ActionStop },
		func(r Rung) bool { return r.Action != "" },
	} {
		if i := slices.IndexFunc(ladder, is); i >= 0 {
			return i
		}
	}
	return len(ladder) - 1
}

// overspent reports whether more hosts of a wave have failed than its budget allows,
// and nobody has answered for all of them.
func (s *State) overspent(wave int, failed []string) bool {
	return len(failed) > s.Plan.Waves[wave].MaxFailed && !among(failed, s.Waves[wave].Accepted)
}

// among reports whether all names are among others, where both are in the order of the wave.
func among(names, others []string) bool {
	for _, name := range names {
		i := slices.Index(others, name)
		if i < 0 {
			return false
		}
		others = others[i+1:]
	}
	return true
}

// CurrentWave is the index of the first wave that is not soaked: the one that is worked on
// or will be next; len(Waves) when all are. It is 0 where the plan has no waves.
func (s *State) CurrentWave() int {
	for i := range s.Waves {
		if s.Waves[i].Soaked.IsZero() {
			return i
		}
	}
	return len(s.Waves)
}
