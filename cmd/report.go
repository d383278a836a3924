package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/config"
	"tminus/journal"
	"tminus/report"
)

type reportFlags struct {
	output, format string
	history        []string
}

func newReport(w words) *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:  "report RECORD",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.write(c, w, args[0]) },
	}
	c.Flags().StringVar(&f.output, "output", "", w.Say("report.flag.output"))
	c.Flags().StringVar(&f.format, "format", "both", w.Say("report.flag.format"))
	c.Flags().StringArrayVar(&f.history, "history", nil, w.Say("report.flag.history"))
	return c
}

func (f reportFlags) write(c *cobra.Command, w words, dir string) error {
	formats, err := f.formats()
	if err != nil {
		return invalid{err}
	}
	in, err := reportInput(dir)
	if err != nil {
		return err
	}
	in.Words = w.Words
	if in.History, err = history(f.history); err != nil {
		return invalid{err}
	}
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

// reportFormat is one form of the report and the file that it goes into.
type reportFormat struct {
	name, file string
	write      func(io.Writer, report.Input) error
}

func (f reportFlags) formats() ([]reportFormat, error) {
	all := []reportFormat{{"html", "report.html", report.HTML}, {"md", "report.md", report.Markdown}}
	if f.format == "both" {
		if f.output == "-" {
			return nil, errors.New("--output - takes one form: add --format html or --format md")
		}
		return all, nil
	}
	for _, form := range all {
		if form.name == f.format {
			return []reportFormat{form}, nil
		}
	}
	return nil, fmt.Errorf("--format %q: give html, md or both", change.Clean(f.format))
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
		return fmt.Errorf("report: %w; give another folder (--output DIR)", err)
	}
	if err := writeWhole(path, func(w io.Writer) error { return form.write(w, in) }); err != nil {
		return fmt.Errorf("report: %w; give another folder (--output DIR)", err)
	}
	fmt.Fprintln(c.OutOrStdout(), path)
	return nil
}

// writeWhole writes a file that is found whole or not at all. It is for its
// owner's eyes, as the record is.
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
// it can be trusted.
func reportInput(dir string) (report.Input, error) {
	in := report.Input{Made: time.Now()}
	check, err := journal.Verify(dir)
	if err != nil {
		return in, err
	}
	in.Check = report.Check{Events: check.Events, Head: check.Head, Plan: check.Plan, Warnings: check.Warnings, Faults: faultsOf(check)}
	in.Plan, in.Events, err = readRecord(dir)
	in.Evidence = func(name string) (io.ReadCloser, error) { return journal.OpenEvidence(dir, name) }
	if err == nil && len(in.Events) == 0 {
		err = fmt.Errorf("the journal of %s has no line that can be read: nothing to report", dir)
	}
	return in, err
}

func faultsOf(r journal.Report) []string {
	var list []string
	if r.Broken != nil {
		list = append(list, fmt.Sprintf("line %d of the journal (byte %d) %s", r.Broken.Line, r.Broken.Offset, r.Broken.Reason))
	}
	for _, f := range r.Faults {
		list = append(list, f.String())
	}
	if r.PlanFault != "" {
		list = append(list, r.PlanFault)
	}
	return list
}

// readRecord reads a record's plan and the lines that can be trusted.
func readRecord(dir string) (*change.Plan, []change.Event, error) {
	record, err := journal.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = record.Close() }()
	text, err := record.Plan()
	if err != nil {
		return nil, nil, err
	}
	plan, err := config.Parse(filepath.Join(dir, "plan.yaml"), text)
	if err != nil {
		return nil, nil, err
	}
	events, err := record.Read(0)
	var damage *journal.Damage
	if errors.As(err, &damage) {
		err = nil
	}
	return plan, events, err
}

// history gathers the reboots of earlier records.
func history(patterns []string) ([]report.Past, error) {
	var past []report.Past
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil || len(dirs) == 0 {
			return nil, fmt.Errorf("--history %s: no such record", change.Clean(pattern))
		}
		for _, dir := range dirs {
			plan, events, err := readRecord(dir)
			if err != nil {
				return nil, fmt.Errorf("--history: %w", err)
			}
			past = append(past, report.Reboots(plan, events)...)
		}
	}
	return past, nil
}
