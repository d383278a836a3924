package cmd

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"tminus/change"
	"tminus/forecast"
)

// forecast writes what the nights have in common, for people.
func (w catalog) forecast(out io.Writer, p *change.Plan, n *nights, f *forecast.Forecast, atOnce []forecast.Forecast) {
	fmt.Fprintf(out, "%s  %s\n", change.Clean(p.Change.ID), change.Clean(p.Change.Title))
	fmt.Fprintln(out, w.Say("forecast.nights", "n", strconv.Itoa(f.Nights), "from", w.drawnFrom(n, f)))
	fmt.Fprintln(out)
	if end := p.Change.Window.End; !end.IsZero() {
		fmt.Fprintln(out, w.Say("forecast.done", "chance", share(f.Done), "end", w.speaker(p).Day(end)))
	}
	fmt.Fprintln(out, w.Say("forecast.failover", "chance", share(f.Failover)))
	if f.Refused > 0 {
		fmt.Fprintln(out, w.Say("forecast.refused", "chance", share(f.Refused)))
	}
	at := w.atOrNever(p)
	fmt.Fprintln(out, w.Say("forecast.end", "p50", at(f.End.P50), "p80", at(f.End.P80), "p95", at(f.End.P95)))
	if !p.Change.Window.End.IsZero() {
		fmt.Fprintln(out, w.Say("forecast.fits", "n", strconv.Itoa(f.Fits), "all", strconv.Itoa(len(f.Hosts))))
	}
	if len(atOnce) > 0 {
		tried := make([]string, len(atOnce))
		for i := range atOnce {
			tried[i] = w.Say("forecast.at_once_share", "n", strconv.Itoa(i+1), "chance", share(atOnce[i].Done))
		}
		fmt.Fprintln(out, w.Say("forecast.at_once", "list", w.List(tried)))
	}
	fmt.Fprintln(out, w.Say("forecast.critical", "steps", share(f.Parts.Steps), "people", share(f.Parts.People), "reboots", share(f.Parts.Reboots), "help", share(f.Parts.Help)))
	fmt.Fprintln(out)
	w.forecastHosts(out, f, at)
	fmt.Fprintln(out)
	w.forecastSources(out, p, f)
}

// drawnFrom says how many reboots the nights are drawn from.
func (w catalog) drawnFrom(n *nights, f *forecast.Forecast) string {
	switch {
	case f.Reboots == 0 && len(n.records) == 0:
		return w.Say("forecast.from_nothing")
	case f.Reboots == 0:
		return w.Say("forecast.from_few", "least", strconv.Itoa(change.EnoughReboots))
	case f.Simulated:
		return w.Say("forecast.from_simulated", "n", strconv.Itoa(f.Reboots), "records", strconv.Itoa(len(n.records)))
	}
	return w.Say("forecast.from", "n", strconv.Itoa(f.Reboots), "records", strconv.Itoa(len(n.records)))
}

// atOrNever writes instants by the clock, and with the day where it is not the one on
// which the window begins or the next.
func (w catalog) atOrNever(p *change.Plan) func(time.Time) string {
	return func(at time.Time) string {
		switch {
		case at.IsZero():
			return w.Say("forecast.never")
		case at.Sub(p.Change.Window.Start) >= 24*time.Hour:
			return w.clockIn(p, at, "2006-01-02 15:04")
		}
		return w.clockIn(p, at, "15:04")
	}
}

func (catalog) clockIn(p *change.Plan, at time.Time, layout string) string {
	if p.Change.Zone != nil {
		at = at.In(p.Change.Zone)
	}
	return at.Format(layout)
}

// share is a chance in per cent. One that is neither never nor always does not read so.
func share(p float64) string {
	n := int(math.Round(100 * p))
	switch {
	case p > 0 && n == 0:
		return "<1 %"
	case p < 1 && n == 100:
		return ">99 %"
	}
	return strconv.Itoa(n) + " %"
}

// mostRows is how many hosts are listed one by one.
const mostRows = 60

func (w catalog) forecastHosts(out io.Writer, f *forecast.Forecast, at func(time.Time) string) {
	const name, col = 14, 9
	row := func(cells ...string) {
		line := column(cells[0], name)
		for _, c := range cells[1:] {
			line += " " + column(c, col)
		}
		fmt.Fprintln(out, "  "+strings.TrimRight(line, " "))
	}
	row(w.Say("forecast.head.host"), w.Say("forecast.head.start"), w.Say("forecast.head.p50"), w.Say("forecast.head.p80"), w.Say("forecast.head.p95"),
		w.Say("forecast.head.done"), w.Say("forecast.head.fails"))
	for i, h := range f.Hosts {
		if i == mostRows {
			fmt.Fprintln(out, "  "+w.Say("forecast.more", "n", strconv.Itoa(len(f.Hosts)-i)))
			break
		}
		row(change.Clean(h.Name), at(h.Start.P50), at(h.End.P50), at(h.End.P80), at(h.End.P95), share(h.Done), share(h.Fails))
	}
}

// forecastSources says what each number is known from.
func (w catalog) forecastSources(out io.Writer, p *change.Plan, f *forecast.Forecast) {
	for _, c := range f.Classes {
		key := "forecast.class"
		if !c.Learned {
			key = "forecast.class_norm"
		}
		line := w.Say(key, "class", w.speaker(p).Say(c.Class.Name()), "n", strconv.Itoa(c.Reboots), "cut", strconv.Itoa(c.Cut))
		switch {
		case c.Given:
			line += w.Say("forecast.given", "chance", share(c.Fails))
		case c.Learned:
			line += w.Say("forecast.failing", "chance", share(c.Fails), "low", share(c.Low), "high", share(c.High))
		}
		fmt.Fprintln(out, "  "+line)
	}
	var learned, taken []string
	for _, h := range f.People {
		what := w.Say("forecast.chore."+choreNames()[h.Kind], "step", h.Step)
		if h.Learned {
			learned = append(learned, w.Say("forecast.seen", "what", what, "n", strconv.Itoa(h.Seen)))
			continue
		}
		taken = append(taken, w.Say("forecast.taken", "what", what, "takes", change.Short(h.Taken)))
	}
	if len(learned) > 0 {
		fmt.Fprintln(out, "  "+w.Say("forecast.people", "list", w.List(learned)))
	}
	if len(taken) > 0 {
		fmt.Fprintln(out, "  "+w.Say("forecast.people_taken", "list", w.List(taken)))
	}
}
