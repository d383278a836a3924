package checks

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"golang.org/x/net/icmp"

	"tminus/fault"
)

// connBacklog is how many packets may wait between two looks. It is some 2 s
// of a fleet of 5,000.
const connBacklog = 10_000

// openConns opens sockets of a kind where there is no path of its own for the
// system. It works everywhere.
func openConns(kind string) opener {
	return func(v6 bool, id uint16) (wire, error) {
		v4Network, network := networks(kind)
		if !v6 {
			network = v4Network
		}
		c, err := icmp.ListenPacket(network, "")
		if err != nil {
			return nil, err
		}
		w := &connWire{conn: c, datagram: kind == datagram, v6: v6, id: id, packets: make(chan received, connBacklog)}
		go w.read()
		return w, nil
	}
}

// received is a packet and when it came.
type received struct {
	data [echoLen + 60]byte // with the longest IPv4 header; what is longer is not ours
	n    int
	from netip.Addr
	at   time.Time
	err  error
}

// connWire is an ICMP socket behind package net, with a goroutine that reads.
type connWire struct {
	conn     *icmp.PacketConn
	datagram bool
	v6       bool
	id       uint16
	packets  chan received // the reader sends and closes it
	drops    atomic.Uint32
	sieve    atomic.Pointer[sieve]
}

func (w *connWire) read() {
	defer close(w.packets)
	buf := make([]byte, maxReceived)
	for {
		n, from, err := w.conn.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		p := received{at: time.Now(), err: err}
		switch {
		case errnoOf(err) == errTooLong: // Windows, of somebody else's long packet
			continue
		case err == nil && n > len(p.data):
			continue
		case err == nil:
			p.n, p.from = copy(p.data[:], buf[:n]), addrOf(from)
		}
		if err == nil && !w.admits(&p) {
			continue
		}
		select {
		case w.packets <- p:
		default:
			w.drops.Add(1)
		}
		if err != nil {
			return // whoever looks finds out, and opens another one
		}
	}
}

// admits does what a filter does in the kernel of Linux: it keeps from a raw
// socket what is for others, and has the rest sifted.
func (w *connWire) admits(p *received) bool {
	packet := withoutHeader(p.data[:p.n])
	if !w.datagram && (len(packet) < echoHeader || packet[0] != echoReply(w.v6) || binary.BigEndian.Uint16(packet[4:]) != w.id) {
		return false
	}
	s := w.sieve.Load()
	return s == nil || s.admits(packet, p.from, rand.Uint32())
}

func addrOf(a net.Addr) netip.Addr {
	var ip net.IP
	switch a := a.(type) {
	case *net.UDPAddr:
		ip = a.IP
	case *net.IPAddr:
		ip = a.IP
	}
	addr, _ := netip.AddrFromSlice(ip)
	return addr.Unmap()
}

func (w *connWire) send(packet []byte, to netip.Addr) error {
	var address net.Addr = &net.IPAddr{IP: to.AsSlice(), Zone: to.Zone()}
	if w.datagram {
		address = &net.UDPAddr{IP: to.AsSlice(), Zone: to.Zone()}
	}
	if _, err := w.conn.WriteTo(packet, address); err != nil {
		return fault.Wrap(err, talkICMPEcho)
	}
	return nil
}

func (w *connWire) receive(buf []byte) (int, netip.Addr, time.Time, error) {
	select {
	case p, open := <-w.packets:
		if !open {
			return 0, netip.Addr{}, time.Time{}, net.ErrClosed
		}
		if p.err != nil {
			return 0, netip.Addr{}, p.at, fault.Wrap(p.err, talkICMPReply)
		}
		return copy(buf, p.data[:p.n]), p.from, p.at, nil
	default:
		return 0, netip.Addr{}, time.Time{}, nil
	}
}

func (w *connWire) sift(s *sieve) error {
	w.sieve.Store(s)
	return nil
}

func (w *connWire) dropped() uint32 { return w.drops.Load() }

func (w *connWire) close() { _ = w.conn.Close() } // nothing is left in it that counts
