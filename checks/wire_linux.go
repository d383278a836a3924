package checks

import (
	"errors"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// bufferSize is asked for on both sides of an ICMP socket: all replies of a
// fleet may come at once, and what waits for ARP fills the sending side.
const bufferSize = 4 << 20

// openWires opens sockets of a kind with plain system calls: a socket of
// package net wakes a goroutine for each packet, which costs more than all of
// the rest.
func openWires(kind string) opener {
	return func(v6 bool, id uint16) (wire, error) { return openSocket(kind, v6, id) }
}

// socket is an ICMP socket of Linux. What system calls write is part of it,
// so that nothing is allocated for a packet.
type socket struct {
	fd      int
	kind    string
	v6      bool
	id      uint16
	to4     unix.RawSockaddrInet4
	to6     unix.RawSockaddrInet6
	from    unix.RawSockaddrInet6 // as large as the one of IPv4 at least
	iov     unix.Iovec
	msg     unix.Msghdr
	control [128]byte
	memory  [unix.SK_MEMINFO_VARS]uint32
	// drops are those for want of room, counted all that the kernel has told of.
	drops, counted uint32
	// read is how many packets were read since it was asked; full: when the
	// first of them was, half of the room and more was taken.
	read int
	full bool
}

func openSocket(kind string, v6 bool, id uint16) (*socket, error) {
	domain, protocol, form := unix.AF_INET, unix.IPPROTO_ICMP, unix.SOCK_DGRAM
	if v6 {
		domain, protocol = unix.AF_INET6, unix.IPPROTO_ICMPV6
	}
	if kind == raw {
		form = unix.SOCK_RAW
	}
	fd, err := unix.Socket(domain, form|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		return nil, err
	}
	s := &socket{fd: fd, kind: kind, v6: v6, id: id}
	s.to4.Family, s.to6.Family = unix.AF_INET, unix.AF_INET6
	s.setUp()
	return s, nil
}

func (s *socket) setUp() {
	for _, o := range [...]struct{ force, ask int }{{unix.SO_RCVBUFFORCE, unix.SO_RCVBUF}, {unix.SO_SNDBUFFORCE, unix.SO_SNDBUF}} {
		if unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, o.force, bufferSize) != nil {
			_ = unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, o.ask, bufferSize) // gives what it may
		}
	}
	// Without the kernel's time a round trip seems longer by up to a slot;
	// without the count of drops no loss of our own is known. Both are old.
	_ = unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	_ = unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_RXQ_OVFL, 1)
}

// sift hands the sieve to the kernel. A socket of the datagram kind is given
// nothing but replies to itself: where all of them pass it needs no filter.
func (s *socket) sift(sv *sieve) error {
	if s.kind != raw && sv.oneIn <= 1 {
		if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0); err != nil && !errors.Is(err, unix.ENOENT) {
			return err
		}
		return nil
	}
	program, err := sv.program(s.kind, s.v6, s.id)
	if err != nil {
		return err
	}
	code := make([]unix.SockFilter, len(program))
	for i, p := range program {
		code[i] = unix.SockFilter{Code: p.Op, Jt: p.Jt, Jf: p.Jf, K: p.K}
	}
	return unix.SetsockoptSockFprog(s.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
		&unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]})
}

func (s *socket) send(packet []byte, to netip.Addr) error {
	address, size := unsafe.Pointer(&s.to4), uintptr(unix.SizeofSockaddrInet4)
	if s.v6 {
		s.to6.Addr, s.to6.Scope_id = to.As16(), scope(to)
		address, size = unsafe.Pointer(&s.to6), unix.SizeofSockaddrInet6
	} else {
		s.to4.Addr = to.As4()
	}
	for {
		// Raw: a call that cannot block need not tell the scheduler of Go.
		_, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(s.fd), uintptr(unsafe.Pointer(&packet[0])), uintptr(len(packet)),
			unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, uintptr(address), size)
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}

func (s *socket) receive(buf []byte) (n int, from netip.Addr, at time.Time, err error) {
	s.begins()
	s.iov.Base = &buf[0]
	s.iov.SetLen(len(buf))
	s.msg.Iov, s.msg.Name, s.msg.Control = &s.iov, (*byte)(unsafe.Pointer(&s.from)), &s.control[0]
	s.msg.SetIovlen(1)
	s.msg.Namelen = unix.SizeofSockaddrInet6
	s.msg.SetControllen(len(s.control))
	got, _, errno := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&s.msg)), unix.MSG_DONTWAIT)
	switch errno {
	case 0:
	case unix.EAGAIN, unix.EINTR:
		return 0, from, at, nil
	default:
		return 0, from, at, errno
	}
	if s.v6 {
		from = netip.AddrFrom16(s.from.Addr)
	} else {
		from = netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(&s.from)).Addr)
	}
	return int(got), from, s.told(), nil
}

// told reads what the kernel says beside a packet: when it came, and how many
// were dropped before it.
func (s *socket) told() time.Time {
	at := time.Time{}
	left := s.control[:s.msg.Controllen]
	for len(left) >= unix.SizeofCmsghdr {
		head := (*unix.Cmsghdr)(unsafe.Pointer(&left[0]))
		size := int(head.Len)
		if size < unix.SizeofCmsghdr || size > len(left) {
			break
		}
		data := left[unix.CmsgLen(0):size]
		switch {
		case head.Level != unix.SOL_SOCKET:
		case head.Type == unix.SCM_TIMESTAMPNS && len(data) >= int(unsafe.Sizeof(unix.Timespec{})):
			at = time.Unix((*unix.Timespec)(unsafe.Pointer(&data[0])).Unix())
		case head.Type == unix.SO_RXQ_OVFL && len(data) >= 4:
			s.count(*(*uint32)(unsafe.Pointer(&data[0])))
		}
		left = left[min(len(left), unix.CmsgSpace(len(data))):]
	}
	if at.IsZero() {
		return time.Now()
	}
	return at
}

// dropped asks the kernel itself: what it tells beside a packet was true when
// that came, and the last of a flood may have been dropped after it.
func (s *socket) dropped() uint32 {
	if s.askMemory() {
		s.count(s.memory[unix.SK_MEMINFO_DROPS])
	}
	s.read, s.full = 0, false
	return s.drops
}

// askMemory learns what the socket holds, from Linux 4.12 on.
func (s *socket) askMemory() bool {
	size := uint32(unsafe.Sizeof(s.memory))
	_, _, errno := unix.RawSyscall6(unix.SYS_GETSOCKOPT, uintptr(s.fd), unix.SOL_SOCKET, unix.SO_MEMINFO,
		uintptr(unsafe.Pointer(&s.memory)), uintptr(unsafe.Pointer(&size)), 0)
	return errno == 0
}

// count takes in how many packets the kernel says that it dropped. On raw
// sockets of IPv6 these are also all that come with a wrong checksum, from
// whomever: there only those count that may have found no room.
func (s *socket) count(told uint32) {
	const many = 100
	fresh := told - s.counted
	if int32(fresh) <= 0 {
		return
	}
	s.counted = told
	if s.v6 && s.kind == raw && !s.full && s.read < many {
		return
	}
	s.drops += fresh
}

// begins looks, on the socket of which count must know it, how full it is.
func (s *socket) begins() {
	if s.read++; s.read == 1 && s.v6 && s.kind == raw && s.askMemory() {
		s.full = s.memory[unix.SK_MEMINFO_RMEM_ALLOC] >= s.memory[unix.SK_MEMINFO_RCVBUF]/2
	}
}

func (s *socket) close() { _ = unix.Close(s.fd) } // nothing is left in it that counts
