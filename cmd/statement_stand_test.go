package cmd

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tminus/change"
)

// hostRules say of a state in which a face shows a host when that is its state.
var hostRules = map[string]func(*judge, *hostFact, *claim) error{
	"host.never":   func(_ *judge, h *hostFact, _ *claim) error { return when(h.up+h.down == 0, "it has answered") },
	"host.waiting": func(j *judge, h *hostFact, _ *claim) error { return h.works(change.Waiting, j.s.Hold == nil, "a hold") },
	"host.held": func(j *judge, h *hostFact, _ *claim) error {
		return h.works(change.Waiting, j.s.Hold != nil, "no hold")
	},
	"host.working": func(_ *judge, h *hostFact, _ *claim) error { return h.works(change.Started, true, "") },
	"host.back": func(_ *judge, h *hostFact, _ *claim) error {
		return first(h.works(change.Started, h.rebooted, "no reboot"), when(h.rebooted && h.Reboot.Proven.IsZero(), "it is proven"))
	},
	"host.back.proven": func(_ *judge, h *hostFact, _ *claim) error {
		return h.works(change.Started, h.rebooted && !h.Reboot.Proven.IsZero(), "no proof")
	},
	"host.back.word": func(_ *judge, h *hostFact, _ *claim) error {
		return h.works(change.Started, h.rebooted && h.Reboot.Accepted && h.Reboot.Proven.IsZero(), "nobody answered for it, or it is proven")
	},
	"host.done.word": func(_ *judge, h *hostFact, _ *claim) error {
		return h.works(change.FinishedOK, h.rebooted && h.Reboot.Accepted && h.Reboot.Proven.IsZero(), "nobody answered for it, or it is proven")
	},
	"host.done": func(_ *judge, h *hostFact, _ *claim) error {
		return h.works(change.FinishedOK, !h.rebooted || h.Reboot.Proven.IsZero(), "it is proven")
	},
	"host.done.proven": func(_ *judge, h *hostFact, _ *claim) error {
		return h.works(change.FinishedOK, h.rebooted && !h.Reboot.Proven.IsZero(), "no proof")
	},
	"host.failed":     func(_ *judge, h *hostFact, _ *claim) error { return h.works(change.Failed, true, "") },
	"host.rolledback": func(_ *judge, h *hostFact, _ *claim) error { return h.works(change.RolledBack, true, "") },
	"host.strayed": func(_ *judge, h *hostFact, _ *claim) error {
		return when(!h.rebooting && h.rebooted && h.Reboot.Unplanned, "it has not been lost")
	},
	"host.settling": func(j *judge, h *hostFact, c *claim) error {
		if err := h.is(change.Listening); err != nil {
			return err
		}
		left := max(0, h.Reboot.HeldFrom.Add(h.plan.Reboot.Settle).Sub(j.now))
		return lasts(c.Values["left"], left)
	},
	"host.leaving":    func(_ *judge, h *hostFact, _ *claim) error { return first(h.is(change.Requested), h.answers()) },
	"host.never_left": func(_ *judge, h *hostFact, _ *claim) error { return first(h.is(change.Requested), h.answers()) },
	"host.gone":       func(j *judge, h *hostFact, c *claim) error { return j.gone(h, c) },
	"host.gone_again": func(j *judge, h *hostFact, c *claim) error {
		return first(j.gone(h, c), when(h.Reboot.Bounces > 0, "it has not been back"))
	},
	"host.gone_cycle": func(j *judge, h *hostFact, c *claim) error { return j.gone(h, c) },
	"host.ping":       func(_ *judge, h *hostFact, _ *claim) error { return first(h.is(change.Answering), h.answers()) },
	"host.port":       func(_ *judge, h *hostFact, _ *claim) error { return first(h.is(change.Answering), h.answers()) },
	"host.ports":      func(_ *judge, h *hostFact, _ *claim) error { return first(h.is(change.Answering), h.answers()) },
	"host.listening": func(_ *judge, h *hostFact, _ *claim) error {
		return first(h.is(change.Listening), when(h.down == 0, "a signal is lost"))
	},
	"host.between": func(_ *judge, h *hostFact, _ *claim) error {
		return first(h.is(change.Listening), when(h.plan.Reboot.ExpectedReboots > 1 || h.Reboot.Again > 0, "one reboot is expected"))
	},
	"host.late": func(_ *judge, h *hostFact, _ *claim) error {
		return when(h.rebooting && h.asked, "no reboot that was asked for is under way")
	},
	"host.unplanned": func(_ *judge, h *hostFact, _ *claim) error {
		return when(h.rebooting && !h.asked, "it was not lost by itself")
	},
	"host.stranger": func(_ *judge, h *hostFact, c *claim) error {
		return when(h.Stranger != "" && h.Stranger == c.Values["name"], "no such machine answers")
	},
	"host.down": func(_ *judge, h *hostFact, _ *claim) error { return when(h.down > 0, "nothing is down") },
}

