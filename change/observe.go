package change

import (
	"strings"
	"time"
)

// Observe compares what was seen with what is recorded, and returns the
// transitions that the probes confirm. It looks at levels, not at edges: when
// its events are folded in, it returns nothing more for the same Sight, and
// after a lost race for the journal it can simply be asked again.
//
// While the cockpit is blind, or may be, it confirms no loss: what is lost
// then is our own sight. Sight returning is told alone, without what it shows:
// the caller marks the gap in the Sight first.
func Observe(s State, sight *Sight, now time.Time) []Event {
	if !s.Open() {
		return nil
	}
	o := observer{s: &s, sight: sight, now: now}
	if !s.Blind.IsZero() {
		if since, ok := sees(&s, sight); ok {
			o.add(ObserverSighted, "", ObserverData{Since: since, Gap: Duration(since.Sub(s.Blind))})
		}
		return o.events
	}
	if o.watch = visibilityOf(&s, sight, now); o.watch.blind && o.watch.suspect {
		o.add(ObserverBlind, "", ObserverData{Since: o.watch.since})
		return o.events
	}
	o.signals(&HostState{}, "", s.Witnesses, sight.witnesses())
	for i := range s.Hosts.Len() {
		o.host(&s.Plan.Hosts[i], s.Hosts.At(i), sight.of(i))
	}
	return o.events
}

type observer struct {
	s      *State
	sight  *Sight
	now    time.Time
	watch  visibility
	vouch  vouch
	events []Event
}

func (o *observer) add(t Type, host string, data any) {
	o.events = append(o.events, Event{At: o.now, Type: t, Host: host, Data: data})
}

func (o *observer) host(plan *Host, h *HostState, tracks []Track) {
	n := len(o.events)
	o.signals(h, h.Name, h.Signals, tracks)
	beside := tracks[len(h.Signals):]
	for i := range beside {
		if h.Drops(beside[i].check) {
			continue
		}
		switch t := &beside[i]; t.kind.Role {
		case ProvesBoot:
			o.boot(h, t, ahead(beside))
		case TellsName:
			o.identity(h, t)
		case TellsState:
			o.state(h, t)
		case Reaches: // those come first
		}
	}
	if len(o.events) == n { // phases follow from recorded signals only
		o.phase(plan, h, tracks)
	}
	if len(o.events) == n {
		if since, ok := o.stays(plan, h, tracks); ok {
			o.add(RebootStayed, h.Name, RebootData{Since: since})
		} else if d, ok := o.stumble(plan, h, beside); ok {
			o.add(RebootStumbled, h.Name, d)
		}
	}
}

// signals confirms what was lost and what is back, of a host or, with an
// empty name, of the witnesses.
func (o *observer) signals(h *HostState, host string, signals []SignalState, tracks []Track) {
	for i := range signals {
		sig, t := &signals[i], &tracks[i]
		if h.Drops(sig.Check) {
			continue
		}
		if sig.State == Up {
			if since, ok := o.sight.confirms(t, Lost); ok && !o.watch.suspect && o.vouched(since) {
				o.add(SignalLost, host, SignalData{Check: sig.Check, Since: since, After: o.after(t, since), Cause: t.Cause})
			}
			continue
		}
		if since, ok := o.sight.confirms(t, Answered); ok {
			d := SignalData{Check: sig.Check, Since: since, First: sig.State == NeverSeen}
			if !d.First {
				d.After = o.after(t, since)
			}
			o.add(SignalBack, host, d)
		}
	}
}

// boot records what a source of boot evidence says when it is something else
// than before, and when it says nothing of use any more.
func (o *observer) boot(h *HostState, t *Track, ahead time.Duration) {
	told := t.evidence
	if told == nil {
		return
	}
	known := h.Boot(t.check)
	switch {
	case told.unread > 0 && !known.Unread() && (told.unread >= unreadAfter || known.Value == ""):
		o.add(SignalLost, h.Name, SignalData{Check: t.check, Since: told.unreadSince, Cause: told.cause, Boot: told.quote, Why: told.why})
	case known.Value != "" && !known.Unread() && h.up() && told.failing(lastChange(h, Up)):
		o.add(SignalLost, h.Name, SignalData{Check: t.check, Since: told.failedSince, Cause: CauseUnreadable, Why: told.failure})
	case told.fails > 0 && known.Unread() || told.unread > 0 || !told.sure:
	case told.boot.Kind == BootUptime && !told.grown && known.Value != "" && told.boot.differs(known.Boot):
	case known.Unread() || told.boot.differs(known.Boot):
		d := SignalData{Check: t.check, Since: told.at, Boot: told.text, Ahead: Duration(ahead), First: known.Value == "", Last: told.other}
		if d.Last.IsZero() && !known.Unread() && !d.First { // it was told by the process before this one, until it ended
			d.Last = o.s.Predecessor
		}
		if told.boot.Kind == BootInstant && known.Boot.Kind == BootInstant {
			d.Moved = Duration(told.boot.From.Sub(known.Boot.From.Time))
		}
		o.add(SignalBack, h.Name, d)
	}
}

// ahead is how far the machine's clock is ahead of ours, as far as any of its
// evidence tells; else the two are taken for equal.
func ahead(beside []Track) time.Duration {
	for i := range beside {
		if e := beside[i].evidence; e != nil && e.clocked {
			return e.ahead.Round(time.Second)
		}
	}
	return 0
}

