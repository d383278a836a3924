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
	// since is the first probe that went unanswered.
	since time.Time
}

// look asks the witnesses, targets that do not reboot, and every host that
// was up. Only when all of them fall silent together is it we who are cut
// off. Without a usable witness that cannot be told.
func look(s *State, sight *Sight) watch {
	w := watch{blind: true}
	for _, sig := range s.Witnesses {
		if sig.State != NeverSeen && !w.silent(sight, "", sig.Check) {
			return watch{}
		}
	}
	if w.since.IsZero() {
		return watch{}
	}
	for i := range s.Hosts {
		for _, sig := range s.Hosts[i].Signals {
			// commands run too seldom to tell; a signal that is down says nothing
			if sig.State == Up && !strings.HasPrefix(sig.Check, "exec/") && !w.silent(sight, s.Hosts[i].Name, sig.Check) {
				return watch{}
			}
		}
	}
	w.suspect = true
	return w
}

// silent adds one signal to the picture; false means that it answered.
func (w *watch) silent(sight *Sight, host, check string) bool {
	t := sight.Track(host, check)
	if t == nil || t.misses == 0 {
		return false
	}
	w.blind = w.blind && t.misses >= sight.probe.DownAfter
	if w.since.IsZero() || t.missSince.Before(w.since) {
		w.since = t.missSince
	}
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
	if t == nil || t.misses > 0 {
		return time.Time{}, false
	}
	since, ok := sight.confirms(t, Answered)
	return since, ok && since.After(s.Blind)
}
