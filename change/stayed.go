package change

import "time"

// staysAt is the instant past which a host that still answers in full did not
// take its reboot.
func (r *Reboot) staysAt(norm RebootNorm) time.Time { return r.Issued.Add(norm.ShutdownLimit) }

// NeverLeft reports whether the host is known not to have taken its reboot. The
// clock alone does not say so: see stays. A request that was issued again, or
// whose instant was corrected, has a limit of its own.
func (r *Reboot) NeverLeft(norm RebootNorm) bool {
	return r.Phase == Requested && r.Proven.IsZero() && !r.Stayed.IsZero() && !r.Stayed.Before(r.staysAt(norm))
}

// stays reports since when it is certain that a reboot did not take: its limit,
// or when we began to look again, if that was later. People
// issue it once more on that word, so that it must not be said of a host that
// is on its way down or has booted already:
//
//   - every signal that answered before answers probes that were sent after the
//     limit: a host that has begun to stop refuses some of them, and one whose
//     power was cut answers none, long before its loss is confirmed;
//   - each source of boot evidence was asked after the limit, and told the same
//     boot as before;
//   - nobody looked away since the request, unless the evidence tells what was
//     missed.
func (o *observer) stays(plan *Host, h *HostState, tracks []Track) (since time.Time, ok bool) {
	if plan.Reboot.ShutdownLimit <= 0 || !h.Rebooting() || h.Reboot.Detected || h.Reboot.NeverLeft(plan.Reboot) {
		return since, false
	}
	r := h.Reboot
	since = later(r.staysAt(plan.Reboot), o.s.WatchedSince)
	if r.Phase != Requested || !r.Proven.IsZero() || o.now.Before(since) || o.watch.suspect {
		return since, false
	}
	answers := false
	for i := range h.Signals {
		sig, t := &h.Signals[i], &tracks[i]
		switch {
		case sig.State == NeverSeen, h.Drops(sig.Check), sig.State == Down && sig.Since.Before(r.Requested):
			continue // it says nothing about this reboot
		case sig.State == Down, t.hits == 0, t.At.Before(since):
			return since, false
		}
		answers = true
	}
	said := bootSince(h, tracks[len(h.Signals):], since, time.Time{})
	return since, answers && (said == bootSame || said == bootUntold && !o.s.WatchedSince.After(r.Requested))
}
