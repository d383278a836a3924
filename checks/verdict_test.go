package checks

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"tminus/change"
)

func dialError(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
}

func TestJudge(t *testing.T) {
	noRoute := func(netip.Addr) error { return dialError(errNetUnreachable) }
	hasRoute := func(netip.Addr) error { return nil }
	never := func(netip.Addr) error {
		t.Error("the routing table was asked without need")
		return nil
	}
	to := netip.MustParseAddr("192.0.2.7")
	for _, c := range []struct {
		name    string
		err     error
		ask     route
		verdict change.Verdict
		cause   change.Cause
		detail  string
	}{
		{"refused", dialError(errRefused), never, change.Lost, change.CauseRefused, "refused"},
		{"reset", dialError(errReset), never, change.Lost, change.CauseRefused, ""},
		{"host unreachable, said by the network", dialError(errHostUnreachable), hasRoute, change.Lost, change.CauseUnreachable, ""},
		{"net unreachable, said by a router", dialError(errNetUnreachable), hasRoute, change.Lost, change.CauseUnreachable, ""},
		{"host down, said by ARP", dialError(errHostDown), hasRoute, change.Lost, change.CauseUnreachable, ""},
		{"host unreachable by our own table", dialError(errHostUnreachable), noRoute, change.Unknown, change.CauseLocal, "no usable route to 192.0.2.7"},
		{"no route", dialError(errNetUnreachable), noRoute, change.Unknown, change.CauseLocal, "no usable route to 192.0.2.7"},
		{"access denied", dialError(errAccess), never, change.Unknown, change.CauseFiltered, "forbids it"},
		{"not permitted", dialError(errPermission), never, change.Unknown, change.CauseFiltered, "forbids it"},
		{"would block", dialError(errWouldBlock), never, change.Unknown, change.CauseLocal, "not asked"},
		{"no descriptor", dialError(syscall.EMFILE), never, change.Unknown, change.CauseLocal, "not asked"},
		{"no descriptor in the system", dialError(syscall.ENFILE), never, change.Unknown, change.CauseLocal, ""},
		{"no buffer", dialError(syscall.ENOBUFS), never, change.Unknown, change.CauseLocal, ""},
		{"no memory", dialError(syscall.ENOMEM), never, change.Unknown, change.CauseLocal, ""},
		{"no port left", dialError(syscall.EADDRNOTAVAIL), never, change.Unknown, change.CauseLocal, ""},
		{"link down", dialError(syscall.ENETDOWN), never, change.Unknown, change.CauseLocal, ""},
		{"blackhole route", dialError(syscall.EINVAL), never, change.Unknown, change.CauseLocal, ""},
		{"no such family", dialError(syscall.EAFNOSUPPORT), never, change.Unknown, change.CauseLocal, ""},
		{"never heard of", errors.New("what is this"), never, change.Unknown, change.CauseLocal, "what is this"},
		{"deadline of the context", context.DeadlineExceeded, never, change.Lost, change.CauseTimeout, "within 850ms"},
		{"deadline of the connection", &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, never, change.Lost, change.CauseTimeout, ""},
		{"timeout of the kernel", dialError(errTimedOut), never, change.Lost, change.CauseTimeout, ""},
		{"no reply", fmt.Errorf("ICMP echo: %w", errNoReply), never, change.Lost, change.CauseTimeout, "within 850ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := judge(c.err, to, 850*time.Millisecond, c.ask)
			says(t, o, c.verdict, c.cause)
			if !strings.Contains(worded(o.Detail), c.detail) || !o.Detail.Said() {
				t.Errorf("detail %q does not say %q", o.Detail, c.detail)
			}
		})
	}
}

func TestRouted(t *testing.T) {
	if err := routed(netip.MustParseAddr("127.0.0.1")); err != nil {
		t.Errorf("loopback: %v", err)
	}
}

func TestDetailIsShortAndHarmless(t *testing.T) {
	if got := detail("a\x1b[31mb\nc\x07"); got != "ab c" {
		t.Errorf("%q", got)
	}
	if got := []rune(detail(strings.Repeat("ä", 300))); len(got) != maxDetail || got[maxDetail-1] != '…' {
		t.Errorf("%d runes, ends with %q", len(got), got[len(got)-1])
	}
}
