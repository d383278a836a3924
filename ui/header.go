package ui

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// seg is a piece of a line. Pieces are dropped in the order of drop, the highest
// first, until the rest fits; 0 is never dropped. Those marked right are set at
// the right edge.
type seg struct {
	text  string
	drop  int
	right bool
}

// segments fits as many pieces on a line as there is room for.
func segments(w int, segs ...seg) string {
	const gap = 2
	for {
		total, worst := -gap, -1
		for i, sg := range segs {
			if sg.text == "" {
				continue
			}
			total += ansi.StringWidth(sg.text) + gap
			if sg.drop > 0 && (worst < 0 || sg.drop > segs[worst].drop) {
				worst = i
			}
		}
		if total <= w || worst < 0 {
			break
		}
		segs[worst].text, segs[worst].drop = "", 0
	}
	var left, right string
	for _, sg := range segs {
		side := &left
		if sg.right {
			side = &right
		}
		if sg.text != "" && *side != "" {
			*side += blank(gap)
		}
		*side += sg.text
	}
	return spread(left, right, w)
}

// headerLines draws what is always there: the change, the clock, the limits.
func headerLines(s *scene, w, h int) []string {
	st := &s.styles
	title := change.Clean(s.plan().Change.Title)
	if title == "" {
		title = change.Clean(s.plan().Change.ID)
	}
	rehearsal, attached, window, clock := s.rehearsal(), s.attached(), s.window(w), s.headClock(w)
	free := w - roomOf(rehearsal, attached, window, clock)
	if free < min(ansi.StringWidth(title), minTitle) && s.sit.Window != change.WindowOver {
		window, free = "", w-roomOf(rehearsal, attached, clock)
	}
	first := segments(w,
		seg{text: rehearsal},
		seg{text: attached, drop: 1},
		seg{text: st.bold.Render(cut(title, max(4, free))), drop: 2},
		seg{text: window, right: true},
		seg{text: st.bold.Render(clock), right: true},
	)
	limit := s.limit(w, w-roomOf(s.hold(0), s.untested(), s.switched()))
	room, deviations := w-ansi.StringWidth(limit)-2, s.deviations(w)
	second := segments(w,
		seg{text: s.hold(room - roomOf(deviations))},
		seg{text: s.untested()},
		seg{text: s.switched()},
		seg{text: deviations, drop: 2},
		s.rehearsed(),
		seg{text: s.standing(), drop: 5},
		seg{text: s.outlookText(), drop: 6},
		seg{text: s.startBy(), drop: 4, right: true},
		seg{text: s.deadline(), drop: 3, right: true},
		seg{text: limit, right: true},
	)
	return []string{first, second}[:max(0, min(h, 2))]
}

// wide is the width from which a header has room for more than words.
const wide = 110

// minTitle is how much of the change's title must be readable before the time
// that is left of the window gets any room.
const minTitle = 12

// roomOf is how many cells pieces take, each with the gap that follows it.
func roomOf(texts ...string) int {
	n := 0
	for _, text := range texts {
		if text != "" {
			n += ansi.StringWidth(text) + 2
		}
	}
	return n
}

// headClock is the clock; its zone makes way where the window is over and
// there is no room for both.
func (s *scene) headClock(w int) string {
	if s.sit.Window == change.WindowOver && w < narrow {
		return s.clock(s.now)
	}
	return s.zoned(s.now)
}

func (s *scene) rehearsal() string {
	if s.speed <= 0 && !s.state().Rehearsal {
		return ""
	}
	text := s.Say("head.rehearsal")
	if s.speed > 0 && !s.closed() {
		text += " ×" + strconv.FormatFloat(s.speed, 'f', -1, 64)
	}
	return s.styles.tag.Render(" " + text + " ")
}

func (s *scene) attached() string {
	if !s.snap.Attached {
		return ""
	}
	if s.readOnly {
		return s.styles.tag.Render(" " + s.Say("head.watching") + " ")
	}
	return s.styles.tag.Render(" " + s.Say("head.attached") + " ")
}

