package checks

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"

	"tminus/change"
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
	host, address string
	resolve       resolver
	notice        func(format string, args ...any)
	turn          chan struct{} // held by the one signal that resolves
	pinned        atomic.Pointer[netip.Addr]
}

func newTarget(h *change.Host, resolve resolver, notice func(string, ...any)) *target {
	t := &target{host: h.Name, address: h.Address, resolve: resolve, notice: notice, turn: make(chan struct{}, 1)}
	if addr, err := netip.ParseAddr(h.Address); err == nil {
		addr = addr.Unmap()
		t.pinned.Store(&addr)
	}
	return t
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
	addrs, err := t.resolve(ctx, t.address)
	if err != nil {
		return fmt.Errorf("the name %q does not resolve: %w", t.address, err)
	}
	return t.choose(addrs)
}

// choose prefers IPv4, as every host of a mixed network has it.
func (t *target) choose(addrs []netip.Addr) error {
	if len(addrs) == 0 {
		return fmt.Errorf("the name %q has no address", t.address)
	}
	i := max(0, slices.IndexFunc(addrs, func(a netip.Addr) bool { return a.Unmap().Is4() }))
	addr := addrs[i].Unmap()
	if len(addrs) > 1 {
		t.notice("%s: the name %s has %d addresses; %s is the one that is watched. Put the address into the plan if it is another.",
			t.host, t.address, len(addrs), addr)
	}
	t.pinned.Store(&addr)
	return nil
}

// addr is the pinned address; only to be called after pin has succeeded.
func (t *target) addr() netip.Addr { return *t.pinned.Load() }
