package checks

import (
	"net/netip"
	"time"

	"tminus/change"
	"tminus/fault"
)

// wire is one ICMP socket of one family of addresses. It never blocks.
type wire interface {
	send(packet []byte, to netip.Addr) error
	// receive reads one packet that waits; none: n is 0. It says when the
	// packet came, which may be long ago.
	receive(buf []byte) (n int, from netip.Addr, at time.Time, err error)
	// dropped counts the packets that came and found no room.
	dropped() uint32
	// sift lets in what the sieve lets through, from now on.
	sift(s *sieve) error
	close()
}

// opener opens the wire of a family. Raw sockets ask with the identifier;
// kernels replace it on datagram sockets.
type opener func(v6 bool, id uint16) (wire, error)

const (
	// reopenAfter is the least time between two tries to open a socket.
	reopenAfter = time.Second
	// muteAfter is how long nothing can be sent before the socket is taken for
	// broken, and people are told why.
	muteAfter = 3 * time.Second
)

// family is the socket of one family of addresses, opened when it is first
// needed and again when it broke.
type family struct {
	label string
	open  func() (wire, error)
	voice
	wire wire
	// sieve is what the socket lets through since sifted, by the wall clock;
	// coarser is the one before. None is ever nil.
	sieve, coarser *sieve
	sifted         time.Time
	flood          flood
	// drops is what the socket had dropped when it was read last; behind: it
	// was not read to its end.
	drops  uint32
	behind bool
	// opened is the latest try to open it; err is how that failed.
	opened time.Time
	err    error
	// mute is since when nothing could be sent; zero: it can.
	mute time.Time
	told bool
}

func newFamily(label string, open func() (wire, error), v voice, key cookieKey) *family {
	all := &sieve{key: key, oneIn: 1}
	return &family{label: label, open: open, voice: v, sieve: all, coarser: all}
}

// thins reports whether answers of an address may fall through the sieve.
func (f *family) thins(a netip.Addr) bool {
	return len(f.sieve.thinned) > 0 && f.sieve.thins(a.WithZone(""))
}

// ready is the socket to send through.
func (f *family) ready(now time.Time) (wire, error) {
	if f.wire != nil {
		return f.wire, nil
	}
	if f.err != nil && now.Sub(f.opened) < reopenAfter {
		return nil, f.err
	}
	f.opened = now
	w, err := f.open()
	if err == nil {
		err = w.sift(f.sieve)
	}
	if err != nil {
		f.err = fault.Wrap(err, talkICMPSocket)
		f.failed(now, f.err)
		return nil, f.err
	}
	f.wire, f.err, f.drops, f.behind, f.flood.looked = w, nil, 0, false, now
	return w, nil
}

func (f *family) works() {
	f.mute = time.Time{}
	if f.told {
		f.told = false
		f.say(f.label, change.Statement{})
	}
}

// failed keeps since when nothing can be sent. One target that cannot be
// reached is none of the socket's faults; nothing at all for long may be.
func (f *family) failed(now time.Time, err error) {
	if f.mute.IsZero() {
		f.mute = now
	}
	if now.Sub(f.mute) < muteAfter {
		return
	}
	f.told = true
	f.say(f.label, change.Stated(probeMute, "what", f.label, "since", f.mute, "why", why(err)))
	if now.Sub(f.opened) >= muteAfter {
		f.renew()
	}
}

// broke closes a socket from which cannot be read.
func (f *family) broke(now time.Time, err error) {
	f.renew()
	f.failed(now, err)
}

func (f *family) renew() {
	if f.wire != nil {
		f.wire.close()
		f.wire = nil
	}
}
