package checks

import (
	"context"
	"time"

	"tminus/change"
	"tminus/fault"
)

// noOwner is the owner of a witness's signal.
const noOwner = int32(-1)

// signal is one signal of one host, and how it is probed: by a probe of its
// own, or by a question through the network that all signals share.
type signal struct {
	host, check string
	// owner is the host's place in the plan.
	owner             int32
	interval, timeout time.Duration

	// ready prepares the target before each probe; nil: nothing to prepare.
	ready func(ctx context.Context) error
	probe probe

	// Without a probe, target and port are asked: port 0 for an ICMP echo.
	target *target
	port   uint16
	// least is the shortest interval at which its host may be probed.
	least time.Duration
}

// fastest is the shortest interval that it may come to have.
func (s *signal) fastest() time.Duration {
	if s.least > 0 && s.probe == nil {
		return min(s.least, s.interval)
	}
	return s.interval
}

// pin finds the address of the target, before its first question.
func (s *signal) pin(ctx context.Context, i int32) outcome {
	at := time.Now().Round(0)
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	if err := s.target.pin(ctx); err != nil {
		o := unknown(change.CauseResolve, fault.Of(err))
		o.Host, o.Check, o.At = s.host, s.check, at
		return outcome{i: i, o: o}
	}
	return outcome{i: i, pinned: true}
}
