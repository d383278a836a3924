package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tminus/change"
)

// hostile are texts that a name, a note or an output may hold to break out of
// its place in a page, a table or a picture.
var hostile = []string{
	`<script>document.title='PWNED'</script>`,
	`"><img src=x onerror="document.title='PWNED'">`,
	`' onmouseover='document.title="PWNED"' x='`,
	`</title></style></svg></pre><script>document.title='PWNED'</script>`,
	`<svg onload="document.title='PWNED'"><a xlink:href="javascript:document.title='PWNED'">x</a></svg>`,
	`javascript:document.title='PWNED'`,
	`data:text/html,<script>document.title='PWNED'</script>`,
	`<!-- --!><iframe src="http://example.test/"></iframe>`,
	`{{.Evidence}} {{template "x"}} ${7*7} <%= 7 %>`,
	`url(http://example.test/x) } body { display:none } @import "http://example.test/y";`,
	`<meta http-equiv=refresh content="0;url=http://example.test/"><base href="http://example.test/">`,
	`&lt;script&gt; &#60;script&#62; \u003cscript\u003e %3Cscript%3E`,
	`| a | b |`,
	"`code` **bold** _it_ ~~no~~ # head",
	`[x](javascript:alert(1)) ![x](http://example.test/p.png) <http://example.test> http://example.test www.example.test @everyone`,
	"\x1b[31mred\x1b]0;PWNED\x07 \u202egnp.exe \u200b\ufeff line\nbreak\r\n- list\n# head",
	strings.Repeat("long", 1010),
	"\xff\xfe not text \x00",
}

// inEverything is a night in which every text from outside is the given one.
func inEverything(t testing.TB, s string) Input {
	t.Helper()
	in := night(t)
	files := store{}
	in.Evidence = files.open
	plan := *in.Plan
	plan.Change.Title, plan.Change.ID, plan.Change.Deadline.Name = s, s, s
	plan.Contacts = map[string]change.Contact{"vendor": {Key: "vendor", Name: s, Role: s, Phone: s}, s: {Name: s}}
	plan.Hosts, plan.Order = slices.Clone(plan.Hosts), slices.Clone(plan.Order)
	for i := range plan.Hosts {
		plan.Hosts[i].Model, plan.Hosts[i].OS = s, s
	}
	steps := slices.Collect(plan.Runbook.All())
	for i := range steps {
		steps[i].Title, steps[i].Evidence = s, s
	}
	plan.Runbook = change.NewRunbook(steps...)
	odd := plan.Hosts[0]
	odd.Name, odd.Environment = s, s
	plan.Hosts, plan.Order = append(plan.Hosts, odd), append(plan.Order, s)
	plan.Index()
	in.Plan = &plan
	in.Check.Faults, in.Check.Warnings, in.Check.Head = []string{s}, []string{s}, s
	for i := range in.Events {
		e := &in.Events[i]
		if e.By != "" {
			e.By = s
		}
		switch d := e.Data.(type) {
		case change.StepData:
			d.Note, d.Evidence = s, s
			if e.Type == change.StepDone {
				d.Files = []change.EvidenceFile{files.keep(s, []byte(s)), {Name: s, SHA256: s}}
			}
			e.Data = d
		case change.ActionData:
			d.Outcome = change.Own(s)
			e.Data = d
		case change.RecoveryData:
			d.What = s
			e.Data = d
		}
	}
	at := func(minutes int) time.Time { return in.Events[0].At.Add(time.Duration(minutes) * time.Minute) }
	raw, _ := json.Marshal(map[string]string{s: s})
	return with(
		in,
		change.Event{At: at(1), Type: change.HostStarted, Host: s, By: s},
		change.Event{At: at(2), Type: change.StepFailed, Host: s, By: s, Data: change.StepData{Step: s, N: 99, Note: s}},
		change.Event{At: at(3), Type: change.RebootRequested, Host: s, Data: change.RebootData{Since: at(3)}},
		change.Event{At: at(4), Type: change.IncidentOpened, Data: change.IncidentData{ID: s, Environment: s, Hosts: []string{s}, Reason: change.Own(s)}},
		change.Event{At: at(5), Type: change.RungDue, Host: s, Data: change.RungData{Incident: s, Rung: change.RungName(s), Reason: change.DueReason(s), Due: at(5), Action: change.ActionKind(s)}},
		change.Event{At: at(6), Type: change.ActionTaken, By: s, Data: change.ActionData{Incident: s, Kind: change.ActionKind(s), Contact: s, Outcome: change.Own(s)}},
		change.Event{At: at(7), Type: change.RecoveryTried, Host: s, By: s, Data: change.RecoveryData{What: s, Outcome: s}},
		change.Event{At: at(8), Type: change.DeviationRecorded, By: s, Data: change.DeviationData{What: s, Reason: s, Second: s}},
		change.Event{At: at(9), Type: change.NoteAdded, By: s, Data: change.NoteData{Text: change.Own(s)}},
		change.Event{At: at(10), Type: change.HostGated, Host: s, By: s, Data: change.GatedData{Criteria: []change.Criterion{{Name: s, Why: change.Stated(change.GateLost, "checks", []string{s})}, {ID: change.CriterionID(s), Why: change.Own(s)}}}},
		change.Event{At: at(11), Type: change.Type(s), Host: s, By: s, Data: json.RawMessage(raw)},
		change.Event{At: at(12), Type: change.NotifyFailed, Data: json.RawMessage(raw)},
		change.Event{At: at(13), Type: change.ChangeHeld, By: s, Data: change.ReasonData{Reason: change.Own(s)}},
		change.Event{At: at(14), Type: change.SignalLost, Host: s, Data: change.SignalData{Check: s, Since: at(14), Cause: change.Cause(s), Boot: s, Name: s}},
		change.Event{At: at(15), Type: change.HostFinished, Host: s, By: s, Data: change.FinishedData{Result: s}},
	)
}

