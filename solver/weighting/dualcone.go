package weighting

import "math"

// dualCone projects unit gradients onto the cone of directions that conflict
// with no task,
//
//	C = {d : gb_j . d >= 0 for all j}.
//
// P_C gb_i = gb_i + sum_j mu_j gb_j with mu >= 0 minimising |gb_i + sum_j mu_j gb_j|
// (Moreau's decomposition), a non-negative least-squares problem in K.
type dualCone struct {
	nn  nonNegative
	rhs []float64
}

// project writes the coefficients of P_C gb_i into out and returns its length,
// at most 1. gb_i . P_C gb_i is the square of it: of all directions in C, P_C gb_i
// has the least angle with gb_i. A length below noConeLength is rounding: then
// -gb_i lies in the cone of the other gradients, no direction of C serves task i,
// and out is zero.
func (c *dualCone) project(k []float64, n, i int, out []float64) float64 {
	row := k[i*n : i*n+n]
	inside := true
	c.rhs = grow(c.rhs, n)
	for j, x := range row {
		c.rhs[j] = -x
		inside = inside && x >= 0
	}
	clear(out)
	if !inside {
		c.nn.solve(k, n, c.rhs, out)
	}
	out[i]++
	if inside {
		return 1
	}
	length := math.Sqrt(max(0, quadratic(k, out)))
	if length < noConeLength {
		clear(out)
		return 0
	}
	return length
}

// noConeLength: a projection of a unit vector shorter than this counts as zero.
// The active-set method stops at products of -1e-13, so that divided by this length
// none is below -1e-8; and the directions of gradients in float32 are not known to
// more than about 1e-7.
const noConeLength = 1e-5

// Multipliers returns mu >= 0 for which d + sum_j mu_j P^-1 g_j is the point nearest
// to d, in the metric P, of the cone without conflict: gram holds
// A_ij = g_i^T P^-1 g_j, n x n row-major, products g_j . d. It minimises
// 1/2 mu^T A mu + sum_j mu_j products_j; tasks with A_jj = 0 get 0.
func Multipliers(gram, products []float64) []float64 {
	n := len(products)
	k, rhs, mu := make([]float64, n*n), make([]float64, n), make([]float64, n)
	long := 0.0
	root := make([]float64, n)
	for i := range root {
		root[i] = math.Sqrt(max(0, gram[i*n+i]))
	}
	for i := range rhs {
		k[i*n+i] = 1
		if root[i] == 0 {
			continue
		}
		rhs[i] = -products[i] / root[i]
		long = max(long, math.Abs(rhs[i]))
		for j := range rhs {
			if j != i && root[j] > 0 {
				k[i*n+j] = max(-1, min(1, gram[i*n+j]/root[i]/root[j]))
			}
		}
	}
	if long == 0 {
		return mu
	}
	for i := range rhs {
		rhs[i] /= long
	}
	var nn nonNegative
	nn.solve(k, n, rhs, mu)
	for i := range mu {
		if root[i] > 0 {
			mu[i] *= long / root[i]
		}
	}
	return mu
}
