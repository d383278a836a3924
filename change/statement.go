package change

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Code names what a statement says. Its constants stand in codes.go; package
// wording has a sentence for each of them, in each language.
type Code string

// Statement is something that the core says: a code and its values. It is not a
// sentence, as the core speaks no language; wording.Speaker makes one of it.
//
// Without a code it holds the words of a person, or of a journal from before
// there were codes: see Own. The zero value says nothing. A Statement is never
// changed once it is made.
type Statement struct {
	Code   Code
	Values []Value
	// Text is the English of it, for whoever reads a journal with grep. The
	// core leaves it empty; Spoken fills it in before an event is written.
	Text string
}

// Value is what one name of a statement stands for. Its Go type is that of the
// name's kind: string, int, time.Time, time.Duration, Phase, Work, Cause,
// []string, Statement or []Statement.
type Value struct {
	Name string
	Is   any
}

// Stated makes a statement. The values come in pairs, the name first, as in
// log/slog: Stated(GatePrevious, "host", h.Name, "since", at). What the names
// can be, and the type of each, stands in kindOf. A nested statement that says
// nothing is left out, as are empty lists and texts and zero instants.
func Stated(code Code, pairs ...any) Statement {
	s := Statement{Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		is := asValue(pairs[i+1])
		if !blank(is) {
			s.Values = append(s.Values, Value{name, is})
		}
	}
	return s
}

// asValue makes a value of the type that its name stands for: an instant without
// a monotonic reading, which says nothing in a record, and names as texts.
func asValue(is any) any {
	switch x := is.(type) {
	case time.Time:
		return x.Round(0)
	case RungName:
		return string(x)
	case ActionKind:
		return string(x)
	case []ActionKind:
		names := make([]string, len(x))
		for i, kind := range x {
			names[i] = string(kind)
		}
		return names
	}
	return is
}

// blank reports whether a value has nothing to say. A number always has.
func blank(is any) bool {
	switch x := is.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case Phase:
		return x == ""
	case Work:
		return x == ""
	case Cause:
		return x == ""
	case Statement:
		return !x.Said()
	case time.Time:
		return x.IsZero()
	case []string:
		return len(x) == 0
	case []Statement:
		return len(x) == 0
	}
	return false
}

// Own is what a person said, in their own words: they read the same in every language.
func Own(text string) Statement { return Statement{Text: text} }

// Said reports whether there is a statement at all.
func (s Statement) Said() bool { return s.Code != "" || s.Text != "" }

// IsZero lets JSON leave out a statement that says nothing.
func (s Statement) IsZero() bool { return !s.Said() }

// Value is what a name of the statement stands for; nil: it has no such name.
func (s Statement) Value(name string) any {
	for _, v := range s.Values {
		if v.Name == name {
			return v.Is
		}
	}
	return nil
}

// Without is the statement without some of its values: what its template says of them in
// brackets is left out, too.
func (s Statement) Without(names ...string) Statement {
	s.Values = slices.DeleteFunc(slices.Clone(s.Values), func(v Value) bool { return slices.Contains(names, v.Name) })
	return s
}

// Equal reports whether two statements say the same. The English beside a code
// follows from it and makes no difference.
func (s Statement) Equal(o Statement) bool {
	if s.Code != o.Code || s.Code == "" && s.Text != o.Text {
		return false
	}
	return slices.EqualFunc(s.Values, o.Values, func(a, b Value) bool { return a.Name == b.Name && alike(a.Is, b.Is) })
}

func alike(a, b any) bool {
	switch x := a.(type) {
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	case Statement:
		y, ok := b.(Statement)
		return ok && x.Equal(y)
	case []Statement:
		y, ok := b.([]Statement)
		return ok && slices.EqualFunc(x, y, Statement.Equal)
	case []string:
		y, ok := b.([]string)
		return ok && slices.Equal(x, y)
	}
	return a == b
}

// String is the statement as it stands, for tests and for whoever has no words
// for it: "gate.previous host=B1 phase=gone since=2020-11-20T23:51:08+08:00".
func (s Statement) String() string {
	if s.Code == "" {
		return s.Text
	}
	var b strings.Builder
	b.WriteString(string(s.Code))
	for _, v := range s.Values {
		b.WriteString(" " + v.Name + "=")
		switch x := v.Is.(type) {
		case time.Time:
			b.WriteString(x.Format(time.RFC3339))
		case Statement:
			b.WriteString("(" + x.String() + ")")
		default:
			fmt.Fprint(&b, x)
		}
	}
	return b.String()
}
