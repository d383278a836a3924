package cmd_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/config"
	"tminus/journal"
)

// lines are the whole lines of the journal, read by nothing of ours.
func (c *crash) lines() []string {
	text, err := os.ReadFile(filepath.Join(c.record, "journal.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return splitLines(text)
}

// tail reports whether something torn stands behind the last whole line.
func (c *crash) tail() bool {
	text, err := os.ReadFile(filepath.Join(c.record, "journal.jsonl"))
	return err == nil && len(text) > 0 && text[len(text)-1] != '\n'
}

// judge looks at the record after a kill: the chain holds, and what was
// printed or acknowledged is there exactly once.
func (c *crash) judge() {
	c.t.Helper()
	lines := c.lines()
	if lines == nil {
		c.tally.beforeOpen++
		return // killed before the journal was made; the next round goes on from there
	}
	report, err := journal.Verify(c.record, "")
	waits := c.tail() && report.Broken != nil && report.Broken.Torn // until the next writer sets it aside
	if err != nil || !report.OK() && !waits || report.Events != uint64(len(lines)) {
		c.t.Errorf("verify: %v, %+v; %d whole lines", err, report, len(lines))
	}
	stands := map[string]int{}
	for _, line := range lines {
		stands[line]++
	}
	for _, line := range c.printed {
		if stands[line] != 1 {
			c.t.Errorf("printed, and %d times in the journal: %s\nin its place stands: %s", stands[line], line, c.inPlaceOf(line, lines))
		}
	}
	c.judgeNotes(lines)
	c.judgeStatus()
}

// inPlaceOf is the line of the journal that has the number of one that was printed.
func (c *crash) inPlaceOf(printed string, lines []string) string {
	if seq := c.decode([]string{printed})[0].Seq; seq <= uint64(len(lines)) {
		return lines[seq-1]
	}
	return "nothing"
}

func (c *crash) judgeNotes(lines []string) {
	c.t.Helper()
	notes := map[string]int{}
	for _, e := range c.decode(lines) {
		if d, ok := e.Data.(change.NoteData); ok {
			notes[d.Text.Text]++
		}
	}
	for text := range c.acked {
		if notes[text] != 1 {
			c.t.Errorf("acknowledged, and %d times in the journal: %s", notes[text], text)
		}
	}
	for text, n := range notes {
		if !c.tried[text] || n > 1 {
			c.t.Errorf("%d times in the journal (tried: %v): %s", n, c.tried[text], text)
		}
	}
}

// judgeTorn looks for all that was torn: set aside in files of its own, and the
// last of it perhaps still behind the journal.
func (c *crash) judgeTorn() {
	c.t.Helper()
	var kept []byte
	for seq := range len(c.lines()) + 2 {
		for n := range 100 {
			name := fmt.Sprintf("journal.torn-%d", seq)
			if n > 0 {
				name += fmt.Sprintf(".%d", n+1)
			}
			text, err := os.ReadFile(filepath.Join(c.record, name))
			if err != nil {
				break
			}
			kept = append(kept, text...)
		}
	}
	text, _ := os.ReadFile(filepath.Join(c.record, "journal.jsonl"))
	kept = append(kept, text[bytes.LastIndexByte(text, '\n')+1:]...)
	for _, piece := range c.torn { // a writer that was killed at it leaves some of it twice
		if !bytes.Contains(kept, piece) {
			c.t.Errorf("%d bytes that were torn are not kept: %.80q", len(piece), piece)
		}
	}
}

func (c *crash) decode(lines []string) []change.Event {
	c.t.Helper()
	events := make([]change.Event, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &events[i]); err != nil {
			c.t.Fatalf("%q: %v", line, err)
		}
	}
	return events
}

func (c *crash) fold(events []change.Event) change.State {
	c.t.Helper()
	text, err := os.ReadFile(c.plan)
	if err != nil {
		c.t.Fatal(err)
	}
	plan, err := config.Parse(c.plan, text)
	if err != nil {
		c.t.Fatal(err)
	}
	return change.Fold(change.NewState(plan), events...)
}

func (c *crash) closed() bool {
	s := c.fold(c.decode(c.lines()))
	return !s.Closed.IsZero()
}

// owed is what must survive a kill: the timers and the obligations.
type owed struct {
	Requested map[string]time.Time
	Phase     map[string]change.Phase
	Bounces   map[string]int
	Incidents map[string]map[change.ActionKind]string // id → action → its state, owner, outcome
	Rungs     map[string][]string
	Held      string
}

func owedOf(s change.State) owed {
	o := owed{
		map[string]time.Time{},
		map[string]change.Phase{},
		map[string]int{},
		map[string]map[change.ActionKind]string{},
		map[string][]string{},
		"",
	}
	for _, h := range s.Hosts.All() {
		if r := h.Reboot; r != nil {
			o.Requested[h.Name], o.Phase[h.Name], o.Bounces[h.Name] = r.Requested, r.Phase, r.Bounces
		}
	}
	for _, inc := range s.Incidents {
		actions := map[change.ActionKind]string{}
		for _, r := range inc.Rungs {
			o.Rungs[inc.ID] = append(o.Rungs[inc.ID], string(r.Rung))
			for _, kind := range r.Raises() {
				actions[kind] = "due//"
			}
		}
		for kind, a := range inc.Actions {
			actions[kind] = strings.Join([]string{string(a.State), a.Owner, a.Outcome.Text}, "/")
		}
		o.Incidents[inc.ID] = actions
	}
	if s.Hold != nil {
		o.Held = "held"
	}
	return o
}

// judgeStatus asks the binary itself, in a process that never knew the one
// that was killed, and compares with a fold of the lines made here.
func (c *crash) judgeStatus() {
	c.t.Helper()
	s := c.fold(c.decode(c.lines()))
	out, err := exec.Command(binary(c.t), "status", "--json", c.record).Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		c.t.Errorf("status: %v", err)
		return
	}
	var status struct {
		Now    time.Time
		Change struct{ Held bool }
		Hosts  []struct {
			Name    string
			Phase   change.Phase
			Elapsed float64 `json:"reboot_elapsed_s"`
			Bounces int
		}
		Incidents []struct {
			ID      string
			Rungs   []struct{ Rung string }
			Actions []struct {
				Kind                  change.ActionKind
				State, Owner, Outcome string
			}
		}
	}
	if err := json.Unmarshal(out, &status); err != nil {
		c.t.Errorf("status: %v: %s", err, out)
		return
	}
	want, got := owedOf(s), owedOf(change.State{})
	if status.Change.Held {
		got.Held = "held"
	}
	for _, h := range status.Hosts {
		if h.Phase == "" {
			continue
		}
		got.Phase[h.Name], got.Bounces[h.Name] = h.Phase, h.Bounces
		got.Requested[h.Name] = status.Now.Add(-time.Duration(h.Elapsed * float64(time.Second)))
		if h.Phase == change.Settled || h.Phase == change.Listening { // its clock stands still
			got.Requested[h.Name] = want.Requested[h.Name]
		}
	}
	for _, inc := range status.Incidents {
		got.Incidents[inc.ID] = map[change.ActionKind]string{}
		for _, a := range inc.Actions {
			got.Incidents[inc.ID][a.Kind] = strings.Join([]string{a.State, a.Owner, a.Outcome}, "/")
		}
		for _, r := range inc.Rungs {
			got.Rungs[inc.ID] = append(got.Rungs[inc.ID], r.Rung)
		}
	}
	near := cmp.Comparer(func(a, b time.Time) bool { return a.Sub(b).Abs() < time.Millisecond })
	if diff := cmp.Diff(want, got, near); diff != "" {
		c.t.Errorf("what is owed, by the journal (-) and by the next process (+):\n%s", diff)
	}
}

