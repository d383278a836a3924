package change

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Criterion is one line of a gate: go or no-go, and the evidence for it.
type Criterion struct {
	Name     string `json:"name"`
	Go       bool   `json:"go"`
	Evidence string `json:"evidence,omitempty"`
}

// Gate is the go/no-go check before the work on a host starts.
func Gate(s State, host string, now time.Time) []Criterion {
	i := slices.IndexFunc(s.Plan.Hosts, func(h Host) bool { return h.Name == host })
	if i < 0 {
		return nil
	}
	h, hs := &s.Plan.Hosts[i], &s.Hosts[i]
	return append([]Criterion{
		gateHold(&s),
		gateWatched(&s, now),
		gateSeen(hs),
		gatePrevious(&s, host),
		gateEnvironment(&s, h),
		gateStandby(&s, h),
		gateWindow(&s, h, now),
		gateTime(&s, h, now),
		gateLevel(h),
	}, gateSealed(&s)...)
}

// Judge is the gate's word on the start of a host: every criterion, and
// whether a recorded deviation lets it start against those that failed.
// Unwatched is why nobody observes the hosts, empty while somebody does.
func Judge(s State, host, unwatched string, now time.Time) GatedData {
	v := GatedData{Criteria: Gate(s, host, now)}
	for i := range v.Criteria {
		if c := &v.Criteria[i]; c.Name == WatchedCriterion && unwatched != "" {
			c.Go, c.Evidence = false, Clean(unwatched)
		}
	}
	failed := len(NoGo(v.Criteria)) > 0
	v.Overridden = failed && s.Hold == nil && s.deviates(StartDeviation(host))
	v.Go = !failed || v.Overridden
	return v
}

const startDeviation = "start "

// StartDeviation is the name of the deviation that overrides a host's gate.
func StartDeviation(host string) string { return startDeviation + host }

func (s *State) deviates(what string) bool {
	return slices.ContainsFunc(s.Deviations, func(d Deviation) bool { return strings.EqualFold(d.What, what) })
}

// HoldCriterion is the one criterion that no deviation overrides: a hold is
// lifted by who is responsible, not worked around.
const HoldCriterion = "no hold"

// NoGo lists the criteria that failed.
func NoGo(criteria []Criterion) []Criterion {
	var failed []Criterion
	for _, c := range criteria {
		if !c.Go {
			failed = append(failed, c)
		}
	}
	return failed
}

func gateHold(s *State) Criterion {
	c := Criterion{Name: HoldCriterion, Go: s.Hold == nil}
	if s.Hold != nil {
		c.Evidence = fmt.Sprintf("the change is on hold since %s by %s: %s", s.clock(s.Hold.Since), s.Hold.By, s.Hold.Reason)
	}
	return c
}

// gateWatched: what the other criteria know of the hosts must be what was seen
// just now, not before a blind spell, a sleep or a restart.
func gateWatched(s *State, now time.Time) Criterion {
	c := Criterion{Name: WatchedCriterion, Go: true}
	if !s.Blind.IsZero() {
		c.Go, c.Evidence = false, "WE are blind since "+s.clock(s.Blind)
	} else if again := now.Sub(s.Looking); s.Looking.After(s.Opened) && again < s.Plan.Probe.confirm() {
		c.Go, c.Evidence = false, "nothing was seen before "+s.clock(s.Looking)+": give the probes a moment"
	}
	return c
}

// WatchedCriterion is the criterion that asks for eyes on the hosts.
const WatchedCriterion = "hosts are watched"

// gateWindow asks whether the slow case ends inside the approved window.
func gateWindow(s *State, h *Host, now time.Time) Criterion {
	w := s.Plan.Change.Window
	c := Criterion{Name: "inside the window", Go: true}
	if w.End.IsZero() {
		return c
	}
	slow := now.Add(slowCase(h))
	switch {
	case now.Before(w.Start):
		c.Go, c.Evidence = false, "the window opens at "+s.clock(w.Start)
	case !now.Before(w.End):
		c.Go, c.Evidence = false, "the window ended at "+s.clock(w.End)
	case slow.After(w.End):
		c.Go, c.Evidence = false, fmt.Sprintf("slow case ends %s, the window %s", s.clock(slow), s.clock(w.End))
	}
	return c
}

