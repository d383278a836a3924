package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// house says which of our packages each package may import.
// docs/codebase.md draws it.
func house() map[string][]string {
	return map[string][]string{
		"tminus":                     {"cmd"},
		"tminus/cmd":                 {"change", "checks", "config", "drill", "engine", "examples", "fault", "forecast", "journal", "process", "record", "report", "scout", "secret", "ui", "wording"},
		"tminus/bench":               {},
		"tminus/change":              {},
		"tminus/checks":              {"change", "fault", "process", "secret"},
		"tminus/config":              {"change", "fault", "hostaddr", "secret", "wording"},
		"tminus/drill":               {"change"},
		"tminus/engine":              {"change", "fault"},
		"tminus/fault":               {"change"},
		"tminus/forecast":            {"change"},
		"tminus/hostaddr":            {},
		"tminus/journal":             {"change", "fault", "record"},
		"tminus/notify":              {"change", "fault", "record"},
		"tminus/process":             {"change", "fault"},
		"tminus/record":              {"change", "fault"},
		"tminus/scout":               {"change", "fault", "hostaddr", "process"},
		"tminus/report":              {"change", "fault", "wording"},
		"tminus/ui":                  {"change", "fault", "wording"},
		"tminus/examples":            {},
		"tminus/secret":              {"change", "fault"},
		"tminus/wording":             {"change", "fault"},
		"tminus/wording/wordingtest": {"change", "wording"},

		"tminus/length":            {},
		"tminus/change/changetest": {"change"},
		"tminus/notify/notifytest": {"change"},
		"tminus/record/recordtest": {"change", "fault", "record"},
	}
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// TestArrows keeps the packages in their places: who may know whom.
func TestArrows(t *testing.T) {
	rules := house()
	for _, p := range packages(t) {
		allowed, known := rules[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the house: add it to this test and to docs/codebase.md", p.ImportPath)
		}
		for _, imp := range p.Imports {
			room, ours := strings.CutPrefix(imp, "tminus/")
			if ours && !slices.Contains(allowed, room) {
				t.Errorf("%s must not import %s", p.ImportPath, imp)
			}
			if p.ImportPath == "tminus/change" && strings.Contains(imp, ".") {
				t.Errorf("the core imports %s: it takes the standard library only", imp)
			}
		}
	}
}

// TestOneDoorToTheRecord: the commands know no place that keeps records, but
// for the one file that opens it.
func TestOneDoorToTheRecord(t *testing.T) {
	files, err := filepath.Glob("cmd/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range file.Imports {
			if imp.Path.Value == `"tminus/journal"` && path != "cmd/folders.go" && !strings.HasSuffix(path, "_test.go") {
				t.Errorf("%s imports the journal: what it needs of a record is an interface, see cmd/records.go", path)
			}
		}
	}
}

// parsed is a file of code, and where its parts stand.
func parsed(t *testing.T, path string) (*token.FileSet, *ast.File) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return set, file
}

// weighing are the rules of the core that say what is worst, due or too late.
// change.Assess asks them once, for all faces.
func weighing() []string {
	return []string{
		"Urgent", "Undone", "Asks", "Late", "Settling", "RungDue", "HealthyIn", "FailedOver", "FailoverUnderWay", "AsksFailover",
		"LastSafeFailover", "LastSafeStart", "Limits", "EarliestLastSafe", "Deadlines", "Service", "OpenIncident", "Unsigned", "Decided", "Elapsed",
		"Next(", "Gate(", "IsBack", "LeftOpen", "BetweenReboots",
	}
}

// TestFacesOnlyDraw: no face weighs for itself. What it shows of severities,
// duties, countdowns and failovers comes from the situation, so that no two of
// them can say different things of one fact.
func TestFacesOnlyDraw(t *testing.T) {
	files, _ := filepath.Glob("ui/*.go")
	for _, more := range []string{"wording/*.go", "report/*.go", "cmd/status*.go", "cmd/watch*.go"} {
		list, _ := filepath.Glob(more)
		files = append(files, list...)
	}
	if len(files) < 80 {
		t.Fatalf("only %d files of faces", len(files))
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set, file := parsed(t, path)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if rule := weighs(call); rule != "" {
					t.Errorf("%s weighs for itself, by %s: draw change.Situation", set.Position(n.Pos()), rule)
				}
			}
			return true
		})
	}
}

// weighs is the rule of the core that a call asks, empty where it asks none.
func weighs(call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	name := f.Sel.Name
	if in, ok := f.X.(*ast.Ident); ok && in.Name == "change" {
		name += "(" // a function of the core, not a method
	}
	if slices.Contains(weighing(), name) {
		return f.Sel.Name
	}
	return ""
}

// TestCoreIsPure keeps clocks, files and sockets out of the domain.
func TestCoreIsPure(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "tminus/change" {
			continue
		}
		for _, imp := range p.Imports {
			if slices.Contains([]string{"os", "io", "net", "bufio", "log", "log/slog", "sync", "context", "syscall", "os/exec", "math/rand", "math/rand/v2"}, imp) {
				t.Errorf("the core imports %s", imp)
			}
		}
	}
	out, _ := exec.Command("grep", "-rnE", `time\.(Now|Since|Until|After|Sleep|NewTimer|NewTicker|Tick)\(`, "change", "--include=*.go", "--exclude=*_test.go").Output()
	if len(out) > 0 {
		t.Errorf("the core reads a clock:\n%s", out)
	}
}

// TestFileMaps: the maps of files in doc.go name every file, and none that is gone.
func TestFileMaps(t *testing.T) {
	for _, room := range []string{"change", "ui"} {
		text, err := os.ReadFile(filepath.Join(room, "doc.go"))
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`[a-z_*]+\.go`).FindAllString(string(text), -1)
		if len(names) < 40 {
			t.Errorf("%s/doc.go names only %d files", room, len(names))
		}
		named := map[string]bool{filepath.Join(room, "doc.go"): true}
		for _, name := range names {
			found, _ := filepath.Glob(filepath.Join(room, name))
			if len(found) == 0 {
				t.Errorf("%s/doc.go names %s: there is no such file", room, name)
			}
			for _, path := range found {
				named[path] = true
			}
		}
		files, _ := filepath.Glob(filepath.Join(room, "*.go"))
		for _, path := range files {
			if !strings.HasSuffix(path, "_test.go") && !named[path] {
				t.Errorf("%s/doc.go does not name %s", room, path)
			}
		}
	}
}
