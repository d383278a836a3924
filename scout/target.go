// Package scout finds out what there is to watch before there is a plan: the hosts
// that people name on a command line or in a list, the ports of theirs that answer,
// and the gateway that can be the witness.
//
//	target.go, ranges.go   one target as it is typed, and what stands for many
//	list.go                lists of them: /etc/hosts, ansible, one a line
//	ports.go               which ports answer
//	gateway*.go, zone.go   what this machine knows of itself
package scout

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"tminus/change"
	"tminus/fault"
	"tminus/hostaddr"
)

// Most is how many hosts can be watched without a plan.
const Most = 5000

// Target is one host to watch.
type Target struct {
	// Name is how people call it. It is never empty, and has no control characters.
	Name string
	// Address is an IP address or a name that is to be resolved.
	Address string
	// Ports are those that people named, in order; none: nobody named any.
	Ports []int
}

// Parse reads a target as people type it:
//
//	web1   web1:22,8443   10.0.0.7   db=10.0.0.9:1433   2001:db8::1   [2001:db8::1]:22
//	10.0.0.5-20   10.0.0.0/28   web[1:9]   web[01:12].example.net:443
//
// Everything else is refused, by a *fault.Error that says what to write instead.
func Parse(text string) ([]Target, error) {
	text = strings.TrimSpace(narrow(text))
	name, rest, named := strings.Cut(text, "=")
	if !named {
		name, rest = "", text
	}
	if rest == "" || named && name == "" {
		return nil, fault.New(scoutEmpty, "given", quoted(text))
	}
	host, ports, err := cutPorts(rest)
	if err != nil {
		return nil, err
	}
	hosts, err := expand(host)
	if err != nil {
		return nil, err
	}
	if named && len(hosts) > 1 {
		return nil, fault.New(scoutRange, "given", quoted(text))
	}
	var targets []Target
	for _, h := range hosts {
		t := Target{Name: h, Address: h, Ports: ports}
		if named {
			t.Name = name
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// narrow turns the signs that an input method types into those that are meant.
func narrow(text string) string {
	return strings.NewReplacer("：", ":", "，", ",", "＝", "=", "［", "[", "］", "]", "。", ".", "－", "-", "／", "/", "　", " ").Replace(text)
}

// quoted is a text from outside, fit for a message.
func quoted(text string) string {
	const most = 60
	if text = change.Clean(text); len([]rune(text)) > most {
		return string([]rune(text)[:most]) + "…"
	}
	return text
}

// cutPorts takes the ports off the end of a target. The colons of an IPv6 address and
// of a range are none of theirs.
func cutPorts(text string) (host string, ports []int, err error) {
	_, none := netip.ParseAddr(text)
	if _, err := netip.ParsePrefix(text); none == nil || err == nil {
		return text, nil, nil
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 || strings.LastIndexByte(text, ']') > i {
		return unbracketed(text), nil, nil
	}
	for field := range strings.SplitSeq(text[i+1:], ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != field {
			return "", nil, fault.New(scoutPort, "given", quoted(text))
		}
		if !slices.Contains(ports, n) {
			ports = append(ports, n)
		}
	}
	return unbracketed(text[:i]), ports, nil
}

// unbracketed is an IPv6 address without its brackets, and any other text as it is.
func unbracketed(text string) string {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		if _, err := netip.ParseAddr(inner); ok && err == nil {
			return inner
		}
	}
	return text
}

const longestName = 63

// check refuses what is no host, or has a name that could not stand on a board.
func (t Target) check() error {
	ip, err := netip.ParseAddr(t.Address)
	switch {
	case err == nil && !hostaddr.IsOne(ip):
		return fault.New(scoutAddress, "given", quoted(t.Address))
	case err == nil && ip.Zone() != "" && !hostaddr.IsName(ip.Zone()):
		return fault.New(scoutAddress, "given", quoted(t.Address))
	case err != nil && strings.Trim(t.Address, "0123456789.") == "":
		return fault.New(scoutAddress, "given", quoted(t.Address))
	case err != nil && (!hostaddr.IsName(t.Address) || len(t.Address) > 253):
		return fault.New(scoutName, "given", quoted(t.Address))
	}
	plain := t.Name != "" && change.Clean(t.Name) == t.Name && !strings.ContainsAny(t.Name, "/\\ @") &&
		!strings.HasPrefix(t.Name, ".") && !strings.HasPrefix(t.Name, "-") && !strings.Contains(t.Name, "${")
	switch {
	case !plain:
		return fault.New(scoutName, "given", quoted(t.Name))
	case len([]rune(t.Name)) > longestName:
		return fault.New(scoutLong, "given", quoted(t.Name), "all", longestName)
	}
	return nil
}