func (h *hostFact) works(is change.Work, and bool, but string) error {
	return first(when(h.Work == is, "the work on it is %s", h.Work), when(!h.rebooting, "it reboots"), when(and, "%s", but))
}

func (h *hostFact) is(phase change.Phase) error {
	if !h.rebooting {
		return fmt.Errorf("it does not reboot")
	}
	return when(h.Reboot.Phase == phase, "its reboot is %s", h.Reboot.Phase)
}

func (h *hostFact) answers() error { return when(h.up > 0, "it answers nothing") }

func (j *judge) gone(h *hostFact, c *claim) error {
	if err := first(h.is(change.Gone), when(h.up == 0, "it answers")); err != nil || c.Values["left"] == "" {
		return err
	}
	norm := h.Reboot.Requested.Add(h.plan.Reboot.Expected)
	return first(when(norm.After(j.now), "its norm is past"), lasts(c.Values["left"], norm.Sub(j.now)))
}

// hosts judges the states that a face shows hosts in, where a line begins with
// the name of a host. It returns those that it names.
func (j *judge) hosts(claims []*claim) []string {
	var named []string
	for _, c := range claims {
		h := j.standing(c)
		if h == nil {
			continue
		}
		by := c.Under != nil && c.Under.Is("join.aside") && c.Under.Under == nil // whose host it is stands beside it
		if (c.Under == nil || by) && !slices.Contains(named, h.Name) {
			named = append(named, h.Name)
		}
		key := strings.TrimSuffix(c.Key, ".short")
		if rule := hostRules[key]; rule != nil {
			j.judged++
			if err := rule(j, h, c); err != nil {
				j.fault("%s of %s: %v: %q", c.Key, h.Name, err, line(c))
			}
		}
	}
	return named
}

// standing is the host of which a claim says how it stands.
func (j *judge) standing(c *claim) *hostFact {
	if !strings.HasPrefix(c.Key, "host.") {
		return nil
	}
	for up := c; up != nil; up = up.Under {
		if h := j.host[up.Values["host"]]; h != nil && up.Is("wall.host", "wall.host.short", "wall.host_back") {
			return h
		}
	}
	for up := c; up != nil; up = up.Under {
		if up.Under == nil && !strings.HasPrefix(up.Key, "host.") && !up.Is("join.aside") {
			return nil
		}
	}
	words := strings.Fields(c.Line)
	if len(words) == 0 {
		return nil
	}
	return j.host[words[0]]
}

// owes is one obligation as a face shows it.
type owes struct {
	incident string
	kind     change.ActionKind
	state    *claim
}

// duties finds the obligations that a face shows, and how far each is.
func (j *judge) duties(claims []*claim) []owes {
	var list []owes
	viewed := ""
	for i, c := range claims {
		switch {
		case c.Is("incident.late", "incident.hosts", "incident.window") && c.Under == nil && viewed == "":
			viewed = c.Values["id"]
		case c.Is("join.pair") && kindIn(c, "what") != "" && len(c.Inner["about"]) > 0:
			list = append(list, owes{j.idBefore(c.Line, c.Text), kindIn(c, "what"), c.Inner["about"][0]})
		case c.Is("wall.action"):
			if next := after(claims[i:], c); next != nil {
				list = append(list, owes{j.idBefore(c.Line, c.Text), kindIn(c, "action"), next})
			}
		case strings.HasPrefix(c.Key, "action.") && c.Under == nil:
			if next := after(claims[i:], c); next != nil && strings.HasPrefix(next.Key, "act.") {
				list = append(list, owes{viewed, change.ActionKind(strings.TrimPrefix(c.Key, "action.")), next})
			}
		}
	}
	return list
}

// after is the text that follows one on its line.
func after(claims []*claim, c *claim) *claim {
	for _, next := range claims[1:] {
		if next.Under == nil {
			if next.Line == c.Line && next.At == c.At+1 {
				return next
			}
			return nil
		}
	}
	return nil
}

