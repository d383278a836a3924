package change

import "math"

// exactInterval is the interval of Clopper and Pearson (The use of confidence or
// fiducial limits, Biometrika 26, 1934) for a chance of which k came true in n. Neither
// needs to be whole: the limits are quantiles of the beta distribution. It holds at
// least as often as its level says, with however few.
func exactInterval(k, n, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	tail, high := (1-level)/2, 1
	if k > 0 {
		low = betaQuantile(tail, k, n-k+1)
	}
	if k < n {
		high = betaQuantile(1-tail, k+1, n-k)
	}
	return low, high
}

// betaQuantile is the value below which a share p of the beta distribution lies. It
// halves the interval that holds it, as nobody reads more than two digits of it.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if mid := (low + high) / 2; betaBelow(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// betaBelow is the share of the beta distribution below x, the regularised incomplete
// beta function, by its continued fraction (Abramowitz and Stegun 26.5.8), which
// converges fast on the left of the mean; on the right the other tail is taken.
func betaBelow(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaBelow(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	return front / betaFraction(x, a, b)
}

// betaFraction evaluates the continued fraction from its far end: by then its terms no
// longer tell in the digits of a float64, for all counts that a record can hold.
func betaFraction(x, a, b float64) float64 {
	const terms = 400
	f := 1.0
	for i := terms; i >= 1; i-- {
		m := float64(i / 2)
		d := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		if i%2 == 1 {
			d = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		f = 1 + d/f
	}
	return f
}
