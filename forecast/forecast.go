package forecast

import (
	"time"

	"tminus/change"
)

// Options are what a forecast starts from.
type Options struct {
	// State is the change as it stands: change.NewState(plan) before the night.
	State *change.State
	// Now is the instant from which the night is played on.
	Now time.Time
	// History is what is known of earlier nights, and of this one so far: what is relevant
	// of it, see change.History.
	History change.History
	// Fails is the share of reboots that do not come back by themselves, by the name of
	// a model, for those who know better than the history; under "" for all others.
	Fails map[string]float64
	// Delay is how long people take for what they do between steps, where the history
	// does not tell.
	Delay time.Duration
	// AtOnce is how many hosts of each wave are worked on side by side, as far as the
	// environments allow; 0: as many as the plan says.
	AtOnce int
	// Nights is how many are played, Seed what they are drawn by: the same seed gives
	// the same nights, on any machine.
	Nights int
	Seed   uint64
}

// Forecast is what the nights have in common. Shares go from 0 to 1.
type Forecast struct {
	Nights int
	// Reboots is how many reboots it is drawn from; 0: from none, only the plan.
	Reboots int
	// Simulated: those were rehearsals.
	Simulated bool
	// Done is the share of nights in which all is done by the end of the window,
	// Refused of those in which the gate did not let a host start, or a wave failed, and
	// which are never done.
	Done, Refused float64
	// Failover is the share of nights in which a failover has to begin.
	Failover float64
	End      Quantiles
	// Ends are the ends of all nights that are done, the earliest first.
	Ends []time.Time
	// Fits is how many hosts, in their order, are done by the end of the window in 95 %
	// of the nights.
	Fits  int
	Hosts []Host
	Parts Parts
	// Classes and People say what the times are known from.
	Classes []Class
	People  []Habit
}

// Fitting is the share of nights that must be done in time for hosts to fit.
const Fitting = 0.95

// Quantiles are the instants by which a share of the nights has come to something; the
// zero time: so many never do.
type Quantiles struct{ P50, P80, P95 time.Time }

// Host is what the nights tell of one host.
type Host struct {
	Name string
	// Start and End are those of the work on it.
	Start, End Quantiles
	// Done is the share of nights in which it and all before it are done by the end of
	// the window, Fails in which it does not come back by itself, and Decides in which the
	// end of the night waits for it: it lies on the critical path.
	Done, Fails, Decides float64
}

// Parts is where the time on the critical path goes, as shares of it.
type Parts struct{ Steps, People, Reboots, Help, Soak float64 }

// Class is what is known of the reboots of a class.
type Class struct {
	Class change.Class
	Hosts int
	// Reboots is how many were seen, Cut how many of them were not seen to come back by
	// themselves. Learned: they are enough to draw from; otherwise the plan's norm is
	// taken, always the same.
	Reboots, Cut int
	Learned      bool
	// Fails is the share that does not come back by itself, Low and High an interval that
	// holds the true one with change.ChanceLevel; Given: not by the history, Fails alone.
	Fails, Low, High float64
	Given            bool
}

// mostAtOnce bounds the limits that are tried.
const mostAtOnce = 12

// AtOnce are the nights with other limits of how many hosts are worked on side by side,
// 1 and so on, in a plan with waves; nil in any other. The last is the first that lets all
// be done in time in as many nights as Fitting, if any does.
func AtOnce(o Options) []Forecast {
	if !o.State.Plan.InWaves() {
		return nil
	}
	var tried []Forecast
	o.Nights = min(o.Nights, 2000)
	for o.AtOnce = 1; o.AtOnce <= mostAtOnce; o.AtOnce++ {
		f := Of(o)
		if tried = append(tried, f); f.Done >= Fitting {
			break
		}
	}
	return tried
}

// Of plays the nights.
func Of(o Options) Forecast {
	m := newModel(&o)
	return m.count(m.playAll(o.Nights, o.Seed))
}
