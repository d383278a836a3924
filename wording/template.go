package wording

import "strings"

// render fills a template. A placeholder is {name} or {name:form}; of returns its
// value, and a placeholder that it does not know stays as it is. A part in square
// brackets that has placeholders is left out if one of them is empty: "not back[
// since {since}]".
func render(template string, of func(name, form string) (string, bool)) string {
	return renderer{of: of}.render(template)
}

// renderer fills templates. missing is shown for an empty placeholder outside
// brackets.
type renderer struct {
	of      func(name, form string) (string, bool)
	missing string
}

func (r renderer) render(template string) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(template, "[{")
		if i < 0 {
			b.WriteString(template)
			return b.String()
		}
		b.WriteString(template[:i])
		if template = template[i:]; template[0] == '[' {
			template = r.optional(&b, template)
			continue
		}
		template = r.hole(&b, template)
	}
}

// optional fills the bracketed part at the start of a template and returns what
// follows. Brackets without a placeholder are ordinary text.
func (r renderer) optional(b *strings.Builder, template string) string {
	inner, rest, closed := strings.Cut(template[1:], "]")
	if !closed || !strings.Contains(inner, "{") || strings.Contains(inner, "[") {
		b.WriteByte('[')
		return template[1:]
	}
	whole := true
	text := render(inner, func(name, form string) (string, bool) {
		value, known := r.of(name, form)
		whole = whole && (value != "" || !known)
		return value, known
	})
	if whole {
		b.WriteString(text)
	}
	return rest
}

// hole fills the placeholder at the start of a template and returns what follows.
func (r renderer) hole(b *strings.Builder, template string) string {
	hole, rest, closed := strings.Cut(template[1:], "}")
	name, form, _ := strings.Cut(hole, ":")
	value, known := "", false
	if closed {
		value, known = r.of(name, form)
	}
	switch {
	case !known:
		b.WriteByte('{')
		return template[1:]
	case value == "":
		value = r.missing
	}
	b.WriteString(value)
	return rest
}
