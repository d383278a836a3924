package change

import "time"

// A watch without a plan may begin in the middle of a reboot: somebody issued it
// twenty minutes ago, and only now looks. What happened before then nobody saw.

// watchedFrom is when the watch of a host began.
func (s *State) watchedFrom(h *HostState) time.Time { return later(s.Opened, h.Added) }

// joined reports whether the reboot was asked for before anybody watched the host.
func (s *State) joined(h *HostState) bool { return h.Reboot.Requested.Before(s.watchedFrom(h)) }

// found is when a host was gone that had not answered since the watch began: of one
// that was asked to go before, it is only known that it left in between.
func (o *observer) found(h *HostState) RebootData {
	if o.s.joined(h) {
		return RebootData{Since: o.s.watchedFrom(h), After: h.Reboot.Requested}
	}
	return RebootData{Since: h.Reboot.Requested}
}

// foundUp reports whether a host that was asked to go before anybody watched has
// been up ever since somebody does, for longer than a shutdown may take. It was back
// already, or it never left: nobody saw, and neither is claimed.
func (o *observer) foundUp(plan *Host, h *HostState) (RebootData, bool) {
	r := h.Reboot
	if r.Phase != Requested || !o.s.joined(h) || o.now.Before(r.staysAt(plan.Reboot)) {
		return RebootData{}, false
	}
	return RebootData{Since: earliest(h, Up, time.Time{}).Since, After: r.Requested}, true
}

// complete reports whether a host that is back on whatever answers has all that it
// should have. Of one of which nothing had ever answered when its reboot was marked
// nobody knows what that is: the ports that people named must have been there or,
// where none were named, one of those that servers have.
func (s *State) complete(plan *Host, h *HostState) bool {
	if !s.Plan.Ungated || !h.Reboot.Blank {
		return true
	}
	ports, seen := 0, 0
	for i := range h.Signals {
		sig := &h.Signals[i]
		if h.Drops(sig.Check) || sig.Excused || plan.kind(sig.Check).Bare {
			continue
		}
		ports++
		if sig.State != NeverSeen {
			seen++
		}
	}
	return seen == ports || plan.Checks.Any && seen > 0
}
