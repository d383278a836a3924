package cmd

import (
	"fmt"
	"io"
	"slices"
	"time"

	"tminus/change"
)

// asked is the answer to one question that takes more than a packet: a page, a
// command, boot evidence.
type asked struct {
	signal change.Signal
	seen   change.Observation
	// boot is what the boot evidence was read as, and unread why it could not be read.
	boot   change.Boot
	unread change.Statement
}

// answers reads the results of the questions put to a host.
func answers(h *change.Host, seen []change.Observation) []asked {
	signals := h.Watched()
	var list []asked
	for _, o := range seen {
		i := slices.IndexFunc(signals, func(s change.Signal) bool { return s.Name == o.Check })
		a := asked{signal: signals[i], seen: o}
		if a.signal.Kind.Role == change.ProvesBoot && o.Verdict == change.Answered {
			a.boot, a.unread = change.ReadBoot(o.Boot, h.BootEvidence.Zone, o.At)
		}
		list = append(list, a)
	}
	return list
}

// well reports whether it told what it was asked for.
func (a asked) well() bool { return a.seen.Verdict == change.Answered && !a.unread.Said() }

// allWell reports the same of all of them. A host that offers no boot time
// is well as long as other evidence of it can be read.
func allWell(list []asked) bool {
	testifies := slices.ContainsFunc(list, func(a asked) bool { return a.boot.Kind != "" })
	return !slices.ContainsFunc(list, func(a asked) bool {
		spared := testifies && a.signal.Kind.Role == change.ProvesBoot && a.seen.Cause == change.CauseNotOffered
		return !a.well() && !spared
	})
}

// said is the answer in words: quoted if it cannot be read.
func (w catalog) said(a asked, zone *time.Location) string {
	o, say := a.seen, w.Speaker(zone)
	detail := say.Say(o.Detail)
	if o.Verdict != change.Answered {
		return w.Say("check.lost", "cause", w.Cause(o.Cause), "detail", detail)
	}
	at := func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04:05 MST") }
	switch {
	case a.unread.Said():
		return w.Say("evidence.unread", "quote", o.Boot, "why", say.Say(a.unread))
	case a.boot.Kind == change.BootID:
		return w.Say("check.read.id", "said", o.Boot)
	case a.boot.Kind == change.BootUptime:
		return w.Say("check.read.uptime", "said", o.Boot, "at", at(a.boot.Latest), "detail", detail)
	case a.boot.Kind == change.BootInstant:
		return w.Say("check.read.instant", "said", o.Boot, "at", at(a.boot.From.Time), "detail", detail)
	}
	for _, told := range []string{o.Name, o.State, detail} {
		if told != "" {
			return change.Clean(told)
		}
	}
	return w.Say("check.answered")
}

// printAsked writes each question on a line of its own, below its host.
func (w catalog) printAsked(out io.Writer, list []asked, zone *time.Location) {
	for _, a := range list {
		mark := "✓"
		switch {
		case a.seen.Cause == change.CauseNotOffered:
			mark = "–"
		case !a.well():
			mark = "✗"
		}
		fmt.Fprintf(out, "    %s %-10s %s\n", mark, a.signal.Name, w.said(a, zone))
	}
}

// askedJSON is the same for scripts.
type askedJSON struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	// Said is the answer, in English. Boot is what the boot evidence was read as: id,
	// instant or uptime; Booted is when that boot was, by the cockpit's clock.
	Said   string     `json:"said"`
	Boot   string     `json:"boot,omitempty"`
	Booted *time.Time `json:"booted,omitempty"`
}

func (w catalog) askedJSON(list []asked, zone *time.Location) []askedJSON {
	var all []askedJSON
	for _, a := range list {
		j := askedJSON{Check: a.signal.Name, OK: a.well(), Said: w.said(a, zone), Boot: string(a.boot.Kind)}
		if !a.boot.Began.IsZero() {
			j.Booted = &a.boot.Began
		}
		all = append(all, j)
	}
	return all
}
