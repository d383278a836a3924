package wording

import (
	"strings"

	"tminus/change"
)

// List is a list of names.
func (w Catalog) List(names []string) string { return strings.Join(names, w["say.join.list"]) }

// Also is one thing after another, each of several words.
func (w Catalog) Also(texts []string) string { return strings.Join(texts, w["say.join.also"]) }

// Pair is a text with what is said about it.
func (w Catalog) Pair(what, about string) string {
	return w.Say("join.pair", "what", what, "about", about)
}

// Aside is a text with a remark behind it.
func (w Catalog) Aside(text, aside string) string {
	return w.Say("join.aside", "text", text, "aside", aside)
}

// Person is who did something, as their name is typed; an autopilot is named in the
// reader's language.
func (w Catalog) Person(by string) string {
	if of, pilot := change.ByPilot(by); pilot {
		return w.Say("person.pilot", "name", of)
	}
	return change.Clean(by)
}

// Action is what an obligation asks for, by its kind. A kind that only the plan
// knows has the plan's own name.
func (w Catalog) Action(kind change.ActionKind) string {
	return w.Or("action."+string(kind), string(kind))
}

// Rung is a rung, in a word or two.
func (w Catalog) Rung(name change.RungName) string { return w.Or("rung."+string(name), string(name)) }

// ActionShort is the kind of an action in a word or two: those of a rung of its name.
func (w Catalog) ActionShort(kind change.ActionKind) string { return w.Rung(change.RungName(kind)) }

// Work is how far the work on a host is.
func (w Catalog) Work(is change.Work) string { return w.Or("work."+string(is), string(is)) }

// Bounded is a duration that may really be longer, or shorter: see change.Bound.
func (w Catalog) Bounded(b change.Bound, duration string) string {
	switch b {
	case change.AtMost:
		return w.Say("bound.at_most", "for", duration)
	case change.AtLeast:
		return w.Say("bound.at_least", "for", duration)
	case change.Exact:
	}
	return duration
}

// Phase is how far a reboot is.
func (w Catalog) Phase(p change.Phase) string { return w.Or("phase."+string(p), string(p)) }

// Outcome is how something ended: a change, an attempt, a failover, an action that
// nobody did. What has no outcome is still under way.
func (w Catalog) Outcome(outcome string) string { return w.Or("outcome."+outcome, outcome) }

// Cause is why a signal was lost, empty where that is not known.
func (w Catalog) Cause(c change.Cause) string {
	if c == "" {
		return ""
	}
	return w.Or("cause."+string(c), string(c))
}

// Check is the name of a signal within a sentence.
func (w Catalog) Check(check string) string {
	kind, which := change.KindOf(check)
	return w.Or("check."+string(kind), check, "which", which)
}

// Contact is the person to call, with the role; the key if the plan has no such
// contact.
func (w Catalog) Contact(p *change.Plan, key string) string {
	c, known := p.Contacts[key]
	if !known {
		return change.Clean(key)
	}
	return w.Say("contact.whom", "name", c.Name, "role", c.Role)
}
