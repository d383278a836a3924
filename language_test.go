package main

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// readers are the files that know words of a language because they read what
// others wrote: other programs, inventories, operators, journals of before.
func readers() []string {
	return []string{
		"change/boot.go", "change/boot_date.go", "change/legacy.go", "config/inventory_head.go", "drill/host.go",
	}
}

// TestLanguagesLiveInWording: no Go file holds Chinese, and the core no
// sentences of any language: what is said is stated, and has its words in
// wording/catalog.
func TestLanguagesLiveInWording(t *testing.T) {
	sentence := regexp.MustCompile(`[A-Za-z]+ [a-z]+ [a-z]+`)
	files, _ := filepath.Glob("*/*.go")
	seen := 0
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || slices.Contains(readers(), path) {
			continue
		}
		seen++
		set, file := parsed(t, path)
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING {
				return true
			}
			if strings.ContainsFunc(text.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %s is Chinese: it belongs to wording/catalog/zh.yaml", set.Position(text.Pos()), text.Value)
			}
			if strings.HasPrefix(path, "change/") && sentence.MatchString(text.Value) {
				t.Errorf("%s: %s is a sentence: state it, and put its words into wording/catalog", set.Position(text.Pos()), text.Value)
			}
			return true
		})
	}
	if seen < 100 {
		t.Errorf("only %d files were read", seen)
	}
	for _, path := range readers() {
		if !slices.Contains(files, path) {
			t.Errorf("%s is gone: it needs no leave any more", path)
		}
	}
}
