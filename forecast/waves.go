package forecast

import (
	"slices"
	"time"

	"tminus/change"
)

// wave is hosts that are worked on together.
type wave struct {
	// jobs are their places among the jobs, in the order in which they start.
	jobs []int
	// atOnce is how many are worked on side by side, and side how many of each environment,
	// by its place among the sides of the model.
	atOnce int
	side   []int
	// soak is how long the next wave waits after the last of these.
	soak time.Duration
}

// wavesOf are the waves of a plan, over the jobs that are left, with another limit of
// how many hosts are worked on at once, 0: that of the plan. An order is one wave, one
// host after the other.
//
// The budget of a wave has no place here: a host that failed is brought back, and then
// counts against it no longer. What it stops until then, its ladder has stopped already.
func wavesOf(p *change.Plan, jobs []job, sides []side, atOnce int) []wave {
	if !p.InWaves() {
		w := wave{atOnce: 1, side: make([]int, len(sides))}
		for i := range jobs {
			w.jobs = append(w.jobs, i)
		}
		for i := range w.side {
			w.side[i] = 1
		}
		return []wave{w}
	}
	in := make([][]int, len(p.Waves)) // the jobs of each wave
	for k := range jobs {
		if i := p.WaveOf(jobs[k].host.Name); i >= 0 {
			in[i] = append(in[i], k)
		}
	}
	var waves []wave
	for i := range p.Waves {
		w := wave{jobs: in[i], atOnce: p.Waves[i].AtOnce.Of(len(p.Hosts)), side: make([]int, len(sides)), soak: p.Waves[i].Soak}
		for k, side := range sides {
			w.side[k] = side.most()
			if limit := p.Waves[i].AtOnce; limit.PerEnvironment() {
				w.atOnce, w.side[k] = len(p.Hosts), min(side.most(), limit.Of(side.hosts))
			}
			if atOnce > 0 {
				w.atOnce, w.side[k] = atOnce, side.most()
			}
		}
		if len(w.jobs) > 0 { // of a wave that is over, nothing is left to soak
			waves = append(waves, w)
		}
	}
	return waves
}

// side is an environment: how many hosts it has, and how many of them have to serve.
type side struct {
	name          string
	hosts, served int
}

// most is how many of its hosts may be away at the same time.
func (s side) most() int { return max(1, s.hosts-s.served) }

// sidesOf are the environments of the hosts of a plan.
func sidesOf(p *change.Plan) []side {
	var sides []side
	for i := range p.Hosts {
		name := p.Hosts[i].Environment
		k := slices.IndexFunc(sides, func(s side) bool { return s.name == name })
		if k < 0 {
			k, sides = len(sides), append(sides, side{name: name, served: p.Environment(name).MinHealthy})
		}
		sides[k].hosts++
	}
	return sides
}