// allowed is what the page is made of: elements, and their attributes.
func allowed() map[string][]string {
	return map[string][]string{
		"html": {"lang"}, "head": nil, "meta": {"charset", "name", "content", "http-equiv"}, "title": nil, "style": nil, "body": nil, "main": nil,
		"header": nil, "p": {"class"}, "h1": nil, "h2": nil, "h3": nil, "span": {"class"}, "div": {"class"}, "article": {"class"}, "b": {"class"},
		"dl": {"class"}, "dt": nil, "dd": {"class"}, "nav": nil, "a": {"href"}, "section": {"id"}, "figure": {"class"}, "figcaption": nil, "br": nil,
		"img": {"src", "alt"}, "pre": nil, "table": {"class"}, "thead": nil, "tbody": nil, "tr": nil, "th": {"scope"}, "td": {"class", "data-head"},
		"small": nil, "ul": {"class"}, "li": nil, "svg": {"x", "y", "width", "height", "role", "aria-label", "aria-hidden", "overflow"},
		"rect": {"x", "y", "width", "height", "class"}, "circle": {"cx", "cy", "r", "class"}, "line": {"x2", "y2", "class"},
		"text": {"x", "y", "dx", "class", "text-anchor"}, "defs": nil, "pattern": {"id", "width", "height", "patternUnits", "patternTransform"},
	}
}

// checkPage finds elements, attributes and references that are not ours, and
// returns the page's text.
func checkPage(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ours := allowed()
	var text strings.Builder
	for n := range doc.Descendants() {
		switch n.Type {
		case html.TextNode:
			text.WriteString(n.Data + "\n")
		case html.CommentNode:
			t.Errorf("a comment: %.80q", n.Data)
		case html.ElementNode:
			attrs, known := ours[n.Data]
			if !known {
				t.Errorf("an element <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attrs, a.Key) {
					t.Errorf("<%s> has %s=%.80q", n.Data, a.Key, a.Val)
				}
				if a.Key == "href" && !strings.HasPrefix(a.Val, "#") || a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/") {
					t.Errorf("<%s> leads to %.80q", n.Data, a.Val)
				}
			}
			if n.Data == "style" && (n.FirstChild == nil || n.FirstChild.Data != style) {
				t.Error("the styles are not ours alone")
			}
		}
	}
	return text.String()
}

func TestHostileTextIsInert(t *testing.T) {
	for _, s := range hostile {
		in := inEverything(t, s)
		page, md := render(t, in)
		text := checkPage(t, page)
		clean := change.Clean(s)
		if len(clean) < 1000 && !strings.Contains(text, clean) {
			t.Errorf("%q was swallowed", s)
		}
		if strings.ContainsAny(page+md, "\x1b\x00\u202e\u200b") {
			t.Errorf("%q came through with its control characters", s)
		}
		checkMarkdown(t, s, md)
	}
}

// checkMarkdown looks for what Markdown takes for more than text. Our own
// signs are tables, headings, bold and lists at the beginning of a line.
func checkMarkdown(t *testing.T, s, md string) {
	t.Helper()
	rows := 0
	for i, line := range strings.Split(md, "\n") {
		for _, bad := range []string{"<", ">", "](", "![", "`", "://", "www.", "@", "_it_", "~~", "{{"} {
			if strings.Contains(line, bad) {
				t.Errorf("%.60q: line %d of the Markdown has %q: %.120q", s, i+1, bad, line)
				return
			}
		}
		switch {
		case strings.HasPrefix(line, "| ---"):
			rows = strings.Count(line, "|")
		case strings.HasPrefix(line, "|") && rows > 0 && strings.Count(line, "|") != rows:
			t.Errorf("%.60q: line %d has another number of cells: %.120q", s, i+1, line)
		case !strings.HasPrefix(line, "|"):
			rows = 0
		}
	}
}
