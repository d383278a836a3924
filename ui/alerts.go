package ui

import "tminus/change"

// lit is how alerts of a kind are drawn: the level, and the glyph in front.
func (s *scene) lit(kind change.AlertKind) (level, string) {
	for i := range s.sit.Alerts {
		if a := &s.sit.Alerts[i]; a.Kind == kind {
			return levelOf(a.Severity), glyphOf(a.Severity)
		}
	}
	return calm, ""
}

// glyphOf is the glyph before an alert: colour never stands alone.
func glyphOf(s change.Severity) string {
	return [...]string{change.Normal: "", change.Notice: "▲ ", change.Caution: "▲ ", change.Alarm: "■ "}[s]
}

// alertLines are about the cockpit itself: what it cannot do or see.
func alertLines(s *scene, w int) []string {
	var lines []string
	for i := range s.sit.Alerts {
		a := &s.sit.Alerts[i]
		text := s.aboutCockpit(a)
		switch {
		case text == "":
		case a.Severity == change.Alarm:
			for _, line := range few(wrap("■ "+text, w-2), 2, w-2) {
				lines = append(lines, s.styles.loud.Render(fit(" "+line, w)))
			}
		default:
			lines = append(lines, s.styles.in(levelOf(a.Severity), cut(glyphOf(a.Severity)+text, w)))
		}
	}
	for _, notice := range s.snap.Notices {
		lines = append(lines, s.styles.in(info, cut("! "+s.stated(notice), w)))
	}
	return lines
}

// outage words that nothing of an environment is up, and who answers for it.
func (s *scene) outage(a *change.Alert) string {
	key := "alert.outage"
	switch {
	case len(a.Hosts) == 0:
		key = "alert.outage_given_up"
	case s.sit.Environment(a.Environment).Least == 0:
		key = "alert.outage_planned"
	}
	return s.Say(key, "env", a.Environment, "since", s.minute(a.Since), "hosts", s.catalog.List(a.Hosts))
}

// aboutCockpit words an alert about what the cockpit cannot do or see, or about
// the plan that it goes by, and what is answered for; the others have places of their own on the board.
func (s *scene) aboutCockpit(a *change.Alert) string {
	switch a.Kind {
	case change.AlertFault:
		return s.Say(s.faultKey(), "why", s.stated(a.Why))
	case change.AlertUnsaved:
		if a.Why.Said() {
			return s.stated(a.Why)
		}
		return s.Say("alert.unsaved", "n", itoa(a.Count))
	case change.AlertUnseen:
		return s.stated(a.Why)
	case change.AlertPulse:
		return s.Say("alert.pulse", "why", s.stated(a.Why))
	case change.AlertUnwatched, change.AlertStandstill:
		return s.Say("alert.unwatched", "why", s.stated(s.snap.Unwatched))
	case change.AlertStalled:
		return s.Say("alert.stalled", "at", s.clock(a.Since), "age", age(a.Age))
	case change.AlertBlind:
		return s.Say("alert.blind", "since", s.clock(a.Since), "age", span(a.Age))
	case change.AlertWitness:
		return s.Say("alert.witness", "name", change.Clean(a.Name), "since", s.clock(a.Since))
	case change.AlertUnrehearsed:
		return s.unrehearsed()
	case change.AlertOutage:
		return s.outage(a)
	case change.AlertDraft:
		return s.draftLine(s.state().Draft)
	case change.AlertPilot:
		return s.Say("alert.pilot", "wave", a.Name, "since", s.minute(a.Since), "by", s.state().Pilot(a.Name).By,
			"until", s.minute(s.state().PresenceUntil()), "why", s.stated(a.Why))
	case change.AlertPilotOff:
		return s.Say("alert.pilot_off", "wave", a.Name, "since", s.minute(a.Since), "why", s.stated(a.Why))
	}
	return ""
}
