package checks

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"

	"tminus/change"
	"tminus/fault"
)

// errNoReply is the error of a question that was sent and not answered.
var errNoReply error = fault.New(seenNoReply)

// maxDetail is the longest detail, in runes.
const maxDetail = 200

func answered(latency time.Duration) change.Observation {
	return change.Observation{Verdict: change.Answered, Latency: latency}
}

func lost(cause change.Cause, is change.Statement) change.Observation {
	return change.Observation{Verdict: change.Lost, Cause: cause, Detail: is}
}

func unknown(cause change.Cause, is change.Statement) change.Observation {
	return change.Observation{Verdict: change.Unknown, Cause: cause, Detail: is}
}

// detail makes text from outside into one short, harmless line.
func detail(text string) string {
	runes := []rune(change.Clean(text))
	if len(runes) > maxDetail {
		return string(runes[:maxDetail-1]) + "…"
	}
	return string(runes)
}

// route asks this machine's routing table, and nobody else, for an address.
type route func(to netip.Addr) error

// routed connects a UDP socket, which looks the route up and sends nothing.
func routed(to netip.Addr) error {
	const discard = 9 // any port will do
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, discard)))
	if err != nil {
		return err
	}
	return c.Close()
}

// judge is the table of the package comment: what an error of a network check
// says about its target.
func judge(err error, to netip.Addr, timeout time.Duration, ask route) change.Observation {
	switch errnoOf(err) {
	case errRefused, errReset:
		return lost(change.CauseRefused, why(err))
	case errHostUnreachable, errNetUnreachable, errHostDown:
		return judgeUnreachable(err, to, ask)
	case errAccess, errPermission:
		return unknown(change.CauseFiltered, change.Stated(seenForbidden, "why", why(err)))
	case errTimedOut:
		return silent(timeout)
	case errWouldBlock: // want of ports; Go counts it among the timeouts
		return notAsked(err)
	default:
		if errors.Is(err, errNoReply) || isTimeout(err) {
			return silent(timeout)
		}
		return notAsked(err)
	}
}

// notAsked is a question that this machine did not put.
func notAsked(err error) change.Observation {
	return unknown(change.CauseLocal, change.Stated(seenNotAsked, "why", why(err)))
}

func silent(timeout time.Duration) change.Observation {
	return lost(change.CauseTimeout, change.Stated(seenNoAnswer, "limit", timeout))
}

// judgeUnreachable tells a host that the network cannot reach from one that
// this machine has no route to: both come as the same error.
func judgeUnreachable(err error, to netip.Addr, ask route) change.Observation {
	if local := ask(to); local != nil {
		return unknown(change.CauseLocal, change.Stated(seenNoRoute, "on", to.String(), "why", why(local)))
	}
	return lost(change.CauseUnreachable, why(err))
}

// errnoOf is the system's number in an error, 0 if it has none.
func errnoOf(err error) syscall.Errno {
	errno, _ := errors.AsType[syscall.Errno](err)
	return errno
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// why is the innermost word of an error, without the addresses and system
// calls that Go puts before it.
func why(err error) change.Statement {
	if errno := errnoOf(err); errno != 0 {
		return fault.Of(errno)
	}
	return fault.Of(err)
}

// verdicts makes observations of what became of questions to the network. It
// keeps those that do not depend on the target: a fleet of which much is
// silent or refused says the same thousands of times a second.
type verdicts map[verdictKey]change.Observation

type verdictKey struct {
	errno   syscall.Errno
	local   bool
	timeout time.Duration
}

func (v verdicts) keep(key verdictKey, make func() change.Observation) change.Observation {
	o, ok := v[key]
	if !ok {
		o = make()
		v[key] = o
	}
	return o
}

// silent is a question that was not answered.
func (v verdicts) silent(timeout time.Duration) change.Observation {
	return v.keep(verdictKey{timeout: timeout}, func() change.Observation { return silent(timeout) })
}

// unasked is a question that this machine did not let out: nothing was sent,
// so that whatever the error, it says nothing about the target.
func (v verdicts) unasked(err error) change.Observation {
	switch errno := errnoOf(err); errno {
	case 0:
		return notAsked(err)
	case errAccess, errPermission:
		return judge(err, netip.Addr{}, 0, nil)
	case errHostUnreachable, errNetUnreachable, errHostDown:
		return v.keep(verdictKey{errno: errno, local: true}, func() change.Observation {
			return unknown(change.CauseLocal, change.Stated(seenNoRoute, "on", "", "why", why(err)))
		})
	default:
		return v.keep(verdictKey{errno: errno, local: true}, func() change.Observation {
			return notAsked(err)
		})
	}
}

// failed is a question that was put and ended in an error.
func (v verdicts) failed(err error, to netip.Addr, timeout time.Duration) change.Observation {
	if errno := errnoOf(err); errno == errRefused || errno == errReset {
		return v.keep(verdictKey{errno: errno}, func() change.Observation { return judge(err, to, timeout, routed) })
	}
	return judge(err, to, timeout, routed)
}

// missed is a question whose answer this machine may have lost.
func (v verdicts) missed(err error) change.Observation {
	return unknown(change.CauseLocal, change.Stated(seenNotKnown, "why", fault.Of(err)))
}
