package cmd

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tminus/change"
	"tminus/fault"
	"tminus/scout"
)

// nowPrefix begins the name of every record of a watch without a plan that nobody
// gave another one.
const nowPrefix = "now-"

// resumeWithin is how long ago a watch may have stood still that the same command line
// goes on with: what is older is another night.
const resumeWithin = 24 * time.Hour

// resumed is the watch that goes on: that of the record which is named or, where none
// is, the latest open one of the same hosts. Nil: there is none.
func (w catalog) resumed(c *cobra.Command, flags cockpitFlags, asked *askedNow) (*watchJob, error) {
	dir := flags.record
	if dir == "" {
		if dir = sameHosts(asked.targets, time.Now()); dir == "" {
			return nil, nil //nolint:nilnil // there is none, and nothing is wrong
		}
	}
	kept, err := storeOf(dir)
	if err != nil || !kept.Holds(dir) {
		return nil, err
	}
	r, plan, err := openSealed(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	if !plan.Ungated {
		return nil, refused{fault.New(cmdPlanned, "file", dir)}
	}
	text, err := r.Plan()
	if err != nil {
		return nil, err
	}
	ledger, err := readLedger(r, plan)
	if err != nil {
		return nil, err
	}
	state := ledger.State()
	fmt.Fprintln(c.ErrOrStderr(), "tminus:", w.Say("now.resumes", "dir", dir))
	return &watchJob{dir: dir, plan: plan, text: text, acts: asked.since(&state)}, nil
}

// since are the marks that are not in the record yet: the same command line must not
// say the same reboot twice.
func (a *askedNow) since(s *change.State) []change.Command {
	var acts []change.Command
	for _, mark := range a.marks {
		m, _ := mark.(change.MarkReboot)
		h := s.Host(m.Host)
		at, timed := time.Parse(time.RFC3339, m.At)
		switch {
		case h == nil:
		case h.Reboot == nil, timed == nil && !h.Rebooting() && at.After(h.Reboot.Settled):
			acts = append(acts, m)
		}
	}
	return acts
}

// sameHosts finds the latest open record of a watch of these hosts.
func sameHosts(targets []scout.Target, now time.Time) string {
	names := make([]string, len(targets))
	for i, t := range targets {
		names[i] = t.Name
	}
	slices.Sort(names)
	latest, dir := time.Time{}, ""
	for _, other := range recordsIn("records") {
		if !strings.HasPrefix(filepath.Base(other), nowPrefix) {
			continue
		}
		past, err := readPast(other)
		if err != nil || !past.state.Open() || !past.state.Plan.Ungated || now.Sub(past.state.At) > resumeWithin {
			continue
		}
		have := slices.Sorted(slices.Values(past.state.Plan.Order))
		if slices.Equal(have, names) && past.state.At.After(latest) {
			latest, dir = past.state.At, other
		}
	}
	return dir
}

// freeRecord is the id of a new watch, and the name of its record.
func freeRecord(flags cockpitFlags, begun time.Time) (id, dir string, err error) {
	id = nowPrefix + begun.Format("20060102-1504")
	for n := 2; ; n++ {
		dir = flags.dir(id)
		kept, err := storeOf(dir)
		if err != nil || flags.record != "" || !kept.Holds(dir) {
			return id, dir, err
		}
		id = fmt.Sprintf("%s%s-%d", nowPrefix, begun.Format("20060102-1504"), n)
	}
}
