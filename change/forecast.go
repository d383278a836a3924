package change

import (
	"slices"
	"time"
)

// Forecast is when a host starts and ends if all goes well, and by when it
// would have to start for its slow case to fit.
type Forecast struct {
	Host string
	// Wave is the index of its wave.
	Wave int
	// Starts and Ends are those of the normal case: every host took its steps, its
	// norm and its settle time, every wave soaked, and nothing else waited.
	Starts, Ends time.Time
	// After is the host whose end let it start; empty: the first of its wave.
	After string
	// Limits are what its start has to meet.
	Limits []Limit
}

// Feasible reports whether the host can still start when its turn comes.
func (f Forecast) Feasible() bool {
	l, ok := tightest(f.Limits)
	return !ok || !f.Starts.After(l.Latest())
}

// Tightest is the limit that bites first; false: there is none.
func (f Forecast) Tightest() (Limit, bool) { return tightest(f.Limits) }

// Forecasts plays the normal case of the plan, from the start of its window, in the
// order in which hosts start.
func (p *Plan) Forecasts() []Forecast {
	s := NewState(p)
	return s.Forecasts()
}

// Forecasts is the same with the limits as they stand tonight.
func (s *State) Forecasts() []Forecast {
	p := s.Plan
	all, limits := make([]Forecast, 0, len(p.Hosts)), s.EachLimits()
	at := p.Change.Window.Start
	for i, turns := range p.played() {
		first := len(all)
		for _, t := range turns {
			h := &p.Hosts[t.host]
			f := Forecast{Host: h.Name, Wave: i, Starts: at.Add(t.starts), Ends: at.Add(t.ends), Limits: limits(h)}
			if t.after >= 0 {
				f.After = all[first+t.after].Host
			}
			all = append(all, f)
		}
	}
	return all
}

// WaveForecast is a wave if all goes well.
type WaveForecast struct {
	// Starts is when its first host starts, Ends when its last one is finished, Over when
	// it has soaked.
	Starts, Ends, Over time.Time
	// Beside is how many hosts are at work side by side, at most.
	Beside int
	// Critical are the hosts that decide when it ends, each of which waits for the end of
	// the one before it.
	Critical []string
	// LastStart is the latest instant at which it can start for every host of it, and of
	// all the waves after it, to meet its limits; Decides is the host whose limit that is.
	// Zero and empty: there are no limits.
	LastStart time.Time
	Decides   string
}

// WaveForecasts sums up the forecasts of a plan that has waves.
func (s *State) WaveForecasts() []WaveForecast {
	forecasts := s.Forecasts()
	waves := make([]WaveForecast, len(s.Plan.Waves))
	from := len(forecasts)
	for i := len(waves) - 1; i >= 0; i-- {
		to := from
		for from > 0 && forecasts[from-1].Wave == i {
			from--
		}
		waves[i] = waveForecast(forecasts[from:to])
		w := &waves[i]
		w.Over = w.Ends.Add(s.Plan.Waves[i].Soak)
		for _, f := range forecasts[from:] {
			if l, ok := f.Tightest(); ok {
				if last := l.Latest().Add(-f.Starts.Sub(w.Starts)); w.Decides == "" || last.Before(w.LastStart) {
					w.LastStart, w.Decides = last, f.Host
				}
			}
		}
	}
	return waves
}

// waveForecast is what the forecasts of the hosts of one wave make.
func waveForecast(hosts []Forecast) WaveForecast {
	var w WaveForecast
	last := ""
	for i := range hosts {
		f := &hosts[i]
		if w.Starts.IsZero() {
			w.Starts = f.Starts
		}
		if f.Ends.After(w.Ends) {
			w.Ends, last = f.Ends, f.Host
		}
		beside := 0
		for k := range hosts[:i+1] {
			if hosts[k].Ends.After(f.Starts) {
				beside++
			}
		}
		w.Beside = max(w.Beside, beside)
	}
	for last != "" {
		w.Critical = append(w.Critical, last)
		last = hosts[slices.IndexFunc(hosts, func(f Forecast) bool { return f.Host == last })].After
	}
	slices.Reverse(w.Critical)
	return w
}

// Infeasible says why the plan cannot be carried out as it stands, one line
// for each thing that does not fit; none: it can.
func (p *Plan) Infeasible() []Statement {
	var why []Statement
	for _, e := range p.Environments {
		if safe, ok := p.LastSafeFailover(e.Name); ok && safe.Before(p.Change.Window.Start) {
			why = append(why, Stated(LimitTooSoon, "environment", e.Name, "at", safe, "start", p.Change.Window.Start))
		}
	}
	for _, f := range p.Forecasts() {
		l, ok := f.Tightest()
		if ok && !f.Feasible() {
			why = append(why, Stated(LimitCannot,
				"host", f.Host, "start", f.Starts, "latest", l.Latest(), "why", l.Why, "name", l.Name, "at", l.At))
		}
	}
	return why
}

// mostTries bounds how many values of at_once are tried.
const mostTries = 64

// Wider says which at_once would make the waves of a plan fit that do not: the least for the
// first wave with a host that cannot start in time, or else for all up to it. It says so, too,
// if none would; nothing, if the plan fits or has no waves.
func (p *Plan) Wider() Statement {
	if !p.InWaves() {
		return Statement{}
	}
	late := func(p *Plan) int {
		return slices.IndexFunc(p.Forecasts(), func(f Forecast) bool { return !f.Feasible() })
	}
	at := late(p)
	if at < 0 {
		return Statement{}
	}
	wave := p.Forecasts()[at].Wave
	most := 0
	for i := range wave + 1 {
		most = max(most, len(p.Waves[i].Hosts))
	}
	for _, from := range []int{wave, 0} {
		for n := 2; n <= most; n += 1 + most/mostTries {
			wider, names := p.widened(from, wave, n)
			if len(names) > 0 && late(wider) < 0 {
				return Stated(LimitAtOnce, "n", n, "names", names)
			}
		}
	}
	return Stated(LimitNoAtOnce)
}

// widened is the plan with room for n hosts at once in the waves from one to another, as far
// as they have less, and the names of those.
func (p *Plan) widened(from, to, n int) (*Plan, []string) {
	wider := *p
	wider.Waves = slices.Clone(p.Waves)
	var names []string
	for i := from; i <= to; i++ {
		if w := &wider.Waves[i]; w.AtOnce.PerEnvironment() || w.AtOnce.Hosts < n {
			w.AtOnce = AtOnce{Hosts: n}
			names = append(names, w.Name)
		}
	}
	return &wider, names
}
