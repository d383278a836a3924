package change

import "time"

// Observe compares what was seen with what is recorded, and returns the
// transitions that the probes confirm. It looks at levels, not at edges: when
// its events are folded in, it returns nothing more for the same Sight, and
// after a lost race for the journal it can simply be asked again.
//
// While the cockpit is blind it confirms nothing: what is lost then is our sight.
func Observe(s State, sight *Sight, now time.Time) []Event {
	if !s.Open() || !s.Blind.IsZero() {
		return nil
	}
	o := observer{sight: sight, now: now}
	for i := range s.Hosts {
		h := &s.Hosts[i]
		n := len(o.events)
		o.signals(h)
		if len(o.events) == n { // phases follow from recorded signals only
			o.phase(&s.Plan.Hosts[i], h)
		}
	}
	return o.events
}

type observer struct {
	sight  *Sight
	now    time.Time
	events []Event
}

func (o *observer) add(t Type, host string, data any) {
	o.events = append(o.events, Event{At: o.now, Type: t, Host: host, Data: data})
}

// signals confirms what was lost and what is back.
func (o *observer) signals(h *HostState) {
	for _, sig := range h.Signals {
		t := o.sight.Track(h.Name, sig.Check)
		if t == nil {
			continue
		}
		if sig.State == Up {
			if since, ok := o.sight.confirms(t, Lost); ok {
				o.add(SignalLost, h.Name, SignalData{Check: sig.Check, Since: since, Cause: t.Cause})
			}
			continue
		}
		if since, ok := o.sight.confirms(t, Answered); ok {
			o.add(SignalBack, h.Name, SignalData{Check: sig.Check, Since: since, First: sig.State == NeverSeen})
		}
	}
	if t := o.sight.Track(h.Name, SignalBoot); t != nil && t.Boot != "" && t.Boot != h.Boot {
		if h.Boot == "" || newerBoot(h.Boot, t.Boot) {
			o.add(SignalBack, h.Name, SignalData{Check: SignalBoot, Since: t.At, Boot: t.Boot, First: h.Boot == ""})
		}
	}
}

// phase moves a host's reboot along the evidence ladder, one phase at a time.
func (o *observer) phase(plan *Host, h *HostState) {
	usable, up := h.count()
	if usable == 0 {
		return
	}
	r := h.Reboot
	if !h.Rebooting() {
		if up == 0 {
			o.add(RebootRequested, h.Name, RebootData{
				Since: firstLoss(plan, h), Detected: true, Unplanned: h.Work != Started,
			})
		}
		return
	}
	if r.Proven.IsZero() && !h.BootAt.Before(r.Requested) && newerBoot(r.BootBefore, h.Boot) {
		o.add(RebootProven, h.Name, RebootData{Since: h.BootAt})
		return
	}
	switch {
	case up == 0 && r.Phase == Requested:
		o.add(RebootGone, h.Name, RebootData{Since: lastChange(h, Down)})
	case up == 0 && r.Phase != Gone:
		o.add(RebootBounced, h.Name, RebootData{Since: lastChange(h, Down), Bounces: r.Bounces + 1})
	case up > 0 && (r.Phase == Gone || r.Phase == Requested && !r.Proven.IsZero()):
		since := later(r.Since, firstChange(h, Up, r.Since))
		if r.Phase == Requested { // too quick for the probes: back no later than its proof
			since = later(since, r.Proven)
		}
		o.add(RebootAnswering, h.Name, RebootData{Since: since})
	case up == usable && r.Phase == Answering:
		o.add(RebootListening, h.Name, RebootData{Since: later(r.Since, lastChange(h, Up))})
	case up < usable && up > 0 && r.Phase == Listening:
		o.add(RebootAnswering, h.Name, RebootData{Since: lastChange(h, Down)})
	}
}

// firstLoss is the first lost probe of an outage that nobody announced. A
// signal that was lost long before, as a stopped service, does not count.
func firstLoss(plan *Host, h *HostState) time.Time {
	last := lastChange(h, Down)
	return firstChange(h, Down, last.Add(-plan.Reboot.ShutdownLimit))
}

// lastChange is the latest instant at which a signal came to the given state.
func lastChange(h *HostState, state SignalUp) time.Time {
	var last time.Time
	for _, sig := range h.Signals {
		if sig.State == state && sig.Since.After(last) {
			last = sig.Since
		}
	}
	return last
}

// firstChange is the earliest instant, not before the given one, at which a
// signal came to the given state; zero if there is none.
func firstChange(h *HostState, state SignalUp, notBefore time.Time) time.Time {
	var first time.Time
	for _, sig := range h.Signals {
		if sig.State != state || sig.Since.Before(notBefore) {
			continue
		}
		if first.IsZero() || sig.Since.Before(first) {
			first = sig.Since
		}
	}
	return first
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Holds reports whether the host is back and only the settle time is
// outstanding: every signal is up, and the boot is proven where it can be.
func Holds(plan *Host, h *HostState) bool {
	r := h.Reboot
	return r != nil && r.Phase == Listening && (plan.BootEvidence.Exec == "" || !r.Proven.IsZero())
}
