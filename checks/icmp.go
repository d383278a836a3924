package checks

import (
	"errors"
	"fmt"

	"golang.org/x/net/icmp"
)

// The kinds of ICMP socket: the datagram kind needs no rights where the
// system offers it, the raw kind is for the privileged.
const (
	datagram = "udp"
	raw      = "ip"
)

// networks are the names of a socket kind for IPv4 and IPv6.
func networks(kind string) (v4, v6 string) {
	if kind == raw {
		return "ip4:icmp", "ip6:ipv6-icmp"
	}
	return "udp4", "udp6"
}

// chooseKind finds the kind of socket that this machine grants us. The error
// names what each kind was refused with.
func chooseKind(goos string, try func(kind string) error) (kind string, err error) {
	var errs []error
	if goos != "windows" { // Windows has no datagram kind
		if err = try(datagram); err == nil {
			return datagram, nil
		}
		errs = append(errs, fmt.Errorf("datagram socket: %s", reason(err)))
	}
	if err = try(raw); err != nil {
		return "", errors.Join(append(errs, fmt.Errorf("raw socket: %s", reason(err)))...)
	}
	return raw, nil
}

// tryEcho tries a kind of socket, for IPv6 where there is no IPv4.
func tryEcho(kind string) error {
	v4, v6 := networks(kind)
	c, err := icmp.ListenPacket(v4, "")
	if err != nil {
		var err6 error
		if c, err6 = icmp.ListenPacket(v6, ""); err6 != nil {
			return err
		}
	}
	return c.Close()
}

// icmpNotice says that ICMP is impossible, and the remedy.
func icmpNotice(goos, program string, err error) string {
	remedy := "Run as administrator (root)."
	switch goos {
	case "linux":
		remedy = fmt.Sprintf("Allow it for everybody: sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'; "+
			"or for this program: sudo setcap cap_net_raw+ep '%s'; then start again.", program)
	case "darwin":
		remedy = "Start from a terminal that is not sandboxed, or with sudo."
	case "windows":
		remedy = "Start from a terminal opened with \"Run as administrator\"."
	}
	return fmt.Sprintf("ICMP is not possible on this machine (%v); hosts are watched without it. %s", err, remedy)
}
