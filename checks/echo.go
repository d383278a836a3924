package checks

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// An echo request as it goes out, in bytes: the ICMP header, a token that
// nobody else knows, then which signal of ours asks and for which time.
const (
	echoHeader  = 8
	tokenLen    = 16
	echoIndex   = echoHeader + tokenLen
	echoCount   = echoIndex + 4
	echoLen     = echoCount + 4
	maxReceived = 1500
)

// echoer sends the echoes of all signals through one socket a family.
type echoer struct {
	v4, v6 *family
	token  [tokenLen]byte
	id     uint16
	echoes []echoState // by signal
	tally  *Tally
	packet [echoLen]byte
	buf    [maxReceived]byte
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
}

func newEchoer(signals int, open opener, tally *Tally, say func(key, text string)) *echoer {
	e := &echoer{echoes: make([]echoState, signals), tally: tally}
	_, _ = rand.Read(e.token[:]) // never fails
	e.id = binary.BigEndian.Uint16(e.token[:])
	e.v4 = &family{name: "IPv4", open: func() (wire, error) { return open(false, e.id) }, say: say}
	e.v6 = &family{name: "IPv6", open: func() (wire, error) { return open(true, e.id) }, say: say}
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
	s.via, s.drops = w, w.dropped()
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
	copy(p[echoHeader:], e.token[:])
	binary.BigEndian.PutUint32(p[echoIndex:], uint32(i))
	binary.BigEndian.PutUint32(p[echoCount:], s.count)
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
		// A flood of foreign packets must not keep us from all else.
		for budget := 4*len(e.echoes) + 64; f.wire != nil && budget > 0; budget-- {
			n, from, at, err := f.wire.receive(e.buf[:])
			if err != nil {
				f.broke(time.Now(), err)
				break
			}
			if n == 0 {
				break
			}
			e.received(e.buf[:n], from, at, f == e.v6, tell)
		}
	}
}

// received matches a packet by its token, source, sequence and count, and
// tells of the echo under way. All else is only counted.
func (e *echoer) received(packet []byte, from netip.Addr, at time.Time, v6 bool, tell teller) {
	i, count, ok := e.parse(packet, v6)
	if !ok {
		e.tally.Foreign++
		return
	}
	s := &e.echoes[i]
	age := s.count - count // wraps with the count
	if s.to.WithZone("") != from.WithZone("") || age > 31 {
		e.tally.Foreign++
		return
	}
	bit := uint32(1) << age
	switch {
	case s.heard&bit != 0:
		e.tally.Duplicate++
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

// parse reads one of our own replies, with or without an IPv4 header before it.
func (e *echoer) parse(packet []byte, v6 bool) (i int32, count uint32, ok bool) {
	reply := byte(ipv4.ICMPTypeEchoReply)
	if v6 {
		reply = byte(ipv6.ICMPTypeEchoReply)
	}
	packet = withoutHeader(packet)
	if len(packet) != echoLen || packet[0] != reply || !bytes.Equal(packet[echoHeader:echoIndex], e.token[:]) {
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
	switch w := e.family(s.to).wire; {
	case w != s.via:
		return errRenewed
	case w.dropped() != s.drops:
		return errOverflow
	}
	e.tally.Lost++
	return nil
}

func (e *echoer) renew() {
	e.v4.renew()
	e.v6.renew()
}

func (e *echoer) close() { e.renew() }
