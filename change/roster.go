package change

import (
	"slices"
	"strings"
)

// Who is watched can change only where there is no plan that names the hosts: they
// are added to what is watched, and removed from it, by events. So State.Plan is the
// plan as it was sealed, with the hosts that were added since and without those that
// were removed; each such event makes a new one, and older states keep theirs.

// The commands by which hosts are added and removed.
type (
	// AddHosts begins to watch hosts.
	AddHosts struct {
		By    string
		Hosts []NewHost
	}
	// RemoveHost ends that. What was recorded of the host stays.
	RemoveHost struct{ By, Host, Reason string }
)

// NewHost is a host to be watched.
type NewHost struct {
	Name string
	AddedData
}

func (AddHosts) command()   {}
func (RemoveHost) command() {}

// The types of events that change who is watched.
const (
	HostAdded   Type = "host.added"
	HostRemoved Type = "host.removed"
)

type (
	// AddedData belongs to host.added. What else there is to say of the host is as of
	// the first one of the plan.
	AddedData struct {
		Address string `json:"address"`
		TCP     []int  `json:"tcp,omitempty"`
		// Any is as in Checks.
		Any bool `json:"any,omitempty"`
	}
	// RemovedData belongs to host.removed.
	RemovedData struct {
		Reason string `json:"reason,omitempty"`
	}
)

// maxWatched is how many hosts can be watched without a plan.
const maxWatched = 5000

func (d *decider) addHosts(c AddHosts) error {
	if err := named(c.By); err != nil {
		return err
	}
	if !d.s.Plan.Ungated {
		return refuse(Stated(RefuseRoster), Stated(TryNote))
	}
	known := map[string]bool{}
	for _, h := range d.s.Plan.Hosts {
		known[strings.ToLower(h.Name)] = true
	}
	for _, h := range c.Hosts {
		name := strings.ToLower(h.Name)
		switch {
		case h.Name == "" || Clean(h.Name) != h.Name || h.Address == "" || Clean(h.Address) != h.Address:
			return invalid(InvalidNewHost, "given", Clean(h.Name))
		case known[name]:
			return refuse(Stated(RefuseKnown, "host", h.Name), Statement{})
		case len(known) >= maxWatched:
			return refuse(Stated(RefuseCrowd, "all", maxWatched), Statement{})
		}
		known[name] = true
		d.add(HostAdded, h.Name, Clean(c.By), h.AddedData)
	}
	if len(c.Hosts) == 0 {
		return invalid(InvalidNewHost, "given", "")
	}
	return nil
}

func (d *decider) removeHost(c RemoveHost, h *HostState) error {
	switch {
	case !d.s.Plan.Ungated:
		return refuse(Stated(RefuseRoster), Stated(TryNote))
	case len(d.s.Plan.Hosts) == 1:
		return helped(Stated(RefuseLast, "host", h.Name), Close{Outcome: "partial"})
	}
	d.add(HostRemoved, h.Name, Clean(c.By), RemovedData{Reason: Clean(c.Reason)})
	return nil
}

// applyAdded begins to watch a host.
func (s *State) applyAdded(e Event, d AddedData) {
	if !s.Plan.Ungated || len(s.Plan.Hosts) == 0 || s.Plan.place(e.Host) >= 0 {
		return
	}
	p := *s.Plan
	like := p.Hosts[0]
	h := Host{
		Name: e.Host, Address: d.Address, Environment: like.Environment, Reboot: like.Reboot, Ladder: like.Ladder,
		Checks: Checks{ICMP: true, TCP: d.TCP, Any: d.Any},
	}
	p.Hosts, p.Order = push(p.Hosts, h), push(p.Order, e.Host)
	p.Index()
	s.Plan = &p
	hs := hostState(&p, &h)
	hs.Added = e.At
	s.Hosts = s.Hosts.with(hs)
}

// applyRemoved ends that. An incident of nobody else is over with it.
func (s *State) applyRemoved(e Event) {
	i := s.Plan.place(e.Host)
	if !s.Plan.Ungated || i < 0 || len(s.Plan.Hosts) == 1 {
		return
	}
	p := *s.Plan
	p.Hosts = slices.Delete(slices.Clone(p.Hosts), i, i+1)
	p.Order = slices.DeleteFunc(slices.Clone(p.Order), func(name string) bool { return name == e.Host })
	p.Index()
	s.Plan = &p
	s.Hosts = s.Hosts.without(i)
	s.Incidents = slices.Clone(s.Incidents)
	for n := range s.Incidents {
		inc := &s.Incidents[n]
		if !slices.Contains(inc.Hosts, e.Host) {
			continue
		}
		inc.Hosts = slices.DeleteFunc(slices.Clone(inc.Hosts), func(name string) bool { return name == e.Host })
		if inc.Open() && len(inc.Hosts) == 0 {
			inc.Resolved = e.At
		}
	}
}
