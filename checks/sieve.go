package checks

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// sieve says what a socket lets through. All that carries the cookie of its
// source passes. Of the rest, and of what those send that are thinned, passes
// one packet in so many: enough to know that a flood goes on, and whose it is.
// It is never changed once a socket has it.
type sieve struct {
	key cookieKey
	// oneIn is a power of two; 1: all passes.
	oneIn uint32
	// thinned are sources that flood us with our own answers: their cookie is right.
	thinned []netip.Addr
}

// maxThinned bounds how many sources are thinned at the same time.
const maxThinned = 16

// sifts reports whether a packet is among those of which only some pass. The
// packet begins with its ICMP header.
func (s *sieve) sifts(packet []byte, from netip.Addr) bool {
	return s.thins(from) || !s.carries(packet, from)
}

// carries reports whether a packet has the cookie of its source.
func (s *sieve) carries(packet []byte, from netip.Addr) bool {
	return len(packet) >= echoIndex && binary.BigEndian.Uint32(packet[echoCookie:]) == s.key.cookie(from)
}

// thins reports whether the answers of an address may be lost to the sieve.
func (s *sieve) thins(a netip.Addr) bool { return slices.Contains(s.thinned, a) }

// weight is for how many packets stands one that came through.
func (s *sieve) weight(packet []byte, from netip.Addr) uint64 {
	if s.oneIn > 1 && s.sifts(packet, from) {
		return uint64(s.oneIn)
	}
	return 1
}

// admits decides like the kernel, where there is none to do it. Chance is any
// number, another one for each packet.
func (s *sieve) admits(packet []byte, from netip.Addr, chance uint32) bool {
	return s.oneIn <= 1 || chance&(s.oneIn-1) == 0 || !s.sifts(packet, from)
}
