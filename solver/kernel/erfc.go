package kernel

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// Erfc64 returns the complementary error function of x; relative error at most 1e-15 for normal results. The same bits
// on every build.
//
// erfc(x) = e^(-x²) g(t)/(1+2x) with the Chebyshev series of g summed by Clenshaw's recurrence. e^(-x²) is taken in two
// factors, x² = h² + (x-h)(x+h) with h short enough for h² to be exact.
func Erfc64(x float64) float64 {
	a := math.Abs(x)
	if a > 28 { // below half the smallest number
		if x > 0 {
			return 0
		}
		return 2
	}
	g := erfcxSeries(a)
	h := math.Float64frombits(math.Float64bits(a) &^ (1<<27 - 1))
	// The larger factor first and the quotient before the last product: underflow, if any, rounds once.
	y := float64(float64(Exp64(-float64((a-h)*(a+h)))*(g/(1+2*a))) * Exp64(-float64(h*h)))
	if x < 0 {
		return 2 - y
	}
	return y
}

// erfcxSeries returns (1+2a) e^(a²) erfc(a) for a >= 0.
func erfcxSeries(a float64) float64 {
	t := (a - 3.75) / (a + 3.75)
	var b1, b2 float64
	c := &minimax.Erfcx64
	for i := len(c) - 1; i > 0; i-- {
		b1, b2 = (float64(2*t*b1)-b2)+c[i], b1
	}
	return (float64(t*b1) - b2) + c[0]
}

// Erfcx64 returns the scaled complementary error function e^(x²) erfc(x) for x >= 0 (NaN below).
func Erfcx64(x float64) float64 {
	if x < 0 {
		return math.NaN()
	}
	if x > 1e16 {
		return 0.56418958354775628695 / x
	}
	return erfcxSeries(x) / (1 + 2*x)
}
