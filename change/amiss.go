package change

import "time"

// amiss is what is wrong with a host on which no reboot is under way: signals
// that should answer and do not.
type amiss struct {
	// since is when the first of them fell silent; what has never answered has
	// been silent since the change was opened.
	since time.Time
	// due is when that can no longer be a lost probe or a slow start.
	due time.Time
	// dead: none of its signals answers.
	dead bool
}

// amiss examines the signals of a host; false: nothing is wrong. A ping that has
// never been answered is taken to be filtered if anything else answers, and of
// ports of which nobody knows which there are, some may be missing. Signals that
// people have excused or left out do not count.
func (s *State) amiss(plan *Host, h *HostState) (amiss, bool) {
	var a amiss
	up, unpinged := 0, false
	for i := range h.Signals {
		sig := &h.Signals[i]
		switch {
		case h.Drops(sig.Check) || sig.Excused:
		case sig.State == Up:
			up++
		case sig.State == Down:
			a.silent(sig.Since, later(sig.Since, s.WatchedSince).Add(s.Plan.Probe.confirm()))
		default:
			kind := plan.kind(sig.Check)
			if kind.Bare || plan.Checks.Any {
				unpinged = true
				continue
			}
			patience := max(s.Plan.Probe.confirm(), kind.fresh(s.Plan.Probe, s.Plan.Probe.slowest()))
			a.silent(s.watchedFrom(h), later(s.watchedFrom(h), s.WatchedSince).Add(patience))
		}
	}
	a.dead = up == 0
	if a.dead && unpinged {
		a.silent(s.watchedFrom(h), later(s.watchedFrom(h), s.WatchedSince).Add(s.Plan.Probe.confirm()))
	}
	return a, !a.since.IsZero()
}

// calm reports whether every signal of the host is up, it is the right machine, and no
// reboot is under way. It is quick to ask, as it is true of most of a fleet.
func (h *HostState) calm() bool {
	for i := range h.Signals {
		if h.Signals[i].State != Up {
			return false
		}
	}
	return len(h.Signals) > 0 && len(h.Dropped) == 0 && h.Stranger == "" && !h.Rebooting()
}

// well reports whether nothing is wrong with a host that could be seen: no
// reboot is under way, it is the right machine, and answers as it should.
func (s *State) well(plan *Host, h *HostState) bool {
	_, wrong := s.amiss(plan, h)
	return !h.Rebooting() && h.Stranger == "" && !wrong
}

// TroubleSince is when the trouble of a host began: its reboot, the other machine
// that answers, or the first signal that fell silent; zero: it is well.
func (s *State) TroubleSince(plan *Host, h *HostState) time.Time {
	switch {
	case h.Rebooting():
		return h.Reboot.Requested
	case h.Stranger != "":
		return h.StrangerAt
	}
	a, _ := s.amiss(plan, h)
	return a.since
}

// GivenUp reports whether the work on the host ended while it was not well, so
// that nobody waits for it any more.
func (h *HostState) GivenUp() bool {
	if h.Work != Failed && h.Work != RolledBack {
		return false
	}
	if h.Rebooting() {
		return !h.Reboot.Requested.After(h.Finished)
	}
	return h.Work == Failed
}

// kind is that of one of the host's signals.
func (h *Host) kind(check string) *Kind {
	for _, s := range h.Watched() {
		if s.Name == check {
			return s.Kind
		}
	}
	return &Kind{}
}

func (a *amiss) silent(since, due time.Time) {
	a.since, a.due = earlier(a.since, since), earlier(a.due, due)
}
