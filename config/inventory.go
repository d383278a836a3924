package config

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tminus/change"
)

// maxRows is how many hosts a plan can hold at the most: a name, an address,
// an environment and the place in the order take 12 words and signs.
const maxRows = maxTokens / 12

// Imported is what an inventory became.
type Imported struct {
	// Plan is the text of a plan that Parse takes.
	Plan                []byte
	Hosts, Environments int
	// Notices tell of what was left out, and of names that were joined into one.
	Notices []change.Statement
}

// Import turns an inventory of hosts into a plan to start from. The inventory is a
// CSV file with a header, its fields separated by commas, semicolons or tabs. Its
// cells are read by the readers of the plan's own keys, so the same rules hold.
// Problems are returned as an *Errors with the lines of the inventory.
func Import(name string, text []byte) (*Imported, error) {
	i := &inventory{decoder: &decoder{errs: &Errors{File: name}}, hosts: map[string]spelling{}, environments: map[string]spelling{}}
	out := i.read(text)
	if err := i.errs.result(i.src); err != nil {
		return nil, err
	}
	return out, nil
}

// inventory is a sheet on its way into a plan.
type inventory struct {
	*decoder
	f    planFile
	rows *csv.Reader
	// columns holds the key of the plan for each column, empty for a column that is not
	// used.
	columns []string
	header  place
	// hosts and environments are those read so far, by their folded names (see alike).
	hosts, environments map[string]spelling
	ignored             []string
	joined              []joined
}

func (i *inventory) read(text []byte) *Imported {
	plain := i.text(text)
	if plain == "" || !i.head(plain) {
		return nil
	}
	for i.row() {
	}
	if len(i.f.hosts.val) == 0 {
		if i.errs.none() {
			i.problem(i.header, change.Stated(planNoRows))
		}
		return nil
	}
	plan := i.build()
	if !i.errs.none() {
		return nil
	}
	return i.imported(plan)
}

// text is the inventory as text, empty if it is none.
func (i *inventory) text(text []byte) string {
	i.src = newSource("")
	switch {
	case len(text) > MaxSize:
		i.problem(place{1, 1, 1}, change.Stated(planBigInventory))
		return ""
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		i.problem(place{1, 1, 1}, change.Stated(planSheetUTF16))
		return ""
	}
	plain := strings.TrimPrefix(string(text), utf8Mark)
	i.src = newSource(plain)
	if !utf8.ValidString(plain) {
		before, _, _ := strings.Cut(strings.ToValidUTF8(plain, "\x00"), "\x00")
		line := before[strings.LastIndexByte(before, '\n')+1:]
		i.problem(place{strings.Count(before, "\n") + 1, utf8.RuneCountInString(line) + 1, 1}, change.Stated(planSheetNotUTF8))
		return ""
	}
	i.characters()
	if i.errs.none() && strings.TrimSpace(plain) == "" {
		i.problem(place{1, 1, 1}, change.Stated(planSheetEmpty))
	}
	if !i.errs.none() {
		return ""
	}
	return plain
}

// row reads one row, and reports whether there may be another.
func (i *inventory) row() bool {
	cells, err := i.rows.Read()
	uneven := errors.Is(err, csv.ErrFieldCount)
	switch {
	case err == io.EOF:
		return false
	case err != nil && !uneven:
		i.broken(err)
		return false
	case strings.TrimSpace(strings.Join(cells, "")) == "": // spreadsheets write rows without a value
		return true
	case uneven:
		i.problem(i.cell(0, cells[0]), i.uneven(len(cells)))
		return true
	case len(i.f.hosts.val) >= maxRows:
		i.problem(i.cell(0, cells[0]), change.Stated(planManyHosts, "n", maxRows))
		return false
	}
	if h := i.host(cells); !i.join(&h) {
		i.f.hosts.val = append(i.f.hosts.val, h)
	}
	if len(i.environments) > maxKeys {
		i.problem(i.cell(0, cells[0]), change.Stated(planManyEnvironments, "n", maxKeys))
		return false
	}
	return true
}

