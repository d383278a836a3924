package ui

import (
	"slices"
	"strconv"

	"tminus/change"
	"tminus/wording"
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
	lines = append(lines, s.actionLines(inc, w)...)
	for _, line := range s.attempts(inc) {
		lines = append(lines, cut("  "+line, w))
	}
	lines = append(lines, s.oddsLines(inc, w)...)
	if line := s.wayOut(inc); line != "" {
		lines = append(lines, cut("  "+line, w))
	}
	for i := range s.sit.Incidents {
		if other := &s.sit.Incidents[i]; other.ID != inc.ID {
			text := s.Say("incident.also", "id", other.ID, "hosts", s.members(other))
			lines = append(lines, s.styles.in(levelOf(other.Severity), cut("  ▲ "+text, w)))
		}
	}
	if urgent := inc.MostUrgent(); urgent != nil {
		for _, line := range few(wrap(s.message(urgent).Body, w-6), 3, w-6) {
			lines = append(lines, s.styles.grey("    │ ")+line)
		}
	}
	return lines
}

// wayOut says what ends an incident and is no action of it, as nobody is to be called:
// of the selected host, or else of the first for which there is such. One line at most,
// so that another host that joins moves nothing.
func (s *scene) wayOut(inc *change.IncidentView) string {
	text := ""
	for _, m := range inc.Members {
		if text != "" && m.Host != s.selected {
			continue
		}
		switch m.Stand {
		case change.StandBetween:
			text = s.hint(m.Host) + s.sayNext("next.between", s.cycle(s.state().Host(m.Host))...)
		case change.StandSilent, change.StandDead:
			text = s.hint(m.Host) + s.sayNext("incident.way_out", "host", m.Host)
		default: // its actions are the way
		}
	}
	return text
}

// message is what to tell whom a duty calls, in the language of the plan.
func (s *scene) message(d *change.Duty) wording.Message {
	return s.outside.Message(wording.Call{
		State: s.state(), Situation: s.sit, Incident: d.Incident, Kind: d.Kind, Operator: s.operator,
	})
}

// attempts are the recovery attempts whose outcome is not known, with their
// own countdowns.
func (s *scene) attempts(inc *change.IncidentView) []string {
	var lines []string
	for _, r := range inc.Attempts {
		values := []string{"host", r.Host, "what", r.What, "since", s.minute(r.At), "elapsed", span(s.now.Sub(r.At)), "left", span(r.Until.Sub(s.now)), "over", span(s.now.Sub(r.Until))}
		switch {
		case r.Until.IsZero():
			lines = append(lines, s.Say("attempt.open", values...))
		case r.Overdue:
			lines = append(lines, s.styles.in(alarm, "■ "+s.Say("attempt.over", values...)))
		default:
			lines = append(lines, s.Say("attempt.left", values...))
		}
	}
	return lines
}

// squeezed fits the incident into few rows: how bad it is first, then the most
// urgent action, then what follows it.
func (s *scene) squeezed(lines []string, rows, w int) []string {
	inc := s.incident()
	if inc == nil || len(lines) <= rows || rows <= 0 {
		return lines
	}
	duties := len(inc.Duties)
	if inc.Urgent > 0 {
		skip := min(inc.Urgent, max(0, 1+duties-rows))
		lines = slices.Concat(lines[:1], lines[1+skip:])
	}
	if hidden := 1 + duties - rows; hidden >= 0 {
		more := "…" // at the end of an action it would stand on a phone number
		if hidden > 0 {
			more = "+" + strconv.Itoa(hidden)
		}
		return append([]string{spread(lines[0], s.styles.grey(more), w)}, lines[1:rows]...)
	}
	return few(lines, rows, w)
}

