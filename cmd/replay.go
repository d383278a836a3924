package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/drill"
	"tminus/fault"
	"tminus/record"
	"tminus/ui"
)

func newReplay(w catalog) *cobra.Command {
	var headless bool
	var face faceFlags
	var speed float64
	c := &cobra.Command{
		Use:  "replay RECORD",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if speed <= 0 || speed > drill.MaxSpeed {
				return w.badSpeed(speed)
			}
			tape, damage, err := loadTape(args[0])
			if err == nil {
				err = w.needTerminal(headless)
			}
			if err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			defer stop()
			if headless {
				err = printTape(ctx, c.OutOrStdout(), tape, speed)
			} else {
				err = showTape(ctx, tape, speed, face.options(), damage)
			}
			return errors.Join(err, damage)
		},
	}
	c.Flags().BoolVar(&headless, "headless", false, w.Say("flag.headless"))
	face.add(c, w)
	c.Flags().Float64Var(&speed, "speed", 60, w.Say("flag.speed"))
	return c
}

// badSpeed refuses a speed that nothing can be played at.
func (w catalog) badSpeed(speed float64) error {
	return invalid{errors.New(w.Say("usage.speed", "given", strconv.FormatFloat(speed, 'g', -1, 64), "most", strconv.Itoa(drill.MaxSpeed)))}
}

// loadTape reads a whole journal. Of a damaged one it returns what stands before the
// damage, and the damage.
func loadTape(dir string) (tape *change.Tape, damage, err error) {
	r, plan, err := openSealed(dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = r.Close() }()
	events, err := record.Read(r, 0)
	var bad *record.Damage
	switch {
	case errors.As(err, &bad):
		damage = fault.Wrap(err, cmdPlayed, "n", len(events))
	case err != nil:
		return nil, nil, err
	}
	if len(events) == 0 {
		return nil, nil, errors.Join(fault.New(cmdNoTape, "file", dir), damage)
	}
	return change.NewTape(plan, events), damage, nil
}

func showTape(ctx context.Context, tape *change.Tape, speed float64, o ui.Options, damage error) error {
	o.Tape, o.Speed, o.Getenv = tape, speed, nil // a tape rings no bell
	if damage != nil {
		o.Notices = []change.Statement{fault.Of(damage)}
	}
	err := ui.Run(ctx, o)
	if errors.Is(err, ui.ErrScreen) && ctx.Err() == nil {
		catalog{o.Catalog}.sayPlain(os.Stderr, err)
		return printTape(ctx, os.Stderr, tape, speed)
	}
	return asInterrupted(err)
}

// printTape prints each event when its time has come at the given speed.
func printTape(ctx context.Context, w io.Writer, tape *change.Tape, speed float64) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	begin := time.Now()
	for n := 1; n <= tape.Len(); n++ {
		due := begin.Add(time.Duration(float64(tape.Place(n)) / speed))
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			return errInterrupted
		}
		if err := enc.Encode(tape.Event(n)); err != nil {
			return fault.Wrap(err, cmdNotPrinted)
		}
	}
	return nil
}
