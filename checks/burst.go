package checks

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"time"

	// Unmaintained, and used with care: a fresh pinger for each burst, never
	// trusted to end. The watch has a path of its own.
	"github.com/go-ping/ping" //nolint:staticcheck // see above

	"tminus/change"
	"tminus/fault"
)

const (
	// burstCount and burstGap are what a burst is, unless it is told otherwise:
	// over in 2 s, and no flood.
	burstCount = 10
	burstGap   = 200 * time.Millisecond
	// burstGrace is how long a pinger may take to end.
	burstGrace = 2 * time.Second
)

// BurstTarget is whom a burst is sent to. Zero values stand for the defaults.
type BurstTarget struct {
	Address netip.Addr
	// ICMP asks for echoes, Ports for a connect to each of them.
	ICMP  bool
	Ports []int
	// Count is how many echoes are sent, 10 by default, one every Gap, 200 ms
	// by default; each is waited for as long as Timeout, 1 s by default.
	Count        int
	Gap, Timeout time.Duration
}

// BurstResult is what came of a burst.
type BurstResult struct {
	// Sent and Received count the echoes; the round trips are those of the
	// answers, all zero where there were none.
	Sent, Received        int
	Min, Avg, Max, StdDev time.Duration
	// Err is why echoes could not be sent, or not all of them.
	Err   error
	Ports []PortResult
}

// PortResult is one connect. What kept it from an answer is in Cause and Detail.
type PortResult struct {
	Port    int
	Took    time.Duration
	Verdict change.Verdict
	Cause   change.Cause
	Detail  change.Statement
}

// Burst pings an address some times in quick succession, and connects to its
// ports meanwhile. It takes some seconds, or until ctx ends, and may be called
// while a Prober runs: neither takes the other's replies.
func Burst(ctx context.Context, t BurstTarget) BurstResult {
	if t.Count <= 0 {
		t.Count = burstCount
	}
	t.Gap, t.Timeout = orDefault(t.Gap, burstGap), orDefault(t.Timeout, time.Second)
	r := BurstResult{Ports: make([]PortResult, len(t.Ports))}
	var all sync.WaitGroup
	for i, port := range t.Ports {
		all.Go(func() { r.Ports[i] = connectTime(ctx, netip.AddrPortFrom(t.Address, uint16(port)), t.Timeout) })
	}
	if t.ICMP {
		r.echoes(ctx, t)
	}
	all.Wait()
	return r
}

func connectTime(ctx context.Context, to netip.AddrPort, timeout time.Duration) PortResult {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	start := time.Now()
	c, err := dial(ctx, "tcp", to.String())
	took := time.Since(start)
	o := answered(took)
	if err == nil {
		hangUp(c)
	} else {
		o = judge(err, to.Addr(), timeout, routed)
	}
	return PortResult{Port: int(to.Port()), Took: took, Verdict: o.Verdict, Cause: o.Cause, Detail: o.Detail}
}

// echoes lets a pinger run to its end. Its statistics may be read only then.
func (r *BurstResult) echoes(ctx context.Context, t BurstTarget) {
	privileged, err := burstKind(runtime.GOOS, tryEcho)
	if err != nil {
		r.Err = err
		return
	}
	p := ping.New("")
	p.SetIPAddr(&net.IPAddr{IP: t.Address.AsSlice(), Zone: t.Address.Zone()})
	p.SetPrivileged(privileged)
	p.SetLogger(ping.NoopLogger{}) // it would write across the screen
	p.Count, p.Interval, p.Size = t.Count, t.Gap, payload(runtime.GOOS, t.Address)
	p.Timeout = time.Duration(t.Count-1)*t.Gap + t.Timeout

	ctx, cancel := context.WithTimeout(ctx, p.Timeout+burstGrace)
	defer cancel()
	stop := context.AfterFunc(ctx, p.Stop)
	defer stop()
	ended := make(chan error, 1) // Run's to send, so that it never waits for us
	go func() { ended <- p.Run() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		select {
		case err = <-ended:
		case <-time.After(burstGrace):
			r.Err = fault.New(probeBurstStuck)
			return
		}
	}
	s := p.Statistics()
	r.Sent, r.Received = s.PacketsSent, s.PacketsRecv
	r.Min, r.Avg, r.Max, r.StdDev = s.MinRtt, s.AvgRtt, s.MaxRtt, s.StdDevRtt
	switch {
	case err != nil:
		r.Err = fault.New(probeBurstFailed, "why", why(err))
	case ctx.Err() == nil && r.Sent < t.Count:
		r.Err = fault.New(probeBurstUnsent, "n", t.Count-r.Sent, "all", t.Count)
	}
}

// burstKind says whether a pinger takes a raw socket. On macOS it must: there
// it drops the replies of all remote hosts that a datagram socket hears.
func burstKind(goos string, try func(kind string) error) (privileged bool, err error) {
	if goos == "darwin" {
		if err := try(raw); err != nil {
			return false, fault.New(probeBurstRaw, "why", why(err))
		}
		return true, nil
	}
	kind, err := chooseKind(goos, try)
	return kind == raw, err
}

// payload is the size of the echo's data. The receive buffer is made to fit
// it, and Windows fails on any packet that does not fit, such as the
// "unreachable" that a router sends during a reboot. So the echo is made as
// long there as the longest such packet: 576 bytes in IPv4, 1280 in IPv6.
func payload(goos string, to netip.Addr) int {
	const least, header4, header6, icmpHeader = 24, 20, 40, 8
	switch {
	case goos != "windows":
		return least
	case to.Is4():
		return 576 - header4 - icmpHeader
	}
	return 1280 - header6 - icmpHeader
}

// Loss is the share of the echoes that were not answered, in percent.
func (r BurstResult) Loss() float64 {
	if r.Sent == 0 {
		return 100
	}
	return 100 * float64(max(0, r.Sent-r.Received)) / float64(r.Sent)
}

// Echoes says what came of the echoes, as ping ends with.
func (r BurstResult) Echoes() change.Statement {
	switch {
	case r.Sent == 0 && r.Err != nil:
		return fault.Of(r.Err)
	case r.Received == 0:
		return change.Stated(probeNoEcho, "n", r.Sent, "why", fault.Of(r.Err))
	}
	return change.Stated(probeEchoes, "n", r.Received, "all", r.Sent, "lost", fmt.Sprintf("%.0f%%", r.Loss()),
		"min", brief(r.Min), "avg", brief(r.Avg), "max", brief(r.Max), "stddev", brief(r.StdDev), "why", fault.Of(r.Err))
}

// Stated says what came of one connect.
func (p PortResult) Stated() change.Statement {
	if p.Verdict == change.Answered {
		return change.Stated(probePort, "n", p.Port, "given", brief(p.Took))
	}
	return change.Stated(probeNoPort, "n", p.Port, "cause", p.Cause)
}

// brief writes a duration to one place behind the point.
func brief(d time.Duration) string {
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond} {
		if d >= unit {
			return d.Round(unit / 10).String()
		}
	}
	return d.String()
}
