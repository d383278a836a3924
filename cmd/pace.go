package cmd

import (
	"path/filepath"
	"slices"
	"sync/atomic"

	"tminus/change"
)

// beside are the records of this account that lie where `run` would put a record of the plan: in the
// folder records of the current directory, and in the one beside the plan file.
func beside(planPath string) []string {
	var dirs []string
	for _, folder := range []string{"records", filepath.Join(filepath.Dir(planPath), "records")} {
		if folder, err := filepath.Abs(folder); err == nil {
			dirs = append(dirs, ownRecordsIn(folder)...)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// historyFrom is what those records teach that can be read, except for the record in
// dir, which is the current one.
func historyFrom(records []string, dir string) change.History {
	own, _ := filepath.Abs(dir)
	others := slices.DeleteFunc(slices.Clone(records), func(record string) bool {
		abs, err := filepath.Abs(record)
		return err == nil && abs == own
	})
	var n nights
	n.read(others)
	return n.history
}

// earlier reads those records in the background: a cockpit that was restarted
// at three in the morning must not wait for last year's nights.
func earlier(records []string, dir string) func() change.History {
	var known atomic.Pointer[change.History]
	go func() {
		history := historyFrom(records, dir)
		known.Store(&history)
	}()
	return func() change.History {
		if history := known.Load(); history != nil {
			return *history
		}
		return change.History{}
	}
}

// paceWarnings reports where a plan's norm is shorter than what earlier records
// show: its prompts would come although all goes as it always does.
func (w catalog) paceWarnings(plan *change.Plan, paces []change.Pace) []string {
	paces = slices.DeleteFunc(slices.Clone(paces), func(p change.Pace) bool { return p.Source != change.PaceEarlier })
	var warnings []string
	for _, l := range change.Learn(paces) {
		var names []string
		norm := l.Took.P90
		for i := range plan.Hosts {
			if h := &plan.Hosts[i]; h.Class() == l.Class && h.Reboot.Expected < l.Took.P90 {
				names, norm = append(names, h.Name), min(norm, h.Reboot.Expected)
			}
		}
		if len(names) == 0 || l.Proposed == nil {
			continue
		}
		warnings = append(warnings, w.Say("check.norm", "hosts", w.List(names), "norm", change.Short(norm), "reboots", w.reboots(l.Took.N), "class", w.Speaker(nil).Say(l.Class.Name()),
			"p50", brief(l.Took.P50), "p90", brief(l.Took.P90), "max", brief(l.Took.Max), "proposed", change.Short(l.Proposed.Expected)))
	}
	return warnings
}
