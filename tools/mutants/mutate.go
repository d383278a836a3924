package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// mutant is one small change of the code.
type mutant struct {
	n    int
	at   token.Position
	what string
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", filepath.Base(m.at.Filename), m.at.Line, m.at.Column, m.what)
}

// chooser is added to every mutated package: it says which mutant is chosen, and
// notes which places the tests reach.
const chooser = `package %s

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
)

var (
	mutantN, _  = strconv.Atoi(os.Getenv("MUTANT"))
	mutantHits  = os.Getenv("MUTANT_HITS")
	mutantNotes = mutantHits != ""
	mutantSeen  [%d]atomic.Bool
)

func mutant(n int) bool {
	if mutantNotes && !mutantSeen[n].Load() {
		mutantReached(n)
	}
	return n == mutantN
}

func mutantReached(n int) {
	if mutantSeen[n].Swap(true) {
		return
	}
	f, err := os.OpenFile(mutantHits, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		fmt.Fprintln(f, n)
		f.Close()
	}
}

func mutated[T any](n int, as, instead T) T {
	if mutant(n) {
		return instead
	}
	return as
}

func mutantLess[T cmp.Ordered](n int, a, b T) bool { return a < b || mutant(n) && a == b }

func mutantLessEqual[T cmp.Ordered](n int, a, b T) bool { return a < b || !mutant(n) && a == b }
`

// mutate reads the package in a folder and returns its mutants, and the text of each
// file with all of them built in.
func mutate(dir string, only *regexp.Regexp) ([]mutant, map[string]string, error) {
	fset := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") || !builtHere(name) })
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if err := check(dir, fset, files, info); err != nil {
		return nil, nil, err
	}
	m := &mutator{fset: fset, info: info}
	overlay := map[string]string{}
	for i, file := range files {
		if !only.MatchString(filepath.Base(names[i])) {
			continue
		}
		text, err := os.ReadFile(names[i])
		if err != nil {
			return nil, nil, err
		}
		m.source = source{file: fset.File(file.Pos()), text: text}
		ast.Inspect(file, m.visit)
		overlay[names[i]] = m.render(0, len(text))
	}
	overlay[filepath.Join(dir, "mutants_chooser.go")] = fmt.Sprintf(chooser, files[0].Name.Name, len(m.mutants)+1)
	return m.mutants, overlay, nil
}

// builtHere reports whether a file belongs to this platform, judged by its name
// alone.
func builtHere(name string) bool {
	for _, other := range []string{"_windows.go", "_darwin.go", "_other.go"} {
		if strings.HasSuffix(name, other) {
			return false
		}
	}
	return true
}

// check finds the types of all expressions, using the export data of the imports.
func check(dir string, fset *token.FileSet, files []*ast.File, info *types.Info) error {
	c := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", ".")
	c.Dir = dir
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		exports[p.ImportPath] = p.Export
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", lookup)}
	_, err = conf.Check(files[0].Name.Name, fset, files, info)
	return err
}
