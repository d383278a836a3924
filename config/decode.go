package config

import (
	"slices"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
)

// given is a value of the plan file with the place where it is written. A value that
// is written but wrong has a place and is not ok: its problem has been reported
// already, and nothing that follows from it is reported again.
type given[T any] struct {
	val T
	at  place
	ok  bool
}

func (g given[T]) written() bool { return g.at.line > 0 }

// or returns the value, or the default if none is written.
func (g given[T]) or(def T) T {
	if g.ok {
		return g.val
	}
	return def
}

// decoder walks the YAML tree and gathers what is wrong.
type decoder struct {
	src   source
	notes notes
	errs  *Errors
	// doubts is nil if the caller does not want doubts.
	doubts *Errors
}

func (d *decoder) problem(at place, f change.Statement) {
	if d.errs.full() {
		return
	}
	at = d.src.clamp(at)
	d.errs.add(Problem{Line: at.line, Column: at.column, Is: f, width: at.width})
}

// reader reads one kind of value into its place in the planFile, and knows
// the JSON Schema of what it reads.
type reader interface {
	// read decodes a node; at is the place of its key.
	read(d *decoder, n ast.Node, at place)
	schema() schema
}

// field is one key of a section.
type field struct {
	key string
	// help names the text that says what the key is for, with an example: it is
	// the hint where the value is missing, and the schema's description.
	help     string
	value    reader
	required bool
}

// section is a mapping with known keys. Its fields are read in the order of
// this table, not of the file.
type section []field

func (s section) read(d *decoder, n ast.Node, at place) {
	pairs, ok := d.pairs(n, at)
	if !ok {
		return
	}
	written := d.known(s, pairs)
	for _, f := range s {
		p, ok := written[f.key]
		switch {
		case ok && isNull(p.value):
			d.problem(p.at, change.Stated(planNoValue, "key", f.key, "help", f.help))
		case ok:
			f.value.read(d, p.value, p.at)
		case f.required:
			d.problem(at, change.Stated(planMissing, "key", f.key, "help", f.help))
		}
	}
}

// known refuses the keys that the section does not have. A misspelled key is read as
// the one that was probably meant, so that problems below it are reported as well,
// and the key that was meant is not reported as missing.
func (d *decoder) known(s section, pairs []pair) map[string]pair {
	keys := s.keys()
	written := map[string]pair{}
	for _, p := range pairs {
		if slices.Contains(keys, p.key) {
			written[p.key] = p
		}
	}
	for _, p := range pairs {
		if slices.Contains(keys, p.key) {
			continue
		}
		d.problem(p.at, change.Stated(planUnknownKey, "given", clip(p.key), "try", didYouMean(p.key, keys)))
		if near := nearest(p.key, keys); near != "" && written[near].value == nil {
			written[near] = p
		}
	}
	return written
}

func (s section) keys() []string {
	keys := make([]string, len(s))
	for i, f := range s {
		keys[i] = f.key
	}
	return keys
}

// pair is a key of a mapping, its place, and its value.
type pair struct {
	key   string
	at    place
	value ast.Node
}

// pairs lists the pairs of a mapping; duplicates are refused and left out.
func (d *decoder) pairs(n ast.Node, at place) ([]pair, bool) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		d.problem(d.placeOr(n, at), change.Stated(planNotSection, "is", kind(n)))
		return nil, false
	}
	var pairs []pair
	lines := map[string]int{}
	for _, v := range values {
		text, ok := scalarText(v.Key)
		p := pair{text, d.placeOr(v.Key, at), v.Value}
		if !ok {
			d.problem(p.at, change.Stated(planNotKey, "is", kind(v.Key)))
			continue
		}
		if first := lines[p.key]; first > 0 {
			d.problem(p.at, change.Stated(planKeyTwice, "given", clip(p.key), "line", first))
			continue
		}
		lines[p.key] = p.at.line
		pairs = append(pairs, p)
	}
	return pairs, true
}

