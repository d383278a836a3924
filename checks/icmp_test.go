package checks

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"

	"tminus/change"
)

func TestEchoLoopback(t *testing.T) {
	e, err := chooseEcho(runtime.GOOS, openEcho)
	if err != nil {
		t.Skipf("SKIPPED, ICMP IS NOT TESTED: %v", err)
	}
	for _, address := range []string{"127.0.0.1", "::1"} {
		if c, err := net.Listen("tcp", net.JoinHostPort(address, "0")); err != nil {
			t.Logf("SKIPPED, %s IS NOT TESTED: %v", address, err)
			continue
		} else {
			_ = c.Close()
		}
		o := run(t, icmpProbe(pinned(t, address), e, time.Second))
		says(t, o, change.Answered, "")
		if o.Latency <= 0 {
			t.Errorf("%s: latency %s", address, o.Latency)
		}
	}
}

func TestPlainEchoLoopback(t *testing.T) {
	if err := openEcho(datagram); err != nil {
		t.Skipf("SKIPPED HERE, the namespace test covers it where permitted: datagram socket: %v", err)
	}
	says(t, run(t, icmpProbe(pinned(t, "127.0.0.1"), plainEcho, time.Second)), change.Answered, "")
}

func TestChooseEcho(t *testing.T) {
	for _, c := range []struct {
		goos    string
		granted string
		tried   []string
		ok      bool
	}{
		{"linux", datagram, []string{datagram}, true},
		{"linux", raw, []string{datagram, raw}, true},
		{"linux", "", []string{datagram, raw}, false},
		{"darwin", datagram, []string{datagram}, true},
		{"windows", raw, []string{raw}, true},
		{"windows", datagram, []string{raw}, false},
	} {
		var tried []string
		e, err := chooseEcho(c.goos, func(kind string) error {
			tried = append(tried, kind)
			if kind == c.granted {
				return nil
			}
			return dialError(syscall.EACCES)
		})
		if diff := cmp.Diff(c.tried, tried); diff != "" || (err == nil) != c.ok || (e != nil) != c.ok {
			t.Errorf("%s granting %q: error %v, tried (-want +got):\n%s", c.goos, c.granted, err, diff)
		}
	}
}

func TestICMPNoticeNamesTheRemedy(t *testing.T) {
	for goos, want := range map[string][]string{
		"linux":   {"net.ipv4.ping_group_range", "setcap cap_net_raw+ep '/opt/tminus'", "permission denied"},
		"darwin":  {"sudo"},
		"windows": {"Run as administrator"},
		"freebsd": {"root"},
	} {
		got := icmpNotice(goos, "/opt/tminus", errors.New("permission denied"))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q does not say %q", goos, got, w)
			}
		}
	}
}

func TestOutcome(t *testing.T) {
	boom := errors.New("boom")
	replied := make(chan time.Duration, 1)
	replied <- time.Millisecond
	if rtt, err := outcome(replied, boom, true); rtt != time.Millisecond || err != nil {
		t.Errorf("a reply counts whatever comes after it: %v, %v", rtt, err)
	}
	if _, err := outcome(nil, boom, true); !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if _, err := outcome(nil, nil, true); !errors.Is(err, errNoReply) {
		t.Errorf("sent and silent: %v", err)
	}
	if _, err := outcome(nil, nil, false); err == nil || errors.Is(err, errNoReply) {
		t.Errorf("not sent must never be a loss: %v", err)
	}
}

func TestRoundTripSurvivesAClockStep(t *testing.T) {
	for _, c := range []struct{ measured, elapsed, want time.Duration }{
		{3, 5, 3}, {-time.Hour, 5, 5}, {time.Hour, 5, 5},
	} {
		if got := roundTrip(c.measured, c.elapsed); got != c.want {
			t.Errorf("measured %s elapsed %s: %s", c.measured, c.elapsed, got)
		}
	}
}

func TestPayloadHoldsRouterErrorsOnWindows(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	if payload("linux", v4) != 24 || payload("darwin", v6) != 24 {
		t.Error("small elsewhere")
	}
	if payload("windows", v4)+28 != 576 || payload("windows", v6)+48 != 1280 {
		t.Error("the receive buffer must hold the longest ICMP error")
	}
}

func TestIsReply(t *testing.T) {
	token := []byte("sixteen bytes ok")
	packet := func(kind icmp.Type, data []byte) []byte {
		b, err := (&icmp.Message{Type: kind, Body: &icmp.Echo{ID: 7, Seq: 1, Data: data}}).Marshal(nil)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	reply := packet(ipv4.ICMPTypeEchoReply, token)
	header := append([]byte{0x46}, make([]byte, 23)...) // 24 bytes: with options
	for _, c := range []struct {
		name   string
		packet []byte
		want   bool
	}{
		{"reply", reply, true},
		{"reply behind an IP header", append(header, reply...), true},
		{"our own request, on loopback", packet(ipv4.ICMPTypeEcho, token), false},
		{"somebody else's reply", packet(ipv4.ICMPTypeEchoReply, []byte("other")), false},
		{"unreachable, quoting our request", append([]byte{3, 1, 0, 0, 0, 0, 0, 0}, token...), false},
		{"empty", nil, false},
		{"cut in the IP header", header[:10], false},
		{"cut in the ICMP header", reply[:7], false},
	} {
		if got := isReply(c.packet, token); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func FuzzIsReply(f *testing.F) {
	f.Add([]byte{0x45, 0, 0}, []byte("t"))
	f.Fuzz(func(t *testing.T, packet, token []byte) {
		if isReply(packet, token) && len(packet) < 8+len(token) {
			t.Error("a reply that is shorter than its token")
		}
	})
}

func TestStoppedEchoEnds(t *testing.T) {
	// An echo whose context has ended comes back at once, whatever the mode.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, privileged := range []bool{false, true} {
		kind := datagram
		if privileged {
			kind = raw
		}
		if err := openEcho(kind); err != nil {
			t.Logf("SKIPPED, %q SOCKETS ARE NOT TESTED: %v", kind, err)
			continue
		}
		done := make(chan struct{})
		go func() {
			_, _ = goPing(privileged)(ctx, netip.MustParseAddr("127.0.0.1"))
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("a stopped pinger does not end")
		}
	}
}
