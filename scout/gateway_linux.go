package scout

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// Gateway is the default gateway of this machine, by IPv4 or, where that has none, by
// IPv6; not valid: there is none, or the system does not tell.
func Gateway(context.Context) netip.Addr {
	if text, err := os.ReadFile("/proc/net/route"); err == nil {
		if ip := routeV4(string(text)); ip.IsValid() {
			return ip
		}
	}
	if text, err := os.ReadFile("/proc/net/ipv6_route"); err == nil {
		return routeV6(string(text))
	}
	return netip.Addr{}
}

// routeV4 reads the best default route of /proc/net/route, whose addresses are in the
// byte order of the machine.
func routeV4(text string) (best netip.Addr) {
	least := 0
	for line := range strings.Lines(text) {
		f := strings.Fields(line) // interface, destination, gateway, flags, …, metric, mask
		if len(f) < 8 || f[1] != "00000000" || f[7] != "00000000" {
			continue
		}
		raw, err := hex.DecodeString(f[2])
		metric, bad := strconv.Atoi(f[6])
		if err != nil || bad != nil || len(raw) != 4 || f[2] == "00000000" {
			continue
		}
		if !best.IsValid() || metric < least {
			best, least = native(raw), metric
		}
	}
	return best
}

func native(raw []byte) netip.Addr {
	var ip [4]byte
	binary.NativeEndian.PutUint32(ip[:], binary.BigEndian.Uint32(raw))
	return netip.AddrFrom4(ip)
}

// routeV6 reads the first default route of /proc/net/ipv6_route that has a gateway.
func routeV6(text string) netip.Addr {
	const none = "00000000000000000000000000000000"
	for line := range strings.Lines(text) {
		f := strings.Fields(line) // destination, its length, source, its length, next hop, …, interface
		if len(f) < 10 || f[0] != none || f[1] != "00" || f[4] == none {
			continue
		}
		raw, err := hex.DecodeString(f[4])
		ip, ok := netip.AddrFromSlice(raw)
		if err != nil || !ok {
			continue
		}
		if ip.IsLinkLocalUnicast() {
			ip = ip.WithZone(f[9])
		}
		return ip
	}
	return netip.Addr{}
}
