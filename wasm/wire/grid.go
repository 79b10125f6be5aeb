package wire

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Grid returns n equidistant numbers from lo to hi, both included; n >= 2.
func Grid(lo, hi float64, n int) []float64 {
	g := make([]float64, n)
	for i := range g {
		g[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	g[n-1] = hi
	return g
}

// Midpoints returns the midpoints of n equal cells between lo and hi; n >= 1.
func Midpoints(lo, hi float64, n int) []float64 {
	g := make([]float64, n)
	for i := range g {
		g[i] = lo + (hi-lo)*(float64(i)+0.5)/float64(n)
	}
	return g
}

// Cut returns the positions (see info.Domain) with the given x, in two space dimensions on the line y = at.
func Cut(d info.Domain, x []float64, at float64) []float64 {
	if !d.Plane() {
		return x
	}
	out := make([]float64, 0, 2*len(x))
	for _, v := range x {
		out = append(out, v, at)
	}
	return out
}

// Lattice returns the positions of all pairs of an x and a y; x runs first.
func Lattice(x, y []float64) []float64 {
	out := make([]float64, 0, 2*len(x)*len(y))
	for _, b := range y {
		for _, a := range x {
			out = append(out, a, b)
		}
	}
	return out
}
