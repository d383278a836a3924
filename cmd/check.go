package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/checks"
	"tminus/config"
	"tminus/secret"
)

func newCheck(w catalog) *cobra.Command {
	var asJSON, probe bool
	c := &cobra.Command{
		Use:  "check PLAN",
		Args: w.args(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON { // for scripts, whatever the locale
				w = loadCatalog("en")
			}
			plan, text, err := loadPlan(args[0])
			var warnings []string
			if err == nil {
				warnings = append(w.doubts(args[0], text), w.past(plan, time.Now())...)
				warnings = append(warnings, w.speaker(plan).SayAll(config.Warnings(plan))...)
				warnings = append(warnings, w.paceWarnings(plan, historyFrom(beside(args[0]), "").Paces)...)
			}
			if asJSON {
				return w.checkJSON(c, plan, warnings, probe, err)
			}
			if err != nil {
				return err
			}
			out := c.OutOrStdout()
			w.summary(out, plan, warnings)
			w.arithmetic(out, plan)
			return errors.Join(w.checkHosts(c, plan, probe), w.feasible(out, plan))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, w.Say("flag.json"))
	c.Flags().BoolVar(&probe, "probe", false, w.Say("check.flag.probe"))
	return c
}

// doubts are the places of a plan file that deserve a second look, but are no
// errors.
func (w catalog) doubts(path string, text []byte) []string {
	var list []string
	if d := config.Doubts(path, text); d != nil {
		for _, p := range d.Problems {
			what, try := d.Say(w.Catalog, p)
			list = append(list, w.Say("check.doubt", "file", path, "line", strconv.Itoa(p.Line), "column", strconv.Itoa(p.Column), "what", what, "try", try))
		}
	}
	return list
}

// checkHosts asks DNS about the names of the plan, as `run` will, and the
// hosts themselves if that is wanted.
func (w catalog) checkHosts(c *cobra.Command, plan *change.Plan, probe bool) error {
	for _, missing := range w.secretFaults(plan) {
		fmt.Fprintln(c.OutOrStdout(), "  !", missing)
	}
	pins, problems := checks.Resolve(c.Context(), plan)
	for _, p := range problems {
		fmt.Fprintln(c.OutOrStdout(), "  ✗", w.speaker(plan).Say(p))
	}
	well := len(problems) == 0
	if probe {
		probeAll(c.Context(), plan, pins, asksAll(plan, pins), func(p probed) {
			w.print(c.OutOrStdout(), p, plan.Change.Zone)
			well = well && p.well()
		})
	}
	if !well {
		return errAttention
	}
	return nil
}

func (w catalog) checkJSON(c *cobra.Command, plan *change.Plan, warnings []string, probe bool, err error) error {
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
		// Remedy is which at_once would make it fit.
		Remedy string `json:"remedy,omitempty"`
		// Waves are when each wave starts and ends if all goes well.
		Waves []waveJSON `json:"waves,omitempty"`
	}{Valid: err == nil}
	var problems *config.Errors
	switch {
	case errors.As(err, &problems):
		result.Errors = w.problemsJSON(problems)
	case err != nil:
		return err
	default:
		result.Digest, result.Order, result.Warnings = plan.Digest, plan.Order, warnings
		if at, ok := (&change.State{Plan: plan}).EarliestLastSafe(); ok {
			result.LastSafe = at.Format(time.RFC3339)
		}
		result.Waves = wavesJSON(plan)
		result.Infeasible = w.speaker(plan).SayAll(plan.Infeasible())
		if wider := plan.Wider(); wider.Said() {
			result.Remedy = w.speaker(plan).Say(wider)
		}
		fits := len(result.Infeasible) == 0
		result.Feasible = &fits
		if !fits {
			err = errAttention
		}
		if probe {
			pins, _ := checks.Resolve(c.Context(), plan)
			probeAll(c.Context(), plan, pins, asksAll(plan, pins), func(p probed) {
				j := p.json()
				j.Checks = w.askedJSON(p.asked, plan.Change.Zone)
				result.Probes = append(result.Probes, j)
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

func (w catalog) problemsJSON(problems *config.Errors) []problem {
	list := make([]problem, len(problems.Problems))
	for i, p := range problems.Problems {
		what, try := problems.Say(w.Catalog, p)
		list[i] = problem{problems.File, p.Line, p.Column, string(p.Is.Code), what, try}
	}
	return list
}

// problem is one error of a plan file, for editors and scripts.
type problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Code    string `json:"code"` // what is wrong, the same in every language and version
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// summary is what a person wants to see before the night.
func (w catalog) summary(out io.Writer, p *change.Plan, warnings []string) {
	at := w.speaker(p).Day
	fmt.Fprintf(out, "%s  %s\n", p.Change.ID, p.Change.Title)
	if p.Ungated {
		fmt.Fprintln(out, w.Say("check.ungated"))
	} else {
		fmt.Fprintln(out, w.Say("check.window", "from", at(p.Change.Window.Start), "until", at(p.Change.Window.End)))
	}
	if d := p.Change.Deadline; !d.At.IsZero() {
		fmt.Fprintln(out, w.Say("check.deadline", "at", at(d.At), "name", d.Name))
	}
	for _, env := range p.Environments {
		fmt.Fprintf(out, "  %-10s %s\n", env.Name, w.environment(p, env, at))
	}
	w.inOrder(out, p)
	for _, name := range p.Order {
		h, from := p.Host(name), ""
		if h.Level.To != "" {
			from = orDash(h.Level.From)
		}
		fmt.Fprintf(out, "  %-10s %-15s %s\n", h.Name, h.Address, w.Say("check.host", "env", h.Environment, "signals", strings.Join(h.Signals(), " "),
			"norm", change.Short(h.Reboot.Expected), "from", from, "to", h.Level.To))
	}
	fmt.Fprintln(out, w.Say("check.runbook", "n", strconv.Itoa(p.Runbook.Len())))
	w.byItself(out, p)
	fmt.Fprintln(out, w.Say("check.digest", "digest", p.Digest))
	for _, warning := range warnings {
		fmt.Fprintln(out, "  !", warning)
	}
}

// byItself lists what the cockpit runs without a key being pressed: prechecks at the
// gate, and steps while an autopilot is engaged.
func (w catalog) byItself(out io.Writer, p *change.Plan) {
	say := func(text, id, command string, success change.Success) {
		fmt.Fprintln(out, " ", w.Say(text, "id", id, "command", change.Clean(command), "success", w.speaker(p).Say(success.Statement())))
	}
	for _, pre := range p.Prechecks {
		if pre.Run == change.RunLocal {
			say("check.precheck", pre.ID, pre.Command, pre.Success())
		}
	}
	for step := range p.Runbook.All() {
		if step.Auto {
			say("check.auto", step.ID, step.Command, step.Success())
		}
	}
}

func (w catalog) environment(p *change.Plan, env change.Environment, at func(time.Time) string) string {
	text := w.Say("check.standby", "standby", orDash(env.Standby), "n", strconv.Itoa(env.MinHealthy))
	if last, ok := p.LastSafeFailover(env.Name); ok {
		text += w.Say("check.last_safe", "at", at(last), "takes", change.Short(env.Failover.Takes), "margin", change.Short(env.Failover.Margin))
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// loadPlan reads a plan file. If the file does not exist that is a mistake in the
// command line; errors in its text say themselves what is wrong.
func loadPlan(path string) (*change.Plan, []byte, error) {
	plan, text, err := config.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = invalid{err}
	}
	return plan, text, err
}

// mayRefer visits each text of the plan that may refer to a secret, with whose it is.
func mayRefer(plan *change.Plan, try func(owner, text string)) {
	for _, h := range plan.Hosts {
		for _, line := range append(h.Checks.Exec[:len(h.Checks.Exec):len(h.Checks.Exec)], h.BootEvidence.Exec) {
			try(h.Name, line)
		}
	}
	for _, p := range plan.Prechecks {
		if p.Run == change.RunLocal {
			try(p.ID, p.Command)
		}
	}
	for step := range plan.Runbook.All() {
		if step.Run == change.RunLocal && !step.Shell {
			try(step.ID, step.Command)
		}
	}
	for _, contact := range plan.Contacts {
		try(contact.Name, contact.Notify)
	}
}

// secretsOf are the secrets of the plan that can be looked up here and now.
func secretsOf(plan *change.Plan) []string {
	var values []string
	mayRefer(plan, func(_, text string) { values = append(values, secret.Values(text)...) })
	return values
}

// secretFaults reports references that lead nowhere here and now (on the night it
// may be another terminal), and secrets that are too short to be hidden.
func (w catalog) secretFaults(plan *change.Plan) []string {
	var faults []string
	try := func(owner, text string) {
		for _, f := range secret.Check(text) {
			faults = append(faults, w.Say("check.secret", "owner", owner, "why", w.speaker(plan).Fault(f)))
		}
	}
	mayRefer(plan, try)
	slices.Sort(faults)
	return slices.Compact(faults)
}
