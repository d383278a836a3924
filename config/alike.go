package config

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tminus/change"
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

// spelling is a name as it was first written, and where.
type spelling struct {
	name string
	at   place
}

// naming is a kind of names that must each be unique.
type naming string

const (
	hostNames        naming = "host"
	orderedNames     naming = "host in order"
	addressNames     naming = "address"
	witnessNames     naming = "witness"
	environmentNames naming = "environment"
	contactNames     naming = "contact"
	deadlineNames    naming = "deadline"
	stepNames        naming = "step"
	precheckNames    naming = "precheck"
	waveNames        naming = "wave"
)

// said is the kind as part of a sentence.
func (n naming) said() change.Statement {
	switch n {
	case hostNames:
		return change.Stated(planAHost)
	case orderedNames:
		return change.Stated(planAOrdered)
	case addressNames:
		return change.Stated(planAAddress)
	case witnessNames:
		return change.Stated(planAWitness)
	case environmentNames:
		return change.Stated(planAEnvironment)
	case contactNames:
		return change.Stated(planAContact)
	case deadlineNames:
		return change.Stated(planADeadline)
	case stepNames:
		return change.Stated(planAStep)
	case precheckNames:
		return change.Stated(planAPrecheck)
	case waveNames:
		return change.Stated(planAWave)
	}
	return change.Statement{}
}

// first reports whether no earlier name of the kind is the same, and refuses the
// name if one is.
func (b *builder) first(kind naming, name string, at place) bool {
	key := string(kind) + "\x00" + name
	if before, twice := b.firsts[key]; twice {
		b.problem(at, change.Stated(planTwice, "is", kind.said(), "given", clip(name), "line", before.line))
		return false
	}
	b.firsts[key] = at
	return true
}

// firstName does the same for a name that people say and type, and also refuses one
// that they could not tell from an earlier one.
func (b *builder) firstName(kind naming, name string, at place) {
	if !b.first(kind, name, at) {
		return
	}
	key := string(kind) + "\x00" + alike(name)
	if before, twice := b.spellings[key]; twice {
		b.problem(at, change.Stated(planAlike, "is", kind.said(), "given", clip(name), "near", clip(before.name), "line", before.at.line, "column", before.at.column))
		return
	}
	b.spellings[key] = spelling{name, at}
}
