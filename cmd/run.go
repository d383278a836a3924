package cmd

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/engine"
	"tminus/fault"
	"tminus/record"
)

func newRun(w catalog) *cobra.Command {
	var flags cockpitFlags
	var ends, alone bool
	var sealed string
	c := &cobra.Command{
		Use:  "run PLAN",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			return runPlan(c, w, flags, args[0], sealed, alone, !ends)
		},
	}
	flags.add(c, w)
	c.Flags().BoolVar(&alone, "only-this-machine", false, w.Say("run.flag.alone"))
	c.Flags().BoolVar(&ends, "end-with-terminal", false, w.Say("run.flag.end"))
	c.Flags().StringVar(&sealed, "sealed", "", w.Say("run.flag.sealed"))
	return c
}

func runPlan(c *cobra.Command, words catalog, flags cockpitFlags, path, sealed string, alone, stays bool) error {
	by, err := operatorName(flags.operator)
	if err == nil {
		err = words.needTerminal(flags.headless)
	}
	if err != nil {
		return err
	}
	plan, text, err := loadPlan(path)
	if err != nil {
		return err
	}
	dir := flags.dir(plan.Change.ID)
	if err := approved(dir, path, plan); err != nil {
		return err
	}
	if plan, text, err = inForce(c.ErrOrStderr(), words, path, dir, sealed, plan, text); err != nil {
		return err
	}
	return words.watching(c, flags, watchJob{
		by: by, dir: dir, path: path, plan: plan, text: text, alone: alone, stays: stays, rehearsed: knownRehearsal(dir, plan),
	})
}

// approved refuses what nobody approved as the plan of a new change. One that is
// watched without a plan already goes on, by what is sealed in its record.
func approved(dir, path string, plan *change.Plan) error {
	kept, err := storeOf(dir)
	if err == nil && plan.Ungated && !kept.Holds(dir) {
		err = invalid{fault.New(cmdUngated, "file", change.Clean(path))}
	}
	return err
}

// announce prints what is about to begin: notices about this cockpit, the record,
// and whether the plan was rehearsed.
func (w catalog) announce(out io.Writer, record opened, o *engine.Options) {
	for _, notice := range o.Notices() {
		fmt.Fprintln(out, "tminus:", w.speaker(o.Plan).Say(notice))
	}
	fmt.Fprintln(out, "tminus:", w.Say("run.record", "dir", record.Name()))
	w.tellRehearsal(out, "tminus: ", o.Rehearsed, o.Plan, time.Now())
}

// equip gives the cockpit of a real change what belongs beside its engine: the
// reboots of earlier nights, what runs its steps, and, while it is the one that
// watches, an eye on the plan file.
func (c *cockpit) equip(r opened, job watchJob) {
	if !c.flags.headless {
		c.earlier, c.rehearsed = earlier(beside(cmp.Or(job.path, r.Name())), r.Name()), rehearsedSteps(job.rehearsed)
	}
	c.steps = newStepRunner(r, c.engine, false)
	c.beside = func(ctx context.Context) {
		go c.steps.serveGates(ctx)
		if job.path == "" {
			return
		}
		guardPlan(ctx, job.path, job.plan, func(command change.Command) error {
			if c.engine.Snapshot().Attached {
				return record.ErrWatched // it is for that process to say it
			}
			return c.engine.Do(command)
		})
	}
}

// farewell is where a run prints its last messages. With a screen that is nowhere, as
// a terminal that stalls must not hold back the end.
func farewell(c *cobra.Command, flags cockpitFlags) io.Writer {
	if flags.headless {
		return c.ErrOrStderr()
	}
	return io.Discard
}

// what says what a record holds.
func what(s *change.State) change.Statement {
	switch {
	case s.Rehearsal:
		return change.Stated(cmdRehearsal)
	case s.Open():
		return change.Stated(cmdReal)
	}
	return change.Stated(cmdClosed, "outcome", s.Outcome)
}

// knownRehearsal is what is known of the rehearsal of a plan; nil where there is none
// that could have been rehearsed.
func knownRehearsal(dir string, plan *change.Plan) *change.RehearsalData {
	if plan.Ungated {
		return nil
	}
	return rehearsalOf(dir, plan)
}
