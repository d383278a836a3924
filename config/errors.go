package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording"
)

// Limits on what is kept and shown of a file that is full of errors.
const (
	maxKept  = 200
	maxShown = 50
)

// Errors is all that is wrong with a plan file, sorted by position.
type Errors struct {
	// File is the name of the plan file as it was given.
	File     string
	Problems []Problem
	// More counts the problems that were found but not kept; there may be others that
	// were not looked for.
	More int
	// zone is the zone of the plan, as far as it is known; instants are shown in it.
	zone *time.Location
}

// Problem is one thing that is wrong with a plan file.
type Problem struct {
	// Line and Column count from 1; Column counts characters, not bytes.
	Line, Column int
	// Is says what is wrong.
	Is change.Statement
	// width is how many characters the faulty text takes; excerpt shows its line with
	// carets.
	width   int
	excerpt string
}

// english are the words of errors for callers that name no language.
func english() wording.Catalog { return wording.Load(wording.English) }

// Error is In for English.
func (e *Errors) Error() string { return e.In(english()) }

// In writes out every problem with its place, source line and hint.
func (e *Errors) In(w wording.Catalog) string {
	var b strings.Builder
	file := change.Clean(e.File)
	shown := e.Problems[:min(len(e.Problems), maxShown)]
	for i, p := range shown {
		if i > 0 {
			b.WriteByte('\n')
		}
		what, hint := e.Say(w, p)
		fmt.Fprintf(&b, "%s:%d:%d: %s\n%s", file, p.Line, p.Column, what, p.excerpt)
		if hint != "" {
			b.WriteString("     " + w.Speaker(nil).Say(change.Stated(planHint, "try", change.Own(hint))))
		}
	}
	if more := len(e.Problems) - len(shown) + e.More; more > 0 {
		b.WriteString("\n" + w.Speaker(nil).Say(change.Stated(planMore, "n", more)))
	}
	return b.String()
}

// Say is a problem in words: what is wrong, and what to write instead.
func (e *Errors) Say(w wording.Catalog, p Problem) (what, hint string) {
	s := w.Speaker(e.zone)
	return s.Say(p.Is), s.Try(p.Is)
}

// none reports whether nothing is wrong so far.
func (e *Errors) none() bool { return len(e.Problems) == 0 }

// full reports that no more problems are kept, and counts the one at hand.
func (e *Errors) full() bool {
	if len(e.Problems) < maxKept {
		return false
	}
	e.More++
	return true
}

// add keeps a problem once: what is wrong in the defaults is found again at every
// host that takes them over.
func (e *Errors) add(p Problem) {
	same := func(o Problem) bool {
		return o.Line == p.Line && o.Column == p.Column && o.width == p.width && o.Is.Equal(p.Is)
	}
	if !slices.ContainsFunc(e.Problems, same) {
		e.Problems = append(e.Problems, p)
	}
}

// result is nil if nothing is wrong, else the sorted problems. Excerpts are
// made last, as many as will be shown: the lines of a hostile file are long.
func (e *Errors) result(src source) error {
	if e.none() {
		return nil
	}
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	for i := range e.Problems[:min(len(e.Problems), maxShown)] {
		p := &e.Problems[i]
		p.excerpt = src.excerpt(place{p.Line, p.Column, p.width})
	}
	return e
}
