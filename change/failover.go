package change

import (
	"time"
)

// Failover is a decision about failing an environment over to its standby and, if
// it was GO, its course: the steps of the plan as a checklist, and how it ended.
//
// What always holds: a NO-GO has no Steps and no Outcome. Outcome, Ended and
// EndedBy are set together. Decide lets steps be done only in order, and
// FailoverCompleted only once all of them are.
type Failover struct {
	Environment, Standby string
	// Decided is when somebody said GO or NO-GO.
	Decided time.Time
	Go      bool
	By      string
	Reason  string
	// Steps has one entry for each step of the plan's failover.
	Steps   []StepState
	Ended   time.Time
	EndedBy string
	// Outcome is FailoverCompleted or FailoverAborted; empty until it ends.
	Outcome string
	Why     string
}

// How a failover ends.
const (
	FailoverCompleted = "done"
	FailoverAborted   = "aborted"
)

// Running reports whether the failover has begun and not ended.
func (w *Failover) Running() bool { return w.Go && w.Outcome == "" }

// Current is the index of the first step that is not done; len(Steps) when all are.
func (w *Failover) Current() int {
	for i, st := range w.Steps {
		if st.Result != StepOK {
			return i
		}
	}
	return len(w.Steps)
}

// Failover returns the latest decision about the failover of an environment, nil
// if there was none.
func (s *State) Failover(environment string) *Failover {
	for i := len(s.Failovers) - 1; i >= 0; i-- {
		if s.Failovers[i].Environment == environment {
			return &s.Failovers[i]
		}
	}
	return nil
}

// FailoverUnderWay returns a failover that is under way, nil if there is none.
func (s *State) FailoverUnderWay() *Failover {
	for i := range s.Failovers {
		if s.Failovers[i].Running() {
			return &s.Failovers[i]
		}
	}
	return nil
}

// failoverRuns reports whether the failover of an environment is under way.
func (s *State) failoverRuns(environment string) bool {
	w := s.Failover(environment)
	return w != nil && w.Running()
}

// AsksFailover reports whether a failover of the environment can still be asked
// for: it has a standby, and the failover is neither under way nor done.
func (s *State) AsksFailover(environment string) bool {
	return s.Plan.Environment(environment).Standby != "" && !s.FailedOver(environment) && !s.failoverRuns(environment)
}

// FailedOver reports whether the environment has failed over to its standby and
// nothing has been handed back since.
func (s *State) FailedOver(environment string) bool {
	for i := len(s.Failovers) - 1; i >= 0; i-- {
		w := &s.Failovers[i]
		if w.Outcome == FailoverCompleted && (w.Environment == environment || w.Standby == environment) {
			return w.Environment == environment
		}
	}
	return false
}

// Decided reports whether somebody has said GO or NO-GO to the failover of an
// environment since an instant.
func (s *State) Decided(environment string, since time.Time) bool {
	w := s.Failover(environment)
	return w != nil && (w.Running() || w.Outcome == FailoverCompleted || !w.Decided.Before(since))
}

// ReviewAfter is how long a NO-GO stands before it is reviewed: by then the facts
// have moved. The business is updated at the same interval (UpdateEvery).
const ReviewAfter = 20 * time.Minute

func (d *decider) decideFailover(c DecideFailover) error {
	if err := named(c.By); err != nil {
		return err
	}
	env, err := d.environment(c.Environment)
	if err != nil {
		return err
	}
	if w := d.s.FailoverUnderWay(); w != nil {
		return refuse(Stated(RefuseFailoverSince, "environment", w.Environment, "since", w.Decided, "by", w.By), Stated(TryFailoverSteps)).
			by(MarkFailoverStep{Environment: w.Environment}, EndFailover{Environment: w.Environment, Outcome: FailoverAborted})
	}
	if d.s.FailedOver(env.Name) {
		return refuse(Stated(RefuseFailedOver, "environment", env.Name, "standby", env.Standby), Statement{})
	}
	if err := d.s.stillUndecided(env.Name, c.Seen); err != nil {
		return err
	}
	if healthy, all := d.s.HealthyIn(env.Standby); c.Go && healthy == 0 && !d.s.deviates(FailoverDeviation(env.Name)) {
		return refuse(
			Stated(RefuseStandby, "standby", env.Standby, "n", healthy, "all", all),
			Stated(TryFailoverAnyway, "what", FailoverDeviation(env.Name))).
			by(Deviate{What: FailoverDeviation(env.Name)})
	}
	reason := Clean(c.Reason)
	if !c.Go && reason == "" {
		return invalid(InvalidNoGo)
	}
	inc := d.s.OpenIncident(env.Name)
	d.add(FailoverDecided, "", Clean(c.By), FailoverData{Environment: env.Name, Standby: env.Standby, Incident: idOf(inc), Go: c.Go, Reason: reason})
	switch {
	case inc == nil:
	case c.Go:
		d.add(ActionTaken, "", Clean(c.By), ActionData{Incident: inc.ID, Kind: ActionFailover, Outcome: Stated(OutcomeGo)})
	default:
		d.add(ActionReached, "", Clean(c.By), ActionData{
			Incident: inc.ID, Kind: ActionFailover, Outcome: Stated(OutcomeNoGo, "why", Own(reason)), Again: d.review(env.Name), Why: AgainReview,
		})
	}
	return nil
}

