package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"tminus/change"
)

// rules say of a text when it may be said. Each goes by the plain facts.
var rules = sync.OnceValue(func() map[string]func(*judge, *claim) error {
	all := map[string]func(*judge, *claim) error{}
	for _, group := range []map[string]func(*judge, *claim) error{headRules, serviceRules, memberRules, actRules, nextRules, clockRules, tellingRules} {
		for key, rule := range group {
			all[key] = rule
		}
	}
	return all
})

// headRules are about the change, its window, its deadline and its failovers.
var headRules = map[string]func(*judge, *claim) error{
	"head.open": func(j *judge, c *claim) error {
		done := 0
		for _, h := range j.host {
			if h.Work == change.FinishedOK {
				done++
			}
		}
		return when(c.Values["done"] == strconv.Itoa(done) && c.Values["all"] == strconv.Itoa(len(j.host)), "%d of %d are done", done, len(j.host))
	},
	"head.closed": func(j *judge, _ *claim) error { return when(!j.s.Closed.IsZero(), "it is open") },
	"head.window_opens": func(j *judge, c *claim) error {
		return first(when(j.now.Before(j.p.Change.Window.Start), "it has opened"), lasts(c.Values["left"], j.p.Change.Window.Start.Sub(j.now)))
	},
	"head.window_left": func(j *judge, c *claim) error {
		return first(when(j.now.Before(j.windowEnd), "it is over"), lasts(c.Values["left"], j.windowEnd.Sub(j.now)))
	},
	"head.window_over": func(j *judge, c *claim) error {
		if err := when(!j.now.Before(j.windowEnd), "it is not over"); err != nil || c.Values["ago"] == "" {
			return err
		}
		return lasts(c.Values["ago"], j.now.Sub(j.windowEnd))
	},
	"incident.window": func(j *judge, c *claim) error {
		return first(when(!j.now.Before(j.windowEnd), "it is not over"), lasts(c.Values["over"], j.now.Sub(j.windowEnd)))
	},
	"head.limit": func(j *judge, c *claim) error {
		return first(j.failover(func(e *envFact) bool { return j.shows(c.Values["at"], e.lastSafe) && !j.now.After(e.lastSafe) }), j.countdown(c.Values["at"], c.Values["left"]))
	},
	"head.safe_passed": func(j *judge, c *claim) error {
		return j.failover(func(e *envFact) bool {
			ends := j.now.Add(e.Failover.Takes)
			return j.shows(c.Values["at"], e.lastSafe) && j.now.After(e.lastSafe) && ends.Before(j.deadline) && j.shows(c.Values["ends"], ends)
		})
	},
	"head.too_late": func(j *judge, c *claim) error {
		return j.failover(func(e *envFact) bool {
			ends := j.now.Add(e.Failover.Takes)
			return j.shows(c.Values["deadline"], j.deadline) && !ends.Before(j.deadline) && j.now.Before(j.deadline) && (c.Values["ends"] == "" || j.shows(c.Values["ends"], ends))
		})
	},
	"head.peak_passed": func(j *judge, c *claim) error {
		return first(when(j.running == nil, "a failover runs"), when(!j.now.Before(j.deadline), "it is ahead"), lasts(c.Values["ago"], j.now.Sub(j.deadline)))
	},
	"head.running": func(j *judge, c *claim) error {
		return first(j.runs(), j.ahead(c.Values["ends"]), when(j.ends().Before(j.deadline), "it ends too late"))
	},
	"head.running_late": func(j *judge, c *claim) error {
		return first(j.runs(), when(!j.ends().Before(j.deadline), "it ends in time"), when(j.now.Before(j.deadline), "the deadline is over"), when(j.shows(c.Values["ends"], j.ends()), "it ends at %s", change.TimeOfDay(j.p, j.ends())))
	},
	"head.running_missed": func(j *judge, _ *claim) error {
		return first(j.runs(), when(!j.now.Before(j.deadline), "the deadline is ahead"))
	},
	"head.hold_by": func(j *judge, c *claim) error {
		if j.s.Hold == nil {
			return fmt.Errorf("nothing holds it")
		}
		return when(j.shows(c.Values["since"], j.s.Hold.Since) && c.Values["by"] == j.s.Hold.By, "since %s by %s", j.s.Hold.Since, j.s.Hold.By)
	},
	"head.deviation": func(j *judge, _ *claim) error {
		return when(len(j.s.Deviations) > 0, "there are none")
	},
	"head.deviations": func(j *judge, c *claim) error {
		unsigned := 0
		for _, d := range j.s.Deviations {
			if d.Second == "" {
				unsigned++
			}
		}
		return when(c.Values["n"] == strconv.Itoa(len(j.s.Deviations)) || c.Values["n"] == strconv.Itoa(unsigned), "there are %d", len(j.s.Deviations))
	},
	"head.switched": func(j *judge, c *claim) error {
		e := j.env[c.Values["env"]]
		return when(e != nil && e.away && e.Standby == c.Values["standby"], "it has not")
	},
	"head.start_by": func(j *judge, c *claim) error {
		return first(j.ahead(c.Values["at"]), j.mayStart(c.Values["host"]))
	},
	"head.start_over": func(j *judge, c *claim) error { return first(j.past(c.Values["at"]), j.mayStart(c.Values["host"])) },
	"failover.line": func(j *judge, c *claim) error {
		return first(j.runs(), j.ahead(c.Values["ends"]), lasts(c.Values["elapsed"], j.now.Sub(j.run().Decided)))
	},
	"failover.line_over": func(j *judge, c *claim) error {
		return first(j.runs(), lasts(c.Values["over"], j.now.Sub(j.run().Decided.Add(j.takes()))))
	},
	"wall.until_limit": func(j *judge, c *claim) error {
		return j.failover(func(e *envFact) bool { return j.shows(c.Values["at"], e.lastSafe) && !j.now.After(e.lastSafe) })
	},
	"wall.until_end": func(j *judge, c *claim) error { return j.ahead(c.Values["at"]) },
	"alert.blind": func(j *judge, c *claim) error {
		return first(when(!j.s.Blind.IsZero(), "we see"), lasts(c.Values["age"], j.now.Sub(j.s.Blind)))
	},
}

