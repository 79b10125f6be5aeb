package reference

import (
	"math"
	"testing"
)

func TestModeCheckValues(t *testing.T) {
	for eps, lambda := range map[float64]float64{1: .3579073841, .3: .3353506319, .1: .3335557674, 1e-2: .3333355556} {
		near(t, "lambda", modeRate(eps), lambda, 5e-11)
	}
	near(t, "lambda at 1e-6", modeRate(1e-6), 1./3, 1e-12)
}

// The series and the formula meet where one replaces the other.
func TestModeRateSwitch(t *testing.T) {
	eps := 0.05
	near(t, "series", modeRate(math.Nextafter(eps, 0)), modeRate(eps), 1e-13)
}

// The formula satisfies the transport equation: residual by central
// differences, relative to the size of its terms.
func TestModeSolvesEquation(t *testing.T) {
	for _, eps := range uniform {
		s := unchecked(solve(t, "transport-mode", eps)).(*mode)
		f := func(time, x, v float64) float64 {
			out, err := s.Distribution(time, []float64{x}, []float64{v})
			if err != nil {
				t.Fatal(err)
			}
			return out[0][0]
		}
		const h = 1e-4
		for _, x := range []float64{0.3, 2, 5} {
			for _, v := range []float64{-0.9, 0, 0.4} {
				ft := (f(0.5+h, x, v) - f(0.5-h, x, v)) / (2 * h)
				fx := (f(0.5, x+h, v) - f(0.5, x-h, v)) / (2 * h)
				rho := at(t, s, 0.5, x)[0][0]
				near(t, "residual", eps*eps*ft+eps*v*fx, rho-f(0.5, x, v), 1e-8*eps)
			}
		}
	}
}

func TestModeLimit(t *testing.T) {
	out := at(t, solve(t, "transport-mode", 1e-6), 1, 0, math.Pi/2)
	near(t, "rho", out[0][0], 1+0.5*math.Exp(-1./3), 1e-12)
	near(t, "flux", out[1][1], 0.5*math.Exp(-1./3)/3, 1e-12)
}
