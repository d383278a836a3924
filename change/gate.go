package change

import (
	"slices"
	"time"
)

// CriterionID names a criterion of the gate, in the journal too.
type CriterionID string

// The criteria of the gate.
const (
	// CriterionHold is the one criterion that no deviation overrides: a hold is
	// lifted by who is responsible, not worked around.
	CriterionHold CriterionID = "hold"
	// CriterionWatched asks for eyes on the hosts.
	CriterionWatched  CriterionID = "watched"
	CriterionBaseline CriterionID = "baseline"
	// CriterionChecks asks that each check has worked, before it is relied on.
	CriterionChecks   CriterionID = "checks"
	CriterionPrevious CriterionID = "previous"
	CriterionAlone    CriterionID = "alone"
	// CriterionWaves and CriterionAtOnce stand in place of these two in a plan that has waves.
	CriterionWaves       CriterionID = "waves"
	CriterionAtOnce      CriterionID = "at_once"
	CriterionFailover    CriterionID = "failover"
	CriterionEnvironment CriterionID = "environment"
	CriterionStandby     CriterionID = "standby"
	CriterionWindow      CriterionID = "window"
	CriterionTime        CriterionID = "time"
	CriterionLevel       CriterionID = "level"
	CriterionContacts    CriterionID = "contacts"
	CriterionPrechecks   CriterionID = "prechecks"
	CriterionSigned      CriterionID = "signed"
	// CriterionSealed fails when the plan file was changed on the night, until a
	// deviation says who answers for it.
	CriterionSealed CriterionID = "sealed"
)

// Criterion is one line of a gate: go or no-go, and the evidence for it.
type Criterion struct {
	ID CriterionID `json:"id"`
	// Name is the English title, for whoever reads the journal: see Spoken.
	Name string    `json:"name,omitempty"`
	Go   bool      `json:"go"`
	Why  Statement `json:"why,omitzero"`
}

// Reason is why the criterion failed: its evidence, and its title only where it
// has none. Beside its title "no hold: the change is on hold" reads as a
// contradiction.
func (c Criterion) Reason() Statement {
	if c.Why.Said() {
		return c.Why
	}
	return c.Title()
}

// Title says what the criterion asks.
func (c Criterion) Title() Statement {
	if c.ID == "" {
		return Own(c.Name) // of a version that had no ids
	}
	if id, is := c.ID.precheck(); is {
		return Stated(WordPrecheck, "id", id)
	}
	return Stated(WordCriterion, "criterion", string(c.ID))
}

// fail is a no-go, and why.
func (c *Criterion) fail(why Statement) { c.Go, c.Why = false, why }

// Gate is the go/no-go check before the work on a host starts. Where the plan is
// Ungated it asks nothing.
func Gate(s State, host string, now time.Time) []Criterion {
	i := s.Plan.place(host)
	if i < 0 || s.Plan.Ungated {
		return nil
	}
	h, hs := &s.Plan.Hosts[i], s.Hosts.At(i)
	before, beside := gatePrevious, gateAlone
	if s.Plan.InWaves() {
		before, beside = func(s *State, host string) Criterion { return gateWaves(s, host, now) }, gateAtOnce
	}
	return append([]Criterion{
		gateHold(&s),
		gateWatched(&s, now),
		gateSeen(hs),
		gateWorked(h, hs),
		before(&s, host),
		beside(&s, host),
		gateFailover(&s),
		gateEnvironment(&s, h, s.staying(host)),
		gateStandby(&s, h, s.staying(host)),
		gateWindow(&s, h, now),
		gateTime(&s, h, now),
		gateLevel(&s, host),
		gateContacts(&s),
		gatePrechecks(&s, hs),
		gateSigned(&s),
	}, slices.Concat(gateRuns(&s, hs, now), gateSealed(&s))...)
}

func gateHold(s *State) Criterion {
	c := Criterion{ID: CriterionHold, Go: true}
	if s.Hold != nil {
		c.fail(Stated(GateHeld, "since", s.Hold.Since, "by", s.Hold.By, "why", s.Hold.Reason))
	}
	return c
}