// placeOr is the place of a node, or that of its key where there is no node.
func (d *decoder) placeOr(n ast.Node, at place) place {
	if isNull(n) {
		return at
	}
	if p := placeOf(n); p.line > 0 {
		return p
	}
	return at
}

func isNull(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	return n == nil || null
}

// kind names the kind of a node for people.
func kind(n ast.Node) change.Statement {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return change.Stated(planKindSection)
	case *ast.SequenceNode:
		return change.Stated(planKindList)
	case *ast.StringNode, *ast.LiteralNode:
		return change.Stated(planKindText)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return change.Stated(planKindNumber)
	case *ast.BoolNode:
		return change.Stated(planKindBool)
	case nil, *ast.NullNode:
		return change.Stated(planKindNothing)
	}
	return change.Stated(planKindOther)
}

// scalarText is the text of a scalar as it is written: a patch level of 1.10
// stays "1.10".
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// scalar reads a single value.
type scalar[T any] struct {
	into  *given[T]
	want  change.Statement
	parse func(text string, n ast.Node) (T, change.Statement)
	json  schema
}

func (s scalar[T]) read(d *decoder, n ast.Node, at place) {
	*s.into = given[T]{at: d.placeOr(n, at)}
	text, ok := scalarText(n)
	if !ok {
		d.problem(s.into.at, change.Stated(planNotValue, "is", kind(n), "to", s.want))
		return
	}
	v, f := s.parse(text, n)
	if f.Said() {
		d.problem(s.into.at, f)
		return
	}
	s.into.val, s.into.ok = v, true
}

// list reads a list; each yields the reader of an entry. What is read replaces the
// whole list that was there before.
type list[T any] struct {
	into *given[[]T]
	// blank is the value that the entries start from.
	blank T
	each  func(entry *T) reader
}

func (l list[T]) read(d *decoder, n ast.Node, at place) {
	*l.into = given[[]T]{at: d.placeOr(n, at)}
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.problem(l.into.at, change.Stated(planNotList, "is", kind(n)))
		return
	}
	l.into.ok = true
	l.into.val = make([]T, len(seq.Values))
	for i, entry := range seq.Values {
		here := d.entryPlace(seq, i, l.into.at)
		l.into.val[i] = l.blank
		if isNull(entry) {
			d.problem(here, change.Stated(planEmptyEntry))
			continue
		}
		l.each(&l.into.val[i]).read(d, entry, here)
	}
}

// entryPlace is where an entry of a list is written, or its dash if it is empty.
func (d *decoder) entryPlace(seq *ast.SequenceNode, i int, at place) place {
	if p := d.placeOr(seq.Values[i], place{}); p.line > 0 {
		return p
	}
	if i < len(seq.Entries) && seq.Entries[i] != nil {
		if p := placeOfToken(seq.Entries[i].Start); p.line > 0 {
			return p
		}
	}
	return at
}

// shorthand reads a section that may also be written as one bare value.
type shorthand struct {
	bare reader
	keys reader
}

func (s shorthand) read(d *decoder, n ast.Node, at place) {
	if _, bare := scalarText(n); bare {
		s.bare.read(d, n, at)
		return
	}
	s.keys.read(d, n, at)
}

// named reads a mapping whose keys are names that the plan chooses.
type named[T any] struct {
	into *given[[]T]
	each func(name given[string], entry *T) reader
}

func (m named[T]) read(d *decoder, n ast.Node, at place) {
	*m.into = given[[]T]{at: at}
	pairs, ok := d.pairs(n, at)
	if !ok {
		return
	}
	m.into.ok = true
	m.into.val = make([]T, len(pairs))
	for i, p := range pairs {
		name := given[string]{p.key, p.at, true}
		if f := nameFault(p.key); f.Said() {
			d.problem(p.at, f)
			name.ok = false
		}
		keys := m.each(name, &m.into.val[i])
		if isNull(p.value) {
			continue // nothing to say about it but its name
		}
		keys.read(d, p.value, p.at)
	}
}
