package change

import (
	"fmt"
	"strings"
	"time"
)

// Message fills the message of an incident's action with the facts, in the
// language of the plan.
func Message(s *State, inc *Incident, kind string, now time.Time) string {
	task, ok := s.Plan.ActionTask(inc, kind)
	if !ok {
		return ""
	}
	host := subject(s, inc, kind)
	if host == nil {
		return task.Say
	}
	m := message{s, phrasesOf(s.Plan.Change.Language), inc, host, now}
	plan := s.Planned(host.Name)
	env := s.Plan.Environment(inc.Environment)
	text := strings.NewReplacer(
		"{change}", s.Plan.Change.Title,
		"{host}", host.Name,
		"{hosts}", m.everyLate(),
		"{environment}", orDash(inc.Environment),
		"{standby}", orDash(env.Standby),
		"{model}", orDash(plan.Model),
		"{os}", orDash(plan.OS),
		"{address}", plan.Address,
		"{level}", levels(plan.Level),
		"{since}", since(s, host),
		"{elapsed}", elapsed(host, now),
		"{signals}", m.signals(),
		"{tried}", m.tried(),
		"{attempt}", m.attempt(),
		"{deadline}", m.deadline(),
		"{last_safe}", m.lastSafe(),
	).Replace(task.Say)
	for _, gap := range []string{", –", "，–"} { // what the plan does not say is left out
		text = strings.ReplaceAll(text, gap, "")
	}
	return text
}

// message is what the placeholders of a message are filled from.
type message struct {
	s *State
	phrases
	inc  *Incident
	host *HostState
	now  time.Time
}

// Command fills the command of a step with the host's values.
func (h Host) Command(st Step) string { return h.fill().Replace(st.Command) }

// Fill fills the host's values into a text, as Command does.
func (h Host) Fill(text string) string { return h.fill().Replace(text) }

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
	if _, beside := s.Plan.besideRung(kind); beside {
		if due, ok := inc.Rung(kind); ok && due.Host != "" {
			return s.Host(due.Host)
		}
	}
	if first := worst(s, inc); first != nil || len(inc.Hosts) == 0 {
		return first
	}
	return s.Host(inc.Hosts[0])
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

func (m message) signals() string {
	var words []string
	for _, sig := range m.host.Signals {
		switch sig.State {
		case Up:
			words = append(words, sig.Check+" "+m.answers)
		case Down:
			cause := string(sig.Cause)
			if word, known := m.causes[sig.Cause]; known {
				cause = word
			}
			words = append(words, strings.TrimSpace(fmt.Sprintf("%s %s %s", sig.Check, m.lost, cause)))
		case NeverSeen:
			words = append(words, sig.Check+" "+m.never)
		}
	}
	return strings.Join(words, m.listSeparator)
}

func (m message) tried() string {
	var attempts []string
	if look := m.inc.Actions[ActionConsole]; look.State == ActionIsDone && look.Owner != "" {
		attempts = append(attempts, m.console+trailing(look.Outcome))
	}
	for _, name := range m.inc.Hosts {
		if h := m.s.Host(name); h != nil {
			for _, r := range h.Recoveries {
				attempts = append(attempts, fmt.Sprintf("%s: %s (%s)", name, r.What, m.outcome(r.Outcome)))
			}
		}
	}
	if len(attempts) == 0 {
		return m.nothingYet
	}
	return strings.Join(attempts, "; ")
}

// attempt is the latest attempt on the host whose outcome is not known.
func (m message) attempt() string {
	for i := len(m.host.Recoveries) - 1; i >= 0; i-- {
		if r := m.host.Recoveries[i]; r.Outcome == "" {
			return r.What
		}
	}
	return "–"
}

func (m message) outcome(outcome string) string {
	switch outcome {
	case "":
		return m.underWay
	case "worked":
		return m.worked
	case "failed":
		return m.failed
	}
	return outcome
}

func levels(l Level) string {
	if l.From == "" {
		return orDash(l.To)
	}
	return l.From + " → " + orDash(l.To)
}

func (m message) deadline() string {
	d := m.s.Deadline()
	if d.At.IsZero() {
		return "–"
	}
	return strings.TrimSpace(d.Name + " " + m.s.clock(d.At)[:5])
}

// lastSafe says when the failover must begin, and by how much that is over.
func (m message) lastSafe() string {
	at, ok := m.s.LastSafeFailover(m.inc.Environment)
	if !ok {
		return "–"
	}
	text := m.s.clock(at)[:5]
	if over := m.now.Sub(at); over > 0 {
		text += " (" + fmt.Sprintf(m.passed, over.Round(time.Minute)) + ")"
	}
	return text
}

// everyLate names the hosts of an incident; of several, each with its own since.
func (m message) everyLate() string {
	if len(m.inc.Hosts) == 1 {
		return m.inc.Hosts[0]
	}
	words := make([]string, len(m.inc.Hosts))
	for i, name := range m.inc.Hosts {
		words[i] = name
		switch h := m.s.Host(name); {
		case h == nil || h.Reboot == nil:
		case !h.Rebooting():
			words[i] += " (" + m.back + ")"
		case h.Reboot.Unplanned:
			words[i] += " (" + m.lost + " " + since(m.s, h) + m.listSeparator + m.nobodyWorks + ")"
		default:
			words[i] += " (" + m.since + " " + since(m.s, h) + ")"
		}
	}
	return strings.Join(words, m.listSeparator)
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
