package checks

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"

	"tminus/change"
	"tminus/fault"
)

// resolver finds the addresses of a name.
type resolver func(ctx context.Context, name string) ([]netip.Addr, error)

func lookup(ctx context.Context, name string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
}

// target is the pinned address of a host. It is resolved once and then kept: a
// DNS record that changes during the night must not make another machine answer
// for this one.
type target struct {
	// owner is whom a notice names; address is written in the plan.
	owner   change.Statement
	address string
	resolve resolver
	notice  func(change.Statement)
	turn    chan struct{} // held by the one signal that resolves
	pinned  atomic.Pointer[netip.Addr]
}

func newTarget(owner change.Statement, address string, resolve resolver, notice func(change.Statement)) *target {
	t := &target{owner: owner, address: address, resolve: resolve, notice: notice, turn: make(chan struct{}, 1)}
	if addr, err := netip.ParseAddr(address); err == nil {
		t.set(addr)
	}
	return t
}

func (t *target) set(addr netip.Addr) {
	addr = addr.Unmap()
	t.pinned.Store(&addr)
}

// pin resolves the address unless that has been done. The error is for people.
func (t *target) pin(ctx context.Context) error {
	if t.pinned.Load() != nil {
		return nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return fault.New(probeUnresolved, "what", t.address)
	}
	if t.pinned.Load() != nil {
		return nil // another signal of the host was faster
	}
	addrs, err := addressesOf(ctx, t.address, t.resolve)
	if err != nil {
		return err
	}
	t.choose(addrs)
	return nil
}

// choose prefers IPv4, as every host of a mixed network has it.
func (t *target) choose(addrs []netip.Addr) {
	addr := addrs[max(0, slices.IndexFunc(addrs, netip.Addr.Is4))]
	if len(addrs) > 1 {
		t.notice(change.Stated(probeChosen, "name", t.owner, "what", t.address, "n", len(addrs), "on", addr.String()))
	}
	t.set(addr)
}

// addr is the pinned address; only to be called after pin has succeeded.
func (t *target) addr() netip.Addr { return *t.pinned.Load() }

// addressesOf resolves a name to its distinct addresses, at least one. The
// error is for people.
func addressesOf(ctx context.Context, name string, resolve resolver) ([]netip.Addr, error) {
	found, err := resolve(ctx, name)
	if err != nil {
		return nil, fault.Wrap(err, probeNoName, "what", name)
	}
	var addrs []netip.Addr
	for _, a := range found {
		if a = a.Unmap(); !slices.Contains(addrs, a) {
			addrs = append(addrs, a)
		}
	}
	if len(addrs) == 0 {
		return nil, fault.New(probeNoAddress, "what", name)
	}
	return addrs, nil
}
