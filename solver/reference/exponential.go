package reference

import "math"

// exponential returns e^a of an n×n matrix by scaling and squaring of its Taylor series.
func exponential(a []float64, n int) []float64 {
	norm := 0.0
	for l := range n {
		sum := 0.0
		for _, v := range a[l*n : l*n+n] {
			sum += math.Abs(v)
		}
		norm = math.Max(norm, sum)
	}
	squarings := 0
	for norm > 0.5 {
		norm /= 2
		squarings++
	}
	x := make([]float64, n*n)
	for i, v := range a {
		x[i] = math.Ldexp(v, -squarings)
	}
	out, term := make([]float64, n*n), make([]float64, n*n)
	for l := range n {
		out[l*n+l], term[l*n+l] = 1, 1
	}
	for order := 1; order <= 13; order++ {
		term = product(term, x, n, 1/float64(order))
		for i, v := range term {
			out[i] += v
		}
	}
	for range squarings {
		out = product(out, out, n, 1)
	}
	return out
}

// product returns c a b of n×n matrices.
func product(a, b []float64, n int, c float64) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		row := out[i*n : i*n+n]
		for k := range n {
			if v := c * a[i*n+k]; v != 0 {
				for j, w := range b[k*n : k*n+n] {
					row[j] += v * w
				}
			}
		}
	}
	return out
}
