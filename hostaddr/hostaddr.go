// Package hostaddr says what can be the address of a host, the same for plans and for
// targets that are typed: an IP address, or a name that is looked up.
package hostaddr

import (
	"net/netip"
	"regexp"
	"strings"
)

var name = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$`)

// IsName reports whether a text has the form of a name that can be looked up, or of a
// zone of an IPv6 address, however long it is.
func IsName(text string) bool { return name.MatchString(text) }

// IsOne reports whether an IP address can be that of one host.
func IsOne(ip netip.Addr) bool {
	return !ip.IsUnspecified() && !ip.IsMulticast() && ip.Unmap() != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// Same is a form of an address that is the same for the same address.
func Same(text string) string {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip.Unmap().String()
	}
	return strings.TrimSuffix(strings.ToLower(text), ".")
}
