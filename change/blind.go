package change

import "time"

// visibility says whether the cockpit itself can see: whether what seems lost may
// only be lost from its sight.
type visibility struct {
	// suspect: no witness and no host gave an answer to its latest probe.
	suspect bool
	// blind: that held for as many probes as confirm a loss.
	blind bool
	// since is when the last of them fell silent: from then on nothing is seen.
	since time.Time
}

// together is how far apart a witness and the hosts may be lost and still have
// one and the same cause. A witness that has been down for longer while we were
// watching tells nothing.
const together = time.Minute

// visibilityOf checks the witnesses, which never reboot, and every host. Only
// when all that were up fall silent together is it the cockpit that is cut off.
// Without a usable witness that cannot be known.
func visibilityOf(s *State, sight *Sight, now time.Time) visibility {
	w := visibility{blind: true}
	witnesses := sight.witnesses()
	for i := range s.Witnesses {
		sig := &s.Witnesses[i]
		if !w.silent(&witnesses[i], mute(s, sig, now), sight.probe.DownAfter) {
			return visibility{}
		}
	}
	if w.since.IsZero() {
		return visibility{}
	}
	for i := range s.Hosts.Len() {
		tracks := sight.of(i)
		for j := range s.Hosts.At(i).Signals {
			sig := &s.Hosts.At(i).Signals[j]
			if !tracks[j].kind.Sees {
				continue
			}
			if !w.silent(&tracks[j], sig.State != Up || s.Hosts.At(i).Drops(sig.Check), sight.probe.DownAfter) {
				return visibility{}
			}
		}
	}
	w.suspect = true
	return w
}

// mute reports whether a witness tells nothing: it was never seen, or has been
// down for long.
func mute(s *State, sig *SignalState, now time.Time) bool {
	return sig.State == NeverSeen || sig.State == Down && now.Sub(later(sig.Since, s.WatchedSince)) > together
}

// silent adds one signal to the picture; false means that it proves that we can
// see. The silence of a mute one says nothing, but its answer does.
func (w *visibility) silent(t *Track, mute bool, confirm int) bool {
	if mute {
		return t.hits == 0
	}
	if t.misses == 0 {
		return false
	}
	w.blind = w.blind && t.misses >= confirm
	w.since = later(w.since, t.missSince)
	return true
}

// sees reports since when anything answers again after a blind spell.
func sees(s *State, sight *Sight) (time.Time, bool) {
	if at, ok := answerAgain(s, sight, sight.witnesses()); ok {
		return at, true
	}
	for i := range s.Hosts.Len() {
		if at, ok := answerAgain(s, sight, sight.of(i)[:len(s.Hosts.At(i).Signals)]); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

func answerAgain(s *State, sight *Sight, tracks []Track) (time.Time, bool) {
	for i := range tracks {
		if t := &tracks[i]; t.hits >= sight.probe.UpAfter && t.hitSince.After(s.Blind) {
			return t.hitSince, true
		}
	}
	return time.Time{}, false
}

// vouch is what shows that a loss is not our own blindness: an answer to a probe
// that was sent no earlier. It matters where some hosts are probed more often
// than the targets that could tell: their losses come first.
type vouch struct {
	asked bool
	// witnessed: there is a witness that could answer.
	witnessed bool
	latest    time.Time
}

// vouched reports whether we have demonstrably been able to see since that
// instant, or have no witness to tell.
func (o *observer) vouched(since time.Time) bool {
	v := &o.vouch
	if !v.asked {
		v.asked = true
		witnesses := o.sight.witnesses()
		for i := range o.s.Witnesses {
			v.witnessed = v.witnessed || !mute(o.s, &o.s.Witnesses[i], o.now)
			v.heard(&witnesses[i])
		}
		for i := range o.s.Hosts.Len() {
			tracks := o.sight.of(i)
			for j := range o.s.Hosts.At(i).Signals {
				if tracks[j].kind.Sees {
					v.heard(&tracks[j])
				}
			}
		}
	}
	return !v.witnessed || !v.latest.Before(since)
}

func (v *vouch) heard(t *Track) {
	if t.hits > 0 {
		v.latest = later(v.latest, t.At)
	}
}
