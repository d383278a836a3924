package cmd

import (
	"context"
	"net/netip"
	"sync/atomic"
	"time"

	"tminus/change"
	"tminus/checks"
)

// rollingProber probes the hosts of a watch without a plan, to which hosts can be
// added and from which they can be removed: when that happens, a new prober takes
// over. What was seen until then stays with the engine.
type rollingProber struct {
	now      atomic.Pointer[checks.Prober]
	plan     *change.Plan
	pins     map[string]netip.Addr
	snapshot func() *change.Snapshot
}

// rollEvery is how often it is looked whether other hosts are to be watched.
const rollEvery = 250 * time.Millisecond

// newProber is a prober of the hosts of a plan. Where a plan names them they stay the
// same.
func newProber(p *change.Plan, pins map[string]netip.Addr, snapshot func() *change.Snapshot) *rollingProber {
	r := &rollingProber{pins: pins, snapshot: snapshot}
	r.roll(p)
	return r
}

func (r *rollingProber) roll(p *change.Plan) {
	r.plan = p
	r.now.Store(checks.New(p, checks.Options{Addresses: r.pins, Snapshot: r.snapshot}))
}

// prober is the one that probes at present.
func (r *rollingProber) prober() *checks.Prober { return r.now.Load() }

// Unseen says of which hosts nothing is learnt, though they are asked.
func (r *rollingProber) Unseen() change.Statement { return r.prober().Unseen() }

// Run probes until the context ends.
func (r *rollingProber) Run(ctx context.Context, in change.Intake) error {
	for ctx.Err() == nil {
		probing, stop := context.WithCancel(ctx)
		if r.plan.Ungated {
			go r.lookOut(probing, stop, r.plan)
		}
		err := r.prober().Run(probing, in)
		stop()
		if err != nil {
			return err
		}
		if s := r.snapshot(); ctx.Err() == nil && s != nil {
			r.roll(s.State.Plan)
		}
	}
	return nil
}

// lookOut ends a prober as soon as others are to be watched than it knows.
func (r *rollingProber) lookOut(ctx context.Context, stop func(), known *change.Plan) {
	tick := time.NewTicker(rollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s := r.snapshot(); s != nil && s.State.Plan != known {
			stop()
			return
		}
	}
}
