package ui

import (
	"time"

	"tminus/change"
)

// rehearsed says in the header whether the plan is the rehearsed one: briefly and in
// passing if it is, all night and on narrow screens too if it is not. It is empty in
// a rehearsal, and if nobody looked. Where there is no plan that somebody approved, it
// says that.
func (s *scene) rehearsed() seg {
	r := s.state().Rehearsed
	switch {
	case s.plan().Ungated:
		return seg{text: s.styles.in(info, "▲ "+s.Say("head.ungated")), drop: 1}
	case r == nil || s.state().Rehearsal || s.closed():
		return seg{}
	case r.Of(s.plan()):
		return seg{text: s.styles.grey(s.Say("sealed.rehearsed", "ago", s.ago(r.At.Time))), drop: 5}
	}
	return seg{text: s.styles.in(info, "▲ "+s.Say("sealed.not")), drop: 1}
}

// ago says how long ago something was.
func (s *scene) ago(at time.Time) string {
	d := s.now.Sub(at)
	if d >= 48*time.Hour {
		return s.Say("sealed.days", "n", trimFloat(float64(d/(24*time.Hour))))
	}
	return s.Say("sealed.span", "span", minutes(max(0, d)))
}

// unrehearsed says what has changed since the rehearsal, until the first host is
// started.
func (s *scene) unrehearsed() string {
	if r := s.state().Rehearsed; r != nil && !s.sit.Begun {
		return s.notRehearsed(r)
	}
	return ""
}

func (s *scene) notRehearsed(r *change.RehearsalData) string {
	if r.Digest == "" {
		return s.Say("sealed.never")
	}
	return s.Say("sealed.changed", "ago", s.ago(r.At.Time), "what", s.speaker().Differences(r.Differences))
}

func (s *scene) draftLine(d *change.Draft) string {
	what := s.speaker().Differences(d.Differences)
	if d.Fault.Said() {
		what = s.stated(d.Fault)
	}
	return s.Say("sealed.draft", "at", s.minute(d.At.Time), "deviation", change.PlanDeviation(d.Digest), "what", what)
}

// sealedAbout says all of that in full, for the help.
func (s *scene) sealedAbout(w int) []string {
	var lines []string
	add := func(l level, text string) {
		for _, line := range wrap(text, w) {
			lines = append(lines, s.styles.in(l, line))
		}
	}
	if r := s.state().Rehearsed; r != nil && !s.state().Rehearsal {
		if r.Of(s.plan()) {
			add(calm, s.Say("sealed.rehearsed", "ago", s.ago(r.At.Time))+" "+change.Clean(r.Record))
		} else {
			add(info, "▲ "+s.notRehearsed(r))
		}
	}
	if d := s.state().Draft; d != nil {
		add(warn, "▲ "+s.draftLine(d))
	}
	return lines
}
