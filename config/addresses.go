package config

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

var hostPattern = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$`)

// address reads an IP address or a DNS name.
func address(into *given[string]) reader {
	return scalar[string]{into, "an address", func(text string, _ ast.Node) (string, fault) {
		return text, addressFault(text)
	}, schema{"type": "string", "minLength": 1, "maxLength": 253}}
}

func addressFault(text string) fault {
	wrong := "the address " + quote(text)
	if ip, err := netip.ParseAddr(text); err == nil {
		switch {
		case ip.Zone() != "" && !hostPattern.MatchString(ip.Zone()):
			return fault{wrong + " has a strange zone", "write it like fe80::1%eth0"}
		case ip.IsUnspecified(), ip.IsMulticast(), ip.Unmap() == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
			return fault{wrong + " is not that of one host", "write the host's own address, such as 192.0.2.11"}
		}
		return fault{}
	}
	if _, err := netip.ParseAddrPort(text); err == nil {
		return fault{wrong + " has a port", "write the address alone; ports belong under checks: {tcp: [3389]}"}
	}
	if !hostPattern.MatchString(text) || len(text) > 253 {
		return fault{wrong + " is neither an IP address nor a host name", "write it like 192.0.2.11, 2001:db8::11 or a1.example.net"}
	}
	if strings.Trim(text, "0123456789.") == "" {
		return fault{wrong + " is not a valid IP address", "four numbers from 0 to 255, such as 192.0.2.11"}
	}
	return fault{}
}

// sameAddress is a form of an address that is the same for the same address.
func sameAddress(text string) string {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip.Unmap().String()
	}
	return strings.TrimSuffix(strings.ToLower(text), ".")
}

func isIP(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// witness reads an address, alone or with a port.
func witness(into *given[string]) reader {
	return scalar[string]{into, "an address", func(text string, _ ast.Node) (string, fault) {
		host, port := splitWitness(text)
		if port == "" {
			return text, addressFault(host)
		}
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != port {
			return "", fault{"the witness " + quote(text) + " has no valid port", "write a port from 1 to 65535, such as 192.0.2.1:443, or the address alone to ping it"}
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

// pageURL reads the URL of an HTTP check. What is filled in on the night is
// tried out with a host's name and address.
func pageURL(into *given[string]) reader {
	return scalar[string]{into, "a URL", func(text string, _ ast.Node) (string, fault) {
		if f := textFault(text, maxURL); f.what != "" {
			return "", f
		}
		return text, urlFault(text)
	}, schema{"type": "string", "pattern": "^https?://", "maxLength": maxURL}}
}

const maxURL = 1000

func urlFault(text string) fault {
	const example = "write it like 'http://{address}:8080/health', in quotes"
	wrong := "the url " + quote(text)
	filled := strings.NewReplacer("{address}", "192.0.2.1", "{name}", "a1").Replace(text)
	u, err := url.Parse(filled)
	switch {
	case strings.ContainsAny(filled, "{}"):
		return fault{wrong + " holds braces that are not filled in", "only {address} and {name} are; write others as %7B and %7D"}
	case err != nil, strings.ContainsAny(text, " \\"):
		return fault{wrong + " is broken", example}
	case u.Scheme != "http" && u.Scheme != "https":
		return fault{wrong + " begins neither with http:// nor with https://", example}
	case u.User != nil:
		return fault{wrong + " holds a user or a password", "delete it: a plan is copied into the record and read by many"}
	case u.Hostname() == "":
		return fault{wrong + " names no host", example}
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fault{wrong + " has no valid port", "write a port from 1 to 65535"}
		}
	}
	return fault{}
}
