package cmd_test

import (
	big "encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// relay is a bad cable, in place of the kernel's netem, which a test machine
// may not have. Both its ends are tap devices, so whole frames pass through
// it: ICMP, TCP and ARP alike.
type relay struct {
	delay time.Duration // each way
	loss  float64       // of all IP packets, each way
	ends  [2]*os.File   // the switch's, the machine's
	host  [4]byte       // whose probes count: a switch also floods what is for others

	mu               sync.Mutex
	random           *rand.Rand
	probes           map[probeKey]*probeTruth
	order            []*probeTruth
	packets, dropped int
}

// probeKey tells one probe from another: an echo has an id and a sequence
// number, a connection a port of its own.
type probeKey struct {
	signal string
	id     uint32
}

// probeTruth is what became of one probe, by who carried it.
type probeTruth struct {
	signal   string
	at       time.Time
	answered bool
}

// attachSlow is attach with a bad cable.
func (n *network) attachSlow(name, address string, r *relay) error {
	if err := n.ip("netns", "add", n.ns(name)); err != nil {
		return err
	}
	r.host = netip.MustParseAddr(address).As4()
	r.random, r.probes = rand.New(rand.NewPCG(1, 2)), map[probeKey]*probeTruth{}
	tap := func(end int, machine, device string) error {
		return n.inside(machine, func() (err error) {
			r.ends[end], err = openTap(device)
			return err
		})
	}
	if err := errors.Join(tap(0, "switch", name), tap(1, name, "eth0")); err != nil {
		return err
	}
	go r.carry(0, 1)
	go r.carry(1, 0)
	return n.powerOn(name, address)
}

func openTap(device string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("open /dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(device)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TAP | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("make the tap %s: %w", device, err)
	}
	return os.NewFile(uintptr(fd), device), nil
}

// carry takes frames from one end to the other until the tap is closed.
func (r *relay) carry(from, to int) {
	buffer := make([]byte, 1<<16)
	for {
		k, err := r.ends[from].Read(buffer)
		if errors.Is(err, os.ErrClosed) {
			return
		}
		if err != nil || k < 14 {
			time.Sleep(10 * time.Millisecond) // a tap that is down has nothing to read
			continue
		}
		frame := append([]byte(nil), buffer[:k]...)
		// ARP always passes: a probe that waits for it is not seen here.
		if big.BigEndian.Uint16(frame[12:]) == unix.ETH_P_IP && r.drops() {
			r.note(frame, from == 0, false)
			continue
		}
		time.AfterFunc(r.delay, func() {
			_, err := r.ends[to].Write(frame) // fails while the cable is pulled
			r.note(frame, from == 0, err == nil)
		})
	}
}

func (r *relay) close() {
	for _, end := range r.ends {
		if end != nil {
			_ = end.Close()
		}
	}
}

func (r *relay) drops() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets++
	drop := r.random.Float64() < r.loss
	if drop {
		r.dropped++
	}
	return drop
}

// note keeps the ledger: a probe begins with its request, and is answered
// when an answer is handed over.
func (r *relay) note(frame []byte, request, passed bool) {
	key, host, ok := readProbe(frame, request)
	if !ok || host != r.host {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.probes[key]
	switch {
	case request && p == nil:
		p = &probeTruth{signal: key.signal, at: time.Now()}
		r.probes[key] = p
		r.order = append(r.order, p)
	case !request && p != nil && passed && time.Since(p.at) < ordinary().timeout:
		p.answered = true
	}
}

// readProbe finds an ICMP echo request or a SYN in a frame, or the answer to
// one, and the host that is asked.
func readProbe(frame []byte, request bool) (key probeKey, host [4]byte, ok bool) {
	const ethernet, ip = 14, 20
	if len(frame) < ethernet+ip+8 || big.BigEndian.Uint16(frame[12:]) != unix.ETH_P_IP || frame[ethernet] != 0x45 {
		return key, host, false
	}
	body := frame[ethernet+ip:]
	copy(host[:], frame[ethernet+12:])
	if request {
		copy(host[:], frame[ethernet+16:])
	}
	if frame[ethernet+9] == unix.IPPROTO_ICMP {
		ok = body[0] == 8 && request || body[0] == 0 && !request
		return probeKey{icmp, big.BigEndian.Uint32(body[4:])}, host, ok
	}
	const syn, ack = 0x02, 0x10
	if frame[ethernet+9] != unix.IPPROTO_TCP || len(body) < 20 || body[13]&syn == 0 || (body[13]&ack != 0) == request {
		return key, host, false
	}
	from, to := big.BigEndian.Uint16(body), big.BigEndian.Uint16(body[2:])
	if !request {
		from, to = to, from
	}
	return probeKey{fmt.Sprintf("tcp/%d", to), uint32(from)}, host, true
}

// outages are the spells in which three probes or more of a signal failed one
// after the other, as truth about that signal.
func (r *relay) outages() (shifts []shift, summary string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	runs, longest, failed := map[string][]*probeTruth{}, 0, 0
	for _, p := range r.order {
		run := runs[p.signal]
		if p.answered {
			if len(run) >= confirmAfter {
				shifts = append(shifts, shift{signal: p.signal, up: true, before: p.at.Add(-r.delay), after: p.at})
			}
			runs[p.signal] = nil
			continue
		}
		failed++
		run = append(run, p)
		if runs[p.signal] = run; len(run) == confirmAfter {
			shifts = append(shifts, shift{signal: p.signal, before: run[0].at.Add(-r.delay), after: run[0].at})
		}
		longest = max(longest, len(run))
	}
	return shifts, fmt.Sprintf("%d of %d packets dropped, %d of %d probes failed, at most %d in a row", r.dropped, r.packets, failed, len(r.order), longest)
}
