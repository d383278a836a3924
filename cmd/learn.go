package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/fault"
)

func newLearn(w catalog) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:  "learn RECORDS…",
		Args: w.args(1, -1),
		RunE: func(c *cobra.Command, args []string) error {
			nights, err := readNights(args)
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(c.OutOrStdout())
				enc.SetIndent("", "  ")
				return enc.Encode(newLearnView(nights))
			}
			w.lessons(c.OutOrStdout(), nights)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, w.Say("flag.json"))
	return c
}

// nights are what several records teach.
type nights struct {
	history change.History
	records []string
	// simulated are the records that are rehearsals.
	simulated []string
}

func (n *nights) add(p past) {
	source := change.PaceEarlier
	if p.state.Rehearsal {
		source = change.PaceRehearsal
		n.simulated = append(n.simulated, p.dir)
	}
	n.records = append(n.records, p.dir)
	n.history = n.history.Add(change.HistoryOf(&p.state, source))
}

// read adds those of the records that can be read.
func (n *nights) read(records []string) {
	for _, record := range records {
		if p, err := readPast(record); err == nil {
			n.add(p)
		}
	}
}

// readNights reads records, and the records inside folders that are not records
// themselves.
func readNights(args []string) (nights, error) {
	var n nights
	for _, dir := range args {
		if kept, err := storeOf(dir); err == nil && kept.Holds(dir) {
			p, err := readPast(dir)
			if err != nil {
				return n, err
			}
			n.add(p)
			continue
		}
		inside := recordsIn(dir)
		if len(inside) == 0 {
			_, err := readPast(dir) // it knows best what is wrong
			return n, errors.Join(err, fault.New(cmdNoRecords, "file", dir))
		}
		n.read(inside)
	}
	return n.real(), nil
}

// real leaves the rehearsals out, unless there is nothing else: simulated times
// mixed with real ones would teach what nobody has seen.
func (n nights) real() nights {
	if len(n.simulated) == len(n.records) {
		return n
	}
	n.history = n.history.Relevant(false)
	n.records = slices.DeleteFunc(n.records, func(dir string) bool { return slices.Contains(n.simulated, dir) })
	return n
}

func (w catalog) lessons(out io.Writer, n nights) {
	for _, dir := range n.simulated {
		key := "learn.simulated"
		if !slices.Contains(n.records, dir) {
			key = "learn.left_out"
		}
		fmt.Fprintln(out, w.Say(key, "record", dir))
	}
	lessons := change.Learn(n.history.Paces)
	if len(lessons) == 0 {
		fmt.Fprintln(out, w.Say("learn.nothing"))
	}
	for i := range lessons {
		w.lesson(out, &lessons[i])
	}
}

func (w catalog) lesson(out io.Writer, l *change.Lesson) {
	fmt.Fprintf(out, "%s\n  %s", w.Speaker(nil).Say(l.Class.Name()), w.Say("learn.of", "reboots", w.reboots(l.Reboots), "hosts", w.List(l.Hosts)))
	if l.Recovered > 0 {
		fmt.Fprint(out, w.Say("learn.recovered", "n", strconv.Itoa(l.Recovered)))
	}
	if l.Bounded > 0 {
		fmt.Fprint(out, w.Say("learn.bounded", "n", strconv.Itoa(l.Bounded)))
	}
	fmt.Fprintln(out)
	if l.Proposed == nil {
		fmt.Fprintln(out, w.Say("learn.no_proposal"))
		return
	}
	fmt.Fprintf(out, "  %-10s %10s %10s %10s\n", "", "p50", "p90", "max")
	for _, row := range rowsOf(l) {
		fmt.Fprintf(out, "  %s %10s %10s %10s\n", column(w.Say("learn."+row.name), 10), brief(row.P50), brief(row.P90), brief(row.Max))
	}
	w.proposal(out, l)
}

// reboots counts them.
func (w catalog) reboots(n int) string {
	if n == 1 {
		return w.Say("learn.reboot")
	}
	return w.Say("learn.reboots", "n", strconv.Itoa(n))
}

func brief(d time.Duration) string { return d.Round(time.Second).String() }

// lessonRow is a line of the table of a class: a part of its reboots, and how long it took.
type lessonRow struct {
	name string
	change.Spread
}

func rowsOf(l *change.Lesson) []lessonRow {
	return []lessonRow{{"leaving", l.Leaving}, {"dark", l.Dark}, {"services", l.Services}, {"whole", l.Took}}
}

// proposal writes what can be copied into the plan, under its host or its defaults.
func (w catalog) proposal(out io.Writer, l *change.Lesson) {
	p := l.Proposed
	fmt.Fprintln(out, w.Say("learn.proposed", "norm", change.Short(l.Norm)))
	fmt.Fprintf(out, "    reboot: {expected: %s, shutdown_limit: %s}\n", change.Short(p.Expected), change.Short(p.ShutdownLimit))
	rungs := make([]string, len(p.Ladder))
	for i, r := range p.Ladder {
		rungs[i] = string(r.Name) + " " + change.Short(r.After)
	}
	fmt.Fprintln(out, w.Say("learn.ladder", "rungs", w.List(rungs)))
}
