package cmd

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// facts are what a slow and naive reader makes of a state: by its plain fields,
// and by none of the rules that the faces go by.
type facts struct {
	s    *change.State
	p    *change.Plan
	now  time.Time
	open bool
	// host and env are by name, incident by id: those that are open.
	host     map[string]*hostFact
	env      map[string]*envFact
	incident map[string]*change.Incident
	// due has the kinds of an incident's obligations that wait for somebody.
	due map[string][]change.ActionKind
	// running is a failover under way; away: an environment has handed over.
	running *change.Failover
	// deadline is the next moment that must be met; zero: there is none.
	deadline time.Time
	// windowEnd is when the window ends tonight.
	windowEnd time.Time
}

type hostFact struct {
	*change.HostState
	plan *change.Host
	// up and down count the signals that ever answered and are not left out.
	up, down int
	// never counts those that have not answered yet, or not since they were taken in again.
	never int
	// rebooting: a reboot is under way. asked: somebody has asked for it.
	rebooting, asked bool
	healthy          bool
	// rebooted: there has been one, or there is. Reboot is never nil.
	rebooted bool
}

// whole reports whether all of the host answers that ever did.
func (h *hostFact) whole() bool { return h.up > 0 && h.down == 0 }

type envFact struct {
	change.Environment
	all, healthy, done int
	away               bool
	// lastSafe is when its failover can begin at the latest; zero: it has none.
	lastSafe time.Time
}

func reckon(s *change.State, now time.Time) *facts {
	f := &facts{
		s: s, p: s.Plan, now: now, open: !s.Opened.IsZero() && s.Closed.IsZero(),
		host: map[string]*hostFact{}, env: map[string]*envFact{}, incident: map[string]*change.Incident{}, due: map[string][]change.ActionKind{},
	}
	f.deadline, f.windowEnd = s.Plan.Change.Deadline.At, s.Plan.Change.Window.End
	if !s.Extended.IsZero() {
		f.windowEnd = s.Extended.Time
	}
	for _, e := range s.Plan.Environments {
		f.env[e.Name] = &envFact{Environment: e}
		if e.Standby != "" && e.Failover.Takes > 0 && !f.deadline.IsZero() {
			f.env[e.Name].lastSafe = f.deadline.Add(-e.Failover.Takes - e.Failover.Margin)
		}
	}
	for i := range s.Hosts.Len() {
		own := *s.Hosts.At(i)
		h := &hostFact{HostState: &own, plan: &s.Plan.Hosts[i], rebooted: own.Reboot != nil}
		if !h.rebooted {
			own.Reboot = &change.Reboot{}
		}
		f.host[h.Name] = h
		h.reckon()
		e := f.env[h.plan.Environment]
		if e == nil {
			e = &envFact{}
			f.env[h.plan.Environment] = e
		}
		e.all++
		if h.healthy {
			e.healthy++
		}
		if h.Work == change.FinishedOK {
			e.done++
		}
	}
	for i := range s.Failovers {
		w := &s.Failovers[i]
		switch {
		case w.Go && w.Outcome == "":
			f.running = w
		case w.Outcome == "done":
			f.env[w.Environment].away = true
			f.env[w.Standby].away = false
		}
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; f.open && inc.Resolved.IsZero() && (inc.Kind != change.IncidentOfWindow || !now.Before(f.windowEnd)) {
			f.incident[inc.ID] = inc
			f.due[inc.ID] = f.waiting(inc)
		}
	}
	return f
}

func (h *hostFact) reckon() {
	for _, sig := range h.Signals {
		out := slices.ContainsFunc(h.Dropped, func(d change.Dropped) bool { return d.Check == sig.Check })
		switch {
		case out:
		case sig.State == change.Up:
			h.up++
		case sig.State == change.Down:
			h.down++
		default:
			h.never++
		}
	}
	h.rebooting = h.rebooted && h.Reboot.Phase != change.Settled && h.Reboot.Phase != change.Unbooted
	h.asked = h.rebooting && !h.Reboot.Detected
	h.healthy = h.up > 0 && h.down == 0 && !h.rebooting && h.Work != change.Failed && h.Stranger == ""
}

// silent reports whether it does not answer in full, with no reboot under way.
func (h *hostFact) silent() bool { return !h.rebooting && (h.down > 0 || h.up == 0 || h.never > 0) }

// waiting lists the obligations of an incident that have come due and that
// nobody has done or is at.
func (f *facts) waiting(inc *change.Incident) []change.ActionKind {
	var begun, kinds []change.ActionKind
	for kind, a := range inc.Actions {
		if a.State != "" {
			begun = append(begun, kind) // whether it was due or not
		}
	}
	for _, r := range append(slices.Clip(inc.Rungs), change.RungState{RungData: change.RungData{Also: begun}}) {
		for _, kind := range append([]change.ActionKind{r.Action}, r.Also...) {
			if kind == "" || slices.Contains(kinds, kind) {
				continue
			}
			if kind == "failover" && f.env[inc.Environment].away {
				continue // there is nothing left to decide
			}
			a := inc.Actions[kind]
			again := a.Again
			if a.Promised.After(again) {
				again = a.Promised.Time
			}
			over := !again.IsZero() && !f.now.Before(again)
			switch a.State {
			case "":
				kinds = append(kinds, kind)
			case "no-answer":
				if again.IsZero() || over {
					kinds = append(kinds, kind)
				}
			case "taken", "reached":
				if over {
					kinds = append(kinds, kind)
				}
			}
		}
	}
	slices.Sort(kinds)
	return kinds
}

// clock tells an instant as faces do, with or without its seconds.
func (f *facts) shows(text string, at time.Time) bool {
	at = at.In(f.p.Change.Zone)
	return text == at.Format("15:04") || text == at.Format("15:04:05")
}

var stretches = regexp.MustCompile(`^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$`)

// lasts reports whether a text tells a stretch of time, rounded down to the
// smallest unit that it shows, or to the next second.
func lasts(text string, d time.Duration) error {
	d = d.Abs()
	var shown, unit time.Duration
	if parts := strings.Split(text, ":"); len(parts) > 1 {
		for _, p := range parts {
			n, err := strconv.Atoi(p)
			if err != nil {
				return fmt.Errorf("%q is no time", text)
			}
			shown = shown*60 + time.Duration(n)*time.Second
		}
		unit = time.Second
	} else {
		m := stretches.FindStringSubmatch(text)
		if m == nil || text == "" {
			return fmt.Errorf("%q is no stretch of time", text)
		}
		for i, u := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
			if m[i+1] != "" {
				n, _ := strconv.Atoi(m[i+1])
				shown, unit = shown+time.Duration(n)*u, u
			}
		}
	}
	if d < shown-time.Second || d > shown+unit {
		return fmt.Errorf("%s is told as %s", d, text)
	}
	return nil
}
