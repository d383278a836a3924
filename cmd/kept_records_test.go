package cmd_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"tminus/change"
)

// essentials are what the program that made a kept record said of it: later
// programs may say it in other words, but may not say anything else.
type essentials struct {
	Events    uint64              `json:"events"`
	Head      string              `json:"head"`
	Evidence  int                 `json:"evidence"`
	Change    changeEssentials    `json:"change"`
	Deadline  time.Time           `json:"deadline"`
	Hosts     []hostEssentials    `json:"hosts"`
	Incidents []incidentEssential `json:"incidents"`
}

type changeEssentials struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Held   bool   `json:"held"`
	Digest string `json:"digest"`
}

type hostEssentials struct {
	Name        string            `json:"name"`
	Environment string            `json:"environment"`
	Work        string            `json:"work"`
	Phase       string            `json:"phase"`
	Step        int               `json:"step"`
	Proven      bool              `json:"proven"`
	Bounces     int               `json:"bounces"`
	Signals     map[string]string `json:"signals"`
}

type incidentEssential struct {
	ID     string    `json:"id"`
	Hosts  []string  `json:"hosts"`
	Opened time.Time `json:"opened"`
	Open   bool      `json:"open"`
	Rungs  []struct {
		Rung   string    `json:"rung"`
		At     time.Time `json:"at"`
		Reason string    `json:"reason"`
	} `json:"rungs"`
	Actions []struct {
		Kind    string `json:"kind"`
		State   string `json:"state"`
		Owner   string `json:"owner"`
		Contact string `json:"contact"`
	} `json:"actions"`
}

// keptRecord is one of testdata/records, and how its commands exit.
type keptRecord struct {
	name                   string
	verify, status, report int
	// goesOn continues the copy in the folder, if that can be.
	goesOn func(t *testing.T, dir string)
}

func keptRecords() []keptRecord {
	return []keptRecord{
		{"night", 0, 0, 0, staysClosed},
		{"failover", 0, 1, 0, runsToItsEnd},
		{"torn", 1, 1, 1, playsToItsEnd},
	}
}

// TestKeptRecords opens records of programs of the past: whoever looks up a
// night years later, or goes on with one after an update, finds what was there.
func TestKeptRecords(t *testing.T) {
	t.Parallel()
	for _, k := range keptRecords() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			var want essentials
			text, err := os.ReadFile(filepath.Join("testdata", "records", k.name, "essentials.json"))
			decode(t, text, &want)
			if err != nil {
				t.Fatal(err)
			}
			dir := copyKept(t, k.name)
			got := k.verified(t, dir)
			k.stands(t, dir, &got)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("the record says\n%s\nand said once\n%s", indented(t, got), indented(t, want))
			}
			before := journalText(t, dir)
			k.plays(t, dir)
			k.reports(t, dir, &want)
			if !bytes.Equal(journalText(t, dir), before) {
				t.Error("looking at the record changed its journal")
			}
			k.goesOn(t, dir)
			if whole := before[:bytes.LastIndexByte(before, '\n')+1]; !bytes.HasPrefix(journalText(t, dir), whole) {
				t.Error("going on changed lines of the past")
			}
		})
	}
}

// verified is what verify says.
func (k keptRecord) verified(t *testing.T, dir string) (e essentials) {
	t.Helper()
	decode(t, exits(t, k.verify, "verify", "--json", dir), &e)
	return e
}

// stands adds what status says.
func (k keptRecord) stands(t *testing.T, dir string, e *essentials) {
	t.Helper()
	var s struct {
		Change   changeEssentials
		Deadline struct{ At time.Time }
		Hosts    []struct {
			hostEssentials
			Signals map[string]struct{ State string } `json:"signals"`
		}
		Incidents []incidentEssential
	}
	decode(t, exits(t, k.status, "status", "--json", dir), &s)
	e.Change, e.Deadline, e.Incidents = s.Change, s.Deadline.At, s.Incidents
	for _, h := range s.Hosts {
		h.hostEssentials.Signals = map[string]string{}
		for name, sig := range h.Signals {
			h.hostEssentials.Signals[name] = sig.State
		}
		e.Hosts = append(e.Hosts, h.hostEssentials)
	}
}

// keptLine is what later programs read of a line of the past.
type keptLine struct {
	Seq            uint64
	At             time.Time
	Type, Host, By string
	Hash           string
}

// keptNames are the names and the texts of people in a line.
func keptNames(t *testing.T, line []byte) (names []string) {
	t.Helper()
	var l struct {
		Type string
		Data json.RawMessage
	}
	decode(t, line, &l)
	var d struct {
		What, Reason, Second string
		Files                []struct{ SHA256 string }
	}
	switch change.Type(l.Type) {
	case change.DeviationRecorded:
		decode(t, l.Data, &d)
		return []string{d.What, d.Reason, d.Second}
	case change.StepDone, change.StepFailed:
		decode(t, l.Data, &d)
		for _, f := range d.Files {
			names = append(names, f.SHA256)
		}
	}
	return names
}

func keptLines(t *testing.T, text []byte) (lines []keptLine) {
	t.Helper()
	for line := range bytes.Lines(text) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var l keptLine
		decode(t, line, &l)
		lines = append(lines, l)
	}
	return lines
}

// plays compares a replay with the lines of the journal.
func (k keptRecord) plays(t *testing.T, dir string) {
	t.Helper()
	lines := keptLines(t, journalText(t, dir))
	played := keptLines(t, exits(t, 0, "replay", "--headless", "--speed", "100000", dir))
	if !reflect.DeepEqual(played, lines) {
		t.Errorf("replay plays %d events that differ from the %d of the journal", len(played), len(lines))
	}
}

// reports looks for everything in the report that has a name.
func (k keptRecord) reports(t *testing.T, dir string, e *essentials) {
	t.Helper()
	to := t.TempDir()
	exits(t, k.report, "report", "--output", to, dir)
	names := []string{e.Change.ID}
	for _, h := range e.Hosts {
		names = append(names, h.Name)
	}
	for _, inc := range e.Incidents {
		names = append(names, inc.ID)
	}
	for line := range bytes.Lines(journalText(t, dir)) {
		if bytes.HasSuffix(line, []byte("\n")) {
			names = append(names, keptNames(t, line)...)
		}
	}
	for _, file := range []string{"report.md", "report.html"} {
		text, err := os.ReadFile(filepath.Join(to, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !bytes.Contains(text, []byte(name)) {
				t.Errorf("%s does not tell of %q", file, name)
			}
		}
	}
}
