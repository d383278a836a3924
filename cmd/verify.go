package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"tminus/journal"
)

func newVerify() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify RECORD",
		Short: "Check the record's journal: sequence, hash chain, sealed plan",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			report, err := journal.Verify(args[0])
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
				writeReport(c.OutOrStdout(), report)
			}
			if !report.OK() {
				return errAttention
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return c
}

// writeReport says what holds, and what does not.
func writeReport(w io.Writer, r journal.Report) {
	if r.Events > 0 {
		fmt.Fprintf(w, "%d events, %s to %s, every one in its place\nhead %s\n",
			r.Events, r.First.Format(time.RFC3339), r.Last.Format(time.RFC3339), r.Head)
	}
	if r.Broken != nil {
		fmt.Fprintln(w, "BROKEN:", r.Broken)
		fmt.Fprintf(w, "what stands before it, %d events, can be trusted\n", r.Events)
	}
	if r.PlanFault != "" {
		fmt.Fprintln(w, "PLAN:", r.PlanFault)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, "!", warning)
	}
}
