package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// Glyphs of the history: answered, lost, and not looked at.
const (
	glyphAnswered = "▇"
	glyphLost     = "×"
	glyphGap      = "┄"
)

// historyCell shows the latest probes of the signal whose column this is, the newest
// at the right edge.
func (s *scene) historyCell(_ *change.Host, h *change.HostState, w int) string {
	sig := s.history(h)
	if sig == nil {
		return s.styles.grey(fit(s.Say("icmp.none"), w))
	}
	if s.secondHand() {
		return s.confirmedCell(h, *sig, w)
	}
	if h.Drops(sig.Check) {
		return s.styles.grey(fit(s.Say("signal.dropped"), w))
	}
	track := s.snap.Sight.Track(h.Name, sig.Check)
	if track == nil {
		return s.styles.grey(fit("–", w))
	}
	if sig.State == change.NeverSeen {
		return s.styles.grey(fit(s.Say("icmp.never"), w))
	}
	marks := append(track.History(), s.unprobed(h.Name, sig.Check)...)
	marks = marks[max(0, len(marks)-w):]
	var b strings.Builder
	for _, m := range marks {
		b.WriteString(markGlyph(m))
	}
	text := fitLeft(b.String(), w)
	if _, fresh := s.lastKnown(h.Name, sig.Check); fresh && sig.State == change.Down && !s.expected(h) {
		return s.styles.in(warn, text)
	}
	return s.styles.grey(text)
}

// unprobed is the stretch since the latest probe, if that is long ago: a history
// that has stopped must not look like one that goes on.
func (s *scene) unprobed(host, check string) []change.Mark {
	at, fresh := s.lastKnown(host, check)
	if fresh || at.IsZero() {
		return nil
	}
	t := s.snap.Sight.Track(host, check)
	every := cmp.Or(t.Every, s.plan().Probe.Interval, time.Second)
	n := int(min(change.HistoryLen, s.now.Sub(t.At)/every)) // those that said nothing are in the history
	return slices.Repeat([]change.Mark{change.MarkGap}, max(1, n))
}

func markGlyph(m change.Mark) string {
	switch m {
	case change.MarkAnswered:
		return glyphAnswered
	case change.MarkLost:
		return glyphLost
	case change.MarkNone, change.MarkGap:
	}
	return glyphGap
}

// expected reports whether silence is normal now, as in a reboot that is not late.
func (s *scene) expected(h *change.HostState) bool {
	return h.Rebooting() && !s.view(h).Late
}

// portsCell shows each port with its glyph. As space runs out it drops first the
// causes, then the ports that cannot be used; at the least it shows how many of the
// usable ones are up, and what is down.
func (s *scene) portsCell(_ *change.Host, h *change.HostState, w int) string {
	for _, cell := range []string{s.ports(h, true, true), s.ports(h, false, true), s.ports(h, false, false)} {
		if ansi.StringWidth(cell) <= w {
			return fit(cell, w)
		}
	}
	up, all, down := 0, 0, ""
	for _, sig := range h.Signals {
		if !s.inPorts(sig.Check) || sig.State == change.NeverSeen || h.Drops(sig.Check) {
			continue
		}
		all++
		if sig.State == change.Up {
			up++
		} else if down == "" {
			down = " " + s.port(h, sig, false)
		}
	}
	return fit(fmt.Sprintf("%d/%d", up, all)+down, w)
}

func (s *scene) ports(h *change.HostState, causes, never bool) string {
	var cells []string
	none := "icmp.none"
	for _, sig := range h.Signals {
		switch {
		case !s.inPorts(sig.Check):
		case sig.State == change.NeverSeen && !never:
			none = "port.never"
		default:
			cells = append(cells, s.port(h, sig, causes))
		}
	}
	if len(cells) == 0 {
		return s.styles.grey(s.Say(none))
	}
	return strings.Join(cells, " ")
}

// port draws one signal that is shown beside the ports. What was not looked at lately is
// neither up nor down.
func (s *scene) port(h *change.HostState, sig change.SignalState, causes bool) string {
	name := s.board.named(sig.Check)
	_, fresh := s.lastKnown(h.Name, sig.Check)
	switch {
	case h.Drops(sig.Check) && causes:
		return s.styles.grey("–" + name + " " + s.Say("signal.dropped"))
	case h.Drops(sig.Check):
		return s.styles.grey("–" + name)
	case sig.State == change.NeverSeen && causes:
		return s.styles.grey("–" + name + " " + s.Say("port.never"))
	case sig.State == change.NeverSeen:
		return s.styles.grey("–" + name)
	case !fresh:
		return s.styles.grey("?" + name)
	case sig.State == change.Up && s.closed():
		return s.styles.grey("▪" + name)
	case sig.State == change.Up:
		return "▪" + name
	}
	text := "×" + name
	if causes && sig.Cause != "" {
		text += " " + s.catalog.Cause(sig.Cause)
	}
	if s.expected(h) {
		return text
	}
	return s.styles.in(warn, text)
}
