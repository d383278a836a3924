package checks

import (
	"context"
	"net"
	"net/netip"
	"time"

	"tminus/change"
)

// tcpProbe connects to a port and hangs up. Nothing is sent over the
// connection: an open port is reachable, not proven.
func tcpProbe(t *target, port int, dial dialer, timeout time.Duration) probe {
	return func(ctx context.Context) change.Observation {
		to := t.addr()
		start := time.Now()
		c, err := dial(ctx, "tcp", netip.AddrPortFrom(to, uint16(port)).String())
		if err != nil {
			return judge(err, to, timeout, routed)
		}
		latency := time.Since(start)
		hangUp(c)
		return answered(latency)
	}
}

// hangUp ends the connection with a reset: a probe every second would
// otherwise fill this machine with ports in TIME_WAIT.
func hangUp(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // the close below is all that matters
	}
	_ = c.Close() // the answer has been seen; nothing was written that could be lost
}
