package change

import (
	"slices"
	"time"
)

// Deadlines lists every business moment of the plan, the earliest first.
func (i Info) Deadlines() []Deadline { return i.addDeadlines(nil) }

func (i Info) addDeadlines(all []Deadline) []Deadline {
	if !i.Deadline.At.IsZero() {
		all = append(all, i.Deadline)
	}
	all = append(all, i.Others...)
	slices.SortStableFunc(all, func(a, b Deadline) int { return a.At.Compare(b.At) })
	return all
}

// Deadlines lists the business moments as they stand tonight, the earliest
// first: the business may have granted more time, or asked for less.
func (s *State) Deadlines() []Deadline { return s.addDeadlines(nil) }

func (s *State) addDeadlines(all []Deadline) []Deadline {
	all = s.Plan.Change.addDeadlines(all)
	for i := range all {
		if at, moved := s.Granted[all[i].Name]; moved {
			all[i].At = at.Time
		}
	}
	slices.SortStableFunc(all, func(a, b Deadline) int { return a.At.Compare(b.At) })
	return all
}

// Window is the approved window as it stands tonight: two people may have given
// it another end.
func (s *State) Window() Window {
	w := s.Plan.Change.Window
	if !s.Extended.IsZero() {
		w.End = s.Extended.Time
	}
	return w
}

// Deadline is the first business moment that must still be met, or the last
// one where all are over; its zero value means none.
func (s *State) Deadline() Deadline {
	var few [4]Deadline // not to allocate for each rung of each host at each tick
	all := s.addDeadlines(few[:0])
	for _, d := range all {
		if !slices.Contains(s.Passed, d.Name) {
			return d
		}
	}
	if n := len(all); n > 0 {
		return all[n-1]
	}
	return Deadline{}
}

// LastSafeFailover is the latest instant at which the failover of the
// environment can begin and still end, with its margin, before the earliest
// deadline. It reports false where the plan has no deadline, no failover, or
// nowhere to switch to.
func (s *State) LastSafeFailover(environment string) (time.Time, bool) {
	return lastSafeOf(s.Plan.Environment(environment), s.Deadline)
}

// LastSafeFailover is the same as the plan alone has it, before the night.
func (p *Plan) LastSafeFailover(environment string) (time.Time, bool) {
	return lastSafeOf(p.Environment(environment), (&State{Plan: p}).Deadline)
}

func lastSafeOf(e Environment, deadline func() Deadline) (time.Time, bool) {
	if e.Failover.Takes <= 0 || e.Standby == "" {
		return time.Time{}, false
	}
	d := deadline()
	if d.At.IsZero() {
		return time.Time{}, false
	}
	return d.At.Add(-e.Failover.Takes - e.Failover.Margin), true
}

