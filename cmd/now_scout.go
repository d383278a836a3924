package cmd

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"tminus/change"
	"tminus/checks"
	"tminus/config"
	"tminus/fault"
	"tminus/scout"
)

// lookTime bounds how long the names are resolved, and then how long ports are looked
// for: whoever types `now` waits for both.
const lookTime = 1500 * time.Millisecond

// manyHosts is how many hosts are asked for every usual port for as long as it is not
// known which of them they have; of more only those that have answered are.
const manyHosts = 500

// scouted is what was found of the hosts.
type scouted struct {
	hosts   []config.WatchedHost
	pins    map[string]netip.Addr
	witness string
	notices []change.Statement
}

// scoutAll looks up the names of the hosts, looks for their ports, and finds a witness.
func scoutAll(ctx context.Context, a *askedNow, witness string) (*scouted, error) {
	s := &scouted{}
	if s.pins, s.notices = lookUp(ctx, a.targets); len(s.pins) == 0 {
		return nil, invalid{fault.New(cmdUnresolved, "whys", s.notices)}
	}
	var wait sync.WaitGroup
	if s.witness = witness; witness == "" {
		wait.Go(func() { s.witness = gateway(ctx, s.pins) })
	}
	found := s.ports(ctx, a)
	wait.Wait()
	if s.witness == "" {
		s.notices = append(s.notices, change.Stated(scout.NoGateway))
	}
	untried := 0
	for i, t := range a.targets {
		h := config.WatchedHost{Name: t.Name, Address: t.Address, Ports: t.Ports}
		switch {
		case len(t.Ports) > 0:
		case len(a.targets) <= manyHosts && (len(found[i].Open) == 0 || a.rebooting[t.Name]):
			h.Ports, h.Any = scout.Usual(), true
		default:
			if h.Ports = found[i].Open; !found[i].Tried {
				untried++
			}
		}
		s.hosts = append(s.hosts, h)
	}
	if untried > 0 {
		s.notices = append(s.notices, change.Stated(scout.Untried, "n", untried))
	}
	return s, nil
}

// lookUp finds the address of each target that resolves by now, and says of the others
// why not.
func lookUp(ctx context.Context, targets []scout.Target) (map[string]netip.Addr, []change.Statement) {
	plan := &change.Plan{}
	for _, t := range targets {
		plan.Hosts = append(plan.Hosts, change.Host{Name: t.Name, Address: t.Address})
	}
	looking, end := context.WithTimeout(ctx, lookTime)
	defer end()
	return checks.Resolve(looking, plan)
}

// ports looks for the ports of the hosts of which nobody named any.
func (s *scouted) ports(ctx context.Context, a *askedNow) []scout.Found {
	looking, end := context.WithTimeout(ctx, lookTime)
	defer end()
	addresses := make([]netip.Addr, len(a.targets))
	for i, t := range a.targets {
		if len(t.Ports) == 0 && !a.rebooting[t.Name] {
			addresses[i] = s.pins[t.Address]
		}
	}
	return scout.Ports(looking, addresses)
}

// gateway is the default gateway, unless it is one of the hosts itself.
func gateway(ctx context.Context, pins map[string]netip.Addr) string {
	ip := scout.Gateway(ctx)
	for _, pin := range pins {
		if pin == ip {
			return ""
		}
	}
	if !ip.IsValid() {
		return ""
	}
	return ip.String()
}
