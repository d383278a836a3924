package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tminus/change"
)

// field is one line of a form: text, or one of a few choices.
type field struct {
	label    string
	input    input
	optional bool
	// accept holds the texts that may be typed, any case; empty: any text.
	accept []string
	// not is a text that may not be typed, any case, and why; empty: any may.
	not, notWhy string
	// duration: a stretch of time such as 20m, or nothing.
	duration bool
	// choices make it a field to choose from: values and their words.
	choices []choice
	chosen  int
}

type choice struct{ value, label string }

// form asks for text, field after field; enter on the last one submits it.
type form struct {
	title, intro string
	fields       []field
	at           int
	problem      string
	submit       func(values []string) change.Command
	// here deals with the values on the screen alone, instead of submit, and says
	// what comes then, or what is wrong with them.
	here func(values []string) (then answer, problem string)
}

func newForm(title, intro string, submit func([]string) change.Command, fields ...field) *form {
	f := &form{title: title, intro: intro, fields: fields, submit: submit}
	f.focus(0)
	return f
}

func textField(label, value string) field {
	return field{label: label, input: newInput(value)}
}

// durationField takes a stretch of time, or nothing.
func durationField(label string) field {
	fd := textField(label, "")
	fd.optional, fd.duration = true, true
	return fd
}

// secondField takes the name of another person than the operator.
func secondField(s *scene) field {
	fd := textField(s.Say("form.second"), "")
	fd.not, fd.notWhy = s.operator, s.Say("form.second_other")
	return fd
}

func (f *form) focus(at int) {
	f.at = (at + len(f.fields)) % len(f.fields)
	for i := range f.fields {
		f.fields[i].input.focused = i == f.at
	}
}

func (f *form) page(s *scene, w int) page {
	lines := wrap(f.intro, w)
	at := 0
	keys := []keyID{keyConfirm, keyCancel}
	if len(f.fields) > 1 {
		keys = append(keys, keyNextField)
	}
	for i := range f.fields {
		fd := &f.fields[i]
		cursor, label := "  ", s.styles.grey(fd.label)
		if i == f.at {
			cursor, label, at = s.styles.bold.Render("▸")+" ", fd.label, len(lines)+1
		}
		lines = append(lines, cursor+label, "  "+fd.view(s, w-2))
	}
	if len(f.fields[f.at].choices) > 0 {
		keys = append(keys, keyRight)
	}
	if f.problem != "" {
		lines = append(lines, s.styles.in(warn, "▲ "+f.problem))
		at = len(lines) - 1
	}
	return page{title: f.title, lines: lines, keys: keys, at: at}
}

func (fd *field) view(s *scene, w int) string {
	if len(fd.choices) == 0 {
		return fd.input.view(max(1, w-2))
	}
	parts := make([]string, len(fd.choices))
	for i, c := range fd.choices {
		parts[i] = " " + c.label + " "
		if i == fd.chosen {
			parts[i] = s.styles.bold.Reverse(true).Render(parts[i])
		}
	}
	return cut(strings.Join(parts, " "), w)
}

func (f *form) paste(text string) {
	fd := &f.fields[f.at]
	if len(fd.choices) == 0 {
		fd.input.insert(text)
	}
}

func (f *form) press(s *scene, k tea.KeyPressMsg) answer {
	fd := &f.fields[f.at]
	switch {
	case s.is(k, keyCancel):
		return answer{}
	case s.is(k, keyNextField):
		f.focus(f.at + 1)
	case s.is(k, keyPrevField):
		f.focus(f.at - 1)
	case s.is(k, keyConfirm):
		return f.enter(s)
	case len(fd.choices) > 0:
		fd.choose(s, k)
	default:
		fd.input.press(k)
	}
	return answer{next: f}
}

func (fd *field) choose(s *scene, k tea.KeyPressMsg) {
	n := len(fd.choices)
	switch {
	case s.is(k, keyLeft):
		fd.chosen = (fd.chosen + n - 1) % n
	case s.is(k, keyRight):
		fd.chosen = (fd.chosen + 1) % n
	}
}

// enter goes to the next field, and from the last one submits the form.
func (f *form) enter(s *scene) answer {
	f.problem = f.fields[f.at].check(s)
	if f.problem != "" {
		return answer{next: f}
	}
	if f.at < len(f.fields)-1 {
		f.focus(f.at + 1)
		return answer{next: f}
	}
	values := make([]string, len(f.fields))
	for i := range f.fields {
		if f.problem = f.fields[i].check(s); f.problem != "" {
			f.focus(i)
			return answer{next: f}
		}
		values[i] = f.fields[i].value()
	}
	if f.here == nil {
		return answer{do: f.submit(values)}
	}
	then, problem := f.here(values)
	if f.problem = problem; problem != "" {
		return answer{next: f}
	}
	return then
}

func (fd *field) value() string {
	if len(fd.choices) > 0 {
		return fd.choices[fd.chosen].value
	}
	text := change.Clean(fd.input.text())
	for _, a := range fd.accept {
		if strings.EqualFold(a, text) {
			return a
		}
	}
	return text
}

// check says what is wrong with a field, "" if nothing is.
func (fd *field) check(s *scene) string {
	text := fd.value()
	switch {
	case change.SamePerson(fd.not, text):
		return fd.notWhy
	case fd.duration && text != "":
		if d, ok := change.Stretch(text); !ok || d <= 0 {
			return s.Say("form.duration")
		}
	case len(fd.accept) > 0 && !slices.Contains(fd.accept, text):
		return s.Say("form.accept", "texts", s.catalog.List(fd.accept))
	case text == "" && !fd.optional && len(fd.choices) == 0:
		return s.Say("form.empty")
	}
	return ""
}