// EarliestLastSafe is the earliest last safe failover of all environments:
// the one instant that belongs into the header.
func (s *State) EarliestLastSafe() (time.Time, bool) {
	var first time.Time
	for _, e := range s.Plan.Environments {
		if at, ok := s.LastSafeFailover(e.Name); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// LimitOf is what sets a limit.
type LimitOf uint8

// What a limit can be of.
const (
	OfFailover LimitOf = iota
	OfDeadline
	OfWindow
)

// Limit is a moment before which the work on a host must be over, its slow
// case and a recovery included.
type Limit struct {
	Of LimitOf
	// Name says what ends there: "last safe failover of B", "window end".
	Name Statement
	At   time.Time
	// Need is the time from the start of the host until even the slow case is
	// over, Slow the slow case alone, Why the parts of Need.
	Need, Slow time.Duration
	Why        Statement
}

// Latest is the latest instant at which the host can start and still meet the limit.
func (l Limit) Latest() time.Time { return l.At.Add(-l.Need) }

// Limits are the moments that the start of a host has to meet tonight.
func (s *State) Limits(h *Host) []Limit { return s.EachLimits()(h) }

// EachLimits are Limits for who asks for one host after the other: what they go by of
// all hosts is looked up once.
func (s *State) EachLimits() func(*Host) []Limit {
	slowest := s.slowestReboots()
	return func(h *Host) []Limit {
		slow, why := slowCase(h, slowest)
		return s.limits(h, slow, why)
	}
}

func (s *State) limits(h *Host, slow time.Duration, why Statement) []Limit {
	steps := s.Plan.steps(h)
	var parts []Statement
	if steps > 0 {
		parts = append(parts, Stated(LimitSteps, "takes", steps))
	}
	parts = append(parts, why)
	if h.Reboot.Recovery > 0 {
		parts = append(parts, Stated(LimitRecovery, "takes", h.Reboot.Recovery))
	}
	sum := Stated(LimitParts, "parts", parts)
	ends := s.mustEnd(h.Environment)
	all := make([]Limit, len(ends))
	for i, e := range ends {
		all[i] = Limit{e.of, e.name(), e.at, steps + slow + h.Reboot.Recovery, slow, sum}
	}
	return all
}

// end is a moment before which the work on a host must be over, and the environment or
// the deadline that it is of.
type end struct {
	of    LimitOf
	about string
	at    time.Time
}

func (e end) name() Statement {
	switch e.of {
	case OfFailover:
		return Stated(LimitFailover, "environment", e.about)
	case OfDeadline:
		return Stated(LimitDeadline, "deadline", e.about)
	case OfWindow:
	}
	return Stated(LimitWindow)
}

// mustEnd lists the moments before which the work on the hosts of an environment must be
// over tonight.
func (s *State) mustEnd(environment string) []end {
	var all []end
	if at, ok := s.LastSafeFailover(environment); ok {
		all = append(all, end{OfFailover, environment, at})
	} else if d := s.Deadline(); !d.At.IsZero() { // nothing to switch to: the host itself must be back by then
		all = append(all, end{OfDeadline, d.Name, d.At})
	}
	if at := s.Window().End; !at.IsZero() {
		all = append(all, end{OfWindow, "", at})
	}
	return all
}

// LastSafeStart is the limit that bites first for the start of a host.
func (s *State) LastSafeStart(h *Host) (Limit, bool) { return tightest(s.Limits(h)) }

func tightest(limits []Limit) (Limit, bool) {
	if len(limits) == 0 {
		return Limit{}, false
	}
	return slices.MinFunc(limits, func(a, b Limit) int { return a.Latest().Compare(b.Latest()) }), true
}

// slowCase is how long a reboot of the host takes when it goes badly, and why
// that is believed: the time until the ladder has raised all it has, or the
// slowest reboot of a host of its class tonight, whichever is longer.
func slowCase(h *Host, tonight map[Class]slowReboot) (time.Duration, Statement) {
	slow, why := plannedSlowCase(h)
	if slowest := tonight[h.Class()]; slowest.took > slow {
		return slowest.took, Stated(LimitSlowest, "takes", slowest.took, "host", slowest.host)
	}
	return slow, why
}

// slowReboot is the reboot that took longest of some, and whose it was.
type slowReboot struct {
	host string
	took time.Duration
}

// slowestReboots are those of tonight, by the class of the host.
func (s *State) slowestReboots() map[Class]slowReboot {
	slowest := map[Class]slowReboot{}
	for i := range s.Hosts.Len() {
		if s.Hosts.At(i).Reboot == nil {
			continue
		}
		h := &s.Plan.Hosts[i]
		if t := s.Hosts.At(i).slowest(); t > slowest[h.Class()].took {
			slowest[h.Class()] = slowReboot{h.Name, t}
		}
	}
	return slowest
}

// slowTonight reports whether a reboot of its class took longer than the
// plan's slow case.
func (s *State) slowTonight(h *Host) bool {
	return s.slowestReboots()[h.Class()].took > PlannedSlow(h)
}

// slowest is the longest that a reboot of the host took tonight; what was only
// lost and came back was none.
func (h *HostState) slowest() time.Duration {
	var most time.Duration
	for i := range h.Reboots {
		most = max(most, h.Reboots[i].planned())
	}
	if h.Reboot != nil {
		most = max(most, h.Reboot.planned())
	}
	return most
}

func (r *Reboot) planned() time.Duration {
	if r.Phase != Settled || r.Unplanned {
		return 0
	}
	return r.Took
}

// plannedSlowCase is the slow case as the plan has it.
func plannedSlowCase(h *Host) (time.Duration, Statement) {
	if len(h.Ladder) == 0 {
		return h.Reboot.Expected, Stated(LimitReboot, "takes", h.Reboot.Expected)
	}
	last := h.Ladder[len(h.Ladder)-1]
	return last.After, Stated(LimitRung, "takes", last.After, "rung", last.Name)
}

// PlannedSlow is how long a reboot of the host takes when it goes badly, as the plan has
// it: until the ladder has raised all it has.
func PlannedSlow(h *Host) time.Duration {
	if n := len(h.Ladder); n > 0 {
		return h.Ladder[n-1].After
	}
	return h.Reboot.Expected
}

// steps is how long all steps of a host take without its reboot, as far as
// the plan says.
func (p *Plan) steps(h *Host) time.Duration {
	var sum time.Duration
	for i := range p.Runbook.steps { // no list of them: asked of each host of a fleet
		if st := &p.Runbook.steps[i]; st.Only.Meets(h) {
			sum += st.Takes
		}
	}
	return sum
}
