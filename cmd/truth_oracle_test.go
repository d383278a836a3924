package cmd_test

import (
	"slices"
	"strings"
	"time"

	"tminus/change"
)

// claim is what should be reported, or was: that at an instant something
// became true of a host.
type claim struct {
	kind  change.Type
	check string // of signals
	at    time.Time
	// give is how far from it the truth may lie: what makes it true takes time.
	give time.Duration
}

func (c claim) String() string { return strings.TrimSpace(string(c.kind) + " " + c.check) }

// names are the claims without their instants, in their order.
func names(claims []claim) []string {
	var list []string
	for _, c := range claims {
		list = append(list, c.String())
	}
	return list
}

// away stands for a signal in claims that a host was away for less than a boot
// takes: they come whenever nothing else does, so that their order among the
// others says nothing. No host here has boot evidence.
const away = "away"

// bootTakes is what a boot takes at the least, by the norm of the plans here.
const bootTakes = time.Minute

// of are the claims about one signal, or about the reboot for an empty name.
func of(signal string, claims []claim) []claim {
	var list []claim
	for _, c := range claims {
		if c.check == signal {
			list = append(list, c)
		}
	}
	return list
}

// ambiguous reports whether an outage lasted so long that it may be confirmed
// and so short that it may not: on a starved machine a short one grows.
func (s *story) ambiguous() bool {
	for _, signal := range s.usable {
		for _, o := range s.spells(signal) {
			if !o.open() && !s.blink(o) && o.least() < confirmAfter*s.interval+s.lateness(o) {
				return true
			}
		}
	}
	return false
}

// blink reports whether an outage is too short for three probes to be lost in it.
func (s *story) blink(o spell) bool {
	return !o.open() && o.most() < (confirmAfter-1)*s.interval-s.lateness(o)
}

// lateness is how late a probe of that time may have left.
func (s *story) lateness(o spell) time.Duration {
	_, starved := s.starved.around(o.down.before, o.up.after)
	return max(s.jitter, starved)
}

// seen are the shifts that the probes can confirm: without blinks, and without
// signals that were never usable.
func (s *story) seen() []shift {
	hidden := map[shift]bool{}
	for _, signal := range s.usable {
		for _, o := range s.spells(signal) {
			if s.blink(o) {
				hidden[o.down], hidden[o.up] = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(s.shifts), func(c shift) bool {
		return hidden[c] || !slices.Contains(s.usable, c.signal)
	})
}

// expected is the slow, naive telling of what must be reported: the same
// ladder, made from the truth.
func (s *story) expected() []claim {
	o := oracle{settle: s.settle, usable: len(s.usable), down: map[string]shift{}, asked: !s.asked.IsZero()}
	if o.asked {
		o.phase = change.Requested
	}
	shifts := s.seen()
	for len(shifts) > 0 {
		n := 1 // what one act changed at once
		for n < len(shifts) && shifts[n].before.Equal(shifts[0].before) {
			n++
		}
		o.settleBefore(shifts[0].before)
		for _, c := range shifts[:n] {
			o.signal(c)
		}
		o.ladder(shifts[0])
		shifts = shifts[n:]
	}
	o.settleBefore(time.Unix(1<<40, 0))
	return o.claims
}

type oracle struct {
	settle    time.Duration
	usable    int
	asked     bool
	phase     change.Phase
	down      map[string]shift
	listening shift
	gone      shift
	claims    []claim
}

func (o *oracle) add(kind change.Type, check string, c shift) {
	o.claims = append(o.claims, claim{kind, check, c.at(), c.give()})
}

func (o *oracle) signal(c shift) {
	if c.up {
		delete(o.down, c.signal)
		o.add(change.SignalBack, c.signal, c)
		return
	}
	o.down[c.signal] = c
	o.add(change.SignalLost, c.signal, c)
}

func (o *oracle) ladder(c shift) {
	none, all := len(o.down) == o.usable, len(o.down) == 0
	switch {
	case none && (o.phase == "" || o.phase == change.Settled):
		o.add(change.RebootRequested, "", o.firstLoss())
		fallthrough
	case none && o.phase == change.Requested:
		o.add(change.RebootGone, "", c)
		o.phase, o.gone = change.Gone, c
	case none && o.phase != change.Gone:
		o.add(change.RebootBounced, "", c)
		o.phase, o.gone = change.Gone, c
	case !none && o.phase == change.Gone:
		if c.at().Sub(o.gone.at()) < bootTakes {
			o.add(change.RebootStumbled, away, o.gone)
		}
		o.add(change.RebootAnswering, "", c)
		o.phase = change.Answering
	case !all && o.phase == change.Listening:
		o.add(change.RebootAnswering, "", c)
		o.phase = change.Answering
	}
	if all && o.phase == change.Answering {
		o.add(change.RebootListening, "", c)
		o.phase, o.listening = change.Listening, c
	}
}

func (o *oracle) firstLoss() shift {
	var first shift
	for _, c := range o.down {
		if first.before.IsZero() || c.at().Before(first.at()) {
			first = c
		}
	}
	return first
}

// settleBefore ends the reboot if all held for the settle time until then.
func (o *oracle) settleBefore(next time.Time) {
	if o.phase == change.Listening && next.Sub(o.listening.at()) > o.settle {
		o.add(change.RebootSettled, "", o.listening)
		o.phase = change.Settled
	}
}

// reported are the claims that a journal makes about a host. What it says of
// the first answers is no claim about an outage.
func (s *story) reported(journal []change.Event) []claim {
	var list []claim
	for _, e := range journal {
		if e.Host != s.host {
			continue
		}
		switch d := e.Data.(type) {
		case change.SignalData:
			if !d.First {
				list = append(list, claim{kind: e.Type, check: d.Check, at: d.Since})
			}
		case change.RebootData:
			switch {
			case e.Type == change.RebootStumbled:
				list = append(list, claim{kind: e.Type, check: away, at: d.Since})
			case e.Type != change.RebootRequested || d.Detected:
				list = append(list, claim{kind: e.Type, at: d.Since})
			}
		}
	}
	return list
}

// withoutPassing leaves out that a host which falls is seen, for a moment, to
// answer in part: its signals are confirmed lost one after the other.
func (s *story) withoutPassing(ladder []claim) []claim {
	var list []claim
	for i, c := range ladder {
		passing := c.kind == change.RebootAnswering && i > 0 && i+1 < len(ladder) &&
			ladder[i-1].kind == change.RebootListening && ladder[i+1].kind == change.RebootBounced &&
			ladder[i+1].at.Sub(c.at) < s.interval
		if !passing {
			list = append(list, c)
		}
	}
	return list
}
