package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// dialog is a box that takes the keys while it is open. Escape always leaves
// it without anything done.
type dialog interface {
	page(s *scene, w int) page
	// press deals with a key and says what comes of it.
	press(s *scene, k tea.KeyPressMsg) answer
	// paste takes in pasted text; only text fields want any.
	paste(text string)
}

// page is what a dialog shows.
type page struct {
	title string
	lines []string
	keys  []keyID
	// at is the line that must be seen; below 0 the reader scrolls.
	at int
}

// answer is what comes of a key in a dialog.
type answer struct {
	// next is the dialog to show then; nil closes it.
	next dialog
	do   change.Command
	// then does what a key outside of dialogs does.
	then func(*root, tea.KeyPressMsg) tea.Cmd
	// copy is text for the terminal's clipboard.
	copy string
	// run is the host whose step is to be run here; here is done at once.
	run  string
	here func()
	// ping is the host that a burst is sent to.
	ping string
	// quit ends the program, by ctrl+c where it was interrupted.
	quit, interrupted bool
}

// acts reports whether the answer does more than show another dialog.
func (a answer) acts() bool { return a.do != nil || a.run != "" || a.here != nil || a.quit }

// noText is embedded by dialogs without text fields: a paste does nothing.
type noText struct{}

func (noText) paste(string) {}

// maxDialog is the width of a dialog on a wide screen: longer lines tire.
const maxDialog = 84

// overlay draws a dialog over the frame. It stands at the bottom, so that the
// header, the hosts and the incident stay in sight for as long as there is room.
func overlay(s *scene, d dialog, frame string, w, h, scroll int) string {
	boxW := min(w, maxDialog)
	if boxW < 6 || h < 4 {
		return frame
	}
	p := d.page(s, boxW-4)
	bottom := h - 1
	if h >= 8 {
		bottom = h - 2 // "next:" stays in sight
	}
	room := max(1, bottom-3-len(s.feet(p, boxW-4)))
	body := p.lines
	if len(body) > room {
		body = scrolled(s, body, p.at, scroll, room, boxW-4)
	} else {
		p.keys = unscrolled(p.keys)
	}
	box := boxLines(s, p, body, boxW)
	x, y := (w-boxW)/2, max(0, bottom-len(box))
	layers := lipgloss.NewCompositor(
		lipgloss.NewLayer(frame),
		lipgloss.NewLayer(strings.Join(box, "\n")).X(x).Y(y).Z(1),
	)
	// The canvas keeps the layers inside of the screen.
	return lipgloss.NewCanvas(w, h).Compose(layers).Render()
}

// unscrolled are the keys of a page of which all is in sight.
func unscrolled(keys []keyID) []keyID {
	return slices.DeleteFunc(slices.Clone(keys), func(id keyID) bool { return id == keyScroll })
}

// scrolled is the part of a long body that fits, marked where more follows.
func scrolled(s *scene, body []string, at, scroll, room, w int) []string {
	first := max(0, min(scroll, len(body)-room))
	if at >= 0 {
		first = max(0, min(at-room/2, len(body)-room))
	}
	part := append([]string(nil), body[first:first+room]...)
	if first+room < len(body) && at < 0 {
		part[room-1] = s.styles.grey(cut(s.Say("dialog.more"), w))
	}
	return part
}

func boxLines(s *scene, p page, body []string, w int) []string {
	edge := s.styles.grey
	title := cut(p.title, w-6)
	top := edge("┌─ ") + s.styles.bold.Render(title) + edge(" "+rule(w-5-ansi.StringWidth(title))+"┐")
	lines := []string{top}
	for _, line := range body {
		lines = append(lines, edge("│")+" "+fit(line, w-4)+" "+edge("│"))
	}
	for _, line := range s.feet(p, w-4) {
		lines = append(lines, edge("│")+" "+fit(line, w-4)+" "+edge("│"))
	}
	return append(lines, edge("└"+rule(w-2)+"┘"))
}

// feet are the lines below the body of a dialog: why the last key did nothing,
// and the keys that there are.
func (s *scene) feet(p page, w int) []string {
	var lines []string
	if s.aside != "" {
		lines = append(lines, s.styles.in(warn, cut("▲ "+s.aside, w)))
	}
	return append(lines, s.keyLines(p.keys, w)...)
}

// keyLines sets the keys of a dialog in as many lines as they need: none may
// be missing where somebody is asked something.
func (s *scene) keyLines(keys []keyID, w int) []string {
	lines := []string{""}
	for _, id := range keys {
		hint, last := s.keyHint(id), len(lines)-1
		switch {
		case hint == "":
		case lines[last] == "":
			lines[last] = hint
		case ansi.StringWidth(lines[last])+2+ansi.StringWidth(hint) <= w:
			lines[last] += "  " + hint
		default:
			lines = append(lines, hint)
		}
	}
	return lines
}

// confirm asks before something is done.
type confirm struct {
	noText
	title string
	lines []string
	yes   answer
	// again is a second key for yes, such as ctrl+c when asked to quit.
	again string
}

func (c *confirm) page(_ *scene, w int) page {
	var lines []string
	for _, line := range c.lines {
		lines = append(lines, wrap(line, w)...)
	}
	return page{title: c.title, lines: lines, keys: []keyID{keyYes, keyNo}, at: -1}
}

func (c *confirm) press(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyYes):
		return c.yes
	case c.again != "" && k.String() == c.again:
		yes := c.yes
		yes.interrupted = c.again == interrupt
		return yes
	case s.is(k, keyNo, keyCancel):
		return answer{}
	}
	return answer{next: c}
}
