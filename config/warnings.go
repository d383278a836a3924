package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"tminus/change"
	"tminus/hostaddr"
	"tminus/wording"
)

// Warnings are the things about a plan that deserve a second look but are no reason
// to refuse it: the gravest first, in a stable order.
func Warnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	w = append(w, deadlineWarnings(p)...)
	w = append(w, environmentWarnings(p)...)
	w = append(w, hostWarnings(p)...)
	w = append(w, ladderWarnings(p)...)
	w = append(w, probeWarnings(p)...)
	return append(w, contactWarnings(p)...)
}

// contactWarnings: a plan must not rely on messages that nobody sends.
func contactWarnings(p *change.Plan) []change.Statement {
	var names []string
	for _, c := range p.Contacts {
		if c.Notify != "" {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return []change.Statement{change.Stated(change.WarnNotifyUnsent, "names", names)}
}

func deadlineWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	c := p.Change
	if len(p.Witnesses) == 0 {
		w = append(w, change.Stated(change.WarnNoWitness))
	}
	if c.Deadline.At.IsZero() {
		return append(w, change.Stated(change.WarnNoDeadline))
	}
	if c.Deadline.At.Before(c.Window.End) {
		w = append(w, change.Stated(change.WarnDeadlineEarly, "deadline", c.Deadline.Name, "at", c.Deadline.At, "end", c.Window.End))
	}
	for _, e := range p.Environments {
		lastSafe, ok := p.LastSafeFailover(e.Name)
		switch {
		case !ok && e.Standby != "":
			w = append(w, change.Stated(change.WarnNoTakes, "environment", e.Name))
		case ok && !lastSafe.After(c.Window.Start):
			w = append(w, change.Stated(change.WarnSafeEarly, "environment", e.Name, "at", lastSafe, "start", c.Window.Start))
		}
	}
	return w
}

func environmentWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	hosts := map[string]int{}
	for _, h := range p.Hosts {
		hosts[h.Environment]++
	}
	for _, e := range p.Environments {
		if n := hosts[e.Name]; n > 0 && e.MinHealthy >= n {
			w = append(w, change.Stated(change.WarnKeepsAll, "environment", e.Name, "least", e.MinHealthy, "all", n))
		}
		if e.Standby != "" && hosts[e.Name] > 0 && hosts[e.Standby] == 0 {
			w = append(w, change.Stated(change.WarnStandbyUnseen, "standby", e.Standby, "environment", e.Name))
		}
		if e.Standby == "" && len(e.Failover.Steps)+int(e.Failover.Takes) > 0 {
			w = append(w, change.Stated(change.WarnNoStandby, "environment", e.Name))
		}
	}
	return w
}

func hostWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	add := func(warning change.Statement, names []string) {
		if len(names) > 0 {
			w = append(w, warning)
		}
	}
	names := hostsThat(p, func(h *change.Host) bool { return h.Level.To != h.Level.Tested })
	add(change.Stated(change.WarnUntested, "hosts", names), names)
	names = hostsThat(p, func(h *change.Host) bool { return h.Level.To == "" && h.Level.Tested == "" })
	add(change.Stated(change.WarnNoLevel, "hosts", names), names)
	names = hostsThat(p, func(h *change.Host) bool { return !h.Testifies() })
	add(change.Stated(change.WarnNoBootEvidence, "hosts", names), names)
	names = hostsThat(p, func(h *change.Host) bool { return h.Checks.ICMP && len(h.Signals()) == 1 })
	add(change.Stated(change.WarnPingOnly, "hosts", names), names)
	names = hostsThat(p, asksAnother)
	add(change.Stated(change.WarnAsksAnother, "hosts", names), names)
	names = hostsThat(p, func(h *change.Host) bool { return !isIP(h.Address) })
	add(change.Stated(change.WarnNameAddress, "hosts", names), names)
	if p.Runbook.Len() == 0 {
		w = append(w, change.Stated(change.WarnNoRunbook))
	} else if !slices.ContainsFunc(slices.Collect(p.Runbook.All()), func(s change.Step) bool { return s.Reboot }) {
		w = append(w, change.Stated(change.WarnNoReboot))
	}
	return append(w, commandWarnings(p)...)
}

