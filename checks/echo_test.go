package checks

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"tminus/change"
)

// fakeWire is a socket to a network of which the test is the rest.
type fakeWire struct {
	sent    [][]byte
	waiting []received
	sendErr error
	drops   uint32
	sieve   *sieve
	closed  bool
}

func (w *fakeWire) send(packet []byte, _ netip.Addr) error {
	if w.sendErr == nil {
		w.sent = append(w.sent, append([]byte(nil), packet...))
	}
	return w.sendErr
}

func (w *fakeWire) receive(buf []byte) (int, netip.Addr, time.Time, error) {
	if len(w.waiting) == 0 {
		return 0, netip.Addr{}, time.Time{}, nil
	}
	p := w.waiting[0]
	w.waiting = w.waiting[1:]
	return copy(buf, p.data[:p.n]), p.from, p.at, p.err
}

func (w *fakeWire) dropped() uint32     { return w.drops }
func (w *fakeWire) sift(s *sieve) error { w.sieve = s; return nil }
func (w *fakeWire) close()              { w.closed = true }

func (w *fakeWire) deliver(packet []byte, from string, at time.Time) {
	p := received{from: netip.MustParseAddr(from), at: at}
	p.n = copy(p.data[:], packet)
	if !w.sieve.admits(withoutHeader(packet), p.from, rand.Uint32()) {
		return
	}
	w.waiting = append(w.waiting, p)
}

// reply is the answer to the latest echo.
func (w *fakeWire) reply() []byte {
	p := append([]byte(nil), w.sent[len(w.sent)-1]...)
	p[0] = map[byte]byte{
		byte(ipv4.ICMPTypeEcho): byte(ipv4.ICMPTypeEchoReply), byte(ipv6.ICMPTypeEchoRequest): byte(ipv6.ICMPTypeEchoReply),
	}[p[0]]
	return p
}

// echoBench is an echoer on a fake network, and what it told.
type echoBench struct {
	*echoer
	t      *testing.T
	wires  []*fakeWire
	refuse error
	said   map[string]string
	notes  []change.Statement
	names  map[netip.Addr]string
	told   []time.Duration
	tally  Tally
	now    time.Time
}

func newEchoBench(t *testing.T, signals int) *echoBench {
	b := &echoBench{t: t, said: map[string]string{}, now: time.Now()}
	open := func(bool, uint16) (wire, error) {
		if b.refuse != nil {
			return nil, b.refuse
		}
		w := &fakeWire{}
		b.wires = append(b.wires, w)
		return w, nil
	}
	b.echoer = newEchoer(signals, open, &b.tally, voice{
		say:  func(about string, st change.Statement) { b.said[about] = worded(st) },
		note: func(st change.Statement) { b.notes = append(b.notes, st) },
		name: func(a netip.Addr) string { return b.names[a] },
	})
	return b
}

func (b *echoBench) wire() *fakeWire { return b.wires[len(b.wires)-1] }

func (b *echoBench) ping(i int32, to string) error {
	return b.ask(i, netip.AddrPortFrom(netip.MustParseAddr(to), 0), b.now, time.Time{})
}

func (b *echoBench) look() {
	b.collect(func(_ int32, rtt time.Duration, err error) {
		if err != nil {
			b.t.Errorf("an echo ended in %v", err)
		}
		b.told = append(b.told, rtt)
	})
}

func (b *echoBench) counts(want Tally) {
	b.t.Helper()
	if b.tally != want {
		b.t.Errorf("counted %+v, want %+v", b.tally, want)
	}
}

