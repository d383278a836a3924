package config

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// alike is the same for names that people take for one: those that differ only
// by case, by width (Ａ１ and A1), by the form of their characters, or by spaces.
func alike(name string) string {
	folded := strings.ToLower(norm.NFKC.String(strings.ToLower(norm.NFKC.String(name))))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, folded)
}

// spelling is how a name is written where it was written first.
type spelling struct {
	name string
	at   place
}

// first reports whether the name is new of its kind, and refuses it if not.
func (b *builder) first(kind, name string, at place) bool {
	key := kind + "\x00" + name
	if before, twice := b.firsts[key]; twice {
		b.problem(at, fault{fmt.Sprintf("duplicate %s %s", kind, quote(name)), fmt.Sprintf("it is written on line %d already", before.line)})
		return false
	}
	b.firsts[key] = at
	return true
}

// firstName does the same for a name that people say and type, and refuses one
// that they could not tell from another.
func (b *builder) firstName(kind, name string, at place) {
	if !b.first(kind, name, at) {
		return
	}
	key := kind + "\x00" + alike(name)
	if before, twice := b.spellings[key]; twice {
		b.problem(at, fault{
			fmt.Sprintf("the %s %s differs from %s by case, width or spaces alone", kind, quote(name), quote(before.name)),
			fmt.Sprintf("that one stands on line %d, column %d: spell both alike, or give one another name", before.at.line, before.at.column),
		})
		return
	}
	b.spellings[key] = spelling{name, at}
}
