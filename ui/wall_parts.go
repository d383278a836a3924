package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording"
)

func itoa(n int) string { return strconv.Itoa(n) }

// wallHeader is the change and the clock, and beside them the heartbeat, which moves
// when whoever watches the hosts gives a sign of life, and at no other time.
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

// sign is the last sign of life of whoever watches the hosts, by any clock in which
// a change of it shows.
func (s *scene) sign() time.Time {
	if !s.snap.Seen.IsZero() || s.snap.Attached {
		return s.snap.Seen
	}
	return s.snap.Beat
}

// noData says since when nothing has come; empty while data come.
func (s *scene) noData() string {
	for i := range s.sit.Alerts {
		switch a := &s.sit.Alerts[i]; {
		case a.Kind == change.AlertStandstill: // its time stands still, and so would the age
			return s.Say("wall.no_play", "at", s.clock(a.Since))
		case a.Kind == change.AlertUnwatched && a.Since.IsZero():
			return s.Say("wall.never_data")
		case a.Kind == change.AlertUnwatched, a.Kind == change.AlertStalled:
			return s.Say("wall.no_data", "at", s.clock(a.Since), "age", span(a.Age))
		}
	}
	return ""
}

// wallBanners are what the room must know before it reads any number, in the order
// of the alerts. If there are few and there is space, the loud ones are three rows
// high.
func (s *scene) wallBanners(w int, roomy bool) []string {
	loud := 0
	for i := range s.sit.Alerts {
		if _, isLoud := s.banner(&s.sit.Alerts[i], w); isLoud {
			loud++
		}
	}
	edge := s.styles.loud.Render(blank(w))
	var lines []string
	for i := range s.sit.Alerts {
		a := &s.sit.Alerts[i]
		text, isLoud := s.banner(a, w)
		switch {
		case text == "":
		case !isLoud:
			lines = append(lines, centred(s.styles.in(levelOf(a.Severity), cut(glyphOf(a.Severity)+text, w)), w))
		case roomy && loud <= 2:
			lines = append(lines, edge, s.loudLine(text, w), edge)
		default:
			lines = append(lines, s.loudLine(text, w))
		}
	}
	return lines
}

func (s *scene) loudLine(text string, w int) string {
	return s.styles.loud.Render(fit(centred("■ "+cut(text, w-4), w), w))
}

// banner words an alert for a room. Loud is what nobody may overlook: that the data
// are old, that something is lost, that nothing may start. An alert that the wall
// shows elsewhere has no banner.
func (s *scene) banner(a *change.Alert, w int) (text string, loud bool) {
	switch a.Kind {
	case change.AlertUnwatched, change.AlertStandstill, change.AlertStalled:
		return s.noData(), true
	case change.AlertFault, change.AlertUnsaved, change.AlertBlind:
		return s.aboutCockpit(a), true
	case change.AlertNoHealthy, change.AlertNoSide:
		return s.unserved(s.sit.Environment(a.Environment)), true
	case change.AlertHold:
		h := s.sit.Hold
		return s.Say("head.hold") + " " + s.Say("head.hold_by", "since", s.minute(h.Since), "by", h.By, "reason", s.stated(h.Reason)), true
	case change.AlertWindow:
		if w < narrow {
			return s.Say("head.window_over.short"), false
		}
		return s.Say("head.window_over", "ago", span(s.sit.WindowLeft)), false
	case change.AlertFailover:
		return s.switchText(&s.sit.Environment(a.Environment).Failover), false
	case change.AlertFailedOver:
		return s.Say("head.switched", "env", a.Environment, "standby", a.Standby), false
	case change.AlertStep:
		return s.Say("head.step_failed", "host", strings.Join(a.Hosts, " "), "n", itoa(a.Count), "step", a.Name), false
	case change.AlertUnsigned, change.AlertDeviation:
		return s.wallDeviation(a), false
	case change.AlertUntested:
		return s.wallUntested(a), false
	case change.AlertWitness, change.AlertDraft, change.AlertPilot, change.AlertPilotOff, change.AlertPulse, change.AlertUnseen, change.AlertOutage:
		return s.aboutCockpit(a), false
	}
	return "", false
}

// wallDeviation is how the night departs from what was rehearsed: the number of
// deviations, and the latest in words. Unsigned ones have a line of their own, which
// counts only them.
func (s *scene) wallDeviation(a *change.Alert) string {
	list := s.state().Deviations
	text := s.Say("head.deviation")
	if len(list) > 1 {
		text = s.Say("head.deviations", "n", itoa(len(list)))
	}
	if a.Kind == change.AlertUnsigned {
		list, text = s.sit.Unsigned, s.Say("wall.unsigned", "n", itoa(a.Count))
	}
	last := list[len(list)-1]
	key := "wall.deviation"
	switch {
	case !last.Signed() && last.Reason == "":
		key = "wall.deviation_unsigned.bare"
	case !last.Signed():
		key = "wall.deviation_unsigned"
	}
	return text + " · " + s.Say(key, "at", s.minute(last.At.Time), "what", last.What, "by", last.By, "second", last.Second, "reason", last.Reason)
}

