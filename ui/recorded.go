package ui

import (
	"tminus/change"
)

// recorded reports whether the board shows what the journal holds and no more:
// in a replay, and once a change is closed. Then each signal has its last
// confirmed state and since when it holds; there are no single probes and no
// ages, as nothing that was seen after the closing is confirmed any more. So
// the last board of a night and that of its replay are the same, cell for cell.
func (s *scene) recorded() bool { return s.snap.Recorded || s.closed() }

// secondHand reports whether there is nothing but the journal to show: in what is
// recorded, and on a board that follows another cockpit's probes.
func (s *scene) secondHand() bool { return s.recorded() || s.snap.Sight == nil }

// closed reports whether the change is over: the board is its last state.
func (s *scene) closed() bool { return !s.state().Closed.IsZero() }

// confirmedCell shows the confirmed state of a signal, where there are no
// probes to show.
func (s *scene) confirmedCell(h *change.HostState, sig change.SignalState, w int) string {
	_, fresh := s.lastKnown(h.Name, sig.Check)
	glyph := map[change.SignalUp]string{change.Up: "▪", change.Down: glyphLost}[sig.State]
	switch {
	case h.Drops(sig.Check):
		return s.styles.grey(fit(s.Say("signal.dropped"), w))
	case sig.State == change.NeverSeen:
		return s.styles.grey(fit(s.Say("icmp.never"), w))
	case !fresh:
		return s.styles.grey(fit("?", w))
	}
	cause := ""
	if sig.State == change.Down {
		cause = " " + s.catalog.Cause(sig.Cause)
	}
	long := s.Say("icmp.since", "glyph", glyph, "since", s.clock(sig.Since))
	text := fit(longest(w, long+cause, long, glyph+" "+s.minute(sig.Since), glyph), w)
	if sig.State == change.Down && !s.closed() && !s.expected(h) {
		return s.styles.in(warn, text)
	}
	return s.styles.grey(text)
}
