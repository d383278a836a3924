package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tminus/change"
	"tminus/hostaddr"
)

// address reads an IP address or a DNS name.
func address(into *given[string]) reader {
	return scalar[string]{into, change.Stated(planWantAddress), func(text string, _ ast.Node) (string, change.Statement) {
		return text, addressFault(text)
	}, schema{"type": "string", "minLength": 1, "maxLength": 253}}
}

func addressFault(text string) change.Statement {
	if ip, err := netip.ParseAddr(text); err == nil {
		switch {
		case ip.Zone() != "" && !hostaddr.IsName(ip.Zone()):
			return change.Stated(planAddressZone, "given", clip(text), "example", "fe80::1%eth0")
		case !hostaddr.IsOne(ip):
			return change.Stated(planAddressMany, "given", clip(text))
		}
		return change.Statement{}
	}
	if _, err := netip.ParseAddrPort(text); err == nil {
		return change.Stated(planAddressPort, "given", clip(text), "example", "checks: {tcp: [3389]}")
	}
	if !hostaddr.IsName(text) || len(text) > 253 {
		return change.Stated(planAddress, "given", clip(text))
	}
	if strings.Trim(text, "0123456789.") == "" {
		return change.Stated(planAddressIP, "given", clip(text))
	}
	return change.Statement{}
}

func isIP(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// witness reads an address, alone or with a port.
func witness(into *given[string]) reader {
	return scalar[string]{into, change.Stated(planWantAddress), func(text string, _ ast.Node) (string, change.Statement) {
		host, port := splitWitness(text)
		if port == "" {
			return text, addressFault(host)
		}
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != port {
			return "", change.Stated(planWitnessPort, "given", clip(text))
		}
		return text, addressFault(host)
	}, schema{"type": "string", "minLength": 1, "maxLength": 253 + len("[]:65535")}}
}

// splitWitness splits address:port; the port is empty if there is none.
func splitWitness(text string) (address, port string) {
	host, port, err := net.SplitHostPort(text)
	if err != nil || port == "" {
		return text, ""
	}
	return host, port
}

// pageURL reads the URL of an HTTP check. Placeholders that are filled in on the
// night are tried with a host's name and address.
func pageURL(into *given[string]) reader {
	return scalar[string]{into, change.Stated(planWantURL), func(text string, _ ast.Node) (string, change.Statement) {
		if f := textFault(text, maxURL); f.Said() {
			return "", f
		}
		return text, urlFault(text)
	}, schema{"type": "string", "pattern": "^https?://", "maxLength": maxURL}}
}

const maxURL = 1000

func urlFault(text string) change.Statement {
	const example = "'http://{address}:8080/health'"
	filled := strings.NewReplacer("{address}", "192.0.2.1", "{name}", "a1").Replace(text)
	u, err := url.Parse(filled)
	switch {
	case strings.ContainsAny(filled, "{}"):
		return change.Stated(planURLBraces, "given", clip(text), "near", "{address}", "other", "{name}")
	case err != nil, strings.ContainsAny(text, " \\"):
		return change.Stated(planURLBroken, "given", clip(text), "example", example)
	case u.Scheme != "http" && u.Scheme != "https":
		return change.Stated(planURLScheme, "given", clip(text), "example", example)
	case u.User != nil:
		return change.Stated(planURLUser, "given", clip(text))
	case u.Hostname() == "":
		return change.Stated(planURLHost, "given", clip(text), "example", example)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return change.Stated(planURLPort, "given", clip(text))
		}
	}
	return change.Statement{}
}
