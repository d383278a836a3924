package cmd_test

import (
	"time"

	"tminus/length"
)

// router is the machine between the watcher and the far hosts.
const router = "router"

// scenes are the scenarios of the hosts of one network, each with a host of
// its own: the first host is H1.
func scenes() []scenario {
	return []scenario{
		{name: "reboot marked by the operator", marked: true, play: cleanReboot},
		{name: "power cut", play: powerCut},
		{name: "clean shutdown", play: cleanReboot},
		{name: "half-up for 20 s", play: halfUp},
		{name: "filtered port, power cut", unusable: []string{smb}, prepare: filterPort, play: powerCutFiltered},
		{name: "port becomes filtered", prepare: firewalled, play: portFiltered},
		{name: "firewall rejects everything", prepare: firewalled, play: rejecting},
		{name: "everything refused", play: refusing},
		{name: "two bounces", play: twoBounces},
		{name: "10 % loss, 200 ms", relay: &relay{delay: 100 * time.Millisecond, loss: 0.05}, play: aWhile},
		{name: "flapping cable", play: flapping},
		{name: "dead router, first host", behind: router, with: "H13", play: deadRouter},
		{name: "dead router, second host", behind: router},
		{name: "slow link of 150 ms, power cut", relay: &relay{delay: 75 * time.Millisecond}, play: slowPowerCut},
		{name: "ICMP filtered, reboot", unusable: []string{icmp}, prepare: muted, play: rebootUnpinged},
		{name: "outage of 1.6 s", play: blinking},
		{name: "one service restarts", play: serviceRestarts},
		{name: "hangs: pings alone are answered", play: hangs},
		{name: "nothing happens", play: aWhile},
	}
}

func firewalled(h *stage) error { return h.net.firewall(h.name) }

func filterPort(h *stage) error {
	return both(func() error { return firewalled(h) }, h.block("ipproto tcp dport 445 blackhole"))()
}

func muted(h *stage) error { return h.mute("1") }

// powerCut: all is lost at once; the kernel is back first, then the services.
func powerCut(h *stage) {
	h.pause(2 * time.Second)
	h.down(h.pull, icmp, rdp, smb)
	h.act(false, h.stop(rdpPort, smbPort))
	h.pause(8 * time.Second)
	h.up(h.plug, icmp)
	h.pause(2 * time.Second)
	h.up(h.serve(rdpPort, smbPort), rdp, smb)
}

// cleanReboot: the services stop first and the kernel last.
func cleanReboot(h *stage) {
	h.pause(3 * time.Second)
	h.down(h.stop(rdpPort, smbPort), rdp, smb)
	h.pause(5 * time.Second)
	h.down(h.pull, icmp)
	h.pause(8 * time.Second)
	h.up(h.plug, icmp)
	h.pause(4 * time.Second)
	h.up(h.serve(rdpPort), rdp)
	h.pause(2 * time.Second)
	h.up(h.serve(smbPort), smb)
}

// halfUp: one port is back with the ping, the other takes 20 s more.
func halfUp(h *stage) {
	h.pause(time.Second)
	h.down(h.pull, icmp, rdp, smb)
	h.act(false, h.stop(smbPort))
	h.pause(6 * time.Second)
	h.up(h.plug, icmp, rdp)
	h.pause(20 * time.Second)
	h.up(h.serve(smbPort), smb)
}

// powerCutFiltered: the port that is filtered has no part in it.
func powerCutFiltered(h *stage) {
	h.pause(4 * time.Second)
	h.down(h.pull, icmp, rdp)
	h.pause(9 * time.Second)
	h.up(h.plug, icmp, rdp)
}

func portFiltered(h *stage) {
	h.pause(3 * time.Second)
	h.down(h.block("ipproto tcp dport 445 blackhole"), smb)
	h.pause(10 * time.Second)
	h.up(h.unblock, smb)
}

// rejecting: a firewall says "administratively prohibited" to whatever comes.
func rejecting(h *stage) {
	h.pause(5 * time.Second)
	h.down(h.block("prohibit"), icmp, rdp, smb)
	h.pause(9 * time.Second)
	h.up(h.unblock, icmp, rdp, smb)
}

// refusing: the kernel is there, refuses every connection and ignores pings.
func refusing(h *stage) {
	h.pause(6 * time.Second)
	h.down(both(h.stop(rdpPort, smbPort), func() error { return h.mute("1") }), icmp, rdp, smb)
	h.pause(8 * time.Second)
	h.up(both(h.serve(rdpPort, smbPort), func() error { return h.mute("0") }), icmp, rdp, smb)
}

// twoBounces: twice it is all back, and falls before it has settled.
func twoBounces(h *stage) {
	h.pause(2 * time.Second)
	for range 2 {
		h.down(h.pull, icmp, rdp, smb)
		h.pause(6 * time.Second)
		h.up(h.plug, icmp, rdp, smb)
		h.pause(4 * time.Second)
	}
	h.down(h.pull, icmp, rdp, smb)
	h.pause(6 * time.Second)
	h.up(h.plug, icmp, rdp, smb)
}

// aWhile: nothing happens, in full for a minute.
func aWhile(*stage) { time.Sleep(length.Of(20*time.Second, time.Minute)) }

// flapping: never down long enough for three probes to be lost in a row. The
// period is no multiple of the interval, so that the probes meet all of it.
func flapping(h *stage) {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2130 * time.Millisecond) {
		h.down(h.pull, icmp, rdp, smb)
		time.Sleep(time.Second)
		h.up(h.plug, icmp, rdp, smb)
	}
}

// deadRouter: two hosts are cut off together by what stands before them.
func deadRouter(h *stage) {
	forward := func(on string) func() error {
		return func() error { return h.net.sysctl(router, "ipv4/conf/all/forwarding", on) }
	}
	h.pause(4 * time.Second)
	h.down(forward("0"), icmp, rdp, smb)
	h.pause(15 * time.Second)
	h.up(forward("1"), icmp, rdp, smb)
}

func slowPowerCut(h *stage) {
	time.Sleep(length.Of(5*time.Second, 20*time.Second))
	powerCut(h)
}

// rebootUnpinged: its ports are all that tells of it.
func rebootUnpinged(h *stage) {
	h.pause(5 * time.Second)
	h.down(h.pull, rdp, smb)
	h.act(false, h.stop(rdpPort, smbPort))
	h.pause(8 * time.Second)
	h.act(true, h.plug)
	h.pause(4 * time.Second)
	h.up(h.serve(rdpPort, smbPort), rdp, smb)
}

func blinking(h *stage) {
	for range 4 {
		h.pause(5 * time.Second)
		h.down(h.pull, icmp, rdp, smb)
		time.Sleep(1600 * time.Millisecond)
		h.up(h.plug, icmp, rdp, smb)
	}
}

func serviceRestarts(h *stage) {
	h.pause(7 * time.Second)
	h.down(h.stop(smbPort), smb)
	h.pause(7 * time.Second)
	h.up(h.serve(smbPort), smb)
}

func hangs(h *stage) {
	h.pause(8 * time.Second)
	h.down(h.stop(rdpPort, smbPort), rdp, smb)
	h.pause(8 * time.Second)
	h.up(h.serve(rdpPort, smbPort), rdp, smb)
}
