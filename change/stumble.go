package change

import "time"

// Bounds of what a boot takes at the least: see bootTakes.
const (
	quickestBoot = 10 * time.Second
	slowBoot     = time.Minute
)

// bootTakes is how long a host is away at the least when it boots: a tenth of the
// norm, which counts from the request until every service is back. That is a
// cautious guess at the part in which nothing answers, which `learn` shows as dark,
// and no measurement. A small virtual machine boots no faster than the least; the
// links of a switch that begins anew are back within the most.
func (n RebootNorm) bootTakes() time.Duration {
	return min(slowBoot, max(quickestBoot, n.Expected/10))
}

// testament is what boot evidence says of the time since an instant.
type testament uint8

const (
	bootUntold  testament = iota // no source can tell
	bootAwaited                  // one can, and has not been asked since
	bootSame                     // all that can were asked, and it is the same boot
	bootMoved                    // the same, but they told another instant since it went down, which proves nothing
)

// bootSince is what the readable boot evidence of a host says after an instant
// at which it was asked whether it is still the boot of before. Of one that was
// away since it left, an instant or an uptime tells that only where it is known
// from long enough before: a boot shortly after it looks the same.
func bootSince(h *HostState, beside []Track, since, left time.Time) testament {
	word := bootUntold
	for i := range beside {
		t := &beside[i]
		known := h.Boot(t.check)
		if t.kind.Role != ProvesBoot || known.Value == "" || known.Unread() {
			continue
		}
		told := t.evidence
		if told == nil || told.unread > 0 || told.at.Before(since) || told.boot.differs(known.Boot) {
			return bootAwaited
		}
		switch {
		case left.IsZero(), known.Boot.Kind == BootID:
			word = max(word, bootSame)
		case !known.At.Before(left):
			word = bootMoved
		case left.Sub(known.At) > BootJitter+known.Boot.span()+told.boot.span():
			word = max(word, bootSame)
		}
	}
	return word
}

// booted reports whether boot evidence tells of a boot since the host went down
// last. What was known when it did is of the time before.
func (h *HostState) booted() bool {
	r := h.Reboot
	for _, b := range h.Boots {
		if !b.Unread() && !b.At.Before(r.Left) && b.At.After(r.Heard) && b.Boot.anew(b.Was, r.Left, b.At, r.away(r.Left, b.At)) {
			return true
		}
	}
	return false
}

// stumbled reports whether the last time that the host was away is known to have
// been no boot.
func (r *Reboot) stumbled() bool { return !r.Left.IsZero() && r.Stumbled.Equal(r.Left) }

// noBoot reports whether the host is back and known to be in the boot of before.
func (r *Reboot) noBoot() bool { return !r.Same.IsZero() && r.Proven.IsZero() }

// brief reports whether the last time that the host was away was shorter than a
// boot.
func (r *Reboot) brief(norm RebootNorm) bool {
	return r.away(r.Left, r.Answered) < norm.bootTakes()
}

// stumble tells of a host that is back, and was away without a boot: as soon as
// its evidence says so, or, where none can, by how short it was.
func (o *observer) stumble(plan *Host, h *HostState, beside []Track) (d RebootData, ok bool) {
	r := h.Reboot
	if !h.Rebooting() || r.Left.IsZero() || r.stumbled() || r.Phase != Answering && r.Phase != Listening || h.booted() {
		return d, false
	}
	switch bootSince(h, beside, r.Answered, r.Left) {
	case bootAwaited, bootMoved:
		return d, false
	case bootSame:
		return r.stumbling(true), true
	case bootUntold:
	}
	return r.stumbling(false), r.brief(plan.Reboot)
}

// stumbling is the data of the last time that the host was away.
func (r *Reboot) stumbling(same bool) RebootData {
	return RebootData{Since: r.Left, Took: Duration(r.away(r.Left, r.Answered)), Bounces: r.Bounces, Same: same}
}

// loops reports since when a host has gone down for more boots than it should:
// what was a stumble is none, and what may be one is not yet. Nothing tells of the
// last time down before it is over, or as long as a boot.
func (r *Reboot) loops(h *HostState, norm RebootNorm) (since time.Time, ok bool) {
	most := r.Expected(norm)
	switch {
	case r.Bounces == 0 || r.downs() <= most:
		return since, false
	case r.stumbled() || r.downs() > most+1, r.Left.IsZero():
		return r.Since, true
	case r.Phase != Gone && h.booted():
		return r.Answered, true
	case r.Phase == Gone, !r.brief(norm):
		return r.Left.Add(norm.bootTakes()), true
	}
	return since, false
}

// holdsUntil is when the host has held for long enough that its reboot is over.
// That it is none is said no earlier than its shutdown may take: what was asked to
// reboot and only stumbled may do so yet.
func (r *Reboot) holdsUntil(norm RebootNorm) time.Time {
	until := r.HeldFrom.Add(norm.Settle)
	if r.noBoot() && !r.Detected {
		until = later(until, r.staysAt(norm))
	}
	return until
}
