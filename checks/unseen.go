package checks

import (
	"slices"
	"time"

	"tminus/change"
)

// unseen keeps which signals are asked in vain: each question ends in Unknown, be it
// that this machine cannot put it or that it cannot hear the answer. Nothing is lost
// then, and nothing learnt: without a word what was true before would pass for the
// present. It belongs to the goroutine of the rota.
type unseen struct {
	blanks []blank // by signal
	count  int     // of signals whose latest observation said nothing
	// since is when the present spell began, zero: there is none; last when anything
	// was asked in vain. told are the hosts that the record names for it.
	since, last time.Time
	told        []string
}

// blank is a row of observations of a signal that said nothing.
type blank struct {
	n     int
	since time.Time
	why   change.Statement
}

const (
	// blankLeast and blankAfter are how many observations in a row, and for how long,
	// may say nothing before people are told.
	blankLeast = 3
	blankAfter = 10 * time.Second
	// unseenNamed is how many hosts are named; the others are counted.
	unseenNamed = 16
)

// take looks at an observation. That a target does not offer what is asked for is
// an answer.
func (u *unseen) take(i int32, o *change.Observation) {
	b := &u.blanks[i]
	if o.Verdict != change.Unknown || o.Cause == change.CauseNotOffered {
		if b.n > 0 {
			u.count--
			*b = blank{}
		}
		return
	}
	if b.n++; b.n == 1 {
		u.count++
		b.since = o.At
	}
	b.why = o.Detail
}

// review says what nothing is learnt of, nothing said: of all something is. For the
// record it has a line when that begins, when a host joins it, and when it is over.
func (u *unseen) review(signals []signal, now time.Time, note func(change.Statement)) change.Statement {
	if u.count == 0 && u.since.IsZero() {
		return change.Statement{}
	}
	hosts, why := u.list(signals, now)
	if len(hosts) == 0 {
		if !u.since.IsZero() && now.Sub(u.last) >= blankAfter {
			note(change.Stated(change.NoteSeenAgain, "since", u.since, "until", u.last))
			u.since, u.told = time.Time{}, nil
		}
		return change.Statement{}
	}
	u.last = now
	st := change.Stated(change.NoteUnseen, "hosts", hosts, "since", u.since, "why", why)
	if more := len(hosts) - unseenNamed; more > 0 {
		st = change.Stated(change.NoteUnseenMany, "hosts", hosts[:unseenNamed], "n", more, "since", u.since, "why", why)
	}
	before := len(u.told)
	for _, host := range hosts {
		if !slices.Contains(u.told, host) {
			u.told = append(u.told, host)
		}
	}
	if len(u.told) > before {
		note(st)
	}
	return st
}

// list is of whom nothing is learnt, in the order of the plan, and why of the first.
// A witness stands under its own name. Once it lasts for one, all are listed that
// have it, too.
func (u *unseen) list(signals []signal, now time.Time) (hosts []string, why change.Statement) {
	lasts := func(b blank) bool { return b.n >= blankLeast && now.Sub(b.since) >= blankAfter }
	if u.since.IsZero() && !slices.ContainsFunc(u.blanks, lasts) {
		return nil, why
	}
	for i := range u.blanks {
		b, s := &u.blanks[i], &signals[i]
		if b.n < blankLeast {
			continue
		}
		name := s.host
		if name == "" {
			name = s.check
		}
		if len(hosts) == 0 {
			why = b.why
		}
		if n := len(hosts); n == 0 || hosts[n-1] != name {
			hosts = append(hosts, name)
		}
		if u.since.IsZero() || b.since.Before(u.since) {
			u.since = b.since
		}
	}
	return hosts, why
}
