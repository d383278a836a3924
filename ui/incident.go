package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// incidentLines draws the open incident in view: how bad it is, its numbered
// actions, the other open incidents, and the message of the most urgent action.
func incidentLines(s *scene, w int) []string {
	inc := s.incident()
	if inc == nil {
		return nil
	}
	lines := []string{s.severity(inc, w)}
	if line := s.switchLine(w); line != "" {
		lines = append(lines, line)
	}
	urgent := s.state().Urgent(inc, s.now)
	lines = append(lines, s.actionLines(inc, urgent, w)...)
	for _, line := range s.attempts(inc) {
		lines = append(lines, cut("  "+line, w))
	}
	for _, other := range s.open() {
		if other.ID != inc.ID {
			text := s.say("incident.also", "id", other.ID, "hosts", s.lateHosts(other))
			lines = append(lines, s.styles.in(s.weight(other), cut("  ▲ "+text, w)))
		}
	}
	if urgent != "" {
		say := change.Clean(change.Message(s.state(), inc, urgent, s.now))
		for _, line := range few(wrap(say, w-6), 3, w-6) {
			lines = append(lines, s.styles.grey("    │ ")+line)
		}
	}
	return lines
}

// attempts are the recovery attempts whose outcome is not known, with their
// own countdowns.
func (s *scene) attempts(inc *change.Incident) []string {
	var lines []string
	for _, name := range inc.Hosts {
		h := s.state().Host(name)
		if h == nil || inc.OfWindow() {
			continue
		}
		for _, r := range h.Recoveries {
			if r.Outcome != "" {
				continue
			}
			values := []string{"host", name, "what", r.What, "since", s.minute(r.At), "elapsed", timer(s.now.Sub(r.At)), "left", timer(r.Until.Sub(s.now)), "over", timer(s.now.Sub(r.Until))}
			switch {
			case r.Until.IsZero():
				lines = append(lines, s.say("attempt.open", values...))
			case r.Overdue(s.now):
				lines = append(lines, s.styles.in(alarm, "■ "+s.say("attempt.over", values...)))
			default:
				lines = append(lines, s.say("attempt.left", values...))
			}
		}
	}
	return lines
}

// squeezed keeps the incident in few rows: how bad it is first, then the most
// urgent action, then what follows it.
func (s *scene) squeezed(lines []string, rows, w int) []string {
	inc := s.incident()
	if inc == nil || len(lines) <= rows || rows <= 0 {
		return lines
	}
	if at := slices.Index(s.kinds(inc), s.state().Urgent(inc, s.now)); at > 0 {
		skip := min(at, max(0, 1+len(s.kinds(inc))-rows))
		lines = slices.Concat(lines[:1], lines[1+skip:])
	}
	if rows <= 1+len(s.kinds(inc)) {
		return lines[:rows] // no mark of more: it would stand on a phone number
	}
	return few(lines, rows, w)
}