// filledIn are the placeholders that change.Command fills in.
func filledIn() []string {
	return []string{"name", "host", "address", "environment", "model", "os", "from", "to", "level"}
}

// commandWarnings finds words in braces that look like misspelled placeholders. A
// word that resembles none of them may belong to the command itself.
func commandWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	for s := range p.Runbook.All() {
		for _, text := range []string{s.Command, s.Rollback} {
			for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
				if near := nearest(m[1], filledIn()); near != "" && near != m[1] {
					w = append(w, change.Stated(change.WarnStepHole, "step", s.ID, "what", m[0], "near", braced(near)))
				}
			}
		}
	}
	return w
}

// asksAnother reports whether the URL of an HTTP check names neither the host
// nor its address.
func asksAnother(h *change.Host) bool {
	return slices.ContainsFunc(h.Checks.HTTP, func(c change.HTTPCheck) bool {
		u, err := url.Parse(strings.NewReplacer("{address}", "host.invalid", "{name}", "host.invalid").Replace(c.URL))
		if err != nil {
			return false
		}
		asked := hostaddr.Same(u.Hostname())
		return asked != "host.invalid" && asked != hostaddr.Same(h.Address) && !strings.EqualFold(asked, h.Name)
	})
}

// hostsThat lists the hosts for which a predicate holds.
func hostsThat(p *change.Plan, is func(*change.Host) bool) []string {
	var names []string
	for i := range p.Hosts {
		if is(&p.Hosts[i]) {
			names = append(names, p.Hosts[i].Name)
		}
	}
	return names
}

var placeholder = regexp.MustCompile(`\{([A-Za-z_]+)\}`)

// ladderWarnings looks at each rung once, however many hosts share it.
func ladderWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	builtIn := wording.Load(wording.English)
	add := func(sentence change.Statement) {
		if !slices.ContainsFunc(w, sentence.Equal) {
			w = append(w, sentence)
		}
	}
	for i := range p.Hosts {
		for _, r := range p.Hosts[i].Ladder {
			if r.Action == "" {
				continue
			}
			if p.Contacts[r.Contact].Phone == "" && !isOwn(r) {
				add(change.Stated(change.WarnNoPhone, "id", r.Action))
			}
			if r.Say == "" && !builtIn.HasMessage(r.Action) {
				add(change.Stated(change.WarnNoSay, "id", r.Name))
			}
			for _, m := range placeholder.FindAllStringSubmatch(r.Say, -1) {
				if !slices.Contains(wording.Placeholders(), m[1]) {
					add(unfilled(r.Name, m[1]))
				}
			}
		}
	}
	return w
}

// unfilled is the warning of a word in braces that no message fills in.
func unfilled(rung change.RungName, word string) change.Statement {
	if near := nearest(word, wording.Placeholders()); near != "" {
		return change.Stated(change.WarnSayNear, "id", rung, "what", braced(word), "near", braced(near))
	}
	return change.Stated(change.WarnSayHole, "id", rung, "what", braced(word), "known", wording.Placeholders())
}

func braced(word string) string { return "{" + word + "}" }

// isOwn reports whether a rung asks only the operator at the cockpit, who stops the
// change without a call.
func isOwn(r change.Rung) bool { return r.Action == change.ActionStop && r.Contact == "" }

// slowAnswer is the round trip to expect over bad lines.
const slowAnswer = 100 * time.Millisecond

func probeWarnings(p *change.Plan) []change.Statement {
	var w []change.Statement
	if limit := p.Probe.Interval * 85 / 100; p.Probe.Timeout > limit {
		w = append(w, change.Stated(change.WarnTimeout, "limit", p.Probe.Timeout, "every", p.Probe.Interval, "safe", p.Probe.Interval*4/5))
	}
	if limit := p.Probe.Working * 85 / 100; p.Probe.Working > 0 && limit < slowAnswer && p.Probe.Timeout > limit {
		w = append(w, change.Stated(change.WarnWorking, "every", p.Probe.Working, "limit", limit))
	}
	return w
}
