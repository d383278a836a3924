package report

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
	"tminus/wording"
)

var update = flag.Bool("update", false, "write the goldens anew: look at the difference")

func render(t testing.TB, in Input) (html, md string) {
	t.Helper()
	var h, m strings.Builder
	if err := HTML(&h, in); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&m, in); err != nil {
		t.Fatal(err)
	}
	return h.String(), m.String()
}

// TestMarkdown compares whole reports. To look at the pages as well:
// TMINUS_PAGES=/tmp/pages go test ./report -run TestMarkdown
func TestMarkdown(t *testing.T) {
	zh := eventful(t)
	zh.Catalog = wording.Load("zh")
	open := night(t)
	open.Events = open.Events[:90]
	for name, in := range map[string]Input{"night": night(t), "eventful": eventful(t), "eventful.zh": zh, "open": open} {
		html, md := render(t, in)
		golden := filepath.Join("testdata", name+".md")
		if *update {
			if err := os.WriteFile(golden, []byte(md), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if dir := os.Getenv("TMINUS_PAGES"); dir != "" {
			_ = os.MkdirAll(dir, 0o755)
			if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(html), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), md); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// find returns the text of the first element with an id or class, from its tag on.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	if !ok {
		t.Fatalf("the page has no %q", from)
	}
	part, _, _ := strings.Cut(rest, to)
	return part
}

// A stranger reads the top of the page and can say which host failed, for how
// long, who was called when, what saved it and what deviated.
func TestTheTopOfThePageAnswers(t *testing.T) {
	page, _ := render(t, night(t))
	top := between(t, page, "<main>", "<nav>")
	for question, answers := range map[string][]string{
		"which host, for how long": {"B1 was not back for 56:00 after its reboot", "B2 was not back for 1:03:00 after its reboot", "norm 10:00"},
		"who was called when":      {"01:17", "Patch Support Desk (vendor, contract 00-0000): call the vendor", "02:52", "Lin Yue (owner of the order system)"},
		"what saved it":            {"hard reset in the machine room (attempt 1 of 1", "WinPE: reset the boot entries (attempt 4 of 4"},
		"what deviated":            {"Nothing deviated from the sealed plan."},
		"how it ended":             {"closed: partial", "3 of 4 hosts were finished as planned; B2 ↩ rolled back", "2:20:40 before the last safe failover"},
	} {
		for _, answer := range answers {
			if !strings.Contains(top, answer) {
				t.Errorf("%s: the top of the page lacks %q", question, answer)
			}
		}
	}
	checkPage(t, page)
	page, _ = render(t, eventful(t))
	for _, answer := range []string{"the record does not verify", "Deviations from the plan: 2 (start A2; deadline business peak 07:30)", "GO at 03:08 by Gao Jian, ABORTED at 03:20: B2 answers", "before the last safe failover (06:15, for business peak at 07:30)", "dispatch: due, and NOBODY took it"} {
		if !strings.Contains(between(t, page, "<main>", "<nav>"), answer) {
			t.Errorf("the eventful night lacks %q", answer)
		}
	}
}

// Evidence is shown where it is what was kept, and only then.
func TestPicturesOfEvidence(t *testing.T) {
	page, _ := render(t, eventful(t))
	part := between(t, page, `id="evidence"`, `id="timeline"`)
	if n := strings.Count(part, `<img src="data:image/png;base64,`); n != 1 {
		t.Errorf("%d pictures, want the one that is unaltered", n)
	}
	for _, want := range []string{"KB4534310", "CHANGED since it was kept", "cannot be shown: is missing", "memory.dmp", "f2aa874a77dc8614e62a9bf8f4d80653b8898963da5ce3954d1b163d63940fd8"} {
		if !strings.Contains(part, want) {
			t.Errorf("the evidence lacks %q", want)
		}
	}
}

// What is too large is named and not shown, one by one and in all.
func TestLargePicturesAreNamedOnly(t *testing.T) {
	tell := &teller{Catalog: wording.Load("en"), story: read(night(t))}
	files := store{}
	tell.in.Evidence = files.open
	large := files.keep("large.png", append(screenshot(t), make([]byte, maxPicture)...))
	small := files.keep("small.png", screenshot(t))
	room := maxPictures
	if p, err := tell.picture(large, &room); p != nil || err != nil || room != maxPictures {
		t.Errorf("large: %v, %v", p, err)
	}
	if p, err := tell.picture(small, &room); p == nil || err != nil || room != maxPictures-int(small.Size) {
		t.Errorf("small: %v, %v", p, err)
	}
	room = int(small.Size) - 1
	if p, err := tell.picture(small, &room); p != nil || err != nil {
		t.Errorf("no room: %v, %v", p, err)
	}
}

// Everything on the chart lies on the chart, in the order of time.
func TestChart(t *testing.T) {
	before := change.Event{At: at(t, "00:50:00"), Type: change.ObserverAsleep, Data: change.ObserverData{Since: at(t, "23:00:00")}}
	tell := &teller{Catalog: wording.Load("en"), story: read(with(eventful(t), before))}
	c := tell.chart().Chart
	kinds := map[string]int{}
	for _, s := range c.Shapes {
		kinds[s.Class]++
		if s.X < 0 || s.X > 100 || s.X+s.W > 100.2 || s.Y < 0 || s.Y+s.H > c.Height+1 {
			t.Errorf("off the chart: %+v", s)
		}
	}
	for class, want := range map[string]int{"host": 4, "phase gone": 4, "norm": 4, "over": 2, "hold": 2, "deviation": 2, "switch": 1, "gap": 4, "due": 11, "done": 9, "worked": 2, "failed": 5, "step bad": 1} {
		if kinds[class] != want {
			t.Errorf("%d shapes of %q, want %d", kinds[class], class, want)
		}
	}
}

// A type of event that this version does not know is shown as it stands.
func TestUnknownEventsAreTold(t *testing.T) {
	_, md := render(t, eventful(t))
	for _, want := range []string{"last safe failover B → A is now 06:15:00, was 05:45:00: the business moved its deadline", "NO-GO: failover B → A: the standby serves", "failover B → A ABORTED: B2 answers", "precheck free space: FAILED: 2 GB", "moon.phase is &#91;\"new\",1&#93;"} {
		if !strings.Contains(between(t, md, "## The whole timeline", "## Seal"), want) {
			t.Errorf("the timeline lacks %q", want)
		}
	}
}

// Every cut of a night gives a report: the morning may come too early.
func TestEveryBeginningGivesAReport(t *testing.T) {
	for _, in := range []Input{night(t), eventful(t)} {
		events := in.Events
		for n := 0; n <= len(events); n += 13 {
			in.Events = events[:n]
			page, _ := render(t, in)
			if strings.Contains(page, "0001-01-01") || strings.Contains(page, "NaN") || strings.Contains(page, "[") && strings.Contains(page, ".title]") {
				t.Fatalf("after %d events the page shows what is not there", n)
			}
		}
	}
}

// The numbers of steps are a host's own: a step of the plan that is for no host
// moves nothing in the report.
func TestAStepOfNobodyIsNotTold(t *testing.T) {
	page, md := render(t, eventful(t))
	in := eventful(t)
	plan := *in.Plan
	other := change.Step{ID: "other", Title: "OF ANOTHER", Evidence: "a picture", Only: change.Only{Model: "none"}}
	plan.Runbook = change.NewRunbook(append([]change.Step{other}, slices.Collect(plan.Runbook.All())...)...)
	in.Plan = &plan
	gotPage, got := render(t, in)
	if diff := cmp.Diff(md, got); diff != "" || page != gotPage {
		t.Errorf("a step of nobody moved something (-without +with):\n%s", diff)
	}
}
