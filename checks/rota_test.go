package checks

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
)

// fakeNet answers what a test wants, and keeps when it was asked.
type fakeNet struct {
	asked map[int32][]time.Time
	// answers is what becomes of a question; nil: an answer at once.
	answers func(i int32) (tell bool, err error)
	// stall holds the rota up at each look.
	stall time.Duration
	// each is how long it takes to ask.
	each    time.Duration
	refuse  error
	missed  error
	pending []int32
	renewed int
}

func (f *fakeNet) ask(i int32, _ netip.AddrPort, at, _ time.Time) error {
	if f.asked == nil {
		f.asked = map[int32][]time.Time{}
	}
	f.asked[i] = append(f.asked[i], at)
	time.Sleep(f.each)
	if f.refuse == nil {
		f.pending = append(f.pending, i)
	}
	return f.refuse
}

func (f *fakeNet) collect(tell teller) {
	time.Sleep(f.stall)
	for _, i := range f.pending {
		if f.answers == nil {
			tell(i, time.Millisecond, nil)
		} else if say, err := f.answers(i); say {
			tell(i, time.Millisecond, err)
		}
	}
	f.pending = f.pending[:0]
}

func (f *fakeNet) expire(int32) error { return f.missed }
func (f *fakeNet) renew()             { f.renewed++ }
func (f *fakeNet) close()             {}

// netSignal is a port of a host, its number its place in the plan.
func netSignal(t *testing.T, owner int32) signal {
	return signal{
		host: fmt.Sprintf("db%d", owner), check: "tcp/22", owner: owner, interval: time.Second, timeout: 800 * time.Millisecond,
		target: pinned(t, "192.0.2.1"), port: 22,
	}
}

// watchFake probes so many signals of a fake network for d of the bubble's time.
func watchFake(t *testing.T, d time.Duration, f *fakeNet, p *Prober, signals int) *collector {
	t.Helper()
	for i := range signals {
		p.signals = append(p.signals, netSignal(t, int32(i)))
	}
	p.beat, p.connector = 250*time.Millisecond, func(int, *Tally) asker { return f }
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	in := &collector{}
	if err := p.Run(ctx, in); err != nil {
		t.Error(err)
	}
	return in
}

func TestTurnsAreSpreadAndKeepTheirPhase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const signals = 200
		f, begin := &fakeNet{}, time.Now()
		in := watchFake(t, 10*time.Second+500*time.Millisecond, f, &Prober{}, signals)
		most := map[time.Duration]int{}
		for i, times := range f.asked {
			if len(times) < 10 {
				t.Fatalf("signal %d was asked %d times in 10 s", i, len(times))
			}
			for n, at := range times {
				most[at.Sub(begin)]++
				if want := times[0].Add(time.Duration(n) * time.Second); !at.Equal(want) {
					t.Fatalf("signal %d was asked at %s, want %s", i, at.Sub(begin), want.Sub(begin))
				}
			}
		}
		for at, n := range most {
			if n > 2*signals/int(time.Second/slot) {
				t.Errorf("%d questions at once, at %s", n, at)
			}
		}
		for _, o := range in.all() {
			says(t, o, change.Answered, "")
			if o.Every != time.Second {
				t.Fatalf("observed every %s", o.Every)
			}
		}
	})
}

func TestSilenceIsLostAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeNet{answers: func(int32) (bool, error) { return false, nil }}
		in := watchFake(t, 5*time.Second, f, &Prober{}, 1)
		if n := len(in.all()); n < 4 {
			t.Errorf("%d observations", n)
		}
		for _, o := range in.all() {
			says(t, o, change.Lost, change.CauseTimeout)
			if !strings.Contains(worded(o.Detail), "800ms") {
				t.Errorf("detail %q", o.Detail)
			}
		}
	})
}

func TestEachFailureKeepsItsCause(t *testing.T) {
	for name, c := range map[string]struct {
		f       *fakeNet
		verdict change.Verdict
		cause   change.Cause
	}{
		"refused":       {&fakeNet{answers: func(int32) (bool, error) { return true, dialError(errRefused) }}, change.Lost, change.CauseRefused},
		"not permitted": {&fakeNet{refuse: dialError(errPermission)}, change.Unknown, change.CauseFiltered},
		"no route":      {&fakeNet{refuse: dialError(errNetUnreachable)}, change.Unknown, change.CauseLocal},
		"no buffer":     {&fakeNet{refuse: errCrowded}, change.Unknown, change.CauseLocal},
		"lost by us":    {&fakeNet{missed: errOverflow, answers: func(int32) (bool, error) { return false, nil }}, change.Unknown, change.CauseLocal},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in := watchFake(t, 3*time.Second, c.f, &Prober{}, 2)
				if in.least(2) < 2 {
					t.Error("too few observations")
				}
				for _, o := range in.all() {
					says(t, o, c.verdict, c.cause)
					if !o.Detail.Said() {
						t.Error("no detail")
					}
				}
			})
		})
	}
}

