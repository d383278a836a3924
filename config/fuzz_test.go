package config

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tminus/change"
	"tminus/examples"
)

// Whatever the text, Parse gives a plan that holds together, or problems that
// lie inside the file and are safe to print.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add(examples.PatchNight)
	f.Add([]byte(small))
	f.Add([]byte(small + "    checks: {http: ['http://{address}/', {url: 'https://{name}/', status: 200}]}\nwitnesses: ['[::1]:22', 'gw:1']\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse("plan.yaml", text)
		if err == nil {
			holdsTogether(t, p)
			return
		}
		var problems *Errors
		if !errors.As(err, &problems) || len(problems.Problems) == 0 {
			t.Fatalf("%T without problems: %v", err, err)
		}
		lines := strings.Split(string(text), "\n")
		for _, problem := range problems.Problems {
			inside(t, lines, problem)
		}
		for _, line := range strings.Split(err.Error(), "\n") {
			if line != "" && change.Clean("x"+line+"x") != "x"+line+"x" && len(line) < change.MaxText {
				t.Errorf("not safe to print: %q", line)
			}
		}
	})
}

func inside(t *testing.T, lines []string, p Problem) {
	t.Helper()
	if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > max(1, utf8.RuneCountInString(lines[p.Line-1])) {
		t.Errorf("%d:%d is outside the file: %s", p.Line, p.Column, p.What)
	}
}

func holdsTogether(t *testing.T, p *change.Plan) {
	t.Helper()
	if len(p.Hosts) == 0 || len(p.Order) != len(p.Hosts) {
		t.Errorf("%d hosts, %d in order", len(p.Hosts), len(p.Order))
	}
	if p.Change.ID == "" || !p.Change.Window.End.After(p.Change.Window.Start) || len(p.Digest) != 64 {
		t.Errorf("change %+v, digest %q", p.Change, p.Digest)
	}
	for _, name := range p.Order {
		h := p.Host(name)
		if h == nil || h.Address == "" || len(h.Signals()) == 0 || len(h.Ladder) == 0 {
			t.Errorf("host %q: %+v", name, h)
			continue
		}
		if p.Environment(h.Environment).Name == "" {
			t.Errorf("host %q is in no environment", name)
		}
		for i, r := range h.Ladder {
			if i > 0 && r.After < h.Ladder[i-1].After || r.After <= 0 {
				t.Errorf("ladder of %q: %+v", name, h.Ladder)
			}
		}
	}
	for _, h := range p.Hosts {
		for _, c := range h.Checks.HTTP {
			if _, err := url.Parse(strings.ReplaceAll(strings.ReplaceAll(c.URL, "{address}", h.Address), "{name}", "a1")); err != nil && isIP(h.Address) && !strings.Contains(h.Address, ":") {
				t.Errorf("page %q: %v", c.URL, err)
			}
		}
	}
	Warnings(p)
}
