package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// refusals are the starts that a gate refused.
func (s *story) refusals() []gate {
	var list []gate
	for _, g := range s.gates {
		if !g.Go {
			list = append(list, g)
		}
	}
	return list
}

// deviations come first: what departs from the plan is what a review is for.
func (t *teller) deviations() section {
	sec := section{ID: "deviations", Title: t.Say("deviations.title")}
	if len(t.state.Deviations) == 0 {
		key := "deviations.none"
		if !t.state.Rehearsal && !t.state.Rehearsed.Of(t.state.Plan) {
			key = "deviations.none_unrehearsed"
		}
		sec.Paras = []string{t.Say(key)}
	} else {
		tab := table{Head: t.heads("at", "what", "why", "by", "second")}
		for _, d := range t.state.Deviations {
			second := plain(d.Second)
			if !d.Signed() {
				second = cell{Text: "▲ " + t.Say("deviations.unsigned"), Tone: toneBad}
			}
			tab.Rows = append(tab.Rows, []cell{num(t.clock(d.At.Time)), {Text: "◆ " + d.What, Tone: toneWarn}, plain(d.Reason), plain(d.By), second})
		}
		sec.Tables = append(sec.Tables, tab)
	}
	tab := table{Title: t.Say("deviations.also"), Head: t.heads("at", "host", "what", "by")}
	rows := slices.Concat(t.gateRows(), t.stepRows(), t.holdRows(), t.decisionRows())
	slices.SortStableFunc(rows, func(a, b timedRow) int { return a.at.Compare(b.at) })
	for _, r := range rows {
		tab.Rows = append(tab.Rows, append([]cell{num(t.clock(r.at))}, r.cells...))
	}
	if len(tab.Rows) > 0 {
		sec.Tables = append(sec.Tables, tab)
	}
	return sec
}

func (t *teller) heads(keys ...string) []string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = t.Say("report.col." + key)
	}
	return list
}

// timedRow is a row that is put in its place by its instant.
type timedRow struct {
	at    time.Time
	cells []cell
}

func (t *teller) gateRows() []timedRow {
	var rows []timedRow
	for _, g := range t.gates {
		key := "deviations.refused"
		switch {
		case g.Go && !g.Overridden:
			continue
		case g.Overridden:
			key = "deviations.overridden"
		}
		why := t.speaker().SayAll(change.Reasons(change.NoGo(g.Criteria)))
		rows = append(rows, timedRow{g.at, []cell{plain(g.host), plain(t.Say(key, "why", strings.Join(why, "; "))), plain(g.by)}})
	}
	return rows
}

// stepRows are the steps that were skipped or that failed.
func (t *teller) stepRows() []timedRow {
	var rows []timedRow
	for _, h := range t.hosts {
		for _, st := range h.steps {
			if st.result != "failed" && st.result != "skipped" {
				continue
			}
			text := t.Say("deviations.step_"+st.result, "n", strconv.Itoa(st.n), "step", t.stepTitle(h.plan.Name, st.n, st.id))
			rows = append(rows, timedRow{st.to, []cell{plain(h.plan.Name), {Text: text, Sub: st.note}, plain(st.by)}})
		}
	}
	return rows
}

// stepTitle is that of the nth step of a host's own runbook, counted from 1.
func (t *teller) stepTitle(host string, n int, id string) string {
	if step, ok := t.in.Plan.Step(host, n-1); ok {
		return step.Title
	}
	return id
}

func (t *teller) holdRows() []timedRow {
	var rows []timedRow
	for _, h := range t.holds {
		text := t.Say("deviations.hold_open", "reason", t.tell(h.reason))
		if !h.to.IsZero() {
			text = t.Say("deviations.hold", "reason", t.tell(h.reason), "took", timer(h.to.Sub(h.from)), "by", h.liftedBy, "lifted", t.tell(h.lifted))
		}
		rows = append(rows, timedRow{h.from, []cell{mute("–"), plain(text), plain(h.by)}})
	}
	return rows
}

