package change

import "time"

// Forecast is when a host starts and ends if all goes well, and by when it
// would have to start for its slow case to fit.
type Forecast struct {
	Host string
	// Starts and Ends are those of the normal case: every host before it took
	// its steps, its norm and its settle time, and nothing waited.
	Starts, Ends time.Time
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

// Forecasts plays the normal case of the plan, from the start of its window.
func (p *Plan) Forecasts() []Forecast {
	s := NewState(p)
	var all []Forecast
	at := p.Change.Window.Start
	for _, name := range p.Order {
		h := p.Host(name)
		if h == nil {
			continue
		}
		f := Forecast{Host: name, Starts: at, Limits: s.Limits(h)}
		at = at.Add(p.steps(h) + h.Reboot.Expected + h.Reboot.Settle)
		f.Ends = at
		all = append(all, f)
	}
	return all
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
