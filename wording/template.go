package wording

import "strings"

// render fills a template. A hole is {name} or {name:form}; of says what stands
// for it, and a hole of which it knows nothing stays as it is. What stands in
// square brackets and has a hole is left out where one of its holes is empty:
// "not back[ since {since}]".
func render(template string, of func(name, form string) (string, bool)) string {
	return renderer{of: of}.render(template)
}

// renderer fills templates. What is missing shows where an empty hole is not
// in brackets.
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

// optional fills what stands in the brackets at the start of a template and
// returns what follows. Brackets without a hole are no brackets.
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

// hole fills the hole at the start of a template and returns what follows.
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
