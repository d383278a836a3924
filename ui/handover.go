package ui

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/wording"
)

// handoverSpan is how much of the past a handover tells.
const handoverSpan = 20 * time.Minute

// handoverCard tells whoever takes over what they must know, on one screen: the
// state of the change, what is owed and by whom, what comes next, and what
// happened lately.
type handoverCard struct {
	noText
	sent bool
}

func (*root) handoverCard() dialog { return &handoverCard{} }

func (c *handoverCard) page(s *scene, w int) page {
	p := page{title: s.Say("handover.title", "at", s.clock(s.now)), at: -1, keys: []keyID{keyCopy, keyScroll, keyCancel}}
	if c.sent {
		p.lines = append(p.lines, s.styles.in(info, s.Say("dialog.sent")), "")
	}
	p.lines = append(p.lines, s.handover(w)...)
	return p
}

func (c *handoverCard) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyCancel, keyHandover):
		return answer{}
	case s.is(k, keyCopy):
		c.sent = true
		return answer{next: c, copy: strings.Join(s.handover(maxDialog), "\n")}
	}
	return answer{next: c}
}

// handover is the text of the card, without colour: it is copied and printed too.
func (s *scene) handover(w int) []string {
	var lines []string
	section := func(key string, body []string) {
		if len(body) > 0 {
			lines = append(lines, s.Say(key))
			for _, line := range body {
				for n, part := range wrap(line, w-4) {
					lines = append(lines, "  "+blank(2*min(n, 1))+part)
				}
			}
		}
	}
	section("handover.stands", s.standings())
	section("handover.owed", s.owed())
	section("handover.hosts", s.hostStandings())
	section("handover.next", s.comes())
	section("handover.deviations", s.departures())
	section("handover.past", s.lately())
	for i := range lines {
		lines[i] = ansi.Strip(lines[i])
	}
	return lines
}

func (s *scene) standings() []string {
	var lines []string
	for i := range s.sit.Alerts {
		a := &s.sit.Alerts[i]
		text, loud := s.banner(a, 1<<10)
		glyph := glyphOf(a.Severity)
		if loud {
			glyph = glyphOf(change.Alarm)
		}
		switch {
		case text == "" || a.Kind == change.AlertDeviation: // those have their own section
		case a.Kind == change.AlertUnwatched, a.Kind == change.AlertStandstill:
			lines = append(lines, glyph+s.aboutCockpit(a))
		default:
			lines = append(lines, glyph+text)
		}
	}
	for i := range s.sit.Incidents {
		lines = append(lines, strings.TrimSpace(ansi.Strip(s.severity(&s.sit.Incidents[i], 1<<10))))
	}
	for i := range s.sit.Waves {
		lines = append(lines, ansi.Strip(s.waveLine(&s.sit.Waves[i], 1<<10)))
	}
	text, _ := s.nextText(1 << 10)
	return append(lines, spaced(s.Say("next.label"))+text)
}

func (s *scene) departures() []string {
	var lines []string
	for _, d := range s.state().Deviations {
		lines = append(lines, "▲ "+s.deviation(d))
	}
	return lines
}

// deviation is a departure from the plan in words, with those who answer for it.
func (s *scene) deviation(d change.Deviation) string {
	second := change.Clean(d.Second)
	if !d.Signed() {
		second = s.Say("deviate.unsigned")
	}
	key := "help.deviation"
	if d.Reason == "" { // nobody has said one yet
		key = "help.deviation.bare"
	}
	return s.Say(key, "at", s.minute(d.At.Time), "by", d.By, "second", second, "what", d.What, "reason", d.Reason)
}

// hostStandings says how each host is; where there are many, only those that are
// not as they should be, and how many others there are.
func (s *scene) hostStandings() []string {
	var lines []string
	calmHosts := 0
	for _, i := range s.board.order {
		c := s.condition(i)
		if c.level <= quiet && len(s.board.order) > 12 && asItShould(s.state().Hosts.At(i)) {
			calmHosts++
			continue
		}
		name, v := s.plan().Hosts[i].Name, &s.sit.Hosts[i]
		text := change.Clean(name) + "  " + c.glyph + " " + c.long
		switch v.Clock.Counts {
		case change.CountsFromRequest:
			text += "  " + s.Say("clock.request", "for", s.catalog.Bounded(v.Clock.Bound, span(v.Clock.For)), "norm", change.Short(v.Clock.Norm))
		case change.CountsFromLoss:
			text += "  " + s.Say("clock.loss", "for", s.catalog.Bounded(v.Clock.Bound, span(v.Clock.For)))
		case change.CountsBack:
			text += "  " + s.Say("clock.back", "for", s.catalog.Bounded(v.Clock.Bound, span(v.Clock.For)))
		}
		if v.Untested {
			text += "  " + s.Say("head.untested")
		}
		if who := change.Clean(s.state().Hosts.At(i).Whose()); who != "" {
			text += "  " + s.Say("handover.whose", "who", who)
		}
		lines = append(lines, text)
		if odds := s.oddsBeside(name); odds.Said() {
			lines = append(lines, "  "+s.stated(odds))
		}
	}
	if calmHosts > 0 {
		lines = append(lines, s.Say("handover.calm", "n", strconv.Itoa(calmHosts)))
	}
	return lines
}