// endOfNight looks at the whole story: every start after a kill says so and
// changes nothing that is owed, and nothing is raised a second time.
func (c *crash) endOfNight() {
	c.t.Helper()
	events := c.decode(c.lines())
	once := map[string]int{}
	for i, e := range events {
		switch d := e.Data.(type) {
		case change.OpenedData:
			once["the opening"]++
		case change.IncidentData:
			if e.Type == change.IncidentOpened {
				once["incident "+d.ID]++
			}
		case change.RungData:
			once[fmt.Sprintf("rung %s of %s for %s due %v", d.Rung, d.Incident, e.Host, d.Due)]++
			c.tally.rungs++
		case change.ResumedData:
			before, after := owedOf(c.fold(events[:i])), owedOf(c.fold(events[:i+1]))
			if diff := cmp.Diff(before, after); diff != "" {
				c.t.Errorf("owed before a resume (-) and after it (+):\n%s", diff)
			}
			if d.Unobserved.IsZero() || d.Unobserved.After(e.At) {
				c.t.Errorf("resumed at %v, not observed since %v", e.At, d.Unobserved)
			}
		}
	}
	for what, n := range once {
		if n != 1 {
			c.t.Errorf("%d times in the journal: %s", n, what)
		}
	}
	c.judgeTorn()
	c.tally.events += len(events)
	c.tally.printed += len(c.printed)
	c.tally.acked += len(c.acked)
	c.tally.cut += c.cut
	c.cut = 0
}
