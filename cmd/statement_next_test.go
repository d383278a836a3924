package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/change"
)

// actRules are about how far an obligation is.
var actRules = map[string]func(*judge, *claim) error{
	"act.due_in":    func(j *judge, c *claim) error { return j.dueIn(c) },
	"act.decide_in": func(j *judge, c *claim) error { return j.dueIn(c) },
	"act.due":       func(j *judge, c *claim) error { return j.past(c.Values["since"]) },
	"act.again":     func(j *judge, c *claim) error { return j.again(c) },
	"act.callback":  func(j *judge, c *claim) error { return j.again(c) },
	"act.review":    func(j *judge, c *claim) error { return j.again(c) },
	"act.help":      func(j *judge, c *claim) error { return j.again(c) },
	"wall.due_at":   func(j *judge, c *claim) error { return j.ahead(c.Values["at"]) },
	"wall.update":   func(j *judge, c *claim) error { return j.countdown(c.Values["at"], c.Values["left"]) },
	"wall.next_rung": func(j *judge, c *claim) error {
		return j.countdown(c.Values["at"], c.Values["left"])
	},
	"wall.update_due":  func(j *judge, c *claim) error { return j.past(c.Values["since"]) },
	"wall.nothing_due": func(j *judge, _ *claim) error { return when(j.pending() == 0, "%d are due", j.pending()) },
	"wall.all_due": func(j *judge, c *claim) error {
		return when(c.Values["n"] == strconv.Itoa(j.pending()), "%d are due", j.pending())
	},
	"act.no_target": func(j *judge, c *claim) error {
		e := j.env[c.Values["standby"]]
		return when(e != nil && e.healthy == 0, "the standby has a healthy host")
	},
	"attempt.left": func(_ *judge, c *claim) error { return when(c.Values["left"] != "0s", "its time is over") },
}

func (j *judge) pending() int {
	n := 0
	for _, kinds := range j.due {
		n += len(kinds)
	}
	return n
}

func (j *judge) dueIn(c *claim) error {
	if c.Values["at"] == "" {
		return nil
	}
	return j.countdown(c.Values["at"], c.Values["left"])
}

// again holds when something is due again, where it says so.
func (j *judge) again(c *claim) error {
	if c.Values["again"] == "" {
		return nil
	}
	return j.ahead(c.Values["again"])
}

// nextRules: what is advised can be done, and what is waited for is to come.
var nextRules = map[string]func(*judge, *claim) error{
	"next.action":       func(j *judge, c *claim) error { return j.asksAction(c) },
	"next.action_who":   func(j *judge, c *claim) error { return j.asksAction(c) },
	"next.action_short": func(j *judge, c *claim) error { return j.asksAction(c) },
	"next.hold": func(j *judge, _ *claim) error {
		return first(when(j.s.Hold != nil, "nothing holds it"), j.would(change.Release{By: "li", Reason: "so"}))
	},
	"next.start": func(j *judge, c *claim) error { return j.would(change.Start{By: "li", Host: c.Values["host"]}) },
	"next.nogo": func(j *judge, c *claim) error {
		return j.barred(c.Values["host"])
	},
	"next.step": func(j *judge, c *claim) error {
		return j.would(change.MarkStep{By: "li", Host: c.Values["host"], Result: change.StepOK, Evidence: "seen"})
	},
	"next.step_reboot": func(j *judge, c *claim) error { return j.would(change.MarkReboot{By: "li", Host: c.Values["host"]}) },
	"next.step_rebooted": func(j *judge, c *claim) error {
		return j.would(change.MarkStep{By: "li", Host: c.Values["host"], Result: change.StepOK})
	},
	"next.step_failed": func(j *judge, c *claim) error {
		return j.would(change.MarkStep{By: "li", Host: c.Values["host"], Result: change.StepPassed, Note: "so", Second: "zhang"})
	},
	"next.finish": func(j *judge, c *claim) error {
		return j.would(change.Finish{By: "li", Host: c.Values["host"], Result: change.FinishedOK})
	},
	"next.close": func(j *judge, _ *claim) error {
		for _, h := range j.host {
			if h.Work == change.Waiting || h.Work == change.Started {
				return fmt.Errorf("%s is %s", h.Name, h.Work)
			}
		}
		return j.would(change.Close{By: "li", Outcome: "partial"})
	},
	"next.runs":       func(j *judge, c *claim) error { return j.commandRuns(c.Values["why"], true) },
	"next.step_amiss": func(j *judge, c *claim) error { return j.commandRuns(c.Values["why"], false) },
	"next.pilot":      func(j *judge, c *claim) error { return j.flies(c.Values["wave"]) },
	"next.wait": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting, "it does not reboot"), lasts(c.Values["left"], h.Reboot.Requested.Add(h.plan.Reboot.Expected).Sub(j.now)),
			when(!j.now.After(h.Reboot.Requested.Add(h.plan.Reboot.Expected)), "that is past"))
	},
	"next.soak": func(j *judge, c *claim) error {
		for i, w := range j.p.Waves {
			for _, name := range w.Hosts {
				if h := j.host[name]; w.Name == c.Values["wave"] && (h.Work == change.Waiting || h.Work == change.Started || h.Work != change.Failed && h.rebooting) {
					return fmt.Errorf("%s is %s", name, h.Work)
				}
			}
			if w.Name == c.Values["wave"] {
				return when(j.s.Waves[i].Soaked.IsZero(), "it has soaked")
			}
		}
		return fmt.Errorf("there is no such wave")
	},
	"next.settling": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.Reboot.Phase == change.Listening, "it does not settle"))
	},
	"next.overdue": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting, "it does not reboot"), lasts(c.Values["over"], j.now.Sub(h.Reboot.Requested.Add(h.plan.Reboot.Expected))))
	},
	"next.between": func(j *judge, c *claim) error { return j.would(change.Enough{By: "li", Host: c.Values["host"]}) },
	"next.recover": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting, "it does not reboot"), j.since(h, c.Values["elapsed"]), j.would(change.Recover{By: "li", Host: h.Name, What: "so"}))
	},
	"next.look": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting, "it does not reboot"), j.since(h, c.Values["elapsed"]), when(c.Values["left"] != "0s", "that is past"))
	},
	"next.switch": func(j *judge, c *claim) error {
		return j.would(change.MarkFailoverStep{By: "li", Environment: c.Values["env"]})
	},
	"next.switch_end": func(j *judge, c *claim) error {
		return j.would(change.EndFailover{By: "li", Environment: c.Values["env"], Outcome: change.FailoverCompleted})
	},
	"wall.next_go": func(j *judge, c *claim) error { return j.would(change.Start{By: "li", Host: c.Values["host"]}) },
	"wall.next_nogo": func(j *judge, c *claim) error {
		return j.barred(c.Values["host"])
	},
	"wall.next_hold":  func(j *judge, _ *claim) error { return when(j.s.Hold != nil, "nothing holds it") },
	"wall.next_close": func(j *judge, _ *claim) error { return j.would(change.Close{By: "li", Outcome: "partial"}) },
}

