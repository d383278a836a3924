package checks

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"tminus/change"
)

// Options adjusts a Prober. Zero values stand for the defaults.
type Options struct {
	// Beat is how often results are handed over, and the time with them;
	// 250 ms by default.
	Beat time.Duration
	// ExecInterval is the least time between two runs of one command, 10 s by
	// default. ExecTimeout is when it is killed, 8 s by default and at most
	// 0.85 of the interval at which it runs.
	ExecInterval, ExecTimeout time.Duration
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

	mu      sync.Mutex
	notices []string
}

// New makes a prober for the plan. It opens and closes a socket to learn
// whether this machine lets us send ICMP; if not, the plan's ICMP signals are
// never observed, and Notices says so.
func New(p *change.Plan, opts Options) *Prober {
	opts = opts.withDefaults()
	pr := &Prober{beat: opts.Beat}
	b := builder{opts: opts, prober: pr, resolve: lookup}
	b.interval = orDefault(p.Probe.Interval, time.Second)
	b.timeout = capTimeout(p.Probe.Timeout, b.interval)
	if slices.ContainsFunc(p.Hosts, func(h change.Host) bool { return h.Checks.ICMP }) {
		b.chooseEcho(p)
	}
	for i := range p.Hosts {
		b.host(&p.Hosts[i])
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

func (p *Prober) notice(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notices = append(p.notices, change.Clean(fmt.Sprintf(format, args...)))
}

// builder makes the signals of a plan.
type builder struct {
	opts              Options
	prober            *Prober
	interval, timeout time.Duration
	resolve           resolver
	// echo is nil where ICMP is impossible or not asked for.
	echo echo
}

func (b *builder) add(s signal) { b.prober.signals = append(b.prober.signals, s) }

func (b *builder) chooseEcho(p *change.Plan) {
	e, err := chooseEcho(runtime.GOOS, openEcho)
	if err == nil {
		b.echo = e
		return
	}
	program, _ := os.Executable()
	b.prober.notice("%s", icmpNotice(runtime.GOOS, program, err))
	var unseen []string
	for _, h := range p.Hosts {
		if h.Checks.ICMP && len(h.Checks.TCP)+len(h.Checks.Exec) == 0 {
			unseen = append(unseen, h.Name)
		}
	}
	if len(unseen) > 0 {
		b.prober.notice("Not watched at all without ICMP: %s. Add a TCP check to the plan.", strings.Join(unseen, ", "))
	}
}

func (b *builder) host(h *change.Host) {
	t := newTarget(h, b.resolve, b.prober.notice)
	net := signal{host: h.Name, interval: b.interval, timeout: b.timeout, ready: t.pin}
	if h.Checks.ICMP && b.echo != nil {
		s := net
		s.check, s.probe = change.SignalICMP, icmpProbe(t, b.echo, s.timeout)
		b.add(s)
	}
	for _, port := range h.Checks.TCP {
		s := net
		s.check, s.probe = change.TCPSignal(port), tcpProbe(t, port, dial, s.timeout)
		b.add(s)
	}
	for i, line := range h.Checks.Exec {
		b.exec(h, change.ExecSignal(i+1), line, checkResult)
	}
	if h.BootEvidence.Exec != "" {
		b.exec(h, change.SignalBoot, h.BootEvidence.Exec, bootResult)
	}
}

func (b *builder) exec(h *change.Host, check, line string, read reader) {
	interval := max(b.interval, b.opts.ExecInterval)
	timeout := capTimeout(b.opts.ExecTimeout, interval)
	argv, err := commandWords(line, h)
	if err != nil {
		b.prober.notice("The check %s of %s cannot run: %v. Correct its command line in the plan: %s", check, h.Name, err, line)
	}
	b.add(signal{
		host: h.Name, check: check, interval: interval, timeout: timeout,
		probe: execProbe(argv, err, timeout, read),
	})
}

// dial opens connections; it is a value so that tests can put a slow network
// in its place.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1} // the connection lives for an instant
	return d.DialContext(ctx, network, address)
}
