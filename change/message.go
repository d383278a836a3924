package change

import (
	"fmt"
	"strings"
	"time"
)

// Message fills the message of an incident's action with the facts.
func Message(s *State, inc *Incident, kind string, now time.Time) string {
	rung, ok := s.Plan.ActionRung(inc, kind)
	if !ok {
		return ""
	}
	host := subject(s, inc, kind)
	if host == nil {
		return rung.Say
	}
	plan := s.Plan.Host(host.Name)
	env := s.Plan.Environment(inc.Environment)
	text := strings.NewReplacer(
		"{change}", s.Plan.Change.Title,
		"{host}", host.Name,
		"{hosts}", everyLate(s, inc),
		"{environment}", inc.Environment,
		"{standby}", orDash(env.Standby),
		"{model}", orDash(plan.Model),
		"{os}", orDash(plan.OS),
		"{address}", plan.Address,
		"{level}", levels(plan.Level),
		"{since}", since(s, host),
		"{elapsed}", elapsed(host, now),
		"{signals}", signalWords(host),
		"{tried}", tried(s, inc),
		"{deadline}", deadline(s),
		"{last_safe}", lastSafe(s, inc.Environment, now),
	).Replace(rung.Say)
	return strings.ReplaceAll(text, ", –", "") // what the plan does not say is left out
}

// Command fills the command of a step with the host's values.
func (h Host) Command(st Step) string { return h.fill().Replace(st.Command) }

// fill replaces the placeholders of a command.
func (h Host) fill() *strings.Replacer {
	return strings.NewReplacer(
		"{name}", h.Name, "{host}", h.Name, "{address}", h.Address, "{environment}", h.Environment,
		"{model}", h.Model, "{os}", h.OS,
		"{from}", h.Level.From, "{to}", h.Level.To, "{level}", h.Level.To,
	)
}

// subject is the host that a message is about: the one that raised a rung
// beside the ladder, or else the worst of the incident.
func subject(s *State, inc *Incident, kind string) *HostState {
	if _, beside := alarmRung(kind); beside {
		if due, ok := inc.Rung(kind); ok {
			return s.Host(due.Host)
		}
	}
	return worst(s, inc)
}

// worst is the host of the incident that has been away longest.
func worst(s *State, inc *Incident) *HostState {
	var first *HostState
	for _, name := range inc.Hosts {
		h := s.Host(name)
		if h == nil || h.Reboot == nil {
			continue
		}
		if first == nil || h.Rebooting() && (!first.Rebooting() || h.Reboot.Requested.Before(first.Reboot.Requested)) {
			first = h
		}
	}
	return first
}

func since(s *State, h *HostState) string {
	if h.Reboot == nil {
		return "–"
	}
	return s.clock(h.Reboot.Requested)
}

func elapsed(h *HostState, now time.Time) string {
	if h.Reboot == nil {
		return "–"
	}
	return h.Reboot.Elapsed(now).Round(time.Second).String()
}

func signalWords(h *HostState) string {
	var words []string
	for _, sig := range h.Signals {
		switch sig.State {
		case Up:
			words = append(words, sig.Check+" answers")
		case Down:
			words = append(words, strings.TrimSpace(fmt.Sprintf("%s lost %s", sig.Check, sig.Cause)))
		case NeverSeen:
			words = append(words, sig.Check+" never answered")
		}
	}
	return strings.Join(words, ", ")
}

func tried(s *State, inc *Incident) string {
	var attempts []string
	for _, name := range inc.Hosts {
		if h := s.Host(name); h != nil {
			for _, r := range h.Recoveries {
				attempts = append(attempts, fmt.Sprintf("%s: %s (%s)", name, r.What, outcomeWord(r.Outcome)))
			}
		}
	}
	if len(attempts) == 0 {
		return "nothing yet"
	}
	return strings.Join(attempts, "; ")
}

func outcomeWord(outcome string) string {
	if outcome == "" {
		return "under way"
	}
	return outcome
}

func levels(l Level) string {
	if l.From == "" {
		return orDash(l.To)
	}
	return l.From + " → " + orDash(l.To)
}

func deadline(s *State) string {
	d := s.Plan.Change.Deadline
	if d.At.IsZero() {
		return "–"
	}
	return strings.TrimSpace(d.Name + " " + s.clock(d.At)[:5])
}

// lastSafe says when the failover must begin, and by how much that is over.
func lastSafe(s *State, environment string, now time.Time) string {
	at, ok := s.Plan.LastSafeFailover(environment)
	if !ok {
		return "–"
	}
	text := s.clock(at)[:5]
	if over := now.Sub(at); over > 0 {
		text += fmt.Sprintf(" (passed %s ago)", over.Round(time.Minute))
	}
	return text
}

// everyLate names the hosts of an incident; of several, each with its own since.
func everyLate(s *State, inc *Incident) string {
	if len(inc.Hosts) == 1 {
		return inc.Hosts[0]
	}
	words := make([]string, len(inc.Hosts))
	for i, name := range inc.Hosts {
		words[i] = name
		switch h := s.Host(name); {
		case h == nil || h.Reboot == nil:
		case !h.Rebooting():
			words[i] += " (back)"
		case h.Reboot.Unplanned:
			words[i] += " (lost " + since(s, h) + ", nobody was working on it)"
		default:
			words[i] += " (since " + since(s, h) + ")"
		}
	}
	return strings.Join(words, ", ")
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
