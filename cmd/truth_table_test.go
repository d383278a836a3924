package cmd_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"tminus/change"
)

var update = flag.Bool("update", false, "write the table of docs/truth.md anew")

const (
	truthPage  = "../docs/truth.md"
	tableBegin = "<!-- table: written by go test ./cmd -run TestTruth -update -->"
	tableEnd   = "<!-- end of table -->"
)

// row compares one true instant with the reported one.
type row struct {
	scenario, what  string
	truth, reported time.Time
}

func (r row) off() time.Duration { return r.reported.Sub(r.truth) }

// table is what the truth suite found out.
type table struct {
	title string
	tempo
	starved *starvation

	mu                   sync.Mutex
	rows                 []row
	silent               []string // scenarios of which nothing had to be said, and nothing was
	scenarios            int
	falseBack, falseDown int
}

// judge compares what the journal says of a host with its story.
func (tb *table) judge(t *testing.T, s *story, journal []change.Event) {
	t.Helper()
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.scenarios++
	tb.countFalse(t, s, journal)
	want, got := s.expected(), s.reported(journal)
	switch {
	case s.rough:
	case s.ambiguous():
		t.Logf("%s: this machine was so slow that its outages may count or not; only false states were looked for", s.scenario)
	default:
		tb.compare(t, s, want, got)
	}
	if len(want)+len(got) == 0 {
		tb.silent = append(tb.silent, s.scenario)
	}
}

func (tb *table) countFalse(t *testing.T, s *story, journal []change.Event) {
	t.Helper()
	var phase change.Type
	for _, e := range journal {
		if e.Host != s.host {
			continue
		}
		if why := s.falseBack(e, phase); why != "" {
			tb.falseBack++
			t.Errorf("FALSE BACK, %s (%s): %s at %s: %s", s.scenario, s.host, e.Type, clockTime(e.At), why)
		}
		if why := s.falseDown(e); why != "" {
			tb.falseDown++
			t.Errorf("FALSE DOWN, %s (%s): %s at %s: %s", s.scenario, s.host, e.Type, clockTime(e.At), why)
		}
		if strings.HasPrefix(string(e.Type), "reboot.") && e.Type != change.RebootStumbled {
			phase = e.Type
		}
		if d, ok := e.Data.(change.SignalData); ok && !slices.Contains(s.usable, d.Check) {
			t.Errorf("%s (%s): %s of %s, which never answered", s.scenario, s.host, e.Type, d.Check)
		}
	}
}

// compare wants every claim of the story in the journal and no other, for each
// signal and for the reboot, and each at its instant.
func (tb *table) compare(t *testing.T, s *story, want, got []claim) {
	t.Helper()
	for _, signal := range append([]string{"", away}, s.usable...) {
		w, g := of(signal, want), s.withoutPassing(of(signal, got))
		if d := diff.Diff(names(w), names(g)); d != "" {
			t.Errorf("%s (%s): -true +reported:\n%s", s.scenario, s.host, d)
			continue
		}
		for i := range w {
			tb.add(t, row{s.scenario, w[i].String(), w[i].at, g[i].at}, w[i].give)
		}
	}
}

// add judges how far an instant is off. One that nobody could tell better, as
// the machine stood still meanwhile, is told and has no part in the figures.
func (tb *table) add(t *testing.T, r row, give time.Duration) {
	t.Helper()
	limit := tb.tolerance() + give
	late, _ := tb.starved.around(r.truth, r.reported)
	switch off := r.off().Abs(); {
	case off <= limit:
		tb.rows = append(tb.rows, r)
	case off <= limit+late:
		t.Logf("%s: %s is off by %v, while this machine let its programs wait for %v", r.scenario, r.what, r.off(), late)
	default:
		t.Errorf("%s: %s is off by %v, more than an interval and a timeout; the machine let its programs wait for %v", r.scenario, r.what, r.off(), late)
	}
}

// median is that of the errors, whatever their direction.
func (tb *table) median() time.Duration {
	var offs []time.Duration
	for _, r := range tb.rows {
		offs = append(offs, r.off().Abs())
	}
	if len(offs) == 0 {
		return 0
	}
	slices.Sort(offs)
	return offs[len(offs)/2]
}

// judgeMedian wants the median error under its limit, unless the machine let its
// programs wait for a tenth of the time and more: then it says nothing.
func (tb *table) judgeMedian(t *testing.T) {
	t.Helper()
	var first, last time.Time
	for _, r := range tb.rows {
		if first.IsZero() || r.truth.Before(first) {
			first = r.truth
		}
		if r.truth.After(last) {
			last = r.truth
		}
	}
	switch late, _ := tb.starved.around(first, last); {
	case tb.median() < tb.medianLimit:
	case late > last.Sub(first)/10:
		t.Logf("%s: the median error is %v, on a machine that let its programs wait for %v", tb.title, tb.median(), late)
	default:
		t.Errorf("%s: the median error is %v, the limit %v", tb.title, tb.median(), tb.medianLimit)
	}
}

func (tb *table) worst() time.Duration {
	var worst time.Duration
	for _, r := range tb.rows {
		worst = max(worst, r.off().Abs())
	}
	return worst
}

// text is the table in Markdown. Signals that are lost or back in one act
// share a line: that of the worst of them.
func (tb *table) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d scenarios, %d instants: **false \"back\" %d, false \"down\" %d**, median error %d ms, worst %d ms.\n\n",
		tb.scenarios, len(tb.rows), tb.falseBack, tb.falseDown, tb.median().Milliseconds(), tb.worst().Milliseconds())
	b.WriteString("| scenario | what | true instant | reported | error, ms |\n|---|---|---|---|---:|\n")
	scenario := ""
	for _, r := range merged(tb.rows) {
		name := r.scenario
		if name == scenario {
			name = ""
		}
		scenario = r.scenario
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %+d |\n", name, r.what, clockTime(r.truth), clockTime(r.reported), r.off().Milliseconds())
	}
	for _, name := range tb.silent {
		fmt.Fprintf(&b, "| %s | nothing, and nothing was said | | | |\n", name)
	}
	return b.String()
}

// merged puts rows of one scenario, kind and true instant into one.
func merged(rows []row) []row {
	var list []row
	for _, r := range rows {
		kind, check, isSignal := strings.Cut(r.what, " ")
		i := slices.IndexFunc(list, func(old row) bool {
			return isSignal && old.scenario == r.scenario && old.truth.Equal(r.truth) && strings.HasPrefix(old.what, kind+" ")
		})
		if i < 0 {
			list = append(list, r)
			continue
		}
		list[i].what += ", " + check
		if r.off().Abs() > list[i].off().Abs() {
			list[i].reported = r.reported
		}
	}
	place := map[string]int{} // scenarios stay in their order
	for i, r := range slices.Backward(list) {
		place[r.scenario] = i
	}
	slices.SortStableFunc(list, func(a, b row) int {
		return cmp.Or(place[a.scenario]-place[b.scenario], a.truth.Compare(b.truth))
	})
	return list
}

// write puts the tables into the page, between its marks.
func write(t *testing.T, tables []*table) {
	t.Helper()
	page, err := os.ReadFile(truthPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := bytes.Cut(page, []byte(tableBegin))
	_, after, ok2 := bytes.Cut(rest, []byte(tableEnd))
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table: %s … %s", truthPage, tableBegin, tableEnd)
	}
	text := string(before) + tableBegin + "\n"
	for _, tb := range tables {
		text += "### " + tb.title + "\n" + tb.text() + "\n"
	}
	text = strings.TrimSuffix(text, "\n") + tableEnd + string(after)
	if err := os.WriteFile(truthPage, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
