package checks

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"tminus/change"
	"tminus/fault"
)

// page is what an HTTP check asks for.
type page struct {
	check change.HTTPCheck
	url   *url.URL // without the zone of an IPv6 address: that is this machine's own word (RFC 6874)
	name  string   // whom to connect to, with its zone
	port  int
	// own: the URL names the host itself, so that its pinned address is asked.
	own bool
}

func newPage(c change.HTTPCheck, h *change.Host) (*page, error) {
	u, err := url.Parse(fillURL(c.URL, h))
	if err != nil {
		return nil, fault.Wrap(err, probeURLBroken)
	}
	p := &page{check: c, url: u}
	switch u.Scheme {
	case "http":
		p.port = 80
	case "https":
		p.port = 443
	default:
		return nil, fault.New(probeURLScheme)
	}
	if u.Hostname() == "" {
		return nil, fault.New(probeURLHost)
	}
	if text := u.Port(); text != "" {
		if p.port, err = strconv.Atoi(text); err != nil || p.port < 1 || p.port > 65535 {
			return nil, fault.New(probeURLPort, "given", text)
		}
	}
	p.name = u.Hostname()
	p.own = isHost(p.name, h)
	if ip, err := netip.ParseAddr(p.name); err == nil {
		u.Host = strings.Replace(u.Host, "%"+ip.Zone(), "", 1)
	}
	return p, nil
}

// fillURL puts the host into a URL: as its authority spells addresses, with
// brackets around IPv6; after that, as paths do.
func fillURL(text string, h *change.Host) string {
	begin := strings.Index(text, "://") + len("://")
	if begin < len("://") {
		return text // url.Parse will say what is wrong
	}
	end := len(text)
	if i := strings.IndexAny(text[begin:], "/?#"); i >= 0 {
		end = begin + i
	}
	address := h.Address
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() {
		address = "[" + strings.ReplaceAll(address, "%", "%25") + "]"
	}
	authority := strings.NewReplacer("{address}", address, "{name}", h.Name)
	rest := strings.NewReplacer("{address}", url.PathEscape(h.Address), "{name}", url.PathEscape(h.Name))
	return text[:begin] + authority.Replace(text[begin:end]) + rest.Replace(text[end:])
}

// isHost reports whether the name in a URL is that of the host.
func isHost(name string, h *change.Host) bool {
	name = strings.TrimSuffix(name, ".")
	if strings.EqualFold(name, strings.TrimSuffix(h.Address, ".")) || strings.EqualFold(name, h.Name) {
		return true
	}
	a, errA := netip.ParseAddr(name)
	b, errB := netip.ParseAddr(h.Address)
	return errA == nil && errB == nil && a.Unmap() == b.Unmap()
}
