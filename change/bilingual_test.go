package change

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

func TestBoth(t *testing.T) {
	inner := Both("not back", "未恢复")
	got := Both("%s %s since %s", "%[1]s 自 %[3]s 起%[2]s", "B1", inner, "02:00")
	if want := (Text{"B1 not back since 02:00", "B1 自 02:00 起未恢复"}); got != want {
		t.Errorf("%+v", got)
	}
	if got := got.Plus(same("!")); got.ZH != "B1 自 02:00 起未恢复!" || got.String() != "B1 not back since 02:00!" {
		t.Errorf("%+v", got)
	}
}

// TestBothSayTheSame reads the source: each statement fills the same values into
// both languages, none twice and none forgotten, and the Chinese is Chinese.
func TestBothSayTheSame(t *testing.T) {
	fset, found := token.NewFileSet(), 0
	names, _ := filepath.Glob("../*/*.go") // others make statements too
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if !makesStatement(call) || strings.HasSuffix(name, "_test.go") {
				return true
			}
			found++
			en, zh := literal(call.Args[0]), literal(call.Args[1])
			values := len(call.Args) - 2
			if places(en) != numbered(values) || places(zh) != numbered(values) {
				t.Errorf("%s: %d values in %q and %q", fset.Position(n.Pos()), values, en, zh)
			}
			if zh == "" || en != "%s: %s" && !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && en != "%s is %s" {
				t.Errorf("%s: %q is not Chinese", fset.Position(n.Pos()), zh)
			}
			return true
		})
	}
	if found < 90 {
		t.Errorf("only %d statements found", found)
	}
}

// makesStatement reports whether a call is Both, or change.Both, with texts
// that can be read here.
func makesStatement(call *ast.CallExpr) bool {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if name != "Both" {
		return false
	}
	_, composed := call.Args[0].(*ast.BinaryExpr)
	return !composed
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok {
		text, _ := strconv.Unquote(lit.Value)
		return text
	}
	return "window end" // the one name that is a constant
}

// places lists which values a format fills in, in their order: "1 2 3".
func places(format string) string {
	var all []string
	for i, m := range regexp.MustCompile(`%(?:\[(\d)\])?[sdq]`).FindAllStringSubmatch(format, -1) {
		n := m[1]
		if n == "" {
			n = strconv.Itoa(i + 1)
		}
		all = append(all, n)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func numbered(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strconv.Itoa(i + 1)
	}
	return strings.Join(all, " ")
}
