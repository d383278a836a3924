package ui

import (
	"slices"

	"tminus/change"
)

// envCount is how the hosts of one environment stand.
type envCount struct {
	name string
	// least is how many must stay healthy.
	all, healthy, least int
	late, trouble       int
	rebooting, working  int
	done, unseen        int
}

// group finds the environments of a plan.
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
	b.envOf = make([]int, len(p.Hosts))
	for i := range p.Hosts {
		b.envOf[i] = add(p.Hosts[i].Environment)
	}
}

// envCounts counts the hosts of every environment, in the order of the plan.
func (s *scene) envCounts() []envCount {
	counts := make([]envCount, len(s.board.envs))
	for env := range counts {
		counts[env] = s.emptyCount(env)
	}
	for i, env := range s.board.envOf {
		s.count(i, &counts[env])
	}
	return counts
}

// envCount counts the hosts of one environment.
func (s *scene) envCount(env int) envCount {
	c := s.emptyCount(env)
	for i, of := range s.board.envOf {
		if of == env {
			s.count(i, &c)
		}
	}
	return c
}

func (s *scene) emptyCount(env int) envCount {
	name := s.board.envs[env]
	return envCount{name: change.Clean(name), least: s.plan().Environment(name).MinHealthy}
}

func (s *scene) count(i int, c *envCount) {
	plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
	c.all++
	if h.Healthy() {
		c.healthy++
	}
	if h.Usable() && !s.observed(h) {
		c.unseen++
	}
	switch {
	case s.late(plan, h):
		c.late++
	case s.troubled(i):
		c.trouble++
	case h.Rebooting():
		c.rebooting++
	case h.Work == change.Started:
		c.working++
	}
	if h.Work == change.FinishedOK {
		c.done++
	}
}

// troubled reports whether a host is drawn as abnormal. It says of every host
// what condition says, without the words.
func (s *scene) troubled(i int) bool {
	plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
	switch {
	case h.Stranger != "":
		return true
	case h.Rebooting():
		limit := plan.Reboot.ShutdownLimit
		stays := h.Reboot.Phase == change.Requested && limit > 0 && s.now.Sub(h.Reboot.Requested) > limit
		return !s.settles(plan, h) && (stays || s.late(plan, h))
	}
	return h.Work == change.Failed || anyDown(h)
}

func anyDown(h *change.HostState) bool {
	return slices.ContainsFunc(h.Signals, func(sig change.SignalState) bool { return sig.State == change.Down })
}
