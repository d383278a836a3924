package ui

import (
	"slices"
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

// handoverCard tells who takes over what they must know, on one screen: where
// it stands, what is owed and by whom, what comes next, what happened lately.
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
	section("handover.next", s.deadlinesAhead())
	section("handover.deviations", s.departures())
	section("handover.past", s.lately())
	for i := range lines {
		lines[i] = ansi.Strip(lines[i])
	}
	return lines
}

func (s *scene) standings() []string {
	st := s.state()
	var lines []string
	if st.Hold != nil {
		lines = append(lines, "■ "+s.Say("head.hold")+" "+s.Say("head.hold_by", "since", s.minute(st.Hold.Since), "by", st.Hold.By, "reason", st.Hold.Why(s.words.Lang())))
	}
	if !st.Blind.IsZero() {
		lines = append(lines, "■ "+s.Say("alert.blind", "since", s.clock(st.Blind), "age", span(s.now.Sub(st.Blind))))
	}
	if s.snap.Unwatched.Said() && st.Open() {
		lines = append(lines, "■ "+s.Say("alert.unwatched", "why", s.snap.Unwatched.In(s.words.Lang())))
	}
	for _, text := range []string{s.untested(), s.switched(), s.switchLine(1 << 10)} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	text, _ := s.nextText(1 << 10)
	return append(lines, s.Say("next.label")+" "+text)
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
	return s.Say("help.deviation", "at", s.minute(d.At.Time), "by", d.By, "second", second, "what", d.What, "reason", orDash(d.Reason))
}

// hostStandings tells of each host; of many, only of those that are not as they
// should be, and how many the others are.
func (s *scene) hostStandings() []string {
	var lines []string
	calmHosts := 0
	for _, i := range s.board.order {
		c := s.condition(i)
		if c.level <= quiet && len(s.board.order) > 12 {
			calmHosts++
			continue
		}
		plan, h := &s.plan().Hosts[i], &s.state().Hosts[i]
		text := change.Clean(plan.Name) + "  " + c.glyph + " " + c.long
		if h.Rebooting() {
			text += "  " + timer(h.Reboot.Elapsed(s.now)) + "/" + timer(plan.Reboot.Expected)
		}
		if s.state().Untested(plan.Name) {
			text += "  " + s.Say("head.untested")
		}
		lines = append(lines, text)
	}
	if calmHosts > 0 {
		lines = append(lines, s.Say("handover.calm", "n", strconv.Itoa(calmHosts)))
	}
	return lines
}

// owed lists the obligations that are due and not done, with who is at them.
func (s *scene) owed() []string {
	var lines []string
	for _, inc := range s.open() {
		for _, kind := range inc.Undone() {
			state, _ := s.actionState(inc, kind, "")
			line := inc.ID + "  " + s.action(kind) + ": " + state
			if who := s.whom(inc, kind, 34); who != "" {
				line += "  " + who
			}
			lines = append(lines, line)
		}
		for _, line := range s.attempts(inc) {
			lines = append(lines, inc.ID+"  "+line)
		}
	}
	for _, d := range s.state().Unsigned() {
		lines = append(lines, s.Say("handover.unsigned", "what", d.What))
	}
	return append(lines, s.allClear()...)
}

// allClear lists who was drawn into an incident that is over and has not been
// told so: the action is marked done once that has happened.
func (s *scene) allClear() []string {
	var lines []string
	for i := range s.state().Incidents {
		inc := &s.state().Incidents[i]
		if inc.Open() || !s.state().Open() {
			continue
		}
		for _, kind := range inc.Undone() {
			c, known := s.contact(inc, kind)
			if a := inc.Actions[kind]; known && (a.State == change.ActionIsReached || a.Tries > 0 || a.State == change.ActionIsTaken) {
				lines = append(lines, s.Say("handover.clear", "id", inc.ID, "who", strings.TrimSpace(c.Phone+" "+c.Name), "action", s.action(kind)))
			}
		}
	}
	return lines
}

// deadlinesAhead lists the moments that come: last safe ones, deadlines, the window.
func (s *scene) deadlinesAhead() []string {
	type moment struct {
		at   time.Time
		what string
	}
	if s.closed() {
		return nil // nothing of it comes any more
	}
	var moments []moment
	at := func(what string, t time.Time) {
		if !t.IsZero() {
			moments = append(moments, moment{t, what})
		}
	}
	if next, limit, ok := s.nextStart(); ok {
		at(s.Say("limit.start", "host", next), limit.Latest())
	}
	for _, e := range s.plan().Environments {
		if safe, ok := s.state().LastSafeFailover(e.Name); ok && !s.state().SwitchedAway(e.Name) {
			at(s.Say("limit.failover", "env", e.Name, "standby", orDash(e.Standby)), safe)
		}
	}
	for _, d := range s.state().Deadlines() {
		at(change.Clean(d.Name), d.At)
	}
	at(s.Say("handover.window"), s.plan().Change.Window.End)
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	lines := make([]string, len(moments))
	for i, m := range moments {
		lines[i] = s.minute(m.at) + "  " + m.what + "  (" + s.fromNow(m.at) + ")"
	}
	return lines
}

func (s *scene) fromNow(t time.Time) string {
	if left := t.Sub(s.now); left < 0 {
		return s.Say("handover.ago", "span", span(left))
	}
	return s.Say("handover.in", "span", span(t.Sub(s.now)))
}

// lately tells what happened in the last minutes, but for single signals.
func (s *scene) lately() []string {
	var lines []string
	for _, e := range s.snap.Tail {
		if s.now.Sub(e.At) > handoverSpan || e.Type == change.SignalBack || e.Type == change.SignalLost {
			continue
		}
		line := s.clock(e.At) + " "
		if e.Host != "" {
			line += change.Clean(e.Host) + " "
		}
		line += s.eventText(e)
		if e.By != "" {
			line += " (" + change.Clean(e.By) + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// Handover is the handover card as plain text, for `tminus status` and for
// whoever reads it elsewhere.
func Handover(snap *change.Snapshot, w wording.Words, width int) []string {
	s := scene{snap: snap, now: snap.Now, wall: snap.Beat, words: w, styles: newStyles(darkLook())}
	s.board = newBoard(snap.State.Plan, displays(nil))
	s.advice = change.Next(snap.State, snap.Now)
	s.selected = s.advice.Host
	s.keys = newKeys()
	return s.handover(width)
}
