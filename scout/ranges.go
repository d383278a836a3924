package scout

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"tminus/fault"
)

var (
	// span is a range of the last part of an IPv4 address: 10.0.0.5-20.
	span = regexp.MustCompile(`^(\d{1,3}\.\d{1,3}\.\d{1,3}\.)(\d{1,3})-(\d{1,3})$`)
	// counted is a range of numbers in a name, as ansible writes it: [1:9], [01:12].
	counted = regexp.MustCompile(`^([^\[\]]*)\[(\d{1,6})[:-](\d{1,6})\](.*)$`)
)

// expand lists the hosts that a text stands for.
func expand(text string) ([]string, error) {
	if m := span.FindStringSubmatch(text); m != nil {
		return numbered(text, m[1], m[2], m[3], "")
	}
	if strings.Contains(text, "/") {
		return network(text)
	}
	m := counted.FindStringSubmatch(text)
	if m == nil {
		if strings.ContainsAny(text, "[]") {
			return nil, fault.New(scoutRange, "given", quoted(text))
		}
		return []string{text}, nil
	}
	ends, err := expand(m[4]) // a name may have more than one range
	if err != nil {
		return nil, err
	}
	var all []string
	for _, end := range ends {
		some, err := numbered(text, m[1], m[2], m[3], end)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(all) > Most {
			return nil, tooMany(text)
		}
	}
	return all, nil
}

// numbered counts from one number to another, with as many digits as the first has.
func numbered(text, before, from, to, after string) ([]string, error) {
	first, _ := strconv.Atoi(from)
	last, _ := strconv.Atoi(to)
	switch {
	case last < first:
		return nil, fault.New(scoutRange, "given", quoted(text))
	case last-first >= Most:
		return nil, tooMany(text)
	}
	width := 0
	if strings.HasPrefix(from, "0") {
		width = len(from)
	}
	var all []string
	for n := first; n <= last; n++ {
		all = append(all, fmt.Sprintf("%s%0*d%s", before, width, n, after))
	}
	return all, nil
}

// network lists the hosts of a network, without its own address and that to all of
// its hosts.
func network(text string) ([]string, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return nil, fault.New(scoutRange, "given", quoted(text))
	}
	bits := prefix.Addr().BitLen() - prefix.Bits()
	if bits > 13 { // 8192 and more
		return nil, tooMany(text)
	}
	var all []string
	for ip, n := prefix.Masked().Addr(), 0; n < 1<<bits; ip, n = ip.Next(), n+1 {
		if edge := n == 0 || n == 1<<bits-1 && ip.Is4(); bits > 1 && edge {
			continue
		}
		all = append(all, ip.String())
	}
	if len(all) > Most {
		return nil, tooMany(text)
	}
	return all, nil
}

func tooMany(text string) error {
	return fault.New(scoutMany, "given", quoted(text), "all", Most)
}
