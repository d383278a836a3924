package cmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
)

// status is the status for people.
func (w words) status(out io.Writer, v statusView, s *change.State) {
	say := func(key string, pairs ...string) { fmt.Fprintln(out, w.Say(key, pairs...)) }
	at := v.Now.In(s.Plan.Change.Zone).Format("15:04:05 MST")
	switch {
	case s.Closed.IsZero():
		say("status.line", "id", v.Change.ID, "state", w.Say("status."+v.Change.State), "at", at)
	default:
		say("status.closed_as", "id", v.Change.ID, "outcome", w.Outcome(s.Outcome), "at", at)
	}
	if s.Newer() {
		say("status.newer", "format", strconv.Itoa(s.Format), "known", strconv.Itoa(change.Format))
	}
	if s.Rehearsal {
		say("status.rehearsal")
	}
	if s.Hold != nil && s.Open() {
		say("status.held", "since", change.Clock(s.Plan, s.Hold.Since), "by", s.Hold.By, "reason", s.Hold.Why(w.Lang()))
	}
	if s.Open() && v.unwatched.Said() {
		say("status.unwatched", "why", v.unwatched.In(w.Lang()))
	}
	if v.Blind {
		say("status.blind", "since", change.Clock(s.Plan, s.Blind))
	}
	w.tellRehearsal(out, "", v.Change.Rehearsal, s.Plan, v.Now)
	if s.Draft != nil {
		say("status.draft", "at", change.Clock(s.Plan, s.Draft.At.Time))
	}
	if v.Deadline.LastSafe != nil {
		say("status.last_safe", "at", change.Clock(s.Plan, *v.Deadline.LastSafe))
	}
	for _, h := range v.Hosts {
		fmt.Fprintf(out, "%-12s %-8s %s %s  %s\n", h.Name, h.Environment,
			column(w.Work(h.Work), 11), w.Say("status.step", "n", strconv.Itoa(h.Step)), w.reboot(h))
	}
	for _, inc := range v.Incidents {
		if inc.Open {
			w.incident(out, inc, s.Plan)
		}
	}
}

func (w words) incident(out io.Writer, inc incidentView, p *change.Plan) {
	fmt.Fprintln(out, w.Say("status.incident", "id", inc.ID, "hosts", strings.Join(inc.Hosts, " "), "since", change.Clock(p, inc.Opened)))
	for _, a := range inc.Actions {
		fmt.Fprintf(out, "  %-10s %s %s %s\n", a.Kind, w.Or("status.action."+a.State, a.State), a.Owner, a.Outcome)
	}
}

func (w words) reboot(h hostView) string {
	took := change.Short(time.Duration(h.Elapsed * float64(time.Second)).Round(time.Second))
	switch h.Phase {
	case "":
		return ""
	case change.Settled:
		return w.Say("status.took", "took", took)
	}
	return w.Say("status.phase", "phase", w.Phase(h.Phase), "elapsed", took)
}

// column fills a text up to the cells of its column: a character may take two.
func column(text string, cells int) string {
	return text + strings.Repeat(" ", max(0, cells-ansi.StringWidth(text)))
}
