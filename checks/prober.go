package checks

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"tminus/change"
)

// Options adjusts a Prober. Zero values stand for the defaults.
type Options struct {
	// Beat is how often results are handed over, and the time with them;
	// 250 ms by default.
	Beat time.Duration
	// ExecInterval is the least time between two runs of one command, and
	// between two questions for boot evidence; 10 s by default. ExecTimeout is
	// when a command is killed, 8 s by default and at most 0.85 of the
	// interval at which it runs.
	ExecInterval, ExecTimeout time.Duration
	// Addresses holds what Resolve has found. A name that it does not hold is
	// resolved before its first probe.
	Addresses map[string]netip.Addr
}

func (o Options) withDefaults() Options {
	o.Beat = orDefault(o.Beat, 250*time.Millisecond)
	o.ExecInterval = orDefault(o.ExecInterval, change.ExecInterval)
	o.ExecTimeout = orDefault(o.ExecTimeout, change.ExecTimeout)
	return o
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// Prober probes every signal of every host of a plan.
type Prober struct {
	beat    time.Duration
	signals []signal
	targets map[string]*target // by the address as the plan writes it

	mu      sync.Mutex
	notices []string
}

// New makes a prober for the plan. It opens and closes a socket to learn
// whether this machine lets us send ICMP; if not, the plan's ICMP signals are
// never observed, and Notices says so.
func New(p *change.Plan, opts Options) *Prober {
	opts = opts.withDefaults()
	pr := &Prober{beat: opts.Beat, targets: map[string]*target{}}
	b := builder{opts: opts, prober: pr, resolve: lookup}
	b.interval = orDefault(p.Probe.Interval, time.Second)
	b.timeout = capTimeout(p.Probe.Timeout, b.interval)
	if pings(p) {
		b.chooseEcho(p)
	}
	for i := range p.Hosts {
		b.host(&p.Hosts[i])
	}
	for _, w := range p.Witnesses {
		b.witness(w)
	}
	return pr
}

// capTimeout keeps a probe's end well before the next one's start: with the
// two at the same instant every other probe of an outage would be skipped.
func capTimeout(timeout, interval time.Duration) time.Duration {
	limit := interval * 85 / 100
	return min(orDefault(timeout, limit), limit)
}

// Run probes until ctx ends and then returns nil, once every check has ended
// or was given up. Results go to in.Observe in batches, each followed by
// in.Tick, all from one goroutine. If the intake blocks, probing slows down
// and skips turns, but no result is dropped. Results that are not handed over
// when ctx ends are lost: nothing may wait for an intake that is closing.
func (p *Prober) Run(ctx context.Context, in change.Intake) error {
	// Room for one result of each signal: with an intake that keeps up no
	// loop ever waits. The loops send, the pump alone receives.
	results := make(chan change.Observation, len(p.signals))
	var loops sync.WaitGroup
	base := time.Now()
	for i := range p.signals {
		s := &p.signals[i]
		// Starts are spread over the interval, always in the same way.
		phase := s.interval * time.Duration(i) / time.Duration(len(p.signals))
		loops.Go(func() { s.loop(ctx, base.Add(phase), results) })
	}
	pump(ctx, p.beat, results, in)
	loops.Wait()
	return nil
}

// Notices are lines for people about what cannot be watched from here, and
// what to do about it. More may come while Run runs.
func (p *Prober) Notices() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.notices)
}

// Pinned tells which address each host and witness stands for tonight, by the
// address as the plan writes it. What has not been resolved yet is not in it;
// names that Resolve did not settle join while Run runs.
func (p *Prober) Pinned() map[string]string {
	pins := map[string]string{}
	for written, t := range p.targets {
		if addr := t.pinned.Load(); addr != nil {
			pins[written] = addr.String()
		}
	}
	return pins
}

func (p *Prober) notice(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notices = append(p.notices, change.Clean(fmt.Sprintf(format, args...)))
}
