package checks

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"tminus/change"
)

func TestBurstLoopback(t *testing.T) {
	_, open := listen(t)
	l, closed := listen(t)
	_ = l.Close()
	target := BurstTarget{Address: netip.MustParseAddr("127.0.0.1"), ICMP: true, Ports: []int{open, closed}, Count: 3, Gap: 20 * time.Millisecond, Timeout: 5 * time.Second}
	_, err := chooseKind("linux", tryEcho)
	if err != nil {
		t.Logf("SKIPPED, PINGS ARE NOT TESTED: %v", err)
		target.ICMP = false
	}
	r := Burst(t.Context(), target)
	if target.ICMP && (r.Err != nil || r.Sent != 3 || r.Received != 3 || r.Loss() != 0 || r.Min <= 0 || r.Min > r.Avg || r.Avg > r.Max) {
		t.Errorf("%+v: %s", r, r.Echoes())
	}
	if p := r.Ports[0]; p.Port != open || p.Verdict != change.Answered || p.Took <= 0 {
		t.Errorf("open port: %+v", p)
	}
	if p := r.Ports[1]; p.Port != closed || p.Verdict != change.Lost || p.Cause != change.CauseRefused {
		t.Errorf("closed port: %+v", p)
	}
}

// TestBurstBesideTheWatch: neither takes the other's replies.
func TestBurstBesideTheWatch(t *testing.T) {
	for name, open := range wires(t) {
		p, in := &Prober{beat: 50 * time.Millisecond, openEcho: open, signals: echoSignals(50)}, &collector{}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx, in) }()
		to := p.signals[0].target.addr()
		r := Burst(t.Context(), BurstTarget{Address: to, ICMP: true, Count: 10, Gap: 50 * time.Millisecond, Timeout: 5 * time.Second})
		cancel()
		<-done
		if r.Received != 10 || r.Err != nil {
			t.Errorf("%s: %s", name, r.Echoes())
		}
		if e := p.Stats().Echoes; e.Lost > 0 || e.Duplicate > 0 || e.Late > 0 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestBurstThatIsStoppedEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done := make(chan BurstResult, 1)
	go func() {
		done <- Burst(ctx, BurstTarget{Address: netip.MustParseAddr("127.0.0.1"), ICMP: true, Count: 1000})
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("a burst that is stopped does not end")
	}
}

func TestBurstKind(t *testing.T) {
	for _, c := range []struct {
		goos, granted  string
		privileged, ok bool
	}{
		{"linux", datagram, false, true},
		{"linux", raw, true, true},
		{"darwin", datagram, false, false},
		{"darwin", raw, true, true},
		{"windows", raw, true, true},
	} {
		privileged, err := burstKind(c.goos, func(kind string) error {
			if kind == c.granted {
				return nil
			}
			return errAccess
		})
		if privileged != c.privileged || (err == nil) != c.ok {
			t.Errorf("%+v: %v, %v", c, privileged, err)
		}
	}
}

func TestBurstWords(t *testing.T) {
	const ms = time.Millisecond
	for want, r := range map[string]BurstResult{
		"9 of 10 echoes, 10% lost, min 1.2ms avg 2ms max 31ms stddev 4ms": {Sent: 10, Received: 9, Min: 1234 * time.Microsecond, Avg: 2 * ms, Max: 31 * ms, StdDev: 4 * ms},
		"no answer to 10 echoes":                           {Sent: 10},
		"network is unreachable":                           {Err: errors.New("network is unreachable")},
		"no answer to 2 echoes; 8 of 10 could not be sent": {Sent: 2, Err: errors.New("8 of 10 could not be sent")},
	} {
		if got := worded(r.Echoes()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (BurstResult{}).Loss(); got != 100 {
		t.Errorf("nothing sent: %v%% lost", got)
	}
	if got := (PortResult{Port: 22, Verdict: change.Lost, Cause: change.CauseTimeout}).Stated(); worded(got) != "22 timeout" {
		t.Errorf("%q", got)
	}
	if got := (PortResult{Port: 22, Verdict: change.Answered, Took: 3 * ms}).Stated(); worded(got) != "22 in 3ms" {
		t.Errorf("%q", got)
	}
}

func TestPayloadHoldsRouterErrorsOnWindows(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	if payload("linux", v4) != 24 || payload("darwin", v6) != 24 {
		t.Error("small elsewhere")
	}
	if payload("windows", v4)+28 != 576 || payload("windows", v6)+48 != 1280 {
		t.Error("the receive buffer must hold the longest ICMP error")
	}
}

func TestRoundTripSurvivesAClockStep(t *testing.T) {
	for _, c := range []struct{ measured, elapsed, want time.Duration }{
		{3, 5, 3}, {-time.Hour, 5, 5}, {time.Hour, 5, 5},
	} {
		if got := roundTrip(c.measured, c.elapsed); got != c.want {
			t.Errorf("measured %s elapsed %s: %s", c.measured, c.elapsed, got)
		}
	}
}
