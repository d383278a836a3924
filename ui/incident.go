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
	urgent := s.urgent(inc)
	lines = append(lines, s.actionLines(inc, urgent, w)...)
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

// squeezed keeps the incident in few rows: how bad it is first, then the most
// urgent action, then what follows it.
func (s *scene) squeezed(lines []string, rows, w int) []string {
	inc := s.incident()
	if inc == nil || len(lines) <= rows || rows <= 0 {
		return lines
	}
	if at := slices.Index(s.kinds(inc), s.urgent(inc)); at > 0 {
		skip := min(at, max(0, 1+len(s.kinds(inc))-rows))
		lines = slices.Concat(lines[:1], lines[1+skip:])
	}
	return few(lines, rows, w)
}

// severity is the first line of an incident. An environment that serves
// nobody any more is told before anything else.
func (s *scene) severity(inc *change.Incident, w int) string {
	healthy, all := s.state().HealthyIn(inc.Environment)
	standby := s.plan().Environment(inc.Environment).Standby
	late := s.say("incident.late", "id", inc.ID, "hosts", s.lateHosts(inc), "norm", s.norm(inc))
	quiet := ""
	if s.now.Before(inc.AckedUntil) {
		quiet = s.say("incident.quiet", "until", s.minute(inc.AckedUntil))
	}
	if healthy > 0 {
		state := s.say("incident.healthy", "env", inc.Environment, "healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
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

// urgent is the kind of the action that should be dealt with first: the first
// that is due and not in hand, else the first that is not done.
func (s *scene) urgent(inc *change.Incident) string {
	if pending := inc.Pending(); len(pending) > 0 {
		return pending[0]
	}
	if undone := inc.Undone(); len(undone) > 0 {
		return undone[0]
	}
	return ""
}

// actionLines are the numbered actions in columns: key, what, how far, whom.
// What is done needs nobody to be called: its outcome takes the room.
func (s *scene) actionLines(inc *change.Incident, urgent string, w int) []string {
	kinds := s.kinds(inc)
	nameW, stateW := 0, 0
	for _, kind := range kinds {
		nameW = max(nameW, ansi.StringWidth(s.actionName(kind, w)))
		if inc.Actions[kind].State != change.ActionIsDone {
			state, _ := s.actionState(inc, kind)
			stateW = max(stateW, ansi.StringWidth(state))
		}
	}
	nameW = min(nameW, w/3)
	lines := make([]string, len(kinds))
	for i, kind := range kinds {
		state, l := s.actionState(inc, kind)
		text := " " + strconv.Itoa(i+1) + " " + fit(s.actionName(kind, w), nameW) + "  " + state
		if inc.Actions[kind].State != change.ActionIsDone {
			text += blank(stateW-ansi.StringWidth(state)) + "  "
			text += s.whom(inc, kind, w-ansi.StringWidth(text))
		}
		lines[i] = s.styles.in(l, fit(text, w))
		if kind == urgent && slices.Contains(inc.Pending(), kind) {
			lines[i] = s.styles.loud.Render(fit("▸"+text[1:], w))
		}
	}
	return lines
}

// actionName is what an action asks for, in one word where there is no room.
func (s *scene) actionName(kind string, w int) string {
	if w < narrow {
		return s.words.or("rung."+kind, kind)
	}
	return s.action(kind)
}

// actionState says how far an action has come, and how loud to say it.
func (s *scene) actionState(inc *change.Incident, kind string) (string, level) {
	a := inc.Actions[kind]
	at, by := "", a.Owner
	if !a.At.IsZero() {
		at = s.minute(a.At)
	}
	switch a.State {
	case change.ActionIsDone:
		return s.outcome("act.done", a, at, by), quiet
	case change.ActionIsTaken:
		return s.say("act.taken", "at", at, "by", by), calm
	case change.ActionIsReached:
		return s.say("act.reached", "at", at, "by", by), calm
	case change.ActionIsUnanswered:
		return s.say("act.noanswer", "at", at, "by", by), alarm
	}
	for _, r := range inc.Rungs {
		if r.Action == kind {
			return s.say("act.due", "since", s.minute(r.Due)), alarm
		}
	}
	if at, ok := s.dueAt(inc, kind); ok {
		return s.say("act.due_in", "left", timer(at.Sub(s.now))), quiet
	}
	return s.say("act.upcoming"), quiet
}

func (s *scene) outcome(key string, a change.Action, at, by string) string {
	text := s.say(key, "at", at, "by", by)
	if a.Outcome != "" {
		text += ": " + change.Clean(a.Outcome)
	}
	return text
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
			if r.Action != kind {
				continue
			}
			if due, _ := s.plan().RungDue(plan, h.Reboot, i); first.IsZero() || due.Before(first) {
				first = due
			}
		}
	}
	return first, !first.IsZero()
}

// whom is the contact of an action: name and phone, and the role where there
// is room for it.
func (s *scene) whom(inc *change.Incident, kind string, w int) string {
	c, ok := s.contact(inc, kind)
	if !ok {
		return ""
	}
	text := strings.TrimSpace(change.Clean(c.Name) + "  " + change.Clean(c.Phone))
	role := change.Clean(c.Role)
	if role != "" && ansi.StringWidth(text)+ansi.StringWidth(role)+4 <= w {
		text += "  (" + role + ")"
	}
	return text
}

func (s *scene) contact(inc *change.Incident, kind string) (change.Contact, bool) {
	rung, ok := s.plan().ActionRung(inc, kind)
	if !ok {
		return change.Contact{}, false
	}
	c, ok := s.plan().Contacts[rung.Contact]
	return c, ok
}