// gateWatched: what the other criteria know of the hosts must be what was seen
// just now, not before a blind spell, a sleep or a restart.
func gateWatched(s *State, now time.Time) Criterion {
	c := Criterion{ID: CriterionWatched, Go: true}
	if !s.Blind.IsZero() {
		c.fail(Stated(GateBlind, "since", s.Blind))
	} else if again := now.Sub(s.WatchedSince); s.WatchedSince.After(s.Opened) && again < s.Plan.Probe.confirm() {
		c.fail(Stated(GateUnseen, "at", s.WatchedSince))
	}
	return c
}

// gateWindow asks whether the slow case ends inside the approved window.
func gateWindow(s *State, h *Host, now time.Time) Criterion {
	w := s.Window()
	c := Criterion{ID: CriterionWindow, Go: true}
	if w.End.IsZero() {
		return c
	}
	switch {
	case now.Before(w.Start):
		c.fail(Stated(GateWindowAhead, "start", w.Start))
	case !now.Before(w.End):
		c.fail(Stated(GateWindowOver, "end", w.End))
	default:
		for _, limit := range s.Limits(h) {
			if limit.Of == OfWindow {
				s.fits(&c, limit, now)
			}
		}
	}
	return c
}

// gateTime asks whether even the slow case ends before the last safe failover,
// or before the deadline where there is nothing to switch to.
func gateTime(s *State, h *Host, now time.Time) Criterion {
	c := Criterion{ID: CriterionTime, Go: true, Why: Stated(GateNoDeadline)}
	for _, limit := range s.Limits(h) {
		if limit.Of != OfWindow {
			s.fits(&c, limit, now)
		}
	}
	return c
}

// fits asks whether a limit is met, and tells its arithmetic: "start by 05:00:
// slow case 45m (rung failover) ends 02:45:00, last safe failover of B 05:45:00".
func (s *State) fits(c *Criterion, l Limit, now time.Time) {
	c.Go = !now.After(l.Latest())
	c.Why = Stated(GateFits, "latest", l.Latest(), "why", l.Why, "ends", now.Add(l.Need), "name", l.Name, "at", l.At)
}

func gateSeen(h *HostState) Criterion {
	var down, never []string
	for _, sig := range h.Signals {
		if h.Drops(sig.Check) {
			continue
		}
		switch sig.State {
		case Down:
			down = append(down, sig.Check)
		case NeverSeen:
			never = append(never, sig.Check)
		case Up:
		}
	}
	c := Criterion{ID: CriterionBaseline, Go: h.Usable() && len(down) == 0}
	switch {
	case !h.Usable():
		c.Why = Stated(GateNoSignal, "host", h.Name)
	case len(down) > 0:
		c.Why = Stated(GateLost, "checks", down)
	case len(never) > 0:
		c.Why = Stated(GateUnusable, "checks", never)
	}
	return c
}

// gateWorked: a check that the plan asks for and that has never worked would
// watch nothing, all night. Evidence that told something once and does not now
// is told here, too.
func gateWorked(plan *Host, h *HostState) Criterion {
	c := Criterion{ID: CriterionChecks, Go: true}
	var never []string
	var parts []Statement
	for _, signal := range plan.Watched() {
		if h.Drops(signal.Name) { // two people answer for that
			continue
		}
		b, worked := h.Boot(signal.Name), h.worked(signal)
		switch {
		case signal.Kind.Assumed || worked && (!b.Unread() || b.Cause == CauseNotOffered):
		case b.Cause == CauseNotOffered:
			parts = append(parts, Stated(GateNotOffered, "check", signal.Name))
		case b.Unread():
			parts = append(parts, Stated(GateUnreadable, "check", signal.Name, "given", b.Quote, "why", b.Why))
		default:
			never = append(never, signal.Name)
		}
		c.Go = c.Go && (worked || signal.Kind.Assumed)
	}
	if len(never) > 0 {
		parts = append(parts, Stated(GateNever, "checks", never))
	}
	if len(parts) > 0 {
		c.Why = Stated(GateChecks, "parts", parts)
	}
	return c
}

