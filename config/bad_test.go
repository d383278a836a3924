package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"tminus/wording"
)

var update = flag.Bool("update", false, "write the .err files anew")

// One bad file a rule: testdata/bad/RULE.yaml, and what is said of it in
// RULE.err. Write the latter anew with go test ./config -update, and read them.
func TestBadPlans(t *testing.T) {
	words := english()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := Parse(name, text)
			if plan != nil || err == nil {
				t.Fatal("the file was taken for a plan")
			}
			var problems *Errors
			if !errors.As(err, &problems) {
				t.Fatalf("%T is not *Errors: %v", err, err)
			}
			for _, p := range problems.Problems {
				if what, hint := problems.Say(words, p); hint == "" {
					t.Errorf("no hint at line %d: %s", p.Line, what)
				}
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".err", problems.In(words)+"\n")
		})
	}
}

// All of them once more in Chinese: testdata/bad.zh.txt, to be read as a whole.
// Of English only what the plan itself says, and YAML's own words, may be left.
func TestBadPlansInChinese(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	words := wording.Load("zh")
	var b strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse(filepath.Base(file), text)
		var problems *Errors
		if !errors.As(err, &problems) {
			t.Fatalf("%s: %v", file, err)
		}
		for _, p := range problems.Problems[:min(len(problems.Problems), 12)] {
			what, hint := problems.Say(words, p)
			if !strings.ContainsFunc(what, isHan) || !strings.ContainsFunc(hint, isHan) {
				t.Errorf("%s: not Chinese: %s: %s", file, what, hint)
			}
			fmt.Fprintf(&b, "%s:%d:%d: %s\n     %s\n", problems.File, p.Line, p.Column, what, hint)
		}
	}
	golden(t, "testdata/bad.zh.txt", b.String())
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write it with -update)", err)
	}
	// A checkout on Windows may have turned the line ends.
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// A person who mends a plan wants the whole list, in the order of the file.
func TestSeveralProblemsAtOnce(t *testing.T) {
	_, _, err := Load("testdata/bad/several.yaml")
	var problems *Errors
	if !errors.As(err, &problems) {
		t.Fatalf("not *Errors: %v", err)
	}
	var lines []int
	for _, p := range problems.Problems {
		lines = append(lines, p.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 8, 9, 10, 11, 11}, lines); diff != "" {
		t.Errorf("lines of the problems (-want +got):\n%s\n%v", diff, err)
	}
}

// Each comment of a file from Windows once moved all that follows by a line.
func TestLinesOfAFileFromWindows(t *testing.T) {
	text := "change: # one\r\n  # two\r\n  id: C\r\n  window: {start: 2020-11-20 23:30, end: x} # three\r\nhosts: []\r\n"
	_, err := Parse("p", []byte(text))
	if err == nil || !strings.HasPrefix(err.Error(), `p:4:42: "x" is not a date`) {
		t.Errorf("got %v", err)
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	text := "hosts:\n" + strings.Repeat("  - {nam: A, addr: 1.2.3.4, x: 1}\n", 1500)
	_, err := Parse("plan.yaml", []byte(text))
	if err == nil {
		t.Fatal("the file was taken for a plan")
	}
	said := err.Error()
	if n := strings.Count(said, "hint:"); n != maxShown {
		t.Errorf("%d problems shown, want %d", n, maxShown)
	}
	if last := said[strings.LastIndex(said, "\n")+1:]; !strings.HasPrefix(last, "and at least ") || !strings.HasSuffix(last, " more") {
		t.Errorf("the rest is not counted: %q", last)
	}
}

func TestSizeLimit(t *testing.T) {
	text := append([]byte("# "), make([]byte, MaxSize)...)
	_, err := Parse("plan.yaml", text)
	if err == nil || !strings.Contains(err.Error(), "plan.yaml:1:1: the file is larger than 10 MB") {
		t.Errorf("got %v", err)
	}
}

// Load stops reading: a device given by mistake has no end.
func TestLoadIsBounded(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("SKIPPED, the bound on reading is not tested here: no /dev/zero")
	}
	_, text, err := Load("/dev/zero")
	if err == nil || len(text) != MaxSize+1 {
		t.Errorf("read %d bytes, error %v", len(text), err)
	}
}

func TestLoadSaysWhatToTry(t *testing.T) {
	_, _, err := Load(filepath.Join(t.TempDir(), "absent.yaml"))
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "tminus init") {
		t.Errorf("got %v", err)
	}
}

// What a terminal would obey never gets into an error, wherever it stands.
func TestErrorsAreSafeToPrint(t *testing.T) {
	for _, text := range []string{
		"a\x1b[2Jb: 1\n", "\"a\\e[2Jb\": 1\n", "hosts: [{name: \"\\e]0;x\\a\"}]\n", "order: [\"\\u202e\"]\n",
	} {
		_, err := Parse("pl\x1b[2Jan.yaml", []byte(text))
		if err == nil {
			t.Errorf("%q was taken for a plan", text)
			continue
		}
		if strings.ContainsAny(err.Error(), "\x1b\a\u202e") {
			t.Errorf("the error about %q is not safe: %q", text, err)
		}
	}
}
