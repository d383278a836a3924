package report

import (
	"slices"
	"time"

	"tminus/change"
)

// chart is a Gantt chart as an SVG without a view box: horizontal measures are per
// cent, so that it stretches with the page; vertical ones are pixels, so that its
// text stays as large as the page's.
type chart struct {
	Label  string
	Height float64
	Shapes []shape
	Legend []legend
}

// shape is a rect, line, circle or text of the chart. X and W are per cent.
type shape struct {
	Kind       string
	X, Y, W, H float64
	Class      string
	Anchor     string
	DX         float64
	Text       string
	Title      string
}

// legend says what a colour or a glyph of the chart means.
type legend struct{ Class, Glyph, Text string }

// The heights of the chart's rows, in pixels.
const (
	axisHeight  = 22
	spanHeight  = 17
	nameHeight  = 19
	stepHeight  = 15
	phaseHeight = 17
	markHeight  = 14
	laneGap     = 14
)

// drawer places what happened on the chart.
type drawer struct {
	*teller
	chart      chart
	from, to   time.Time
	y          float64
	background []shape
	// rightward: the labels of this host's lines stand to their right.
	rightward bool
}

func (t *teller) chart() section {
	sec := section{ID: "chart", Title: t.Say("chart.title")}
	if t.end.Sub(t.begin) < time.Second {
		sec.Paras = []string{t.Say("chart.empty")}
		return sec
	}
	pad := t.end.Sub(t.begin) / 100
	d := &drawer{teller: t, from: t.begin.Add(-pad), to: t.end.Add(pad), y: axisHeight}
	d.chart.Label = t.Say("chart.title")
	d.spans()
	for _, h := range t.hosts {
		d.host(h)
	}
	d.ticks()
	d.unseen()
	d.chart.Shapes = append(d.background, d.chart.Shapes...)
	d.chart.Height = d.y
	d.chart.Legend = d.legend()
	sec.Chart = &d.chart
	sec.Paras = []string{t.Say("chart.intro")}
	return sec
}

// x is the place of an instant, in per cent.
func (d *drawer) x(at time.Time) float64 {
	x := 100 * float64(at.Sub(d.from)) / float64(d.to.Sub(d.from))
	return float64(int(max(0, min(100, x))*1000)) / 1000
}

func (d *drawer) add(s shape) { d.chart.Shapes = append(d.chart.Shapes, s) }

// bar is a stretch of time. The words inside are shown where they are likely to fit.
func (d *drawer) bar(from, to time.Time, y, height float64, class, text, title string) {
	x := d.x(from)
	w := max(0.15, d.x(to)-x)
	d.add(shape{Kind: "rect", X: x, Y: y, W: w, H: height, Class: class, Title: title})
	if need := 0.85 * float64(len([]rune(text))); text != "" && w > need {
		wide := ""
		if w < 2.2*need {
			wide = " wide" // too narrow for it on a phone
		}
		d.add(shape{Kind: "text", X: x + w/2, Y: y + height - 4, Class: "in" + wide, Anchor: "middle", Text: text})
	}
}

// ticks draws the hours behind everything else.
func (d *drawer) ticks() {
	step := 24 * time.Hour
	for _, s := range []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 6 * time.Hour, 12 * time.Hour} {
		if d.to.Sub(d.from)/s <= 9 {
			step = s
			break
		}
	}
	first := d.local(d.from)
	tick := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, first.Location())
	for ; tick.Before(d.to); tick = tick.Add(step) {
		if x := d.x(tick); !tick.Before(d.from) && x > 0.5 && x < 99.5 {
			anchor, class := "middle", "tick"
			switch {
			case x < 4:
				anchor, class = "start", "tick wide"
			case x > 96:
				anchor, class = "end", "tick wide"
			}
			d.background = append(
				d.background,
				shape{Kind: "line", X: x, Y: axisHeight - 6, H: d.y - axisHeight + 6, Class: "grid"},
				shape{Kind: "text", X: x, Y: 11, Class: class, Anchor: anchor, Text: d.minute(tick)},
			)
		}
	}
}

// unseen draws the stretches that nobody observed.
func (d *drawer) unseen() {
	for _, g := range d.gaps {
		if g.to.After(g.from) {
			x := d.x(g.from)
			title := d.Say("unseen."+g.kind) + " " + d.clock(g.from) + "–" + d.clock(g.to)
			d.add(shape{Kind: "rect", X: x, Y: axisHeight - 6, W: max(0.2, d.x(g.to)-x), H: d.y - axisHeight + 6, Class: "gap", Title: title})
		}
	}
}

// spans draws the holds of the change, and its deviations.
func (d *drawer) spans() {
	if len(d.holds)+len(d.state.Deviations)+len(d.state.Failovers) == 0 {
		return
	}
	for _, h := range d.holds {
		to := h.to
		if to.IsZero() {
			to = d.end
		}
		d.bar(h.from, to, d.y, spanHeight-3, "hold", d.Say("chart.hold"), d.Say("chart.hold_title", "from", d.clock(h.from), "to", d.clock(to), "reason", d.tell(h.reason)))
	}
	for _, w := range d.state.Failovers {
		to := w.Ended
		if to.IsZero() {
			to = d.end
		}
		if w.Go {
			d.bar(w.Decided, to, d.y+spanHeight-3, 6, "switch", "", d.failoverSentence(&w))
		}
	}
	for _, v := range d.state.Deviations {
		d.add(shape{Kind: "text", X: d.x(v.At.Time), Y: d.y + spanHeight - 5, Class: "deviation", Anchor: "middle", Text: "◆", Title: v.What})
	}
	d.y += spanHeight + 9
}

func (d *drawer) legend() []legend {
	list := []legend{{Class: "step", Text: d.Say("legend.step")}}
	for _, name := range []string{"leaving", "gone", "answering", "listening"} {
		list = append(list, legend{Class: "phase " + name, Text: d.Phase(change.Phase(name))})
	}
	list = append(
		list,
		legend{Class: "over", Text: d.Say("legend.over")},
		legend{Glyph: "▲", Class: "due", Text: d.Say("legend.due")},
		legend{Glyph: "○", Class: "taken", Text: d.Say("legend.taken")},
		legend{Glyph: "●", Class: "done", Text: d.Say("legend.done")},
		legend{Glyph: "✕", Class: "failed", Text: d.Say("legend.failed")},
		legend{Glyph: "✓", Class: "worked", Text: d.Say("legend.worked")},
	)
	if slices.ContainsFunc(d.state.Failovers, func(w change.Failover) bool { return w.Go }) {
		list = append(list, legend{Class: "switch", Text: d.Say("legend.switch")})
	}
	if len(d.holds) > 0 {
		list = append(list, legend{Class: "hold", Text: d.Say("legend.hold")})
	}
	if len(d.state.Deviations) > 0 {
		list = append(list, legend{Glyph: "◆", Class: "deviation", Text: d.Say("legend.deviation")})
	}
	if len(d.gaps) > 0 {
		list = append(list, legend{Class: "gap", Text: d.Say("legend.gap")})
	}
	return list
}
