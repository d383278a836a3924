package ui

import (
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

func itoa(n int) string { return strconv.Itoa(n) }

// wallHeader is the change and the clock, and beside it the heartbeat: it moves
// when the one who watches the hosts gives a sign, and at no other time.
func (s *scene) wallHeader(w int) string {
	title := change.Clean(s.plan().Change.Title)
	if title == "" {
		title = change.Clean(s.plan().Change.ID)
	}
	return segments(w, append(s.replaying(),
		seg{text: s.rehearsal()},
		seg{text: s.attached(), drop: 4},
		seg{text: s.styles.bold.Render(cut(title, max(4, w/2))), drop: 2},
		seg{text: s.standing(), drop: 3},
		seg{text: s.heart(), right: true},
		seg{text: s.styles.bold.Render(s.headClock(w)), right: true, drop: 1},
	)...)
}

// heart is the heartbeat of the data. A tape has none.
func (s *scene) heart() string {
	const places = 4
	if s.player != nil {
		return ""
	}
	if s.noData() != "" {
		return s.styles.loud.Render(" × ")
	}
	beat := []rune(strings.Repeat("·", places))
	beat[s.beats%places] = '●'
	return string(beat)
}

// sign is the last sign of life of whoever watches the hosts, by a clock that
// serves to see it move.
func (s *scene) sign() time.Time {
	if !s.snap.Seen.IsZero() || s.snap.Attached {
		return s.snap.Seen
	}
	return s.snap.Beat
}

// noData says since when nothing has come; empty while data come.
func (s *scene) noData() string {
	switch {
	case s.state().Open() && s.state().Rehearsal && s.snap.Unwatched.Said(): // its time stands still, and so would the age
		return s.Say("wall.no_play", "at", s.clock(s.snap.Seen))
	case s.state().Closed.IsZero() && s.snap.Unwatched.Said() && !s.snap.Seen.IsZero():
		return s.Say("wall.no_data", "at", s.clock(s.snap.Seen), "age", span(s.now.Sub(s.snap.Seen)))
	case s.state().Closed.IsZero() && s.snap.Unwatched.Said():
		return s.Say("wall.never_data")
	case !s.snap.Beat.IsZero() && s.wall.Sub(s.snap.Beat) > stalled:
		return s.Say("wall.no_data", "at", s.clock(s.snap.Now), "age", span(s.wall.Sub(s.snap.Beat)))
	}
	return ""
}

// wallBanners are what the room must know before it reads any number; the
// loud ones, where they are few and the room has room, three rows high.
func (s *scene) wallBanners(w int, roomy bool) []string {
	texts := s.loudest()
	edge := s.styles.loud.Render(blank(w))
	var lines []string
	for _, text := range texts {
		line := s.styles.loud.Render(fit(centred("■ "+cut(text, w-4), w), w))
		if roomy && len(texts) <= 2 {
			lines = append(lines, edge, line, edge)
			continue
		}
		lines = append(lines, line)
	}
	if hold := s.state().Hold; hold != nil && s.state().Open() {
		text := "■ " + s.Say("head.hold") + " " + s.Say("head.hold_by", "since", s.minute(hold.Since), "by", hold.By, "reason", hold.Why(s.words.Lang()))
		lines = append(lines, s.styles.loud.Render(fit(centred(cut(text, w-2), w), w)))
	}
	if s.windowOver() {
		lines = append(lines, centred(s.window(w), w))
	}
	if text := s.wallDeviation(); text != "" {
		l := warn
		if len(s.state().Unsigned()) > 0 {
			l = alarm
		}
		lines = append(lines, centred(s.styles.in(l, cut("▲ "+text, w)), w))
	}
	for _, text := range []string{s.switchLine(w), s.switched()} {
		if text != "" {
			lines = append(lines, centred(text, w))
		}
	}
	return lines
}

// loudest is what nobody may overlook: what makes the data old, and what is lost.
func (s *scene) loudest() []string {
	var texts []string
	loud := func(text string) { texts = append(texts, text) }
	if why := s.noData(); why != "" {
		loud(why)
	}
	if s.snap.Fault != "" {
		loud(s.Say(s.faultKey(), "why", s.snap.Fault))
	}
	if blind := s.state().Blind; !blind.IsZero() {
		loud(s.Say("alert.blind", "since", s.clock(blind), "age", span(s.now.Sub(blind))))
	}
	told := map[string]bool{}
	for _, inc := range s.open() {
		standby := s.plan().Environment(inc.Environment).Standby
		if healthy, _ := s.state().HealthyIn(inc.Environment); healthy == 0 && !told[standby] {
			loud(s.worstWord(inc.Environment, standby))
			told[inc.Environment] = true
		}
	}
	return texts
}

// wallDeviation is how the night departs from what was rehearsed: all of it by
// count, the latest in words.
func (s *scene) wallDeviation() string {
	list := s.state().Deviations
	untested := s.wallUntested()
	if len(list) == 0 {
		return untested
	}
	text := s.Say("head.deviation")
	if len(list) > 1 {
		text = s.Say("head.deviations", "n", itoa(len(list)))
	}
	last := list[len(list)-1]
	key := "wall.deviation"
	if !last.Signed() {
		key = "wall.deviation_unsigned"
	}
	text += " · " + s.Say(key, "at", s.minute(last.At.Time), "what", last.What, "by", last.By, "second", last.Second, "reason", last.Reason)
	if untested != "" {
		text = untested + " · " + text
	}
	return text
}

// goesUntested asks the core only where the answer is in doubt: it searches all
// hosts for a name, and there may be thousands.
func (s *scene) goesUntested(i int) bool {
	h := &s.plan().Hosts[i]
	return (h.Level.To != h.Level.Tested || len(s.state().Deviations) > 0) && s.state().Untested(h.Name)
}

// wallUntested names the hosts that go to a level that nobody tested.
func (s *scene) wallUntested() string {
	var names []string
	for _, i := range s.board.order {
		if s.goesUntested(i) {
			names = append(names, s.plan().Hosts[i].Name)
		}
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n > 3:
		names = append(names[:3], "…")
	}
	return s.Say("wall.untested", "hosts", strings.Join(names, ", "))
}

// bigTimer is the one number of the wall.
type bigTimer struct {
	label, time string
	level       level
}

// wallBig picks the number: the worst host's reboot timer; while no reboot
// runs, the time until the last safe failover, or of the window, or the clock.
func (s *scene) wallBig(w int) bigTimer {
	if i, ok := s.worst(); ok {
		plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
		c := s.condition(i)
		say := func(key, state string) string {
			return c.glyph + " " + s.Say(key, "host", plan.Name, "state", state,
				"norm", change.Short(plan.Reboot.Expected), "since", s.minute(h.Reboot.Requested))
		}
		if s.noData() != "" {
			c.glyph, c.level = "?", quiet
		}
		label := longest(w, say("wall.host", c.long), say("wall.host", c.short), say("wall.host.short", c.short), cut(c.glyph+" "+plan.Name+" "+c.short, w))
		return bigTimer{label, timer(h.Reboot.Elapsed(s.now)), c.level}
	}
	if _, at, ok := s.lastSafe(); ok && s.now.Before(at) && s.state().Open() {
		return bigTimer{cut(s.Say("wall.until_limit", "at", s.minute(at)), w), timer(at.Sub(s.now)), s.near(at)}
	}
	if end := s.plan().Change.Window.End; s.now.Before(end) && s.state().Open() {
		return bigTimer{cut(s.Say("wall.until_end", "at", s.minute(end)), w), timer(end.Sub(s.now)), calm}
	}
	return bigTimer{s.Say("wall.clock"), s.clock(s.now), calm}
}

func (s *scene) near(at time.Time) level {
	if at.Sub(s.now) < soon {
		return warn
	}
	return calm
}

// worst is the host whose reboot is furthest over its norm, or nearest to it.
// One that is back and only has to hold comes after all others.
func (s *scene) worst() (worst int, ok bool) {
	var over time.Duration
	held := false
	for _, i := range s.board.order {
		plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
		if !h.Rebooting() {
			continue
		}
		d, holds := h.Reboot.Elapsed(s.now)-plan.Reboot.Expected, s.settles(plan, h)
		if !ok || held && !holds || held == holds && d > over {
			worst, over, held, ok = i, d, holds, true
		}
	}
	return worst, ok
}

// wallLimit is the last safe failover, and the deadline that it comes from.
func (s *scene) wallLimit(w int) string {
	limit := s.limit(w, w)
	return segments(w,
		seg{text: s.styles.bold.Render(limit)},
		seg{text: s.deadline(), right: true, drop: 1},
	)
}

// envLine is one environment in a line, and how much it matters.
func (s *scene) envLine(e envCount) string {
	parts := []string{s.Say("wall.env", "env", e.name, "healthy", itoa(e.healthy), "all", itoa(e.all))}
	glyph, l := "✓", calm
	switch {
	case s.onWall && s.noData() != "":
		glyph, l = "?", quiet
		parts = append(parts, s.Say("wall.then"))
	case e.unseen > 0:
		glyph, l = "?", quiet
		parts = append(parts, s.Say("wall.unseen", "n", itoa(e.unseen)))
	case e.healthy == 0 || e.late > 0 && e.healthy < e.least:
		glyph, l = "■", alarm
	case e.late+e.trouble > 0:
		glyph, l = "▲", warn
	case e.healthy < e.all:
		glyph = "○"
	}
	for _, c := range []struct {
		key string
		n   int
	}{{"wall.late", e.late}, {"wall.trouble", e.trouble}, {"wall.rebooting", e.rebooting}, {"wall.working", e.working}, {"wall.done", e.done}} {
		if c.n > 0 {
			parts = append(parts, s.Say(c.key, "n", itoa(c.n)))
		}
	}
	return s.styles.in(l, glyph+" "+strings.Join(parts, " · "))
}

// wallEnvs are the environments, in the order of the plan, those in trouble first.
func (s *scene) wallEnvs() []string {
	var first, rest []string
	for _, e := range s.envCounts() {
		line := s.envLine(e)
		if e.late+e.trouble > 0 || e.healthy == 0 {
			first = append(first, line)
			continue
		}
		rest = append(rest, line)
	}
	return append(first, rest...)
}