// reboots compares each reboot with its norm and with what was seen before.
func (t *teller) reboots() section {
	sec := section{ID: "reboots", Title: t.Say("reboots.title"), Paras: []string{t.Say("reboots.intro")}}
	tab := table{Head: t.heads("host", "requested", "gone", "back", "took", "norm", "against", "tonight", "earlier", "proof")}
	for _, h := range t.hosts {
		for _, r := range h.reboots {
			tab.Rows = append(tab.Rows, t.rebootRow(h, r))
		}
	}
	if len(tab.Rows) == 0 {
		sec.Paras = []string{t.Say("reboots.none")}
		return sec
	}
	sec.Tables = []table{tab}
	return sec
}

func (t *teller) rebootRow(h *host, r *reboot) []cell {
	away, norm := r.away(t.end), h.plan.Reboot.Expected
	took := num(timer(away))
	if !r.over {
		took.Text, took.Tone = "▲ "+t.Say("reboots.not_back", "away", timer(away)), toneBad
	}
	against := cell{Text: "✓ " + t.Say("reboots.within", "percent", percent(away, norm)), Tone: toneGood}
	if away > norm {
		against = cell{Text: "▲ " + t.Say("reboots.over", "times", times(away, norm)), Tone: toneBad}
	}
	proof := cell{Text: t.Say("reboots.unproven"), Tone: toneMute}
	if !r.proven.IsZero() {
		proof = cell{Text: "✓ " + t.Say("reboots.proven"), Tone: toneGood, Sub: t.clock(r.proven)}
	}
	if r.bounces > 0 {
		took.Sub = t.Say("reboots.bounces", "n", strconv.Itoa(r.bounces))
	}
	name := cell{Text: h.plan.Name, Sub: h.plan.Model}
	switch {
	case r.unplanned:
		name.Sub = t.Say("reboots.unplanned")
	case r.detected:
		name.Sub = t.Say("reboots.detected")
	}
	return []cell{
		name, num(t.clock(r.requested)), num(t.clock(r.gone)), num(t.clock(r.back())), took, num(timer(norm)), against,
		num(t.tonight(h, r)), num(t.earlier(h)), proof,
	}
}

func percent(d, of time.Duration) string {
	if of <= 0 {
		return "–"
	}
	return strconv.Itoa(int(100*d/of)) + " %"
}

func times(d, of time.Duration) string {
	if of <= 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(d)/float64(of), 'f', 1, 64)
}

// recoveries keep what was tried, what failed too.
func (t *teller) recoveries() section {
	sec := section{ID: "recovery", Title: t.Say("recovery.title")}
	tab := table{Head: t.heads("host", "attempt", "at", "ended", "what", "outcome", "by")}
	for _, h := range t.hosts {
		for i, try := range h.tries {
			tab.Rows = append(tab.Rows, []cell{
				plain(h.plan.Name), num(t.Say("recovery.n", "n", strconv.Itoa(i+1), "all", strconv.Itoa(len(h.tries)))),
				t.tryBegin(try), t.delay(try.ended, try.at), plain(try.what), t.tryOutcome(try), plain(try.by),
			})
		}
	}
	if len(tab.Rows) == 0 {
		sec.Paras = []string{t.Say("recovery.none")}
		return sec
	}
	sec.Tables = []table{tab}
	return sec
}

// tryBegin is when an attempt began, and how long it was given.
func (t *teller) tryBegin(try *try) cell {
	c := num(t.clock(try.at))
	if !try.until.IsZero() {
		c.Sub = t.Say("recovery.until", "at", t.clock(try.until))
	}
	return c
}

func (t *teller) tryOutcome(try *try) cell {
	switch try.outcome {
	case "worked":
		return cell{Text: "✓ " + t.Say("report.outcome.worked"), Tone: toneGood}
	case "failed":
		return cell{Text: "✕ " + t.Say("report.outcome.failed"), Tone: toneBad}
	}
	return cell{Text: t.Say("report.outcome."), Tone: toneMute}
}

// decisionRows are the failovers that were decided, whichever way.
func (t *teller) decisionRows() []timedRow {
	var rows []timedRow
	for _, w := range t.state.Switches {
		text := t.Say("deviations.nogo", "env", w.Environment, "standby", w.Standby, "reason", dash(w.Reason))
		if w.Go {
			text = t.switchSentence(w)
		}
		rows = append(rows, timedRow{w.Decided, []cell{mute("–"), {Text: "◆ " + text, Tone: toneWarn}, plain(w.By)}})
	}
	return rows
}
