package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// site is a place in the code that makes a statement.
type site struct {
	at    string
	names []string
}

// parse reads the code of all packages, without their tests.
func parse(t *testing.T, do func(at func(ast.Node) string, file *ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	names, _ := filepath.Glob("../*/*.go")
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		do(func(n ast.Node) string { return fset.Position(n.Pos()).String() }, file)
	}
}

// codes are the constants of type Code, by their names: those of the core, and
// those of the packages that make errors of them.
func codes(t *testing.T) map[string]string { return constants(t, "Code") }

// constants are those of a type of package change, by their names.
// A Code may be declared in any package; no two have one name.
func constants(t *testing.T, of string) map[string]string {
	t.Helper()
	all := map[string]string{}
	parse(t, func(_ func(ast.Node) string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if spec.Type != nil && nameOf(spec.Type) == of && (file.Name.Name == "change" || of == "Code") && len(spec.Values) == 1 {
				if name := spec.Names[0].Name; all[name] != "" {
					t.Errorf("two codes are called %s", name)
				}
				all[spec.Names[0].Name] = text(spec.Values[0])
			}
			return true
		})
	})
	return all
}

// sites are all calls of Stated, by the name of their code.
func sites(t *testing.T) map[string][]site {
	t.Helper()
	all := map[string][]site{}
	parse(t, func(at func(ast.Node) string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !states(call) {
				return true
			}
			s, args := site{at: at(call)}, call.Args
			if wraps(call) {
				s.names, args = []string{"why"}, args[1:]
			}
			for i := 1; i < len(args); i += 2 {
				s.names = append(s.names, text(args[i]))
			}
			if len(args)%2 == 0 || slices.Contains(s.names, "") {
				t.Errorf("%s: the names of a statement's values must stand where it is made", s.at)
			}
			code := nameOf(args[0])
			all[code] = append(all[code], s)
			return true
		})
	})
	return all
}

// text is that of a literal, empty where it is something else.
func text(e ast.Expr) string {
	is, _ := literal(e)
	return is
}

// wraps reports whether a call makes an error that another one has caused.
func wraps(call *ast.CallExpr) bool { return ofFault(call, "Wrap") }

func ofFault(call *ast.CallExpr, name string) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && nameOf(f.X) == "fault" && f.Sel.Name == name
}

// states reports whether a call makes a statement: Stated, the New and Wrap of
// package fault, or the core's own invalid, which pass their values on.
func states(call *ast.CallExpr) bool {
	name := nameOf(call.Fun)
	if ofFault(call, "New") || wraps(call) {
		return true
	}
	return name == "Stated" && len(call.Args) > 0 && !call.Ellipsis.IsValid() || name == "invalid" && len(call.Args) > 0 && nameOf(call.Args[0]) != ""
}

func nameOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

var filled = regexp.MustCompile(`\{([^}:]*)(?::([a-z]+))?\}`)

// TestEveryStatementHasWords reads the code: each code has a template in each
// language, which fills in what every statement of it holds, and nothing else.
func TestEveryStatementHasWords(t *testing.T) {
	codes, sites := codes(t), sites(t)
	for name := range sites {
		if codes[name] == "" {
			t.Errorf("%s: %s is no constant of type change.Code", sites[name][0].at, name)
		}
	}
	if len(codes) == 0 {
		t.Fatal("no codes found")
	}
	for _, lang := range Languages() {
		words := Load(lang)
		for name, code := range codes {
			if _, ok := words["say."+code]; !ok {
				t.Errorf("%s.yaml lacks say.%s", lang, code)
			}
			for _, code := range []string{code, code + ".try"} {
				template := words["say."+code]
				for _, m := range filled.FindAllStringSubmatch(template, -1) {
					for _, s := range sites[name] {
						if !slices.Contains(s.names, m[1]) {
							t.Errorf("%s.yaml: say.%s fills in {%s}, and %s has only %v", lang, code, m[1], s.at, s.names)
						}
					}
				}
				if lang == "zh" && !chinese(template) {
					t.Errorf("zh.yaml: say.%s is not Chinese: %q", code, template)
				}
			}
		}
	}
}

// chinese reports whether a template has Chinese in it, or is nothing but what
// is filled in.
func chinese(template string) bool {
	rest := filled.ReplaceAllString(template, "")
	return strings.ContainsFunc(rest, func(r rune) bool { return unicode.Is(unicode.Han, r) }) ||
		!strings.ContainsFunc(rest, unicode.IsLetter)
}

// TestNoWordsWithoutUse: a code is stated somewhere, and a template under say.
// belongs to a code, or to what statements are made of.
func TestNoWordsWithoutUse(t *testing.T) {
	codes, sites := codes(t), sites(t)
	known := map[string]bool{}
	for name, code := range codes {
		known[code] = true
		if len(sites[name]) == 0 {
			t.Errorf("%s is never stated", name)
		}
	}
	parts := []string{"join", "phase", "criterion"}
	for _, lang := range Languages() {
		for key := range Load(lang) {
			code, said := strings.CutPrefix(key, "say.")
			group, _, _ := strings.Cut(code, ".")
			if code = strings.TrimSuffix(code, ".try"); said && !known[code] && !slices.Contains(parts, group) {
				t.Errorf("%s.yaml: nothing says %s", lang, key)
			}
		}
	}
}
