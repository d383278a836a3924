package report

import (
	"strconv"

	"tminus/change"
	"tminus/wording"
)

// timeline is every line of the journal, whatever it holds.
func (t *teller) timeline() section {
	sec := section{ID: "timeline", Title: t.Say("timeline.title"), Paras: []string{t.Say("timeline.intro")}}
	tab := table{Dense: true, Head: t.heads("line", "at", "host", "event", "by")}
	day := t.day(t.begin)
	for _, e := range t.in.Events {
		at := num(t.clock(e.At))
		if d := t.day(e.At); d != day {
			day, at.Sub = d, d
		}
		what := cell{Text: t.event(e), Tone: eventTone(e)}
		tab.Rows = append(tab.Rows, []cell{num(strconv.FormatUint(e.Seq, 10)), at, plain(e.Host), what, plain(t.Person(e.By))})
	}
	sec.Tables = []table{tab}
	return sec
}

func eventTone(e change.Event) string {
	switch wording.Weigh(e) {
	case wording.Quiet:
		return toneMute
	case wording.Good:
		return toneGood
	case wording.Warn:
		return toneWarn
	case wording.Bad:
		return toneBad
	case wording.Plain:
	}
	return ""
}

// event is a line of the journal in words, with a glyph where it has a colour.
func (t *teller) event(e change.Event) string {
	text := t.speaker().Event(&t.state, e)
	switch {
	case e.Type == change.DeviationRecorded:
		return "◆ " + text
	case eventTone(e) == toneGood:
		return "✓ " + text
	case eventTone(e) == toneWarn, eventTone(e) == toneBad:
		return "▲ " + text
	}
	return text
}
