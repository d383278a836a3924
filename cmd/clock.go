package cmd

import (
	"time"

	"tminus/change"
	"tminus/record"
)

// clock tells the time of a record's change: the wall clock's, or the
// simulated one of a rehearsal.
type clock struct {
	live bool
	last record.Live
	// floor is the instant of the last event: time does not run backwards.
	floor     time.Time
	rehearsal bool
}

// beatLimit is how far the instant of the live file may be from the present, on
// either side, while its cockpit still counts as running.
const beatLimit = 5 * time.Second

func recordClock(r vitals, s change.State) clock {
	k := clock{floor: s.At, rehearsal: s.Rehearsal}
	live, ok, err := r.Live()
	if ok && err == nil {
		k.last, k.live = live, beats(live) && s.Open()
	}
	return k
}

func (k clock) now(wall time.Time) time.Time {
	if !k.rehearsal {
		return wall
	}
	now := k.floor
	if k.live {
		passed := time.Duration(float64(wall.Sub(k.last.At)) * k.last.Speed)
		if live := k.last.Now.Add(passed); live.After(now) {
			now = live
		}
	}
	return now
}

// known is the latest instant at which the recorded states of the signals
// were known to hold: a cockpit that runs journals what changes.
func (k clock) known() time.Time {
	if k.last.Now.IsZero() {
		return k.floor
	}
	return k.last.Now // acts journaled since are no observations
}
