package config

import (
	"fmt"
	"slices"

	"tminus/change"
	"tminus/hostaddr"
)

// joined is a name of the inventory that was taken to be another spelling of an
// earlier one.
type joined struct {
	kind     string
	name, as string
	line     int
}

func (i *inventory) take(kind string, name given[string], as string) {
	same := func(j joined) bool { return j.kind == kind && j.name == name.val }
	if !slices.ContainsFunc(i.joined, same) {
		i.joined = append(i.joined, joined{kind, name.val, as, name.at.line})
	}
}

// environment returns an environment in the spelling that came first.
func (i *inventory) environment(env *given[string]) {
	if !env.ok {
		return
	}
	key := alike(env.val)
	before, known := i.environments[key]
	switch {
	case !known:
		i.environments[key] = spelling{env.val, env.at}
		i.f.environments.val = append(i.f.environments.val, environmentPart{name: *env})
	case before.name != env.val:
		i.take("environment", *env, before.name)
		env.val = before.name
	}
}

// join reports whether a row only repeats a host that is already there, spelled
// differently. If it says anything else about that host, both rows stay and are
// refused: nobody knows which of them is right.
func (i *inventory) join(h *hostPart) bool {
	key := alike(h.name.val)
	before, known := i.hosts[key]
	switch {
	case !h.name.ok:
		return false
	case !known:
		i.hosts[key] = spelling{h.name.val, h.name.at}
		return false
	case before.name == h.name.val:
		return false
	}
	at := slices.IndexFunc(i.f.hosts.val, func(f hostPart) bool { return f.name.val == before.name })
	if at < 0 || !i.f.hosts.val[at].tells(h) {
		return false
	}
	i.take("host", h.name, before.name)
	return true
}

// tells reports whether a row says everything that another one says, apart from the
// name.
func (h *hostPart) tells(o *hostPart) bool {
	same := func(a, b given[string]) bool { return !b.written() || a.ok && b.ok && a.val == b.val }
	return o.address.ok && hostaddr.Same(h.address.val) == hostaddr.Same(o.address.val) &&
		same(h.environment, o.environment) && same(h.model, o.model) && same(h.os, o.os) &&
		same(h.from, o.from) && same(h.to, o.to) && same(h.tested, o.tested) &&
		(!o.tcp.written() || slices.Equal(values(h.tcp.val), values(o.tcp.val)))
}

// joinNotices tell which names were taken for one.
func (i *inventory) joinNotices() []change.Statement {
	names := map[string][]string{}
	for _, j := range i.joined {
		names[j.kind] = append(names[j.kind], fmt.Sprintf("%s = %s (%d)", j.name, j.as, j.line))
	}
	file := change.Clean(i.errs.File)
	var notices []change.Statement
	if hosts := names["host"]; hosts != nil {
		notices = append(notices, change.Stated(change.WarnHostsJoined, "file", file, "names", hosts))
	}
	if environments := names["environment"]; environments != nil {
		notices = append(notices, change.Stated(change.WarnEnvironmentsJoined, "file", file, "names", environments))
	}
	return notices
}