// uneven says that a row is shorter or longer than the header.
func (i *inventory) uneven(fields int) change.Statement {
	if fields < len(i.columns) {
		return change.Stated(planRowShort, "n", fields, "all", len(i.columns))
	}
	return change.Stated(planRowLong, "n", fields, "all", len(i.columns))
}

// host reads a row by the readers that the plan has for its keys.
func (i *inventory) host(cells []string) hostPart {
	h := hostPart{at: i.cell(0, cells[0])}
	keys := h.named().leaves()
	for n, key := range i.columns {
		cell := strings.TrimSpace(cells[n])
		if key == "" || cell == "" && key != "name" {
			continue
		}
		at := i.cell(n, cell)
		if key == "tcp" && utf8.RuneCountInString(cell) > change.MaxText {
			i.problem(at, textFault(cell, change.MaxText))
			continue
		}
		field := slices.IndexFunc(keys, func(f field) bool { return f.key == key })
		keys[field].value.read(i.decoder, nodeOf(key, cell, at), at)
	}
	i.environment(&h.environment)
	return h
}

// nodeOf is a cell as a YAML node, as the plan would hold it. Ports become a list.
func nodeOf(key, cell string, at place) ast.Node {
	if key != "tcp" {
		return ast.String(tokenAt(cell, at))
	}
	list := ast.Sequence(tokenAt(cell, at), true)
	for rest := cell; rest != ""; {
		end := strings.IndexAny(rest, " ,;")
		if end < 0 {
			end = len(rest)
		}
		word := rest[:end]
		switch t := tokenAt(word, at); {
		case bareNumber.MatchString(word):
			list.Values = append(list.Values, ast.Integer(t))
		case word != "":
			list.Values = append(list.Values, ast.String(t))
		}
		at.column += utf8.RuneCountInString(word) + 1
		rest = rest[min(end+1, len(rest)):]
	}
	return list
}

func tokenAt(text string, at place) *token.Token {
	return token.String(text, text, &token.Position{Line: at.line, Column: at.column})
}

// leaves are the keys of a section and of the sections within it.
func (s section) leaves() section {
	var all section
	for _, f := range s {
		if within, is := f.value.(section); is {
			all = append(all, within.leaves()...)
			continue
		}
		all = append(all, f)
	}
	return all
}

// build checks the hosts as those of a plan are: duplicates, and what is missing.
func (i *inventory) build() *change.Plan {
	i.f.hosts.ok = true
	if len(i.f.environments.val) > 0 { // then every host must say where it belongs
		i.f.environments.ok, i.f.environments.at = true, i.header
	}
	b := newBuilder(i.decoder, &i.f)
	b.environmentList()
	b.hostList()
	b.countHosts()
	return b.plan
}

// cell is the place of a field of the row that was read last, without the
// quote and the spaces before its text.
func (i *inventory) cell(n int, text string) place {
	line, column := i.rows.FieldPos(n)
	at := place{line, i.characterAt(line, column), utf8.RuneCountInString(text)}
	if line <= len(i.src.lines) && text != "" {
		rest := i.src.lines[line-1]
		rest = rest[min(column-1, len(rest)):]
		at.column += len(rest) - len(strings.TrimLeft(rest, ` "`))
	}
	return at
}

// characterAt is the column in characters of one in bytes.
func (i *inventory) characterAt(line, column int) int {
	if line > len(i.src.lines) {
		return 1
	}
	text := i.src.lines[line-1]
	return utf8.RuneCountInString(text[:min(column-1, len(text))]) + 1
}

// broken reports where the file stops being valid CSV.
func (i *inventory) broken(err error) {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		i.problem(place{1, 1, 1}, change.Stated(planNotCSV, "given", clip(err.Error())))
		return
	}
	i.problem(place{e.Line, i.characterAt(e.Line, e.Column), 1}, quoteFault(e.Err))
}

func quoteFault(err error) change.Statement {
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		return change.Stated(planCSVBare)
	case errors.Is(err, csv.ErrQuote):
		return change.Stated(planCSVQuote)
	}
	return change.Stated(planNotCSV, "given", clip(err.Error()))
}
