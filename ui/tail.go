package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
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
	events := s.snap.Tail[max(0, len(s.snap.Tail)-rows):]
	hostW := min(s.board.nameW, 12)
	for _, e := range events {
		who := ""
		if e.By != "" {
			who = s.styles.grey(change.Clean(e.By))
		}
		text := s.styles.grey(s.clock(e.At)) + " " + fit(shorten(change.Clean(e.Host), hostW), hostW) + " " + s.event(e)
		room := min(ansi.StringWidth(who), w/4)
		lines = append(lines, spread(text, cut(who, room), w))
	}
	return lines
}

// event puts an event into words and draws those that matter.
func (s *scene) event(e change.Event) string {
	return s.styles.in(eventLevel(e), s.eventText(e))
}

func (s *scene) eventText(e change.Event) string {
	key := "event." + string(e.Type) + s.variant(e)
	return s.words.Or(key, string(e.Type), s.eventValues(e)...)
}

// variant is the end of the key of an event whose type alone would say more,
// or something else, than is known.
func (s *scene) variant(e change.Event) string {
	switch d := e.Data.(type) {
	case change.RebootData:
		switch {
		case e.Type == change.RebootSettled && s.unexplained(e.Host, d):
			return ".unplanned"
		case e.Type == change.RebootRequested && d.Unplanned:
			return ".unplanned"
		case e.Type == change.RebootRequested && d.Detected:
			return ".detected"
		}
	case change.ObserverData:
		if e.Type == change.ObserverStepped && d.Gap < 0 {
			return ".back"
		}
	case change.RunData, change.PlanData:
		return s.besideVariant(e)
	case change.ActionData:
		switch {
		case e.Type == change.ActionDone && e.By == "":
			return ".over"
		case d.Why == change.AgainCallback && e.Type == change.ActionReached, d.Why == change.AgainRetry:
			return "." + d.Why
		case d.Next != "":
			return ".next"
		}
	case change.SwitchData:
		switch {
		case e.Type == change.FailoverEnded:
			return "." + d.Outcome
		case !d.Go:
			return ".nogo"
		}
	case change.PrecheckData:
		if d.Failed {
			return ".failed"
		}
	case change.RecoveryData:
		if !d.Until.IsZero() {
			return ".until"
		}
	case change.DeviationData:
		if d.Second == "" {
			return ".unsigned"
		}
	}
	return ""
}

// unexplained reports whether the reboot that settled was a loss that nobody can
// explain. The event does not say so, the host's reboots do.
func (s *scene) unexplained(host string, d change.RebootData) bool {
	h := s.state().Host(host)
	if h == nil {
		return false
	}
	is := func(r change.Reboot) bool { return unexplained(&r) && r.Took == time.Duration(d.Took) }
	return h.Reboot != nil && is(*h.Reboot) || slices.ContainsFunc(h.Reboots, is)
}

func eventLevel(e change.Event) level {
	switch e.Type {
	case change.IncidentOpened, change.IncidentReraised, change.RungDue, change.ChangeHeld,
		change.ObserverBlind, change.StepFailed, change.PlanChanged, change.DeviationRecorded, change.RebootBounced,
		change.FailoverDecided, change.FailoverEnded, change.DeadlineMoved:
		return warn
	case change.HostGated:
		if d, ok := e.Data.(change.GatedData); ok && (!d.Go || d.Overridden) {
			return warn
		}
		return quiet
	case change.SignalLost, change.SignalBack, change.StepStarted:
		return quiet
	}
	return calm
}

