package wording

import "strings"

// render fills a template. A hole is {name} or {name:form}; of says what stands
// for it, and a hole of which it knows nothing stays as it is. What stands in
// square brackets and has a hole is left out where one of its holes is empty:
// "not back[ since {since}]".
func render(template string, of func(name, form string) (string, bool)) string {
	var b strings.Builder
	for template != "" {
		i := strings.IndexAny(template, "[{")
		if i < 0 {
			break
		}
		b.WriteString(template[:i])
		template = template[i:]
		if template[0] == '[' {
			template = renderOptional(&b, template, of)
			continue
		}
		template = renderHole(&b, template, of)
	}
	b.WriteString(template)
	return b.String()
}

// renderOptional fills what stands in the brackets at the start of a template
// and returns what follows. Brackets without a hole are no brackets.
func renderOptional(b *strings.Builder, template string, of func(name, form string) (string, bool)) string {
	inner, rest, closed := strings.Cut(template[1:], "]")
	if !closed || !strings.Contains(inner, "{") || strings.Contains(inner, "[") {
		b.WriteByte('[')
		return template[1:]
	}
	whole := true
	text := render(inner, func(name, form string) (string, bool) {
		value, known := of(name, form)
		whole = whole && (value != "" || !known)
		return value, known
	})
	if whole {
		b.WriteString(text)
	}
	return rest
}

// renderHole fills the hole at the start of a template and returns what follows.
func renderHole(b *strings.Builder, template string, of func(name, form string) (string, bool)) string {
	hole, rest, closed := strings.Cut(template[1:], "}")
	name, form, _ := strings.Cut(hole, ":")
	value, known := "", false
	if closed {
		value, known = of(name, form)
	}
	if !known {
		b.WriteByte('{')
		return template[1:]
	}
	b.WriteString(value)
	return rest
}
