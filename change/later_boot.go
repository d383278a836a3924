package change

import "time"

// of reports whether new evidence is that of a reboot that is over: before it the
// source had told what it told last before the reboot. An id that was still the
// old one once the host was back is that of a later boot. An instant says for
// itself when the boot was.
func (b BootState) of(r *Reboot) bool {
	before := bootOf(r.BootsBefore, b.Source)
	if before.Boot.Kind == "" || b.Was.Kind != before.Boot.Kind || b.Was.differs(before.Boot) {
		return false
	}
	if b.Boot.Kind == BootID {
		return !b.WasSeen.After(r.Back)
	}
	return !b.Boot.Began.After(r.Back.Add(BootJitter))
}

// lateProof finds boot evidence of a reboot that is over without any: its source
// told nothing of use until now.
func lateProof(h *HostState) (d RebootData, ok bool) {
	if r := h.Reboot; r == nil || !r.Over() || !r.Proven.IsZero() {
		return d, false
	}
	return proofIn(h, func(b BootState) bool { return b.of(h.Reboot) })
}

// missedBoot finds boot evidence of a host on which no reboot is under way, and
// that is of none that is known: it has booted while nobody looked, or too fast
// for the probes. The boot lies after the old evidence was told last and before
// the first answer since.
func (o *observer) missedBoot(h *HostState, tracks []Track) (d RebootData, ok bool) {
	for _, b := range h.Boots {
		r := h.Reboot
		known := r != nil && (!b.At.After(r.Settled) || b.of(r))
		ahead := b.Boot.Began.After(b.At) // of what was watched a clock that was set is likelier than a boot
		if b.Unread() || known || ahead || h.Drops(b.Source) || !b.Boot.anew(b.Was, b.WasSeen, b.At, 0) {
			continue
		}
		d = RebootData{Since: b.At, After: b.WasSeen, Booted: true, Detected: true, Unplanned: h.Work != Started}
		if o.s.WatchedSince.After(b.WasSeen) { // it was over when anything answered again
			d.Since = earlier(d.Since, firstHit(tracks[:len(h.Signals)], o.s.WatchedSince))
		}
		return d, true
	}
	return d, false
}

// firstHit is the first answer of a run that began at an instant or later, of all
// signals; zero: none answers since.
func firstHit(tracks []Track, from time.Time) (first time.Time) {
	for i := range tracks {
		if t := &tracks[i]; t.hits > 0 && !t.hitSince.Before(from) {
			first = earlier(first, t.hitSince)
		}
	}
	return first
}