// failover reports that no failover that can begin is such.
func (j *judge) failover(is func(*envFact) bool) error {
	if j.running != nil {
		return fmt.Errorf("the failover of %s is under way", j.running.Environment)
	}
	for _, e := range j.env {
		standby := j.env[e.Standby]
		if e.Standby == "" || e.away || standby == nil || standby.away || e.lastSafe.IsZero() {
			continue
		}
		if is(e) {
			return nil
		}
	}
	return fmt.Errorf("it is so of no failover that can begin (at %s, deadline %s)", change.TimeOfDay(j.p, j.now), change.TimeOfDay(j.p, j.deadline))
}

// run is the failover under way, an empty one where there is none.
func (j *judge) run() *change.Failover {
	if j.running == nil {
		return &change.Failover{}
	}
	return j.running
}

// takes is how long the failover under way takes.
func (j *judge) takes() time.Duration {
	if e := j.env[j.run().Environment]; e != nil {
		return e.Failover.Takes
	}
	return 0
}

func (j *judge) runs() error { return when(j.running != nil, "no failover is under way") }

// mayStart reports what forbids any start.
func (j *judge) mayStart(host string) error {
	h := j.host[host]
	return first(
		when(h != nil && h.Work == change.Waiting, "%s does not wait", host), when(j.s.Hold == nil, "nothing may start: a hold"),
		when(j.running == nil, "nothing may start: a failover"), when(len(j.incident) == 0, "nothing may start: an incident"))
}

// serviceRules are about how much of an environment serves.
var serviceRules = map[string]func(*judge, *claim) error{
	"incident.healthy":            func(j *judge, c *claim) error { return j.counts(c, "env") },
	"wall.env":                    func(j *judge, c *claim) error { return j.counts(c, "env") },
	"failover.standby":            func(j *judge, c *claim) error { return j.counts(c, "standby") },
	"incident.no_healthy":         func(j *judge, c *claim) error { return j.serves(c, "env") },
	"incident.no_healthy_at_all":  func(j *judge, c *claim) error { return j.serves(c, "") },
	"incident.no_healthy_standby": func(j *judge, c *claim) error { return first(j.serves(c, "env"), j.counts(c, "standby")) },
	"incident.no_side": func(j *judge, c *claim) error {
		return first(j.serves(c, "env"), when(j.env[c.Values["standby"]] != nil && j.env[c.Values["standby"]].healthy == 0, "its standby has a healthy host"))
	},
	"incident.away": func(j *judge, c *claim) error {
		return when(j.env[c.Values["env"]] != nil && j.env[c.Values["env"]].away, "it has not")
	},
}

func (j *judge) counts(c *claim, of string) error {
	e := j.env[c.Values[of]]
	if e == nil {
		if e = j.env[""]; e == nil { // else they are hosts without one
			return fmt.Errorf("there is no environment %q", c.Values[of])
		}
	}
	return when(c.Values["healthy"] == strconv.Itoa(e.healthy) && c.Values["all"] == strconv.Itoa(e.all), "%d of %d are", e.healthy, e.all)
}

func (j *judge) serves(c *claim, of string) error {
	name := c.Values[of]
	e := j.env[name]
	if e == nil {
		return fmt.Errorf("there is no environment %q", name)
	}
	return when(e.healthy == 0 && !e.away, "%s has %d healthy hosts, and has switched: %t", name, e.healthy, e.away)
}

// memberRules are about how a host stands in an incident.
var memberRules = map[string]func(*judge, *claim) error{
	"incident.is_late": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && !h.Reboot.Unplanned, "no reboot that was asked for is under way"), when(!h.whole(), "it answers in full"), j.since(h, c.Values["for"]))
	},
	"incident.is_between": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.whole(), "it does not answer in full"), j.would(change.Enough{By: "li", Host: h.Name}))
	},
	"incident.is_staying": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.Reboot.Phase == change.Requested, "it has left"), j.since(h, c.Values["for"]))
	},
	"incident.is_unproven": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.whole(), "it does not answer in full"), j.since(h, c.Values["for"]))
	},
	"incident.is_lost": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.Reboot.Unplanned, "it was not lost by itself"), j.since(h, c.Values["for"]))
	},
	"incident.is_settling": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.Reboot.Phase == change.Listening, "it does not settle"))
	},
	"incident.is_stranger": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.Stranger != "", "no stranger answers"), lasts(c.Values["for"], j.now.Sub(h.StrangerAt)))
	},
	"incident.is_working": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.Work == change.Started, "nobody works on it"))
	},
	"incident.is_silent": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.silent(), "it is not silent"))
	},
	"incident.is_back": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(!h.rebooting && h.Stranger == "" && h.down == 0 || strings.Contains(c.Line, "W-"), "it is not back"))
	},
}

func (j *judge) named(c *claim) (*hostFact, error) {
	if h := j.host[c.Values["host"]]; h != nil {
		return h, nil
	}
	none := &hostFact{HostState: &change.HostState{Reboot: &change.Reboot{}}, plan: &change.Host{}}
	return none, fmt.Errorf("there is no host %q", c.Values["host"])
}

// since holds a time against the clock of a host's reboot under way.
func (j *judge) since(h *hostFact, text string) error {
	return lasts(text, j.now.Sub(h.Reboot.Requested))
}