// severity is the first line of an incident. That an environment no longer serves
// anybody comes before everything else.
func (s *scene) severity(inc *change.IncidentView, w int) string {
	if inc.OfWindow() {
		over := s.Say("incident.window", "id", inc.ID, "over", span(s.now.Sub(inc.Since)), "hosts", s.catalog.List(inc.Hosts))
		return s.styles.in(levelOf(inc.Severity), cut("▲ "+over, w))
	}
	late := s.Say("incident.hosts", "id", inc.ID, "hosts", s.members(inc))
	if inc.Norm > 0 {
		late = s.Say("incident.late", "id", inc.ID, "hosts", s.members(inc), "norm", change.Short(inc.Norm))
	}
	hush := ""
	if !inc.QuietUntil.IsZero() {
		hush = s.Say("incident.quiet", "until", s.minute(inc.QuietUntil))
	}
	env := s.sit.Environment(inc.Environment)
	if inc.Service != change.Serves {
		label := s.styles.loud.Render(" ■ " + s.unserved(env) + " ")
		return segments(w, seg{text: label}, seg{text: s.styles.in(alarm, late), drop: 1}, seg{text: hush, drop: 2})
	}
	since := ""
	if !inc.Since.IsZero() {
		since = s.Say("incident.since", "at", s.minute(inc.Since))
	}
	label := s.styles.in(levelOf(inc.Severity), "▲ "+late)
	return segments(w, seg{text: label}, seg{text: since, drop: 4}, seg{text: s.serving(env), drop: 1}, seg{text: s.standby(env), drop: 3}, seg{text: hush, drop: 2})
}

// serving says how much of an environment serves, or that its standby does; of
// hosts without an environment there is nothing to say.
func (s *scene) serving(env *change.EnvironmentView) string {
	switch {
	case env == nil || env.Name == "":
		return ""
	case env.FailedOver:
		return s.Say("incident.away", "env", env.Name, "standby", env.Standby)
	}
	return s.Say("incident.healthy", "env", env.Name, "healthy", itoa(env.Healthy), "all", itoa(env.All))
}

// standby says how much of the side that would take over is healthy, empty
// where there is none or where it serves already.
func (s *scene) standby(env *change.EnvironmentView) string {
	if env == nil || env.Standby == "" || env.FailedOver {
		return ""
	}
	return s.healthOf("failover.standby", env, s.sit.Environment(env.Standby))
}

// healthOf words the health of an environment's standby.
func (s *scene) healthOf(key string, env, standby *change.EnvironmentView) string {
	healthy, all := 0, 0
	if standby != nil {
		healthy, all = standby.Healthy, standby.All
	}
	return s.Say(key, "env", env.Name, "standby", env.Standby, "healthy", itoa(healthy), "all", itoa(all))
}

// unserved says how little is left when an environment has no healthy host.
func (s *scene) unserved(env *change.EnvironmentView) string {
	switch {
	case env.Name == "":
		return s.Say("incident.no_healthy_at_all")
	case env.Standby == "":
		return s.Say("incident.no_healthy", "env", env.Name)
	case env.Service == change.NoSide:
		return s.Say("incident.no_side", "env", env.Name, "standby", env.Standby)
	}
	return s.healthOf("incident.no_healthy_standby", env, s.sit.Environment(env.Standby))
}

// members lists the hosts of an incident, how each stands and for how long:
// "B1 not back 21m07s, B2 lost 4m10s, A1 settling".
func (s *scene) members(inc *change.IncidentView) string {
	hosts := make([]string, len(inc.Members))
	for i, m := range inc.Members {
		key := map[change.Stand]string{
			change.StandLate: "incident.is_late", change.StandLost: "incident.is_lost", change.StandSettling: "incident.is_settling",
			change.StandStranger: "incident.is_stranger", change.StandWorking: "incident.is_working", change.StandBack: "incident.is_back",
			change.StandSilent: "incident.is_silent", change.StandDead: "incident.is_dead", change.StandBetween: "incident.is_between",
			change.StandStaying: "incident.is_staying", change.StandUnproven: "incident.is_unproven",
		}[m.Stand]
		values := []string{"host", m.Host, "for", span(m.For)}
		if m.Stand == change.StandBetween {
			values = s.cycle(s.state().Host(m.Host))
		}
		hosts[i] = s.Say(key, values...)
	}
	return s.catalog.List(hosts)
}