// eventValues are the placeholders that the wordings of events may use.
func (s *scene) eventValues(e change.Event) []string {
	switch d := e.Data.(type) {
	case change.ReasonData:
		return []string{"reason", s.stated(d.Reason)}
	case change.ClosedData:
		return []string{"outcome", s.words.Or("outcome."+d.Outcome, d.Outcome)}
	case change.ResumedData:
		return []string{"since", s.at(d.Unobserved)}
	case change.GatedData:
		return []string{"verdict", s.verdict(d)}
	case change.FinishedData:
		return []string{"result", s.words.Or("outcome."+d.Result, d.Result)}
	case change.StepData:
		return []string{"n", strconv.Itoa(d.N), "step", s.stepTitle(d), "note", trail(d.Note)}
	case change.SignalData:
		return []string{"check", s.board.named(d.Check), "since", s.at(d.Since), "cause", trail(s.words.Or("cause."+string(d.Cause), string(d.Cause)))}
	case change.RebootData:
		return []string{"since", s.at(d.Since), "took", span(time.Duration(d.Took).Round(time.Second)), "n", strconv.Itoa(d.Bounces)}
	}
	return s.moreValues(e)
}

func (s *scene) moreValues(e change.Event) []string {
	switch d := e.Data.(type) {
	case change.ObserverData:
		from := d.Since.Add(-time.Duration(d.Gap))
		return []string{"since", s.at(d.Since), "from", s.at(from), "gap", gap(time.Duration(d.Gap))}
	case change.IncidentData:
		return []string{"id", d.ID, "hosts", strings.Join(d.Hosts, ", "), "reason", trail(s.stated(d.Reason)), "until", s.at(d.Until)}
	case change.RungData:
		return []string{"id", d.Incident, "rung", s.words.Or("rung."+d.Rung, d.Rung), "reason", trail(s.words.Or("due."+d.Reason, d.Reason))}
	case change.ActionData:
		return []string{"id", d.Incident, "action", s.action(d.Kind), "outcome", trail(s.stated(d.Outcome)), "again", s.at(d.Again), "next", s.contactName(d.Next)}
	case change.DeviationData:
		return []string{"what", d.What, "reason", orDash(d.Reason), "second", d.Second}
	case change.RecoveryData:
		return []string{"what", d.What, "outcome", s.words.Or("outcome."+d.Outcome, orDash(d.Outcome)), "until", s.at(d.Until)}
	}
	return s.decisionValues(e)
}

// decisionValues are those of what people decide about the change as a whole.
func (s *scene) decisionValues(e change.Event) []string {
	switch d := e.Data.(type) {
	case change.MovedData:
		about := s.Say("handover.failover", "env", d.Environment, "standby", orDash(s.plan().Environment(d.Environment).Standby))
		switch {
		case e.Host != "":
			about = s.Say("handover.start", "host", e.Host)
		case d.Deadline != "":
			about = s.Say("handover.deadline", "deadline", d.Deadline)
		}
		return []string{"about", about, "at", s.at(d.At), "was", s.at(d.Was), "reason", s.stated(d.Reason)}
	case change.SwitchData:
		return []string{"env", d.Environment, "standby", d.Standby, "reason", trail(d.Reason)}
	case change.SwitchStepData:
		return []string{"env", d.Environment, "n", strconv.Itoa(d.N), "step", d.Step, "note", trail(d.Note)}
	case change.ContactData:
		return []string{"name", cmp.Or(d.Name, d.Contact), "note", trail(d.Note)}
	case change.PrecheckData:
		return []string{"precheck", d.Precheck, "note", trail(d.Note)}
	case change.NoteData:
		return []string{"text", s.stated(d.Text)}
	case change.RunData:
		return runValues(d)
	case change.PlanData:
		return []string{"what", s.differences(d.Differences), "why", d.Fault}
	}
	return nil
}

func (s *scene) verdict(d change.GatedData) string {
	switch {
	case d.Overridden:
		return s.Say("gate.overridden")
	case d.Go:
		return s.Say("gate.go")
	}
	why := s.speaker().SayAll(change.Reasons(change.NoGo(d.Criteria)))
	return s.Say("gate.nogo") + trail(strings.Join(why, "; "))
}

func (s *scene) stepTitle(d change.StepData) string {
	for step := range s.plan().Runbook.All() {
		if step.ID == d.Step {
			return step.Title
		}
	}
	return d.Step
}

func (s *scene) at(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return s.clock(t)
}

// contactName is the name of a contact by its key.
func (s *scene) contactName(key string) string {
	return cmp.Or(s.plan().Contacts[key].Name, key)
}

// trail is an addition after a colon, nothing where there is none.
func trail(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}
