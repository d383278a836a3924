package config

import "github.com/goccy/go-yaml/ast"

// hostList reads the hosts, each on top of the defaults: what a host writes
// replaces what the defaults say, key by key.
type hostList struct{ f *planFile }

func (l hostList) read(d *decoder, n ast.Node, at place) { l.list().read(d, n, at) }
func (l hostList) schema() schema                        { return l.list().schema() }

func (l hostList) list() list[hostPart] {
	return list[hostPart]{into: &l.f.hosts, blank: l.f.defaults, each: func(h *hostPart) reader {
		return placed{&h.at, h.named()}
	}}
}

// named has the keys of a host; the defaults have all but the name.
func (h *hostPart) named() section {
	return append(section{{"name", "hosts.name", name(&h.name), true}}, h.keys()...)
}

// placed reads a section and keeps where it begins; that place is zero if what is
// written there is not a section.
type placed struct {
	at *place
	section
}

func (p placed) read(d *decoder, n ast.Node, at place) {
	if kind(n).Code == planKindSection {
		*p.at = d.placeOr(n, at)
	}
	p.section.read(d, n, at)
}
