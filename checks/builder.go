package checks

import (
	"os"
	"runtime"
	"strings"
	"time"

	"tminus/change"
)

const (
	// httpInterval is the least time between two questions to a web server.
	httpInterval = time.Second
	// evidenceTimeout is how long a conversation for boot evidence may take.
	evidenceTimeout = 4 * time.Second
)

// builder makes the signals of a plan.
type builder struct {
	opts              Options
	prober            *Prober
	interval, timeout time.Duration
	least             time.Duration // the shortest interval of a host
	resolve           resolver
	// echoes: ICMP is asked for and possible.
	echoes bool
}

func (b *builder) add(s signal) { b.prober.signals = append(b.prober.signals, s) }

func (b *builder) chooseEcho(p *change.Plan) {
	kind, err := chooseKind(runtime.GOOS, tryEcho)
	if err == nil {
		b.echoes, b.prober.openEcho = true, openWires(kind)
		return
	}
	program, _ := os.Executable()
	b.prober.notice("%s", icmpNotice(runtime.GOOS, program, err))
	var unseen []string
	for _, h := range p.Hosts {
		if h.Checks.ICMP && len(h.Signals()) == 1 {
			unseen = append(unseen, h.Name)
		}
	}
	if len(unseen) > 0 {
		b.prober.notice("Not watched at all without ICMP: %s. Add a TCP check to the plan.", strings.Join(unseen, ", "))
	}
}

// target makes the target of a host or a witness, pinned if it is resolved.
func (b *builder) target(owner, written, address string) *target {
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
	t := b.target(h.Name, h.Address, h.Address)
	if h.Checks.ICMP && b.echoes {
		b.ask(h.Name, change.SignalICMP, owner, t, 0)
	}
	for _, port := range h.Checks.TCP {
		b.ask(h.Name, change.TCPSignal(port), owner, t, port)
	}
	for i, c := range h.Checks.HTTP {
		b.http(h, t, change.HTTPSignal(i+1), c)
	}
	for i, line := range h.Checks.Exec {
		b.exec(h, change.ExecSignal(i+1), line, checkResult)
	}
	b.evidence(h, t)
}

func (b *builder) http(h *change.Host, t *target, check string, c change.HTTPCheck) {
	s := signal{host: h.Name, check: check, interval: max(b.interval, httpInterval), timeout: b.timeout}
	page, err := newPage(c, h)
	if err != nil {
		b.prober.notice("The check %s of %s cannot run: %v. Correct its url in the plan: %s", check, h.Name, err, c.URL)
		s.probe = notRun(err)
		b.add(s)
		return
	}
	if !page.own {
		t = newTarget(h.Name, page.name, b.resolve, b.prober.notice)
	}
	s.ready, s.probe = t.pin, talkProbe(t, page.port, dial, s.timeout, page.talk)
	b.add(s)
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

func (b *builder) evidence(h *change.Host, t *target) {
	if h.BootEvidence.Exec != "" {
		b.exec(h, change.SignalBoot, h.BootEvidence.Exec, bootResult)
	}
	interval := max(b.interval, b.opts.ExecInterval)
	s := signal{host: h.Name, interval: interval, timeout: capTimeout(evidenceTimeout, interval), ready: t.pin}
	if h.BootEvidence.SMB {
		s.check, s.probe = change.SignalSMB, talkProbe(t, smbPort, dial, s.timeout, askSMB)
		b.add(s)
	}
	if h.BootEvidence.RDP {
		s.check, s.probe = change.SignalRDP, talkProbe(t, rdpPort, dial, s.timeout, askRDP)
		b.add(s)
	}
}
