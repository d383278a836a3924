package checks

import (
	"os"
	"runtime"
	"time"

	"tminus/change"
	"tminus/fault"
)

// evidenceTimeout is how long a conversation for boot evidence may take.
const evidenceTimeout = 4 * time.Second

// builder makes the signals of a plan.
type builder struct {
	opts              Options
	prober            *Prober
	interval, timeout time.Duration
	least             time.Duration // the shortest interval of a host
	resolve           resolver
	// echoes: ICMP is asked for and possible.
	echoes bool
	makers map[change.KindID]maker
}

// newBuilder makes the signals of a prober at the pace of the plan.
func newBuilder(p *change.Plan, opts Options, pr *Prober) *builder {
	b := &builder{opts: opts, prober: pr, resolve: lookup, makers: makers(opts.Makers)}
	b.interval = orDefault(p.Probe.Interval, time.Second)
	b.timeout = capTimeout(p.Probe.Timeout, b.interval)
	b.least = b.interval
	if pr.pace != nil {
		b.timeout = orDefault(p.Probe.Timeout, b.timeout) // capped at each question
		b.least = min(b.interval, orDefault(p.Probe.Working, b.interval))
	}
	return b
}

// maker adds the signal of a host to those that are probed.
type maker func(b *builder, at place, s change.Signal)

// place is the host of a signal: its number in the plan, and whom to ask.
type place struct {
	owner int32
	host  *change.Host
	t     *target
}

// makers is how the signals of each kind are probed: one entry a kind.
func makers(more map[change.KindID]Maker) map[change.KindID]maker {
	all := map[change.KindID]maker{
		change.KindICMP: func(b *builder, at place, s change.Signal) {
			if b.echoes {
				b.ask(at.host.Name, s.Name, at.owner, at.t, 0)
			}
		},
		change.KindTCP: func(b *builder, at place, s change.Signal) {
			b.ask(at.host.Name, s.Name, at.owner, at.t, at.host.Checks.TCP[s.N])
		},
		change.KindHTTP: func(b *builder, at place, s change.Signal) { b.http(at, s, at.host.Checks.HTTP[s.N]) },
		change.KindExec: func(b *builder, at place, s change.Signal) { b.exec(at, s, at.host.Checks.Exec[s.N], checkResult) },
		change.KindBoot: func(b *builder, at place, s change.Signal) { b.exec(at, s, at.host.BootEvidence.Exec, bootResult) },
		change.KindSMB:  func(b *builder, at place, s change.Signal) { b.talk(at, s, smbPort, askSMB) },
		change.KindRDP:  func(b *builder, at place, s change.Signal) { b.talk(at, s, rdpPort, askRDP) },
	}
	for id, m := range more {
		all[id] = func(b *builder, at place, s change.Signal) { b.brought(at, s, m) }
	}
	return all
}

func (b *builder) add(s signal) { b.prober.signals = append(b.prober.signals, s) }

func (b *builder) chooseEcho(p *change.Plan) {
	kind, err := chooseKind(runtime.GOOS, tryEcho)
	if err == nil {
		b.echoes, b.prober.openEcho = true, openWires(kind)
		return
	}
	program, _ := os.Executable()
	b.prober.notice(icmpNotice(runtime.GOOS, program, err))
	var unseen []string
	for _, h := range p.Hosts {
		if h.Checks.ICMP && len(h.Signals()) == 1 {
			unseen = append(unseen, h.Name)
		}
	}
	if len(unseen) > 0 {
		b.prober.notice(change.Stated(probeUnseen, "hosts", unseen))
	}
}

// target makes the target of a host or a witness, pinned if it is resolved.
func (b *builder) target(owner change.Statement, written, address string) *target {
	t := newTarget(owner, address, b.resolve, b.prober.notice)
	if addr, ok := b.opts.Addresses[written]; ok {
		t.set(addr)
	}
	b.prober.targets[written] = t
	return t
}

// ask adds a signal that is asked through the network: a port, or an echo.
func (b *builder) ask(host, check string, owner int32, t *target, port int) {
	b.add(signal{
		host: host, check: check, owner: owner, interval: b.interval, timeout: b.timeout,
		least: b.least, target: t, port: uint16(port),
	})
}

func (b *builder) host(owner int32, h *change.Host) {
	at := place{owner, h, b.target(change.Own(h.Name), h.Address, h.Address)}
	for _, s := range h.Watched() {
		if m := b.makers[s.Kind.ID]; m != nil {
			m(b, at, s)
			continue
		}
		b.prober.notice(change.Stated(probeNoKind, "check", s.Name, "host", h.Name, "given", string(s.Kind.ID)))
	}
}

// seldom is the signal of a kind that has a cadence of its own, without its probe.
func (b *builder) seldom(at place, s change.Signal) signal {
	return signal{host: at.host.Name, check: s.Name, interval: max(b.interval, s.Kind.Every), timeout: b.timeout}
}

// command is the same for what is as dear as a command, by the options.
func (b *builder) command(at place, s change.Signal, timeout time.Duration) signal {
	one := b.seldom(at, s)
	one.interval = max(b.interval, b.opts.ExecInterval)
	one.timeout = capTimeout(timeout, one.interval)
	return one
}

func (b *builder) http(at place, s change.Signal, c change.HTTPCheck) {
	one, t := b.seldom(at, s), at.t
	page, err := newPage(c, at.host)
	if err != nil {
		b.prober.notice(change.Stated(probeBadPage, "check", s.Name, "host", at.host.Name, "why", fault.Of(err), "given", change.Clean(c.URL)))
		one.probe = notRun(err)
		b.add(one)
		return
	}
	if !page.own {
		t = newTarget(change.Own(at.host.Name), page.name, b.resolve, b.prober.notice)
	}
	one.ready, one.probe = t.pin, talkProbe(t, page.port, dial, one.timeout, page.talk)
	b.add(one)
}

func (b *builder) exec(at place, s change.Signal, line string, read reader) {
	one := b.command(at, s, b.opts.ExecTimeout)
	command, err := newCommandLine(line, at.host)
	if err != nil {
		b.prober.notice(change.Stated(probeBadCommand, "check", s.Name, "host", at.host.Name, "given", change.Clean(line)))
	}
	one.probe = execProbe(command, err, one.timeout, read)
	b.add(one)
}

// talk adds boot evidence that is asked for over a connection.
func (b *builder) talk(at place, s change.Signal, port int, say conversation) {
	one := b.command(at, s, evidenceTimeout)
	one.ready, one.probe = at.t.pin, talkProbe(at.t, port, dial, one.timeout, say)
	b.add(one)
}

// brought adds a signal whose probe another package brings.
func (b *builder) brought(at place, s change.Signal, m Maker) {
	one := b.seldom(at, s)
	if s.Kind.Timeout > 0 {
		one.timeout = capTimeout(s.Kind.Timeout, one.interval)
	}
	one.probe = probe(m(at.host, s))
	b.add(one)
}
