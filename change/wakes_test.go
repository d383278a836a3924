package change

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// While every probe gives what the one before gave, nothing follows before the
// instant that Wakes names: tried second by second, from random moments of random
// nights.
func TestNothingFollowsBeforeItWakes(t *testing.T) {
	leapt, followed := 0, 0
	for seed := range uint64(nights / 4) {
		n := wander(t, seed)
		s, sight, now := n.state, n.sight, n.now
		rng := rand.New(rand.NewPCG(seed, 9))
		interval := n.plan.Probe.Interval
		for range 200 {
			wakes := Wakes(s, sight, now)
			if wakes.IsZero() {
				wakes = now.Add(time.Hour)
			}
			for range 600 {
				now = now.Add(interval)
				sight.Pass(now, interval, nil)
				next, events := Advance(s, sight, now)
				sight.MarkObserved()
				if Gaps(events) {
					sight.Gap()
				}
				early := now.Before(wakes)
				if early && len(events) > 0 {
					t.Fatalf("seed %d at %s: %s %s, and nothing was to follow before %s", seed, TimeOfDay(n.plan, now), events[0].Type, events[0].Host, TimeOfDay(n.plan, wakes))
				}
				s, followed = next, followed+len(events)
				if !early {
					break
				}
				leapt++
			}
			if s.Open() && rng.IntN(4) == 0 { // and somebody acts
				n.state, n.sight, n.now = s, sight, now
				_, _ = n.do(n.anyCommand(rng, n.plan.Hosts[rng.IntN(len(n.plan.Hosts))].Name))
				s, now = n.state, n.now.Add(interval)
				sight.Pass(now, interval, nil)
				s, _ = Advance(s, sight, now) // what follows from an act follows at once
			}
		}
	}
	if leapt < 50*nights || followed < 2*nights {
		t.Errorf("%d quiet seconds and %d events: too few to prove anything", leapt, followed)
	}
}

// Passing over equal probes leaves what hearing each of them does.
func TestPassingIsHearingTheSame(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 5))
		p := nightPlan()
		p.Hosts[0].BootEvidence = BootEvidence{Exec: "boot", RDP: true}
		heard, passed := NewSight(p), NewSight(p)
		now := clockOn("23:00")
		last := map[signalKey]Observation{}
		for range 30 {
			now = now.Add(time.Second)
			for i := range p.Hosts {
				for _, signal := range p.Hosts[i].Watched() {
					key := signalKey{p.Hosts[i].Name, signal.Name}
					o, known := last[key]
					if !known || rng.IntN(6) == 0 {
						o = anyAnswer(rng, key, signal.Kind)
					}
					o.At = now
					last[key] = o
					heard.Add(o)
					passed.Add(o)
				}
			}
			for n := rng.IntN(100); n > 0; n-- {
				now = now.Add(time.Second)
				for i := range p.Hosts {
					for _, signal := range p.Hosts[i].Watched() {
						o := last[signalKey{p.Hosts[i].Name, signal.Name}]
						o.At = now
						heard.Add(o)
					}
				}
			}
			passed.Pass(now, time.Second, nil)
			for i := range heard.tracks {
				h, q := heard.tracks[i], passed.tracks[i]
				h.history, h.next = [HistoryLen]Mark{}, 0
				q.history, q.next = [HistoryLen]Mark{}, 0
				if diff := cmp.Diff(h, q, cmp.AllowUnexported(Track{}, testimony{}, Boot{}), cmp.Comparer(func(a, b *Kind) bool { return a.ID == b.ID })); diff != "" {
					t.Fatalf("seed %d (-heard +passed):\n%s", seed, diff)
				}
				if diff := cmp.Diff(heard.tracks[i].History(), passed.tracks[i].History()); diff != "" {
					t.Fatalf("seed %d, marks (-heard +passed):\n%s", seed, diff)
				}
			}
		}
	}
}

// anyAnswer is an answer or a loss of a signal; what proves a boot tells one.
func anyAnswer(rng *rand.Rand, key signalKey, kind *Kind) Observation {
	o := Observation{Host: key.host, Check: key.check, Verdict: Answered}
	switch {
	case rng.IntN(3) == 0:
		o.Verdict, o.Cause = Lost, CauseTimeout
	case kind.Role == ProvesBoot:
		o.Boot = bootID(rng.IntN(3))
	case kind.Role == TellsName:
		o.Name = "A1"
	}
	return o
}
