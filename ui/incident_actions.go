package ui

import (
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// actionLines are the numbered actions in columns: key, what, how far, whom.
// What is done needs nobody to be called: its outcome takes the room.
func (s *scene) actionLines(inc *change.Incident, urgent string, w int) []string {
	kinds := s.kinds(inc)
	nameW, stateW, phoneW := 0, 0, 0
	for _, kind := range kinds {
		nameW = max(nameW, ansi.StringWidth(s.actionName(kind, w)))
		if inc.Actions[kind].State != change.ActionIsDone {
			state, _ := s.actionState(inc, kind, ending(w))
			stateW = max(stateW, ansi.StringWidth(state))
			phoneW = max(phoneW, ansi.StringWidth(s.phone(inc, kind)))
		}
	}
	nameW = min(nameW, w/3, max(4, w-phoneW-16)) // 16: the key, two gaps, and a short state
	lines := make([]string, len(kinds))
	for i, kind := range kinds {
		lines[i] = s.actionLine(inc, kind, strconv.Itoa(i+1), nameW, stateW, w)
		if kind == urgent && slices.Contains(inc.Pending(s.now), kind) {
			lines[i] = s.styles.loud.Render("▸" + ansi.Strip(lines[i])[1:])
		}
	}
	return lines
}

// actionLine draws one action. Its phone number is never cut: where there is
// too little room the name of whom to call goes first, then the state.
func (s *scene) actionLine(inc *change.Incident, kind, key string, nameW, stateW, w int) string {
	state, l := s.actionState(inc, kind, ending(w))
	name, phone := s.actionName(kind, w), s.phone(inc, kind)
	if kind == change.RungFailover && s.noTarget(inc) {
		phone, state = "", s.Say("act.no_target", "state", state, "standby", s.plan().Environment(inc.Environment).Standby)
	}
	if phone == "" {
		nameW = max(nameW, min(ansi.StringWidth(name), w/3))
	}
	lead := " " + key + " " + fit(name, nameW) + "  "
	if inc.Actions[kind].State == change.ActionIsDone || phone == "" {
		return s.styles.in(l, fit(lead+state, w))
	}
	if room := w - ansi.StringWidth(lead) - 2 - ansi.StringWidth(phone); stateW > room {
		stateW = max(0, room)
		state, _ = s.actionState(inc, kind, ".short")
	}
	text := lead + fit(state, stateW) + "  "
	return s.styles.in(l, fit(text+s.whom(inc, kind, w-ansi.StringWidth(text)), w))
}

// ending picks the wording of what is not due yet: with its time of day where
// whom to call still has room beside it.
func ending(w int) string {
	if w < 100 {
		return ".mid"
	}
	return ""
}

// noTarget reports whether a failover that nobody has decided on would lead to
// a side where nothing serves.
func (s *scene) noTarget(inc *change.Incident) bool {
	return inc.Actions[change.RungFailover].State != change.ActionIsDone && s.state().Service(inc.Environment) == change.NoSide
}

// actionName is what an action asks for, in one word where there is no room.
func (s *scene) actionName(kind string, w int) string {
	if w < narrow {
		return s.words.Rung(kind)
	}
	return s.action(kind)
}

// actionState says how far an action has come, and how loud to say it; with
// an ending, ".short" or ".mid", in fewer words where there are some.
func (s *scene) actionState(inc *change.Incident, kind, ending string) (string, level) {
	a := inc.Actions[kind]
	at := ""
	if !a.At.IsZero() {
		at = s.minute(a.At)
	}
	say := func(key string, values ...string) string {
		return s.words.Or(key+ending, s.Say(key, values...), values...)
	}
	again := s.minute(a.Next())
	if kind == change.RungFailover && a.State != change.ActionIsDone && s.state().SwitchedAway(inc.Environment) {
		return s.Say("incident.away", "env", inc.Environment, "standby", s.plan().Environment(inc.Environment).Standby), quiet
	}
	switch a.State {
	case change.ActionIsDone:
		return s.outcome(a, at), quiet
	case change.ActionIsTaken:
		switch {
		case a.Overdue(s.now) && a.Why == change.AgainCallback:
			return say("act.callback.over", "again", again), alarm
		case a.Overdue(s.now):
			return say("act.taken.over", "at", at, "by", a.Owner), alarm
		}
		return say("act.taken", "at", at, "by", a.Owner), calm
	case change.ActionIsReached:
		switch {
		case a.Overdue(s.now):
			return say("act."+a.Why+".over", "again", again), alarm
		case a.Why != "":
			return say("act."+a.Why, "at", at, "by", a.Owner, "again", again), calm
		}
		return say("act.reached", "at", at, "by", a.Owner), calm
	case change.ActionIsUnanswered:
		switch {
		case a.Next().IsZero():
			return say("act.noanswer", "at", at, "by", a.Owner), alarm
		case a.Overdue(s.now):
			return say("act.retry.over", "again", again), alarm
		}
		return say("act.again", "at", at, "by", a.Owner, "again", again), warn
	}
	if r, due := inc.Raising(kind); due {
		return say("act.due", "since", s.minute(r.Due)), alarm
	}
	if at, ok := s.dueAt(inc, kind); ok {
		return say(dueIn(kind), "at", s.minute(at), "left", span(at.Sub(s.now))), quiet
	}
	return say("act.upcoming"), quiet
}

// dueIn words what is not due yet. The rung of a failover asks for the
// decision: until when the failover can wait is another limit.
func dueIn(kind string) string {
	if kind == change.RungFailover {
		return "act.decide_in"
	}
	return "act.due_in"
}

// outcome is how an action ended. What nobody has done, as its cause has gone,
// is over and not done.
func (s *scene) outcome(a change.Action, at string) string {
	if a.Owner == "" {
		return s.Say("act.over", "outcome", s.words.Outcome(a.Outcome))
	}
	return s.Say("act.done", "at", at, "by", a.Owner, "outcome", s.words.Result(a.Outcome))
}

// dueAt is the earliest instant at which a host of the incident raises an action.
func (s *scene) dueAt(inc *change.Incident, kind string) (time.Time, bool) {
	var first time.Time
	for _, name := range inc.Hosts {
		plan, h := s.plan().Host(name), s.state().Host(name)
		if plan == nil || h == nil || !h.Rebooting() {
			continue
		}
		for i, r := range plan.Ladder {
			if !raises(r, kind) || kind == change.RungFailover && !s.state().AsksFailover(plan.Environment) {
				continue
			}
			if due, _ := s.state().RungDue(plan, h.Reboot, i); first.IsZero() || due.Before(first) {
				first = due
			}
		}
	}
	return first, !first.IsZero()
}

func raises(r change.Rung, kind string) bool {
	return slices.ContainsFunc(r.Tasks(), func(t change.Task) bool { return t.Action == kind })
}

// whom is the contact of an action: the phone first, which is never cut, then
// the name, and the role where there is room for it.
func (s *scene) whom(inc *change.Incident, kind string, w int) string {
	c, ok := s.contact(inc, kind)
	if !ok {
		return ""
	}
	text, name, role := s.phone(inc, kind), change.Clean(c.Name), change.Clean(c.Role)
	if room := w - ansi.StringWidth(text) - 2; text != "" && room >= min(4, ansi.StringWidth(name)) {
		text += "  " + cut(name, room)
	} else if text == "" {
		text = cut(name, w)
	}
	if role != "" && ansi.StringWidth(text)+ansi.StringWidth(role)+4 <= w {
		text += "  (" + role + ")"
	}
	return text
}

// phone is the number to call for an action, empty where the plan has none.
func (s *scene) phone(inc *change.Incident, kind string) string {
	c, _ := s.contact(inc, kind)
	return change.Clean(c.Phone)
}

func (s *scene) contact(inc *change.Incident, kind string) (change.Contact, bool) {
	return s.state().Contact(inc, kind)
}
