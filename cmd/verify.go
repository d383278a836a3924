package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/record"
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
				if err := enc.Encode(report); err != nil {
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

// verdict says what holds, and what does not.
func (w catalog) verdict(out io.Writer, r record.Report) {
	say := func(key string, pairs ...string) { fmt.Fprintln(out, w.Say(key, pairs...)) }
	if r.Events > 0 {
		say("verify.events", "n", fmt.Sprint(r.Events), "first", r.First.Format(time.RFC3339), "last", r.Last.Format(time.RFC3339))
		say("verify.head", "head", r.Head)
	}
	if r.Evidence > 0 {
		say("verify.evidence", "n", fmt.Sprint(r.Evidence))
	}
	if first, bad := r.FirstFault(); bad {
		say("verify.first", "line", fmt.Sprint(first.Line), "kind", first.Kind)
	}
	if r.Broken != nil {
		say("verify.broken", "why", r.Broken.Error())
		say("verify.trusted", "n", fmt.Sprint(r.Events))
	}
	w.faults(out, r)
	switch {
	case r.NotedLine > 0:
		say("verify.noted", "line", fmt.Sprint(r.NotedLine))
	case r.Noted != "":
		say("verify.not_noted")
	}
	if r.PlanFault != "" {
		say("verify.plan", "why", r.PlanFault)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(out, "!", warning)
	}
}

// faults names the lines whose text holds, and what about them does not.
func (w catalog) faults(out io.Writer, r record.Report) {
	said := map[string]bool{}
	for _, f := range r.Faults {
		fmt.Fprintf(out, "%s: %s\n", strings.ToUpper(f.Kind), f)
		if more := w.Or("verify.fault."+f.Kind, ""); more != "" && !said[f.Kind] {
			said[f.Kind] = true
			fmt.Fprintln(out, more)
		}
	}
}
