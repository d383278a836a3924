package ui

import "tminus/change"

// group finds the environments of a plan, and the group of each host.
func (b *board) group(p *change.Plan) {
	index := map[string]int{}
	add := func(name string) int {
		if _, known := index[name]; !known {
			index[name] = len(b.envs)
			b.envs = append(b.envs, name)
		}
		return index[name]
	}
	for _, e := range p.Environments {
		add(e.Name)
	}
	b.waves, b.groupOf = p.InWaves(), make([]int, len(p.Hosts))
	for i := range p.Hosts {
		b.groupOf[i] = add(p.Hosts[i].Environment)
		if b.waves {
			b.groupOf[i] = p.WaveOf(p.Hosts[i].Name)
		}
	}
}