// identity records the computer's name, and when another one answers.
func (o *observer) identity(h *HostState, t *Track) {
	switch {
	case t.Name == "" || t.Name == h.Stranger:
	case h.Identity == "":
		o.add(SignalBack, h.Name, SignalData{Check: t.check, Since: t.nameAt, Name: t.Name, First: true})
	case !strings.EqualFold(t.Name, h.Identity):
		o.add(SignalLost, h.Name, SignalData{Check: t.check, Since: t.nameAt, Name: t.Name})
	case h.Stranger != "":
		o.add(SignalBack, h.Name, SignalData{Check: t.check, Since: t.nameAt, Name: t.Name})
	}
}

// state records when a source tells another state than before.
func (o *observer) state(h *HostState, t *Track) {
	if told := h.Told(t.check); t.State != "" && t.State != told.Word {
		o.add(SignalBack, h.Name, SignalData{Check: t.check, Since: t.At, State: t.State, First: told.Word == ""})
	}
}

// phase moves a host's reboot along the evidence ladder, one phase at a time.
func (o *observer) phase(plan *Host, h *HostState, tracks []Track) {
	usable, up := h.count()
	r := h.Reboot
	if up > 0 && up == usable && !h.Rebooting() && len(h.Boots) == 0 {
		return // as most of a fleet is, most of the time
	}
	switch {
	case usable == 0:
		o.silentAll(h)
		return
	case !h.Rebooting():
		o.begun(plan, h, tracks, up)
		return
	}
	if d, ok := proof(h); ok && r.Proven.IsZero() {
		o.add(RebootProven, h.Name, d)
		return
	}
	if d, ok := o.foundUp(plan, h); ok && up > 0 {
		o.add(RebootAnswering, h.Name, d)
		return
	}
	switch {
	case up == 0 && (r.Phase == Requested || r.Gone.IsZero() && o.s.joined(h)):
		o.add(RebootGone, h.Name, latest(h, Down, r.Since))
	case up == 0 && r.Phase != Gone:
		o.goneAgain(plan, h)
	case up > 0 && (r.Phase == Gone || r.Phase == Requested && !r.Proven.IsZero()):
		d := earliest(h, Up, r.Since)
		d.Since = later(r.Since, d.Since)
		if r.Phase == Requested && r.Proven.After(d.Since) { // too quick for the probes: back no later than its proof
			d = RebootData{Since: r.Proven}
		}
		o.add(RebootAnswering, h.Name, d)
	case up == usable && r.Phase == Answering && o.s.complete(plan, h):
		d := latest(h, Up, r.Since)
		d.Since = later(r.Since, d.Since)
		if r.Gone.IsZero() && d.Since.Equal(r.Answered) { // it was found like that
			d.After = r.AnsweredAfter
		}
		o.add(RebootListening, h.Name, d)
	case up < usable && up > 0 && r.Phase == Listening:
		o.add(RebootAnswering, h.Name, RebootData{Since: lastChange(h, Down), Lost: true})
	}
}

// goneAgain records that a host went once more before its reboot was over.
func (o *observer) goneAgain(plan *Host, h *HostState) {
	r := h.Reboot
	if !r.Left.IsZero() && !r.stumbled() && r.brief(plan.Reboot) && !h.booted() { // nothing has told of it before it went again
		o.add(RebootStumbled, h.Name, r.stumbling(false))
		return
	}
	d := latest(h, Down, r.Since)
	d.Bounces, d.Stumbles = r.Bounces+1, r.Stumbles
	_, _, expected := o.s.Plan.Cycle(h.Name, d)
	d.Expected = expected && !r.Unplanned
	o.add(RebootBounced, h.Name, d)
}

// silentAll: what answers nothing, and has not since we look, was gone when it was asked
// to go.
func (o *observer) silentAll(h *HostState) {
	if h.Rebooting() && h.Reboot.Phase == Requested && h.watched() && o.now.Sub(later(o.s.WatchedSince, h.Added)) >= o.s.Plan.Probe.confirm() {
		o.add(RebootGone, h.Name, o.found(h))
	}
}

// begun records what tells of a reboot where none is under way: that everything fell
// silent, the proof of one that is over, or a boot that nobody saw.
func (o *observer) begun(plan *Host, h *HostState, tracks []Track, up int) {
	if up == 0 {
		d := firstLoss(plan, h)
		d.Detected, d.Unplanned = true, h.Work != Started
		o.add(RebootRequested, h.Name, d)
	} else if d, ok := lateProof(h); ok {
		o.add(RebootProven, h.Name, d)
	} else if d, ok := o.missedBoot(h, tracks); ok {
		o.add(RebootRequested, h.Name, d)
	}
}

// firstLoss is the first lost probe of an outage that nobody announced. A
// signal that was lost long before, as a stopped service, does not count.
func firstLoss(plan *Host, h *HostState) RebootData {
	last := lastChange(h, Down)
	return earliest(h, Down, last.Add(-plan.Reboot.ShutdownLimit))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// proof finds boot evidence that is newer than what was known at the request:
// when it was seen, and how far the boot moved back if it did.
func proof(h *HostState) (d RebootData, ok bool) {
	return proofIn(h, func(BootState) bool { return true })
}

func proofIn(h *HostState, counts func(BootState) bool) (d RebootData, ok bool) {
	for _, b := range h.Boots {
		before := bootOf(h.Reboot.BootsBefore, b.Source)
		if !counts(b) || b.Unread() || before.Unread() || b.At.Before(h.Reboot.Requested) || !h.Reboot.provenBy(b.Boot, before.Boot, b.At) {
			continue
		}
		return RebootData{Since: b.At, Moved: Duration(min(0, b.Boot.From.Sub(before.Boot.From.Time)))}, true
	}
	return RebootData{}, false
}
