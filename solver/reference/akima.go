package reference

import (
	"math"
	"sort"
)

// akima interpolates by piecewise cubics with continuous first derivative
// (H. Akima, A new method of interpolation and smooth curve fitting based on
// local procedures, J. ACM 17, 1970, 589-602). The derivative at a node is the
// mean of the two adjacent slopes, weighted by the change of slope on the other
// side; beyond the ends the slopes continue linearly, as Akima proposes.
//
// It stands in for interp.AkimaSpline of gonum, whose package brings all of
// BLAS and LAPACK along: 60 kB of the 1.2 MB that every worker downloads. The
// two agree to rounding; tests hold them against each other.
type akima struct {
	x, y  []float64 // nodes and values, not copied
	d     []float64 // derivatives at the nodes
	slope []float64 // slope[i+2] of cell i, with two more before and behind
}

// fit prepares the interpolation of y on the strictly increasing nodes x, two
// or more. It keeps both slices, which must not change before the last at, and
// allocates only if the number of nodes has grown.
func (s *akima) fit(x, y []float64) {
	n := len(x)
	if n < 2 || len(y) != n {
		panic("reference: akima needs two or more nodes and one value for each")
	}
	s.x, s.y = x, y
	if cap(s.d) < n {
		s.d, s.slope = make([]float64, n), make([]float64, n+3)
	}
	s.d, s.slope = s.d[:n], s.slope[:n+3]
	m := s.slope
	for i := range n - 1 {
		h := x[i+1] - x[i]
		if !(h > 0) {
			panic("reference: akima needs strictly increasing nodes")
		}
		m[i+2] = (y[i+1] - y[i]) / h
	}
	if n == 2 {
		s.d[0], s.d[1] = m[2], m[2]
		return
	}
	m[0], m[1] = 3*m[2]-2*m[3], 2*m[2]-m[3]
	m[n+1], m[n+2] = 2*m[n]-m[n-1], 3*m[n]-2*m[n-1]
	for i := range s.d {
		left, right := math.Abs(m[i+2]-m[i+3]), math.Abs(m[i+1]-m[i])
		if w := left + right; w > 0 {
			s.d[i] = (m[i+1]*left + m[i+2]*right) / w
		} else {
			s.d[i] = 0.5*m[i+1] + 0.5*m[i+2] // a corner between two straight pieces
		}
	}
}

// at returns the value at x, outside the nodes that of the nearest one.
func (s *akima) at(x float64) float64 {
	last := len(s.x) - 1
	switch {
	case x <= s.x[0]:
		return s.y[0]
	case x >= s.x[last]:
		return s.y[last]
	}
	i := sort.SearchFloat64s(s.x[1:last], x) // x[i] < x <= x[i+1]
	h, dx := s.x[i+1]-s.x[i], x-s.x[i]
	m, d0, d1 := s.slope[i+2], s.d[i], s.d[i+1]
	c2 := (3*m - 2*d0 - d1) / h
	c3 := (d0 + d1 - 2*m) / (h * h)
	return ((c3*dx+c2)*dx+d0)*dx + s.y[i]
}
