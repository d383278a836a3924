package change

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPurity reads the package's own source: no clock, no I/O, no goroutine,
// nothing but the standard library.
func TestPurity(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	if len(names) < 15 {
		t.Errorf("only %d files to read", len(names))
	}
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			checkImport(t, name, spec)
		}
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				t.Errorf("%s: declares a global variable", fset.Position(d.Pos()))
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if what := impure(n); what != "" {
				t.Errorf("%s: %s", fset.Position(n.Pos()), what)
			}
			return true
		})
	}
}

// checkImport allows by name: what is new must be argued for here.
func checkImport(t *testing.T, file string, spec *ast.ImportSpec) {
	t.Helper()
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		t.Fatal(err)
	}
	if path == "reflect" && slices.Contains([]string{"difference.go", "clockset.go", "statement.go", "sound.go"}, file) {
		return // they walk fields and values by their types, so that a new one is never passed over
	}
	allowed := []string{"bytes", "cmp", "encoding/binary", "encoding/json", "errors", "fmt", "iter", "maps", "math", "regexp", "slices", "strconv", "strings", "time", "unicode", "unicode/utf8"}
	if !slices.Contains(allowed, path) || spec.Name != nil {
		t.Errorf("%s imports %s", file, spec.Path.Value)
	}
}

// impure names what a node does that the core must not do.
func impure(n ast.Node) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "starts a goroutine"
	case *ast.SelectorExpr:
		x, ok := n.X.(*ast.Ident)
		if !ok {
			return ""
		}
		name := x.Name + "." + n.Sel.Name
		clocks := []string{
			"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc",
			"time.Tick", "time.NewTimer", "time.NewTicker", "time.Local", "time.LoadLocation",
		}
		if slices.Contains(clocks, name) || x.Name == "fmt" && strings.HasPrefix(n.Sel.Name, "Print") {
			return "uses " + name
		}
	}
	return ""
}
