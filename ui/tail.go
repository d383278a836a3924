package ui

import (
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/wording"
)

// tailLines draws the latest events in people's words, the newest last.
func tailLines(s *scene, w, h int) []string {
	if h <= 0 || w <= 0 {
		return nil
	}
	lines := []string{titleLine(s, s.Say("tail.title"), w)}
	if h == 1 {
		lines = nil
	}
	rows := h - len(lines)
	told := change.Latest(s.snap.Tail)
	hostW := min(s.board.nameW, 12)
	for _, e := range told[max(0, len(told)-rows):] {
		who := ""
		if e.By != "" {
			who = s.styles.grey(s.catalog.Person(e.By))
		}
		text := s.styles.grey(s.clock(e.At)) + " " + fit(shorten(change.Clean(e.Host), hostW), hostW) + " " + s.event(e)
		room := min(ansi.StringWidth(who), w/4)
		lines = append(lines, spread(text, cut(who, room), w))
	}
	return lines
}

// event puts an event into words and draws those that matter.
func (s *scene) event(e change.TailLine) string {
	l := calm
	switch wording.Weigh(e.Event) {
	case wording.Quiet:
		l = quiet
	case wording.Warn, wording.Bad:
		l = warn
	case wording.Plain, wording.Good:
	}
	return s.styles.in(l, s.eventText(e))
}

func (s *scene) eventText(e change.TailLine) string {
	text := s.speaker().Event(s.state(), e.Event)
	if e.Times > 1 {
		text = s.Say("tail.times", "text", text, "n", itoa(e.Times), "since", s.minute(e.Since))
	}
	return text
}
