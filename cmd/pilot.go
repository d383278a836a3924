package cmd

import (
	"errors"
	"slices"

	"tminus/change"
	"tminus/checks"
	"tminus/fault"
)

// mostMoves bounds what an autopilot does at one look: whatever it does, the commands of
// people come in between.
const mostMoves = 100

// fly does what the autopilots that are engaged would do now: in the process that has
// the watch, and in no other. What they would do the core says, and whether they may;
// here their commands are carried out.
func (h *stepRunner) fly() {
	for _, wave := range h.engine.Snapshot().State.Engaged() {
		for range mostMoves {
			snap := h.engine.Snapshot()
			eyes := unreliable(snap)
			move := snap.State.NextMove(wave, eyes, snap.Now)
			if snap.Attached || move.Kind == "" || !move.Acts() {
				break
			}
			c := change.Fly{Wave: wave, Move: move, Eyes: eyes}
			if move.Kind == change.MoveRun {
				if !h.flyRun(c) {
					break
				}
			} else if h.engine.Do(c) != nil { // it has something else to do by now, or nothing can be written
				break
			}
		}
	}
}

// unreliable says why an autopilot must not rely on what this process sees or writes;
// nothing: it may.
func unreliable(snap *change.Snapshot) change.Statement {
	if snap.Fault.Said() || len(snap.Unsaved) > 0 {
		return change.Stated(change.PilotUnwritten, "why", snap.Fault)
	}
	if i := slices.IndexFunc(snap.Notices, checks.Late); i >= 0 {
		return snap.Notices[i]
	}
	return change.Statement{}
}

// flyRun journals that the autopilot runs a step, and begins it; false: it did not.
func (h *stepRunner) flyRun(c change.Fly) bool {
	host, n := c.Move.Host, c.Move.N
	run, err := h.reserve(host)
	if err != nil {
		return false
	}
	err = h.engine.Do(c)
	s := h.engine.Snapshot().State
	step, known := s.Plan.Step(host, n-1)
	var begun *change.RunState
	if known {
		begun = s.Host(host).Steps[n-1].Run
	}
	if begun == nil || !begun.Ended.IsZero() { // refused, and so disengaged
		h.ended(run, change.Statement{})
		return false
	}
	var unsaved *change.Unsaved
	switch {
	case errors.As(err, &unsaved):
		_ = h.unbegun(err, begun.By, host, begun.RunData)
		h.ended(run, change.Statement{})
		return false
	case err != nil:
		h.ended(run, fault.Of(err))
		return false
	}
	h.begin(run, h.stepJob(begun.By, host, begun.RunData, step))
	return true
}
