package change

import "time"

// Wakes is the next instant at which anything may follow if nobody acts and every
// probe gives what the one before gave; zero: nothing will. It may be too early, and
// never is too late: Advance has nothing to say before it. While what was seen is not
// settled yet, or whether we see at all, that is the next probe.
func Wakes(s State, sight *Sight, now time.Time) time.Time {
	w := waking{s: &s, sight: sight, now: now}
	if !s.Open() {
		return time.Time{}
	}
	if !s.Blind.IsZero() {
		return now.Add(s.Plan.Probe.Interval)
	}
	w.at(s.WatchedSince.Add(s.Plan.Probe.confirm()))
	w.at(s.Window().Start)
	w.at(s.Window().End)
	for _, d := range s.Deadlines() {
		w.at(d.At)
	}
	for i := range s.Waves {
		if held := s.Waves[i].Held; !held.IsZero() {
			w.at(s.soakEnds(i, held))
		}
	}
	for i := range s.Incidents {
		if inc := &s.Incidents[i]; inc.Open() {
			w.incident(inc)
		}
	}
	w.signals(&HostState{}, s.Witnesses, sight.witnesses())
	for i := range s.Hosts.Len() {
		w.host(&s.Plan.Hosts[i], s.Hosts.At(i), sight.of(i))
	}
	return w.next
}

// waking finds the earliest instant that is still ahead.
type waking struct {
	s     *State
	sight *Sight
	now   time.Time
	next  time.Time
}

func (w *waking) at(t time.Time) {
	if t.After(w.now) {
		w.next = earlier(w.next, t)
	}
}

// after counts from an instant that may not have come.
func (w *waking) after(from time.Time, d time.Duration) {
	if !from.IsZero() {
		w.at(from.Add(d))
	}
}

func (w *waking) soon() { w.at(w.now.Add(w.s.Plan.Probe.Interval)) }

func (w *waking) incident(inc *Incident) {
	w.at(inc.AckedUntil)
	w.at(inc.Raised.Add(ReraiseAfter))
	w.at(inc.Raised.Add(AckLease))
	w.after(inc.told(), UpdateEvery)
	for _, a := range inc.Actions {
		w.at(a.Next())
	}
	if lastSafe, ok := w.s.LastSafeFailover(inc.Environment); ok {
		w.at(lastSafe.Add(-DeadlineNotice))
		w.at(lastSafe)
	}
}

// signals: a run of probes confirms something once it is long enough. What it has
// confirmed and is not journaled waits for others, or for our sight.
func (w *waking) signals(h *HostState, signals []SignalState, tracks []Track) {
	for i := range signals {
		sig, t := &signals[i], &tracks[i]
		if h.Drops(sig.Check) || t.run == 0 {
			continue
		}
		up, need := t.runVerdict == Answered, w.sight.need(t.runVerdict)
		switch {
		case t.Verdict == Unknown: // a fault of our own
			w.soon()
		case up == (sig.State == Up): // of what was never seen a loss tells nothing, either
		case t.run < need && t.At.Add(w.sight.every(t)).After(w.now):
			w.at(t.At.Add(time.Duration(need-t.run) * w.sight.every(t)))
		default:
			w.soon()
		}
	}
}

func (w *waking) host(plan *Host, h *HostState, tracks []Track) {
	w.signals(h, h.Signals, tracks)
	for i := range tracks[len(h.Signals):] {
		if e := tracks[len(h.Signals)+i].evidence; e != nil && (e.unread > 0 || e.fails > 0 || e.boot.Kind == BootUptime) {
			w.soon()
		}
	}
	if h.Rebooting() {
		w.reboot(plan, h, tracks)
	} else if a, wrong := w.s.amiss(plan, h); wrong {
		w.at(a.due)
	}
}

// reboot names every instant by which a rule goes, whether or not it will count.
func (w *waking) reboot(plan *Host, h *HostState, tracks []Track) {
	r := h.Reboot
	for _, rung := range plan.Ladder {
		w.at(r.Requested.Add(rung.After))
	}
	if lastSafe, ok := w.s.LastSafeFailover(plan.Environment); ok {
		w.at(lastSafe)
	}
	w.at(r.staysAt(plan.Reboot))
	w.at(r.Since.Add(plan.Reboot.Expected / 2))
	w.after(r.Left, plan.Reboot.bootTakes())
	held := r.HeldFrom
	for i := range tracks {
		held = later(held, tracks[i].seenFrom)
	}
	w.at(held.Add(plan.Reboot.Settle))
	holds := r.holdsUntil(plan.Reboot)
	w.at(holds)
	w.at(holds.Add(settleGrace))
	w.at(holds.Add(settleGrace + 1)) // it lasts to its very end
	for _, attempt := range h.Recoveries {
		w.at(attempt.Until)
	}
}

// every is the interval at which a signal is probed.
func (s *Sight) every(t *Track) time.Duration {
	if t.Every > 0 {
		return t.Every
	}
	return s.probe.Interval
}
