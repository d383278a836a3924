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
		gateAlone(&s, host),
		gateSwitch(&s),
		gateEnvironment(&s, h),
		gateStandby(&s, h),
		gateWindow(&s, h, now),
		gateTime(&s, h, now),
		gateLevel(&s, host),
		gateContacts(&s),
		gatePrechecks(&s, hs),
		gateSigned(&s),
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
	failed := NoGo(v.Criteria)
	v.Overridden = len(failed) > 0 && s.overrides(host, failed)
	v.Go = len(failed) == 0 || v.Overridden
	return v
}

// overrides reports whether two people answered for a start against each of
// the criteria that fail now. What they did not see they did not answer for.
func (s *State) overrides(host string, failed []Criterion) bool {
	var known []string
	for _, d := range s.Deviations {
		if d.Signed() && strings.EqualFold(d.What, StartDeviation(host)) {
			known = append(known, d.Criteria...)
		}
	}
	return s.Hold == nil && !slices.ContainsFunc(failed, func(c Criterion) bool { return !slices.Contains(known, c.Name) })
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
	switch {
	case now.Before(w.Start):
		c.Go, c.Evidence = false, "the window opens at "+s.clock(w.Start)
	case !now.Before(w.End):
		c.Go, c.Evidence = false, "the window ended at "+s.clock(w.End)
	default:
		limit := s.limitOf(h, windowEnd)
		c.Go, c.Evidence = !now.After(limit.Latest()), s.fits(limit, now)
	}
	return c
}

// gateTime asks whether even the slow case ends before the last safe failover,
// or before the deadline where there is nothing to switch to.
func gateTime(s *State, h *Host, now time.Time) Criterion {
	c := Criterion{Name: "slow case fits", Go: true, Evidence: "no deadline in the plan"}
	for _, limit := range s.Limits(h) {
		if limit.Name != windowEnd {
			c.Go, c.Evidence = !now.After(limit.Latest()), s.fits(limit, now)
		}
	}
	return c
}

func (s *State) limitOf(h *Host, name string) Limit {
	for _, limit := range s.Limits(h) {
		if limit.Name == name {
			return limit
		}
	}
	return Limit{}
}

// fits tells the arithmetic of a limit: "start by 05:00: slow case 45m (rung
// failover) ends 02:45:00, last safe failover of B 05:45:00".
func (s *State) fits(l Limit, now time.Time) string {
	return fmt.Sprintf("start by %s: %s ends %s, %s %s",
		s.clock(l.Latest())[:5], l.Why, s.clock(now.Add(l.Need)), l.Name, s.clock(l.At))
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
			c.Go, c.Evidence = false, notBack(s, h)
			return c
		}
		if h.Work != FinishedOK && h.Work != RolledBack {
			c.Go, c.Evidence = false, fmt.Sprintf("%s is %s", name, h.Work.words())
			return c
		}
	}
	return c
}

// gateAlone: whatever the order, never two at once.
func gateAlone(s *State, host string) Criterion {
	c := Criterion{Name: "one host at a time", Go: true}
	for i := range s.Hosts {
		switch h := &s.Hosts[i]; {
		case h.Name == host:
		case h.Work == Started && h.Rebooting():
			c.Go, c.Evidence = false, notBack(s, h)
			return c
		case h.Work == Started:
			c.Go, c.Evidence = false, h.Name+" is being worked on"
		}
	}
	return c
}

// notBack says how far a reboot has come: not back, or back and not proven.
func notBack(s *State, h *HostState) string {
	word := "not proven"
	if h.Reboot.Phase == Requested || h.Reboot.Phase == Gone {
		word = "not back"
	}
	return fmt.Sprintf("%s %s: %s since %s", h.Name, word, h.Reboot.Phase, s.clock(h.Reboot.Since))
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

func gateLevel(s *State, host string) Criterion {
	h := s.Planned(host)
	c := Criterion{Name: "level was tested", Go: h.Level.To == h.Level.Tested}
	if h.Level.To != "" || h.Level.Tested != "" {
		c.Evidence = fmt.Sprintf("to %s, tested %s", orNone(h.Level.To), orNone(h.Level.Tested))
	}
	if !c.Go && s.deviates(LevelDeviation(host, h.Level.To)) {
		c.Go = true
		c.Evidence += ": UNTESTED, two people answer for it"
	}
	return c
}

// gateSigned: what departed from the plan has its second name.
func gateSigned(s *State) Criterion {
	c := Criterion{Name: "deviations signed", Go: true}
	if open := s.Unsigned(); len(open) > 0 {
		what := make([]string, len(open))
		for i, d := range open {
			what[i] = d.What
		}
		c.Go, c.Evidence = false, "no second name yet: "+strings.Join(what, ", ")
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
