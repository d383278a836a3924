package change

import (
	"slices"
	"time"
)

// nextInWaves is what to do where several hosts may be worked on side by side. What is
// in flight goes on: no reboot keeps anybody from the steps of other hosts. One that is
// waited for does not keep a host from rebooting or starting either, one that is late does.
func nextInWaves(s *State, reboot Advice, now time.Time) Advice {
	blocked, begins := Advice{}, Advice{}
	step, ok := nextStep(s, now, anyHost)
	late := reboot.Kind != "" && !reboot.waits()
	switch {
	case ok && step.Kind != AdviseNoGo && !step.waits() && (!late || !issues(s, step)):
		return step
	case late:
		return reboot
	case ok:
		blocked = step
	}
	if s.Hold == nil {
		begins = nextStart(s, now)
	}
	switch {
	case begins.Kind == AdviseStart:
		return begins
	case reboot.Kind != "":
		return reboot
	case blocked.Kind != "":
		return blocked
	case s.Hold != nil:
		return Advice{Kind: AdviseHold, Since: s.Hold.Since}
	case begins.Kind != "":
		return begins
	}
	return Advice{Kind: AdviseClose}
}

// issues reports whether the step that is advised issues a reboot.
func issues(s *State, a Advice) bool {
	steps := s.Plan.StepsOf(a.Host)
	return a.Kind == AdviseReboot || a.Kind == AdviseStep && a.Step < len(steps) && issuesReboot(s.Host(a.Host), steps[a.Step], a.Step)
}

// nextStart is the next host to be started: the first of its wave whose gate says go, or
// what stands against the first. A wave that soaks is waited for.
func nextStart(s *State, now time.Time) Advice {
	current := s.CurrentWave()
	if current == len(s.Waves) {
		return Advice{}
	}
	var first Advice
	full := map[string]bool{} // environments from which no further host may start
	for _, i := range s.Plan.crew(current) {
		name, environment := s.Plan.Hosts[i].Name, s.Plan.Hosts[i].Environment
		if s.Hosts.At(i).Work != Waiting || full[environment] {
			continue
		}
		failed := NoGo(Gate(*s, name, now))
		if len(failed) == 0 {
			return Advice{Kind: AdviseStart, Host: name, Wave: s.Plan.Waves[current].Name}
		}
		full[environment] = slices.ContainsFunc(failed, func(c Criterion) bool { return !c.ID.ofHost() })
		if first.Kind == "" {
			first = Advice{Kind: AdviseNoGo, Host: name, Wave: s.Plan.Waves[current].Name, NoGo: failed}
		}
	}
	if first.Kind == "" { // all of its hosts are started
		return afterWave(s, current, now)
	}
	return first
}

// afterWave is what a wave waits for whose hosts are all finished.
func afterWave(s *State, wave int, now time.Time) Advice {
	plan, w := &s.Plan.Waves[wave], &s.Waves[wave]
	if !w.Held.IsZero() {
		return Advice{Kind: AdviseSoak, Wave: plan.Name, Since: w.Held, Until: s.soakEnds(wave, w.Held)}
	}
	if wave+1 == len(s.Waves) {
		return Advice{} // nothing comes after it
	}
	next := s.Plan.Waves[wave+1].Hosts[0]
	return Advice{Kind: AdviseNoGo, Host: next, Wave: s.Plan.Waves[wave+1].Name, NoGo: NoGo(Gate(*s, next, now))}
}

// ofHost reports whether a criterion looks at the host alone, so that its verdict on
// another host of the same environment may be another one.
func (c CriterionID) ofHost() bool {
	return slices.Contains([]CriterionID{
		CriterionBaseline, CriterionChecks, CriterionLevel, CriterionPrechecks, CriterionWindow, CriterionTime,
	}, c)
}
