package checks

import (
	"net/netip"
	"testing"
	"time"
)

// TestSieve: what passes where there is no kernel to decide it.
func TestSieve(t *testing.T) {
	m := newMint()
	theirs, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	var packet [echoLen]byte
	m.stamp(packet[:], 1, 1, time.Now(), theirs)
	const chance = 5 // not the one of so many that passes
	for _, c := range []struct {
		name   string
		sieve  sieve
		packet []byte
		from   netip.Addr
		passes bool
	}{
		{"at rest anything", sieve{oneIn: 1}, packet[:echoHeader], other, true},
		{"in a flood what is ours", sieve{oneIn: 1024}, packet[:], theirs, true},
		{"not the cookie of another", sieve{oneIn: 1024}, packet[:], other, false},
		{"nor what is too short for one", sieve{oneIn: 1024}, packet[:echoHeader+2], theirs, false},
		{"nor what comes from the flood itself", sieve{oneIn: 1024, thinned: []netip.Addr{other, theirs}}, packet[:], theirs, false},
		{"while others' passes", sieve{oneIn: 1024, thinned: []netip.Addr{other}}, packet[:], theirs, true},
	} {
		c.sieve.key = m.key
		if got := c.sieve.admits(c.packet, c.from, chance); got != c.passes {
			t.Errorf("%s: passes: %v", c.name, got)
		}
		if !c.sieve.admits(c.packet, c.from, 1024) {
			t.Errorf("%s: not even a sample passes", c.name)
		}
		if w, want := c.sieve.weight(c.packet, c.from), map[bool]uint64{true: 1, false: 1024}[c.passes]; w != want {
			t.Errorf("%s: stands for %d, want %d", c.name, w, want)
		}
	}
}

// TestCookies: the cookie of one address says nothing about another's, be it as
// near as it may.
func TestCookies(t *testing.T) {
	m := newMint()
	seen := map[uint32]netip.Addr{}
	for _, first := range []string{"192.0.2.0", "2001:db8::", "fe80::"} {
		a := netip.MustParseAddr(first)
		for range 5000 {
			c := m.key.cookie(a)
			if old, ok := seen[c]; ok {
				t.Logf("%s and %s share a cookie", old, a) // one pair of 26,000 or so may
			}
			seen[c] = a
			a = a.Next()
		}
	}
	if len(seen) < 15_000-3 {
		t.Errorf("15,000 addresses have %d cookies", len(seen))
	}
	if other := newMint(); other.key.cookie(netip.MustParseAddr("192.0.2.1")) == m.key.cookie(netip.MustParseAddr("192.0.2.1")) {
		t.Error("two processes have the same cookies")
	}
}

// TestCrowd: whoever sends much is known, among however many.
func TestCrowd(t *testing.T) {
	var c crowd
	loud, strange := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("198.51.100.0")
	for range 3000 {
		strange = strange.Next()
		c.add(strange, 1, false)
		c.add(loud, 1, true)
	}
	list := c.greatest(100)
	if len(list) != 1 || list[0].addr != loud || list[0].ours != list[0].sent || list[0].sent > 3000 {
		t.Errorf("%+v", list)
	}
	c.grow(6000) // as many again found no room
	if list = c.greatest(100); c.total != 12_000 || list[0].sent < 4000 {
		t.Errorf("%d, %+v", c.total, list)
	}
}
