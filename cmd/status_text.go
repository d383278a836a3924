package cmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tminus/change"
	"tminus/ui"
)

// handoverW is how wide the handover is printed.
const handoverW = 100

// status is the status for people: which change this is, how far the work on
// each host has come, and what one must know to take over.
func (w catalog) status(out io.Writer, v statusView) error {
	s := v.snap.State
	var lines []string
	say := func(key string, pairs ...string) { lines = append(lines, w.Say(key, pairs...)) }
	at := v.Now.In(s.Plan.Change.Zone).Format("15:04:05 MST")
	if v.sit.Standing == change.ChangeIsClosed {
		say("status.closed_as", "id", v.Change.ID, "outcome", w.Outcome(s.Outcome), "at", at)
	} else {
		say("status.line", "id", v.Change.ID, "state", w.Say("status."+v.Change.State), "at", at)
	}
	if v.Damage != nil {
		say("status.damaged", "why", w.speaker(s.Plan).Say(v.snap.Fault))
	}
	if s.Newer() {
		say("status.newer", "format", strconv.Itoa(s.Format), "known", strconv.Itoa(change.Format))
	}
	if s.Rehearsal {
		say("status.rehearsal")
	}
	if s.Plan.Ungated {
		say("status.ungated")
	}
	if _, err := fmt.Fprintln(out, strings.Join(lines, "\n")); err != nil {
		return err
	}
	w.tellRehearsal(out, "", v.Change.Rehearsal, s.Plan, v.Now)
	for _, h := range v.Hosts {
		fmt.Fprintf(out, "%-12s %-8s %s %s\n", h.Name, h.Environment, column(w.Work(h.Work), 11), w.Say("status.step", "n", strconv.Itoa(h.Step)))
	}
	_, err := fmt.Fprintln(out, strings.Join(ui.Handover(v.snap, v.operator, w.Catalog, handoverW, v.known), "\n"))
	return err
}

// column fills a text up to the cells of its column: a character may take two.
func column(text string, cells int) string {
	return text + strings.Repeat(" ", max(0, cells-ansi.StringWidth(text)))
}
