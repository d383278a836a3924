package checks

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"time"

	"tminus/change"
	"tminus/fault"
)

// notOffered is the error of a conversation with a target that answered well,
// and does not have what was asked for. That is no fault of anybody's.
type notOffered struct{ is change.Statement }

func (e notOffered) Error() string { return e.is.String() }

// Stated is what is not offered.
func (e notOffered) Stated() change.Statement { return e.is }

// dialer opens connections; it is a value so that tests can put a slow network
// in its place.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1} // the connection lives for an instant
	return d.DialContext(ctx, network, address)
}

// conversation is what is said over a fresh connection. It ends soon after
// ctx, as its reads and writes fail then. Whatever keeps it from an
// observation it returns as an error.
type conversation func(ctx context.Context, c net.Conn) (change.Observation, error)

// talkProbe connects to a port and has a conversation. Each probe has a
// connection of its own: one that was kept would hide that the server behind
// it accepts no other.
func talkProbe(t *target, port int, dial dialer, timeout time.Duration, talk conversation) probe {
	return func(ctx context.Context) change.Observation {
		to := t.addr()
		start := time.Now()
		c, err := dial(ctx, "tcp", netip.AddrPortFrom(to, uint16(port)).String())
		if err != nil {
			return judge(err, to, timeout, routed)
		}
		defer hangUp(c)
		// A deadline in the past wakes whoever reads or writes.
		defer context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })()
		o, err := talk(ctx, c)
		if err != nil {
			return judgeTalk(err, to, timeout)
		}
		if o.Verdict == change.Answered || !o.Clock.IsZero() {
			o.Latency = time.Since(start)
		}
		return o
	}
}

// judgeTalk says what the end of a conversation means. Its connection stood,
// so that what is not the network's fault is the target's.
func judgeTalk(err error, to netip.Addr, timeout time.Duration) change.Observation {
	var none notOffered
	switch errno := errnoOf(err); {
	case errors.As(err, &none):
		return unknown(change.CauseNotOffered, none.is)
	case errno != 0 && errno != errBroken, isTimeout(err):
		return judge(err, to, timeout, routed)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errno == errBroken:
		return lost(change.CauseFailed, change.Stated(seenClosed))
	}
	return lost(change.CauseFailed, fault.Of(err))
}

// notRun is the probe of a check that the plan describes wrongly. It says so
// at every turn: a check that silently never runs is a trap.
func notRun(err error) probe {
	return func(context.Context) change.Observation {
		return unknown(change.CauseLocal, change.Stated(seenNotRun, "why", fault.Of(err)))
	}
}
