package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// actionCard is one obligation of an incident: whom to call, what to say, and
// the keys that report how far it has come.
type actionCard struct {
	noText
	incident string
	kind     change.ActionKind
	// sent: the message went to the terminal's clipboard.
	sent bool
}

func (a *actionCard) page(s *scene, w int) page {
	inc, d := a.duty(s)
	if d == nil {
		return page{title: a.incident, keys: []keyID{keyCancel}}
	}
	p := page{title: a.incident + " · " + s.action(a.kind), at: -1, keys: a.keys()}
	if a.kind == change.ActionStop {
		p.lines = wrap(s.styles.bold.Render(s.stopQuestion()), w)
	}
	if who := s.whom(d, w-ansi.StringWidth(s.Say("dialog.call", "who", ""))); who != "" {
		p.lines = append(p.lines, s.styles.bold.Render(cut(s.Say("dialog.call", "who", who), w)))
	}
	p.lines = append(p.lines, s.styles.in(dutyLevel(d), s.dutyState(d, "")), cut(s.severity(inc, w), w))
	if say := s.message(d).String(); say != "" {
		p.lines = append(p.lines, "")
		p.lines = append(p.lines, wrap(say, w)...)
	}
	if a.sent {
		p.lines = append(p.lines, "", s.styles.in(info, s.Say("dialog.sent")))
	}
	return p
}

// duty is the obligation that the card is about; nil once its incident is over.
func (a *actionCard) duty(s *scene) (*change.IncidentView, *change.Duty) {
	inc := s.sit.Incident(a.incident)
	if inc == nil {
		return nil, nil
	}
	return inc, inc.Duty(a.kind)
}

func (s *scene) stopQuestion() string {
	if s.sit.Hold != nil {
		return s.Say("dialog.stop_held")
	}
	return s.Say("dialog.stop_ask")
}

func (a *actionCard) keys() []keyID {
	if a.kind == change.ActionStop {
		return []keyID{keyYes, keyNo, keyCopy}
	}
	return []keyID{keyTaken, keyReached, keyPromised, keyNoAnswer, keyActDone, keyCopy, keyCancel}
}

func (a *actionCard) press(s *scene, k tea.KeyPressMsg) answer {
	_, d := a.duty(s)
	if d == nil || s.is(k, keyCancel) {
		return answer{}
	}
	if s.is(k, keyCopy) {
		a.sent = true
		return answer{next: a, copy: s.message(d).String()}
	}
	if a.kind == change.ActionStop {
		return a.pressStop(s, k)
	}
	switch {
	case s.is(k, keyTaken) && d.Action.InHand(s.now) && !change.SamePerson(d.Action.Owner, s.operator):
		return answer{next: a.takeOverForm(s, d)}
	case s.is(k, keyTaken):
		return answer{do: a.act(s, change.ActionIsTaken, "")}
	case s.is(k, keyReached):
		return answer{next: a.reachedForm(s)}
	case s.is(k, keyPromised):
		return answer{next: a.callbackForm(s)}
	case s.is(k, keyNoAnswer):
		return answer{do: a.act(s, change.ActionIsUnanswered, "")}
	case s.is(k, keyActDone):
		return answer{next: a.outcomeForm(s)}
	}
	return answer{next: a}
}

// pressStop: stopping is cheap and comes first, so that it needs only a yes.
func (a *actionCard) pressStop(s *scene, k tea.KeyPressMsg) answer {
	switch {
	case s.is(k, keyYes):
		return answer{do: a.act(s, change.ActionIsDone, "")}
	case s.is(k, keyNo):
		return answer{}
	}
	return answer{next: a}
}

func (a *actionCard) act(s *scene, state change.ActionState, outcome string) change.Command {
	return change.Act{By: s.operator, Incident: a.incident, Kind: a.kind, State: state, Outcome: outcome}
}

// outcomeForm asks how it ended.
func (a *actionCard) outcomeForm(s *scene) dialog {
	return newForm(s.action(a.kind), "", func(values []string) change.Command {
		return a.act(s, change.ActionIsDone, values[0])
	}, textField(s.Say("form.outcome"), ""))
}

// reachedForm asks what the other side said: that somebody was spoken to is no
// outcome by itself.
func (a *actionCard) reachedForm(s *scene) dialog {
	intro := ""
	if a.kind == change.ActionVendor {
		intro = s.Say("dialog.reached_help", "for", change.Short(change.HelpWithin))
	}
	return newForm(s.action(a.kind), intro, func(values []string) change.Command {
		return a.act(s, change.ActionIsReached, values[0])
	}, textField(s.Say("form.answered"), ""))
}

// callbackForm asks by when the other side calls back: the clock remembers.
func (a *actionCard) callbackForm(s *scene) dialog {
	said := textField(s.Say("form.said"), "")
	said.optional = true
	by, incident, kind := s.operator, a.incident, a.kind
	return newForm(s.action(a.kind), s.Say("dialog.promise_intro"), func(values []string) change.Command {
		return change.Act{
			By: by, Incident: incident, Kind: kind, State: change.ActionIsReached, Callback: values[0], Outcome: values[1],
		}
	}, textField(s.Say("form.callback"), ""), said)
}
