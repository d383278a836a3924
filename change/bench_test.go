package change

import (
	"fmt"
	"testing"
	"time"
)

// The estate of the benchmarks: 5,000 hosts with three signals each.
const benchHosts = 5000

// steady is a large estate on a quiet night, every signal confirmed up.
func steady(b *testing.B) (State, *Sight, time.Time) {
	b.Helper()
	return steadyEstate(b, estate(benchHosts))
}

func steadyEstate(b *testing.B, p *Plan) (State, *Sight, time.Time) {
	b.Helper()
	now := clockOn("23:00")
	s := Fold(NewState(p), Event{Seq: 1, At: now, Type: ChangeOpened, Data: OpenedData{}})
	sight := NewSight(p)
	for range p.Probe.UpAfter {
		now = now.Add(time.Second)
		for _, o := range sweep(p, now, Answered) {
			sight.Add(o)
		}
	}
	s, events := Advance(s, sight, now)
	if len(events) != 3*benchHosts {
		b.Fatalf("%d events to begin with", len(events))
	}
	return s, sight, now
}

// sweep is one observation of each signal.
func sweep(p *Plan, at time.Time, v Verdict) []Observation {
	var list []Observation
	for _, h := range p.Hosts {
		for _, check := range h.Signals() {
			list = append(list, Observation{Host: h.Name, Check: check, At: at, Verdict: v})
		}
	}
	return list
}

func BenchmarkSightAdd(b *testing.B) {
	s, sight, now := steady(b)
	list := sweep(s.Plan, now, Answered)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sight.Add(list[i%len(list)])
	}
}

func BenchmarkSightClone(b *testing.B) {
	_, sight, _ := steady(b)
	b.ReportAllocs()
	for b.Loop() {
		sight.Clone()
	}
}

func BenchmarkObserveSteady(b *testing.B) {
	s, sight, now := steady(b)
	b.ReportAllocs()
	for b.Loop() {
		Observe(s, sight, now)
	}
}

func BenchmarkDueSteady(b *testing.B) {
	s, sight, now := steady(b)
	b.ReportAllocs()
	for b.Loop() {
		Due(s, sight, now)
	}
}

func BenchmarkAdvanceSteady(b *testing.B) {
	s, sight, now := steady(b)
	b.ReportAllocs()
	for b.Loop() {
		Advance(s, sight, now)
	}
}

func BenchmarkFoldOne(b *testing.B) {
	s, _, now := steady(b)
	e := Event{Seq: 2, At: now, Type: SignalLost, Host: "h4999", Data: SignalData{Check: SignalICMP, Since: now}}
	b.ReportAllocs()
	for b.Loop() {
		Fold(s, e)
	}
}

// BenchmarkAdvanceStorm is the worst second: every host is lost at once, in
// environments of ten and in five large ones.
func BenchmarkAdvanceStorm(b *testing.B) {
	eachEstate(b, func(b *testing.B, s State, sight *Sight, now time.Time) {
		for b.Loop() {
			if _, events := Advance(s, sight, now); len(events) < 5*benchHosts {
				b.Fatalf("only %d events", len(events))
			}
		}
	})
}

// BenchmarkAdvanceAllGone is each tick after it, with everything in incidents.
func BenchmarkAdvanceAllGone(b *testing.B) {
	eachEstate(b, func(b *testing.B, s State, sight *Sight, now time.Time) {
		s, _ = Advance(s, sight, now)
		for b.Loop() {
			Advance(s, sight, now)
		}
	})
}

// eachEstate has every host lost by its probes, and none of it journaled yet.
func eachEstate(b *testing.B, do func(*testing.B, State, *Sight, time.Time)) {
	b.Helper()
	for _, per := range []int{10, benchHosts / 5} {
		b.Run(fmt.Sprintf("in_environments_of_%d", per), func(b *testing.B) {
			p := estate(benchHosts)
			pair := p.Environments[0]
			p.Environments = nil
			for i := range benchHosts / per { // each stands by for its neighbour
				pair.Name, pair.Standby = fmt.Sprintf("e%03d", i), fmt.Sprintf("e%03d", i^1)
				p.Environments = append(p.Environments, pair)
			}
			for i := range p.Hosts {
				p.Hosts[i].Environment = p.Environments[i/per].Name
			}
			p.Index()
			s, sight, now := steadyEstate(b, p)
			for range p.Probe.DownAfter {
				now = now.Add(time.Second)
				for _, o := range sweep(p, now, Lost) {
					sight.Add(o)
				}
			}
			b.ReportAllocs()
			do(b, s, sight, now)
		})
	}
}

func BenchmarkGate(b *testing.B) {
	s, _, now := steady(b)
	b.ReportAllocs()
	for b.Loop() {
		Gate(s, "h4999", now)
	}
}

// An event costs what it changes, not what there is: for a hundred times the hosts a
// fold allocates no more than a list of pages in addition.
func TestFoldCostsWhatItChanges(t *testing.T) {
	allocated := func(hosts int) int64 {
		s, now := NewState(estate(hosts)), clockOn("23:00")
		e := Event{Seq: 2, At: now, Type: SignalLost, Host: "h0007", Data: SignalData{Check: SignalICMP, Since: now}}
		return testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s, e)
			}
		}).AllocedBytesPerOp()
	}
	few, many := allocated(50), allocated(benchHosts)
	if most := few + 2*8*(benchHosts/pageLen+16); many > most || many > 4<<10 {
		t.Errorf("%d bytes for one event of 50 hosts, %d of %d", few, many, benchHosts)
	}
}

// Sight.Add runs thousands of times a second: it must not allocate.
func TestSightAddDoesNotAllocate(t *testing.T) {
	p := nightPlan()
	sight := NewSight(p)
	o := Observation{Host: "A1", Check: SignalICMP, At: clockOn("23:00"), Verdict: Answered}
	if got := testing.AllocsPerRun(1000, func() { sight.Add(o) }); got != 0 {
		t.Errorf("%v allocations for each observation", got)
	}
}

// BenchmarkAssessWaves is what every frame asks, of an estate in waves of a hundred and of
// the same one in an order.
func BenchmarkAssessWaves(b *testing.B) {
	for _, waves := range []bool{false, true} {
		p := estate(benchHosts)
		p.Change.Window = Window{clockOn("23:00"), clockOn("23:00").Add(9 * time.Hour)}
		if waves {
			p.Waves = nil
			for at := 0; at < len(p.Order); at += 100 {
				p.Waves = append(p.Waves, Wave{Name: fmt.Sprint("w", at), Hosts: p.Order[at:min(at+100, len(p.Order))], AtOnce: AtOnce{Hosts: 20}})
			}
			p.Index()
		}
		b.Run(fmt.Sprintf("waves=%v", waves), func(b *testing.B) {
			s, _, now := steadyEstate(b, p)
			snap := Snapshot{State: &s}
			b.ReportAllocs()
			for b.Loop() {
				Assess(&snap, now, now)
			}
		})
	}
}
