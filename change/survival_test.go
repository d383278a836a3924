package change_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tminus/change"
)

// weeks makes waits of the remission times of a trial: negative ones were cut.
func weeks(times ...int) change.Survival {
	waits := make([]change.Wait, len(times))
	for i, t := range times {
		waits[i] = change.Wait{For: time.Duration(max(t, -t)) * time.Minute, Back: t > 0}
	}
	return change.NewSurvival(waits)
}

// freireich are the 21 patients under 6-MP (Freireich et al., Blood 21, 1963), the
// example by which the estimator is taught.
func freireich() change.Survival {
	return weeks(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
}

// TestTheTrialOfFreireich: the published curve, as survival and lifelines print it.
func TestTheTrialOfFreireich(t *testing.T) {
	want := map[int]float64{0: 1, 5: 1, 6: .857, 7: .807, 9: .807, 10: .753, 13: .690, 16: .627, 22: .538, 23: .448, 40: .448}
	for at, share := range want {
		if got := freireich().Away(time.Duration(at) * time.Minute); math.Abs(got-share) > .0005 {
			t.Errorf("after %d weeks %.4f are away, published: %.3f", at, got, share)
		}
	}
	if last, ok := freireich().Last(); !ok || last != 23*time.Minute {
		t.Errorf("the last came back after %v", last)
	}
}

// TestTheVarianceOfGreenwood: at ten weeks the published standard error is 0.0963. By
// it the effective sample is 20.04, and the interval that of Clopper and Pearson on it.
func TestTheVarianceOfGreenwood(t *testing.T) {
	c := freireich().Within(0, 10*time.Minute)
	n := .7529 * (1 - .7529) / (.0963 * .0963)
	low, high := bounds((1-.7529)*n, n)
	if c.Of != 21 || math.Abs(c.P-.2471) > .0005 || math.Abs(c.Low-low) > .002 || math.Abs(c.High-high) > .002 {
		t.Errorf("%+v, want %.4f to %.4f", c, low, high)
	}
}

// bounds are the limits of Clopper and Pearson for counts that need not be whole, by
// summing up the density of the beta distribution: slow, and without any cleverness.
func bounds(k, n float64) (low, high float64) {
	return betaBySum(.025, k, n-k+1), betaBySum(.975, k+1, n-k)
}

func betaBySum(p, a, b float64) float64 {
	const steps = 200_000
	var all float64
	density := func(i int) float64 {
		x := (float64(i) + .5) / steps
		return math.Pow(x, a-1) * math.Pow(1-x, b-1)
	}
	for i := range steps {
		all += density(i)
	}
	var sum float64
	for i := range steps {
		if sum += density(i); sum >= p*all {
			return float64(i) / steps
		}
	}
	return 1
}

// TestTheIntervalOfClopperAndPearson: with nothing cut, the limits are those chances of
// which what was seen, or more extreme, would come in one of forty: by adding up the
// binomial distribution.
func TestTheIntervalOfClopperAndPearson(t *testing.T) {
	for _, n := range []int{1, 2, 8, 41, 300} {
		for _, k := range []int{0, 1, n / 3, n - 1, n} {
			times := make([]int, n)
			for i := range times {
				if times[i] = 5; i >= k {
					times[i] = 50
				}
			}
			c := weeks(times...).Within(time.Minute, 10*time.Minute)
			if c.Of != n || math.Abs(c.P-float64(k)/float64(n)) > 1e-9 {
				t.Errorf("%d of %d: %+v", k, n, c)
			}
			if k > 0 && math.Abs(atLeast(k, n, c.Low)-.025) > 1e-6 || k == 0 && c.Low != 0 {
				t.Errorf("%d of %d: the lower limit is %v: so many come with %v", k, n, c.Low, atLeast(k, n, c.Low))
			}
			if k < n && math.Abs(1-atLeast(k+1, n, c.High)-.025) > 1e-6 || k == n && c.High != 1 {
				t.Errorf("%d of %d: the upper limit is %v: so few come with %v", k, n, c.High, 1-atLeast(k+1, n, c.High))
			}
		}
	}
}

// atLeast is the chance of k or more of n.
func atLeast(k, n int, p float64) float64 {
	var sum float64
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

// TestTheChanceByRedistribution holds the curve against another way to it: Efron's
// redistribution to the right gives the weight of each that was cut to those after it,
// in equal shares.
func TestTheChanceByRedistribution(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var times []int
		for range 1 + rng.IntN(40) {
			at := 1 + rng.IntN(25)
			if rng.IntN(3) == 0 {
				at = -at
			}
			times = append(times, at)
		}
		v := weeks(times...)
		away := rng.IntN(20)
		var rest []int
		for _, at := range times {
			if at > away || at < -away {
				rest = append(rest, at)
			}
		}
		c := v.Within(time.Duration(away)*time.Minute, 5*time.Minute)
		if c.Of != len(rest) {
			t.Fatalf("seed %d: %d were away for longer than %d, not %d", seed, len(rest), away, c.Of)
		}
		if want := redistributed(rest, away+5); c.Of > 0 && math.Abs(c.P-want) > 1e-9 {
			t.Errorf("seed %d: %v after %d: %v, want %v", seed, times, away, c.P, want)
		}
		if c.Low > c.P || c.P > c.High || c.Low < 0 || c.High > 1 {
			t.Errorf("seed %d: %+v is not in its interval", seed, c)
		}
	}
}

func redistributed(times []int, until int) float64 {
	weight := make([]float64, len(times))
	for i := range weight {
		weight[i] = 1 / float64(len(times))
	}
	for at := 1; at <= 25; at++ {
		for i, t := range times {
			if t != -at {
				continue
			}
			var after []int
			for j, o := range times {
				if o > at || o < -at {
					after = append(after, j)
				}
			}
			for _, j := range after {
				weight[j] += weight[i] / float64(len(after))
			}
			if len(after) > 0 {
				weight[i] = 0
			}
		}
	}
	var back float64
	for i, t := range times {
		if t > 0 && t <= until {
			back += weight[i]
		}
	}
	return back
}

// TestTheIntervalHolds: with waits that are cut at random it holds the true chance in 95
// of 100 trials, as it says, or more often.
func TestTheIntervalHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	const trials = 2000
	held := 0
	for range trials {
		waits := make([]change.Wait, 25)
		for i := range waits {
			took, cut := rng.ExpFloat64()*10, 4+rng.Float64()*30
			waits[i] = change.Wait{For: time.Duration(min(took, cut) * float64(time.Minute)), Back: took <= cut}
		}
		c := change.NewSurvival(waits).Within(5*time.Minute, 10*time.Minute)
		if truth := 1 - math.Exp(-1); c.Low <= truth && truth <= c.High {
			held++
		}
	}
	if held < trials*94/100 {
		t.Errorf("it held in %d of %d", held, trials)
	}
}
