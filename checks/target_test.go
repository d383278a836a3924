package checks

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tminus/change"
	"tminus/fault"
)

func addrs(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, a := range list {
		out = append(out, netip.MustParseAddr(a))
	}
	return out
}

func TestAddressNeedsNoResolver(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "2001:db8::1": "2001:db8::1", "::ffff:192.0.2.1": "192.0.2.1", "fe80::1%eth0": "fe80::1%eth0",
	} {
		tg := pinned(t, address)
		if err := tg.pin(t.Context()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if got := tg.addr().String(); got != want {
			t.Errorf("%s is pinned to %s", address, got)
		}
	}
}

func TestNameIsResolvedOnce(t *testing.T) {
	var asked atomic.Int64
	answers := []func() ([]netip.Addr, error){
		func() ([]netip.Addr, error) { return nil, errors.New("no such host") },
		func() ([]netip.Addr, error) { return nil, nil },
		func() ([]netip.Addr, error) { return addrs("192.0.2.1"), nil },
		func() ([]netip.Addr, error) { return addrs("192.0.2.2"), nil },
	}
	tg := newTarget(change.Own("db1"), "db1.example", func(context.Context, string) ([]netip.Addr, error) {
		return answers[asked.Add(1)-1]()
	}, func(st change.Statement) { t.Error(st) })
	for _, want := range []string{`the name "db1.example" does not resolve: no such host`, `the name "db1.example" has no address`} {
		if err := tg.pin(t.Context()); err == nil || worded(fault.Of(err)) != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := tg.pin(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if asked.Load() != 3 || tg.addr() != netip.MustParseAddr("192.0.2.1") {
		t.Errorf("asked %d times, pinned to %s", asked.Load(), tg.addr())
	}
}

func TestManyAddressesAreSaid(t *testing.T) {
	var said string
	tg := newTarget(change.Own("db1"), "db1.example", func(context.Context, string) ([]netip.Addr, error) {
		return addrs("2001:db8::1", "192.0.2.1", "192.0.2.2"), nil
	}, func(st change.Statement) { said += worded(st) })
	if err := tg.pin(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := tg.addr().String(); got != "192.0.2.1" {
		t.Errorf("pinned to %s, want the first IPv4 address", got)
	}
	if !strings.Contains(said, "has 3 addresses; 192.0.2.1 is the one") {
		t.Errorf("notice %q", said)
	}
}

func TestSilentResolverHoldsNobodyForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := newTarget(change.Own("db1"), "db1.example", func(ctx context.Context, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, func(st change.Statement) { t.Error(st) })
		in := &collector{}
		a, b := testSignal("a", answerIn(0)), testSignal("b", answerIn(0))
		a.ready, b.ready = tg.pin, tg.pin
		runFor(t, time.Minute, in, a, b)
		for _, o := range in.all() {
			says(t, o, change.Unknown, change.CauseResolve)
		}
		if in.least(2) < 5 {
			t.Error("a signal was not reported while its name did not resolve")
		}
	})
}
