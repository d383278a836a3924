package cmd

import (
	"context"
	"errors"
	"time"

	"tminus/change"
)

const (
	// gateEvery is how often the process that has the watch looks for prechecks that
	// somebody at the gate waits for.
	gateEvery = 200 * time.Millisecond
	// mostAtOnce is how many commands it begins by itself at most beside each other.
	mostAtOnce = 8
)

// serveGates carries out prechecks, and what autopilots do, until the context ends: in
// the process that has the watch, and in no other.
func (h *stepRunner) serveGates(ctx context.Context) {
	tick := time.NewTicker(gateEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.serveGate()
			h.fly()
		case <-ctx.Done():
			return
		}
	}
}

func (h *stepRunner) serveGate() {
	snap := h.engine.Snapshot()
	if snap.Attached {
		return
	}
	for _, due := range snap.State.PrechecksDue(snap.Now) {
		if len(h.Running()) >= mostAtOnce {
			return
		}
		h.precheck(due)
	}
}

// precheck journals that a precheck is carried out, and begins it. What is refused
// somebody else was faster with, or nobody wants any more.
func (h *stepRunner) precheck(due change.StartPrecheck) {
	run, err := h.reserve(due.Host)
	if err != nil {
		return
	}
	err = h.engine.Do(due)
	s := h.engine.Snapshot().State
	p, found := s.Plan.Prechecks[due.N-1], s.Host(due.Host).CheckedAt(due.N-1).Run
	end := func(d change.RunData) change.Command { return change.EndPrecheck{Host: due.Host, RunData: d} }
	var unsaved *change.Unsaved
	switch {
	case errors.As(err, &unsaved): // the journal must know of a command before it runs
		_ = h.engine.Do(end(change.RunData{Step: p.ID, N: due.N, Fault: change.Stated(cmdNotRun)})) // it is kept as well
		h.ended(run, change.Statement{})
	case err != nil || found == nil || !found.Ended.IsZero():
		h.ended(run, change.Statement{})
	default:
		h.begin(run, job{
			host: due.Host, data: found.RunData, command: p.Command, timeout: p.Timeout, success: p.Success(), end: end,
		})
	}
}