// slowCase is the time until the ladder has raised all it has.
func slowCase(h *Host) time.Duration {
	if len(h.Ladder) == 0 {
		return h.Reboot.Expected
	}
	return h.Ladder[len(h.Ladder)-1].After
}

func gateSeen(h *HostState) Criterion {
	var down, never []string
	for _, sig := range h.Signals {
		switch sig.State {
		case Down:
			down = append(down, sig.Check)
		case NeverSeen:
			never = append(never, sig.Check)
		case Up:
		}
	}
	c := Criterion{Name: "baseline seen", Go: h.Usable() && len(down) == 0}
	switch {
	case !h.Usable():
		c.Evidence = "no signal of " + h.Name + " has answered yet: it cannot be watched"
	case len(down) > 0:
		c.Evidence = strings.Join(down, ", ") + " lost before the work begins"
	case len(never) > 0:
		c.Evidence = "not usable: " + strings.Join(never, ", ")
	}
	return c
}

func gatePrevious(s *State, host string) Criterion {
	c := Criterion{Name: "previous host done", Go: true}
	for _, name := range s.Plan.Order {
		if name == host {
			break
		}
		h := s.Host(name)
		if h.Rebooting() {
			c.Go, c.Evidence = false, fmt.Sprintf("%s not back: %s since %s", name, h.Reboot.Phase, s.clock(h.Reboot.Since))
			return c
		}
		if h.Work != FinishedOK && h.Work != RolledBack {
			c.Go, c.Evidence = false, fmt.Sprintf("%s is %s", name, h.Work.words())
			return c
		}
	}
	for _, h := range s.Hosts { // order aside: never two at once
		if h.Name != host && h.Work == Started {
			c.Go, c.Evidence = false, h.Name+" is being worked on"
			return c
		}
	}
	return c
}

func (w Work) words() string {
	switch w {
	case Waiting:
		return "not started"
	case Started:
		return "being worked on"
	case Failed:
		return "given up as failed"
	}
	return string(w)
}

func gateEnvironment(s *State, h *Host) Criterion {
	healthy, all := s.HealthyIn(h.Environment)
	if s.Host(h.Name).Healthy() {
		healthy-- // this one is about to go
	}
	need := s.Plan.Environment(h.Environment).MinHealthy
	return Criterion{
		Name: "environment keeps enough healthy hosts", Go: healthy >= need,
		Evidence: fmt.Sprintf("%s keeps %d of %d healthy, must keep %d", h.Environment, healthy, all, need),
	}
}

func gateStandby(s *State, h *Host) Criterion {
	c := Criterion{Name: "standby healthy", Go: true}
	standby := s.Plan.Environment(h.Environment).Standby
	if standby == "" {
		c.Evidence = "no standby in the plan"
		return c
	}
	healthy, all := s.HealthyIn(standby)
	need := max(1, s.Plan.Environment(standby).MinHealthy)
	c.Go = healthy >= need
	c.Evidence = fmt.Sprintf("%s has %d of %d healthy, must have %d", standby, healthy, all, need)
	return c
}

// gateTime asks whether even the slow case ends before the last safe failover:
// the time until the ladder would begin the failover by itself.
func gateTime(s *State, h *Host, now time.Time) Criterion {
	c := Criterion{Name: "slow case fits", Go: true}
	lastSafe, ok := s.Plan.LastSafeFailover(h.Environment)
	if !ok || len(h.Ladder) == 0 {
		c.Evidence = "no deadline in the plan"
		return c
	}
	slow := slowCase(h)
	c.Go = !now.Add(slow).After(lastSafe)
	c.Evidence = fmt.Sprintf("slow case ends %s, last safe failover %s", s.clock(now.Add(slow)), s.clock(lastSafe))
	return c
}

func gateLevel(h *Host) Criterion {
	c := Criterion{Name: "level was tested", Go: h.Level.To == h.Level.Tested}
	if h.Level.To != "" || h.Level.Tested != "" {
		c.Evidence = fmt.Sprintf("to %s, tested %s", orNone(h.Level.To), orNone(h.Level.Tested))
	}
	return c
}

func orNone(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// clock writes an instant as people on the night read it.
func (s *State) clock(at time.Time) string { return Clock(s.Plan, at) }

// Clock writes an instant in the zone of the change: "02:31:07".
func Clock(p *Plan, at time.Time) string {
	zone := p.Change.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format("15:04:05")
}
