package checks

import (
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// poller connects without blocking and asks the kernel which connects have
// come to their end. A connect that nobody answers costs a descriptor and an
// entry of the rota, no goroutine.
type poller struct {
	epoll    int
	connects []connectState // by signal
	open     int
	limit    int
	tally    *Tally
	events   [256]unix.EpollEvent
	info     unix.TCPInfo
	to4      unix.RawSockaddrInet4
	to6      unix.RawSockaddrInet6
}

type connectState struct {
	fd   int // 0: none is under way
	sent time.Time
}

// reserved descriptors are for everything but connects: journal, commands,
// conversations with hosts.
const reserved = 256

// connectLimit is how many connects may be under way at the same time. Go
// raises the limit on descriptors to what is allowed when the program starts.
func connectLimit() int {
	var l unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &l) != nil || l.Cur > 1<<20 {
		return 1 << 20
	}
	return max(int(l.Cur)-reserved, 16)
}

func newConnector(signals int, tally *Tally) asker {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return newDialers(signals, dial, tally)
	}
	p := &poller{epoll: epoll, connects: make([]connectState, signals), limit: connectLimit(), tally: tally}
	p.to4.Family, p.to6.Family = unix.AF_INET, unix.AF_INET6
	return p
}

func (p *poller) ask(i int32, to netip.AddrPort, now, _ time.Time) error {
	if p.open >= p.limit {
		return errCrowded
	}
	domain := unix.AF_INET
	if !to.Addr().Is4() {
		domain = unix.AF_INET6
	}
	fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	// A reset ends the connection: a probe every second would otherwise fill
	// this machine with ports in TIME_WAIT.
	_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	s := &p.connects[i]
	s.fd, s.sent = fd, now
	p.open++
	err = p.connect(fd, to)
	if err == nil {
		err = unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLOUT, Fd: i})
	}
	if err != nil {
		p.hangUp(i)
		return err
	}
	p.tally.Sent++
	return nil
}

// connect begins to connect; with a socket that does not block it never ends
// at once but in an error of this machine.
func (p *poller) connect(fd int, to netip.AddrPort) error {
	address, size := unsafe.Pointer(&p.to4), uintptr(unix.SizeofSockaddrInet4)
	port := (*[2]byte)(unsafe.Pointer(&p.to4.Port))
	if a := to.Addr(); a.Is4() {
		p.to4.Addr = a.As4()
	} else {
		address, size = unsafe.Pointer(&p.to6), unix.SizeofSockaddrInet6
		port = (*[2]byte)(unsafe.Pointer(&p.to6.Port))
		p.to6.Addr, p.to6.Scope_id = a.As16(), scope(a)
	}
	port[0], port[1] = byte(to.Port()>>8), byte(to.Port())
	_, _, errno := unix.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(address), size)
	if errno == 0 || errno == unix.EINPROGRESS || errno == unix.EINTR {
		return nil
	}
	return errno
}

func (p *poller) collect(tell teller) {
	for p.open > 0 {
		n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.epoll), uintptr(unsafe.Pointer(&p.events[0])), uintptr(len(p.events)), 0, 0, 0)
		if errno != 0 {
			return
		}
		for _, e := range p.events[:n] {
			p.ended(e.Fd, tell)
		}
		if int(n) < len(p.events) {
			return
		}
	}
}

// ended tells what became of a connect, and hangs up.
func (p *poller) ended(i int32, tell teller) {
	s := &p.connects[i]
	if s.fd == 0 {
		return
	}
	var err error
	rtt := time.Since(s.sent)
	if errno, callErr := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR); callErr != nil || errno != 0 {
		err = unix.Errno(errno)
	} else if measured := p.handshake(s.fd); measured > 0 {
		rtt = roundTrip(measured, rtt)
	}
	p.hangUp(i)
	p.tally.end(err)
	tell(i, rtt, err)
}

// handshake is how long the kernel waited for the answer to its SYN, 0 if it
// cannot tell: we look only now and then.
func (p *poller) handshake(fd int) time.Duration {
	size := uint32(unix.SizeofTCPInfo)
	_, _, errno := unix.RawSyscall6(unix.SYS_GETSOCKOPT, uintptr(fd), unix.IPPROTO_TCP, unix.TCP_INFO,
		uintptr(unsafe.Pointer(&p.info)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 {
		return 0
	}
	return time.Duration(p.info.Rtt) * time.Microsecond
}

// hangUp closes the socket, and with it its entry in epoll.
func (p *poller) hangUp(i int32) {
	s := &p.connects[i]
	if s.fd == 0 {
		return
	}
	// Raw: with no linger there is nothing that it could wait for.
	_, _, _ = unix.RawSyscall(unix.SYS_CLOSE, uintptr(s.fd), 0, 0)
	s.fd = 0
	p.open--
}

func (p *poller) expire(i int32) error {
	p.hangUp(i)
	p.tally.Lost++
	return nil
}

func (p *poller) renew() {} // each connect has a socket of its own

func (p *poller) close() {
	for i := range p.connects {
		p.hangUp(int32(i))
	}
	_ = unix.Close(p.epoll)
}
