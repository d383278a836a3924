package main

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// source is a file with the replacements to be made in it.
type source struct {
	file  *token.File
	text  []byte
	edits []edit
}

// edit replaces a stretch of a file. It can ask for the text of any stretch inside
// it, with the edits in there already made.
type edit struct {
	from, to int
	// wraps: the edit encloses its node as a whole, and goes outside of an edit that
	// takes the node apart.
	wraps bool
	with  func(inner func(from, to ast.Node) string) string
}

func (s *source) offset(p token.Pos) int { return s.file.Offset(p) }

// replace adds an edit that takes a node apart; a node can have only one such edit.
func (s *source) replace(n ast.Node, with func(inner func(from, to ast.Node) string) string) {
	s.edits = append(s.edits, edit{s.offset(n.Pos()), s.offset(n.End()), false, with})
}

// wrap adds an edit that encloses a node as a whole.
func (s *source) wrap(n ast.Node, with func(inner func(from, to ast.Node) string) string) {
	s.edits = append(s.edits, edit{s.offset(n.Pos()), s.offset(n.End()), true, with})
}

// render is the text of a stretch with all edits in it.
func (s *source) render(from, to int) string {
	var within []int
	for i := range s.edits {
		if e := &s.edits[i]; e.from >= from && e.to <= to {
			within = append(within, i)
		}
	}
	return s.renderWith(from, to, within)
}

// renderWith applies the given edits, which all lie in the stretch.
func (s *source) renderWith(from, to int, edits []int) string {
	slices.SortStableFunc(edits, func(i, j int) int {
		a, b := &s.edits[i], &s.edits[j]
		outer := 0
		if a.wraps != b.wraps {
			outer = 1
			if a.wraps {
				outer = -1
			}
		}
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), outer)
	})
	var b strings.Builder
	for at := from; ; {
		if len(edits) == 0 {
			b.Write(s.text[at:to])
			return b.String()
		}
		e := &s.edits[edits[0]]
		inside := edits[1:]
		end := slices.IndexFunc(inside, func(i int) bool { return s.edits[i].from >= e.to })
		if end < 0 {
			end = len(inside)
		}
		b.Write(s.text[at:e.from])
		own := inside[:end]
		b.WriteString(e.with(func(first, last ast.Node) string {
			f, t := s.offset(first.Pos()), s.offset(last.End())
			return s.renderWith(f, t, slices.DeleteFunc(slices.Clone(own), func(i int) bool { return s.edits[i].from < f || s.edits[i].to > t }))
		}))
		at, edits = e.to, inside[end:]
	}
}
