package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/record"
	"tminus/wording"
)

func newVerify(w catalog) *cobra.Command {
	var asJSON bool
	var head string
	c := &cobra.Command{
		Use:  "verify RECORD",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			kept, err := storeOf(args[0])
			if err != nil {
				return err
			}
			report, err := kept.Verify(args[0], head)
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(c.OutOrStdout())
				enc.SetIndent("", "  ")
				if err := enc.Encode(report.Spoken(wording.NewSpeaker(wording.English, time.UTC).Say)); err != nil {
					return err
				}
			} else {
				w.verdict(c.OutOrStdout(), report)
			}
			if !report.OK() {
				return errAttention
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, w.Say("flag.json"))
	c.Flags().StringVar(&head, "head", "", w.Say("verify.flag.head"))
	return c
}

// verdict says what of a record holds, and what does not.
func (w catalog) verdict(out io.Writer, r record.Report) {
	speaker := w.Speaker(time.Local)
	say := func(key string, pairs ...string) { fmt.Fprintln(out, w.Say(key, pairs...)) }
	if r.Events > 0 {
		say("verify.events", "n", fmt.Sprint(r.Events), "first", r.First.Format(time.RFC3339), "last", r.Last.Format(time.RFC3339))
		say("verify.head", "head", r.Head)
	}
	if r.Evidence > 0 {
		say("verify.evidence", "n", fmt.Sprint(r.Evidence))
	}
	if first, bad := r.FirstFault(); bad {
		say("verify.first", "line", fmt.Sprint(first.Line), "kind", w.faultKind(first))
	}
	if r.Broken != nil {
		say("verify.broken", "why", speaker.Fault(r.Broken))
		say("verify.trusted", "n", fmt.Sprint(r.Events))
	}
	w.faults(out, r)
	switch {
	case r.NotedLine > 0:
		say("verify.noted", "line", fmt.Sprint(r.NotedLine))
	case r.Noted != "":
		say("verify.not_noted")
	}
	if r.PlanFault.Said() {
		say("verify.plan", "why", speaker.Say(r.PlanFault))
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(out, "!", speaker.Say(warning))
	}
}

// faultKind names what is wrong: the chain, a time, a piece of evidence.
func (w catalog) faultKind(f record.Fault) string { return w.Or("verify.kind."+f.Kind, f.Kind) }

// lineFault says what is wrong with a line.
func (w catalog) lineFault(f record.Fault) string {
	return w.Say("verify.line", "line", strconv.FormatUint(f.Line, 10), "why", w.Speaker(time.Local).Say(f.Reason))
}

// faults lists the lines whose text is intact but of which something else is wrong,
// and what that is.
func (w catalog) faults(out io.Writer, r record.Report) {
	said := map[string]bool{}
	for _, f := range r.Faults {
		fmt.Fprintln(out, w.Pair(strings.ToUpper(w.faultKind(f)), w.lineFault(f)))
		if more := w.Or("verify.fault."+f.Kind, ""); more != "" && !said[f.Kind] {
			said[f.Kind] = true
			fmt.Fprintln(out, more)
		}
	}
}
