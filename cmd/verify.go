package cmd

import (
	"encoding/json"
	"fmt"

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
				fmt.Fprintln(c.OutOrStdout(), report)
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
