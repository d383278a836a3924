package checks

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// rawWire is a raw socket and an echoer to fill it.
func rawWire(t *testing.T) (*echoer, *socket) {
	t.Helper()
	if err := tryEcho(raw); err != nil {
		t.Skipf("SKIPPED, RAW SOCKETS ARE NOT TESTED: %v", err)
	}
	e := newEchoer(1, openWires(raw), &Tally{}, mute)
	t.Cleanup(e.close)
	w, err := e.v4.ready(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return e, w.(*socket)
}

var here = netip.MustParseAddrPort("127.0.0.1:0")

// The kernel notes when a packet came, however late we read it. It takes it a
// moment to begin with that.
func TestKernelsTime(t *testing.T) {
	e, w := rawWire(t)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		before := time.Now().Round(0)
		if err := e.ask(0, here, time.Now(), time.Time{}); err != nil {
			t.Fatal(err)
		}
		after := time.Now().Round(0) // on loopback it is there by now
		time.Sleep(20 * time.Millisecond)
		n, from, at, err := w.receive(e.buf[:])
		if n == 0 || err != nil || from != here.Addr() {
			t.Fatalf("%d bytes from %s, %v", n, from, err)
		}
		if !at.Before(before) && !at.After(after) {
			return
		}
	}
	t.Error("no packet was said to have come when it did")
}

// What finds no room is counted, and no reply is taken for lost by its target.
func TestOverrunIsCounted(t *testing.T) {
	eachSieve(t, func(t *testing.T, s *sieved) {
		w := s.f.wire.(*socket)
		if err := unix.SetsockoptInt(w.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1); err != nil { // the least there is
			t.Fatal(err)
		}
		to := netip.AddrPortFrom(s.to, 0)
		for range 1000 {
			if err := s.ask(0, to, time.Now(), time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
		s.collect(func(int32, time.Duration, error) {})
		if s.f.drops == 0 { // though nothing has come since, of which the kernel could tell it
			t.Error("a buffer of the least size took 1,000 replies")
		}
		if err := s.expire(0); !errors.Is(err, errOverflow) {
			t.Errorf("an echo whose answer may have found no room: %v", err)
		}
	})
}

// TestWrongChecksumsAreNoOverflow: the kernel counts them with what found no
// room on a raw socket of IPv6. Who sends them would make all losses unknown.
func TestWrongChecksumsAreNoOverflow(t *testing.T) {
	if err := tryEcho(raw); err != nil {
		t.Skipf("SKIPPED, RAW SOCKETS ARE NOT TESTED: %v", err)
	}
	s := newSieved(t, openWires(raw), "::1")
	w := s.f.wire.(*socket)
	w.dropped()
	s.echoes[0].to, s.echoes[0].open, s.echoes[0].via = s.to, true, w
	for range 20 {
		sendRaw6(t, s.to, []byte{echoReply(true), 0, 0xba, 0xad, 0, 0, 0, 0})
	}
	if w.askMemory(); w.memory[unix.SK_MEMINFO_DROPS] == 0 {
		t.Log("this kernel does not count them so")
	}
	s.collect(func(int32, time.Duration, error) {})
	if err := s.expire(0); err != nil {
		t.Errorf("a loss beside wrong checksums: %v", err)
	}
}

// sendRaw6 puts what follows the header of IPv6 on the loopback, from an
// address to itself.
func sendRaw6(t *testing.T, at netip.Addr, payload []byte) {
	t.Helper()
	const ipv6 = 0xdd86 // ETH_P_IPV6, in the order of the network
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Skipf("SKIPPED, WRONG CHECKSUMS ARE NOT TESTED: %v", err)
	}
	defer unix.Close(fd)
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Fatal(err)
	}
	ip := at.As16()
	packet := []byte{0x60, 0, 0, 0, 0, byte(len(payload)), unix.IPPROTO_ICMPV6, 64}
	packet = append(append(append(packet, ip[:]...), ip[:]...), payload...)
	if err := unix.Sendto(fd, packet, 0, &unix.SockaddrLinklayer{Protocol: ipv6, Ifindex: lo.Index, Halen: 6}); err != nil {
		t.Fatal(err)
	}
}
