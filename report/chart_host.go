package report

import (
	"slices"
	"strconv"
	"time"

	"tminus/change"
)

// host draws the lane of a host.
func (d *drawer) host(h *host) {
	d.add(shape{Kind: "line", Y: d.y, W: 100, Class: "lane"})
	d.y += nameHeight
	d.add(shape{Kind: "text", Y: d.y - 5, Class: "host", Text: h.plan.Name})
	d.add(shape{Kind: "text", X: 100, Y: d.y - 5, Class: "sum", Anchor: "end", Text: d.hostSum(h)})
	for _, st := range h.steps {
		class, glyph := "step", ""
		switch st.result {
		case "failed":
			class, glyph = "step bad", "✕"
		case "skipped":
			class, glyph = "step skipped", "»"
		case "":
			class = "step open"
		}
		title := d.Say("chart.step", "n", strconv.Itoa(st.n), "step", d.stepTitle(h, st), "from", d.clock(st.from), "to", d.clock(st.to))
		d.bar(st.from, st.to, d.y, stepHeight-2, class, glyph+strconv.Itoa(st.n), title)
	}
	d.y += stepHeight
	for _, r := range h.reboots {
		d.reboot(h, r)
	}
	d.y += phaseHeight + 8
	calls := d.callsOf(h)
	d.rightward = true
	for _, c := range calls {
		d.rightward = d.rightward && d.x(c.ended(d.end)) < 70
	}
	for _, try := range h.tries {
		d.rightward = d.rightward && d.x(try.over(d.end)) < 70
	}
	for _, c := range calls {
		d.call(c)
	}
	for i, try := range h.tries {
		d.try(try, "#"+strconv.Itoa(i+1))
	}
	d.y += laneGap
}

// callsOf lists what people were asked to do about a host.
func (d *drawer) callsOf(h *host) []*call {
	var list []*call
	for _, inc := range d.incidents {
		for _, c := range inc.calls {
			if c.host == h.plan.Name || c.host == "" && slices.Index(inc.hosts, h.plan.Name) == 0 {
				list = append(list, c)
			}
		}
	}
	return list
}

func (d *drawer) hostSum(h *host) string {
	result := d.result(h.result)
	if h.result == "" && h.started.IsZero() {
		result = d.Say("chart.not_started")
	}
	r := h.worst(d.end)
	if r == nil {
		return result
	}
	return d.Say("chart.sum", "result", result, "took", timer(r.away(d.end)), "norm", timer(h.plan.Reboot.Expected))
}

func (d *drawer) reboot(h *host, r *reboot) {
	end := r.requested.Add(r.away(d.end))
	for _, p := range r.phases {
		if !p.to.After(p.from) {
			continue
		}
		word := d.Phase(change.Phase(p.name))
		d.bar(p.from, p.to, d.y, phaseHeight-2, "phase "+p.name, word, word+" "+d.clock(p.from)+"–"+d.clock(p.to)+" · "+timer(p.to.Sub(p.from)))
	}
	norm := r.requested.Add(h.plan.Reboot.Expected)
	if norm.After(d.to) {
		return
	}
	d.add(shape{Kind: "line", X: d.x(norm), Y: d.y - 3, H: phaseHeight + 6, Class: "norm", Title: d.Say("chart.norm")})
	if end.After(norm) {
		over := d.Say("chart.over", "over", timer(end.Sub(norm)))
		d.bar(norm, end, d.y+phaseHeight, 4, "over", "", over)
	}
}

// call draws an obligation from the moment it was due until it was done.
func (d *drawer) call(c *call) {
	mid := d.y + markHeight/2
	due := c.due
	if due.IsZero() {
		due = c.answered()
	}
	end := c.ended(d.end)
	text := d.Action(c.kind)
	title := text + " · " + d.Say("chart.call", "due", d.clock(due), "taken", d.clock(c.answered()), "done", d.clock(c.done))
	d.add(shape{Kind: "line", X: d.x(due), W: d.x(end) - d.x(due), Y: mid, Class: "call"})
	d.add(shape{Kind: "text", X: d.x(due), Y: mid + 4, Class: "due", Anchor: "middle", Text: "▲", Title: title})
	for _, u := range c.unanswered {
		d.add(shape{Kind: "text", X: d.x(u.at), Y: mid + 4, Class: "failed", Anchor: "middle", Text: "✕", Title: title})
	}
	if !c.taken.IsZero() {
		d.add(shape{Kind: "circle", X: d.x(c.taken), Y: mid, H: 3, Class: "taken", Title: title})
	}
	if !c.done.IsZero() {
		d.add(shape{Kind: "circle", X: d.x(c.done), Y: mid, H: 3.5, Class: "done", Title: title})
	}
	d.label(due, end, mid, strconv.Itoa(c.n), text)
	d.y += markHeight
}

// try draws an attempt to bring the host back.
func (d *drawer) try(t *try, number string) {
	mid := d.y + markHeight/2
	end := t.over(d.end)
	d.add(shape{Kind: "line", X: d.x(t.at), W: d.x(end) - d.x(t.at), Y: mid, Class: "try"})
	glyph, class := "…", "taken"
	switch t.outcome {
	case "worked":
		glyph, class = "✓", "worked"
	case "failed":
		glyph, class = "✕", "failed"
	}
	d.add(shape{Kind: "text", X: d.x(end), Y: mid + 4, Class: class, Anchor: "middle", Text: glyph, Title: t.what})
	d.label(t.at, end, mid, number, t.what)
	d.y += markHeight
}

// label writes text beside a line; on a phone only its number.
func (d *drawer) label(from, to time.Time, mid float64, number, text string) {
	x, dx, anchor := d.x(from), -9.0, "end"
	if d.rightward {
		x, dx, anchor = d.x(to), 9, "start"
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:59]) + "…"
	}
	d.add(shape{Kind: "text", X: x, DX: dx, Y: mid + 4, Class: "label narrow", Anchor: anchor, Text: number})
	d.add(shape{Kind: "text", X: x, DX: dx, Y: mid + 4, Class: "label wide", Anchor: anchor, Text: number + " " + text})
}
