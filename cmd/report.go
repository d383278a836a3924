package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/fault"
	"tminus/forecast"
	"tminus/record"
	"tminus/report"
)

type reportFlags struct {
	output, format string
	history        []string
}

func newReport(w catalog) *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:  "report RECORD",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error { return f.write(c, w, args[0]) },
	}
	c.Flags().StringVar(&f.output, "output", "", w.Say("report.flag.output"))
	c.Flags().StringVar(&f.format, "format", "both", w.Say("report.flag.format"))
	c.Flags().StringArrayVar(&f.history, "history", nil, w.Say("report.flag.history"))
	return c
}

func (f reportFlags) write(c *cobra.Command, w catalog, dir string) error {
	formats, err := f.formats(w)
	if err != nil {
		return invalid{err}
	}
	in, done, err := w.reportInput(dir)
	if err != nil {
		return err
	}
	defer done()
	in.Catalog = w.Catalog
	var n nights
	if in.History, n, err = w.history(f.history); err != nil {
		return invalid{err}
	}
	in.Forecast = forecastFrom(n, in.Plan)
	for _, format := range formats {
		if err := f.writeOne(c, dir, format, in); err != nil {
			return err
		}
	}
	for _, fault := range in.Check.Faults {
		fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("report.unverified", "why", fault))
	}
	if len(in.Check.Faults) > 0 {
		return errAttention
	}
	return nil
}

// reportFormat is one form of the report and the name of its file.
type reportFormat struct {
	name, file string
	write      func(io.Writer, report.Input) error
}

func (f reportFlags) formats(w catalog) ([]reportFormat, error) {
	all := []reportFormat{{"html", "report.html", report.HTML}, {"md", "report.md", report.Markdown}}
	if f.format == "both" {
		if f.output == "-" {
			return nil, errors.New(w.Say("report.one_form"))
		}
		return all, nil
	}
	for _, form := range all {
		if form.name == f.format {
			return []reportFormat{form}, nil
		}
	}
	return nil, errors.New(w.Say("report.no_form", "given", f.format))
}

func (f reportFlags) writeOne(c *cobra.Command, dir string, form reportFormat, in report.Input) error {
	if f.output == "-" {
		return form.write(c.OutOrStdout(), in)
	}
	if f.output != "" {
		dir = f.output
	}
	path := filepath.Join(dir, form.file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(err, cmdReport)
	}
	if err := writeWhole(path, func(w io.Writer) error { return form.write(w, in) }); err != nil {
		return fault.Wrap(err, cmdReport)
	}
	fmt.Fprintln(c.OutOrStdout(), path)
	return nil
}

// writeWhole writes a file so that it is there completely or not at all. Like the
// record, it is readable by its owner alone.
func writeWhole(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".report-*") // mode 0600
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// reportInput reads and checks a record. One that is damaged is told as far as
// it can be trusted. Its evidence can be read until it is done with.
func (w catalog) reportInput(name string) (in report.Input, done func(), err error) {
	in = report.Input{Made: time.Now()}
	kept, err := storeOf(name)
	if err != nil {
		return in, nil, err
	}
	check, err := kept.Verify(name, "")
	if err != nil {
		return in, nil, err
	}
	in.Check = report.Check{Events: check.Events, Head: check.Head, Plan: check.Plan, Warnings: w.Speaker(time.Local).SayAll(check.Warnings), Faults: w.faultsOf(check)}
	r, plan, events, err := readRecord(name)
	if err != nil {
		return in, nil, err
	}
	in.Plan, in.Events, in.Evidence = plan, events, r.OpenEvidence
	if len(in.Events) == 0 {
		return in, nil, errors.Join(fault.New(cmdNoLine, "file", name), r.Close())
	}
	return in, func() { _ = r.Close() }, nil
}

func (w catalog) faultsOf(r record.Report) []string {
	var list []string
	say := w.Speaker(time.Local)
	if r.Broken != nil {
		list = append(list, w.Say("report.broken", "line", strconv.FormatUint(r.Broken.Line, 10), "byte", strconv.FormatInt(r.Broken.Offset, 10), "why", say.Say(r.Broken.Reason)))
	}
	for _, f := range r.Faults {
		list = append(list, w.lineFault(f))
	}
	if r.PlanFault.Said() {
		list = append(list, say.Say(r.PlanFault))
	}
	return list
}

// readRecord opens a record, and reads its plan and the lines that can be trusted.
func readRecord(name string) (opened, *change.Plan, []change.Event, error) {
	r, plan, err := openSealed(name)
	if err != nil {
		return nil, nil, nil, err
	}
	events, err := record.Read(r, 0)
	var damage *record.Damage
	if err != nil && !errors.As(err, &damage) {
		return nil, nil, nil, errors.Join(err, r.Close())
	}
	return r, plan, events, nil
}

// forecastFrom is how the night could have gone by the nights of its history; nil where
// they hold too few reboots.
func forecastFrom(n nights, plan *change.Plan) *report.Forecast {
	if len(n.records) == 0 || plan.Ungated {
		return nil
	}
	state := change.NewState(plan)
	options := forecast.Options{State: &state, Now: plan.Change.Window.Start, History: n.real().history, Nights: 2000, Seed: 1}
	if result := forecast.Of(options); result.Reboots > 0 {
		return &report.Forecast{Ends: result.Ends, Nights: result.Nights, Reboots: result.Reboots}
	}
	return nil
}

// history gathers the reboots of earlier records, and what they teach.
func (w catalog) history(patterns []string) (reboots []report.Past, n nights, err error) {
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil || len(dirs) == 0 {
			return nil, n, errors.New(w.Say("report.no_history", "given", pattern))
		}
		for _, dir := range dirs {
			r, plan, events, err := readRecord(dir)
			if err != nil {
				return nil, n, said{w.Say("report.history", "why", w.fault(err)), err}
			}
			reboots = append(reboots, report.Reboots(plan, events)...)
			if p, err := pastOf(dir, r, plan, events); err == nil {
				n.add(p)
			}
			_ = r.Close()
		}
	}
	return reboots, n, nil
}
