package change

import "time"

// WaveStanding is how far a wave has come.
type WaveStanding uint8

// The standings of a wave.
const (
	WaveAhead   WaveStanding = iota // none of its hosts was started
	WaveUnder                       // it is worked on
	WaveStopped                     // more of its hosts have failed than its budget allows
	WaveHolds                       // all are finished, and it soaks
	WaveOver                        // it has held for as long as the plan asks
)

// WaveView is what a wave means at one instant. Each of its hosts is counted once: as
// Done, AtWork, Failed (or rolled back) or Waiting.
type WaveView struct {
	Name                                 string
	Hosts, Done, AtWork, Failed, Waiting int
	Standing                             WaveStanding
	// Current: it is worked on, or will be next.
	Current bool
	// Against counts the hosts that count against the budget, Budget how many may.
	Against, Budget int
	// Until is the end of its soak; zero: it does not soak.
	Until time.Time
}

// waves are the views of the waves of a plan that has some.
func (a *assessor) waves() []WaveView {
	views := make([]WaveView, len(a.s.Waves))
	current := a.s.CurrentWave()
	for i := range a.s.Waves {
		views[i] = a.wave(i)
		views[i].Current = i == current
	}
	return views
}

func (a *assessor) wave(i int) WaveView {
	plan, w, crew := &a.s.Plan.Waves[i], &a.s.Waves[i], a.s.Crew(i, a.now)
	v := WaveView{
		Name: plan.Name, Hosts: len(plan.Hosts), AtWork: crew.AtWork, Waiting: crew.Waiting,
		Done: crew.Done - crew.NotOK, Failed: crew.NotOK, Against: len(crew.Failed), Budget: plan.MaxFailed,
	}
	switch {
	case !w.Soaked.IsZero():
		v.Standing = WaveOver
	case a.s.overspent(i, crew.Failed):
		v.Standing = WaveStopped
	case !w.Held.IsZero():
		v.Standing, v.Until = WaveHolds, a.s.soakEnds(i, w.Held)
	case crew.AtWork+crew.Done > 0:
		v.Standing = WaveUnder
	}
	return v
}

// Wave is the view of the wave that is worked on, or will be next; nil: the plan has no
// waves, or all are over.
func (s *Situation) Wave() *WaveView {
	for i := range s.Waves {
		if s.Waves[i].Current {
			return &s.Waves[i]
		}
	}
	return nil
}
