package config

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tminus/change"
)

// Doubts are the places of a plan file that deserve a second look but are no reason
// to refuse it; nil if there are none. They are reported like problems. Of a file
// that is refused the errors come first.
func Doubts(name string, text []byte) *Errors {
	d := &decoder{errs: &Errors{File: name}, doubts: &Errors{File: name}}
	d.parse(text)
	if !d.errs.none() || d.doubts.result(d.src) == nil {
		return nil
	}
	return d.doubts
}

// doubt keeps a place that deserves a second look, if the caller wants doubts.
func (d *decoder) doubt(at place, f change.Statement) {
	if d.doubts == nil || d.doubts.full() {
		return
	}
	at = d.src.clamp(at)
	d.doubts.add(Problem{Line: at.line, Column: at.column, Is: f, width: at.width})
}

// notes are the comments of a file by their lines: a line has one at the most.
type notes map[int]string

func notesOf(tokens token.Tokens) notes {
	n := notes{}
	for _, t := range tokens {
		if t.Type == token.CommentType {
			n[t.Position.Line] = "#" + t.Value
		}
	}
	return n
}

// wordy is a scalar of free text, to which a # may belong.
type wordy struct{ scalar[string] }

func (w wordy) read(d *decoder, n ast.Node, at place) {
	d.cutByNote(n)
	w.scalar.read(d, n, at)
}

// cutByNote doubts an unquoted text that a comment cuts off. Whoever means a comment
// sets it off by two spaces or more; in "ticket #4711" there is one.
func (d *decoder) cutByNote(n ast.Node) {
	if _, is := scalarText(n); !is || d.doubts == nil {
		return
	}
	t := n.GetToken()
	if _, block := n.(*ast.LiteralNode); block || t == nil || t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
		return
	}
	written := strings.TrimSpace(t.Origin)
	number := t.Position.Line + strings.Count(written, "\n")
	note, is := d.notes[number]
	if !is {
		return
	}
	before, is := strings.CutSuffix(d.src.lines[number-1], note) // the lexer counts no tabs
	text := strings.TrimRight(before, " \t")
	if !is || len(before)-len(text) > 1 || !strings.HasSuffix(text, written[strings.LastIndexByte(written, '\n')+1:]) {
		return
	}
	d.doubt(place{number, utf8.RuneCountInString(before) + 1, utf8.RuneCountInString(note)}, change.Stated(planCut, "given", clip(note)))
}
