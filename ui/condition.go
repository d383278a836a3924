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
	plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
	c := s.known(plan, h)
	switch {
	case !h.Usable() && h.Work == change.Waiting:
		return s.worded("?", quiet, "host.never")
	case s.observed(h):
		return c
	}
	c.glyph, c.level = "?", max(quiet, min(c.level, quiet))
	c.long, c.short = s.Say("host.was", "state", c.long), s.Say("host.was", "state", c.short)
	return c
}

// worded makes a condition of a key and of the key with ".short" added, which
// may be missing where the text is short anyway.
func (s *scene) worded(glyph string, l level, key string, values ...string) condition {
	long := s.Say(key, values...)
	return condition{glyph, long, s.words.Or(key+".short", long, values...), l}
}

func (s *scene) known(plan *change.Host, h *change.HostState) condition {
	if h.Stranger != "" {
		return s.worded("■", alarm, "host.stranger", "name", change.Clean(h.Stranger))
	}
	if h.Rebooting() {
		return s.rebooting(plan, h)
	}
	down := s.downChecks(h)
	if strayed(h) && (h.Work == change.Waiting || h.Work == change.FinishedOK) {
		glyph := map[change.Work]string{change.Waiting: "○", change.FinishedOK: "✓"}[h.Work]
		return s.orDown(s.worded(glyph, info, "host.strayed", "away", span(h.Reboot.Took.Round(time.Second))), down)
	}
	switch h.Work {
	case change.Failed:
		return s.worded("✗", warn, "host.failed")
	case change.RolledBack:
		return s.orDown(s.worded("✓", calm, "host.rolledback"), down)
	case change.FinishedOK:
		return s.orDown(s.worded("✓", calm, proof("host.done", h)), down)
	case change.Started:
		if h.Reboot != nil && !strayed(h) {
			return s.orDown(s.worded("●", calm, proof("host.back", h)), down)
		}
		return s.orDown(s.worded("●", calm, "host.working"), down)
	}
	if s.state().Hold != nil {
		return s.orDown(s.worded("○", calm, "host.held"), down)
	}
	return s.orDown(s.worded("○", calm, "host.waiting"), down)
}

// strayed reports whether the host was lost with nobody working on it and came
// back without proof of a boot: nobody knows why, so that it is no reboot yet.
func strayed(h *change.HostState) bool {
	return h.Reboot != nil && !h.Rebooting() && unexplained(h.Reboot)
}

func unexplained(r *change.Reboot) bool { return r.Unplanned && r.Proven.IsZero() }

// proof picks the wording by whether the last reboot was proven.
func proof(key string, h *change.HostState) string {
	if h.Reboot != nil && !h.Reboot.Proven.IsZero() {
		return key + ".proven"
	}
	return key
}

// orDown says what is down where nothing should be.
func (s *scene) orDown(c condition, down []string) condition {
	if len(down) == 0 {
		return c
	}
	c.glyph, c.level = "▲", warn
	short := s.Say("host.down", "checks", strings.Join(down, " "))
	c.long, c.short = c.short+", "+short, short
	return c
}

func (s *scene) rebooting(plan *change.Host, h *change.HostState) condition {
	if s.settles(plan, h) {
		left := max(0, h.Reboot.HeldFrom.Add(plan.Reboot.Settle).Sub(s.now))
		return s.worded("◕", calm, "host.settling", "left", span(left))
	}
	c := s.phase(plan, h)
	if !s.late(plan, h) {
		return c
	}
	c.glyph, c.level = "▲", warn
	if inc := s.state().OpenIncident(plan.Environment); inc != nil && len(inc.Undone()) > 0 {
		c.glyph, c.level = "■", alarm
	}
	word := "host.late"
	if h.Reboot.Unplanned {
		word = "host.unplanned"
	}
	c.long, c.short = s.Say(word, "state", c.short), s.Say(word, "state", c.short)
	return c
}

// settles reports whether only the settle time is outstanding.
func (s *scene) settles(plan *change.Host, h *change.HostState) bool {
	return s.state().Settling(plan, h, s.now)
}

// late reports whether the host belongs into an incident.
func (s *scene) late(plan *change.Host, h *change.HostState) bool {
	return s.state().Late(plan, h, s.now)
}

func (s *scene) phase(plan *change.Host, h *change.HostState) condition {
	r := h.Reboot
	switch r.Phase {
	case change.Gone:
		key := "host.gone"
		n, all, expected := s.plan().Cycle(h.Name, r.Bounces)
		switch {
		case r.Bounces > 0 && expected:
			key = "host.gone_cycle"
		case r.Bounces > 0:
			key = "host.gone_again"
		}
		cycle := []string{"n", strconv.Itoa(n), "all", strconv.Itoa(all)}
		left := r.Requested.Add(plan.Reboot.Expected).Sub(s.now)
		if left <= 0 {
			return s.worded("◌", calm, key+".short", cycle...)
		}
		return s.worded("◌", calm, key, append(cycle, "left", span(left))...)
	case change.Answering:
		return s.answering(h)
	case change.Listening:
		if change.Between(plan, h) {
			return s.worded("◑", calm, "host.between", s.cycle(plan, h)...)
		}
		return s.worded("◕", calm, "host.listening")
	}
	if limit := plan.Reboot.ShutdownLimit; limit > 0 && s.now.Sub(r.Requested) > limit {
		return s.worded("▲", warn, "host.never_left")
	}
	return s.worded("◔", calm, "host.leaving")
}

// cycle is how many of the reboots that the plan expects have been.
func (s *scene) cycle(plan *change.Host, h *change.HostState) []string {
	return []string{"host", h.Name, "n", strconv.Itoa(h.Reboot.Cycles()), "all", strconv.Itoa(plan.Reboot.ExpectedReboots)}
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
		if s.inPorts(sig.Check) && sig.State != change.NeverSeen {
			n++
		}
	}
	return n
}

func (s *scene) downChecks(h *change.HostState) []string {
	var down []string
	for _, sig := range h.Signals {
		if sig.State == change.Down {
			down = append(down, s.board.named(sig.Check))
		}
	}
	return slices.Clip(down)
}

// lookedAt is when a signal was last probed, and whether that counts as now.
// A face without sight of its own trusts the journal of the one that probes.
func (s *scene) lookedAt(host, check string) (at time.Time, fresh bool) {
	watched := !s.snap.Unwatched.Said() && s.state().Blind.IsZero()
	if s.recorded() {
		return time.Time{}, watched || s.closed()
	}
	if s.snap.Sight == nil {
		return time.Time{}, s.snap.Attached && watched
	}
	t := s.snap.Sight.Track(host, check)
	if t == nil || t.At.IsZero() {
		return time.Time{}, false
	}
	return t.At, watched && s.now.Sub(t.At) <= s.snap.Sight.Fresh(host, check)
}

// observed reports whether every usable signal of the host was looked at lately.
func (s *scene) observed(h *change.HostState) bool {
	for _, sig := range h.Signals {
		if sig.State == change.NeverSeen {
			continue
		}
		if _, fresh := s.lookedAt(h.Name, sig.Check); !fresh {
			return false
		}
	}
	return true
}

// oldest is the age of what was looked at the longest ago; it reports false
// where nothing was ever looked at.
func (s *scene) oldest(h *change.HostState) (time.Duration, bool) {
	var first time.Time
	for _, sig := range h.Signals {
		at, _ := s.lookedAt(h.Name, sig.Check)
		if at.IsZero() {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return max(0, s.now.Sub(first)), !first.IsZero()
}
