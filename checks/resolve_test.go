package checks

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tminus/change"
)

// book resolves from a table; what it does not hold is not known.
func book(table map[string][]string) resolver {
	return func(_ context.Context, name string) ([]netip.Addr, error) {
		list, known := table[name]
		if !known {
			return nil, errors.New("no such host")
		}
		return addrs(list...), nil
	}
}

func TestResolve(t *testing.T) {
	p := &change.Plan{
		Hosts: []change.Host{
			{Name: "A1", Address: "192.0.2.1"},
			{Name: "A2", Address: "a2.example"},
			{Name: "A3", Address: "a3.example"},
			{Name: "A4", Address: "a4.example"},
			{Name: "A5", Address: "::ffff:192.0.2.5"},
			{Name: "A6", Address: "a6.example"},
			{Name: "A7", Address: "a7.example"},
		},
		Witnesses: []string{"gw.example", "ref.example:443", "[2001:db8::9]:22", "alias.example:25", "2001:db8::a"},
	}
	pins, problems := resolveAll(t.Context(), p, book(map[string][]string{
		"a2.example":    {"2001:db8::2"},
		"a3.example":    {"192.0.2.3", "2001:db8::3"},
		"a6.example":    {},
		"a7.example":    {"192.0.2.7", "::ffff:192.0.2.7"},
		"gw.example":    {"192.0.2.1"},
		"ref.example":   {"192.0.2.99"},
		"alias.example": {"2001:db8::9"},
	}))
	want := map[string]string{
		"192.0.2.1": "192.0.2.1", "a2.example": "2001:db8::2", "::ffff:192.0.2.5": "192.0.2.5", "a7.example": "192.0.2.7",
		"ref.example:443": "192.0.2.99", "[2001:db8::9]:22": "2001:db8::9", "2001:db8::a": "2001:db8::a",
	}
	got := map[string]string{}
	for written, addr := range pins {
		got[written] = addr.String()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pins (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		`A3: the name "a3.example" stands for 2 addresses (192.0.2.3, 2001:db8::3), so nobody would know which machine answers. Write the machine's own address into the plan.`,
		`A4: the name "a4.example" does not resolve: no such host. Mend the name, or write its address into the plan.`,
		`A6: the name "a6.example" has no address. Mend the name, or write its address into the plan.`,
		`the witness gw.example: "gw.example" stands for 192.0.2.1, which is the address of A1: one machine would answer for both. Write each one's own address into the plan.`,
		`the witness alias.example:25: "alias.example" stands for 2001:db8::9, which is the address of the witness [2001:db8::9]:22: one machine would answer for both. Write each one's own address into the plan.`,
	}, texts(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A large plan and a slow resolver: the questions run together, and a silent
// one costs its timeout once.
func TestResolveTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &change.Plan{}
		for i := range 3 * maxLookups {
			p.Hosts = append(p.Hosts, change.Host{Name: fmt.Sprint("h", i), Address: fmt.Sprintf("h%d.example", i)})
		}
		start := time.Now()
		_, problems := resolveAll(t.Context(), p, func(ctx context.Context, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		if took := time.Since(start); took != 3*lookupTimeout {
			t.Errorf("it took %s", took)
		}
		if len(problems) != len(p.Hosts) || !strings.HasPrefix(worded(problems[0]), "h0: ") {
			t.Errorf("%d problems, first %q", len(problems), problems[0])
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start = time.Now()
		if _, problems := Resolve(ctx, p); len(problems) != len(p.Hosts) || time.Since(start) > 0 {
			t.Errorf("%d problems after %s of a cancelled call", len(problems), time.Since(start))
		}
	})
}

func TestSplitWitness(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.1": "192.0.2.1 0", "192.0.2.1:443": "192.0.2.1 443", "gw.example": "gw.example 0", "gw.example:22": "gw.example 22",
		"2001:db8::1": "2001:db8::1 0", "::1": "::1 0", "[2001:db8::1]:443": "2001:db8::1 443", "fe80::1%eth0": "fe80::1%eth0 0",
		"[fe80::1%eth0]:22": "fe80::1%eth0 22", "gw.example:0": "gw.example:0 0", "gw.example:http": "gw.example:http 0",
	} {
		address, port := splitWitness(text)
		if got := fmt.Sprint(address, " ", port); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestWitnesses(t *testing.T) {
	_, open := listen(t)
	witness := fmt.Sprintf("localhost:%d", open)
	p := &change.Plan{
		Probe:     change.Probe{Interval: 300 * time.Millisecond},
		Hosts:     []change.Host{{Name: "db1", Address: "127.0.0.1", Checks: change.Checks{TCP: []int{open}}}},
		Witnesses: []string{witness},
	}
	pr := New(p, Options{Addresses: map[string]netip.Addr{witness: netip.MustParseAddr("127.0.0.1")}})
	if diff := cmp.Diff(map[string]string{"127.0.0.1": "127.0.0.1", witness: "127.0.0.1"}, pins(pr)); diff != "" {
		t.Errorf("pinned (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	in := &collector{}
	in.onTick = func() {
		if in.least(2) >= 2 {
			cancel()
		}
	}
	if err := pr.Run(ctx, in); err != nil {
		t.Fatal(err)
	}
	list := in.of(witness)
	if len(list) < 2 {
		t.Fatalf("%d observations of the witness", len(list))
	}
	for _, o := range list {
		if o.Host != "" || o.Verdict != change.Answered {
			t.Errorf("%+v", o)
		}
	}
}

func TestWitnessWithoutICMP(t *testing.T) {
	pr := &Prober{targets: map[string]*target{}}
	b := builder{prober: pr, makers: makers(nil), interval: time.Second, timeout: time.Second} // no echo
	b.witness("192.0.2.1")
	b.witness("2001:db8::1")
	if len(pr.signals) != 0 {
		t.Errorf("signals %+v", pr.signals)
	}
	if n := texts(pr.Notices()); len(n) != 2 || !strings.Contains(n[0], "192.0.2.1:443") || !strings.Contains(n[1], "[2001:db8::1]:443") {
		t.Errorf("notices %q", n)
	}
	b.echoes = true
	b.witness("2001:db8::1")
	if s := pr.signals[0]; s.host != "" || s.check != "2001:db8::1" || s.owner != noOwner || s.port != 0 || !s.target.addr().Is6() {
		t.Errorf("%+v", s)
	}
}

func TestPings(t *testing.T) {
	for _, c := range []struct {
		plan change.Plan
		want bool
	}{
		{change.Plan{}, false},
		{change.Plan{Hosts: []change.Host{{Checks: change.Checks{TCP: []int{1}}}}, Witnesses: []string{"gw:22"}}, false},
		{change.Plan{Hosts: []change.Host{{Checks: change.Checks{ICMP: true}}}}, true},
		{change.Plan{Witnesses: []string{"gw:22", "gw2"}}, true},
	} {
		if got := pings(&c.plan); got != c.want {
			t.Errorf("%+v: %v", c.plan, got)
		}
	}
}

// pins tells which address each host and witness stands for, by the address as
// the plan writes it. What has not been resolved yet is not in it.
func pins(p *Prober) map[string]string {
	list := map[string]string{}
	for written, t := range p.targets {
		if addr := t.pinned.Load(); addr != nil {
			list[written] = addr.String()
		}
	}
	return list
}