// review is when a NO-GO is reviewed: after ReviewAfter, but no later than the
// last safe moment.
func (d *decider) review(environment string) time.Time {
	at := d.now.Add(ReviewAfter)
	if lastSafe, ok := d.s.LastSafeFailover(environment); ok && lastSafe.After(d.now) && lastSafe.Before(at) {
		return lastSafe
	}
	return at
}

func idOf(inc *Incident) string {
	if inc == nil {
		return ""
	}
	return inc.ID
}

// environment looks up an environment that has a standby.
func (d *decider) environment(name string) (Environment, error) {
	for _, e := range d.s.Plan.Environments {
		if e.Name != name {
			continue
		}
		if e.Standby == "" {
			return e, refuse(Stated(RefuseNoStandby, "environment", e.Name), Statement{})
		}
		return e, nil
	}
	return Environment{}, invalid(InvalidEnvironment, "given", Clean(name))
}

func (d *decider) running(by, environment string) (*Failover, error) {
	if err := named(by); err != nil {
		return nil, err
	}
	if w := d.s.Failover(environment); w != nil && w.Running() {
		return w, nil
	}
	return nil, refuse(Stated(RefuseNoFailover, "environment", Clean(environment)), Stated(TryDecide)).by(DecideFailover{Environment: environment, Go: true})
}

func (d *decider) markFailoverStep(c MarkFailoverStep) error {
	w, err := d.running(c.By, c.Environment)
	if err != nil {
		return err
	}
	steps, i := d.s.Plan.Environment(w.Environment).Failover.Steps, w.Current()
	if c.N > 0 && c.N != i+1 {
		return refuse(Stated(RefuseFailoverStep, "environment", w.Environment, "n", i+1, "asked", c.N), Stated(TryLook))
	}
	if i >= len(steps) {
		return refuse(Stated(RefuseFailoverDone), Stated(TryFailoverEnd)).by(EndFailover{Environment: w.Environment, Outcome: FailoverCompleted})
	}
	d.add(FailoverStep, "", Clean(c.By), FailoverStepData{Environment: w.Environment, N: i + 1, Step: Clean(steps[i]), Note: Clean(c.Note)})
	return nil
}

func (d *decider) endFailover(c EndFailover) error {
	if c.Outcome != FailoverCompleted && c.Outcome != FailoverAborted {
		return invalid(InvalidFailover, "given", Clean(c.Outcome))
	}
	w, err := d.running(c.By, c.Environment)
	if err != nil {
		return err
	}
	reason := Clean(c.Reason)
	switch {
	case c.Outcome == FailoverAborted && reason == "":
		return invalid(InvalidAbort)
	case c.Outcome == FailoverCompleted && w.Current() < len(w.Steps):
		return refuse(
			Stated(RefuseFailoverAt, "environment", w.Environment, "n", w.Current()+1, "all", len(w.Steps)), Stated(TryFailoverMark)).
			by(MarkFailoverStep{Environment: w.Environment}, EndFailover{Environment: w.Environment, Outcome: FailoverAborted})
	}
	d.add(FailoverEnded, "", Clean(c.By), FailoverData{Environment: w.Environment, Standby: w.Standby, Outcome: c.Outcome, Reason: reason})
	inc := d.s.OpenIncident(w.Environment)
	switch {
	case inc == nil:
	case c.Outcome == FailoverCompleted:
		took := d.now.Sub(w.Decided).Round(time.Second)
		d.add(ActionDone, "", Clean(c.By), ActionData{
			Incident: inc.ID, Kind: ActionFailover, Outcome: Stated(OutcomeServes, "standby", w.Standby, "took", took),
		})
	default:
		d.add(ActionReached, "", Clean(c.By), ActionData{
			Incident: inc.ID, Kind: ActionFailover, Outcome: Stated(OutcomeAborted, "why", Own(reason)), Again: d.now, Why: AgainReview,
		})
	}
	return nil
}

func (s *State) applyFailover(e Event) {
	switch d := e.Data.(type) {
	case FailoverData:
		if e.Type == FailoverDecided {
			w := Failover{Environment: d.Environment, Standby: d.Standby, Decided: e.At, Go: d.Go, By: e.By, Reason: d.Reason}
			if d.Go {
				w.Steps = make([]StepState, len(s.Plan.Environment(d.Environment).Failover.Steps))
			}
			s.Failovers = push(s.Failovers, w)
			return
		}
		s.onFailover(d.Environment, func(w *Failover) {
			w.Ended, w.EndedBy, w.Outcome, w.Why = e.At, e.By, d.Outcome, d.Reason
		})
	case FailoverStepData:
		s.onFailover(d.Environment, func(w *Failover) {
			if d.N < 1 || d.N > len(w.Steps) {
				return
			}
			steps := append([]StepState(nil), w.Steps...)
			steps[d.N-1] = StepState{Result: StepOK, Ended: e.At, By: e.By, Note: d.Note}
			w.Steps = steps
		})
	}
}

func (s *State) onFailover(environment string, do func(*Failover)) {
	if s.Failover(environment) == nil {
		return
	}
	s.Failovers = append([]Failover(nil), s.Failovers...)
	do(s.Failover(environment))
}

func underWay(environment string) Statement {
	return Stated(RefuseFailover, "environment", environment)
}
