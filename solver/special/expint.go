// Package special holds the special functions and quadrature rules that training and references share.
//
// Invariants: everything is float64 with errors near rounding, and depends on its arguments only. ExpIntegral, which losses depend
// on, takes exp and log from package kernel and so has the same bits in every build.
//
// For example, the rule with 3 nodes on [0, 1], exact for polynomials of degree 5:
//
//	x, w := make([]float64, 3), make([]float64, 3)
//	special.GaussLegendre(x, w, 0, 1)
package special

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// ExpIntegral returns the exponential integral
//
//	E_n(x) = int_1^inf exp(-x t)/t^n dt,  n >= 2, x >= 0,
//
// by the power series below 1 (Abramowitz and Stegun 5.1.12) and the continued
// fraction above (5.1.22, evaluated by the modified Lentz algorithm).
func ExpIntegral(n int, x float64) float64 {
	if x == 0 {
		return 1 / float64(n-1)
	}
	if x > 740 { // exp(-x) underflows
		return 0
	}
	if x > 1 {
		b := x + float64(n)
		c, d := math.Inf(1), 1/b
		h := d
		for i := 1; i < 500; i++ {
			a := -float64(i * (n - 1 + i))
			b += 2
			d = 1 / (a*d + b)
			c = b + a/c
			h *= c * d
			if math.Abs(c*d-1) < 1e-16 {
				break
			}
		}
		return h * kernel.Exp64(-x)
	}
	const eulerGamma = 0.57721566490153286060651209008240243
	psi := -eulerGamma
	for i := 1; i < n; i++ {
		psi += 1 / float64(i)
	}
	sum, term := 0.0, 1.0 // term = (-x)^m/m!
	for m := 0; m < 60; m++ {
		if m > 0 {
			term *= -x / float64(m)
		}
		if m == n-1 {
			sum += term * (psi - kernel.Log64(x))
		} else {
			sum -= term / float64(m-n+1)
		}
		if math.Abs(term) < 1e-18 {
			break
		}
	}
	return sum
}
