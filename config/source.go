package config

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tminus/change"
)

// place is where something is written: line and column from 1, in characters.
// The zero place means: nowhere, it is not written.
type place struct{ line, column, width int }

// source is the text of the plan file by lines, to show where a problem is.
type source struct{ lines []string }

func newSource(text string) source {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	if n := len(lines); n > 1 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	return source{lines}
}

// clamp moves a place into the text: the parser puts what is missing at an
// end of a line to the column behind it, or to the line after the last.
func (s source) clamp(p place) place {
	if p.line > len(s.lines) {
		p = place{line: len(s.lines), column: utf8.RuneCountInString(s.lines[len(s.lines)-1])}
	}
	p.line = max(1, p.line)
	length := utf8.RuneCountInString(s.lines[p.line-1])
	p.column = min(max(1, p.column), max(1, length))
	p.width = min(max(1, p.width), max(1, length-p.column+1))
	return p
}

// Long lines are shown in part: so many characters before the place, and in all.
const (
	excerptBefore = 60
	excerptLength = 120
)

// excerpt shows the line of a clamped place and marks it with carets.
func (s source) excerpt(p place) string {
	line := []rune(s.lines[p.line-1])
	first := max(0, p.column-1-excerptBefore)
	last := min(len(line), first+excerptLength)
	text := line[first:last]
	before := text[:min(p.column-1-first, len(text))]
	carets := max(1, min(p.width, len(text)-len(before)))
	return fmt.Sprintf("%7d | %s\n        | %s%s\n",
		p.line, strings.TrimRight(string(visible(text)), " "), blank(before), strings.Repeat("^", carets))
}

// visible replaces what a terminal would obey instead of showing it.
func visible(text []rune) []rune {
	out := make([]rune, len(text))
	for i, r := range text {
		switch {
		case r == '\t':
			r = ' '
		case !shows(r):
			r = utf8.RuneError
		}
		out[i] = r
	}
	return out
}

func shows(r rune) bool {
	if r >= ' ' && r <= '~' {
		return true
	}
	text := "x" + string(r) + "x" // Clean trims at the ends
	return change.Clean(text) == text
}

// blank is as wide on the screen as the text is: East Asian characters take
// two columns there, and so does the ideographic space.
func blank(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if wide(r) {
			b.WriteRune('\u3000')
			continue
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r >= 0x3000 && r <= 0x303e || r >= 0xff01 && r <= 0xff60
}

// placeOf is where a node begins.
func placeOf(n ast.Node) place {
	switch n := n.(type) {
	case nil:
		return place{}
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return placeOf(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return placeOf(n.Key)
	case *ast.LiteralNode:
		return placeOfToken(n.Start)
	}
	return placeOfToken(n.GetToken())
}

func placeOfToken(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	return place{t.Position.Line, t.Position.Column, utf8.RuneCountInString(strings.TrimSpace(first))}
}
