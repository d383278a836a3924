package wording

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/fault"
)

// Speaker puts statements of the core into words of one language. Its zero
// value has no words; make one with NewSpeaker.
type Speaker struct {
	catalog Catalog
	zone    *time.Location
}

// NewSpeaker speaks a language and tells instants in a zone, that of the
// change; nil: in UTC. English stands in for a language that it does not know.
func NewSpeaker(lang string, zone *time.Location) Speaker {
	return Load(lang).Speaker(zone)
}

// Speaker speaks with these words and tells instants in a zone, nil: in UTC.
func (w Catalog) Speaker(zone *time.Location) Speaker { return Speaker{w, zone} }

// In is the same speaker, who tells instants in another zone.
func (s Speaker) In(zone *time.Location) Speaker { return Speaker{s.catalog, zone} }

// Say is the statement as a sentence, or as part of one. It is safe to show,
// whatever a journal may hold, and empty if the statement says nothing.
func (s Speaker) Say(st change.Statement) string {
	if st.Code == "" {
		return s.own(st)
	}
	template, known := s.catalog["say."+string(st.Code)]
	if !known {
		return change.Clean(unworded(st))
	}
	return s.fill(template, st)
}

// Try is what to do about a statement, if its code has such advice: the template of
// the code and ".try".
func (s Speaker) Try(st change.Statement) string {
	template, known := s.catalog["say."+string(st.Code)+".try"]
	if !known {
		return ""
	}
	return s.fill(template, st)
}

// SayAll are the sentences of several statements.
func (s Speaker) SayAll(list []change.Statement) []string {
	said := make([]string, len(list))
	for i, st := range list {
		said[i] = s.Say(st)
	}
	return said
}

// own is what somebody wrote. A record of an older version may also hold it in the
// language of the speaker.
func (s Speaker) own(st change.Statement) string {
	if text, ok := st.Value("text_" + s.catalog.Lang()).(string); ok {
		return change.Clean(text)
	}
	return change.Clean(st.Text)
}

// unworded is a statement of a newer version: its English text, if the journal has
// one.
func unworded(st change.Statement) string {
	if st.Text != "" {
		return st.Text
	}
	return "[" + st.String() + "]"
}

// fill puts the values of a statement into a template, in which {name} or
// {name:form} stands for each. A name that the statement lacks is left out.
func (s Speaker) fill(template string, st change.Statement) string {
	return render(template, func(name, form string) (string, bool) {
		return s.value(change.Value{Name: name, Is: st.Value(name)}, form), true
	})
}

// value is one value in words. Some names have words of their own: see families.
func (s Speaker) value(v change.Value, form string) string {
	switch x := v.Is.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(x)
	case time.Time:
		return s.instant(x, form)
	case change.ClockTime:
		return s.instant(x.Time, form)
	case time.Duration:
		return stretch(x, form)
	case []string:
		return s.list(v.Name, x, form)
	case change.Statement:
		return s.Say(x)
	case []change.Statement:
		return strings.Join(s.SayAll(x), s.catalog["say.join."+cmp.Or(form, "also")])
	}
	return s.word(v.Name, fmt.Sprint(v.Is))
}

// mostNames is how many names of a long list are shown; {names:all} shows them all.
const mostNames = 12

func (s Speaker) list(name string, values []string, form string) string {
	more := ""
	if n := len(values) - mostNames; n > 0 && form != "all" {
		more = s.catalog.Say("say.join.more", "n", strconv.Itoa(n))
		values = values[:mostNames]
	}
	said := make([]string, len(values))
	for i, v := range values {
		said[i] = s.word(strings.TrimSuffix(name, "s"), v)
	}
	return s.catalog.List(said) + more
}

// word is the word for a value whose name stands for an enumeration of the core, or
// for something that a plan may add to; otherwise the value itself.
func (s Speaker) word(name, value string) string {
	switch name {
	case "phase":
		return s.catalog.Phase(change.Phase(value))
	case "cause":
		return s.catalog.Cause(change.Cause(value))
	case "action":
		return s.catalog.Action(change.ActionKind(value))
	case "rung":
		return s.catalog.Rung(change.RungName(value))
	case "outcome":
		return s.catalog.Or("outcome."+value, value)
	case "by":
		return s.catalog.Person(value)
	case "work":
		return s.catalog.Work(change.Work(value))
	case "criterion":
		return s.catalog.Or("say."+name+"."+value, value)
	case "help": // it holds braces and brackets of its own
		return cmp.Or(s.catalog["plan.key."+value], value)
	}
	return change.Clean(value)
}

// instant writes an instant as people on the night read it, "02:31:07", or in a
// form: hm without seconds, date with its day, zone with the name of its zone,
// offset in full. It is empty for the zero instant.
func (s Speaker) instant(at time.Time, form string) string {
	if at.IsZero() {
		return ""
	}
	layout := map[string]string{"hm": "15:04", "date": "2006-01-02 15:04", "zone": "15:04:05 MST", "offset": time.RFC3339}[form]
	return at.In(s.place()).Format(cmp.Or(layout, "15:04:05"))
}

// place is the zone in which instants are told.
func (s Speaker) place() *time.Location {
	if s.zone == nil {
		return time.UTC
	}
	return s.zone
}

// Fault is an error in words, as far as there are any: the statement that fault.Of
// makes of it, otherwise its own text, which may have several lines. Several joined
// errors have a line each.
func (s Speaker) Fault(err error) string {
	if text, several := EachLine(err, s.Fault); several {
		return text
	}
	if said := fault.Of(err); said.Code != "" {
		return s.Say(said)
	}
	return err.Error()
}

// EachLine says each of several joined errors on a line of its own; false if the
// error is only one.
func EachLine(err error, say func(error) string) (text string, several bool) {
	joined, several := err.(interface{ Unwrap() []error }) //nolint:errorlint // the outermost: what lies within is said by its own
	if !several {
		return "", false
	}
	lines := make([]string, len(joined.Unwrap()))
	for i, one := range joined.Unwrap() {
		lines[i] = say(one)
	}
	return strings.Join(lines, "\n"), true
}
