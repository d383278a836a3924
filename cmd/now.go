package cmd

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/config"
	"tminus/fault"
)

// nowFlags are those of `now` alone.
type nowFlags struct {
	rebooting, calls, from []string
	norm                   time.Duration
	save, witness          string
}

func newNow(w catalog) *cobra.Command {
	var flags cockpitFlags
	var f nowFlags
	c := &cobra.Command{
		Use:  "now TARGET…",
		Args: w.args(0, -1),
		RunE: func(c *cobra.Command, args []string) error { return now(c, w, flags, f, args) },
	}
	flags.add(c, w)
	c.Flags().StringArrayVar(&f.rebooting, "rebooting", nil, w.Say("now.flag.rebooting"))
	c.Flags().DurationVar(&f.norm, "norm", defaultNorm, w.Say("now.flag.norm"))
	c.Flags().StringArrayVar(&f.calls, "call", nil, w.Say("now.flag.call"))
	c.Flags().StringArrayVar(&f.from, "from", nil, w.Say("now.flag.from"))
	c.Flags().StringVar(&f.save, "save", "", w.Say("now.flag.save"))
	c.Flags().StringVar(&f.witness, "witness", "", w.Say("now.flag.witness"))
	return c
}

// defaultNorm is what a reboot takes when it goes well and nobody says anything else.
const defaultNorm = 10 * time.Minute

// now watches hosts without a plan.
func now(c *cobra.Command, w catalog, flags cockpitFlags, f nowFlags, args []string) error {
	by, err := operatorName(flags.operator)
	if err == nil {
		err = w.needTerminal(flags.headless)
	}
	if err != nil {
		return err
	}
	begun := time.Now()
	asked, err := f.read(c.InOrStdin(), args, by, begun)
	if err != nil {
		return err
	}
	job, err := w.resumed(c, flags, asked)
	if err == nil && job == nil {
		job, err = w.scouted(c, flags, f, asked, begun)
	}
	if err != nil {
		return err
	}
	job.by, job.stays = by, true
	return w.watching(c, flags, *job)
}

// scouted looks at the hosts, and makes what is watched of what it finds.
func (w catalog) scouted(c *cobra.Command, flags cockpitFlags, f nowFlags, asked *askedNow, begun time.Time) (*watchJob, error) {
	if len(asked.targets) == 0 {
		return nil, invalid{fault.New(cmdNoTargets)}
	}
	seen, err := scoutAll(c.Context(), asked, f.witness)
	if err != nil {
		return nil, err
	}
	id, dir, err := freeRecord(flags, begun)
	if err != nil {
		return nil, err
	}
	about := config.Watching{
		ID: id, Title: asked.title(), Zone: asked.zone, Language: w.Say("lang"), Norm: f.norm,
		Hosts: seen.hosts, Contacts: asked.contacts, Witness: seen.witness,
	}
	text, err := about.Ungated()
	if err != nil {
		return nil, err
	}
	if f.save != "" {
		if err := w.savePlan(c, f.save, about, begun); err != nil {
			return nil, err
		}
	}
	plan, err := config.Parse(id, text)
	if err != nil {
		return nil, err
	}
	job := &watchJob{dir: dir, plan: plan, text: text, pins: seen.pins}
	for _, notice := range append(asked.notices, seen.notices...) {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.speaker(plan).Say(notice))
		job.acts = append(job.acts, change.ReportNote{Text: notice})
	}
	job.acts = append(job.acts, asked.marks...)
	return job, nil
}

// savePlan writes a plan of the same hosts, with all that a plan needs.
func (w catalog) savePlan(c *cobra.Command, path string, about config.Watching, begun time.Time) error {
	text, err := about.Planned(begun.Truncate(time.Minute))
	if err == nil {
		err = w.writeNew(path, text)
	}
	if err == nil {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("now.saved", "path", path))
	}
	return err
}
