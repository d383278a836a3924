package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"tminus/ui"
)

func newKeysCommand(w catalog) *cobra.Command {
	return &cobra.Command{
		Use:  "keys",
		Args: w.args(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(c.OutOrStdout(), ui.KeyList(w.Catalog))
			return err
		},
	}
}
