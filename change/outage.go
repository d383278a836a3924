package change

import (
	"slices"
	"time"
)

// Outage is whether no host of an environment is up, and who answers for that.
type Outage uint8

const (
	// OutageNone means: a host of it is up, or its standby serves. Of hosts that
	// nobody has ever seen nothing is said.
	OutageNone Outage = iota
	// OutageForeseen means: none is up, and somebody answers for it. The plan does,
	// which asks that none stays healthy, or two people did who signed for the reboot;
	// and nothing takes longer than it may. Or all of them were given up.
	OutageForeseen
	// OutageSudden means: none is up, and nobody answers for it.
	OutageSudden
)

// outage looks at an environment. Hosts are those that are down and not given
// up, the order is that of the plan.
func (s *State) outage(environment string, now time.Time) (is Outage, hosts []string) {
	if environment == "" || s.FailedOver(environment) {
		return OutageNone, nil
	}
	answered, sudden := []CriterionID{}, false
	if s.Plan.Environment(environment).MinHealthy == 0 {
		answered = append(answered, CriterionEnvironment)
	}
	for _, i := range s.Plan.in(environment) {
		plan, h := &s.Plan.Hosts[i], s.Hosts.At(i)
		switch {
		case !h.Usable() || h.up():
			return OutageNone, nil
		case h.LetGo:
			continue
		}
		hosts = append(hosts, h.Name)
		sudden = sudden || h.Work != Started || s.Late(plan, h, now)
		if h.Rebooting() {
			answered = append(answered, h.Reboot.Against...)
		}
	}
	switch {
	case len(hosts) == 0:
		return OutageForeseen, nil // or it has no hosts, and then nobody asks
	case sudden || !slices.Contains(answered, CriterionEnvironment):
		return OutageSudden, hosts
	case !slices.Contains(answered, CriterionStandby) && s.unsafe(environment):
		return OutageSudden, hosts
	}
	return OutageForeseen, hosts
}

// unsafe reports whether the standby of an environment that is away is away, too,
// and no incident of the standby says that neither side is safe.
func (s *State) unsafe(environment string) bool {
	standby := s.Plan.Environment(s.Plan.Environment(environment).Standby)
	told := standby.Standby == environment && s.OpenIncident(standby.Name) != nil
	return s.Service(environment) == NoSide && s.Plan.has(standby.Name) && !told
}

// up reports whether the host answers as the one that it is, on every signal
// that is usable, however far its reboot or the work on it is.
func (h *HostState) up() bool {
	usable, up := h.count()
	return usable > 0 && up == usable && h.Stranger == ""
}

// outages opens an incident for each environment that serves nobody and for
// which nobody answers, at once: that its hosts reboot by plan is no reason for all
// of them to be away.
func (c *clerk) outages() {
	asked := map[string]bool{}
	for i := range c.s.Hosts.Len() {
		environment := c.s.Plan.Hosts[i].Environment
		if h := c.s.Hosts.At(i); h.calm() || h.up() || asked[environment] {
			continue
		}
		asked[environment] = true
		if c.incidents[environment] != nil {
			continue
		}
		if is, hosts := c.s.outage(environment, c.now); is == OutageSudden {
			c.open(environment, hosts, Stated(AsksOutage))
		}
	}
}