// barred: a host may not start, or two people answer for it that it does.
func (j *judge) barred(host string) error {
	for _, d := range j.s.Deviations {
		if d.What == "start "+host {
			return nil
		}
	}
	return when(j.would(change.Start{By: "li", Host: host}) != nil, "it may start")
}

// asksAction: what is to be pressed for is due, and can be taken.
func (j *judge) asksAction(c *claim) error {
	id, kind := c.Values["incident"], kindIn(c, "action")
	inc := j.incident[id]
	if inc == nil {
		return fmt.Errorf("incident %q is not open", id)
	}
	for _, due := range j.due[id] {
		if due == kind {
			return j.would(change.Act{By: "li", Incident: id, Kind: kind, State: change.ActionIsTaken})
		}
	}
	return fmt.Errorf("%q is not due: %v are", kind, j.due[id])
}

// clockRules are about what the number of a reboot counts.
var clockRules = map[string]func(*judge, *claim) error{
	"clock.request": func(j *judge, c *claim) error {
		h := j.of(c)
		if h == nil || !h.asked {
			return fmt.Errorf("nobody asked for a reboot")
		}
		return first(j.since(h, c.Values["for"]), when(c.Values["norm"] == change.Short(h.plan.Reboot.Expected), "the norm is %s", h.plan.Reboot.Expected))
	},
	"clock.loss": func(j *judge, c *claim) error {
		h := j.of(c)
		if h == nil || !h.rebooting || h.asked {
			return fmt.Errorf("it was not lost")
		}
		took, atLeast := strings.CutPrefix(c.Values["for"], "at least ")
		if atLeast == h.Reboot.After.IsZero() {
			return fmt.Errorf("nobody saw it go between %s and %s", h.Reboot.After, h.Reboot.Requested)
		}
		return first(j.since(h, took))
	},
	"clock.back": func(j *judge, c *claim) error {
		h := j.of(c)
		return when(h != nil && h.rebooting && h.Reboot.Phase == change.Listening, "it is not back")
	},
	"wall.host": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting, "it does not reboot"), when(c.Values["since"] == "" || j.shows(c.Values["since"], h.Reboot.Requested), "since %s", h.Reboot.Requested))
	},
	"wall.host_back": func(j *judge, c *claim) error {
		h, err := j.named(c)
		return first(err, when(h.rebooting && h.Reboot.Phase == change.Listening, "it is not back"))
	},
}

// of is the host that a line begins with, nil where it begins with none.
func (j *judge) of(c *claim) *hostFact {
	for name, h := range j.host {
		if hasWord(c.Line, name) {
			return h
		}
	}
	return nil
}

