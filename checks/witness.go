package checks

import (
	"net"
	"strconv"

	"tminus/change"
)

// splitWitness reads a witness of the plan: an address that is pinged (port
// 0), or address:port, to which TCP connects.
func splitWitness(text string) (address string, port int) {
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		return text, 0
	}
	if port, err = strconv.Atoi(digits); err != nil || port < 1 || port > 65535 {
		return text, 0
	}
	return host, port
}

// witness adds the signal of a witness. It belongs to no host, and its name is
// the witness as the plan writes it.
func (b *builder) witness(text string) {
	address, port := splitWitness(text)
	t := b.target(change.Stated(probeTheWitness, "what", text), text, address)
	if port > 0 || b.echoes {
		b.ask("", text, noOwner, t, port)
		return
	}
	b.prober.notice(change.Stated(probeWitness, "what", text, "example", net.JoinHostPort(address, "443")))
}

// pings reports whether the plan asks for ICMP anywhere.
func pings(p *change.Plan) bool {
	for _, h := range p.Hosts {
		if h.Checks.ICMP {
			return true
		}
	}
	for _, w := range p.Witnesses {
		if _, port := splitWitness(w); port == 0 {
			return true
		}
	}
	return false
}
