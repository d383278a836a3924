package ui

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// actionLines are the numbered actions in columns: key, what, how far, whom.
// What is done needs nobody to be called: its outcome takes the room.
func (s *scene) actionLines(inc *change.IncidentView, w int) []string {
	nameW, stateW, phoneW := 0, 0, 0
	for i := range inc.Duties {
		d := &inc.Duties[i]
		nameW = max(nameW, ansi.StringWidth(s.actionName(d.Kind, w)))
		if !d.Ended() {
			stateW = max(stateW, ansi.StringWidth(s.dutyState(d, ending(w))))
			phoneW = max(phoneW, ansi.StringWidth(phone(d)))
		}
	}
	nameW = min(nameW, w/3, max(4, w-phoneW-16)) // 16: the key, two gaps, and a short state
	lines := make([]string, len(inc.Duties))
	for i := range inc.Duties {
		d := &inc.Duties[i]
		lines[i] = s.actionLine(d, keyOf(i), nameW, stateW, w)
		if i == inc.Urgent && d.Pending() {
			lines[i] = s.styles.loud.Render("▸" + ansi.Strip(lines[i])[1:])
		}
	}
	return lines
}

// keyOf is the key of the duty at a place: beyond the last digit there is none.
func keyOf(place int) string {
	if place >= change.MaxKeys {
		return " "
	}
	return itoa(place + 1)
}

// actionLine draws one action. Its phone number is never cut: where there is
// too little room the name of whom to call goes first, then the state.
func (s *scene) actionLine(d *change.Duty, key string, nameW, stateW, w int) string {
	l, state := dutyLevel(d), s.dutyState(d, ending(w))
	name, number := s.actionName(d.Kind, w), phone(d)
	if d.NoTarget {
		number, state = "", s.noTarget(d, state)
	}
	if number == "" {
		nameW = max(nameW, min(ansi.StringWidth(name), w/3))
	}
	lead := " " + key + " " + fit(name, nameW) + "  "
	if d.Ended() || number == "" {
		return s.styles.in(l, fit(lead+state, w))
	}
	if room := w - ansi.StringWidth(lead) - 2 - ansi.StringWidth(number); stateW > room {
		stateW = max(0, room)
		state = s.dutyState(d, ".short")
	}
	text := lead + fit(state, stateW) + "  "
	return s.styles.in(l, fit(text+s.whom(d, w-ansi.StringWidth(text)), w))
}

// noTarget says of a decision that it would lead to a side where nothing serves.
func (s *scene) noTarget(d *change.Duty, state string) string {
	standby := ""
	if inc := s.sit.Incident(d.Incident); inc != nil {
		standby = s.sit.Environment(inc.Environment).Standby
	}
	return s.Say("act.no_target", "state", state, "standby", standby)
}

// ending picks the wording of what is not due yet: with its time of day where
// whom to call still has room beside it.
func ending(w int) string {
	if w < 100 {
		return ".mid"
	}
	return ""
}

// actionName is what an action asks for, in one word where there is no room.
func (s *scene) actionName(kind change.ActionKind, w int) string {
	if w < narrow {
		return s.catalog.ActionShort(kind)
	}
	return s.action(kind)
}

// dutyLevel is how loud a duty is drawn: what nobody needs to look at is grey.
func dutyLevel(d *change.Duty) level {
	if d.Ended() || d.State == change.DutyUpcoming || d.State == change.DutyAway {
		return quiet
	}
	return levelOf(d.Severity)
}

// dutyKeys are the words for how far a duty is.
func dutyKeys() map[change.DutyState]string {
	return map[change.DutyState]string{
		change.DutyDue: "act.due", change.DutyTaken: "act.taken", change.DutySilent: "act.taken.over",
		change.DutyReached: "act.reached", change.DutyNoHelp: "act.help.over",
		change.DutyPromised: "act.callback", change.DutyNoCallback: "act.callback.over",
		change.DutyReview: "act.review", change.DutyDecideAnew: "act.review.over",
		change.DutyUnanswered: "act.again", change.DutyCallAgain: "act.retry.over", change.DutyCallNext: "act.noanswer",
		change.DutyDone: "act.done",
	}
}

// dutyState says how far a duty is; with an ending, ".short" or ".mid", in
// fewer words where there are some.
func (s *scene) dutyState(d *change.Duty, ending string) string {
	act := d.Action
	values := []string{"since", s.hm(d.Since), "by", act.Owner, "again", s.hm(act.Next()), "at", s.hm(act.At), "left", ""}
	say := func(key string) string { return s.catalog.Or(key+ending, s.Say(key, values...), values...) }
	switch d.State {
	case change.DutyAway:
		env := s.sit.Environment(s.sit.Incident(d.Incident).Environment)
		return s.Say("incident.away", "env", env.Name, "standby", env.Standby)
	case change.DutyDone:
		return s.Say("act.done", append(values, "outcome", s.stated(act.Outcome))...)
	case change.DutyOver: // what nobody has done, as its cause has gone, is not done
		return s.Say("act.over", "outcome", s.stated(act.Outcome))
	case change.DutyUpcoming:
		if d.Ahead.IsZero() {
			return say("act.unasked")
		}
		values[7], values[9] = s.minute(d.Ahead), span(d.Ahead.Sub(s.now))
		return say(dueIn(d.Kind))
	case change.DutyReached:
		if act.Why == change.AgainHelp {
			return say("act.help")
		}
	}
	return say(dutyKeys()[d.State])
}

// hm is the clock without seconds, empty where there is no instant.
func (s *scene) hm(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return s.minute(at)
}

// dueIn words what is not due yet. The rung of a failover asks for the
// decision: until when the failover can wait is another limit.
func dueIn(kind change.ActionKind) string {
	if kind == change.ActionFailover {
		return "act.decide_in"
	}
	return "act.due_in"
}

// whom is the contact of an action: the phone first, which is never cut, then
// the name, and the role where there is room for it.
func (s *scene) whom(d *change.Duty, w int) string {
	text, name, role := phone(d), change.Clean(d.Contact.Name), change.Clean(d.Contact.Role)
	if room := w - ansi.StringWidth(text) - 2; text != "" && room >= min(4, ansi.StringWidth(name)) {
		text += "  " + cut(name, room)
	} else if text == "" {
		text = cut(name, w)
	}
	if known := s.catalog.Aside(text, role); role != "" && ansi.StringWidth(known) <= w {
		return known
	}
	return text
}

// phone is the number to call for an action, empty where the plan has none.
func phone(d *change.Duty) string { return change.Clean(d.Contact.Phone) }
