package change

import "time"

// lastStart is by when a host must start, and the other host whose limit says so, if it is
// not its own; false: there is none. In a plan in waves all that waits counts that starts
// beside it or after it, if all goes well from then on.
func (s *State) lastStart(next *Host) (by time.Time, other string, limited bool) {
	limit, limited := s.LastSafeStart(next)
	by = limit.Latest()
	if !s.Plan.InWaves() || !limited {
		return by, "", limited
	}
	turns, latest := s.Plan.turns(), s.latestStarts()
	first := turns[s.Plan.place(next.Name)]
	for i := range s.Hosts.Len() {
		if s.Hosts.At(i).Work != Waiting {
			continue
		}
		h := &s.Plan.Hosts[i]
		if last := latest(h).Add(-max(0, turns[i].starts-first.starts)); last.Before(by) {
			by, other = last, h.Name
		}
	}
	return by, other, limited
}

// latestStarts tells the latest start of a host as LastSafeStart does. It asks once what is
// the same for a whole environment, and for all hosts: every frame wants it of a fleet.
func (s *State) latestStarts() func(*Host) time.Time {
	ends, slowest := map[string]time.Time{}, s.slowestReboots()
	return func(h *Host) time.Time {
		end, known := ends[h.Environment]
		if !known {
			for i, e := range s.mustEnd(h.Environment) {
				if i == 0 || e.at.Before(end) {
					end = e.at
				}
			}
			ends[h.Environment] = end
		}
		return end.Add(-s.Plan.steps(h) - max(PlannedSlow(h), slowest[h.Class()].took) - h.Reboot.Recovery)
	}
}
