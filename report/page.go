package report

import (
	"html/template"
	"time"

	"tminus/wording"
)

// page is the report, put into words, before it becomes HTML or Markdown.
type page struct {
	wording.Catalog
	Lang, Title string
	// Badges stand beside the title: the outcome, and that it was a rehearsal.
	Badges []cell
	// Where names the change: its id, date and window.
	Where string
	// Story is the summary, a sentence a line.
	Story    []string
	Facts    []fact
	Failures []failure
	Sections []section
}

// fact is one number of the summary.
type fact struct{ Label, Value, Note, Tone string }

// failure answers the questions about one host: how long it was away, who was
// called, what saved it.
type failure struct {
	Host, Title, Where, Norm string
	From, To                 string
	// Rolled says how the work on the host ended, if it did not end well.
	Ended string
	Calls []called
	Saved string
	// Good: it is known what saved the host.
	Good bool
}

// called is one line of who was called: when, whom or what, and what came of it.
type called struct {
	at                  time.Time
	At, Text, Sub, Tone string
}

// section is one part of the report below the summary.
type section struct {
	ID, Title string
	Paras     []string
	Chart     *chart
	Tables    []table
	Pictures  []picture
}

// table is one table of a section.
type table struct {
	// Title stands above the table, Note below the title; both may be empty.
	Title, Note string
	// Dense: the table has many rows, in small print.
	Dense bool
	Head  []string
	Rows  [][]cell
}

// cell is a text with its tone. The tone never carries a meaning alone: the text has
// its glyph and its word.
type cell struct{ Text, Tone, Sub string }

// picture is evidence that is shown in the page.
type picture struct {
	Name, Caption string
	// Source is a data URI that this package made; empty where Text is shown.
	Source template.URL
	Text   string
}

// The tones of a cell.
const (
	toneGood = "good"
	toneWarn = "warn"
	toneBad  = "bad"
	toneMute = "mute"
	toneNum  = "num"
	toneCode = "code"
)

func plain(text string) cell { return cell{Text: text} }
func num(text string) cell   { return cell{Text: text, Tone: toneNum} }
func mute(text string) cell  { return cell{Text: text, Tone: toneMute} }

// compose tells the story of a change.
func compose(in Input) *page {
	t := &teller{story: read(in), Catalog: in.Catalog}
	p := &page{Catalog: t.Catalog, Lang: t.Lang()}
	t.summary(p)
	parts := []func() section{t.deviations, t.chart}
	if in.Forecast != nil {
		parts = append(parts, t.forecast)
	}
	if in.Plan.InWaves() {
		parts = append(parts, t.waves)
	}
	parts = append(parts, t.reboots, t.incidentSection, t.recoveries, t.alarmLoad, t.notObserved, t.evidence, t.timeline, t.seal)
	for _, part := range parts {
		p.Sections = append(p.Sections, part())
	}
	p.scrub()
	return p
}

// teller puts a story into words.
type teller struct {
	*story
	wording.Catalog
}