func TestEchoAnswered(t *testing.T) {
	for _, to := range []string{"192.0.2.1", "2001:db8::1"} {
		b := newEchoBench(t, 2)
		b.now = time.Now().Add(-time.Minute)
		if err := b.ping(1, to); err != nil {
			t.Fatal(err)
		}
		if sum := checksum(b.wire().sent[0]); to == "192.0.2.1" && sum != 0 {
			t.Errorf("the checksum does not hold: %x", sum)
		}
		b.wire().deliver(b.wire().reply(), to, b.now.Add(3*time.Millisecond))
		b.look() // a minute later: the round trip is the kernel's all the same
		if len(b.told) != 1 || b.told[0] != 3*time.Millisecond {
			t.Errorf("%s: told %v", to, b.told)
		}
		b.counts(Tally{Sent: 1, Answered: 1})
	}
}

func TestEchoBehindAnIPHeader(t *testing.T) {
	b := newEchoBench(t, 1)
	_ = b.ping(0, "192.0.2.1")
	header := append([]byte{0x46}, make([]byte, 23)...) // with options
	b.wire().deliver(append(header, b.wire().reply()...), "192.0.2.1", b.now)
	b.look()
	b.counts(Tally{Sent: 1, Answered: 1})
}

func TestNobodyElsesReplyIsTaken(t *testing.T) {
	change := func(at int, by byte) func([]byte) []byte {
		return func(p []byte) []byte { p[at] ^= by; return p }
	}
	for name, c := range map[string]struct {
		from string
		edit func([]byte) []byte
	}{
		"from another address":            {"192.0.2.2", change(0, 0)},
		"another cockpit's token":         {"192.0.2.1", change(echoSeal+3, 1)},
		"of another instant":              {"192.0.2.1", change(echoSent+7, 1)},
		"another sequence number":         {"192.0.2.1", change(7, 1)},
		"of a signal that we do not have": {"192.0.2.1", change(echoIndex, 1)},
		"of another signal":               {"192.0.2.1", change(echoIndex+3, 1)},
		"of a time long ago":              {"192.0.2.1", func(p []byte) []byte { p[echoCount+2]--; p[6]--; return p }},
		"our own request, on loopback":    {"192.0.2.1", change(0, byte(ipv4.ICMPTypeEcho))},
		"unreachable, quoting it":         {"192.0.2.1", func(p []byte) []byte { return append([]byte{3, 1, 0, 0, 0, 0, 0, 0}, p...) }},
		"cut":                             {"192.0.2.1", func(p []byte) []byte { return p[:echoLen-1] }},
		"cut in the header":               {"192.0.2.1", func(p []byte) []byte { return p[:3] }},
		"with something behind it":        {"192.0.2.1", func(p []byte) []byte { return append(p, 0) }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newEchoBench(t, 2)
			b.echoes[0].count = 5000
			_ = b.ping(0, "192.0.2.1")
			b.wire().deliver(c.edit(b.wire().reply()), c.from, b.now)
			b.look()
			b.counts(Tally{Sent: 1, Foreign: 1})
		})
	}
}

func TestLateAndDuplicateReplies(t *testing.T) {
	b := newEchoBench(t, 1)
	_ = b.ping(0, "192.0.2.1")
	first := b.wire().reply()
	if err := b.expire(0); err != nil {
		t.Fatal(err)
	}
	_ = b.ping(0, "192.0.2.1")
	second := b.wire().reply()
	for _, p := range [][]byte{first, second, second, first} {
		b.wire().deliver(p, "192.0.2.1", b.now)
	}
	b.look()
	b.counts(Tally{Sent: 2, Answered: 1, Lost: 1, Late: 1, Duplicate: 2})
	if len(b.told) != 1 {
		t.Errorf("told %d answers, want the one in time", len(b.told))
	}
}

func TestSequenceWraps(t *testing.T) {
	for _, from := range []uint32{math.MaxUint16 - 2, math.MaxUint32 - 2} {
		b := newEchoBench(t, 1)
		b.echoes[0].count = from
		for range 6 {
			_ = b.ping(0, "192.0.2.1")
			p := b.wire().reply()
			if got, want := binary.BigEndian.Uint16(p[6:]), uint16(b.echoes[0].count); got != want {
				t.Errorf("sequence %d of count %d", got, want)
			}
			b.wire().deliver(p, "192.0.2.1", b.now)
			b.look()
		}
		b.counts(Tally{Sent: 6, Answered: 6})
	}
}

