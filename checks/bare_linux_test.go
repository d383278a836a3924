package checks

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// BenchmarkBareEcho is the floor: one sendto and one recvfrom for an echo on
// loopback, and nothing else.
func BenchmarkBareEcho(b *testing.B) {
	const batch = 50
	for kind, form := range map[string]int{datagram: unix.SOCK_DGRAM, raw: unix.SOCK_RAW} {
		fd, err := unix.Socket(unix.AF_INET, form|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
		if err != nil {
			b.Logf("SKIPPED, %q SOCKETS ARE NOT MEASURED: %v", kind, err)
			continue
		}
		b.Run(kind, func(b *testing.B) {
			packet, buf := make([]byte, echoLen), make([]byte, maxReceived)
			packet[0] = 8
			copy(packet[2:], []byte{0xf7, 0xff}) // the checksum of all else being zero
			to := unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: [4]byte{127, 0, 0, 1}}
			for i := 0; b.Loop(); i++ {
				_, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&packet[0])), uintptr(len(packet)), 0,
					uintptr(unsafe.Pointer(&to)), unix.SizeofSockaddrInet4)
				if errno != 0 {
					b.Fatal(errno)
				}
				for replies := 0; i%batch == batch-1 && replies < batch; {
					n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), unix.MSG_DONTWAIT, 0, 0)
					if errno != 0 && errno != unix.EAGAIN {
						b.Fatal(errno)
					}
					if errno == 0 && withoutHeader(buf[:n])[0] == 0 { // not our own request
						replies++
					}
				}
			}
		})
		_ = unix.Close(fd)
	}
}
