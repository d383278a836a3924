package report

import (
	"strconv"
	"time"
)

// Forecast is how the night could have gone, by what was known before it.
type Forecast struct {
	// Ends are the ends of those nights that were done, the earliest first, of Nights in
	// all; they were drawn from so many Reboots.
	Ends            []time.Time
	Nights, Reboots int
}

// nightsHeight is the height of the highest bar, in pixels; nightBins is how many there are.
const (
	nightsHeight = 90
	nightBins    = 40
)

// forecast sets the end of the night beside those of its forecast.
func (t *teller) forecast() section {
	f := t.in.Forecast
	sec := section{ID: "forecast", Title: t.Say("forecast_of.title")}
	sec.Paras = []string{t.Say("forecast_of.intro", "n", strconv.Itoa(f.Nights), "reboots", strconv.Itoa(f.Reboots))}
	if len(f.Ends) == 0 {
		sec.Paras = append(sec.Paras, t.Say("forecast_of.none"))
		return sec
	}
	head, row := []string{}, []cell{}
	add := func(key, value string) { head, row = append(head, t.Say(key)), append(row, cell{Text: value}) }
	for _, q := range []struct {
		key     string
		percent int
	}{{"forecast_of.p50", 50}, {"forecast_of.p80", 80}, {"forecast_of.p95", 95}} {
		at := t.Say("forecast_of.never")
		if rank := (f.Nights*q.percent + 99) / 100; rank <= len(f.Ends) {
			at = t.minute(f.Ends[rank-1])
		}
		add(q.key, at)
	}
	if closed := t.state.Closed; !closed.IsZero() {
		before := 0
		for before < len(f.Ends) && f.Ends[before].Before(closed) {
			before++
		}
		add("forecast_of.was", t.minute(closed))
		add("forecast_of.earlier", strconv.Itoa(100*before/f.Nights)+" %")
	}
	sec.Tables = []table{{Head: head, Rows: [][]cell{row}}}
	sec.Chart = t.nights(f)
	return sec
}

// nights draws how many nights end when, with the end of the window and that of this one.
func (t *teller) nights(f *Forecast) *chart {
	from, to := f.Ends[0], f.Ends[len(f.Ends)-1]
	marks := []struct {
		at          time.Time
		class, word string
	}{{t.state.Window().End, "norm", "forecast_of.window"}, {t.state.Closed, "try", "forecast_of.here"}}
	for _, m := range marks {
		if !m.at.IsZero() {
			from, to = earliest(from, m.at), latest(to, m.at)
		}
	}
	pad := max(time.Minute, to.Sub(from)/20)
	d := &drawer{teller: t, from: from.Add(-pad), to: to.Add(pad), y: axisHeight + nightsHeight + markHeight}
	d.chart.Label = t.Say("forecast_of.title")
	d.bars(f.Ends)
	for _, m := range marks {
		if m.at.IsZero() {
			continue
		}
		x, anchor := d.x(m.at), "start"
		if x > 60 {
			anchor = "end"
		}
		d.add(shape{Kind: "line", X: x, Y: axisHeight, H: nightsHeight + markHeight, Class: m.class})
		d.add(shape{Kind: "text", X: x, Y: axisHeight + 9, Class: "label", Anchor: anchor, Text: t.Say(m.word, "at", t.minute(m.at))})
	}
	d.ticks()
	d.chart.Shapes, d.chart.Height = append(d.background, d.chart.Shapes...), d.y
	d.chart.Legend = []legend{{Class: "step", Text: t.Say("forecast_of.bar")}}
	return &d.chart
}

// bars are the nights that end in each stretch of time.
func (d *drawer) bars(ends []time.Time) {
	var bins [nightBins]int
	width, most := d.to.Sub(d.from)/nightBins, 1
	for _, end := range ends {
		i := min(nightBins-1, int(end.Sub(d.from)/width))
		bins[i]++
		most = max(most, bins[i])
	}
	for i, n := range bins {
		if n == 0 {
			continue
		}
		from := d.from.Add(time.Duration(i) * width)
		height := max(1, float64(nightsHeight-markHeight)*float64(n)/float64(most))
		d.add(shape{
			Kind: "rect", X: d.x(from), Y: d.y - height, W: 100.0 / nightBins, H: height, Class: "step",
			Title: d.minute(from) + "–" + d.minute(from.Add(width)) + ": " + strconv.Itoa(n),
		})
	}
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
