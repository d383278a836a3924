package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"tminus/config"
	"tminus/examples"
)

func newInit(w catalog) *cobra.Command {
	var inventory string
	c := &cobra.Command{
		Use:  "init [FILE]",
		Args: w.args(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			path := "plan.yaml"
			if len(args) == 1 {
				path = args[0]
			}
			if c.Flags().Changed("inventory") {
				return w.initFrom(c, path, inventory)
			}
			if err := w.writeNew(path, examples.PatchNight); err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), w.Say("init.written", "path", path))
			return nil
		},
	}
	c.Flags().StringVar(&inventory, "inventory", "", w.Say("init.flag.inventory"))
	return c
}

// initFrom writes a plan with the hosts of an inventory.
func (w catalog) initFrom(c *cobra.Command, path, inventory string) error {
	name := inventory
	if name == "-" {
		name = "stdin"
	}
	text, err := config.ReadInventory(c.InOrStdin(), inventory)
	if err != nil {
		return invalid{err}
	}
	out, err := config.Import(name, text)
	if err != nil {
		return err
	}
	if err := w.writeNew(path, out.Plan); err != nil {
		return err
	}
	for _, notice := range out.Notices {
		fmt.Fprintln(c.ErrOrStderr(), w.Speaker(nil).Say(notice))
	}
	fmt.Fprintln(c.OutOrStdout(), w.Say("init.imported", "path", path, "from", name,
		"hosts", strconv.Itoa(out.Hosts), "environments", strconv.Itoa(out.Environments)))
	return nil
}

// writeNew writes a file that must not exist yet.
func (w catalog) writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return refused{errors.New(w.Say("init.exists", "path", path))}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

func newSchema(w catalog) *cobra.Command {
	return &cobra.Command{
		Use:  "schema",
		Args: w.args(0, 0),
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
