package forecast

import (
	"slices"
	"time"
)

// count is what the nights have in common.
func (m *model) count(p played) Forecast {
	f := Forecast{Nights: len(p.nights), Reboots: m.reboots, Simulated: m.mock, Classes: m.classes, People: m.people.habits}
	if len(p.nights) == 0 {
		return f
	}
	ends, sum := make([]time.Duration, len(p.nights)), parts{}
	var done, refused, failovers int
	for i, o := range p.nights {
		ends[i] = o.end
		sum.add(o.parts)
		done += one(o.end <= m.end && o.end != never)
		refused += one(o.end == never)
		failovers += one(o.failover)
	}
	f.Done, f.Refused, f.Failover = p.share(done), p.share(refused), p.share(failovers)
	slices.Sort(ends)
	f.End = m.quantiles(ends)
	for _, end := range ends[:len(ends)-refused] {
		f.Ends = append(f.Ends, m.begin.Add(end))
	}
	f.Parts = sum.shares()
	f.Hosts = m.hosts(p)
	for f.Fits < len(f.Hosts) && f.Hosts[f.Fits].Done >= Fitting {
		f.Fits++
	}
	return f
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// share is of how many of the nights something is true.
func (p played) share(n int) float64 { return float64(n) / float64(len(p.nights)) }

// hosts tells of each host that is left, in its order.
func (m *model) hosts(p played) []Host {
	hosts := make([]Host, len(m.jobs))
	latest := make([]time.Duration, len(p.nights)) // of all hosts so far
	starts, ends := make([]time.Duration, len(p.nights)), make([]time.Duration, len(p.nights))
	for j := range m.jobs {
		var done, fails, decides int
		for i := range p.nights {
			c := p.courses[i*len(m.jobs)+j]
			starts[i], ends[i] = c.start, c.end
			latest[i] = max(latest[i], c.end)
			done += one(latest[i] <= m.end && latest[i] != never)
			fails += one(c.failed)
			decides += one(c.decides)
		}
		slices.Sort(starts)
		slices.Sort(ends)
		hosts[j] = Host{
			Name: m.jobs[j].host.Name, Start: m.quantiles(starts), End: m.quantiles(ends),
			Done: p.share(done), Fails: p.share(fails), Decides: p.share(decides),
		}
	}
	return hosts
}

// quantiles are those of sorted times, by the nearest rank.
func (m *model) quantiles(sorted []time.Duration) Quantiles {
	at := func(percent int) time.Time {
		d := sorted[(len(sorted)*percent+99)/100-1]
		if d == never {
			return time.Time{}
		}
		return m.begin.Add(d)
	}
	return Quantiles{at(50), at(80), at(95)}
}

func (p parts) shares() Parts {
	all := float64(p.steps + p.people + p.reboots + p.help + p.soak)
	if all == 0 {
		return Parts{}
	}
	return Parts{float64(p.steps) / all, float64(p.people) / all, float64(p.reboots) / all, float64(p.help) / all, float64(p.soak) / all}
}
