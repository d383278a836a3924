package change

import "time"

// failover views the failover of an environment.
func (a *assessor) failover(v *EnvironmentView) FailoverView {
	e := a.s.Plan.Environment(v.Name)
	f := FailoverView{Environment: v.Name, Standby: e.Standby, Takes: e.Failover.Takes, Deadline: a.s.Deadline()}
	switch w := a.s.Failover(v.Name); {
	case e.Standby == "":
		return f
	case w != nil && w.Running():
		a.running(&f, w)
	case a.s.FailedOver(v.Name):
		a.done(&f, w)
	case a.s.failoverRuns(e.Standby):
		return f // what would take over is handing over itself
	case a.s.FailedOver(e.Standby):
		f.State = FailoverBack
	default:
		f.State = FailoverPossible
		if healthy, _ := a.s.HealthyIn(e.Standby); healthy == 0 {
			f.State = FailoverNoTarget
		}
		a.ahead(&f)
	}
	return f
}

// ahead tells what the deadline says of one that would begin now.
func (a *assessor) ahead(f *FailoverView) {
	at, ok := a.s.LastSafeFailover(f.Environment)
	if !ok {
		return
	}
	f.LastSafe, f.Ends = at, a.now.Add(f.Takes)
	f.Spare = f.Deadline.At.Sub(f.Ends)
	switch left := at.Sub(a.now); {
	case !a.now.Before(f.Deadline.At):
		f.Timing = TimingMissed
	case f.Spare <= 0:
		f.Timing = TimingTooLate
	case left < 0:
		f.Timing = TimingMargin
	case left < DeadlineNotice:
		f.Timing = TimingNear
	default:
		f.Timing = TimingAhead
	}
}

// ViewFailover is the view of a failover that was begun, at an instant: whether it
// met its deadline, or will. Of one that was aborted there is nothing to meet.
func (s *State) ViewFailover(w *Failover, now time.Time) FailoverView {
	a := assessor{s: s, now: now}
	f := FailoverView{Environment: w.Environment, Standby: w.Standby, Takes: s.Plan.Environment(w.Environment).Failover.Takes}
	switch {
	case w.Running():
		a.running(&f, w)
	case w.Outcome == FailoverCompleted:
		a.done(&f, w)
	}
	return f
}

// running tells when the one under way ends. One that has outlasted what it
// takes ends no sooner than now.
func (a *assessor) running(f *FailoverView, w *Failover) {
	f.State, f.Decided, f.By = FailoverRunning, w.Decided, w.By
	f.Steps = len(w.Steps)
	f.Step = min(w.Current()+1, f.Steps)
	f.Deadline = a.s.deadlineOf(w)
	if f.Takes <= 0 {
		return
	}
	f.LastSafe, _ = a.s.LastSafeFailover(f.Environment)
	f.Ends = w.Decided.Add(f.Takes)
	if over := a.now.Sub(f.Ends); over > 0 {
		f.Ends, f.Overdue = a.now, over
	}
	if f.Deadline.At.IsZero() {
		return
	}
	f.Spare = f.Deadline.At.Sub(f.Ends)
	switch {
	case !a.now.Before(f.Deadline.At):
		f.Timing = TimingMissed
	case f.Spare <= 0:
		f.Timing = TimingTooLate
	default:
		f.Timing = TimingMargin
	}
}

// done tells whether the one that is over met its deadline.
func (a *assessor) done(f *FailoverView, w *Failover) {
	f.State, f.Decided, f.By, f.Ends = FailoverDone, w.Decided, w.By, w.Ended
	f.Steps, f.Step = len(w.Steps), len(w.Steps)
	f.Deadline = a.s.deadlineOf(w)
	if f.Deadline.At.IsZero() {
		return
	}
	f.Timing, f.Spare = TimingMet, f.Deadline.At.Sub(w.Ended)
	if f.Spare <= 0 {
		f.Timing = TimingMissed
	}
}

// deadlineOf is the moment that a failover has to meet: the first one after its
// decision, or the last where all were over by then.
func (s *State) deadlineOf(w *Failover) Deadline {
	all := s.Deadlines()
	for _, d := range all {
		if d.At.After(w.Decided) {
			return d
		}
	}
	if n := len(all); n > 0 {
		return all[n-1]
	}
	return Deadline{}
}

// earlier is the earlier of two instants; a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
