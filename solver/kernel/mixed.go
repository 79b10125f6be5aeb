package kernel

import "math"

// Vector operations of an optimiser that keeps its averages in double precision, whatever that of gradients and parameters.

// BlendWide computes y = a*y + b*x in double precision.
func BlendWide[T Float](a float64, y []float64, b float64, x []T) {
	need("x", x, len(y))
	if !sideBlendWide(a, y, b, x) {
		blendWide(a, y, b, x)
	}
}

// Adaptive updates the second moment s with gradient g and divides the first moment m by its root, all in double precision:
// s = b2*s + complement*g^2, m = m/c1 / (sqrt(s/c2) + delta).
func Adaptive[T Float](s []float64, g, m []T, b2, complement, c1, c2, delta float64) {
	need("g", g, len(s))
	need("m", m, len(s))
	if !sideAdaptive(s, g, m, b2, complement, c1, c2, delta) {
		adaptive(s, g, m, b2, complement, c1, c2, delta)
	}
}

// Descend computes p -= rate*d; the product is rounded to the precision of p first.
func Descend[T Float](p []T, rate float64, d []T) {
	need("d", d, len(p))
	if !sideDescend(p, rate, d) {
		descend(p, rate, d)
	}
}

// The reference loops.

func blendWide[T Float](a float64, y []float64, b float64, x []T) {
	for i, v := range x[:len(y)] {
		y[i] = float64(a*y[i]) + float64(b*float64(v))
	}
}

func adaptive[T Float](s []float64, g, m []T, b2, complement, c1, c2, delta float64) {
	for i, v := range g[:len(s)] {
		s[i] = float64(b2*s[i]) + float64(complement*float64(float64(v)*float64(v)))
		m[i] = T(float64(m[i]) / c1 / (math.Sqrt(s[i]/c2) + delta))
	}
}

func descend[T Float](p []T, rate float64, d []T) {
	for i, v := range d[:len(p)] {
		p[i] -= T(rate * float64(v))
	}
}