// TestLateIsUnknownAndSaid: when the rota is held up its timeouts say nothing,
// answers that came count all the same, and people are told.
func TestLateIsUnknownAndSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, silent := range []bool{true, false} {
			f := &fakeNet{stall: 1600 * time.Millisecond}
			want, cause := change.Answered, change.Cause("")
			if silent {
				f.answers = func(int32) (bool, error) { return false, nil }
				want, cause = change.Unknown, change.CauseLocal
			}
			p := &Prober{}
			in := watchFake(t, 20*time.Second, f, p, 2)
			if in.least(2) < 3 {
				t.Error("too few observations")
			}
			for _, o := range in.all() {
				says(t, o, want, cause)
			}
			if n := texts(p.Notices()); len(n) != 1 || !strings.Contains(n[0], "Probing runs 1.") {
				t.Errorf("notices %q", n)
			}
			if s := p.Stats(); s.Latest < time.Second || s.Late99 < time.Second || s.Turns == 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}

func TestLatenessPasses(t *testing.T) {
	l := &lateness{}
	l.add(time.Second, 1400*time.Millisecond)
	for at, want := range map[time.Duration]time.Duration{2 * time.Second: 1400 * time.Millisecond} {
		if l.advance(at); l.recent() != want {
			t.Errorf("at %s: %s", at, l.recent())
		}
	}
	for s := 3; s < 20; s++ {
		l.add(time.Duration(s)*time.Second, time.Millisecond)
	}
	if l.recent() != time.Millisecond || l.latest != 1400*time.Millisecond {
		t.Errorf("recent %s, latest %s", l.recent(), l.latest)
	}
	for range 2000 {
		l.add(20*time.Second, 3*time.Millisecond)
	}
	if l.within() != 3*time.Millisecond {
		t.Errorf("99 of 100 within %s", l.within())
	}
}

// TestHaltIsNotMadeUpInOneBurst: after a halt the turns that are due are
// given over several rounds.
func TestHaltIsNotMadeUpInOneBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const signals = 20_000
		f := &fakeNet{}
		halted := false
		p := &Prober{}
		f.answers = func(int32) (bool, error) {
			if !halted {
				halted = true
				time.Sleep(time.Second)
			}
			return true, nil
		}
		watchFake(t, 4*time.Second, f, p, signals)
		at := map[time.Time]int{}
		for _, times := range f.asked {
			for _, a := range times {
				at[a]++
			}
		}
		usual := signals * int(slot) / int(time.Second)
		for when, n := range at {
			if n > (1+4)*usual+64 { // its own turns, and what it makes up for
				t.Errorf("%d questions at %s, usual are %d", n, when, usual)
			}
		}
		if p.Stats().Latest < 500*time.Millisecond {
			t.Errorf("the halt is not in %+v", p.Stats())
		}
	})
}

// TestWhoWaitsLongestComesFirst: a machine that can hardly hold the pace makes
// up for a halt slowly, and leaves nobody behind.
func TestWhoWaitsLongestComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const signals, halt = 2000, 2 * time.Second
		f, halted := &fakeNet{}, false
		f.each = 490 * time.Microsecond // of the 500 that there are
		f.answers = func(int32) (bool, error) {
			if !halted {
				halted = true
				time.Sleep(halt)
			}
			return true, nil
		}
		p := &Prober{}
		watchFake(t, 30*time.Second, f, p, signals)
		if late := p.Stats().Latest; late < halt/2 || late > halt+signals*f.each+time.Second {
			t.Errorf("somebody waited for %s", late)
		}
	})
}

