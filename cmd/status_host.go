package cmd

import (
	"time"

	"tminus/change"
)

// hostView is a host in the JSON of `status`; Step counts from 1, is 0 before the
// start, and stays at the last when all are done.
type hostView struct {
	Name        string      `json:"name"`
	Environment string      `json:"environment"`
	Work        change.Work `json:"work"`
	// Owner is whose it is while it is at work.
	Owner   string       `json:"owner,omitempty"`
	Phase   change.Phase `json:"phase"`
	Step    int          `json:"step"`
	Elapsed float64      `json:"reboot_elapsed_s"`
	// Bound is "at-most" or "at-least" where Elapsed began or ended in a gap of the watch.
	Bound   string `json:"reboot_bound,omitempty"`
	Proven  bool   `json:"proven"`
	Bounces int    `json:"bounces"`
	// Odds is what earlier reboots say of this one, which is late; null of any other.
	Odds *change.Statement `json:"odds,omitempty"`
	// Cycles is how many reboots there have been of those that the plan expects
	// (Expects).
	Cycles  int                   `json:"reboots,omitempty"`
	Expects int                   `json:"expected_reboots,omitempty"`
	Signals map[string]signalView `json:"signals"`
}

// signalView is what is known of one signal; Since and Age are null where it was never observed.
type signalView struct {
	State string     `json:"state"`
	Since *time.Time `json:"since"`
	// Age is the time since the state was last known to hold; null: never observed.
	Age *float64 `json:"age_s"`
}

func newHostView(plan *change.Host, h *change.HostState, now, known time.Time) hostView {
	v := hostView{
		Name: h.Name, Environment: plan.Environment, Work: h.Work, Owner: h.Whose(),
		Step: stepOf(h), Signals: map[string]signalView{},
	}
	if r := h.Reboot; r != nil {
		v.Phase, v.Bounces, v.Proven = r.Phase, r.Bounces, !r.Proven.IsZero()
		v.Cycles, v.Expects = r.Cycles(), plan.Reboot.ExpectedReboots
	}
	for _, sig := range h.Signals {
		word := map[change.SignalUp]string{change.NeverSeen: "unobserved", change.Up: "up", change.Down: "down"}[sig.State]
		view := signalView{State: word}
		if sig.State != change.NeverSeen {
			since, age := sig.Since, max(0, now.Sub(known).Seconds())
			view.Since, view.Age = &since, &age
		}
		v.Signals[sig.Check] = view
	}
	return v
}

// stepOf is the number of the step that the host is at, from 1; 0 before its start.
func stepOf(h *change.HostState) int {
	if h.Work == change.Waiting {
		return 0
	}
	return min(h.Current()+1, len(h.Steps))
}
