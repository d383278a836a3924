package scout

import (
	"net/netip"
	"strings"
)

// GatewayIn finds the default gateway in what `netstat -rn` or `route print` show;
// not valid: there is none.
func GatewayIn(routes string) netip.Addr {
	for line := range strings.Lines(routes) {
		fields := strings.Fields(line)
		at := -1
		switch {
		case len(fields) > 1 && fields[0] == "default":
			at = 1
		case len(fields) > 2 && fields[0] == "0.0.0.0" && fields[1] == "0.0.0.0":
			at = 2
		}
		if at < 0 {
			continue
		}
		if ip, err := netip.ParseAddr(fields[at]); err == nil && !ip.IsUnspecified() {
			return ip
		}
	}
	return netip.Addr{}
}
