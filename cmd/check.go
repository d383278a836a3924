package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/checks"
	"tminus/config"
	"tminus/secret"
)

func newCheck() *cobra.Command {
	var asJSON, probe bool
	c := &cobra.Command{
		Use:   "check PLAN",
		Short: "Check a plan file and sum it up; with --probe, probe its hosts too",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			plan, _, err := loadPlan(args[0])
			if asJSON {
				return checkJSON(c, plan, probe, err)
			}
			if err != nil {
				return err
			}
			summary(c.OutOrStdout(), plan)
			arithmetic(c.OutOrStdout(), plan)
			return errors.Join(checkHosts(c, plan, probe), feasible(c.OutOrStdout(), plan))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	c.Flags().BoolVar(&probe, "probe", false, "send each host a burst of pings and connect to its ports; exit 1 unless all answer")
	return c
}

// checkHosts asks DNS about the names of the plan, as `run` will, and the
// hosts themselves if that is wanted.
func checkHosts(c *cobra.Command, plan *change.Plan, probe bool) error {
	for _, missing := range missingSecrets(plan) {
		fmt.Fprintln(c.OutOrStdout(), "  !", missing)
	}
	pins, problems := checks.Resolve(c.Context(), plan)
	for _, p := range problems {
		fmt.Fprintln(c.OutOrStdout(), "  ✗", p)
	}
	well := len(problems) == 0
	if probe {
		probeAll(c.Context(), plan, pins, func(p probed) {
			p.print(c.OutOrStdout())
			well = well && p.well()
		})
	}
	if !well {
		return errAttention
	}
	return nil
}

func checkJSON(c *cobra.Command, plan *change.Plan, probe bool, err error) error {
	result := struct {
		Valid    bool        `json:"valid"`
		Errors   []problem   `json:"errors,omitempty"`
		Digest   string      `json:"digest,omitempty"`
		Warnings []string    `json:"warnings,omitempty"`
		Order    []string    `json:"order,omitempty"`
		LastSafe string      `json:"last_safe_failover,omitempty"`
		Probes   []probeJSON `json:"probes,omitempty"`
		// Feasible and Infeasible say whether all of it fits its deadlines.
		Feasible   *bool    `json:"feasible,omitempty"`
		Infeasible []string `json:"infeasible,omitempty"`
	}{Valid: err == nil}
	var problems *config.Errors
	switch {
	case errors.As(err, &problems):
		for _, p := range problems.Problems {
			result.Errors = append(result.Errors, problem{problems.File, p.Line, p.Column, p.What, p.Hint})
		}
	case err != nil:
		return err
	default:
		result.Digest, result.Order, result.Warnings = plan.Digest, plan.Order, config.Warnings(plan)
		if at, ok := (&change.State{Plan: plan}).EarliestLastSafe(); ok {
			result.LastSafe = at.Format(time.RFC3339)
		}
		result.Infeasible = plan.Infeasible()
		fits := len(result.Infeasible) == 0
		result.Feasible = &fits
		err = feasible(io.Discard, plan)
		if probe {
			pins, _ := checks.Resolve(c.Context(), plan)
			probeAll(c.Context(), plan, pins, func(p probed) {
				result.Probes = append(result.Probes, p.json())
				if !p.well() {
					err = errAttention
				}
			})
		}
	}
	enc := json.NewEncoder(c.OutOrStdout())
	enc.SetIndent("", "  ")
	return errors.Join(enc.Encode(result), err)
}

// problem is one error of a plan file, for editors and scripts.
type problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// summary is what a person wants to see before the night.
func summary(w io.Writer, p *change.Plan) {
	zone := p.Change.Zone
	at := func(t time.Time) string { return t.In(zone).Format("Mon 2006-01-02 15:04 MST") }
	fmt.Fprintf(w, "%s  %s\n", p.Change.ID, p.Change.Title)
	fmt.Fprintf(w, "  window     %s  to  %s\n", at(p.Change.Window.Start), at(p.Change.Window.End))
	if d := p.Change.Deadline; !d.At.IsZero() {
		fmt.Fprintf(w, "  deadline   %s  %s\n", at(d.At), d.Name)
	}
	for _, env := range p.Environments {
		fmt.Fprintf(w, "  %-10s %s\n", env.Name, environment(p, env, at))
	}
	fmt.Fprintf(w, "  order      %s\n", strings.Join(p.Order, " → "))
	for _, name := range p.Order {
		h := p.Host(name)
		fmt.Fprintf(w, "  %-10s %-15s env %s  watched by %s  norm %s  level %s → %s\n", h.Name, h.Address, h.Environment,
			strings.Join(h.Signals(), " "), h.Reboot.Expected, orDash(h.Level.From), orDash(h.Level.To))
	}
	fmt.Fprintf(w, "  runbook    %d steps\n", len(p.Runbook))
	fmt.Fprintf(w, "  digest     %s\n", p.Digest)
	for _, warning := range config.Warnings(p) {
		fmt.Fprintf(w, "  ! %s\n", warning)
	}
}

// arithmetic prints by when each host must start, and how that is reckoned.
func arithmetic(w io.Writer, p *change.Plan) {
	at := func(t time.Time) string { return change.Clock(p, t)[:5] }
	fmt.Fprintln(w, "\n  the arithmetic, if all goes well from the start of the window:")
	for _, e := range p.Environments {
		if safe, ok := p.LastSafeFailover(e.Name); ok {
			d := p.Change.Deadlines()[0]
			fmt.Fprintf(w, "  %s failover  %s %s − takes %s − margin %s = last safe failover %s\n",
				e.Name, d.Name, at(d.At), change.Short(e.Failover.Takes), change.Short(e.Failover.Margin), at(safe))
		}
	}
	if !slices.ContainsFunc(p.Runbook, func(s change.Step) bool { return s.Takes > 0 }) {
		fmt.Fprintln(w, "  (no step of the runbook says how long it takes: they count as 0)")
	}
	forecasts := p.Forecasts()
	for _, f := range forecasts[:min(len(forecasts), mostForecasts)] {
		mark := "✓"
		if !f.Feasible() {
			mark = "✗"
		}
		fmt.Fprintf(w, "  %s %-10s %s to %s\n", mark, f.Host, at(f.Starts), at(f.Ends))
		for _, l := range f.Limits {
			fmt.Fprintf(w, "      start by %s = %s %s − %s\n", at(l.Latest()), l.Name, at(l.At), l.Why)
		}
	}
	if more := len(forecasts) - mostForecasts; more > 0 {
		fmt.Fprintf(w, "  … and %d more\n", more)
	}
}

// mostForecasts is how many hosts the arithmetic is printed for: more than a
// night has room for.
const mostForecasts = 60

// mostReasons is how many reasons are worth reading.
const mostReasons = 10

// feasible says so of a plan that cannot be carried out in its time.
func feasible(w io.Writer, p *change.Plan) error {
	why := p.Infeasible()
	if len(why) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nNOT FEASIBLE:")
	for i, line := range why {
		if i == mostReasons {
			fmt.Fprintf(w, "  … and %d more\n", len(why)-i)
			break
		}
		fmt.Fprintln(w, "  ✗", line)
	}
	fmt.Fprintln(w, "  Fewer hosts, an earlier start, a later deadline or a shorter ladder would make it fit.")
	return errAttention
}

func environment(p *change.Plan, env change.Environment, at func(time.Time) string) string {
	text := fmt.Sprintf("standby %s, keeps %d healthy", orDash(env.Standby), env.MinHealthy)
	if last, ok := p.LastSafeFailover(env.Name); ok {
		text += fmt.Sprintf(", last safe failover %s (takes %s, margin %s)", at(last), env.Failover.Takes, env.Failover.Margin)
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// loadPlan reads a plan file. One that is not there is a mistake in the
// command line; one that has errors tells them itself.
func loadPlan(path string) (*change.Plan, []byte, error) {
	plan, text, err := config.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = invalid{err}
	}
	return plan, text, err
}

// missingSecrets tells of references that lead nowhere, here and now: on the
// night it may be another terminal.
func missingSecrets(plan *change.Plan) []string {
	var missing []string
	try := func(owner, text string) {
		if _, _, err := secret.Reveal(text); err != nil {
			missing = append(missing, owner+": "+change.Clean(err.Error()))
		}
	}
	for _, h := range plan.Hosts {
		for _, line := range append(h.Checks.Exec[:len(h.Checks.Exec):len(h.Checks.Exec)], h.BootEvidence.Exec) {
			try(h.Name, line)
		}
	}
	for _, contact := range plan.Contacts {
		try(contact.Name, contact.Notify)
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}
