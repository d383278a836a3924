package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// soon is when the last safe failover begins to be drawn as abnormal.
const soon = 30 * time.Minute

// lastSafe is the last safe moment that belongs into the header, and its
// environment: that of the incident in view, else the earliest of all.
func (s *scene) lastSafe() (env change.Environment, at time.Time, ok bool) {
	if inc := s.incident(); inc != nil && !s.state().SwitchedAway(inc.Environment) {
		if at, ok = s.state().LastSafeFailover(inc.Environment); ok {
			return s.plan().Environment(inc.Environment), at, true
		}
	}
	for _, e := range s.plan().Environments {
		if s.state().SwitchedAway(e.Name) {
			continue // it has switched already
		}
		if safe, has := s.state().LastSafeFailover(e.Name); has && (!ok || safe.Before(at)) {
			env, at, ok = e, safe, true
		}
	}
	return env, at, ok
}

// limit is the last safe moment to begin a failover, which is on screen all
// night, and after it what a failover begun now would still come to.
func (s *scene) limit(w, room int) string {
	env, at, ok := s.lastSafe()
	if !ok || s.closed() {
		return ""
	}
	left, short := at.Sub(s.now), ""
	if w < narrow {
		short = ".short"
	}
	switch {
	case left < 0:
		return s.pastSafe(env, at, room)
	case left < soon:
		return s.styles.in(warn, "▲ "+s.Say("head.limit"+short, "at", s.minute(at), "left", span(left)))
	}
	return s.Say("head.limit"+short, "at", s.minute(at), "left", span(left))
}

// pastSafe says, in as many words as there is room for, whether a failover
// begun now still ends in time. It is loud only while one may be needed.
func (s *scene) pastSafe(env change.Environment, at time.Time, room int) string {
	d := s.state().Deadline()
	ends := s.now.Add(env.Failover.Takes)
	keys := []string{"head.too_late", "head.too_late.short"}
	switch {
	case !s.now.Before(d.At):
		keys = []string{"head.peak_passed", "head.peak_passed.short"}
	case ends.Before(d.At):
		keys = []string{"head.safe_passed", "head.safe_passed.medium", "head.safe_passed.short", "head.safe_passed.least"}
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = s.Say(key, "at", s.minute(at), "ends", s.minute(ends), "left", minutes(d.At.Sub(ends)),
			"deadline", s.minute(d.At), "name", d.Name, "ago", minutes(s.now.Sub(d.At)))
	}
	if !s.inNeed() {
		return s.styles.grey(longest(room, texts...))
	}
	return s.styles.in(alarm, "■ "+longest(room-2, texts...))
}

// inNeed reports whether an incident is open or a host is late.
func (s *scene) inNeed() bool {
	if len(s.open()) > 0 {
		return true
	}
	hosts := s.plan().Hosts
	return slices.ContainsFunc(s.board.order, func(i int) bool { return s.late(&hosts[i], &s.state().Hosts[i]) })
}

// longest is the first of the texts, the longest first, that fits; the last
// one where none does.
func longest(room int, texts ...string) string {
	for _, text := range texts {
		if ansi.StringWidth(text) <= room {
			return text
		}
	}
	return texts[len(texts)-1]
}
