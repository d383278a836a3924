package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// condition is the state of a host as people read it: a glyph and words, long
// where there is room and short where not.
type condition struct {
	glyph, long, short string
	level              level
}

// condition puts what is known of the ith host of the plan into words. What
// has not been observed lately is not given as the present.
func (s *scene) condition(i int) condition {
	v, h := &s.sit.Hosts[i], s.state().Hosts.At(i)
	switch {
	case v.Condition == change.HostNeverSeen && v.Late: // it is more than slow
		return s.worded(strings.TrimSpace(glyphOf(v.Severity)), levelOf(v.Severity), "host.dead")
	case v.Condition == change.HostNeverSeen:
		return s.worded("?", quiet, "host.never")
	}
	c := s.drawn(v, h)
	if v.Observed {
		return c
	}
	c.glyph, c.level = "?", quiet
	c.long, c.short = s.Say("host.was", "state", c.long), s.Say("host.was", "state", c.short)
	return c
}

// worded makes a condition of a key and of the key with ".short" added, which
// may be missing where the text is short anyway.
func (s *scene) worded(glyph string, l level, key string, values ...string) condition {
	long := s.Say(key, values...)
	return condition{glyph, long, s.catalog.Or(key+".short", long, values...), l}
}

// drawn puts a condition of the core into words.
func (s *scene) drawn(v *change.HostView, h *change.HostState) condition {
	l := levelOf(v.Severity)
	switch v.Condition {
	case change.HostStranger:
		return s.worded("■", l, "host.stranger", "name", change.Clean(h.Stranger))
	case change.HostSettling:
		return s.worded("◕", l, "host.settling", "left", span(v.Left))
	case change.HostSameBoot:
		return s.worded("▲", warn, "host.same_boot", "left", span(v.Left))
	case change.HostUnbooted:
		return s.worded("▲", l, "host.unbooted")
	case change.HostFailed:
		return s.worded("✗", l, "host.failed")
	case change.HostStepFailed:
		return s.orDown(s.worded("✗", l, "host.step_failed", "n", itoa(h.Current()+1)), s.downChecks(h))
	case change.HostNeverLeft, change.HostLeaving, change.HostGone, change.HostGoneAgain, change.HostGoneCycle,
		change.HostAnswering, change.HostListening, change.HostBetween:
		return s.inReboot(v, h)
	}
	glyph := map[change.Work]string{change.Waiting: "○", change.Started: "●", change.RolledBack: "↺"}[h.Work]
	if glyph == "" {
		glyph = "✓"
	}
	c := s.worded(glyph, l, "host."+string(v.Condition), "away", s.catalog.Bounded(v.Clock.Bound, span(v.Clock.For.Round(time.Second))), "between", s.between(h))
	down := s.downChecks(h)
	if len(down) == 0 && v.Late && v.Clock.Counts == change.CountsFromSilence {
		return s.orMissing(c, v, h)
	}
	return s.orDown(c, down)
}

// orMissing says what has never answered of a host that should answer on it.
func (s *scene) orMissing(c condition, v *change.HostView, h *change.HostState) condition {
	var missing []string
	for _, sig := range h.Signals {
		if sig.State == change.NeverSeen && !sig.Excused && !h.Drops(sig.Check) && s.inPorts(sig.Check) {
			missing = append(missing, s.board.named(sig.Check))
		}
	}
	if len(missing) == 0 {
		return c
	}
	c.glyph, c.level = strings.TrimSpace(glyphOf(v.Severity)), levelOf(v.Severity)
	short := s.Say("host.missing", "checks", strings.Join(missing, " "))
	c.long, c.short = s.catalog.List([]string{c.short, short}), short
	return c
}

// between are the bounds of the latest reboot that was found by its evidence.
func (s *scene) between(h *change.HostState) string {
	if h.Reboot == nil || h.Reboot.After.IsZero() {
		return ""
	}
	return s.Say("host.between_times", "after", s.clock(h.Reboot.After), "since", s.clock(h.Reboot.Requested))
}

