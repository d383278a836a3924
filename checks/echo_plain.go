package checks

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// plainEcho sends an echo through a datagram socket of its own. The reply is
// known by its payload, as kernels replace the identifier.
func plainEcho(ctx context.Context, to netip.Addr) (time.Duration, error) {
	v4, v6 := networks(datagram)
	network, kind := v4, icmp.Type(ipv4.ICMPTypeEcho)
	if !to.Is4() {
		network, kind = v6, ipv6.ICMPTypeEchoRequest
	}
	c, err := icmp.ListenPacket(network, "")
	if err != nil {
		return 0, fmt.Errorf("ICMP socket: %w", err)
	}
	defer func() { _ = c.Close() }() // nothing is left in it that counts
	// A deadline in the past wakes the reader.
	defer context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Unix(1, 0)) })()

	token := []byte(rand.Text())
	msg := icmp.Message{Type: kind, Body: &icmp.Echo{ID: os.Getpid() & 0xffff, Seq: 1, Data: token}}
	packet, err := msg.Marshal(nil)
	if err != nil {
		return 0, fmt.Errorf("ICMP echo: %w", err)
	}
	start := time.Now()
	if _, err := c.WriteTo(packet, &net.UDPAddr{IP: to.AsSlice(), Zone: to.Zone()}); err != nil {
		return 0, fmt.Errorf("ICMP echo: %w", err)
	}
	if err := awaitReply(c, token); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}

func awaitReply(c net.PacketConn, token []byte) error {
	buf := make([]byte, 1500)
	for {
		n, _, err := c.ReadFrom(buf)
		switch {
		case isTimeout(err):
			return errNoReply
		case err != nil:
			return fmt.Errorf("ICMP reply: %w", err)
		case isReply(buf[:n], token):
			return nil
		}
	}
}

// isReply reports whether a packet is the echo reply that carries the token,
// with or without an IPv4 header before it.
func isReply(packet, token []byte) bool {
	const least = 8 // the ICMP header
	if len(packet) > 0 && packet[0]>>4 == 4 {
		header := int(packet[0]&0x0f) * 4
		if len(packet) < header {
			return false
		}
		packet = packet[header:]
	}
	if len(packet) < least {
		return false
	}
	reply4, reply6 := byte(ipv4.ICMPTypeEchoReply), byte(ipv6.ICMPTypeEchoReply)
	return (packet[0] == reply4 || packet[0] == reply6) && bytes.Equal(packet[least:], token)
}