// worked reports whether a signal of the host has ever told something.
func (h *HostState) worked(s Signal) bool {
	switch s.Kind.Role {
	case ProvesBoot:
		b := h.Boot(s.Name)
		return b.Value != "" || b.Cause == CauseNotOffered && h.testifies() // as SMB on a new Windows, beside a command
	case TellsName:
		return h.Identity != ""
	case TellsState:
		return h.Told(s.Name).Word != ""
	case Reaches:
	}
	return !slices.ContainsFunc(h.Signals, func(have SignalState) bool { return have.Check == s.Name && have.State == NeverSeen })
}

// testifies reports whether any evidence of the host can be read by now.
func (h *HostState) testifies() bool {
	return slices.ContainsFunc(h.Boots, func(b BootState) bool { return b.Value != "" && !b.Unread() })
}

func gatePrevious(s *State, host string) Criterion {
	c := Criterion{ID: CriterionPrevious, Go: true}
	for _, name := range s.Plan.Order {
		if name == host {
			break
		}
		h := s.Host(name)
		if h.Rebooting() {
			c.fail(s.notBack(h))
			return c
		}
		if h.Work != FinishedOK && h.Work != RolledBack {
			c.fail(h.is())
			return c
		}
	}
	return c
}

// gateAlone: whatever the order, never two at once.
func gateAlone(s *State, host string) Criterion {
	c := Criterion{ID: CriterionAlone, Go: true}
	for i := range s.Hosts.Len() {
		switch h := s.Hosts.At(i); {
		case h.Name == host:
		case h.Work == Started && h.Rebooting():
			c.fail(s.notBack(h))
			return c
		case h.Work == Started:
			c.fail(h.is())
		}
	}
	return c
}

// notBack says how far a reboot has come: not back, back from one of several, or
// back and not proven.
func (s *State) notBack(h *HostState) Statement {
	if plan := s.Plan.Host(h.Name); h.BetweenReboots(plan) {
		return Stated(GateBetween, "host", h.Name, "n", h.Reboot.Cycles(), "all", h.Reboot.Expected(plan.Reboot))
	}
	if h.Reboot.Phase == Requested || h.Reboot.Phase == Gone {
		return Stated(GateNotBack, "host", h.Name, "phase", h.Reboot.Phase, "since", h.Reboot.Since)
	}
	return Stated(GateNotProven, "host", h.Name, "phase", h.Reboot.Phase, "since", h.Reboot.Since)
}

// is says how far the work on a host has come.
func (h *HostState) is() Statement { return Stated(GateWork, "host", h.Name, "work", h.Work) }

func gateLevel(s *State, host string) Criterion {
	h := s.Planned(host)
	c := Criterion{ID: CriterionLevel, Go: h.Level.To == h.Level.Tested, Why: Stated(GateNoLevel)}
	if h.Level.To != "" || h.Level.Tested != "" {
		c.Why = Stated(GateLevel, "to", orNone(h.Level.To), "tested", orNone(h.Level.Tested))
	}
	if !c.Go && s.deviates(LevelDeviation(host, h.Level.To)) {
		c.Go = true
		c.Why = Stated(GateUntested, "to", orNone(h.Level.To), "tested", orNone(h.Level.Tested))
	}
	return c
}

// gateSigned: what departed from the plan has its second name.
func gateSigned(s *State) Criterion {
	c := Criterion{ID: CriterionSigned, Go: true}
	if open := s.Unsigned(); len(open) > 0 {
		what := make([]string, len(open))
		for i, d := range open {
			what[i] = d.What
		}
		c.fail(Stated(GateUnsigned, "whats", what))
	}
	return c
}

func orNone(text string) Statement {
	if text == "" {
		return Stated(WordNothing)
	}
	return Own(text)
}
