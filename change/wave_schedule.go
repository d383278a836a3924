package change

import (
	"cmp"
	"slices"
	"time"
)

// schedule plays the normal case of waves by list scheduling: whenever a place is free,
// the first host of the wave takes it that may start. May it start: that asks what the
// gate asks of hosts that are all well, which is at_once and what the environments of
// the host and of its pair must keep.
type schedule struct {
	plan  *Plan
	sides []side
	// of has the side of each host of the plan.
	of []int
	// working is how many hosts are at work, in all.
	working int
}

// side is an environment as a schedule sees it.
type side struct {
	all, least int
	working    int
	// standby is the side that would take over, leaning are those that this one would
	// take over for; -1: none is in the plan, though one is named.
	standby []int
	leaning []int
}

// stays reports whether a side keeps so many hosts while others of it are at work.
func (s *side) stays(least, leave int) bool { return s.all-s.working-leave >= least }

func newSchedule(p *Plan) *schedule {
	s := &schedule{plan: p, of: make([]int, len(p.Hosts))}
	index := map[string]int{}
	for i := range p.Hosts {
		name := p.Hosts[i].Environment
		at, known := index[name]
		if !known {
			at = len(s.sides)
			index[name] = at
			s.sides = append(s.sides, side{least: p.Environment(name).MinHealthy})
		}
		s.of[i] = at
		s.sides[at].all++
	}
	for _, e := range p.Environments {
		at, known := index[e.Name]
		if !known || e.Standby == "" {
			continue
		}
		other, known := index[e.Standby]
		if !known {
			other = -1
		} else {
			s.sides[other].leaning = append(s.sides[other].leaning, at)
		}
		s.sides[at].standby = []int{other}
	}
	return s
}

// may reports whether a host may start beside those at work.
func (s *schedule) may(w *Wave, host int) bool {
	own := &s.sides[s.of[host]]
	beside := s.working
	if w.AtOnce.PerEnvironment() {
		beside = own.working
	}
	if beside >= w.AtOnce.Of(own.all) || !own.stays(own.least, 1) {
		return false
	}
	for _, at := range own.standby {
		if at < 0 || !s.sides[at].stays(max(1, s.sides[at].least), 0) {
			return false
		}
	}
	return !slices.ContainsFunc(own.leaning, func(at int) bool { return !s.sides[at].stays(max(1, s.sides[at].least), 0) })
}

// played are the turns of each wave of the plan if all goes well, since the first one began.
func (p *Plan) played() [][]turn {
	waves := p.Waves
	if !p.InWaves() {
		waves = Singly(p.Order)
	}
	plays, at := newSchedule(p), time.Duration(0)
	all := make([][]turn, len(waves))
	for i := range waves {
		ends := at
		all[i] = plays.wave(&waves[i])
		for k := range all[i] {
			t := &all[i][k]
			t.starts, t.ends = at+t.starts, at+t.ends
			ends = max(ends, t.ends)
		}
		at = ends + waves[i].Soak
	}
	return all
}

// turn is when the work on a host begins and ends, since the wave began. After is the
// turn whose end let it begin; -1: none.
type turn struct {
	host, after  int
	starts, ends time.Duration
}

// wave plays one wave, with nobody at work before it, and returns its turns in the order of
// their starts. A host that may never start, as its environment cannot spare it, starts when
// nobody else is at work: two people answer for that.
func (s *schedule) wave(w *Wave) []turn {
	waiting := s.plan.placesOf(w.Hosts)
	var turns, running []turn
	now, after := time.Duration(0), -1
	for len(waiting) > 0 {
		i := slices.IndexFunc(waiting, func(host int) bool { return s.may(w, host) })
		if i < 0 && len(running) > 0 {
			now, after = running[0].ends, running[0].after // here: its own index
			for len(running) > 0 && running[0].ends == now {
				s.works(turns[running[0].after].host, -1)
				running = running[1:]
			}
			continue
		}
		i = max(i, 0)
		h := &s.plan.Hosts[waiting[i]]
		t := turn{waiting[i], after, now, now + s.plan.steps(h) + h.Reboot.Expected + h.Reboot.Settle}
		turns = append(turns, t)
		mark := turn{host: t.host, after: len(turns) - 1, ends: t.ends}
		at, _ := slices.BinarySearchFunc(running, mark, func(a, b turn) int { return cmp.Or(cmp.Compare(a.ends, b.ends), -1) })
		running = slices.Insert(running, at, mark)
		s.works(t.host, 1)
		waiting = slices.Delete(waiting, i, i+1)
	}
	for i := range running {
		s.works(running[i].host, -1)
	}
	return turns
}

func (s *schedule) works(host, by int) {
	s.working += by
	s.sides[s.of[host]].working += by
}