// asItShould reports whether whoever takes over need not know of a host that is drawn
// calmly: nobody has given up the work on it or taken it back, and it does not reboot.
func asItShould(h *change.HostState) bool {
	return h.Work != change.Failed && h.Work != change.RolledBack && !h.Rebooting()
}

// owed lists the obligations that are due and not done, with who is at them.
func (s *scene) owed() []string {
	var lines []string
	for i := range s.sit.Incidents {
		inc := &s.sit.Incidents[i]
		for j := range inc.Duties {
			d := &inc.Duties[j]
			if !d.Owed() {
				continue
			}
			line := inc.ID + "  " + s.catalog.Pair(s.action(d.Kind), s.dutyState(d, ""))
			if who := s.whom(d, 34); who != "" {
				line += "  " + who
			}
			lines = append(lines, line)
		}
		for _, line := range s.attempts(inc) {
			lines = append(lines, inc.ID+"  "+line)
		}
	}
	for _, d := range s.sit.Unsigned {
		lines = append(lines, s.Say("handover.unsigned", "what", d.What))
	}
	for _, r := range s.sit.Untold {
		lines = append(lines, s.Say("handover.untold", "host", r.Host, "what", r.What, "by", r.By, "at", s.minute(r.At)))
	}
	for i := range s.sit.AllClear {
		lines = append(lines, s.clear(&s.sit.AllClear[i]))
	}
	return lines
}

// clear says who is to be told that an incident is over.
func (s *scene) clear(d *change.Duty) string {
	return s.Say("handover.clear", "id", d.Incident, "who", strings.TrimSpace(phone(d)+" "+d.Contact.Name), "action", s.action(d.Kind))
}

// comes lists the moments that people reckon with, and whether they are ahead.
func (s *scene) comes() []string {
	var lines []string
	for _, m := range s.sit.Milestones {
		if what := s.milestone(m); what != "" {
			lines = append(lines, s.minute(m.At)+"  "+s.catalog.Aside(what, s.fromNow(m)))
		}
	}
	if outlook := s.outlookText(); outlook != "" {
		lines = append(lines, ansi.Strip(outlook))
	}
	return lines
}

// milestone puts a moment into words. What an incident asks for is listed with
// what is owed.
func (s *scene) milestone(m change.Milestone) string {
	switch m.Kind {
	case change.WindowOpens:
		return s.Say("handover.window_opens")
	case change.LastStart:
		return s.Say("limit.start", "host", m.Host, "other", m.Other)
	case change.LastSafe:
		return s.Say("limit.failover", "env", m.Environment, "standby", m.Standby)
	case change.FailoverEnds:
		return s.Say("handover.failover_ends", "env", m.Environment, "standby", m.Standby)
	case change.DeadlineComes:
		return change.Clean(m.Name)
	case change.WindowEnds:
		return s.Say("handover.window")
	case change.NextUpdate:
		return s.Say("handover.update")
	case change.NextRung:
		return s.Say("handover.rung", "id", m.Incident, "action", s.action(m.Action))
	}
	return ""
}

func (s *scene) fromNow(m change.Milestone) string {
	if m.Past {
		return s.Say("handover.ago", "span", span(m.Left(s.now)))
	}
	return s.Say("handover.in", "span", span(m.Left(s.now)))
}

// lately tells what happened in the last minutes, but for single signals.
func (s *scene) lately() []string {
	var lines []string
	for _, e := range change.Latest(s.snap.Tail) {
		if s.now.Sub(e.At) > handoverSpan || e.Type == change.SignalBack || e.Type == change.SignalLost {
			continue
		}
		line := s.clock(e.At) + " "
		if e.Host != "" {
			line += change.Clean(e.Host) + " "
		}
		line += s.eventText(e)
		if e.By != "" {
			line = s.catalog.Aside(line, s.catalog.Person(e.By))
		}
		lines = append(lines, line)
	}
	return lines
}

// Known is what is known of a change beside its record.
type Known struct {
	// Earlier is what earlier records teach, Outlook by when the change is likely done.
	Earlier change.History
	Outlook change.Statement
}

// Handover is the handover card as plain text, for `tminus status` and for
// whoever reads it elsewhere. Who is the person to whom it is told; empty: to all.
func Handover(snap *change.Snapshot, who string, w wording.Catalog, width int, known Known) []string {
	s := scene{snap: snap, now: snap.Now, wall: snap.Beat, catalog: w, styles: newStyles(darkScheme())}
	s.outlook = func(*change.Snapshot) change.Statement { return known.Outlook }
	s.board, s.operator = newBoard(snap.State.Plan, displays(nil)), who
	s.sit = change.AssessFor(snap, who, snap.Now, snap.Beat)
	s.selected = s.sit.Advice.Host
	s.pace.earlier = func() change.History { return known.Earlier }
	s.pace.learn(snap.State, snap.Version)
	s.keys = newKeys()
	return s.handover(width)
}
