package cmd_test

import (
	big "encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// flooder answers the watcher's pings far too often, and in names of its choice.
type flooder struct {
	fd int
	// request is the latest ping that came, its header of IP included.
	request []byte
	buf     [1500]byte
}

const ipHeader, icmpHeader = 20, 8

func newFlooder() (*flooder, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
	if err != nil {
		return nil, fmt.Errorf("raw socket: %w", err)
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_HDRINCL, 1); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("own headers: %w", err)
	}
	return &flooder{fd: fd}, nil
}

func (f *flooder) close() { _ = unix.Close(f.fd) }

// listen takes in the latest request.
func (f *flooder) listen() {
	for {
		n, _, err := unix.Recvfrom(f.fd, f.buf[:], unix.MSG_DONTWAIT)
		if err != nil {
			return
		}
		if n > ipHeader+icmpHeader && f.buf[ipHeader] == 8 {
			f.request = append(f.request[:0], f.buf[:n]...)
		}
	}
}

// forgery makes an answer, and whose it claims to be, into what another one would be.
type forgery func(reply []byte, from []byte)

// wrongToken spoils all of what an echo carries.
func wrongToken(reply, _ []byte) {
	for i := icmpHeader; i < len(reply); i++ {
		reply[i] ^= 0x5a
	}
}

// repeated is the answer itself.
func repeated([]byte, []byte) {}

// inTheNameOf is the answer from another address.
func inTheNameOf(address string) forgery {
	other := netip.MustParseAddr(address).As4()
	return func(_, from []byte) { copy(from, other[:]) }
}

func (f *flooder) send(forge forgery) error {
	packet := append([]byte(nil), f.request...)
	from, to := packet[12:16], packet[16:20]
	watcher := [4]byte(from)
	copy(from, to)
	copy(to, watcher[:])
	packet[8] = 64 // hops
	reply := packet[ipHeader:]
	reply[0], reply[2], reply[3] = 0, 0, 0
	forge(reply, from)
	big.BigEndian.PutUint16(reply[2:], internetSum(reply))
	packet[10], packet[11] = 0, 0 // the kernel's
	return unix.Sendto(f.fd, packet, 0, &unix.SockaddrInet4{Addr: watcher})
}

// internetSum is the checksum of RFC 1071, of an even number of bytes.
func internetSum(p []byte) uint16 {
	var sum uint32
	for i := 0; i+1 < len(p); i += 2 {
		sum += uint32(big.BigEndian.Uint16(p[i:]))
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
