package checks

import (
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"time"

	"tminus/change"
)

// wires are the ways to send echoes that this machine permits.
func wires(t testing.TB) map[string]opener {
	ways := map[string]opener{}
	for _, kind := range []string{datagram, raw} {
		if err := tryEcho(kind); err != nil {
			t.Logf("SKIPPED, %q SOCKETS ARE NOT TESTED: %v (the namespace test covers them where permitted)", kind, err)
			continue
		}
		ways[kind+" system"], ways[kind+" portable"] = openWires(kind), openConns(kind)
	}
	return ways
}

// echoSignals are echoes to so many addresses of this machine.
func echoSignals(n int) []signal {
	var list []signal
	for i := range n {
		address := "127.0.0.1"
		if runtime.GOOS == "linux" { // which has all of 127.0.0.0/8
			address = fmt.Sprintf("127.1.%d.%d", i/250, 1+i%250)
		}
		list = append(list, signal{
			host: fmt.Sprintf("h%d", i), check: change.SignalICMP, owner: noOwner, interval: time.Second, timeout: 800 * time.Millisecond,
			target: newTarget(change.Own("h"), address, nil, nil),
		})
	}
	return list
}

func TestEchoOverIPv6(t *testing.T) {
	listenAt(t, "::1")
	for name, open := range wires(t) {
		s := echoSignals(1)
		s[0].target = pinned(t, "::1")
		o := observeOnce(t, &Prober{openEcho: open, signals: s})
		if says(t, o, change.Answered, ""); o.Latency <= 0 {
			t.Errorf("%s: latency %s", name, o.Latency)
		}
	}
}

// TestCockpitsKeepApart: several at the same addresses at the same time, and
// none takes another's replies.
func TestCockpitsKeepApart(t *testing.T) {
	const cockpits, hosts, seconds = 3, 100, 3
	for name, open := range wires(t) {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for range cockpits {
				all.Go(func() {
					p, in := &Prober{beat: 50 * time.Millisecond, openEcho: open, signals: echoSignals(hosts)}, &collector{}
					ctx, cancel := context.WithTimeout(t.Context(), seconds*time.Second)
					defer cancel()
					_ = p.Run(ctx, in)
					e := p.Stats().Echoes
					if e.Duplicate > 0 || e.Late > 0 || e.Answered+e.Lost > e.Sent {
						t.Errorf("%+v", e)
					}
					if len(in.all()) < hosts {
						t.Errorf("%d observations of %d hosts", len(in.all()), hosts)
					}
					for _, o := range in.all() {
						if o.Verdict == change.Lost {
							t.Errorf("%s: lost: %s", o.Host, o.Detail)
						}
					}
				})
			}
			all.Wait()
		})
	}
}

// TestFilterKeepsOthersOut: a raw socket of Linux is given none of the replies
// of other cockpits, nor our own requests.
func TestFilterKeepsOthersOut(t *testing.T) {
	if err := tryEcho(raw); err != nil || runtime.GOOS != "linux" {
		t.Skipf("SKIPPED, THE FILTER OF RAW SOCKETS IS NOT TESTED: %v on %s", err, runtime.GOOS)
	}
	var mine, theirs Tally
	ours, other := newEchoer(1, openWires(raw), &mine, mute), newEchoer(1, openWires(raw), &theirs, mute)
	defer ours.close()
	defer other.close()
	to := netip.MustParseAddrPort("127.0.0.1:0")
	if err := ours.ask(0, to, time.Now(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := other.ask(0, to, time.Now(), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(10 * time.Second); mine.Answered == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		ours.collect(func(int32, time.Duration, error) {})
	}
	if mine.Answered != 1 || mine.Foreign != 0 {
		t.Errorf("%+v", mine)
	}
}

// BenchmarkEcho is one echo on loopback with all that the prober does for it;
// BenchmarkBareEcho, in bare_linux_test.go, is the system calls alone.
func BenchmarkEcho(b *testing.B) {
	const hosts = 50 // as many as a slot has at 5,000 a second
	for name, open := range wires(b) {
		b.Run(name, func(b *testing.B) {
			p := &Prober{openEcho: open, signals: echoSignals(hosts)}
			r := newRota(p.signals, &outbox{most: 1 << 30})
			var tally Tally
			e := newEchoer(hosts, open, &tally, mute)
			defer e.close()
			r.echo, r.base, r.ctx = e, time.Now(), b.Context()
			var spare []change.Observation
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r.ask(int32(i % hosts))
				if i%hosts == hosts-1 {
					for r.flying > 0 {
						e.collect(r.tell)
					}
					spare = r.out.take(spare)
				}
			}
		})
	}
}
