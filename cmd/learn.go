package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
)

func newLearn() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "learn RECORDS…",
		Short: "Say how long reboots took in earlier records, and propose thresholds",
		Long: `Learn reads the records of earlier changes, or folders of records, and says for
each class of hosts (model and os) how long their reboots took: the median (p50),
what nine of ten took (p90), and the longest. From that it proposes a norm and a
ladder for the next plan. Reboots that needed help are counted and left out.`,
		Args: cobra.MinimumNArgs(1),
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
			writeLessons(c.OutOrStdout(), nights)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return c
}

// nights are the reboots of several records.
type nights struct {
	paces   []change.Pace
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
	for _, pace := range change.Paces(&p.state) {
		pace.Source = source
		n.paces = append(n.paces, pace)
	}
}

// readNights reads records, and the records in folders that are none.
func readNights(args []string) (nights, error) {
	var n nights
	for _, dir := range args {
		if isRecord(dir) {
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
			return n, errors.Join(err, fmt.Errorf("%s is neither a record nor a folder with records in it", dir))
		}
		for _, record := range inside {
			if p, err := readPast(record); err == nil {
				n.add(p)
			}
		}
	}
	return n.real(), nil
}

// real leaves the rehearsals out, unless there is nothing else: simulated times
// beside real ones would teach what nobody has seen.
func (n nights) real() nights {
	if len(n.simulated) == len(n.records) {
		return n
	}
	simulated := func(p change.Pace) bool { return p.Source == change.PaceRehearsal }
	n.paces = slices.DeleteFunc(n.paces, simulated)
	n.records = slices.DeleteFunc(n.records, func(dir string) bool { return slices.Contains(n.simulated, dir) })
	return n
}

func isRecord(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "journal.jsonl"))
	return err == nil && info.Mode().IsRegular()
}

// recordsIn are the records in a folder, by name.
func recordsIn(dir string) []string { return foldersIn(dir, isRecord) }

func writeLessons(w io.Writer, n nights) {
	for _, dir := range n.simulated {
		note := "its times are simulated"
		if !slices.Contains(n.records, dir) {
			note = "left out, " + note
		}
		fmt.Fprintf(w, "! %s is a rehearsal: %s\n", dir, note)
	}
	lessons := change.Learn(n.paces)
	if len(lessons) == 0 {
		fmt.Fprintln(w, "no reboot in these records was issued and came to its end")
	}
	for i := range lessons {
		l := &lessons[i]
		fmt.Fprintf(w, "%s\n  %s of %s", l.Class, count(l.Reboots, "reboot"), strings.Join(l.Hosts, ", "))
		if l.Recovered > 0 {
			fmt.Fprintf(w, ", %d of them needed help and do not count below", l.Recovered)
		}
		fmt.Fprintln(w)
		if l.Proposed == nil {
			fmt.Fprintln(w, "  no reboot went without help: nothing to propose")
			continue
		}
		fmt.Fprintf(w, "  %-10s %10s %10s %10s\n", "", "p50", "p90", "max")
		for _, row := range rowsOf(l) {
			fmt.Fprintf(w, "  %-10s %10s %10s %10s\n", row.name, brief(row.P50), brief(row.P90), brief(row.Max))
		}
		writeProposal(w, l)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func brief(d time.Duration) string { return d.Round(time.Second).String() }

type lessonRow struct {
	name string
	change.Spread
}

func rowsOf(l *change.Lesson) []lessonRow {
	return []lessonRow{{"leaving", l.Leaving}, {"dark", l.Dark}, {"services", l.Services}, {"whole", l.Took}}
}

// writeProposal writes what can be copied into the plan, under its host or its
// defaults.
func writeProposal(w io.Writer, l *change.Lesson) {
	p := l.Proposed
	fmt.Fprintf(w, "  proposed, where the plan had a norm of %s:\n", change.Short(l.Norm))
	fmt.Fprintf(w, "    reboot: {expected: %s, shutdown_limit: %s}\n", change.Short(p.Expected), change.Short(p.ShutdownLimit))
	rungs := make([]string, len(p.Ladder))
	for i, r := range p.Ladder {
		rungs[i] = r.Name + " " + change.Short(r.After)
	}
	fmt.Fprintf(w, "    ladder, as it follows from that: %s\n", strings.Join(rungs, ", "))
}
