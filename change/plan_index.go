package change

import "slices"

// index finds what the rules look up for every host at every tick: a walk of the
// whole plan for each of them would make a fleet's night quadratic.
type index struct {
	// hosts and environments are places in the plan by name; waves are those of the
	// hosts, by the hosts' names.
	hosts, environments, waves map[string]int
	// order is the order of work, by the places of the hosts.
	order []int
	// crews are the hosts of each wave, by their places.
	crews [][]int
	// turns are those of the hosts, by their places: see turns.
	turns []turn
	// members are the hosts of an environment, by their places and in their order.
	members map[string][]int
	// leaning are the environments that have it as their standby.
	leaning map[string][]string
}

// Index makes looking up hosts and environments cheap however many there are, and
// makes waves of one where the plan has but an order. Call it when environments,
// hosts, order and waves are final, before the plan is shared. Without it the lists
// are walked.
func (p *Plan) Index() {
	x := &index{hosts: map[string]int{}, environments: map[string]int{}, waves: map[string]int{}, members: map[string][]int{}, leaning: map[string][]string{}}
	for i := range p.Hosts { // by index: a Host is too large to copy just for its name
		h := &p.Hosts[i]
		x.hosts[h.Name] = i
		x.members[h.Environment] = append(x.members[h.Environment], i)
	}
	for i, e := range slices.Backward(p.Environments) { // of two of one name the first counts
		x.environments[e.Name] = i
		x.leaning[e.Standby] = append(x.leaning[e.Standby], e.Name)
	}
	if !p.InWaves() {
		p.Waves = Singly(p.Order)
	}
	p.index = x
	x.order = p.placesOf(p.Order)
	for i := range p.Waves {
		for _, name := range p.Waves[i].Hosts {
			x.waves[name] = i
		}
		x.crews = append(x.crews, p.placesOf(p.Waves[i].Hosts))
	}
	if p.InWaves() {
		x.turns = p.turns()
	}
}

// turns are those of the hosts of a plan in waves if all goes well, by their places, since
// the first one begins.
func (p *Plan) turns() []turn {
	if p.index != nil && p.index.turns != nil {
		return p.index.turns
	}
	turns := make([]turn, len(p.Hosts))
	for _, wave := range p.played() {
		for _, t := range wave {
			turns[t.host] = t
		}
	}
	return turns
}

// place is where the named host stands in the plan, -1 if nowhere.
func (p *Plan) place(name string) int {
	if p.index != nil {
		if i, ok := p.index.hosts[name]; ok {
			return i
		}
		return -1
	}
	for i := range p.Hosts {
		if p.Hosts[i].Name == name {
			return i
		}
	}
	return -1
}

// in lists the places of the hosts of an environment, in the order of the plan.
func (p *Plan) in(environment string) []int {
	if p.index != nil {
		return p.index.members[environment]
	}
	var places []int
	for i := range p.Hosts {
		if p.Hosts[i].Environment == environment {
			places = append(places, i)
		}
	}
	return places
}

// inOrder lists the places of the hosts in the order of work.
func (p *Plan) inOrder() []int {
	if p.index != nil {
		return p.index.order
	}
	return p.placesOf(p.Order)
}

// leansOn lists the environments whose standby an environment is.
func (p *Plan) leansOn(environment string) []string {
	if p.index != nil {
		return p.index.leaning[environment]
	}
	var names []string
	for _, e := range p.Environments {
		if e.Standby == environment {
			names = append(names, e.Name)
		}
	}
	return names
}

// has reports whether the plan has hosts of an environment.
func (p *Plan) has(environment string) bool { return len(p.in(environment)) > 0 }

// Host returns the named host of the plan, nil if there is none.
func (p *Plan) Host(name string) *Host {
	if i := p.place(name); i >= 0 {
		return &p.Hosts[i]
	}
	return nil
}

// Environment returns the named environment. For a name that the plan does not
// describe it is one without a standby.
func (p *Plan) Environment(name string) Environment {
	if p.index != nil {
		if i, ok := p.index.environments[name]; ok {
			return p.Environments[i]
		}
		return Environment{Name: name}
	}
	for _, e := range p.Environments {
		if e.Name == name {
			return e
		}
	}
	return Environment{Name: name}
}
