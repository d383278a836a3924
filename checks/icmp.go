package checks

import (
	"errors"

	"golang.org/x/net/icmp"

	"tminus/change"
	"tminus/fault"
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
		errs = append(errs, refusedSocket("datagram", err))
	}
	if err = try(raw); err != nil {
		return "", errors.Join(append(errs, refusedSocket("raw", err))...)
	}
	return raw, nil
}

// refusedSocket says what a kind of socket was refused with.
func refusedSocket(kind string, err error) error {
	return fault.New(probeSocket, "what", kind, "why", why(err))
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
func icmpNotice(goos, program string, err error) change.Statement {
	remedy := change.Stated(probeTryRoot)
	switch goos {
	case "linux":
		remedy = change.Stated(probeTryLinux, "file", program)
	case "darwin":
		remedy = change.Stated(probeTryDarwin)
	case "windows":
		remedy = change.Stated(probeTryWindows)
	}
	return change.Stated(probeNoICMP, "why", fault.Of(err), "try", remedy)
}
