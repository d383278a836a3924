package wordingtest

import (
	"strings"
	"unicode/utf8"

	"tminus/wording"
)

// Claiming turns a catalog into a language in which each text says which text it is,
// and what was filled in where. A face that speaks it can be checked for every
// single thing that it says, however it words it. Claims reads it back.
func Claiming(words wording.Catalog) wording.Catalog {
	claiming := wording.Catalog{}
	for key, text := range words {
		claiming[key] = text
		if key != "lang" && !strings.HasPrefix(key, "say.join.") && !strings.HasPrefix(key, "plan.key.") {
			claiming[key] = "⟦" + key + "¦" + placeholder.ReplaceAllStringFunc(text, func(hole string) string {
				name, _, _ := strings.Cut(hole[1:len(hole)-1], ":")
				return "⟨" + name + "=" + hole + "⟩"
			}) + "⟧"
		}
	}
	return claiming
}

// Claim is one text of a catalog as a face has said it.
type Claim struct {
	Key string
	// Values are what was filled in, by name, with the texts inside put plainly.
	Values map[string]string
	// Inner are the texts that were filled in, by the name of the value.
	Inner map[string][]*Claim
	// Text is all of it, put plainly; Line and At are the line of the face where
	// it begins, put plainly, and its place among the texts of that line.
	Text string
	Line string
	At   int
	// Under is the text that this one was filled into, nil if it was into none.
	Under *Claim
}

// Is reports whether the claim is one of the texts.
func (c *Claim) Is(keys ...string) bool {
	for _, key := range keys {
		if c.Key == key {
			return true
		}
	}
	return false
}

// Claims reads what a face has said in a claiming language: every text, each
// followed by those that were filled into it. A text that was cut is not read.
func Claims(face string) []*Claim {
	var all []*Claim
	for _, line := range strings.Split(face, "\n") {
		r := reader{rest: line}
		plain, claims := r.text(nil, "")
		for i, c := range claims {
			c.At = i
			each(c, func(c *Claim) {
				c.Line = plain
				all = append(all, c)
			})
		}
	}
	return all
}

func each(c *Claim, do func(*Claim)) {
	do(c)
	for _, list := range c.Inner {
		for _, inner := range list {
			each(inner, do)
		}
	}
}

// reader reads one line of a claiming language.
type reader struct {
	rest string
	cut  bool
}

// text reads up to an ending, and returns it plainly with the claims in it.
func (r *reader) text(under *Claim, end string) (string, []*Claim) {
	var plain strings.Builder
	var claims []*Claim
	for r.rest != "" {
		switch {
		case end != "" && r.ends():
			r.cut = true
			return plain.String(), nil
		case end != "" && strings.HasPrefix(r.rest, end):
			r.rest = r.rest[len(end):]
			return plain.String(), claims
		case strings.HasPrefix(r.rest, "⟦"):
			c := r.claim(under)
			plain.WriteString(c.Text)
			switch {
			case r.cut && end != "":
				return plain.String(), nil
			case !r.cut:
				claims = append(claims, c)
			}
			r.cut = false
		case strings.HasPrefix(r.rest, "⟨") && under != nil:
			r.rest = r.rest[len("⟨"):]
			name, rest, whole := strings.Cut(r.rest, "=")
			if r.cut = !whole || strings.ContainsAny(name, "…⟦"); r.cut {
				return plain.String(), nil
			}
			r.rest = rest
			value, inner := r.text(under, "⟩")
			if r.cut {
				return plain.String(), nil
			}
			under.Values[name] = value
			under.Inner[name] = append(under.Inner[name], inner...)
			plain.WriteString(value)
		default:
			n := runeLen(r.rest)
			plain.WriteString(r.rest[:n])
			r.rest = r.rest[n:]
		}
	}
	r.cut = r.cut || end != ""
	return plain.String(), claims
}

// ends reports whether a text was cut here: what follows is of another one.
func (r *reader) ends() bool {
	rest, cut := strings.CutPrefix(r.rest, "…")
	return cut && (rest == "" || rest[0] == ' ')
}

// runeLen is how many bytes the first character takes.
func runeLen(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}

func (r *reader) claim(under *Claim) *Claim {
	r.rest = r.rest[len("⟦"):]
	key, rest, whole := strings.Cut(r.rest, "¦")
	if r.cut = !whole || strings.ContainsAny(key, "…⟦"); r.cut {
		return &Claim{}
	}
	r.rest = rest
	c := &Claim{Key: key, Values: map[string]string{}, Inner: map[string][]*Claim{}, Under: under}
	c.Text, _ = r.text(c, "⟧")
	return c
}