// kindIn is the kind of the action that is named in a value.
func kindIn(c *claim, value string) change.ActionKind {
	for _, inner := range c.Inner[value] {
		for _, of := range []string{"action.", "rung."} {
			if kind, ok := strings.CutPrefix(inner.Key, of); ok {
				return change.ActionKind(kind)
			}
		}
	}
	return ""
}

var incidentID = regexp.MustCompile(`\b\w+-\d+\b`)

// idBefore is the id of the open incident that stands before a text on its line,
// or that of the only one.
func (j *judge) idBefore(line, text string) string {
	before, _, _ := strings.Cut(line, text)
	ids := incidentID.FindAllString(before, -1)
	for _, id := range slices.Backward(ids) {
		if j.incident[id] != nil {
			return id
		}
	}
	if len(j.incident) == 1 {
		for id := range j.incident {
			return id
		}
	}
	return ""
}

// waits are the texts of what waits for somebody.
func waits() []string {
	return []string{"act.due", "act.taken.over", "act.help.over", "act.callback.over", "act.review.over", "act.retry.over", "act.noanswer"}
}

// owing holds the obligations that a face shows: what is due for it is due, and
// what is due it shows, of the incidents that it shows.
func (j *judge) owing(list []owes, incidents ...string) {
	said := map[string][]change.ActionKind{}
	for _, o := range list {
		state := o.state
		if state.Is("act.no_target") && len(state.Inner["state"]) > 0 {
			state = state.Inner["state"][0]
		}
		if slices.Contains(waits(), strings.TrimSuffix(state.Key, ".short")) {
			said[o.incident] = append(said[o.incident], o.kind)
		}
	}
	for _, id := range incidents {
		slices.Sort(said[id])
		if got, want := said[id], j.due[id]; !slices.Equal(got, want) {
			j.fault("due of %s: %v, and in truth %v", id, got, want)
		}
	}
	for id := range said {
		if j.incident[id] == nil {
			j.fault("%v are due of %q, which is no open incident", said[id], id)
		}
	}
}

// unserved holds that a face says of each environment that serves nobody, and has
// an incident, that it does.
func (j *judge) unserved(claims []*claim) {
	told := map[string]bool{}
	for _, c := range claims {
		if strings.HasPrefix(c.Key, "incident.no_") {
			told[c.Values["env"]] = true
			if c.Is("incident.no_side") {
				told[c.Values["standby"]] = true
			}
		}
	}
	for _, inc := range j.incident {
		e := j.env[inc.Environment]
		if e != nil && inc.Kind == change.IncidentOfHosts && e.healthy == 0 && !e.away && !told[inc.Environment] {
			j.fault("does not say that %q has no healthy host", inc.Environment)
		}
	}
}

// moments holds what is said to come, and what to be past: each with its time.
func (j *judge) moments(claims []*claim) {
	for _, c := range claims {
		if !c.Is("handover.in", "handover.ago") || c.Under == nil {
			continue
		}
		at, _, _ := strings.Cut(strings.TrimSpace(c.Line), " ")
		ahead := j.ahead
		if c.Is("handover.ago") {
			ahead = j.past
		}
		if err := first(ahead(at), j.apart(at, c.Values["span"])); err != nil {
			j.fault("%s: %v: %q", c.Key, err, line(c))
		}
	}
}

// numbers holds that the key which is asked for is that of the action.
func (j *judge) numbers(claims []*claim) {
	keys := map[change.ActionKind]string{}
	for _, c := range claims {
		if kind, ok := strings.CutPrefix(c.Key, "action."); ok && c.Under == nil {
			before, _, _ := strings.Cut(c.Line, c.Text)
			if m := numbered.FindStringSubmatch(before); m != nil {
				keys[change.ActionKind(kind)] = m[1]
			}
		}
	}
	for _, c := range claims {
		if strings.HasPrefix(c.Key, "next.action") && len(c.Values["key"]) == 1 {
			if kind := kindIn(c, "action"); keys[kind] != c.Values["key"] {
				j.fault("%q: the key of %s is %q", c.Text, kind, keys[kind])
			}
		}
	}
}

var numbered = regexp.MustCompile(`[ ▸](\d) $`)

// hasWord reports whether a name stands in a text by itself.
func hasWord(text, name string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool {
		return r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}), name)
}
