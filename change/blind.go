package change

import (
	"strings"
	"time"
)

// watch is what the observer finds out about its own eyes: whether what seems
// lost may be its own sight.
type watch struct {
	// suspect: no witness and no host gave an answer to its latest probe.
	suspect bool
	// blind: that held for as many probes as confirm a loss.
	blind bool
	// since is when the last of them fell silent: from then on nothing is seen.
	since time.Time
}

// together is how far apart a witness and the hosts may be lost for one and
// the same cause. A witness that has been down for longer, with us looking,
// bears no witness.
const together = time.Minute

// look asks the witnesses, targets that do not reboot, and every host. Only
// when all that were up fall silent together is it we who are cut off. Without
// a usable witness that cannot be told.
func look(s *State, sight *Sight, now time.Time) watch {
	w := watch{blind: true}
	for _, sig := range s.Witnesses {
		mute := sig.State == NeverSeen || sig.State == Down && now.Sub(later(sig.Since, s.Looking)) > together
		if !w.silent(sight.Track("", sig.Check), mute, sight.probe.DownAfter) {
			return watch{}
		}
	}
	if w.since.IsZero() {
		return watch{}
	}
	for i := range s.Hosts {
		for _, sig := range s.Hosts[i].Signals {
			if strings.HasPrefix(sig.Check, "exec/") {
				continue // commands run too seldom to tell, and may answer without a network
			}
			if !w.silent(sight.Track(s.Hosts[i].Name, sig.Check), sig.State != Up, sight.probe.DownAfter) {
				return watch{}
			}
		}
	}
	w.suspect = true
	return w
}

// silent adds one signal to the picture; false means that it tells us that we
// see. The silence of one that is mute anyway says nothing, an answer does.
func (w *watch) silent(t *Track, mute bool, confirm int) bool {
	if mute {
		return t == nil || t.hits == 0
	}
	if t == nil || t.misses == 0 {
		return false
	}
	w.blind = w.blind && t.misses >= confirm
	w.since = later(w.since, t.missSince)
	return true
}

// sees reports since when anything answers again after a blind spell.
func sees(s *State, sight *Sight) (time.Time, bool) {
	for _, w := range s.Witnesses {
		if at, ok := answersAgain(s, sight, "", w.Check); ok {
			return at, true
		}
	}
	for i := range s.Hosts {
		for _, sig := range s.Hosts[i].Signals {
			if at, ok := answersAgain(s, sight, s.Hosts[i].Name, sig.Check); ok {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

func answersAgain(s *State, sight *Sight, host, check string) (time.Time, bool) {
	t := sight.Track(host, check)
	if t == nil || t.hits < sight.probe.UpAfter {
		return time.Time{}, false
	}
	return t.hitSince, t.hitSince.After(s.Blind)
}
