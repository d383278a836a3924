package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"tminus/change"
)

// The YAML parser recurses for each level of nesting and for each key of a mapping,
// and copies a list for each entry, so all of these must be bounded before it runs.
// No real plan comes near the limits.
const (
	maxDepth  = 30
	maxKeys   = 1000
	maxTokens = 500_000
)

// Windows editors put it at the beginning of a file.
const utf8Mark = "\ufeff"

// document reads the text as one YAML document and returns its root, nil if
// there is none. Whatever it refuses ends the reading.
func (d *decoder) document(text []byte) ast.Node {
	d.src = newSource("")
	if f := wholeFault(text); f.Said() {
		d.problem(place{1, 1, 1}, f)
		return nil
	}
	plain := strings.TrimPrefix(string(text), utf8Mark)
	d.src = newSource(plain)
	d.characters()
	if !d.errs.none() {
		return nil
	}
	tokens := lexer.Tokenize(strings.ReplaceAll(plain, "\r\n", "\n")) // it counts a line too many where \r ends a comment
	d.features(tokens)
	d.limits(tokens)
	d.notes = notesOf(tokens)
	if !d.errs.none() {
		return nil
	}
	return d.tree(tokens)
}

// wholeFault refuses a file that is not worth parsing at all.
func wholeFault(text []byte) change.Statement {
	switch {
	case len(text) > MaxSize:
		return change.Stated(planTooLarge)
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return change.Stated(planUTF16)
	}
	return change.Statement{}
}

// characters refuses, line by line, characters that are not plain text: they could
// hide something from a reviewer, or be obeyed by a terminal.
func (d *decoder) characters() {
	for i, line := range d.src.lines {
		column := 0
		for at, r := range line {
			column++
			here := place{i + 1, column, 1}
			if r == utf8.RuneError && !strings.HasPrefix(line[at:], string(utf8.RuneError)) {
				d.problem(here, change.Stated(planNotUTF8))
				break // the rest of the line is likely to be the same
			}
			if r != '\t' && !shows(r) {
				if d.errs.full() {
					return
				}
				d.problem(here, change.Stated(planControl, "given", fmt.Sprintf("U+%04X", r)))
			}
		}
	}
}

// features refuses the parts of YAML that a plan does without.
func (d *decoder) features(tokens token.Tokens) {
	var begun, ended, directive bool
	for _, t := range tokens {
		at := placeOfToken(t)
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			d.problem(at, change.Stated(planAnchor))
		case token.TagType:
			d.problem(at, change.Stated(planTag))
		case token.DirectiveType:
			d.problem(at, change.Stated(planDirective))
			directive = true
		case token.DocumentHeaderType:
			if begun {
				d.problem(at, change.Stated(planSecond))
				return
			}
			begun, directive = true, false
		case token.DocumentEndType:
			ended = true
		case token.CommentType:
		default:
			if ended {
				d.problem(at, change.Stated(planAfterEnd))
				return
			}
			begun = begun || !directive // the words of a directive are no content
		}
	}
}

// level is one level of nesting in block style: a mapping with so many keys,
// or a list.
type level struct {
	column, keys int
	list         bool
}

// limits measures nesting and the size of mappings without recursion.
func (d *decoder) limits(tokens token.Tokens) {
	if len(tokens) > maxTokens {
		d.problem(placeOfToken(tokens[maxTokens]), change.Stated(planWords, "n", maxTokens))
		return
	}
	var open []level
	flow := 0
	for i, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow = max(0, flow-1)
		case token.SequenceEntryType, token.MappingKeyType:
			open = enterList(open, t.Position.Column)
		case token.MappingValueType:
			if flow == 0 && i > 0 {
				open = enterMapping(open, tokens[i-1].Position.Column)
			}
		default: // does not nest
		}
		if len(open)+flow > maxDepth {
			d.problem(placeOfToken(t), change.Stated(planDeep, "n", maxDepth))
			return
		}
		if n := len(open); n > 0 && open[n-1].keys > maxKeys {
			d.problem(placeOfToken(t), change.Stated(planKeys, "n", maxKeys))
			return
		}
	}
}

// enterList closes the levels that end before an entry in that column, and
// opens the list if this is its first entry.
func enterList(open []level, column int) []level {
	n := len(open)
	for n > 0 && open[n-1].column > column {
		n--
	}
	if n > 0 && open[n-1].list && open[n-1].column == column {
		return open[:n]
	}
	return append(open[:n], level{column: column, list: true})
}

// enterMapping does the same for a key. The entries of a list may stand in
// the column of the key that it belongs to: a key there closes the list.
func enterMapping(open []level, column int) []level {
	n := len(open)
	for n > 0 && (open[n-1].column > column || open[n-1].list && open[n-1].column == column) {
		n--
	}
	if n > 0 && !open[n-1].list && open[n-1].column == column {
		open[n-1].keys++
		return open[:n]
	}
	return append(open[:n], level{column: column, keys: 1})
}

// tree parses the tokens. The parser is not trusted with hostile text: should
// it panic, the file is refused like any other that is not YAML.
func (d *decoder) tree(tokens token.Tokens) (root ast.Node) {
	defer func() {
		if recover() != nil {
			d.problem(place{1, 1, 1}, change.Stated(planParser))
			root = nil
		}
	}()
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // duplicates are found below, all of them
	if err != nil {
		d.syntax(err)
		return nil
	}
	for _, doc := range file.Docs {
		if _, null := doc.Body.(*ast.NullNode); doc.Body != nil && !null {
			return doc.Body
		}
	}
	d.problem(place{1, 1, 1}, change.Stated(planEmpty))
	return nil
}

func (d *decoder) syntax(err error) {
	var e yaml.Error
	if !errors.As(err, &e) {
		d.problem(place{1, 1, 1}, change.Stated(planNotYAML, "given", clip(err.Error())))
		return
	}
	d.problem(placeOfToken(e.GetToken()), change.Stated(planSyntax, "why", saidBy(e.GetMessage()), "try", syntaxHint(e.GetMessage())))
}

func syntaxHint(message string) change.Statement {
	switch {
	case strings.Contains(message, "mapping value is not allowed"):
		return change.Stated(planTryColon)
	case strings.Contains(message, "'\t'"):
		return change.Stated(planTryTabs)
	case strings.Contains(message, "reserved character"):
		return change.Stated(planTryQuotes)
	case strings.Contains(message, "not found"), strings.Contains(message, "could not find"):
		return change.Stated(planTryClose)
	}
	return change.Stated(planTryLines)
}
