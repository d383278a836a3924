package change

import (
	"cmp"
	"slices"
	"time"
)

// Survival is how long reboots of a class are away, as an estimate after Kaplan and
// Meier (Nonparametric estimation from incomplete observations, J. Am. Stat. Assoc. 53,
// 1958): those whose wait was cut count until then, and not after. They must have been
// cut for a reason that says nothing about how much longer they would have taken; help
// that comes by the clock is such a reason, help for a screen that shows a fault is not,
// and makes the odds look a little too good.
type Survival struct {
	waits []Wait // by their length; of equal ones those first that were back
}

// NewSurvival takes in waits, whatever their class.
func NewSurvival(waits []Wait) Survival {
	sorted := slices.Clone(waits)
	slices.SortStableFunc(sorted, func(a, b Wait) int {
		if c := cmp.Compare(a.For, b.For); c != 0 || a.Back == b.Back {
			return c
		}
		if a.Back {
			return -1
		}
		return 1
	})
	return Survival{sorted}
}

// N is how many reboots it knows.
func (v Survival) N() int { return len(v.waits) }

// Return is a time after which reboots were back, and the share of all that was still
// away then.
type Return struct {
	At   time.Duration
	Away float64
}

// Returns are the steps of the curve, the earliest first.
func (v Survival) Returns() []Return {
	var list []Return
	v.walk(-1, 1<<63-1, func(at time.Duration, _, _ int, away float64) { list = append(list, Return{at, away}) })
	return list
}

// Away is the share of reboots that take longer than a time.
func (v Survival) Away(t time.Duration) float64 {
	share := 1.0
	v.walk(-1, t, func(_ time.Duration, _, _ int, away float64) { share = away })
	return share
}

// walk visits the times after one and up to another at which reboots were back: how
// many were, of how many that were still away until then, and the share that is away
// afterwards, of those that were at the beginning.
func (v Survival) walk(after, until time.Duration, visit func(at time.Duration, back, of int, away float64)) {
	share := 1.0
	for i := v.longer(after); i < len(v.waits) && v.waits[i].For <= until; {
		at, of, back := v.waits[i].For, len(v.waits)-i, 0
		for ; i < len(v.waits) && v.waits[i].For == at; i++ {
			if v.waits[i].Back {
				back++
			}
		}
		if back > 0 {
			share *= 1 - float64(back)/float64(of)
			visit(at, back, of, share)
		}
	}
}

// longer is the place of the first wait that is longer than a time.
func (v Survival) longer(t time.Duration) int {
	i, _ := slices.BinarySearchFunc(v.waits, t, func(w Wait, t time.Duration) int {
		if w.For <= t {
			return -1
		}
		return 1
	})
	return i
}

// Last is the longest time after which a reboot came back by itself; false: none did.
func (v Survival) Last() (time.Duration, bool) {
	for i := len(v.waits) - 1; i >= 0; i-- {
		if v.waits[i].Back {
			return v.waits[i].For, true
		}
	}
	return 0, false
}

// later is how many came back by themselves after more than a time.
func (v Survival) later(t time.Duration) int {
	n := 0
	for _, w := range v.waits[v.longer(t):] {
		if w.Back {
			n++
		}
	}
	return n
}

// ChanceLevel is how often the interval of a Chance holds what it is about.
const ChanceLevel = 0.95

// Chance is an estimated chance: P, and an interval that holds the true one with
// ChanceLevel. Of is how many reboots it is drawn from; with 0 nothing is known.
type Chance struct {
	P, Low, High float64
	Of           int
}

// Within is the chance that a host that has been away for a time is back in a span
// from then, by those of the curve that were away for longer.
//
// Where no wait was cut within the span, P is a plain share of them and its interval
// that of Clopper and Pearson. Otherwise it is the same for the effective sample size of
// Cutler and Ederer (Maximum utilization of the life table method, J. Chronic Dis. 8,
// 1958): as many as would give, uncut, Greenwood's variance of the estimate.
func (v Survival) Within(away, span time.Duration) Chance {
	at := v.longer(away)
	c := Chance{Of: len(v.waits) - at}
	if c.Of == 0 {
		c.High = 1
		return c
	}
	stay, sum, back := 1.0, 0.0, 0
	v.walk(away, away+span, func(_ time.Duration, d, of int, share float64) {
		stay, back = share, back+d
		if of > d {
			sum += float64(d) / (float64(of) * float64(of-d))
		}
	})
	n := float64(len(v.waits) - v.longer(away+span)) // none was back: those who were watched to the end say so
	switch {
	case stay == 0:
		n = float64(back)
	case back > 0:
		n = (1 - stay) / (stay * sum)
	}
	c.P = 1 - stay
	c.Low, c.High = exactInterval(n*c.P, n, ChanceLevel)
	return c
}

// Never is the chance that a reboot does not come back by itself.
func (v Survival) Never() Chance {
	c := v.Within(0, 1<<62)
	return Chance{P: 1 - c.P, Low: 1 - c.High, High: 1 - c.Low, Of: c.Of}
}

// Cut is how many it knows of that were not seen to come back by themselves.
func (v Survival) Cut() int { return v.N() - v.later(-1) }