// TestPaceFollowsTheWork: the fleet is idle, one host is worked on, one fails.
func TestPaceFollowsTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plan := &change.Plan{
			Probe: change.Probe{
				Interval: time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3,
				Working: 200 * time.Millisecond, Idle: 5 * time.Second,
			},
			Hosts: []change.Host{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		}
		begin := time.Now()
		state := change.NewState(plan)
		works := change.NewState(plan)
		works.Hosts.At(1).Work = change.Started
		down := false
		f := &fakeNet{answers: func(i int32) (bool, error) { return !down || i != 2, nil }}
		p := &Prober{pace: newPace(plan, func() *change.Snapshot {
			switch since := time.Since(begin); {
			case since < 30*time.Second:
				return &change.Snapshot{State: &state, Version: 1}
			case since > 60*time.Second:
				down = true
			}
			return &change.Snapshot{State: &works, Version: 2}
		})}
		in := watchFake(t, 90*time.Second, f, p, 3)
		count := func(owner int32, from, to int) int {
			n := 0
			for _, at := range f.asked[owner] {
				if s := at.Sub(begin); s >= time.Duration(from)*time.Second && s < time.Duration(to)*time.Second {
					n++
				}
			}
			return n
		}
		for _, c := range []struct {
			what        string
			owner       int32
			from, to    int
			least, most int
		}{
			{"the baseline comes at the ordinary pace", 0, 0, 3, 3, 3},
			{"then it is idle", 0, 10, 30, 4, 4},
			{"idle before the work", 1, 10, 30, 4, 4},
			{"and soon fast", 1, 31, 60, 145, 145},
			{"while others stay idle", 0, 30, 60, 6, 6},
			{"a loss is looked at closely", 2, 60, 70, 4, 5},
		} {
			if n := count(c.owner, c.from, c.to); n < c.least || n > c.most {
				t.Errorf("%s: %d questions from %d s to %d s, want %d to %d", c.what, n, c.from, c.to, c.least, c.most)
			}
		}
		for _, o := range in.of("tcp/22") {
			if o.Verdict == change.Lost && o.Every == 200*time.Millisecond && !strings.Contains(worded(o.Detail), "170ms") {
				t.Errorf("timeout of a fast probe: %q", o.Detail)
			}
		}
	})
}

// TestNoAllocationForAnObservation: on the steady path of a fleet.
func TestNoAllocationForAnObservation(t *testing.T) {
	for _, err := range []error{nil, errRefused} {
		r := newRota([]signal{netSignal(t, 0)}, &outbox{most: 100, list: make([]change.Observation, 0, 4)})
		f := &fakeNet{answers: func(int32) (bool, error) { return true, err }}
		r.connect, r.base, r.ctx = f, time.Now(), context.Background()
		r.report = func(*rota) {}
		f.asked = map[int32][]time.Time{0: make([]time.Time, 0, 4000)}
		spare := make([]change.Observation, 0, 4)
		tell := r.tell
		if n := testing.AllocsPerRun(1000, func() {
			r.ask(0)
			f.collect(tell)
			spare = r.out.take(spare)
		}); n != 0 {
			t.Errorf("%v: %v allocations for each observation", err, n)
		}
		if len(spare) != 1 {
			t.Errorf("%v: %d observations", err, len(spare))
		}
	}
}

func TestSuspendRenewsTheSockets(t *testing.T) {
	r := newRota(nil, &outbox{})
	f := &fakeNet{}
	r.echo = f
	now := time.Now()
	r.wall = now.Round(0)
	r.watchClock(now.Add(time.Second), time.Second)
	if f.renewed != 0 {
		t.Error("renewed without a reason")
	}
	r.watchClock(now.Add(time.Hour), time.Second) // the monotonic clock stood still
	if f.renewed != 1 {
		t.Error("a sleep of an hour was not noticed")
	}
}

func TestUnpinnedTargetIsResolvedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		s := netSignal(t, 0)
		s.target = newTarget(change.Own("db"), "db.example", func(context.Context, string) ([]netip.Addr, error) {
			if tries++; tries < 3 {
				return nil, errors.New("no such host")
			}
			return addrs("192.0.2.1"), nil
		}, func(st change.Statement) { t.Error(st) })
		in := watchFake(t, 5*time.Second, &fakeNet{}, &Prober{signals: []signal{s}}, 0)
		list := in.all()
		if len(list) < 4 {
			t.Fatalf("%d observations", len(list))
		}
		for i, o := range list {
			if i < 2 {
				says(t, o, change.Unknown, change.CauseResolve)
				continue
			}
			says(t, o, change.Answered, "")
		}
	})
}
