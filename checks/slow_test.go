package checks

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// answerIn is a probe that is answered after d, or lost at its deadline.
func answerIn(d time.Duration) probe {
	return func(ctx context.Context) change.Observation {
		select {
		case <-time.After(d):
			return answered(d)
		case <-ctx.Done():
			return lost(change.CauseTimeout, change.Statement{})
		}
	}
}

func testSignal(check string, p probe) signal {
	return signal{host: "db1", check: check, interval: time.Second, timeout: 850 * time.Millisecond, probe: p}
}

// runFor runs a prober for d of the bubble's time.
func runFor(t *testing.T, d time.Duration, in change.Intake, signals ...signal) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	p := &Prober{beat: 250 * time.Millisecond, signals: signals}
	if err := p.Run(ctx, in); err != nil {
		t.Errorf("Run: %v", err)
	}
}

// offsets are the instants of the observations after the first beat.
func offsets(list []change.Observation, base time.Time) []time.Duration {
	var out []time.Duration
	for _, o := range list {
		out = append(out, o.At.Sub(base))
	}
	return out
}

func TestProbesKeepTheirPhase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base, in := time.Now(), &collector{}
		// Answers that take long and vary must not push the next probe.
		var n atomic.Int64
		slow := func(ctx context.Context) change.Observation {
			return answerIn(time.Duration(n.Add(1)*37%800) * time.Millisecond)(ctx)
		}
		runFor(t, 100*time.Second+500*time.Millisecond, in, testSignal("a", slow), testSignal("b", answerIn(0)))
		for check, phase := range map[string]time.Duration{"a": 0, "b": 500 * time.Millisecond} {
			got := offsets(in.of(check), base)
			if len(got) < 99 {
				t.Fatalf("%s: %d observations in 100 s", check, len(got))
			}
			for i, at := range got {
				if want := phase + time.Duration(i)*time.Second; at != want {
					t.Fatalf("%s: probe %d was sent at %s, want %s", check, i, at, want)
				}
			}
		}
	})
}

func TestLateTurnsAreSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base, in := time.Now(), &collector{}
		var running, overlaps atomic.Int64
		// Deaf to its deadline: each takes 1.5 intervals.
		deaf := func(context.Context) change.Observation {
			if running.Add(1) > 1 {
				overlaps.Add(1)
			}
			defer running.Add(-1)
			time.Sleep(1500 * time.Millisecond)
			return answered(0)
		}
		runFor(t, 9*time.Second, in, testSignal("a", deaf))
		want := []time.Duration{0, 2 * time.Second, 4 * time.Second, 6 * time.Second}
		if diff := cmp.Diff(want, offsets(in.of("a"), base)); diff != "" {
			t.Errorf("turns (-want +got):\n%s", diff)
		}
		if overlaps.Load() > 0 {
			t.Errorf("%d probes of one signal overlapped", overlaps.Load())
		}
	})
}

func TestStuckProbeDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, release := &collector{}, make(chan struct{})
		var begun atomic.Int64
		stuck := func(context.Context) change.Observation {
			begun.Add(1)
			<-release
			return answered(0)
		}
		runFor(t, 60*time.Second+100*time.Millisecond, in, testSignal("stuck", stuck), testSignal("well", answerIn(10*time.Millisecond)))
		close(release)

		if got := len(in.of("well")); got < 59 {
			t.Errorf("the healthy signal was observed %d times in 60 s", got)
		}
		list := in.of("stuck")
		if len(list) < 50 {
			t.Errorf("the stuck signal was reported %d times in 60 s; its age would grow unseen", len(list))
		}
		for _, o := range list {
			says(t, o, change.Unknown, change.CauseLocal)
		}
		if last := worded(list[len(list)-1].Detail); !strings.Contains(last, "3 earlier checks still hang") {
			t.Errorf("detail %q does not say that checks hang", last)
		}
		if begun.Load() != maxHung {
			t.Errorf("%d hanging probes were left behind, want %d", begun.Load(), maxHung)
		}
	})
}

func TestStuckProbeThatComesBackIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &collector{}
		var n atomic.Int64
		hangsAtFirst := func(context.Context) change.Observation {
			if n.Add(1) <= maxHung {
				time.Sleep(20 * time.Second)
			}
			return answered(0)
		}
		runFor(t, 40*time.Second, in, testSignal("a", hangsAtFirst))
		list := in.of("a")
		says(t, list[0], change.Unknown, change.CauseLocal)
		says(t, list[len(list)-1], change.Answered, "")
	})
}

func TestBlockedIntakeHoldsProbesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		counted := func(context.Context) change.Observation {
			asked.Add(1)
			return answered(0)
		}
		in := &blockedIntake{free: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		p := &Prober{beat: 250 * time.Millisecond, signals: []signal{testSignal("a", counted)}}
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx, in) }()

		time.Sleep(time.Hour)
		held := asked.Load()
		if held > 3 {
			t.Errorf("%d probes for an intake that takes nothing", held)
		}
		if n := texts(p.Notices()); len(n) != 1 || !strings.Contains(n[0], "passed over") {
			t.Errorf("notices %q", n)
		}
		close(in.free)
		time.Sleep(10*time.Second + time.Millisecond)
		cancel()
		<-done
		if n := asked.Load() - held; n < 9 || n > 12 {
			t.Errorf("%d probes in 10 s after the intake came back", n)
		}
		if got := int64(len(in.all())); got < asked.Load()-1 {
			t.Errorf("%d of %d results were handed over", got, asked.Load())
		}
	})
}

type blockedIntake struct {
	collector
	free chan struct{}
}

func (b *blockedIntake) Observe(batch []change.Observation) {
	<-b.free
	b.collector.Observe(batch)
}

func TestTicksComeWithoutResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, base := &collector{}, time.Now()
		runFor(t, 10*time.Second+time.Millisecond, in)
		if len(in.ticks) != 40 {
			t.Fatalf("%d ticks in 10 s, want 40", len(in.ticks))
		}
		if got := in.ticks[3].Sub(base); got != time.Second {
			t.Errorf("the fourth tick says %s", got)
		}
	})
}

func TestResolveErrorIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &collector{}
		s := testSignal("a", answerIn(0))
		tries := 0
		s.ready = func(ctx context.Context) error {
			if tries++; tries <= 3 {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		runFor(t, 30*time.Second, in, s)
		list := in.of("a")
		for _, o := range list[:3] {
			says(t, o, change.Unknown, change.CauseResolve)
		}
		says(t, list[3], change.Answered, "")
	})
}

func TestLostFarTooLateIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &collector{}
		starved := func(context.Context) change.Observation {
			time.Sleep(1400 * time.Millisecond) // beyond 850 ms + half an interval, short of being given up
			return lost(change.CauseTimeout, change.Statement{})
		}
		runFor(t, 5*time.Second, in, testSignal("late", starved), testSignal("lost", answerIn(time.Hour)))
		for _, o := range in.of("late") {
			says(t, o, change.Unknown, change.CauseLocal)
		}
		for _, o := range in.of("lost") {
			says(t, o, change.Lost, change.CauseTimeout)
		}
		if in.least(2) < 2 {
			t.Error("too few observations")
		}
	})
}

func TestDoubt(t *testing.T) {
	const limit = time.Second
	if o := doubt(answered(1), time.Minute, limit); o.Verdict != change.Answered {
		t.Error("a late answer is an answer")
	}
	says(t, doubt(lost(change.CauseTimeout, change.Statement{}), limit, limit), change.Lost, change.CauseTimeout)
	says(t, doubt(lost(change.CauseTimeout, change.Statement{}), limit+1, limit), change.Unknown, change.CauseLocal)
}

func TestFollowing(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct{ phase, every, last, now, want time.Duration }{
		{0, 1000, 0, 0, 1000},
		{0, 1000, 0, 999, 1000},
		{0, 1000, 0, 1000, 1000}, // not past
		{0, 1000, 0, 1001, 2000},
		{0, 1000, 0, 7300, 8000},
		{300, 1000, 300, 500, 1300},
		{300, 1000, 300, 1400, 2300},
		{900, 5000, 2300, 2400, 5900}, // slower from now on, at its own place among all
		{40, 200, 2300, 2400, 2440},   // faster
	} {
		if got := following(c.phase*ms, c.every*ms, c.last*ms, c.now*ms); got != c.want*ms {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestObservedAtIsWallTime(t *testing.T) {
	s := testSignal("a", answerIn(0))
	o := s.observe(t.Context(), make(chan struct{}, 1))
	if o.At != o.At.Round(0) {
		t.Error("At carries a monotonic reading: comparisons would miss a suspend")
	}
}
