package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"tminus/config"
	"tminus/examples"
)

func newInit(w words) *cobra.Command {
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
			if err := writeNew(path, examples.PatchNight); err != nil {
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
func (w words) initFrom(c *cobra.Command, path, inventory string) error {
	name := inventory
	if name == "-" {
		name = "stdin"
	}
	text, err := readInventory(c.InOrStdin(), inventory)
	if err != nil {
		return err
	}
	out, err := config.Import(name, text)
	if err != nil {
		return err
	}
	if err := writeNew(path, out.Plan); err != nil {
		return err
	}
	for _, notice := range out.Notices {
		fmt.Fprintln(c.ErrOrStderr(), w.Speaker(nil).Say(notice))
	}
	fmt.Fprintln(c.OutOrStdout(), w.Say("init.imported", "path", path, "from", name,
		"hosts", strconv.Itoa(out.Hosts), "environments", strconv.Itoa(out.Environments)))
	return nil
}

// readInventory reads one byte more than an inventory may have at the most.
func readInventory(in io.Reader, path string) ([]byte, error) {
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, invalid{fmt.Errorf("open the inventory: %w", err)}
		}
		defer func() { _ = f.Close() }() // nothing was written
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, config.MaxSize+1))
	if err != nil {
		return nil, invalid{fmt.Errorf("read the inventory: %w", err)}
	}
	return text, nil
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

func newSchema(w words) *cobra.Command {
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