// wallUntested names the hosts that are going to a patch level that nobody tested.
func (s *scene) wallUntested(a *change.Alert) string {
	names := slices.Clone(a.Hosts)
	if len(names) > 3 {
		names = append(names[:3], "…")
	}
	return s.Say("wall.untested", "hosts", s.catalog.List(names))
}

// bigTimer is the one number of the wall.
type bigTimer struct {
	label, time string
	level       level
}

// wallBig picks the number: the worst host's reboot timer; while no reboot
// runs, the time until the last safe failover, or of the window, or the clock.
func (s *scene) wallBig(w int) bigTimer {
	if i, ok := s.sit.WorstReboot(); ok {
		return s.bigReboot(i, w)
	}
	open := s.sit.Standing == change.ChangeIsOpen
	if f := s.failover(); open && f != nil && f.State != change.FailoverRunning && f.Ahead() {
		l := calm
		if f.Timing == change.TimingNear {
			l = warn
		}
		return bigTimer{cut(s.Say("wall.until_limit", "at", s.minute(f.LastSafe)), w), wording.Timer(f.LastSafe.Sub(s.now)), l}
	}
	if open && s.sit.Window == change.WindowOpen {
		return bigTimer{cut(s.Say("wall.until_end", "at", s.minute(s.state().Window().End)), w), wording.Timer(s.sit.WindowLeft), calm}
	}
	return bigTimer{s.Say("wall.clock"), s.clock(s.now), calm}
}

// bigReboot is the clock of a reboot, and a label for what it counts.
func (s *scene) bigReboot(i, w int) bigTimer {
	name, v, c := s.plan().Hosts[i].Name, &s.sit.Hosts[i], s.condition(i)
	if s.noData() != "" {
		c.glyph, c.level = "?", quiet
	}
	say := func(key, state string) string {
		return c.glyph + " " + s.Say(key, "host", name, "state", state, "norm", change.Short(v.Clock.Norm), "since", s.minute(v.Clock.From))
	}
	long, short := "wall.host", "wall.host.short"
	switch v.Clock.Counts {
	case change.CountsBack:
		long = "wall.host_back"
	case change.CountsFromSilence: // silence has no norm
		long, short = "wall.host_silent", "wall.host_silent"
	}
	label := longest(w, say(long, c.long), say(long, c.short), say(short, c.short), cut(c.glyph+" "+name+" "+c.short, w))
	return bigTimer{label, wording.Timer(v.Clock.For), c.level}
}

// wallLimit is the last safe failover, and the deadline that it comes from.
func (s *scene) wallLimit(w int) string {
	limit := s.limit(w, w)
	return segments(w,
		seg{text: s.styles.bold.Render(limit)},
		seg{text: s.deadline(), right: true, drop: 1},
	)
}

// envLine is one environment on a line, and its severity.
func (s *scene) envLine(e *change.EnvironmentView) string {
	name := e.Name
	if name == "" { // hosts of a plan without environments
		name = s.Say("wall.env_none")
	}
	parts := []string{s.Say("wall.env", "env", name, "healthy", itoa(e.Healthy), "all", itoa(e.All))}
	glyph, l := "✓", levelOf(e.Severity)
	switch {
	case s.onWall && s.noData() != "":
		glyph, l = "?", quiet
		parts = append(parts, s.Say("wall.then"))
	case e.Unseen > 0:
		glyph, l = "?", quiet
		parts = append(parts, s.Say("wall.unseen", "n", itoa(e.Unseen)))
	case e.Severity >= change.Caution:
		glyph = strings.TrimSpace(glyphOf(e.Severity))
	case e.Healthy < e.All:
		glyph = "○"
	}
	for _, c := range []struct {
		key string
		n   int
	}{{"wall.late", e.Late}, {"wall.lost", e.Lost}, {"wall.trouble", e.Trouble}, {"wall.rebooting", e.Rebooting}, {"wall.working", e.Working}, {"wall.done", e.Done}} {
		if c.n > 0 {
			parts = append(parts, s.Say(c.key, "n", itoa(c.n)))
		}
	}
	return s.styles.in(l, glyph+" "+strings.Join(parts, " · "))
}

// wallEnvs are the environments, in the order of the plan, those in trouble first.
func (s *scene) wallEnvs() []string {
	var first, rest []string
	for i := range s.sit.Environments {
		e := &s.sit.Environments[i]
		line := s.envLine(e)
		if e.Severity >= change.Caution || e.Service != change.Serves {
			first = append(first, line)
			continue
		}
		rest = append(rest, line)
	}
	return append(first, rest...)
}
