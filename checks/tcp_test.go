package checks

import (
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

func listen(t *testing.T) (net.Listener, int) {
	t.Helper()
	return listenAt(t, "127.0.0.1")
}

func listenAt(t *testing.T, address string) (net.Listener, int) {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Skipf("SKIPPED, %s IS NOT TESTED: %v", address, err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, l.Addr().(*net.TCPAddr).Port
}

// connectors are the ways to connect: that of this system, and the one that
// works everywhere.
func connectors() map[string]func(int, *Tally) asker {
	return map[string]func(int, *Tally) asker{"system": newConnector, "portable": dialing}
}

// connectOnce probes one port until it has been observed.
func connectOnce(t *testing.T, connect func(int, *Tally) asker, address string, port int, timeout time.Duration) change.Observation {
	t.Helper()
	return observeOnce(t, &Prober{connector: connect, signals: []signal{{
		host: "db1", check: change.TCPSignal(port), owner: noOwner, interval: 2 * timeout, timeout: timeout,
		target: pinned(t, address), port: uint16(port),
	}}})
}

// observeOnce runs a prober until there is an observation.
func observeOnce(t *testing.T, p *Prober) change.Observation {
	t.Helper()
	p.beat = 10 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	in := &collector{}
	in.onTick = func() {
		if len(in.all()) > 0 {
			cancel()
		}
	}
	if err := p.Run(ctx, in); err != nil {
		t.Fatal(err)
	}
	if len(in.all()) == 0 {
		t.Fatal("not observed within a minute")
	}
	return in.all()[0]
}

func TestOpenPortAnswers(t *testing.T) {
	for name, connect := range connectors() {
		for _, address := range []string{"127.0.0.1", "::1"} {
			t.Run(name+" "+address, func(t *testing.T) {
				l, port := listenAt(t, address)
				ended := make(chan error, 1)
				go func() {
					c, err := l.Accept()
					if err == nil {
						_, err = c.Read(make([]byte, 1))
					}
					ended <- err
				}()
				o := connectOnce(t, connect, address, port, 20*time.Second)
				says(t, o, change.Answered, "")
				if o.Latency <= 0 {
					t.Errorf("latency %s", o.Latency)
				}
				if err := <-ended; errnoOf(err) != errReset {
					t.Errorf("the connection ended with %v, want a reset, which leaves no TIME_WAIT", err)
				}
			})
		}
	}
}

func TestClosedPortRefuses(t *testing.T) {
	for name, connect := range connectors() {
		t.Run(name, func(t *testing.T) {
			l, port := listen(t)
			_ = l.Close()
			says(t, connectOnce(t, connect, "127.0.0.1", port, 20*time.Second), change.Lost, change.CauseRefused)
		})
	}
}

func TestSilentPortTimesOut(t *testing.T) {
	for name, connect := range connectors() {
		t.Run(name, func(t *testing.T) {
			o := connectOnce(t, connect, "127.0.0.1", fullQueue(t), 200*time.Millisecond)
			says(t, o, change.Lost, change.CauseTimeout)
			if !strings.Contains(worded(o.Detail), "200ms") {
				t.Errorf("detail %q", o.Detail)
			}
		})
	}
}

// TestOwnFaultIsNoLoss: what this machine does not let out says nothing about
// the target. A link-local address without its interface is such a case.
func TestOwnFaultIsNoLoss(t *testing.T) {
	for name, connect := range connectors() {
		t.Run(name, func(t *testing.T) {
			o := connectOnce(t, connect, "fe80::1", 22, 200*time.Millisecond)
			if o.Verdict != change.Unknown || o.Cause == "" || !o.Detail.Said() {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestDialedAddress(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.1": "192.0.2.1:3389", "fe80::1%eth0": "[fe80::1%eth0]:3389"} {
		got := make(chan string, 1)
		record := func(_ context.Context, _, address string) (net.Conn, error) {
			got <- address
			return nil, io.EOF
		}
		d := newDialers(1, record, &Tally{})
		if err := d.ask(0, netip.AddrPortFrom(netip.MustParseAddr(address), 3389), time.Now(), time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got := <-got; got != want {
			t.Errorf("dialed %q, want %q", got, want)
		}
		d.close()
	}
}

// TestConnectsAreBounded: more than the limit is refused with a cause of our
// own, and taken again when there is room.
func TestConnectsAreBounded(t *testing.T) {
	d := newDialers(dialLimit+1, func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, &Tally{})
	to, now := netip.MustParseAddrPort("192.0.2.1:22"), time.Now()
	for i := range int32(dialLimit) {
		if err := d.ask(i, to, now, now.Add(time.Hour)); err != nil {
			t.Fatalf("connect %d: %v", i, err)
		}
	}
	err := d.ask(dialLimit, to, now, now.Add(time.Hour))
	if err == nil {
		t.Error("no bound")
	}
	says(t, verdicts{}.unasked(err), change.Unknown, change.CauseLocal)
	d.close()
}
