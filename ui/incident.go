package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

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
			text := s.Say("incident.also", "id", other.ID, "hosts", s.lateHosts(other))
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
			values := []string{"host", name, "what", r.What, "since", s.minute(r.At), "elapsed", span(s.now.Sub(r.At)), "left", span(r.Until.Sub(s.now)), "over", span(s.now.Sub(r.Until))}
			switch {
			case r.Until.IsZero():
				lines = append(lines, s.Say("attempt.open", values...))
			case r.Overdue(s.now):
				lines = append(lines, s.styles.in(alarm, "■ "+s.Say("attempt.over", values...)))
			default:
				lines = append(lines, s.Say("attempt.left", values...))
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
	if hidden := 1 + len(s.kinds(inc)) - rows; hidden >= 0 {
		more := "…" // at the end of an action it would stand on a phone number
		if hidden > 0 {
			more = "+" + strconv.Itoa(hidden)
		}
		return append([]string{spread(lines[0], s.styles.grey(more), w)}, lines[1:rows]...)
	}
	return few(lines, rows, w)
}

// severity is the first line of an incident. An environment that serves
// nobody any more is told before anything else.
func (s *scene) severity(inc *change.Incident, w int) string {
	if inc.OfWindow() {
		over := s.Say("incident.window", "id", inc.ID, "over", span(s.now.Sub(s.plan().Change.Window.End)), "hosts", strings.Join(inc.Hosts, ", "))
		return s.styles.in(s.weight(inc), cut("▲ "+over, w))
	}
	healthy, all := s.state().HealthyIn(inc.Environment)
	standby := s.plan().Environment(inc.Environment).Standby
	late := s.Say("incident.late", "id", inc.ID, "hosts", s.lateHosts(inc), "norm", s.norm(inc))
	quiet := ""
	if s.now.Before(inc.AckedUntil) {
		quiet = s.Say("incident.quiet", "until", s.minute(inc.AckedUntil))
	}
	if s.state().Service(inc.Environment) == change.Serves {
		state := s.Say("incident.healthy", "env", inc.Environment, "healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
		if s.state().SwitchedAway(inc.Environment) {
			state = s.Say("incident.away", "env", inc.Environment, "standby", standby)
		}
		label := s.styles.in(s.weight(inc), "▲ "+late)
		return segments(w, seg{text: label}, seg{text: s.sinceWhen(inc), drop: 4}, seg{text: state, drop: 1}, seg{text: s.standby(inc.Environment), drop: 3}, seg{text: quiet, drop: 2})
	}
	label := s.styles.loud.Render(" ■ " + s.worstWord(inc.Environment, standby) + " ")
	return segments(w, seg{text: label}, seg{text: s.styles.in(alarm, late), drop: 1}, seg{text: quiet, drop: 2})
}

// standby says how much of the side that would take over is healthy, empty
// where there is none or where it serves already.
func (s *scene) standby(env string) string {
	standby := s.plan().Environment(env).Standby
	if standby == "" || s.state().SwitchedAway(env) {
		return ""
	}
	healthy, all := s.state().HealthyIn(standby)
	return s.Say("failover.standby", "standby", standby, "healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
}

// worstWord says how little is left when an environment has no healthy host.
func (s *scene) worstWord(env, standby string) string {
	if standby == "" {
		return s.Say("incident.no_healthy", "env", env)
	}
	healthy, all := s.state().HealthyIn(standby)
	if healthy == 0 {
		return s.Say("incident.no_side", "env", env, "standby", standby)
	}
	return s.Say("incident.no_healthy_standby", "env", env, "standby", standby,
		"healthy", strconv.Itoa(healthy), "all", strconv.Itoa(all))
}

// weight is how loud an incident is drawn: somebody must act, or only late.
func (s *scene) weight(inc *change.Incident) level {
	if len(inc.Undone()) > 0 {
		return alarm
	}
	return warn
}

// lateHosts lists the hosts of an incident, what they are and for how long:
// "B1 late 21m07s, B2 lost 4m10s".
func (s *scene) lateHosts(inc *change.Incident) string {
	var hosts []string
	for _, name := range inc.Hosts {
		h := s.state().Host(name)
		switch {
		case h == nil || h.Reboot == nil:
		case h.Rebooting():
			word := "incident.is_late"
			if h.Reboot.Unplanned {
				word = "incident.is_lost"
			}
			hosts = append(hosts, s.Say(word, "host", name, "for", span(h.Reboot.Elapsed(s.now))))
		default:
			hosts = append(hosts, name+" ✓")
		}
	}
	return strings.Join(hosts, ", ")
}

// sinceWhen is when the first host of the incident that is not back was asked
// to reboot, or was lost.
func (s *scene) sinceWhen(inc *change.Incident) string {
	var first time.Time
	for _, name := range inc.Hosts {
		if h := s.state().Host(name); h != nil && h.Rebooting() && (first.IsZero() || h.Reboot.Requested.Before(first)) {
			first = h.Reboot.Requested
		}
	}
	if first.IsZero() {
		return ""
	}
	return s.Say("incident.since", "at", s.minute(first))
}

func (s *scene) norm(inc *change.Incident) string {
	for _, name := range inc.Hosts {
		if h := s.plan().Host(name); h != nil {
			return change.Short(h.Reboot.Expected)
		}
	}
	return "–"
}
