package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"tminus/ui"
)

func newKeysCommand() *cobra.Command {
	var face faceFlags
	c := &cobra.Command{
		Use:   "keys",
		Short: "Print every key of the screen",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(c.OutOrStdout(), ui.KeyList(face.options().Lang))
			return err
		},
	}
	c.Flags().Var(&face.lang, "lang", "en or zh (default by locale)")
	return c
}