// tellingRules are about what people elsewhere are told.
var tellingRules = map[string]func(*judge, *claim) error{
	"telling.failover.open": func(j *judge, c *claim) error {
		return first(when(j.running == nil, "one is under way"), when(c.Values["last_safe"] == "" || j.ahead(c.Values["last_safe"]) == nil, "%s is past", c.Values["last_safe"]))
	},
	"telling.failover.margin": func(j *judge, c *claim) error {
		return first(when(j.running == nil, "one is under way"), j.ahead(c.Values["ends"]), j.ahead(c.Values["deadline"]))
	},
	"telling.failover.too_late": func(j *judge, _ *claim) error {
		return first(when(j.running == nil, "one is under way"), j.failover(func(e *envFact) bool { return !j.now.Add(e.Failover.Takes).Before(j.deadline) }))
	},
	"telling.failover.running":         func(j *judge, _ *claim) error { return j.runs() },
	"telling.failover.running_in_time": func(j *judge, c *claim) error { return first(j.runs(), j.ahead(c.Values["ends"])) },
	"telling.failover.running_late":    func(j *judge, c *claim) error { return first(j.runs(), j.ahead(c.Values["ends"])) },
	"telling.failover.done": func(j *judge, c *claim) error {
		for _, e := range j.env {
			if e.Standby == c.Values["standby"] && e.away {
				return nil
			}
		}
		return fmt.Errorf("nothing has switched to %s", c.Values["standby"])
	},
	"telling.away.reboot": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool {
			return h.asked && (!h.whole() || h.Stranger != "") && j.shows(c.Values["since"], h.Reboot.Requested)
		})
	},
	"telling.away.between": func(j *judge, c *claim) error { return j.anyHost(c, (*hostFact).whole) },
	"telling.away.stays": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool { return h.asked && h.Reboot.Phase == change.Requested })
	},
	"telling.away.unproven": func(j *judge, c *claim) error { return j.anyHost(c, (*hostFact).whole) },
	"telling.away.lost": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool {
			return h.rebooting && !h.asked && j.shows(c.Values["since"], h.Reboot.Requested)
		})
	},
	"telling.away.unplanned": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool {
			return h.rebooting && h.Reboot.Unplanned && j.shows(c.Values["since"], h.Reboot.Requested)
		})
	},
	"telling.away.holds": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool { return h.rebooting && h.Reboot.Phase == change.Listening })
	},
	"telling.away.back": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool { return !h.rebooting && h.down == 0 })
	},
	"telling.away.partly": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool { return !h.rebooting && h.down > 0 })
	},
	"telling.away.silent": func(j *judge, c *claim) error {
		return j.anyHost(c, func(h *hostFact) bool { return h.silent() })
	},
	"message.business": func(j *judge, c *claim) error { return j.promises(c) },
	"message.update":   func(j *judge, c *claim) error { return j.promises(c) },
	"message.vendor":   func(j *judge, c *claim) error { return j.promises(c) },
	"message.failover": func(j *judge, c *claim) error { return j.promises(c) },
	"message.deadline": func(j *judge, c *claim) error { return j.promises(c) },
}

// anyHost reports that no host that a message names is such.
func (j *judge) anyHost(c *claim, is func(*hostFact) bool) error {
	for name, h := range j.host {
		if hasWord(c.Line, name) && is(h) {
			return nil
		}
	}
	return fmt.Errorf("it is so of no host that is named")
}

// promises holds the moments that a message speaks of: they are ahead, unless it
// says that they are over.
func (j *judge) promises(c *claim) error {
	for _, name := range []string{"reply_by", "next_update", "last_safe"} {
		if text := c.Values[name]; text != "" && c.Inner[name] == nil {
			if err := j.ahead(text); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// ends is when the failover under way ends; one that has outlasted what it takes
// ends no sooner than now.
func (j *judge) ends() time.Time {
	at := j.run().Decided.Add(j.takes())
	if at.Before(j.now) {
		return j.now
	}
	return at
}

// commandRuns holds when the command of the step that a named host is at was begun, and
// its end can still come.
func (j *judge) commandRuns(why string, want bool) error {
	for _, h := range j.host {
		n := h.Current()
		if h.Work != change.Started || n == len(h.Steps) || h.Steps[n].Run == nil || !strings.Contains(why, h.Name) {
			continue
		}
		run := h.Steps[n].Run
		runs := run.Ended.IsZero() && !run.Started.Before(j.s.Process)
		return when(runs == want, "its command runs: %v", runs)
	}
	return fmt.Errorf("no command was begun: %s", why)
}

// flies holds when an autopilot of that wave was engaged, and has not ended.
func (j *judge) flies(wave string) error {
	for _, p := range j.s.Pilots {
		if p.Wave == wave {
			return when(p.Ended.IsZero() && j.s.Hold == nil, "it is off")
		}
	}
	return fmt.Errorf("it was never engaged")
}