// severity is the first line of an incident. An environment that serves
// nobody any more is told before anything else.
func (s *scene) severity(inc *change.Incident, w int) string {
	if inc.OfWindow() {
		over := s.say("incident.window", "id", inc.ID, "over", span(s.now.Sub(s.plan().Change.Window.End)), "hosts", strings.Join(inc.Hosts, ", "))
		return s.styles.in(s.weight(inc), cut("▲ "+over, w))
	}
	healthy, all := s.state().HealthyIn(inc.Environment)
	standby := s.plan().Environment(inc.Environment).Standby
	late := s.say("incident.late", "id", inc.ID, "hosts", s.lateHosts(inc), "norm", s.norm(inc))
	quiet := ""
	if s.now.Before(inc.AckedUntil) {
		quiet = s.say("incident.quiet", "until", s.minute(inc.AckedUntil))
	}
	if s.state().Severity(inc) == change.SeverityLate {
		state := s.say("incident.healthy", "env", inc.Environment, "healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
		if s.state().SwitchedAway(inc.Environment) {
			state = s.say("incident.away", "env", inc.Environment, "standby", standby)
		}
		label := s.styles.in(s.weight(inc), "▲ "+late)
		return segments(w, seg{text: label}, seg{text: state, drop: 1}, seg{text: quiet, drop: 2})
	}
	label := s.styles.loud.Render(" ■ " + s.worstWord(inc.Environment, standby) + " ")
	return segments(w, seg{text: label}, seg{text: s.styles.in(alarm, late), drop: 1}, seg{text: quiet, drop: 2})
}

// worstWord says how little is left when an environment has no healthy host.
func (s *scene) worstWord(env, standby string) string {
	if standby == "" {
		return s.say("incident.no_healthy", "env", env)
	}
	healthy, all := s.state().HealthyIn(standby)
	if healthy == 0 {
		return s.say("incident.no_side", "env", env, "standby", standby)
	}
	return s.say("incident.no_healthy_standby", "env", env, "standby", standby,
		"healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
}

// weight is how loud an incident is drawn: somebody must act, or only late.
func (s *scene) weight(inc *change.Incident) level {
	if len(inc.Undone()) > 0 {
		return alarm
	}
	return warn
}

// lateHosts lists the hosts of an incident with their clocks, "B1 21:07, B2 4:10".
func (s *scene) lateHosts(inc *change.Incident) string {
	var hosts []string
	for _, name := range inc.Hosts {
		h := s.state().Host(name)
		switch {
		case h == nil || h.Reboot == nil:
		case h.Rebooting():
			hosts = append(hosts, name+" "+timer(h.Reboot.Elapsed(s.now)))
		default:
			hosts = append(hosts, name+" ✓")
		}
	}
	return strings.Join(hosts, ", ")
}

func (s *scene) norm(inc *change.Incident) string {
	for _, name := range inc.Hosts {
		if h := s.plan().Host(name); h != nil {
			return timer(h.Reboot.Expected)
		}
	}
	return "–"
}

// actionLines are the numbered actions in columns: key, what, how far, whom.
// What is done needs nobody to be called: its outcome takes the room.
func (s *scene) actionLines(inc *change.Incident, urgent string, w int) []string {
	kinds := s.kinds(inc)
	nameW, stateW, phoneW := 0, 0, 0
	for _, kind := range kinds {
		nameW = max(nameW, ansi.StringWidth(s.actionName(kind, w)))
		if inc.Actions[kind].State != change.ActionIsDone {
			state, _ := s.actionState(inc, kind, "")
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
	state, l := s.actionState(inc, kind, "")
	name, phone := s.actionName(kind, w), s.phone(inc, kind)
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

// actionName is what an action asks for, in one word where there is no room.
func (s *scene) actionName(kind string, w int) string {
	if w < narrow {
		return s.words.or("rung."+kind, kind)
	}
	return s.action(kind)
}

// actionState says how far an action has come, and how loud to say it; with
// the ending ".short" in fewer words.
func (s *scene) actionState(inc *change.Incident, kind, ending string) (string, level) {
	a := inc.Actions[kind]
	at := ""
	if !a.At.IsZero() {
		at = s.minute(a.At)
	}
	say := func(key string, values ...string) string {
		return s.words.or(key+ending, s.say(key, values...), values...)
	}
	again := s.minute(a.Again)
	switch a.State {
	case change.ActionIsDone:
		return s.outcome(a, at), quiet
	case change.ActionIsTaken:
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
		case a.Again.IsZero():
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
		return say("act.due_in", "left", timer(at.Sub(s.now))), quiet
	}
	return say("act.upcoming"), quiet
}

// outcome is how an action ended. What nobody has done, as its cause has gone,
// is over and not done.
func (s *scene) outcome(a change.Action, at string) string {
	if a.Owner == "" {
		return s.say("act.over", "outcome", s.outcomeOf("", a.Outcome))
	}
	return s.say("act.done", "at", at, "by", a.Owner) + trail(change.Clean(a.Outcome))
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
			if !raises(r, kind) {
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
