package report

import (
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/wording"
)

// deviations come first: what departs from the plan is what a review is for.
func (t *teller) deviations() section {
	sec := section{ID: "deviations", Title: t.Say("deviations.title")}
	if len(t.state.Deviations) == 0 {
		key := "deviations.none"
		if t.in.Plan.Ungated {
			key = "deviations.none_ungated"
		} else if !t.state.Rehearsal && !t.state.Rehearsed.Of(t.state.Plan) {
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
	if tab.Rows = t.alsoRows(); len(tab.Rows) > 0 {
		sec.Tables = append(sec.Tables, tab)
	}
	return sec
}

func (t *teller) heads(keys ...string) []string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = t.Say("column." + key)
	}
	return list
}

// alsoRows are what a review may ask about besides the deviations: starts that the
// gate refused, steps that failed or were skipped, holds, failovers.
func (t *teller) alsoRows() [][]cell {
	var rows [][]cell
	for _, e := range t.in.Events {
		if !questionable(e) {
			continue
		}
		text := cell{Text: t.event(e), Tone: eventTone(e)}
		if e.Type == change.ChangeReleased {
			text.Sub = t.heldFor(e.At)
		}
		rows = append(rows, []cell{num(t.clock(e.At)), plain(dash(e.Host)), text, plain(t.Person(e.By))})
	}
	return rows
}

func questionable(e change.Event) bool {
	switch e.Type {
	case change.StepFailed, change.StepSkipped, change.ChangeHeld, change.ChangeReleased, change.FailoverDecided, change.FailoverEnded,
		change.WaveBroke, change.WaveFailed:
		return true
	}
	d, gated := e.Data.(change.GatedData)
	return gated && (!d.Go || d.Overridden)
}

// heldFor is how long the hold that was lifted at that instant had lasted.
func (t *teller) heldFor(lifted time.Time) string {
	for _, h := range t.holds {
		if h.to.Equal(lifted) {
			return t.Say("deviations.held", "took", timer(h.to.Sub(h.from)-h.moved))
		}
	}
	return ""
}

// stepTitle is the title of a step that was worked at.
func (t *teller) stepTitle(h *host, st *step) string {
	return wording.StepTitle(t.in.Plan, h.plan.Name, st.n, st.id)
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
	took := num(t.away(r))
	if !r.over {
		took.Text, took.Tone = "▲ "+t.Say("reboots.not_back", "away", timer(away)), toneBad
	}
	proof := cell{Text: t.Say("reboots.unproven"), Tone: toneMute}
	if !r.proven.IsZero() {
		proof = cell{Text: "✓ " + t.Say("reboots.proven"), Tone: toneGood, Sub: t.clock(r.proven)}
	}
	against := t.against(away, norm)
	if r.unbooted {
		proof, against = cell{Text: "▲ " + t.Say("reboots.unbooted"), Tone: toneBad}, mute("–")
	}
	took.Sub = t.downs(r)
	name := cell{Text: h.plan.Name, Sub: h.plan.Model}
	switch {
	case r.unplanned:
		name.Sub = t.Say("reboots.unplanned")
	case r.detected:
		name.Sub = t.Say("reboots.detected")
	}
	asked := num(t.clock(r.requested))
	if r.detected {
		asked = cell{Text: "–", Tone: toneMute, Sub: t.Say("reboots.lost", "at", t.clock(r.requested))}
	}
	return []cell{
		name, asked, num(t.clock(r.gone)), num(t.clock(r.back())), took, num(timer(norm)), against,
		num(t.tonight(h, r)), num(t.earlier(h)), proof,
	}
}

// away is how long a reboot took, or has taken, as far as is known.
func (t *teller) away(r *reboot) string {
	if r.over && r.most > 0 {
		return t.Bounded(change.AtMost, timer(r.most))
	}
	return timer(r.away(t.end))
}

// downs says how often a host went down again in a reboot, and how often that was no
// boot.
func (t *teller) downs(r *reboot) string {
	var parts []string
	if r.bounces > 0 {
		parts = append(parts, t.Say("reboots.bounces", "n", strconv.Itoa(r.bounces)))
	}
	if r.stumbles > 0 && !r.unbooted {
		parts = append(parts, t.Say("reboots.stumbles", "n", strconv.Itoa(r.stumbles)))
	}
	return strings.Join(parts, " · ")
}

// against compares a reboot with its norm.
func (t *teller) against(away, norm time.Duration) cell {
	switch {
	case norm <= 0:
		return mute("–")
	case away > norm:
		return cell{Text: "▲ " + t.Say("reboots.over", "times", strconv.FormatFloat(float64(away)/float64(norm), 'f', 1, 64)), Tone: toneBad}
	}
	return cell{Text: "✓ " + t.Say("reboots.within", "percent", strconv.Itoa(int(100*away/norm))), Tone: toneGood}
}

// recoveries lists what was tried, including what failed.
func (t *teller) recoveries() section {
	sec := section{ID: "recovery", Title: t.Say("recovery.title")}
	tab := table{Head: t.heads("host", "attempt", "at", "ended", "what", "outcome", "by")}
	for _, h := range t.hosts {
		for i, try := range h.tries {
			tab.Rows = append(tab.Rows, []cell{
				plain(h.plan.Name), num(t.Say("recovery.n", "n", strconv.Itoa(i+1), "all", strconv.Itoa(len(h.tries)))),
				t.tryBegin(try), t.delay(try.ended, try.at), plain(try.what), t.tryOutcome(try), plain(t.Person(try.by)),
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
	word := t.Outcome(try.outcome)
	switch try.outcome {
	case "worked":
		return cell{Text: "✓ " + word, Tone: toneGood}
	case "failed":
		return cell{Text: "✕ " + word, Tone: toneBad}
	}
	return mute(word)
}
