package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
	"tminus/engine"
)

// sample is one moment of a scripted watch: both clocks, and who answers.
type sample struct {
	after time.Duration // the wall clock, since the beginning
	mono  time.Duration // the clock that no hand can set
	up    bool          // the host answers
	net   bool          // the witness answers
}

// scripted plays looks, one a call of its clock, and then waits for the end.
type scripted struct {
	begin   time.Time
	samples []sample
	mono    time.Duration
	done    chan struct{}
}

func (s *scripted) Run(ctx context.Context, in change.Intake) error {
	for _, l := range s.samples {
		s.mono = l.mono // the engine reads it while Tick waits for it
		now := s.begin.Add(l.after)
		in.Observe([]change.Observation{observed("A1", change.SignalICMP, now, l.up), observed("", "gw", now, l.net)})
		in.Tick(now)
	}
	close(s.done)
	<-ctx.Done()
	return ctx.Err()
}

func observed(host, check string, at time.Time, up bool) change.Observation {
	o := change.Observation{Host: host, Check: check, At: at, Verdict: change.Answered}
	if !up {
		o.Verdict, o.Cause = change.Lost, change.CauseTimeout
	}
	return o
}

func watched(n int, from, mono time.Duration, up, net bool) []sample {
	var looks []sample
	for i := range n {
		passed := time.Duration(i+1) * time.Second
		looks = append(looks, sample{from + passed, mono + passed, up, net})
	}
	return looks
}

// play runs a script and returns the journal that it left.
func play(t *testing.T, looks ...[]sample) ([]change.Event, *change.Snapshot) {
	t.Helper()
	s := &scripted{begin: time.Unix(1_600_000_000, 0), done: make(chan struct{})}
	for _, l := range looks {
		s.samples = append(s.samples, l...)
	}
	p, j := plan(), &memory{}
	p.Witnesses = []string{"gw"}
	e, stop := start(t, engine.Options{
		Plan: p, Journal: j, Source: s, By: "li", Clock: func() time.Time { return s.begin },
		Mono: func() (time.Duration, bool) { return s.mono, false },
	})
	<-s.done
	snap := e.Snapshot()
	stop()
	return j.events, snap
}

func find(events []change.Event, kind change.Type) []change.Event {
	var found []change.Event
	for _, e := range events {
		if e.Type == kind {
			found = append(found, e)
		}
	}
	return found
}

func TestASleepIsMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// two losses before and two after half a minute in which the process stood still
		events, _ := play(t, watched(5, 0, 0, true, true), watched(2, 5*time.Second, 5*time.Second, false, true),
			watched(2, 40*time.Second, 40*time.Second, false, true))
		asleep := find(events, change.ObserverAsleep)
		if len(asleep) != 1 || time.Duration(asleep[0].Data.(change.ObserverData).Gap) != 34*time.Second {
			t.Errorf("the sleep is told as %+v", asleep)
		}
		if lost := find(events, change.SignalLost); len(lost) != 0 {
			t.Errorf("losses before and after a sleep were added up: %+v", lost)
		}
	})
}

func TestAClockThatWasSet(t *testing.T) {
	for name, step := range map[string]time.Duration{"forward": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				events, snap := play(t, watched(5, 0, 0, true, true), watched(10, 5*time.Second, 5*time.Second, false, true),
					watched(20, 15*time.Second+step, 15*time.Second, false, true))
				stepped := find(events, change.ObserverStepped)
				if len(stepped) != 1 || time.Duration(stepped[0].Data.(change.ObserverData).Gap).Round(time.Second) != step {
					t.Fatalf("the step is told as %+v", stepped)
				}
				r := snap.State.Host("A1").Reboot
				now := time.Unix(1_600_000_000, 0).Add(35*time.Second + step)
				if r == nil || r.Elapsed(now).Round(time.Second) != 29*time.Second {
					t.Errorf("29 s after the host was lost its clock shows %+v", r)
				}
				if n := len(find(events, change.ObserverAsleep)); n != 0 {
					t.Errorf("a clock that was set is told as a sleep")
				}
			})
		})
	}
}

func TestBlind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events, snap := play(t, watched(5, 0, 0, true, true), watched(20, 5*time.Second, 5*time.Second, false, false),
			watched(10, 25*time.Second, 25*time.Second, true, true))
		if len(find(events, change.ObserverBlind)) != 1 || len(find(events, change.ObserverSighted)) != 1 {
			t.Errorf("blind and sighted: %v", events)
		}
		for _, kind := range []change.Type{change.SignalLost, change.RebootGone, change.RebootRequested, change.IncidentOpened} {
			if found := find(events, kind); len(found) > 0 {
				t.Errorf("our own blindness is told as %s: %+v", kind, found)
			}
		}
		if !snap.State.Blind.IsZero() {
			t.Error("still blind")
		}
		gap := false
		for _, m := range snap.Sight.Track("A1", change.SignalICMP).History() {
			gap = gap || m == change.MarkGap
		}
		if !gap {
			t.Error("the history does not show the gap")
		}
	})
}
