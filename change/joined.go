package change

import "time"

// A watch without a plan may begin in the middle of a reboot: somebody issued it
// twenty minutes ago, and only now looks. What happened before then nobody saw.

// joined reports whether the reboot was asked for before anybody watched.
func (s *State) joined(r *Reboot) bool { return r.Requested.Before(s.Opened) }

// found is when a host was gone that had not answered since the watch began: of one
// that was asked to go before, it is only known that it left in between.
func (o *observer) found(r *Reboot) RebootData {
	if o.s.joined(r) {
		return RebootData{Since: o.s.Opened, After: r.Requested}
	}
	return RebootData{Since: r.Requested}
}

// foundUp reports whether a host that was asked to go before anybody watched has
// been up ever since somebody does, for longer than a shutdown may take. It was back
// already, or it never left: nobody saw, and neither is claimed.
func (o *observer) foundUp(plan *Host, h *HostState) (RebootData, bool) {
	r := h.Reboot
	if r.Phase != Requested || !o.s.joined(r) || o.now.Before(r.staysAt(plan.Reboot)) {
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