// hold is the most conspicuous part of the header: nothing more may start.
func (s *scene) hold(room int) string {
	hold := s.sit.Hold
	if hold == nil {
		return ""
	}
	label := s.styles.loud.Render(" ■ " + s.Say("head.hold") + " ")
	if room < 60 {
		return label
	}
	about := s.Say("head.hold_by", "since", s.minute(hold.Since), "by", hold.By, "reason", s.stated(hold.Reason))
	return label + " " + cut(about, room-ansi.StringWidth(label)-1)
}

func (s *scene) deviations(w int) string {
	n := len(s.state().Deviations)
	if n == 0 {
		return ""
	}
	if open := s.sit.Unsigned; len(open) > 0 {
		if w < wide {
			return s.styles.in(alarm, "■ "+s.Say("head.unsigned.short"))
		}
		return s.styles.in(alarm, "■ "+s.Say("head.unsigned", "what", open[0].What))
	}
	if n == 1 {
		return s.styles.in(info, "▲ "+s.Say("head.deviation"))
	}
	return s.styles.in(info, "▲ "+s.Say("head.deviations", "n", strconv.Itoa(n)))
}

// untested names the hosts that go to a level which nobody tested, all night.
func (s *scene) untested() string {
	var names []string
	for _, i := range s.board.order {
		if s.sit.Hosts[i].Untested {
			names = append(names, change.Clean(s.plan().Hosts[i].Name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return s.styles.in(info, "▲ "+s.Say("head.untested")+" "+cut(strings.Join(names, " "), 14))
}

// switched says which environments have handed over: until somebody switches
// back the other side serves for both.
func (s *scene) switched() string {
	var away []string
	for i := range s.sit.Environments {
		if e := &s.sit.Environments[i]; e.FailedOver {
			away = append(away, s.Say("head.switched", "env", e.Name, "standby", e.Standby))
		}
	}
	if len(away) == 0 {
		return ""
	}
	return s.styles.in(warn, "▲ "+s.catalog.List(away))
}

// startBy is the latest instant at which the next host can start. It is empty
// while nothing may start, because a time to start by would invite what is
// forbidden.
func (s *scene) startBy() string {
	st := s.sit.Start
	if st == nil || !st.Limited || st.Barred {
		return ""
	}
	if st.Over {
		return s.styles.grey(s.Say("head.start_over", "host", cmp.Or(st.Other, st.Host), "at", s.minute(st.By)))
	}
	return s.Say("head.start_by", "host", st.Host, "at", s.minute(st.By), "other", st.Other)
}

// standing is where the change stands, in a word.
func (s *scene) standing() string {
	switch s.sit.Standing {
	case change.ChangeIsClosed:
		return s.Say("head.closed", "outcome", s.catalog.Outcome(s.state().Outcome))
	case change.ChangeIsNew:
		return s.styles.grey(s.Say("head.unopened"))
	}
	if s.plan().Ungated {
		return s.styles.grey(s.Say("head.watched", "all", itoa(len(s.sit.Hosts))))
	}
	return s.styles.grey(s.Say("head.open", "done", itoa(s.sit.Done), "all", itoa(len(s.sit.Hosts))))
}

func (s *scene) window(w int) string {
	switch s.sit.Window {
	case change.WindowAhead:
		return s.Say("head.window_opens", "left", span(s.sit.WindowLeft))
	case change.WindowOpen:
		return s.Say("head.window_left", "left", span(s.sit.WindowLeft))
	case change.WindowOver:
		l, glyph := s.lit(change.AlertWindow)
		if w < narrow {
			return s.styles.in(l, glyph+s.Say("head.window_over.short"))
		}
		return s.styles.in(l, glyph+s.Say("head.window_over", "ago", span(s.sit.WindowLeft)))
	}
	return ""
}

// deadline is the moment that must be met, where the words about the failover
// do not name it already.
func (s *scene) deadline() string {
	d := s.sit.Deadline
	if f := s.failover(); d.At.IsZero() || f != nil && f.Timing != change.TimingNone && !f.Ahead() {
		return ""
	}
	return cut(s.Say("head.deadline", "name", d.Name, "at", s.minute(d.At)), 30)
}
