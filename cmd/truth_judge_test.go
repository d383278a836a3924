package cmd_test

import (
	"fmt"
	"slices"
	"time"

	"tminus/change"
)

// shift is a true change of one signal of one host. It came true at some
// instant between the two.
type shift struct {
	signal        string
	up            bool
	before, after time.Time
}

func (s shift) at() time.Time { return s.before.Add(s.give()) }

// give is how far from that the truth may lie.
func (s shift) give() time.Duration { return s.after.Sub(s.before) / 2 }

// story is what truly happened to one host, in order of time.
type story struct {
	scenario, host string
	// usable are the signals that answer before anything happens.
	usable []string
	// asked is when an operator marked the reboot; zero: nobody did.
	asked  time.Time
	shifts []shift
	// rough: the truth is a ledger of single probes, which says what is false
	// but not which instants must be reported.
	rough bool
	tempo
	starved *starvation
}

// spell is a time in which a signal truly did not answer. Its second shift is
// zero if it never ended.
type spell struct{ down, up shift }

// most and least are the longest and the shortest that the spell can have been.
func (o spell) most() time.Duration { return o.up.after.Sub(o.down.before) }

func (o spell) least() time.Duration { return o.up.before.Sub(o.down.after) }

func (o spell) open() bool { return o.up.before.IsZero() }

func (s *story) spells(signal string) []spell {
	var all []spell
	for _, c := range s.shifts {
		switch {
		case c.signal != signal:
		case !c.up:
			all = append(all, spell{down: c})
		case len(all) > 0:
			all[len(all)-1].up = c
		}
	}
	return all
}

// wasDown reports whether the signal can have been down at some instant from
// one to the other.
func (s *story) wasDown(signal string, from, to time.Time) bool {
	return slices.ContainsFunc(s.spells(signal), func(o spell) bool {
		return !o.down.before.After(to) && (o.open() || !o.up.after.Before(from))
	})
}

// wasUp reports whether the signal can have answered at some instant from one
// to the other.
func (s *story) wasUp(signal string, from, to time.Time) bool {
	return !slices.ContainsFunc(s.spells(signal), func(o spell) bool {
		return o.down.after.Before(from) && (o.open() || o.up.before.After(to))
	})
}

// probes asks the truth about so many probes in a row, from the first one on:
// whether each can have met it. A probe meets what is true while it waits.
func (s *story) probes(n int, first time.Time, met func(from, to time.Time) bool) bool {
	_, starved := s.starved.around(first, first.Add(time.Duration(n)*s.interval))
	early := max(s.jitter, starved)
	for i := range n {
		at := first.Add(time.Duration(i) * s.interval)
		if !met(at.Add(-early), at.Add(s.timeout+early)) {
			return false
		}
	}
	return true
}

// downs and ups report whether that many probes in a row can have been lost,
// or answered.
func (s *story) downs(n int, signal string, first time.Time) bool {
	return s.probes(n, first, func(from, to time.Time) bool { return s.wasDown(signal, from, to) })
}

func (s *story) ups(n int, signal string, first time.Time) bool {
	return s.probes(n, first, func(from, to time.Time) bool { return s.wasUp(signal, from, to) })
}

// falseBack says why an event claims that something is back which was not;
// empty if it claims nothing false. After the phase "listening" the event
// "answering" is no claim of that kind: it says that something was lost.
func (s *story) falseBack(e change.Event, phase change.Type) string {
	if d, ok := e.Data.(change.SignalData); ok && e.Type == change.SignalBack {
		if !s.ups(confirmAfter, d.Check, d.Since) {
			return fmt.Sprintf("%s did not answer three times from %s", d.Check, clockTime(d.Since))
		}
		return ""
	}
	d, ok := e.Data.(change.RebootData)
	if !ok {
		return ""
	}
	up := func(signal string) bool { return s.ups(1, signal, d.Since) }
	switch e.Type {
	case change.RebootAnswering:
		if phase != change.RebootListening && !slices.ContainsFunc(s.usable, up) {
			return "nothing answered at " + clockTime(d.Since)
		}
	case change.RebootListening, change.RebootSettled:
		for _, signal := range s.usable {
			if !up(signal) {
				return fmt.Sprintf("%s did not answer at %s", signal, clockTime(d.Since))
			}
			if e.Type == change.RebootSettled && s.fell(signal, d.Since.Add(s.timeout), d.Since.Add(s.settle)) {
				return fmt.Sprintf("%s fell within the settle time", signal)
			}
		}
	}
	return ""
}

// fell reports whether the signal was surely down at some instant.
func (s *story) fell(signal string, from, to time.Time) bool {
	return slices.ContainsFunc(s.spells(signal), func(o spell) bool {
		return o.down.after.Before(to) && (o.open() || o.up.before.After(from))
	})
}

// falseDown says why an event claims that something is down which was not.
func (s *story) falseDown(e change.Event) string {
	if d, ok := e.Data.(change.SignalData); ok && e.Type == change.SignalLost {
		if !s.downs(confirmAfter, d.Check, d.Since) {
			return fmt.Sprintf("%s did not fail three times from %s", d.Check, clockTime(d.Since))
		}
		return ""
	}
	d, ok := e.Data.(change.RebootData)
	if !ok {
		return ""
	}
	switch e.Type {
	case change.RebootGone, change.RebootBounced, change.RebootStumbled:
		for _, signal := range s.usable {
			if !s.downs(confirmAfter, signal, d.Since) {
				return fmt.Sprintf("%s was not down from %s", signal, clockTime(d.Since))
			}
		}
	case change.RebootRequested:
		down := func(signal string) bool { return s.downs(confirmAfter, signal, d.Since) }
		if s.asked.IsZero() && !slices.ContainsFunc(s.usable, down) {
			return "nothing was down from " + clockTime(d.Since)
		}
	}
	return ""
}

func clockTime(t time.Time) string { return t.UTC().Format("15:04:05.000") }
