package cmd

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tminus/record"
)

func newRepair(w catalog) *cobra.Command {
	var by string
	c := &cobra.Command{
		Use:  "repair RECORD",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error { return w.repair(c, args[0], by) },
	}
	c.Flags().StringVar(&by, "by", "", w.Say("do.flag.by"))
	return c
}

// repair makes a record with a damaged journal usable again.
func (w catalog) repair(c *cobra.Command, name, by string) error {
	by, err := operatorName(by)
	if err != nil {
		return err
	}
	kept, err := storeOf(name)
	if err != nil {
		return err
	}
	seen, err := openForReading(name)
	if err != nil {
		return err
	}
	defer func() { _ = seen.record.Close() }()
	state := seen.ledger.State()
	data, err := kept.Repair(name, by, recordClock(seen.record, state).now(time.Now()), english(state.Plan))
	if errors.Is(err, record.ErrSound) {
		fmt.Fprintln(c.OutOrStdout(), w.Say("repair.sound"))
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(c.OutOrStdout(), w.Say("repair.done", "line", strconv.FormatUint(data.Line, 10), "why", w.Speaker(time.Local).Say(data.Reason),
		"saved", strconv.FormatUint(data.Saved, 10), "lost", strconv.FormatUint(data.Lost, 10), "file", data.File, "digest", data.SHA256))
	return nil
}
