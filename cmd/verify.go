package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/journal"
)

func newVerify() *cobra.Command {
	var asJSON bool
	var head string
	c := &cobra.Command{
		Use:   "verify RECORD",
		Short: "Check the record: sequence, hash chain, times, sealed plan, evidence",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			report, err := journal.VerifyHead(args[0], head)
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
	c.Flags().StringVar(&head, "head", "", "the head that an earlier verify printed and you noted elsewhere: is it still in the chain?")
	return c
}

// writeReport says what holds, and what does not.
func writeReport(w io.Writer, r journal.Report) {
	if r.Events > 0 {
		fmt.Fprintf(w, "%d events, %s to %s, every one in its place\nhead %s\n",
			r.Events, r.First.Format(time.RFC3339), r.Last.Format(time.RFC3339), r.Head)
	}
	if r.Evidence > 0 {
		fmt.Fprintf(w, "%d pieces of evidence, each as it was kept\n", r.Evidence)
	}
	if first, bad := r.FirstFault(); bad {
		fmt.Fprintf(w, "FIRST FAULT: line %d (%s)\n", first.Line, first.Kind)
	}
	if r.Broken != nil {
		fmt.Fprintln(w, "BROKEN:", r.Broken)
		fmt.Fprintf(w, "what stands before it, %d events, can be trusted; evidence that later lines name was not looked at\n", r.Events)
	}
	writeFaults(w, r)
	switch {
	case r.NotedLine > 0:
		fmt.Fprintf(w, "the noted head is that of line %d: nothing up to there was cut off or written anew\n", r.NotedLine)
	case r.Noted != "":
		fmt.Fprintln(w, "NOTED HEAD: no line that can be trusted has it; the journal was cut off before it, or written anew")
	}
	if r.PlanFault != "" {
		fmt.Fprintln(w, "PLAN:", r.PlanFault)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, "!", warning)
	}
}

// writeFaults names the lines whose text holds, and what about them does not.
func writeFaults(w io.Writer, r journal.Report) {
	said := map[string]bool{}
	for _, f := range r.Faults {
		fmt.Fprintf(w, "%s: %s\n", strings.ToUpper(f.Kind), f)
		if !said[f.Kind] {
			said[f.Kind] = true
			switch f.Kind {
			case journal.FaultTime:
				fmt.Fprintln(w, "  its text and its place can be trusted, its times from here on may not be")
			case journal.FaultEvidence:
				fmt.Fprintln(w, "  the line can be trusted, this file cannot; the journal and the other evidence are not touched by it")
			}
		}
	}
}
