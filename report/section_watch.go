package report

import (
	"slices"
	"strconv"
	"time"

	"tminus/change"
)

// The alarm budget of EEMUA 191 and ISA-18.2: an operator can deal with one
// alarm in ten minutes; more than ten in ten minutes are a flood.
const (
	alarmSpan   = change.PromptFloodSpan
	alarmBudget = 1
	alarmFlood  = change.PromptFlood
)

// peak is the most alarms in any ten minutes, and when that began.
func (s *story) peak() (int, time.Time) {
	most, at := 0, time.Time{}
	for i := range s.alarms {
		n := 0
		for _, later := range s.alarms[i:] {
			if later.Sub(s.alarms[i]) < alarmSpan {
				n++
			}
		}
		if n > most {
			most, at = n, s.alarms[i]
		}
	}
	return most, at
}

// spans cuts the night into stretches of ten minutes and counts their alarms.
func (s *story) spans() []int {
	counts := make([]int, max(1, int((s.end.Sub(s.begin)+alarmSpan-1)/alarmSpan)))
	for _, at := range s.alarms {
		if i := int(at.Sub(s.begin) / alarmSpan); i >= 0 && i < len(counts) {
			counts[i]++
		}
	}
	return counts
}

func (s *story) perSpan() string {
	return strconv.FormatFloat(float64(len(s.alarms))/float64(len(s.spans())), 'f', 2, 64)
}

func (t *teller) alarmFact() fact {
	f := fact{Label: t.Say("fact.alarms"), Value: strconv.Itoa(len(t.alarms)), Note: t.Say("fact.alarms_note", "rate", t.perSpan())}
	if most, _ := t.peak(); most > alarmFlood {
		f.Tone = toneBad
	}
	return f
}

func (t *teller) alarmLoad() section {
	sec := section{ID: "alarms", Title: t.Say("alarms.title"), Paras: []string{t.Say("alarms.intro")}}
	most, at := t.peak()
	over := 0
	for _, n := range t.spans() {
		if n > alarmBudget {
			over++
		}
	}
	judge := func(bad bool, tone string) cell {
		if bad {
			return cell{Text: "▲ " + t.Say("alarms.over"), Tone: tone}
		}
		return cell{Text: "✓ " + t.Say("alarms.kept"), Tone: toneGood}
	}
	peak := num(strconv.Itoa(most))
	if most > 0 {
		peak.Sub = t.Say("alarms.from", "at", t.minute(at))
	}
	sec.Tables = []table{{
		Head: t.heads("measure", "count", "budget", "judgement"),
		Rows: [][]cell{
			{plain(t.Say("alarms.all")), num(strconv.Itoa(len(t.alarms))), num("–"), mute("–")},
			{plain(t.Say("alarms.rate")), num(t.perSpan()), num("≤ 1"), judge(float64(len(t.alarms)) > float64(len(t.spans())*alarmBudget), toneWarn)},
			{plain(t.Say("alarms.peak")), peak, num("≤ 10"), judge(most > alarmFlood, toneBad)},
			{plain(t.Say("alarms.spans", "all", strconv.Itoa(len(t.spans())))), num(strconv.Itoa(over)), num("–"), mute(t.Say("alarms.spans_note"))},
		},
	}}
	return sec
}

// unseen is for how long, in total, nothing was observed.
func (s *story) unseen() time.Duration {
	var sum time.Duration
	for _, g := range s.gaps {
		if g.kind != "stepped" {
			sum += g.to.Sub(g.from)
		}
	}
	return sum
}

func (t *teller) blindFact() fact {
	f := fact{Label: t.Say("fact.unseen"), Value: timer(t.unseen()), Note: t.Say("fact.unseen_note", "n", strconv.Itoa(len(t.gaps)))}
	if t.unseen() > 0 {
		f.Tone = toneWarn
	}
	return f
}

func (t *teller) notObserved() section {
	sec := section{ID: "unseen", Title: t.Say("unseen.title")}
	tab := table{Head: t.heads("from", "to", "took", "what")}
	for _, g := range t.gaps {
		what := t.Say("unseen." + g.kind)
		took := timer(g.to.Sub(g.from))
		if g.kind == "stepped" {
			took = timer(g.by)
		}
		tab.Rows = append(tab.Rows, []cell{num(t.clock(g.from)), num(t.clock(g.to)), num(took), plain(what)})
	}
	if len(tab.Rows) > 0 {
		sec.Tables = append(sec.Tables, tab)
	} else {
		sec.Paras = append(sec.Paras, t.Say("unseen.none"))
	}
	sec.Paras = append(sec.Paras, t.blindSpots()...)
	return sec
}

// blindSpots say what could not be observed of the hosts throughout the night.
func (t *teller) blindSpots() []string {
	var never, unproven, unbooted, unread []string
	for _, h := range t.hosts {
		for _, sig := range h.state.Signals {
			if sig.State == change.NeverSeen {
				never = append(never, h.plan.Name+" "+sig.Check)
			}
		}
		for _, b := range h.state.Boots {
			if b.Unread() && b.Cause != change.CauseNotOffered {
				unread = append(unread, t.Say("unseen.said", "host", h.plan.Name, "check", b.Source, "quote", b.Quote))
			}
		}
		if n := len(h.reboots); n > 0 && h.reboots[n-1].unbooted && !h.reboots[n-1].unplanned {
			unbooted = append(unbooted, h.plan.Name)
		}
		if slices.ContainsFunc(h.reboots, func(r *reboot) bool { return r.over && r.proven.IsZero() && !r.unbooted }) {
			unproven = append(unproven, h.plan.Name)
		}
	}
	var list []string
	if len(never) > 0 {
		list = append(list, t.Say("unseen.never", "signals", t.List(never)))
	}
	if len(unproven) > 0 {
		list = append(list, t.Say("unseen.unproven", "hosts", t.List(unproven)))
	}
	if len(unbooted) > 0 {
		list = append(list, t.Say("unseen.unbooted", "hosts", t.List(unbooted)))
	}
	if len(unread) > 0 {
		list = append(list, t.Say("unseen.unread", "said", t.List(unread)))
	}
	if len(t.in.Plan.Witnesses) == 0 {
		list = append(list, t.Say("unseen.no_witness"))
	}
	return list
}
