package change

import (
	"time"
)

// HostRebootGated tells of a reboot that was asked for and that an interlock stands
// against: it was refused, or two people answer for it. One that nothing stands against is
// told by its request alone.
const HostRebootGated Type = "host.reboot_gated"

// RebootGate asks the interlocks of a start again, at the instant of a reboot:
// what the start found may be hours old. Of a reboot that did not take it asks
// whatever the hold says, which keeps others from beginning. A host that has
// left, or that answers nothing, has nothing to take away. It goes by what was
// seen last: whoever reboots a host while nobody can see may have to.
func RebootGate(s State, host string) []Criterion {
	i := s.Plan.place(host)
	if i < 0 || s.Plan.Ungated {
		return nil
	}
	plan, h := &s.Plan.Hosts[i], s.Hosts.At(i)
	var list []Criterion
	switch {
	case !h.Rebooting():
		list = append(list, gateHold(&s))
	case !h.serves(plan):
		return nil
	}
	list = append(list, gateFailover(&s))
	if _, up := h.count(); up > 0 {
		list = append(list, gateEnvironment(&s, plan, s.present(host)), gateStandby(&s, plan, s.present(host)))
	}
	return list
}

// JudgeReboot is the word of the gate on a reboot, as Judge is on a start. One
// signature is for one reboot.
func JudgeReboot(s State, host string) GatedData {
	return s.judged(RebootGate(s, host), RebootDeviation(host), s.lastSettled(host))
}

// lastSettled is when the last reboot of a host was over; zero: none was.
func (s *State) lastSettled(host string) time.Time {
	h := s.Host(host)
	switch {
	case h == nil || h.Reboot == nil:
	case !h.Rebooting():
		return h.Reboot.Settled
	case len(h.Reboots) > 0:
		return h.Reboots[len(h.Reboots)-1].Settled
	}
	return time.Time{}
}

// mayReboot asks the gate for a reboot that is issued now, and returns the
// criteria that stand against it and that two people answer for.
func (d *decider) mayReboot(h *HostState, by string) ([]CriterionID, error) {
	gate := JudgeReboot(*d.s, h.Name)
	failed := NoGo(gate.Criteria)
	if len(failed) == 0 {
		return nil, nil
	}
	d.add(HostRebootGated, h.Name, Clean(by), gate)
	if !gate.Go {
		return nil, refuseReboot(h.Name, failed)
	}
	return idsOf(failed), nil
}

func refuseReboot(host string, failed []Criterion) *Refusal {
	what := RebootDeviation(host)
	try, acts := waysPast(failed, what, Stated(TryDeviateReboot, "what", what, "host", host), Stated(TryResumeReboot, "what", what))
	return refuse(Stated(RefuseRebootNoGo, "host", host, "whys", Reasons(failed)), try).noGo(failed, acts...)
}

// issuedUnasked records a reboot that was issued before anybody asked: it is a
// fact, whatever stood against it. Where something does, it departs from the
// plan, unsigned until two people answer for it.
func (d *decider) issuedUnasked(h *HostState, by string, at time.Time) {
	gate := JudgeReboot(*d.s, h.Name)
	failed := NoGo(gate.Criteria)
	if len(failed) == 0 || gate.Overridden {
		d.request(h, by, at, idsOf(failed))
		return
	}
	d.request(h, by, at, nil)
	d.add(DeviationRecorded, h.Name, Clean(by), DeviationData{What: RebootDeviation(h.Name), Criteria: idsOf(failed)})
}

func idsOf(criteria []Criterion) []CriterionID {
	var ids []CriterionID
	for _, c := range criteria {
		ids = append(ids, c.ID)
	}
	return ids
}

// ran reports whether the cockpit has carried the step out, as far as is known:
// what asked the gate then is not asked again.
func (st *StepState) ran(step Step) bool {
	return st.Run != nil && !st.Run.Fault.Said() && (st.Run.Exit == nil || step.Succeeded(st.Run))
}
