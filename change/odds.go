package change

import (
	"math"
	"slices"
	"time"
)

// EnoughReboots is how many reboots of a class it takes to say anything of the odds.
const EnoughReboots = 8

// OddsSpan is the time ahead for which the odds of a late host are told.
const OddsSpan = 10 * time.Minute

// Odds are what earlier reboots say about those that are under way. Make them when a
// fact changes; asking them is cheap.
type Odds struct {
	classes map[Class]Survival
	waits   []Wait
}

// NewOdds learns from a history, which may hold the waits of tonight, too.
func NewOdds(h History) Odds {
	o := Odds{classes: map[Class]Survival{}, waits: h.Waits}
	byClass := map[Class][]Wait{}
	for _, w := range h.Waits {
		byClass[w.Class] = append(byClass[w.Class], w)
	}
	for class, waits := range byClass {
		o.classes[class] = NewSurvival(waits)
	}
	return o
}

// Of is the curve of a class.
func (o Odds) Of(class Class) Survival { return o.classes[class] }

// Tell says what the odds are of a host whose reboot is late at an instant, by all
// reboots of its class but its own of tonight. It says nothing of a host that is not
// late, or is back.
func (o Odds) Tell(v *HostView, plan *Host, h *HostState, now time.Time) Statement {
	if !v.Late || !h.Rebooting() || h.Reboot.Detected || h.IsBack() {
		return Statement{}
	}
	curve := o.Of(plan.Class())
	if own := (Wait{Host: h.Name, Source: PaceTonight}); slices.ContainsFunc(curve.waits, own.same) {
		curve = NewSurvival(slices.DeleteFunc(slices.Clone(curve.waits), own.same))
	}
	return curve.Odds(h.Reboot.Elapsed(now))
}

// same reports whether two waits are of one host and one source.
func (w Wait) same(o Wait) bool { return w.Host == o.Host && w.Source == o.Source }

// Odds says what the curve tells of a host that has been away for a time.
func (v Survival) Odds(away time.Duration) Statement {
	n := v.N()
	last, came := v.Last()
	switch c := v.Within(away, OddsSpan); {
	case n < EnoughReboots:
		return Stated(OddsFew, "n", n)
	case !came:
		return Stated(OddsNever, "n", n)
	case c.Of == 0: // nobody was away for so long: no chance can be drawn from none
		_, high := exactInterval(0, float64(n-v.Cut()), 2*ChanceLevel-1) // one-sided, by those of which it is known
		return Stated(OddsBeyond, "n", n, "took", last, "percent", percentUp(high))
	case last <= away:
		return Stated(OddsNone, "n", n, "took", last, "span", OddsSpan, "chance", percent(c.P), "low", percentDown(c.Low), "high", percentUp(c.High), "of", c.Of)
	default:
		return Stated(OddsSome, "n", n, "took", last, "later", v.later(away), "span", OddsSpan,
			"chance", percent(c.P), "low", percentDown(c.Low), "high", percentUp(c.High), "of", c.Of)
	}
}

// A limit is rounded outward, so that it never promises more than it holds.
func percent(p float64) int     { return int(math.Round(100 * p)) }
func percentDown(p float64) int { return int(math.Floor(100*p + 1e-9)) }
func percentUp(p float64) int   { return int(math.Ceil(100*p - 1e-9)) }
