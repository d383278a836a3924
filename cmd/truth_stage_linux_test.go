package cmd_test

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/change"
)

// The signals of a host, and the ports of two of them.
const (
	icmp      = change.SignalICMP
	rdp, smb  = "tcp/3389", "tcp/445"
	rdpPort   = 3389
	smbPort   = 445
	farSubnet = "10.98.0"
)

// scenario is what happens to one host. Its time begins when every host has
// its baseline.
type scenario struct {
	name string
	// unusable are the signals that never answer.
	unusable []string
	// relay is a bad cable; nil: a good one.
	relay *relay
	// behind names the router between the watcher and the host; empty: none.
	behind string
	// with names a host to which the same things happen.
	with string
	// marked: the operator marks the reboot before it begins.
	marked bool
	// prepare sets the host up before the watcher looks; play is its story.
	prepare func(*stage) error
	play    func(*stage)
}

// closer is an open port.
type closer = interface{ Close() error }

// stage is one host while its scenario is played.
type stage struct {
	t        *testing.T
	net      *network
	scene    scenario
	name     string // in the plan; its namespace has the same
	services map[int]closer
	story    story
	with     *stage
	// probed is an instant at which the host was probed.
	probed time.Time
	phases phases
}

// phases hands out points between two probes, so that acts are spread evenly
// over the interval: with acts at random the median error would be luck. The
// acts of a host alternate between the halves, the quarters and so on, and
// each host begins elsewhere.
type phases struct {
	begin float64
	n     uint32
}

func (p *phases) next(interval time.Duration) time.Duration {
	_, fraction := math.Modf(p.begin + float64(bits.Reverse32(p.n))/(1<<32))
	p.n++
	return time.Duration(fraction * float64(interval))
}

// pause waits for so long and then for the next point of the phases: up to
// one interval more.
func (h *stage) pause(d time.Duration) {
	every := h.story.interval
	at := time.Now().Round(0).Add(d / time.Duration(h.story.shorter))
	wait := (h.phases.next(every) - at.Sub(h.probed)) % every
	if wait < 0 {
		wait += every
	}
	time.Sleep(time.Until(at.Add(wait)))
}

// act does what makes signals answer or fall silent, and writes down when.
func (h *stage) act(up bool, do func() error, signals ...string) {
	before := time.Now().Round(0)
	err := do()
	after := time.Now().Round(0)
	if err != nil {
		h.t.Errorf("%s: %v", h.scene.name, err)
		runtime.Goexit()
	}
	for _, s := range []*stage{h, h.with} {
		for i := 0; s != nil && i < len(signals); i++ {
			s.story.shifts = append(s.story.shifts, shift{signals[i], up, before, after})
		}
	}
}

func (h *stage) down(do func() error, signals ...string) { h.act(false, do, signals...) }
func (h *stage) up(do func() error, signals ...string)   { h.act(true, do, signals...) }

func (h *stage) pull() error { return h.net.cable(h.name, "down") }
func (h *stage) plug() error { return h.net.cable(h.name, "up") }

func (h *stage) serve(ports ...int) func() error {
	return func() error {
		for _, port := range ports {
			l, err := h.net.listen(h.name, port)
			if err != nil {
				return err
			}
			h.services[port] = l
		}
		return nil
	}
}

func (h *stage) stop(ports ...int) func() error {
	return func() error {
		for _, port := range ports {
			if err := h.services[port].Close(); err != nil {
				return err
			}
		}
		return nil
	}
}

func (h *stage) block(rule string) func() error {
	return func() error { return h.net.block(h.name, rule) }
}

func (h *stage) unblock() error { return h.net.unblock(h.name) }

// mute makes the host ignore pings, or answer them again.
func (h *stage) mute(ignore string) error {
	return h.net.sysctl(h.name, "ipv4/icmp_echo_ignore_all", ignore)
}

func both(a, b func() error) func() error {
	return func() error { return errors.Join(a(), b()) }
}

// setUp makes the host and its services.
func (h *stage) setUp(i int) error {
	address := fmt.Sprintf("10.99.0.%d", i)
	err := func() error {
		switch {
		case h.scene.relay != nil:
			h.t.Cleanup(h.scene.relay.close)
			return h.net.attachSlow(h.name, address, h.scene.relay)
		case h.scene.behind != "":
			return h.attachBehind(i)
		}
		return h.net.attach(h.name, address)
	}()
	if err == nil {
		err = h.serve(rdpPort, smbPort)()
	}
	if err == nil && h.scene.prepare != nil {
		err = h.scene.prepare(h)
	}
	return err
}

// attachBehind puts the host behind a router, on a cable of its own.
func (h *stage) attachBehind(i int) error {
	router, port := h.scene.behind, strings.ToLower(h.name)
	gateway := fmt.Sprintf("%s.%d", farSubnet, i*4+1)
	return errors.Join(
		h.net.ip("netns", "add", h.net.ns(h.name)),
		h.net.in(router, "link add "+port+" type veth peer name eth0 netns "+h.net.ns(h.name)),
		h.net.in(router, "addr add "+gateway+"/30 dev "+port),
		h.net.in(router, "link set "+port+" up"),
		h.net.in(h.name, "addr add "+h.address(i)+"/30 dev eth0"),
		h.net.in(h.name, "link set eth0 up"),
		h.net.in(h.name, "route add default via "+gateway),
	)
}

// address is the host's address in the plan.
func (h *stage) address(i int) string {
	if h.scene.behind != "" {
		return fmt.Sprintf("%s.%d", farSubnet, i*4+2)
	}
	return fmt.Sprintf("10.99.0.%d", i)
}

// usable are the signals that answer at the baseline.
func (s scenario) usable() []string {
	return slices.DeleteFunc([]string{icmp, rdp, smb}, func(name string) bool { return slices.Contains(s.unusable, name) })
}
