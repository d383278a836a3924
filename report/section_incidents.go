package report

import (
	"slices"
	"strconv"
	"strings"

	"tminus/change"
)

func (t *teller) incidentSection() section {
	sec := section{ID: "incidents", Title: t.Say("incidents.title")}
	if len(t.incidents) == 0 {
		sec.Paras = []string{t.Say("incidents.none")}
		return sec
	}
	sec.Paras = []string{t.Say("incidents.intro")}
	for _, inc := range t.incidents {
		sec.Tables = append(sec.Tables, t.incidentTable(inc))
	}
	if tab := t.noticeTable(); len(tab.Rows) > 0 {
		sec.Tables = append(sec.Tables, tab)
	}
	return sec
}

func (t *teller) incidentTable(inc *incident) table {
	hosts := t.List(inc.hosts)
	tab := table{
		Title: t.Say("incidents.open", "id", inc.id, "hosts", hosts, "from", t.clock(inc.opened)),
		Note:  t.incidentNote(inc),
		Head:  t.heads("n", "action", "who", "due", "taken", "reached", "done", "owner", "outcome"),
	}
	if !inc.resolved.IsZero() {
		tab.Title = t.Say("incidents.resolved", "id", inc.id, "hosts", hosts, "from", t.clock(inc.opened), "to", t.clock(inc.resolved), "took", timer(inc.resolved.Sub(inc.opened)-inc.moved))
	}
	for _, c := range inc.calls {
		tab.Rows = append(tab.Rows, t.callRow(c))
	}
	return tab
}

func (t *teller) incidentNote(inc *incident) string {
	var notes []string
	for _, a := range inc.acks {
		notes = append(notes, t.Say("incidents.acked", "at", t.clock(a.at), "by", a.by))
	}
	if inc.reraised > 0 {
		notes = append(notes, t.Say("incidents.reraised", "n", strconv.Itoa(inc.reraised)))
	}
	return strings.Join(notes, " · ")
}

// dotted are several remarks in one cell; what is empty is left out.
func dotted(remarks ...string) string {
	return strings.Join(slices.DeleteFunc(remarks, func(r string) bool { return r == "" }), " · ")
}

func (t *teller) callRow(c *call) []cell {
	due := num(t.clock(c.due))
	if c.reason == change.ReasonDeadline {
		due.Sub = t.Say("incidents.by_deadline")
	}
	reached := t.delay(c.reached, c.due)
	if n := len(c.unanswered); n > 0 {
		reached.Sub = dotted(reached.Sub, t.Say("incidents.no_answer", "n", strconv.Itoa(n), "at", t.minute(c.unanswered[0].at)))
	}
	taken := t.delay(c.answered(), c.due)
	if c.answered().IsZero() {
		taken = cell{Text: "▲ " + t.Say("incidents.nobody"), Tone: toneBad}
	}
	outcome := cell{Text: t.tell(c.outcome)}
	if !c.again.IsZero() {
		outcome.Sub = t.Say("again."+string(c.why), "at", t.clock(c.again))
	}
	if c.outcome.Code == change.OutcomeOver || c.outcome.Code == change.OutcomeStandsIn {
		outcome.Tone = toneMute
	}
	switch {
	case !c.done.IsZero():
	case !c.reached.IsZero() && c.again.IsZero(): // who was told has been told
		outcome.Text = dash(outcome.Text)
	case !c.over.IsZero():
		outcome = cell{Text: dash(t.tell(c.outcome)), Sub: t.Say("incidents.overtaken")}
	default:
		outcome = cell{Text: "▲ " + t.Say("incidents.not_done"), Tone: toneWarn, Sub: dotted(t.tell(c.outcome), outcome.Sub)}
	}
	return []cell{
		num(strconv.Itoa(c.n)), plain(t.Action(c.kind)), plain(dash(t.contact(c.contact))), due, taken, reached,
		t.delay(c.done, c.due), plain(dash(c.owner())), outcome,
	}
}

// noticeTable lists the messages that the cockpit itself sent.
func (t *teller) noticeTable() table {
	tab := table{Title: t.Say("incidents.notices"), Head: t.heads("at", "message", "outcome")}
	for _, n := range t.notices {
		outcome := cell{Text: "✓ " + t.Say("incidents.sent"), Tone: toneGood}
		if n.failed {
			outcome = cell{Text: "✕ " + t.Say("incidents.unsent"), Tone: toneBad}
		}
		tab.Rows = append(tab.Rows, []cell{num(t.clock(n.At)), plain(t.speaker().Data(n.Data)), outcome})
	}
	return tab
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
