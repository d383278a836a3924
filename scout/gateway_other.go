//go:build !linux

package scout

import (
	"bytes"
	"context"
	"net/netip"
	"runtime"
	"time"

	"tminus/process"
)

// gatewayPatience is how long the system may take to tell its routes.
const gatewayPatience = 500 * time.Millisecond

// Gateway is the default gateway of this machine by IPv4; not valid: there is none, or
// the system does not tell.
func Gateway(ctx context.Context) netip.Addr {
	argv := []string{"netstat", "-rn", "-f", "inet"}
	if runtime.GOOS == "windows" {
		argv = []string{"route", "print", "-4"}
	}
	var out bytes.Buffer
	process.Run(ctx, process.Spec{Argv: argv, Timeout: gatewayPatience, Output: &out})
	return GatewayIn(out.String())
}