// inReboot words a host that is not back, and how late that is.
func (s *scene) inReboot(v *change.HostView, h *change.HostState) condition {
	c := s.phase(v, h)
	if !v.Late {
		return c
	}
	c.glyph, c.level = "▲", levelOf(v.Severity)
	if v.Severity == change.Alarm {
		c.glyph = "■"
	}
	word := "host.late"
	if v.Lost || v.Clock.Counts == change.CountsFromLoss { // nobody asked it to go
		word = "host.unplanned"
	}
	c.long, c.short = s.Say(word, "state", c.short), s.Say(word, "state", c.short)
	return c
}

// phase words how far a reboot has come.
func (s *scene) phase(v *change.HostView, h *change.HostState) condition {
	switch v.Condition {
	case change.HostGone, change.HostGoneAgain, change.HostGoneCycle:
		key := "host." + string(v.Condition)
		cycle := s.cycle(h)
		if v.Left <= 0 {
			return s.worded("◌", calm, key+".short", cycle...)
		}
		return s.worded("◌", calm, key, append(cycle, "left", span(v.Left))...)
	case change.HostAnswering:
		return s.answering(h)
	case change.HostBetween:
		return s.worded("◑", calm, "host.between", s.cycle(h)...)
	case change.HostListening:
		return s.worded("◕", calm, "host.listening")
	case change.HostNeverLeft:
		return s.worded("▲", warn, "host.never_left")
	}
	return s.worded("◔", calm, "host.leaving")
}

// cycle is which of the reboots that the plan expects the host is in.
func (s *scene) cycle(h *change.HostState) []string {
	all := h.Reboot.Expected(s.plan().Hosts[s.board.index[h.Name]].Reboot)
	return []string{"host", h.Name, "n", strconv.Itoa(h.Reboot.Cycles()), "all", strconv.Itoa(all)}
}

// orDown says what is down where nothing should be.
func (s *scene) orDown(c condition, down []string) condition {
	if len(down) == 0 {
		return c
	}
	c.glyph, c.level = "▲", warn
	short := s.Say("host.down", "checks", strings.Join(down, " "))
	c.long, c.short = s.catalog.List([]string{c.short, short}), short
	return c
}

// answering says by what a host answers that does not answer in full.
func (s *scene) answering(h *change.HostState) condition {
	var ports []string
	for _, sig := range h.Signals {
		if sig.State == change.Up && s.inPorts(sig.Check) {
			ports = append(ports, s.board.named(sig.Check))
		}
	}
	switch len(ports) {
	case 0:
		return s.worded("◔", calm, "host.ping")
	case 1:
		return s.worded("◑", calm, "host.port", "port", ports[0])
	}
	return s.worded("◑", calm, "host.ports", "n", strconv.Itoa(len(ports)), "all", strconv.Itoa(s.portCount(h)))
}

func (s *scene) portCount(h *change.HostState) int {
	n := 0
	for _, sig := range h.Signals {
		if s.inPorts(sig.Check) && (sig.State != change.NeverSeen || h.Reboot != nil && h.Reboot.Blank && !s.anyPort(h)) {
			n++
		}
	}
	return n
}

// anyPort reports whether nobody knows which ports the host has.
func (s *scene) anyPort(h *change.HostState) bool {
	plan := s.plan().Host(h.Name)
	return plan == nil || plan.Checks.Any || !s.plan().Ungated
}

func (s *scene) downChecks(h *change.HostState) []string {
	var down []string
	for _, sig := range h.Signals {
		if sig.State == change.Down && !h.Drops(sig.Check) {
			down = append(down, s.board.named(sig.Check))
		}
	}
	return slices.Clip(down)
}

// lastKnown is when a probe of a signal last said something, and whether that counts as now.
func (s *scene) lastKnown(host, check string) (at time.Time, fresh bool) {
	return s.snap.LastKnown(host, check, s.now)
}

// oldest is the age of what was looked at the longest ago; it reports false
// where nothing was ever looked at.
func (s *scene) oldest(h *change.HostState) (time.Duration, bool) {
	var first time.Time
	for _, sig := range h.Signals {
		at, _ := s.lastKnown(h.Name, sig.Check)
		if at.IsZero() {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return max(0, s.now.Sub(first)), !first.IsZero()
}
