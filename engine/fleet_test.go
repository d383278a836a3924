package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tminus/change"
	"tminus/engine"
)

// fleet is a source that brings so many hosts' observations when it is asked.
type fleet struct {
	plan *change.Plan
	step chan func(change.Intake)
	done chan struct{}
}

func (f *fleet) Run(ctx context.Context, in change.Intake) error {
	for {
		select {
		case do := <-f.step:
			do(in)
			f.done <- struct{}{}
		case <-ctx.Done():
			return nil
		}
	}
}

func (f *fleet) do(what func(change.Intake)) {
	f.step <- what
	<-f.done
}

func newFleet(hosts int) *fleet {
	f := &fleet{plan: &change.Plan{
		Change: change.Info{ID: "fleet", Zone: time.UTC},
		Probe:  change.Probe{Interval: time.Second, Timeout: 800 * time.Millisecond, DownAfter: 3, UpAfter: 3},
	}, step: make(chan func(change.Intake)), done: make(chan struct{})}
	for i := range hosts {
		name := fmt.Sprintf("h%05d", i)
		f.plan.Hosts = append(f.plan.Hosts, change.Host{
			Name: name, Address: name, Environment: "A", Checks: change.Checks{ICMP: true, TCP: []int{22, 3389}},
			Reboot: change.RebootNorm{Expected: 10 * time.Minute, Settle: 90 * time.Second, ExpectedReboots: 1},
		})
	}
	f.plan.Index()
	return f
}

// second is what a quarter of a second brings, four times: a batch and a tick.
func (f *fleet) second(at time.Time, batches [][]change.Observation) func(change.Intake) {
	return func(in change.Intake) {
		for i, batch := range batches {
			for j := range batch {
				batch[j].At = at
			}
			in.Observe(batch)
			in.Tick(at.Add(time.Duration(i+1) * 250 * time.Millisecond))
		}
	}
}

// batches spreads one observation of each signal over four beats.
func (f *fleet) batches() [][]change.Observation {
	batches := make([][]change.Observation, 4)
	for i, h := range f.plan.Hosts {
		for _, check := range h.Signals() {
			n := i * 4 / len(f.plan.Hosts)
			batches[n] = append(batches[n], change.Observation{Host: h.Name, Check: check, Verdict: change.Answered, Latency: time.Millisecond})
		}
	}
	return batches
}

// watchFleet runs an engine over a fleet whose baseline stands.
func watchFleet(tb testing.TB, hosts int) (f *fleet, batches [][]change.Observation, now time.Time) {
	tb.Helper()
	f, now = newFleet(hosts), time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)
	e, err := engine.New(engine.Options{Plan: f.plan, Journal: &memory{}, Source: f, By: "li", Headless: true, Clock: func() time.Time { return now }})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	tb.Cleanup(func() { cancel(); <-ended })
	batches = f.batches()
	for range 5 {
		now = now.Add(time.Second)
		f.do(f.second(now, batches))
	}
	if s := e.Snapshot(); len(s.Tail) == 0 || s.Sight != nil {
		tb.Fatalf("%d events of a baseline; nobody draws, and the sight is copied: %v", len(s.Tail), s.Sight != nil)
	}
	return f, batches, now
}

// TestObservationsAllocateNothing: what a second allocates is the same for a
// large fleet as for a small one.
func TestObservationsAllocateNothing(t *testing.T) {
	for _, hosts := range []int{10, 1000} {
		f, batches, now := watchFleet(t, hosts)
		got := testing.AllocsPerRun(20, func() {
			now = now.Add(time.Second)
			f.do(f.second(now, batches))
		})
		const beats, each = 4, 25 // requests, a call of the journal with its channels, and a snapshot for each beat
		if got > beats*each {
			t.Errorf("%d hosts: %v allocations in a second of %d observations", hosts, got, 3*hosts)
		}
	}
}

// BenchmarkFleetSecond is one second of 5,000 hosts with three signals each:
// ns/op in 1e9 is the share of a core that the engine takes.
func BenchmarkFleetSecond(b *testing.B) {
	f, batches, now := watchFleet(b, 5000)
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		f.do(f.second(now, batches))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e7, "%core")
}
