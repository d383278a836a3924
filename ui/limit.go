package ui

import (
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// failover is the one that belongs into the header: that of the incident in
// view, else one under way, else the one that must be decided first.
func (s *scene) failover() *change.FailoverView {
	if s.sit.Standing == change.ChangeIsClosed {
		return nil
	}
	environment := ""
	if inc := s.incident(); inc != nil {
		environment = inc.Environment
	}
	return s.sit.Failover(environment)
}

// limit is the last safe moment to begin a failover, which is always on the
// screen. After that moment it says when a failover begun now would end, and
// during a failover when that one ends.
func (s *scene) limit(w, room int) string {
	f := s.failover()
	if f == nil {
		return ""
	}
	short := ""
	if w < narrow {
		short = ".short"
	}
	switch {
	case f.State == change.FailoverRunning:
		return s.running(f, room)
	case f.Timing == change.TimingNear:
		return s.styles.in(warn, "▲ "+s.Say("head.limit"+short, "at", s.minute(f.LastSafe), "left", span(f.LastSafe.Sub(s.now))))
	case f.Timing == change.TimingAhead:
		return s.Say("head.limit"+short, "at", s.minute(f.LastSafe), "left", span(f.LastSafe.Sub(s.now)))
	}
	return s.pastSafe(f, room)
}

// running says, in as many words as there is room for, whether the failover
// under way ends in time.
func (s *scene) running(f *change.FailoverView, room int) string {
	keys := map[change.Timing][]string{
		change.TimingMargin:  {"head.running", "head.running.short"},
		change.TimingTooLate: {"head.running_late", "head.running_late.short"},
		change.TimingMissed:  {"head.running_missed", "head.running_missed.short"},
	}[f.Timing]
	if keys == nil {
		return "" // nothing has to be met: how far it is stands in its own line
	}
	l := levelOf(f.Severity())
	return s.styles.in(l, glyphOf(f.Severity())+longest(room-2, s.failoverTexts(f, keys)...))
}

// pastSafe says, in as many words as there is room for, whether a failover
// begun now still ends in time. It is loud only while one may be needed.
func (s *scene) pastSafe(f *change.FailoverView, room int) string {
	keys := map[change.Timing][]string{
		change.TimingMargin:  {"head.safe_passed", "head.safe_passed.medium", "head.safe_passed.short", "head.safe_passed.least"},
		change.TimingTooLate: {"head.too_late", "head.too_late.short"},
		change.TimingMissed:  {"head.peak_passed", "head.peak_passed.short"},
	}[f.Timing]
	texts := s.failoverTexts(f, keys)
	if !f.Needed {
		return s.styles.grey(longest(room, texts...))
	}
	return s.styles.in(alarm, "■ "+longest(room-2, texts...))
}

// failoverTexts words what a failover comes to, the longest text first.
func (s *scene) failoverTexts(f *change.FailoverView, keys []string) []string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = s.Say(key, "at", s.minute(f.LastSafe), "ends", s.minute(f.Ends), "left", minutes(f.Spare),
			"deadline", s.minute(f.Deadline.At), "name", f.Deadline.Name, "ago", minutes(s.now.Sub(f.Deadline.At)))
	}
	return texts
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
