package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"tminus/config"
	"tminus/examples"
)

func newInit(w words) *cobra.Command {
	return &cobra.Command{
		Use:  "init [FILE]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			path := "plan.yaml"
			if len(args) == 1 {
				path = args[0]
			}
			if err := writeNew(path, examples.PatchNight); err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), w.Say("init.written", "path", path))
			return nil
		},
	}
}

// writeNew writes a file that must not exist yet.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return refused{fmt.Errorf("%s exists already, and is left as it is: give another name", path)}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:  "schema",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			text, err := config.Schema()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), string(text))
			return err
		},
	}
}
