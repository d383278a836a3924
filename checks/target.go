package checks

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
)

// resolver finds the addresses of a name.
type resolver func(ctx context.Context, name string) ([]netip.Addr, error)

func lookup(ctx context.Context, name string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
}

// target is the pinned address of a host. It is resolved once and then kept:
// a DNS record that moves in the night must not make another machine answer
// for this one.
type target struct {
	// owner is whom a notice names; address is written in the plan.
	owner, address string
	resolve        resolver
	notice         func(format string, args ...any)
	turn           chan struct{} // held by the one signal that resolves
	pinned         atomic.Pointer[netip.Addr]
}

func newTarget(owner, address string, resolve resolver, notice func(string, ...any)) *target {
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
		return fmt.Errorf("the name %q has not been resolved: no answer from the resolver", t.address)
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
		t.notice("%s: the name %s has %d addresses; %s is the one that is watched. Put the address into the plan if it is another.",
			t.owner, t.address, len(addrs), addr)
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
		return nil, fmt.Errorf("the name %q does not resolve: %w", name, err)
	}
	var addrs []netip.Addr
	for _, a := range found {
		if a = a.Unmap(); !slices.Contains(addrs, a) {
			addrs = append(addrs, a)
		}
	}
	if len(addrs) == 0 {
		return nil, fmt.Errorf("the name %q has no address", name)
	}
	return addrs, nil
}
