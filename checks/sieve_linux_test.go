package checks

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// sieved is an echoer with a socket of some kind, at the address of this
// machine that it asks.
type sieved struct {
	*echoer
	t  *testing.T
	f  *family
	to netip.Addr
}

// eachSieve runs a test on every kind of socket whose sieve is the kernel's.
func eachSieve(t *testing.T, test func(t *testing.T, s *sieved)) {
	for name, open := range wires(t) {
		if strings.HasSuffix(name, "portable") {
			continue
		}
		for _, at := range []string{"127.0.0.1", "::1"} {
			t.Run(name+" "+at, func(t *testing.T) {
				test(t, newSieved(t, open, at))
			})
		}
	}
}

func newSieved(t *testing.T, open opener, at string) *sieved {
	t.Helper()
	listenAt(t, at)
	s := &sieved{t: t, echoer: newEchoer(2, open, &Tally{}, mute), to: netip.MustParseAddr(at)}
	t.Cleanup(s.close)
	s.f = s.family(s.to)
	if _, err := s.f.ready(time.Now()); err != nil {
		t.Fatal(err)
	}
	return s
}

// send sends an echo whose token is spoilt at a place; 0: at none.
func (s *sieved) send(count uint32, spoilt int) {
	s.t.Helper()
	st := &s.echoes[0]
	st.to, st.sent, st.count = s.to, time.Now(), count
	s.compose(0, st, s.f == s.v6)
	if spoilt > 0 {
		s.packet[spoilt] ^= 1
	}
	if s.f == s.v4 {
		s.packet[2], s.packet[3] = 0, 0
		sum := checksum(s.packet[:])
		s.packet[2], s.packet[3] = byte(sum>>8), byte(sum)
	}
	if err := s.f.wire.send(s.packet[:], s.to); err != nil {
		s.t.Fatal(err)
	}
}

// through reads until a packet has come with a sequence number, which is sent last.
func (s *sieved) through(last byte) map[byte]int {
	s.t.Helper()
	seen := map[byte]int{}
	for end := time.Now().Add(10 * time.Second); seen[last] == 0; {
		n, _, _, err := s.f.wire.receive(s.buf[:])
		if err != nil || time.Now().After(end) {
			s.t.Fatalf("%d never came through: %v", last, err)
		}
		if p := withoutHeader(s.buf[:n]); len(p) == echoLen && p[0] != 8 && p[0] != 128 {
			seen[p[7]]++
		}
		if n == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	return seen
}

// TestSieveInTheKernel: the program that the kernel runs knows the cookie of an
// address, and whom to thin.
func TestSieveInTheKernel(t *testing.T) {
	eachSieve(t, func(t *testing.T, s *sieved) {
		sift := func(oneIn uint32, thinned ...netip.Addr) {
			if err := s.f.wire.sift(&sieve{key: s.mint.key, oneIn: oneIn, thinned: thinned}); err != nil {
				t.Fatal(err)
			}
		}
		elsewhere := netip.MustParseAddr(map[bool]string{false: "192.0.2.77", true: "2001:db8::77"}[s.f == s.v6])
		s.send(1, echoCookie) // no flood: all is looked at
		s.send(2, 0)
		if seen := s.through(2); seen[1] != 1 {
			t.Errorf("at rest came %v", seen)
		}
		sift(mostOneIn, elsewhere)
		for range 20 {
			s.send(3, echoCookie+1)
			s.send(4, echoSeal) // the seal is not the kernel's to judge
		}
		s.send(5, 0)
		if seen := s.through(5); seen[3] > 1 || seen[4] != 20 {
			t.Errorf("of 20 without a cookie came %d, with it %d", seen[3], seen[4])
		}
		sift(mostOneIn, elsewhere, s.to)
		for range 20 {
			s.send(6, 0)
		}
		sift(1)
		s.send(7, 0)
		if seen := s.through(7); seen[6] > 1 {
			t.Errorf("of 20 of one who is thinned came %d", seen[6])
		}
		sift(4)
		for range 400 {
			s.send(8, echoCookie)
		}
		s.send(9, 0)
		if seen := s.through(9); seen[8] < 40 || seen[8] > 200 {
			t.Errorf("one in four of 400 are %d", seen[8])
		}
	})
}

// TestFilteredIsNotDropped: what the sieve keeps away found no room by nobody's
// fault; else each flood would make all losses unknown.
func TestFilteredIsNotDropped(t *testing.T) {
	eachSieve(t, func(t *testing.T, s *sieved) {
		if err := s.f.wire.sift(&sieve{key: s.mint.key, oneIn: mostOneIn}); err != nil {
			t.Fatal(err)
		}
		for range 500 {
			s.send(1, echoCookie)
		}
		s.send(2, 0)
		s.through(2)
		if n := s.f.wire.dropped(); n != 0 {
			t.Errorf("%d are said to have found no room", n)
		}
	})
}

// TestDatagramSockets runs the tests of sockets once more where this machine
// grants the datagram kind: in a namespace of its own.
func TestDatagramSockets(t *testing.T) {
	if os.Getenv(insideEnv) != "" {
		t.Skip("this is the namespace")
	}
	ns := namespace(t, "d")
	sysctl(t, ns, "net/ipv4/ping_group_range", "0 2147483647")
	cmd := exec.Command("ip", "netns", "exec", ns, os.Args[0], "-test.v", "-test.run",
		"^(TestSieveInTheKernel|TestFilteredIsNotDropped|TestEchoOverIPv6|TestOverrunIsCounted|TestFloodOnEverySocket)$")
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("SKIPPED")) || !bytes.Contains(out, []byte("udp_system")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// insideEnv marks a test binary that runs in a namespace of another's.
const insideEnv = "TMINUS_CHECKS_INSIDE"

// namespace makes a network namespace with nothing but its loopback.
func namespace(t *testing.T, tag string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED, SOCKETS IN A NAMESPACE ARE NOT TESTED: needs root")
	}
	ns := fmt.Sprintf("tminus-%s%d", tag, os.Getpid())
	if out, err := exec.Command("ip", "netns", "add", ns).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, SOCKETS IN A NAMESPACE ARE NOT TESTED: ip netns add: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", ns).Run() })
	if out, err := exec.Command("ip", "-n", ns, "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, SOCKETS IN A NAMESPACE ARE NOT TESTED: %v %s", err, out)
	}
	return ns
}

// TestFloodOnEverySocket: in the midst of a flood an answer comes through, on
// every kind of socket and where the sieve is not the kernel's.
func TestFloodOnEverySocket(t *testing.T) {
	for name, open := range wires(t) {
		for _, at := range []string{"127.0.0.1", "::1"} {
			t.Run(name+" "+at, func(t *testing.T) {
				s := newSieved(t, open, at)
				answered := 0
				for end := time.Now().Add(30 * time.Second); s.f.sieve.oneIn == 1 || answered == 0; {
					if time.Now().After(end) {
						t.Fatalf("one in %d comes through, %d answers did", s.f.sieve.oneIn, answered)
					}
					for range 20 { // the machine answers these with a token that is not ours
						s.send(1, echoSeal)
						s.send(1, echoCookie)
					}
					if err := s.ask(1, netip.AddrPortFrom(s.to, 0), time.Now(), time.Time{}); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Millisecond)
					s.collect(func(int32, time.Duration, error) { answered++ })
				}
			})
		}
	}
}
