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
	host := worst(s, inc)
	if host == nil {
		return rung.Say
	}
	plan := s.Plan.Host(host.Name)
	env := s.Plan.Environment(inc.Environment)
	return strings.NewReplacer(
		"{change}", s.Plan.Change.Title,
		"{host}", host.Name,
		"{hosts}", strings.Join(inc.Hosts, ", "),
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
		"{last_safe}", lastSafe(s, inc.Environment),
	).Replace(rung.Say)
}

// Command fills the command of a step with the host's values.
func (h Host) Command(st Step) string {
	return strings.NewReplacer(
		"{name}", h.Name, "{host}", h.Name, "{address}", h.Address, "{environment}", h.Environment,
		"{model}", h.Model, "{os}", h.OS,
		"{from}", h.Level.From, "{to}", h.Level.To, "{level}", h.Level.To,
	).Replace(st.Command)
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

func since(s *State, h *HostState) string { return s.clock(h.Reboot.Requested) }

func elapsed(h *HostState, now time.Time) string {
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

func lastSafe(s *State, environment string) string {
	at, ok := s.Plan.LastSafeFailover(environment)
	if !ok {
		return "–"
	}
	return s.clock(at)[:5]
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
