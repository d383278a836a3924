package config

import (
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	f.Add([]byte(inWaves))
	f.Add([]byte(small + "    checks: {http: ['http://{address}/', {url: 'https://{name}/', status: 200}]}\nwitnesses: ['[::1]:22', 'gw:1']\n"))
	f.Add([]byte(small + "    model: a #1\r\n    os: b\t#2 #3\n    level: {to: a\n b #\n }\n"))
	words := english()
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse("plan.yaml", text)
		lines := strings.Split(string(text), "\n")
		if err == nil {
			holdsTogether(t, p)
			if doubts := Doubts("plan.yaml", text); doubts != nil {
				for _, problem := range doubts.Problems {
					inside(t, lines, problem)
				}
			}
			return
		}
		var problems *Errors
		if !errors.As(err, &problems) || len(problems.Problems) == 0 {
			t.Fatalf("%T without problems: %v", err, err)
		}
		for _, problem := range problems.Problems {
			inside(t, lines, problem)
		}
		for _, line := range strings.Split(problems.In(words), "\n") {
			if line != "" && change.Clean("x"+line+"x") != "x"+line+"x" && len(line) < change.MaxText {
				t.Errorf("not safe to print: %q", line)
			}
		}
	})
}

func inside(t *testing.T, lines []string, p Problem) {
	t.Helper()
	if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > max(1, utf8.RuneCountInString(lines[p.Line-1])) {
		t.Errorf("%d:%d is outside the file: %s", p.Line, p.Column, p.Is)
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
	inWaves := 0
	for i, w := range p.Waves {
		inWaves += len(w.Hosts)
		if w.AtOnce.Of(len(p.Hosts)) < 1 || w.AtOnce.Of(0) < 1 || w.Soak < 0 || w.MaxFailed < 0 || p.InWaves() == (w.Name == "") {
			t.Errorf("wave %+v", w)
		}
		for _, name := range w.Hosts {
			if p.WaveOf(name) != i {
				t.Errorf("%q is in wave %d, and in %d", name, i, p.WaveOf(name))
			}
		}
	}
	if inWaves != len(p.Hosts) {
		t.Errorf("%d hosts in waves, of %d", inWaves, len(p.Hosts))
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

// Whatever the inventory, Import makes a plan that Parse takes, with the hosts
// of the inventory, or tells of problems that lie inside the file.
func FuzzInventory(f *testing.F) {
	for _, text := range []string{
		"name,address,environment,model,os,from,to,tested,tcp\nA1,192.0.2.11,A,\"IBM, \"\"x\"\"\",yes,0x1,- x,a: b,22 443\nB1,::1,? B,,,,,,\n",
		"\ufeffHostname;IP;env;owner\r\n核心;192.0.2.11;甲;x\r\n;;;\r\n", "name\tip\nA1\ta1.example.net\n", "name,ip\nA1,192.0.2.1\nA1,192.0.2.1\n",
		"name,ip\n\"A1,192.0.2.1\n", "name,ip\nA\x1b[2J,192.0.2.1\n", "name,ip\n\xd6\xd0,192.0.2.1\n", "主机名,ip地址,环境\nx,y,z\n", "name,name\n", "",
		"sep=;\nname;ip;env\nA1;192.0.2.1;a\nＡ1;192.0.2.1;A\n", "#TYPE x\nname,ip\nA 1,192.0.2.1\na1,192.0.2.1\n", "sep=:\nname:ip\n", "sep=\n",
	} {
		f.Add([]byte(text))
	}
	words := english()
	f.Fuzz(func(t *testing.T, text []byte) {
		out, err := Import("hosts.csv", text)
		if err == nil {
			sameHosts(t, string(text), out)
			return
		}
		var wrong *Errors
		if !errors.As(err, &wrong) || len(wrong.Problems) == 0 {
			t.Fatalf("%T without problems: %v", err, err)
		}
		lines := strings.Split(string(text), "\n")
		for _, problem := range wrong.Problems {
			inside(t, lines, problem)
		}
		for _, line := range strings.Split(wrong.In(words), "\n") {
			if line != "" && change.Clean("x"+line+"x") != "x"+line+"x" && len(line) < change.MaxText {
				t.Errorf("not safe to print: %q", line)
			}
		}
	})
}

// sameHosts reads an inventory that was accepted once more, by other means:
// the separator is one of three, and the cells are what encoding/csv says.
func sameHosts(t *testing.T, text string, out *Imported) {
	t.Helper()
	p, err := Parse("plan.yaml", out.Plan)
	if err != nil {
		t.Fatalf("the plan is refused: %v\n%s", err, out.Plan)
	}
	holdsTogether(t, p)
	if string(out.Plan) != change.Clean(string(out.Plan)) {
		for _, r := range string(out.Plan) {
			if r != '\n' && !shows(r) {
				t.Errorf("%U in the plan", r)
			}
		}
	}
	var told []string
	first, rest, _ := strings.Cut(strings.TrimPrefix(text, utf8Mark), "\n")
	separators := ",;\t"
	switch mark := strings.ToLower(strings.Trim(first, "\r\"")); {
	case strings.HasPrefix(mark, "sep=") && utf8.RuneCountInString(mark) == 5 && mark != `sep="`:
		text, separators = "\n"+rest, mark[len("sep="):]
	case strings.HasPrefix(strings.Trim(first, "\r\""), "#TYPE "):
		text = "\n" + rest
	}
	for _, separator := range separators {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, utf8Mark)))
		r.Comma, r.FieldsPerRecord = separator, -1 // blank lines have one
		sheet, err := r.ReadAll()
		if err != nil || len(sheet) == 0 {
			continue
		}
		var hosts []string
		spelled := map[string]string{}
		for _, row := range sheet[1:] {
			cells := map[string]string{"environment": "all"}
			for n, cell := range row[:min(len(row), len(sheet[0]))] {
				if key := keyOf(sheet[0][n]); key != "" && strings.TrimSpace(cell) != "" {
					cells[key] = strings.Join(strings.Fields(cell), " ")
				}
			}
			host, env := "host "+alike(cells["name"]), "environment "+alike(cells["environment"])
			if before, twice := spelled[host]; twice && before != cells["name"] {
				continue // else it would have been refused
			}
			if before, is := spelled[env]; is {
				cells["environment"] = before
			}
			spelled[host], spelled[env] = cells["name"], cells["environment"]
			if strings.TrimSpace(strings.Join(row, "")) != "" {
				hosts = append(hosts, fmt.Sprint(cells))
			}
		}
		told = append(told, strings.Join(hosts, "\n"))
	}
	var got []string
	for _, name := range p.Order {
		got = append(got, fmt.Sprint(cellsOf(p.Host(name))))
	}
	if !slices.Contains(told, strings.Join(got, "\n")) {
		t.Errorf("hosts %q, want one of %q", got, told)
	}
}

// cellsOf is what an inventory says of a host.
func cellsOf(h *change.Host) map[string]string {
	cells := map[string]string{
		"name": h.Name, "address": h.Address, "environment": h.Environment, "model": h.Model, "os": h.OS,
		"from": h.Level.From, "to": h.Level.To, "tested": h.Level.Tested, "tcp": strings.Trim(fmt.Sprint(h.Checks.TCP), "[]"),
	}
	maps.DeleteFunc(cells, func(_, cell string) bool { return cell == "" })
	for key, cell := range cells {
		cells[key] = strings.Join(strings.Fields(cell), " ")
	}
	return cells
}
