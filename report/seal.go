package report

import "strconv"

// seal says what the report is based on: the plan, the journal, and what the
// verification of both found.
func (t *teller) seal() section {
	c := t.in.Check
	sec := section{ID: "seal", Title: t.Say("seal.title")}
	verdict := cell{Text: "✓ " + t.Say("seal.whole", "n", strconv.FormatUint(c.Events, 10)), Tone: toneGood}
	if len(c.Faults) > 0 {
		verdict = cell{Text: "▲ " + t.Say("seal.broken", "n", strconv.FormatUint(c.Events, 10)), Tone: toneBad}
	}
	tab := table{Head: t.heads("what", "value"), Rows: [][]cell{{plain(t.Say("seal.verdict")), verdict}}}
	for _, fault := range c.Faults {
		tab.Rows = append(tab.Rows, []cell{plain(t.Say("seal.fault")), {Text: fault, Tone: toneBad}})
	}
	for _, warning := range c.Warnings {
		tab.Rows = append(tab.Rows, []cell{plain(t.Say("seal.warning")), plain(warning)})
	}
	tab.Rows = append(tab.Rows,
		[]cell{plain(t.Say("seal.head")), {Text: c.Head, Tone: toneCode}},
		[]cell{plain(t.Say("seal.plan")), {Text: c.Plan, Tone: toneCode}},
		[]cell{plain(t.Say("seal.made")), num(t.format(t.in.Made, "2006-01-02 15:04:05 MST"))},
	)
	sec.Tables = []table{tab}
	sec.Paras = []string{t.Say("seal.note")}
	return sec
}
