package ui

import (
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
	lines := []string{titleLine(s, s.say("tail.title"), w)}
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
	key := "event." + string(e.Type)
	return s.styles.in(eventLevel(e), s.words.or(key, string(e.Type), s.eventValues(e)...))
}

func eventLevel(e change.Event) level {
	switch e.Type {
	case change.IncidentOpened, change.IncidentReraised, change.RungDue, change.ChangeHeld,
		change.ObserverBlind, change.StepFailed, change.DeviationRecorded, change.RebootBounced:
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
		return []string{"reason", d.Reason}
	case change.ClosedData:
		return []string{"outcome", s.words.or("outcome."+d.Outcome, d.Outcome)}
	case change.ResumedData:
		return []string{"since", s.at(d.Unobserved)}
	case change.GatedData:
		return []string{"verdict", s.verdict(d)}
	case change.FinishedData:
		return []string{"result", s.words.or("outcome."+d.Result, d.Result)}
	case change.StepData:
		return []string{"n", strconv.Itoa(d.N), "step", s.stepTitle(d), "note", trail(d.Note)}
	case change.SignalData:
		return []string{"check", checkName(d.Check), "since", s.at(d.Since), "cause", trail(s.words.or("cause."+string(d.Cause), string(d.Cause)))}
	case change.RebootData:
		return []string{"since", s.at(d.Since), "took", timer(time.Duration(d.Took)), "n", strconv.Itoa(d.Bounces)}
	}
	return s.moreValues(e)
}

func (s *scene) moreValues(e change.Event) []string {
	switch d := e.Data.(type) {
	case change.ObserverData:
		return []string{"since", s.at(d.Since), "gap", time.Duration(d.Gap).String()}
	case change.IncidentData:
		return []string{"id", d.ID, "hosts", strings.Join(d.Hosts, ", "), "reason", trail(d.Reason), "until", s.at(d.Until)}
	case change.RungData:
		return []string{"id", d.Incident, "rung", s.words.or("rung."+d.Rung, d.Rung), "reason", s.words.or("due."+d.Reason, d.Reason)}
	case change.ActionData:
		return []string{"id", d.Incident, "action", s.action(d.Kind), "outcome", trail(d.Outcome)}
	case change.DeviationData:
		return []string{"what", d.What, "reason", d.Reason, "second", d.Second}
	case change.RecoveryData:
		return []string{"what", d.What, "outcome", s.words.or("outcome."+d.Outcome, orDash(d.Outcome))}
	case change.NoteData:
		return []string{"text", d.Text}
	}
	return nil
}

func (s *scene) verdict(d change.GatedData) string {
	switch failed := change.NoGo(d.Criteria); {
	case d.Overridden:
		return s.say("gate.overridden")
	case d.Go:
		return s.say("gate.go")
	case len(failed) > 0:
		return s.say("gate.nogo") + ": " + s.words.or("gate."+failed[0].Name, failed[0].Name)
	}
	return s.say("gate.nogo")
}

func (s *scene) stepTitle(d change.StepData) string {
	if steps := s.plan().Runbook; d.N >= 1 && d.N <= len(steps) {
		return steps[d.N-1].Title
	}
	return d.Step
}

func (s *scene) at(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return s.clock(t)
}

// trail is an addition after a colon, nothing where there is none.
func trail(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}
