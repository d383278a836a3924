package cmd

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"tminus/change"
)

// past warns of a window that is over: a wrong year is easily written.
func (w catalog) past(p *change.Plan, now time.Time) []string {
	end := p.Change.Window.End
	if end.IsZero() || now.Before(end) {
		return nil
	}
	return []string{w.Say("check.past", "ago", w.ago(now.Sub(end)))}
}

// arithmetic prints by when each host must start, and how that is calculated.
func (w catalog) arithmetic(out io.Writer, p *change.Plan) {
	at := func(t time.Time) string { return change.TimeOfDay(p, t)[:5] }
	fmt.Fprintln(out, "\n"+w.Say("check.arithmetic"))
	for _, e := range p.Environments {
		if safe, ok := p.LastSafeFailover(e.Name); ok {
			d := p.Change.Deadlines()[0]
			fmt.Fprintln(out, w.Say("check.failover", "env", e.Name, "name", d.Name, "at", at(d.At),
				"takes", change.Short(e.Failover.Takes), "margin", change.Short(e.Failover.Margin), "safe", at(safe)))
		}
	}
	if !slices.ContainsFunc(slices.Collect(p.Runbook.All()), func(s change.Step) bool { return s.Takes > 0 }) {
		fmt.Fprintln(out, w.Say("check.no_takes"))
	}
	w.waves(out, p, at)
	forecasts := p.Forecasts()
	for _, f := range forecasts[:min(len(forecasts), mostForecasts)] {
		mark := "✓"
		if !f.Feasible() {
			mark = "✗"
		}
		fmt.Fprintf(out, "  %s %-10s %s\n", mark, f.Host, w.Say("check.forecast", "from", at(f.Starts), "until", at(f.Ends)))
		for _, l := range f.Limits {
			fmt.Fprintln(out, "      "+w.Say("check.limit", "latest", at(l.Latest()), "name", w.speaker(p).Say(l.Name), "at", at(l.At), "why", w.speaker(p).Say(l.Why)))
		}
	}
	w.more(out, len(forecasts)-mostForecasts)
}

// more says how many were left out.
func (w catalog) more(out io.Writer, n int) {
	if n > 0 {
		fmt.Fprintln(out, w.Say("check.more", "n", strconv.Itoa(n)))
	}
}

// mostForecasts is how many hosts the arithmetic is printed for: more than a
// night has room for.
const mostForecasts = 60

// mostReasons is how many reasons are worth reading.
const mostReasons = 10

// feasible says so of a plan that cannot be carried out in its time.
func (w catalog) feasible(out io.Writer, p *change.Plan) error {
	why := w.speaker(p).SayAll(p.Infeasible())
	if len(why) == 0 {
		return nil
	}
	fmt.Fprintln(out, "\n"+w.Say("check.infeasible"))
	for _, line := range why[:min(len(why), mostReasons)] {
		fmt.Fprintln(out, "  ✗", line)
	}
	w.more(out, len(why)-mostReasons)
	if wider := p.Wider(); wider.Said() {
		fmt.Fprintln(out, "  →", w.speaker(p).Say(wider))
	}
	fmt.Fprintln(out, w.Say("check.remedy"))
	return errAttention
}
