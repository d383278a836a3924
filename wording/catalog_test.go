package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// TestLanguagesSayTheSame: every language has the same keys, filled in with the
// same placeholders, and each says them in its own words.
func TestLanguagesSayTheSame(t *testing.T) {
	en := Load(English)
	for _, lang := range Languages() {
		w := Load(lang)
		if w.Lang() != lang {
			t.Fatalf("catalog/%s.yaml says that it is %q", lang, w.Lang())
		}
		for key := range w {
			if _, ok := en[key]; !ok {
				t.Errorf("%s: English lacks %s", lang, key)
			}
		}
		for key, text := range en {
			other, ok := w[key]
			switch {
			case !ok:
				t.Errorf("%s lacks %s", lang, key)
			case lang != English && text == other && hasWords(text) && !sameEverywhere(key):
				t.Errorf("%s: %s is not translated: %q", lang, key, text)
			}
			if diff := cmp.Diff(holes(text), holes(other)); ok && diff != "" {
				t.Errorf("%s: placeholders of %s differ (-en +%s):\n%s", lang, key, lang, diff)
			}
		}
	}
}

func holes(text string) []string {
	list := hole.FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

var hole = regexp.MustCompile(`\{[a-z0-9_]+(:[a-z]+)?\}`)

// hasWords reports whether there is something to translate in a text.
func hasWords(text string) bool {
	return regexp.MustCompile(`[a-zA-Z]{2}`).MatchString(hole.ReplaceAllString(text, ""))
}

// sameEverywhere are the texts that every language may say alike.
func sameEverywhere(key string) bool { return slices.Contains([]string{"col.icmp", "check.icmp"}, key) }

// TestKeys: every key that the code says is in the catalog, and the code says
// every key of the catalog. What statements say has its own test.
func TestKeys(t *testing.T) {
	en, said := Load(English), read(t)
	for key, at := range said.keys {
		if _, ok := en[key]; !ok {
			t.Errorf("%s: the catalog lacks %q", at, key)
		}
	}
	known := families(t)
	for stem, at := range said.stems {
		if _, ok := known[stem]; !ok && en[stem] == "" && stem != "say." {
			t.Errorf("%s: a key that begins with %q is put together there: families must know how it may end", at, stem)
		}
	}
	for stem, ends := range known {
		if !said.literals[stem] {
			t.Errorf("no code puts a key together that begins with %q", stem)
		}
		for _, end := range ends {
			if _, ok := en[stem+end]; !ok {
				t.Errorf("the catalog lacks %q", stem+end)
			}
			said.literals[stem+end] = true
		}
	}
	for key := range en {
		if key != "lang" && !strings.HasPrefix(key, "say.") && !said.has(key, known) {
			t.Errorf("no code says %q", key)
		}
	}
}

// speech is what the code says of the catalog.
type speech struct {
	// keys and stems hold where a whole key, or the beginning of one, is said.
	keys, stems map[string]string
	// literals are all texts of the code, ends those that may end a key.
	literals, ends map[string]bool
}

// has reports whether a key is a text of the code, with a known end or without.
func (s speech) has(key string, known map[string][]string) bool {
	if s.literals[key] {
		return true
	}
	for stem, ends := range known {
		if end, ok := strings.CutPrefix(key, stem); ok && ends == nil && s.literals[end] {
			return true
		}
	}
	for end := range s.ends {
		if stem, ok := strings.CutSuffix(key, end); ok && s.literals[stem] {
			return true
		}
	}
	return false
}

// read looks through the code of all that speak: a parameter that is called key
// takes a key of the catalog.
func read(t *testing.T) speech {
	t.Helper()
	s := speech{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	for _, dir := range []string{"../ui", "../report", "../cmd", "../config", "."} {
		set := token.NewFileSet()
		var files []*ast.File
		for _, name := range glob(t, dir, "*.go") {
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				files = append(files, file)
			}
		}
		places := map[string]int{"Say": 0, "Or": 0}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool { speakers(n, places); return true })
		}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool { s.take(n, set, places); return true })
		}
		for _, name := range glob(t, dir, "*.tmpl") {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`Say "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
				s.keys[m[1]], s.literals[m[1]] = name, true
			}
		}
	}
	return s
}

func glob(t *testing.T, dir, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), pattern)
	if err != nil {
		t.Fatal(err)
	}
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	return names
}

// speakers notes at which place a function takes a key.
func speakers(n ast.Node, places map[string]int) {
	note := func(name string, f *ast.FuncType) {
		place := 0
		for _, field := range f.Params.List {
			for _, param := range field.Names {
				if typ, ok := field.Type.(*ast.Ident); ok && typ.Name == "string" && param.Name == "key" {
					places[name] = place
				}
				place++
			}
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		note(n.Name.Name, n.Type)
	case *ast.AssignStmt:
		for i, right := range n.Rhs {
			if f, ok := right.(*ast.FuncLit); ok {
				if name, ok := n.Lhs[i].(*ast.Ident); ok {
					note(name.Name, f.Type)
				}
			}
		}
	}
}

func (s speech) take(n ast.Node, set *token.FileSet, places map[string]int) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
			s.literals[text] = true
			if command, _, more := strings.Cut(text, " "); more { // "do RECORD VERB" has do.short
				s.literals[command] = true
			}
			if strings.HasPrefix(text, ".") {
				s.ends[text] = true
			}
		}
	case *ast.CallExpr:
		place, ok := places[nameOf(n.Fun)]
		if !ok || place >= len(n.Args) {
			return
		}
		at := set.Position(n.Pos()).String()
		if key, ok := literal(n.Args[place]); ok {
			s.keys[key] = at
		}
		if sum, ok := n.Args[place].(*ast.BinaryExpr); ok {
			for left, nested := sum.X.(*ast.BinaryExpr); nested; left, nested = sum.X.(*ast.BinaryExpr) {
				sum = left
			}
			if stem, ok := literal(sum.X); ok {
				s.stems[stem] = at
			}
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// families are the keys that are put together: how they begin, and every end
// that the core knows. Of a family without ends the code names each end.
func families(t *testing.T) map[string][]string {
	events := slices.DeleteFunc(of(t, "Type"), func(e string) bool { return e == string(change.FailoverEnded) }) // done or aborted
	rungs, kinds := rungs(t)
	return map[string][]string{
		"event.": append(events,
			"host.gated.nogo", "host.gated.overridden", "host.reboot_gated.nogo", "host.reboot_gated.overridden", "incident.opened.outage", "reboot.requested.detected", "reboot.requested.unplanned", "reboot.settled.unplanned", "reboot.settled.brief", "reboot.stumbled.same", "reboot.unbooted.unplanned", "reboot.answering.lost", "reboot.requested.booted", "reboot.requested.booted.unplanned", "reboot.bounced.expected", "reboot.requested.again", "reboot.requested.against", "mark.undone.start", "host.handed.taken", "mark.undone.finish",
			"observer.stepped.back", "incident.opened.window", "incident.resolved.window", "action.done.over", "failover.decided.nogo", "failover.ended.done", "failover.ended.aborted",
			"precheck.done.failed", "deviation.recorded.unsigned", "run.ended.fault", "plan.changed.fault", "plan.changed.same"),
		"rung.":    rungs,
		"action.":  kinds,
		"message.": kinds,
		"cause.":   append(of(t, "Cause"), "not offered"),
		"check.":   {change.SignalICMP, "tcp"},
		"work.":    of(t, "Work"),
		"phase.":   append(of(t, "Phase"), "leaving"),
		"due.":     of(t, "DueReason"),
		"outcome.": {"", "ok", "partial", "failed", "worked", "rolled-back", change.FailoverCompleted, change.FailoverAborted, change.OutcomeUntold},
		"host.": {
			"never", "settling", "gone", "gone_again", "gone_cycle", "strayed", "failed", "rolledback", "done", "done.proven", "back", "back.proven", "working", "held", "waiting", "watched",
			"back.word", "back.word.short", "done.word", "done.word.short", "done.noboot", "done.noboot.short", "cut_off", "cut_off.short", "by_itself", "by_itself.short", "gone.short", "gone_again.short", "gone_cycle.short", "done.short", "back.short", "held.short",
		},
		"weekday.":        {"0", "1", "2", "3", "4", "5", "6"},
		"again.":          of(t, "AgainWhy"),
		"status.":         {"new", "open"},
		"verify.fault.":   {"time", "evidence"},
		"verify.kind.":    {"chain", "time", "evidence"},
		"unseen.":         {"restart", "blind", "asleep", "stepped"},
		"learn.":          {"leaving", "dark", "services", "whole"},
		"forecast.chore.": {"start", "resume", "step", "issue", "verify", "finish"},
		"key.":            nil,
		"plan.key.":       nil,
		"legend.":         nil,
		"column.":         nil,
	}
}

// of are the values of a type of the core.
func of(t *testing.T, name string) []string {
	t.Helper()
	list := slices.Collect(maps.Values(constants(t, name)))
	if len(list) == 0 {
		t.Fatalf("the core has no %s", name)
	}
	return list
}

// rungs are the names of all rungs of the core, and the kinds of actions: those
// that the rungs ask for, and what comes due together with one.
func rungs(t *testing.T) (rungs, kinds []string) {
	t.Helper()
	parse(t, func(_ func(ast.Node) string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || file.Name.Name != "change" || len(spec.Values) != 1 {
				return true
			}
			of, _ := spec.Type.(*ast.Ident)
			if of == nil || of.Name != "RungName" && of.Name != "ActionKind" {
				return true
			}
			name := text(spec.Values[0])
			rungs = append(rungs, name)
			if spec.Names[0].Name != "RungLate" { // it asks for nothing
				kinds = append(kinds, name)
			}
			return true
		})
	})
	if len(kinds) < 15 {
		t.Fatalf("the core has only %d kinds of actions", len(kinds))
	}
	return rungs, kinds
}
