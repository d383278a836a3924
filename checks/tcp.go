package checks

import "net"

// hangUp ends the connection with a reset: a probe every second would
// otherwise fill this machine with ports in TIME_WAIT.
func hangUp(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // the close below is all that matters
	}
	_ = c.Close() // the answer has been seen; nothing was written that could be lost
}
