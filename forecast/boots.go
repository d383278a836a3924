package forecast

import (
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"tminus/change"
)

// boots is how long the reboots of a class take.
type boots struct {
	// times are those that were seen, and back[i] the share of all that is back by
	// times[i]. The rest does not come back by itself, but after one of helped.
	times  []time.Duration
	back   []float64
	helped []time.Duration
}

// newBoots draws on what was seen of a class, or takes the norm of the plan where that
// is too little.
func newBoots(h *change.Host, curve change.Survival, paces []change.Pace) *boots {
	b := &boots{}
	if curve.N() >= change.EnoughReboots {
		for _, r := range curve.Returns() {
			b.times, b.back = append(b.times, r.At), append(b.back, 1-r.Away)
		}
	} else {
		b.times, b.back = []time.Duration{h.Reboot.Expected}, []float64{1}
	}
	for _, p := range paces {
		if p.Class == h.Class() && p.Recovered && !p.Bounded {
			b.helped = append(b.helped, p.Took)
		}
	}
	if len(b.helped) == 0 { // all of the ladder, and a recovery or at least another boot
		b.helped = []time.Duration{change.PlannedSlow(h) + max(h.Reboot.Recovery, h.Reboot.Expected)}
	}
	return b
}

// fails is the share that does not come back by itself.
func (b *boots) fails() float64 {
	if len(b.back) == 0 {
		return 1
	}
	return 1 - b.back[len(b.back)-1]
}

// failing is the same with another share that does not come back.
func (b *boots) failing(share float64) *boots {
	c := *b
	c.back = slices.Clone(b.back)
	if b.fails() < 1 {
		for i := range c.back {
			c.back[i] *= (1 - share) / (1 - b.fails())
		}
	}
	return &c
}

// draw is how long a reboot takes that has been away for a time already, and whether
// it needed help.
func (b *boots) draw(rng *rand.Rand, away time.Duration) (took time.Duration, helped bool) {
	from := 0.0
	if away > 0 {
		if i := sort.Search(len(b.times), func(i int) bool { return b.times[i] > away }); i > 0 {
			from = b.back[i-1]
		}
	}
	u := from + rng.Float64()*(1-from)
	if i := sort.SearchFloat64s(b.back, u); i < len(b.back) {
		for b.times[i] <= away { // u fell on the edge
			if i++; i == len(b.times) {
				return b.help(rng, away), true
			}
		}
		return b.times[i], false
	}
	return b.help(rng, away), true
}

// help is when a host is back that does not come back by itself. One that has been away
// for longer than any that was helped is taken to be as far from its end as those were
// from their beginning.
func (b *boots) help(rng *rand.Rand, away time.Duration) time.Duration {
	took := pick(rng, b.helped)
	if took <= away {
		return away + took
	}
	return took
}

// pick draws one of some times; none is no time at all.
func pick(rng *rand.Rand, times []time.Duration) time.Duration {
	switch len(times) {
	case 0:
		return 0
	case 1:
		return times[0]
	}
	return times[rng.IntN(len(times))]
}
