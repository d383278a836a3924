package main

import (
	"cmp"
	"go/ast"
	"path/filepath"
	"strings"
	"testing"
)

// speechless are the errors that no person reads, with the reason: all others
// have a code, so that they are said in every language.
func speechless() map[string]string {
	return map[string]string{
		"config/schema.go: write the schema: %w":                      "the schema is made of the program's own keys: it can be written, or a test fails",
		"cmd/engine_proxy.go: the watch is free":                      "ends an engine whose place another takes at once",
		"cmd/face.go: no such language":                               "who is told of the flag hears which languages there are",
		"cmd/root.go: interrupted":                                    "an exit code, and not told",
		"cmd/root.go: the change needs attention":                     "an exit code, and not told",
		"ui/theme.go: there is no theme %q: take dark, light or auto": "who is told of the flag hears which themes there are",
		"ui/ui.go: interrupted":                                       "an exit code, and not told",
		"wording/catalog.go: the catalog cannot be read: %w":          "there are no words without it; a test reads each",
	}
}

// TestErrorsHaveACode: no error that a person may read has its text in the code.
// It is made by fault.New and fault.Wrap, or of words that are in a catalog
// already.
func TestErrorsHaveACode(t *testing.T) {
	allowed := speechless()
	files, _ := filepath.Glob("*/*.go")
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "bench/") {
			continue // bench is no part of the binary
		}
		set, file := parsed(t, path)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !makesError(call) {
				return true
			}
			text := literal(call.Args[0])
			if text == nil {
				return true // words of a catalog
			}
			if strings.Trim(text.Value, `"\n:%svw `) == "" || strings.Trim(strings.ReplaceAll(text.Value, `\n`, ""), `"%sw: `) == "" {
				return true // joins what has its words
			}
			key := filepath.ToSlash(path) + ": " + strings.Trim(text.Value, `"`)
			if allowed[key] == "" {
				t.Errorf("%s: %s has no code: make it by fault.New or fault.Wrap, or say in errors_test.go why nobody reads it", set.Position(call.Pos()), text.Value)
			}
			delete(allowed, key)
			return true
		})
	}
	for key := range allowed {
		t.Errorf("%s: is gone, or stands there twice: it needs one leave", key)
	}
}

// makesError reports whether a call makes an error of a text.
func makesError(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	pkg, ok := f.X.(*ast.Ident)
	return ok && (pkg.Name == "errors" && f.Sel.Name == "New" || pkg.Name == "fmt" && f.Sel.Name == "Errorf")
}

// literal is the first text that an expression is made of; nil: it is made of none.
func literal(e ast.Expr) *ast.BasicLit {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		return cmp.Or(literal(e.X), literal(e.Y))
	}
	return nil
}

// TestFacesSayErrors: what a face shows of an error is said by a speaker. Its
// own text is that of its code.
func TestFacesSayErrors(t *testing.T) {
	allowed := map[string]string{
		"cmd/said.go":                "it is the one place that puts errors into words",
		"report/section_evidence.go": "the error is made of words a few lines below",
		"ui/guard.go":                "what a runtime error says of a screen that died",
	}
	var files []string
	for _, dir := range []string{"ui", "cmd", "report"} {
		list, _ := filepath.Glob(dir + "/*.go")
		files = append(files, list...)
	}
	used := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set, file := parsed(t, path)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 0 {
				f, ok := call.Fun.(*ast.SelectorExpr)
				switch key := filepath.ToSlash(path); {
				case !ok || f.Sel.Name != "Error":
				case allowed[key] != "":
					used[key] = true
				default:
					t.Errorf("%s: the text of an error is its code: let a speaker say it, by Fault", set.Position(call.Pos()))
				}
			}
			return true
		})
	}
	for key := range allowed {
		if !used[key] {
			t.Errorf("%s shows no error's own text: it needs no leave any more", key)
		}
	}
}
