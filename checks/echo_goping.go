package checks

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	// Unmaintained, and used with care: a fresh pinger each time, never trusted
	// to end. Whatever replaces it has to be an echo, and nothing more.
	"github.com/go-ping/ping" //nolint:staticcheck // see above
)

// maxEchoTries bounds the retries of an echo whose receiving failed.
const maxEchoTries = 3

// goPing sends an echo with a fresh pinger. A long-lived one ends for good
// when there is no route at its first send, and never frees what was not
// answered.
func goPing(privileged bool) echo {
	return func(ctx context.Context, to netip.Addr) (time.Duration, error) {
		for try := 1; ; try++ {
			rtt, err := pingOnce(ctx, to, privileged)
			if try == maxEchoTries || ctx.Err() != nil || errnoOf(err) != errTooLong {
				return rtt, err
			}
			// On Windows somebody else's long packet ends the pinger; it says
			// nothing about our target.
		}
	}
}

// pingOnce stops waiting when ctx ends. The pinger itself ends up to 100 ms
// after its answer, as it polls; the answer is not held back for that.
func pingOnce(ctx context.Context, to netip.Addr, privileged bool) (time.Duration, error) {
	p := ping.New("")
	p.SetIPAddr(&net.IPAddr{IP: to.AsSlice(), Zone: to.Zone()})
	p.SetPrivileged(privileged)
	p.SetLogger(ping.NoopLogger{}) // it would write across the screen
	p.Count, p.RecordRtts, p.Size = 1, false, payload(runtime.GOOS, to)

	start := time.Now()
	var sent atomic.Bool
	replies := make(chan time.Duration, 1) // the pinger sends, once: Count is 1
	p.OnSend = func(*ping.Packet) { sent.Store(true) }
	p.OnRecv = func(pkt *ping.Packet) { replies <- roundTrip(pkt.Rtt, time.Since(start)) }

	defer context.AfterFunc(ctx, p.Stop)()
	ended := make(chan error, 1) // Run's to send, so that it never waits for us
	go func() { ended <- p.Run() }()
	select {
	case rtt := <-replies:
		return rtt, nil
	case err := <-ended:
		return outcome(replies, err, sent.Load())
	}
}

// outcome is what a pinger that has ended leaves behind.
func outcome(replies <-chan time.Duration, err error, sent bool) (time.Duration, error) {
	select {
	case rtt := <-replies:
		return rtt, nil
	default:
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("ICMP echo: %w", err)
	case !sent:
		return 0, errors.New("the ICMP echo was not sent in time")
	}
	return 0, errNoReply
}

// roundTrip takes the pinger's own figure, which is the finer one, unless the
// wall clock by which it is measured was stepped meanwhile.
func roundTrip(measured, elapsed time.Duration) time.Duration {
	if measured < 0 || measured > elapsed {
		return elapsed
	}
	return measured
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