// What this machine may have lost is nobody's loss.
func TestOwnLossIsTold(t *testing.T) {
	b := newEchoBench(t, 1)
	_ = b.ping(0, "192.0.2.1")
	b.wire().drops++
	b.look()
	err := b.expire(0)
	if !errors.Is(err, errOverflow) {
		t.Errorf("our buffer ran over, and the echo is %v", err)
	}
	says(t, verdicts{}.missed(err), change.Unknown, change.CauseLocal)
	b.counts(Tally{Sent: 1})
}

func TestBrokenSocketIsRenewed(t *testing.T) {
	b := newEchoBench(t, 1)
	_ = b.ping(0, "192.0.2.1")
	b.wire().waiting = []received{{err: syscall.ENETDOWN}}
	b.look()
	if !b.wires[0].closed {
		t.Error("a socket that cannot be read from is kept")
	}
	if err := b.expire(0); !errors.Is(err, errRenewed) {
		t.Errorf("an echo of a socket that broke: %v", err)
	}
	if err := b.ping(0, "192.0.2.1"); err != nil || len(b.wires) != 2 {
		t.Errorf("%v, %d sockets", err, len(b.wires))
	}
}

// TestMuteSocketIsSaid: a firewall forbids to send for a while.
func TestMuteSocketIsSaid(t *testing.T) {
	b := newEchoBench(t, 1)
	_ = b.ping(0, "192.0.2.1")
	b.wire().sendErr = errPermission
	for range 3 {
		if err := b.ping(0, "192.0.2.1"); !errors.Is(err, errPermission) {
			t.Errorf("error %v", err)
		}
		b.now = b.now.Add(time.Second)
	}
	if b.said["IPv4"] != "" {
		t.Errorf("said after two seconds: %s", b.said["IPv4"])
	}
	b.now = b.now.Add(2 * time.Second)
	_ = b.ping(0, "192.0.2.1")
	if text := b.said["IPv4"]; !strings.Contains(text, worded(why(errPermission))) || !strings.Contains(text, "IPv4") {
		t.Errorf("said %q", text)
	}
	b.refuse = errAccess // and the socket cannot be opened again
	for range 4 {
		if err := b.ping(0, "192.0.2.1"); !errors.Is(err, errAccess) {
			t.Errorf("error %v", err)
		}
		b.now = b.now.Add(time.Second)
	}
	b.refuse = nil
	if err := b.ping(0, "192.0.2.1"); err != nil || b.said["IPv4"] != "" {
		t.Errorf("%v, still said: %q", err, b.said["IPv4"])
	}
	b.wire().sendErr = errPermission // another one, that has only begun
	if _ = b.ping(0, "192.0.2.1"); b.said["IPv4"] != "" {
		t.Errorf("said at once: %s", b.said["IPv4"])
	}
}

// mute is the voice of an echoer that has nobody to tell.
var mute = voice{
	say: func(string, change.Statement) {}, note: func(change.Statement) {}, name: func(netip.Addr) string { return "" },
}

func FuzzEchoReply(f *testing.F) {
	e := newEchoer(3, nil, &Tally{}, mute)
	e.echoes[1].to, e.echoes[1].open, e.echoes[1].count = netip.MustParseAddr("192.0.2.1"), true, 1
	e.compose(1, &e.echoes[1], false)
	e.packet[0] = 0
	f.Add(e.packet[:], false)
	f.Add(append([]byte{0x45, 0, 0}, e.packet[:]...), true)
	f.Fuzz(func(_ *testing.T, packet []byte, v6 bool) {
		f := e.v4
		if v6 {
			f = e.v6
		}
		e.received(f, withoutHeader(packet), netip.MustParseAddr("192.0.2.1"), time.Now(), func(int32, time.Duration, error) {})
	})
}
