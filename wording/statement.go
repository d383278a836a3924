package wording

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// Speaker puts statements of the core into words of one language. Its zero
// value has no words; make one with NewSpeaker.
type Speaker struct {
	words Words
	zone  *time.Location
}

// NewSpeaker speaks a language and tells instants in a zone, that of the
// change; nil: in UTC. English stands in for a language that it does not know.
func NewSpeaker(lang string, zone *time.Location) Speaker {
	return Load(lang).Speaker(zone)
}

// Speaker speaks with these words and tells instants in a zone, nil: in UTC.
func (w Words) Speaker(zone *time.Location) Speaker { return Speaker{w, zone} }

// In is the same speaker, who tells instants in another zone.
func (s Speaker) In(zone *time.Location) Speaker { return Speaker{s.words, zone} }

// Say is the statement as a sentence, or the part of one: safe to show,
// whatever a journal may hold. It is empty where the statement says nothing.
func (s Speaker) Say(st change.Statement) string {
	if st.Code == "" {
		return s.own(st)
	}
	template, known := s.words["say."+string(st.Code)]
	if !known {
		return change.Clean(unworded(st))
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

// own is what somebody wrote. A record of an older version may hold it in the
// language of the speaker, too.
func (s Speaker) own(st change.Statement) string {
	if text, ok := st.Value("text_" + s.words.Lang()).(string); ok {
		return change.Clean(text)
	}
	return change.Clean(st.Text)
}

// unworded is a statement of a newer version: in English, if that stands beside it.
func unworded(st change.Statement) string {
	if st.Text != "" {
		return st.Text
	}
	return "[" + st.String() + "]"
}

// fill puts the values of a statement into a template, in which {name} or
// {name:form} stands for each. A name that the statement lacks is left out.
func (s Speaker) fill(template string, st change.Statement) string {
	return render(template, func(name, form string) (string, bool) { return s.value(st.Value(name), form), true })
}

// value is one value in words.
func (s Speaker) value(is any, form string) string {
	switch x := is.(type) {
	case nil:
		return ""
	case string:
		return change.Clean(x)
	case int:
		return strconv.Itoa(x)
	case time.Time:
		return s.instant(x, form)
	case change.ClockTime:
		return s.instant(x.Time, form)
	case time.Duration:
		return stretch(x, form)
	case []string:
		return s.join(x, orElse(form, "list"))
	case change.Statement:
		return s.Say(x)
	case []change.Statement:
		return strings.Join(s.SayAll(x), s.words["say.join."+orElse(form, "also")])
	case change.Phase:
		return s.word("phase", string(x))
	case change.Work:
		return s.word("work", string(x))
	case change.Cause:
		return s.word("cause", string(x))
	}
	return change.Clean(fmt.Sprint(is))
}

func (s Speaker) join(names []string, form string) string {
	clean := make([]string, len(names))
	for i, name := range names {
		clean[i] = change.Clean(name)
	}
	return strings.Join(clean, s.words["say.join."+form])
}

// word is the word for a value of an enumeration.
func (s Speaker) word(kind, value string) string {
	return s.words.Or("say."+kind+"."+value, value)
}

// instant tells an instant as people on the night read it, "02:31:07", or in a
// form: hm without seconds, date with its day, zone with the name of its zone.
// There is nothing to tell of none.
func (s Speaker) instant(at time.Time, form string) string {
	if at.IsZero() {
		return ""
	}
	layout := map[string]string{"hm": "15:04", "date": "2006-01-02 15:04", "zone": "15:04:05 MST"}[form]
	return at.In(s.place()).Format(orElse(layout, "15:04:05"))
}

// place is the zone in which instants are told.
func (s Speaker) place() *time.Location {
	if s.zone == nil {
		return time.UTC
	}
	return s.zone
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
