package checks

import (
	"crypto/rand"
	"encoding/binary"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// maxReceived is the longest packet that is read in full; mostRead is how many
// are read in one round at most, for nobody may keep us from all else. It is
// more than a buffer holds.
const (
	maxReceived = 1500
	mostRead    = 1 << 14
)

// echoer sends the echoes of all signals through one socket a family.
type echoer struct {
	v4, v6 *family
	mint   *mint
	id     uint16
	echoes []echoState // by signal
	tally  *Tally
	packet [echoLen]byte
	buf    [maxReceived]byte
	forged forgeries
}

// echoState is what is known of the echoes of one signal.
type echoState struct {
	to    netip.Addr
	sent  time.Time
	open  bool   // the latest is under way
	count uint32 // how many were sent; its low half is the sequence number
	// heard has a bit for each of the latest 32, the newest lowest: answered.
	heard uint32
	// via is the socket that it went through, drops what that had dropped.
	via   wire
	drops uint32
	// thinned: its answers may have fallen through the sieve.
	thinned bool
	// again counts what came again, since the latest was sent.
	again uint8
}

// mayRepeat is how often an answer may come again, as cables and switches do
// it, before it is one packet of a flood.
const mayRepeat = 3

func newEchoer(signals int, open opener, tally *Tally, v voice) *echoer {
	e := &echoer{echoes: make([]echoState, signals), tally: tally, mint: newMint(), forged: forgeries{voice: v}}
	var id [2]byte
	_, _ = rand.Read(id[:]) // never fails
	e.id = binary.BigEndian.Uint16(id[:])
	e.v4 = newFamily("IPv4", func() (wire, error) { return open(false, e.id) }, v, e.mint.key)
	e.v6 = newFamily("IPv6", func() (wire, error) { return open(true, e.id) }, v, e.mint.key)
	return e
}

func (e *echoer) family(to netip.Addr) *family {
	if to.Is4() {
		return e.v4
	}
	return e.v6
}

func (e *echoer) ask(i int32, to netip.AddrPort, now, _ time.Time) error {
	f, s := e.family(to.Addr()), &e.echoes[i]
	w, err := f.ready(now)
	if err != nil {
		return err
	}
	s.to, s.sent, s.open = to.Addr(), now, true
	s.count++
	s.heard <<= 1
	s.via, s.drops, s.thinned, s.again = w, f.drops, f.thins(s.to), 0
	e.compose(i, s, f == e.v6)
	if err := w.send(e.packet[:], to.Addr()); err != nil {
		s.open = false
		f.failed(now, err)
		return err
	}
	f.works()
	e.tally.Sent++
	return nil
}

// compose writes the packet of a signal's latest echo.
func (e *echoer) compose(i int32, s *echoState, v6 bool) {
	p := e.packet[:]
	p[0], p[1], p[2], p[3] = byte(ipv4.ICMPTypeEcho), 0, 0, 0
	if v6 {
		p[0] = byte(ipv6.ICMPTypeEchoRequest)
	}
	binary.BigEndian.PutUint16(p[4:], e.id)
	binary.BigEndian.PutUint16(p[6:], uint16(s.count))
	e.mint.stamp(p, i, s.count, s.sent, s.to)
	if !v6 { // the kernel's, as it depends on the source address
		binary.BigEndian.PutUint16(p[2:], checksum(p))
	}
}

// checksum is the Internet checksum, RFC 1071, of an even number of bytes.
func checksum(p []byte) uint16 {
	var sum uint32
	for ; len(p) > 1; p = p[2:] {
		sum += uint32(binary.BigEndian.Uint16(p))
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

func (e *echoer) collect(tell teller) {
	for _, f := range [...]*family{e.v4, e.v6} {
		if f.wire != nil {
			e.read(f, tell)
		}
	}
}

// read takes in all that has come through the socket of a family.
func (e *echoer) read(f *family, tell teller) {
	f.behind = true
	for range mostRead {
		n, from, at, err := f.wire.receive(e.buf[:])
		if err != nil {
			f.broke(time.Now(), err)
			return
		}
		if n == 0 {
			f.behind = false
			break
		}
		f.flood.read++
		e.received(f, withoutHeader(e.buf[:n]), from, at, tell)
	}
	now, before := time.Now(), f.drops
	f.drops = f.wire.dropped()
	f.lookForFlood(now, f.drops-before)
}

// received matches a packet, which begins with its ICMP header, by its seal,
// source, sequence and count, and tells of the echo under way. All else is only
// counted.
func (e *echoer) received(f *family, packet []byte, from netip.Addr, at time.Time, tell teller) {
	i, count, ok := e.parse(f, packet)
	if !ok {
		e.tally.Foreign++
		e.forged.suspect(packet, from)
		f.useless(packet, from, at)
		return
	}
	s := &e.echoes[i]
	age := s.count - count // wraps with the count
	bit := uint32(1) << (age & 31)
	switch {
	case s.to.WithZone("") != from.WithZone(""):
		e.tally.Foreign++
		e.forged.elsewhere(s.to, from)
		f.useless(packet, from, at)
	case age > 31:
		e.tally.Foreign++
		f.useless(packet, from, at)
	case s.heard&bit != 0:
		e.tally.Duplicate++
		if s.again++; s.again > mayRepeat {
			s.again = mayRepeat
			f.useless(packet, from, at)
		}
	case age > 0 || !s.open:
		s.heard |= bit
		e.tally.Late++
	default:
		s.heard |= bit
		s.open = false
		e.tally.Answered++
		tell(i, roundTrip(at.Sub(s.sent.Round(0)), time.Since(s.sent)), nil)
	}
}

// echoReply is the type of what answers an echo.
func echoReply(v6 bool) byte {
	if v6 {
		return byte(ipv6.ICMPTypeEchoReply)
	}
	return byte(ipv4.ICMPTypeEchoReply)
}

// parse reads one of our own replies.
func (e *echoer) parse(f *family, packet []byte) (i int32, count uint32, ok bool) {
	if len(packet) != echoLen || packet[0] != echoReply(f == e.v6) || !e.mint.genuine(packet) {
		return 0, 0, false
	}
	n := binary.BigEndian.Uint32(packet[echoIndex:])
	count = binary.BigEndian.Uint32(packet[echoCount:])
	if n >= uint32(len(e.echoes)) || binary.BigEndian.Uint16(packet[6:]) != uint16(count) {
		return 0, 0, false
	}
	return int32(n), count, true
}

// withoutHeader takes off the IPv4 header that raw sockets leave on, and those
// of macOS at times. No ICMP message that we look for begins like one.
func withoutHeader(packet []byte) []byte {
	if len(packet) == 0 || packet[0]>>4 != 4 {
		return packet
	}
	header := int(packet[0]&0x0f) * 4
	return packet[min(header, len(packet)):]
}

func (e *echoer) expire(i int32) error {
	s := &e.echoes[i]
	s.open = false
	switch f := e.family(s.to); {
	case f.wire != s.via:
		return errRenewed
	case f.behind, f.drops != s.drops:
		return errOverflow
	case s.thinned || f.thins(s.to):
		return errFlooded
	}
	e.tally.Lost++
	return nil
}

func (e *echoer) renew() {
	e.v4.renew()
	e.v6.renew()
}

func (e *echoer) close() { e.renew() }
