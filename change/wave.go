package change

import (
	"strconv"
	"time"
)

// Wave is a part of the hosts that is worked on together, before the next part
// begins. Each host is in exactly one wave.
//
// A plan with an order has waves of one: unnamed, one host at once, no soak and
// no failure allowed. Those of a plan with waves have distinct names.
type Wave struct {
	Name string
	// Hosts are worked on in this order, as far as AtOnce lets them.
	Hosts []string
	// AtOnce is how many hosts may be at work side by side.
	AtOnce AtOnce
	// Soak is how long all hosts must hold, once the last one is finished, before
	// the next wave begins.
	Soak time.Duration
	// MaxFailed is the budget: how many hosts may fail before nothing more starts.
	MaxFailed int
}

// AtOnce is how many hosts may be at work side by side: a number of Hosts or, where
// that is zero, so many Percent of each environment. The zero value is one host.
type AtOnce struct{ Hosts, Percent int }

// PerEnvironment reports whether each environment has its own limit.
func (a AtOnce) PerEnvironment() bool { return a.Hosts == 0 && a.Percent > 0 }

// Of is the limit, for an environment of so many hosts: percentages are rounded down,
// and one host may always be worked on.
func (a AtOnce) Of(hosts int) int {
	if a.PerEnvironment() {
		return max(1, hosts*a.Percent/100)
	}
	return max(1, a.Hosts)
}

// String is the limit as one writes it in a plan: 4, or 25%.
func (a AtOnce) String() string {
	if a.PerEnvironment() {
		return strconv.Itoa(a.Percent) + "%"
	}
	return strconv.Itoa(max(1, a.Hosts))
}

// InWaves reports whether the plan has waves of its own, and no mere order.
func (p *Plan) InWaves() bool { return len(p.Waves) > 0 && p.Waves[0].Name != "" }

// Singly is an order as waves: one host after the other.
func Singly(order []string) []Wave {
	waves := make([]Wave, len(order))
	for i := range order {
		waves[i] = Wave{Hosts: order[i : i+1 : i+1], AtOnce: AtOnce{Hosts: 1}}
	}
	return waves
}

// Concatenated is the order that waves make.
func Concatenated(waves []Wave) []string {
	var order []string
	for i := range waves {
		order = append(order, waves[i].Hosts...)
	}
	return order
}

// crew lists the places in the plan of the hosts of a wave.
func (p *Plan) crew(wave int) []int {
	if p.index != nil {
		return p.index.crews[wave]
	}
	return p.placesOf(p.Waves[wave].Hosts)
}

func (p *Plan) placesOf(hosts []string) []int {
	var places []int
	for _, name := range hosts {
		if i := p.place(name); i >= 0 {
			places = append(places, i)
		}
	}
	return places
}

// WaveOf is the index in Waves of the wave of a host, -1 if the plan does not name it.
func (p *Plan) WaveOf(host string) int {
	if p.index != nil {
		if i, ok := p.index.waves[host]; ok {
			return i
		}
		return -1
	}
	for i := range p.Waves {
		for _, name := range p.Waves[i].Hosts {
			if name == host {
				return i
			}
		}
	}
	return -1
}
