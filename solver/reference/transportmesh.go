package reference

import (
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// mesh returns the nodes of a grid for a problem file: a share of the cells is uniform, a share follows the variation of the data,
// and at ends with inflow a share grows in proportion to the distance from a fraction of the local mean free path, another lies
// within the reach of particles.
func (r *transportFile) mesh(p *problemfile.Problem, set []float64, cells int) []float64 {
	lo, hi := r.domain.XMin, r.domain.XMax
	length := hi - lo
	sigma, rho0 := p.Sigma.Bind(set...), p.Rho0.Bind(set...)
	reach := math.Min(length, 1.05*p.TEnd/r.eps)
	first := func(x float64) float64 {
		free := r.eps / sigma.Value(x)
		return 0.06 * math.Min(free, 0.067*length)
	}
	// Variation of log sigma, sqrt(absorption) and the density, accumulated over a fine grid.
	const fine = 4000
	variation := make([]float64, fine+1)
	top, bottom := rho0.Value(lo), rho0.Value(lo)
	for i := range variation {
		y := rho0.Value(lo + length*float64(i)/fine)
		top, bottom = math.Max(top, y), math.Min(bottom, y)
	}
	at := func(i int) (float64, float64) {
		x := lo + length*float64(i)/fine
		return math.Log(sigma.Value(x)), rho0.Value(x) / math.Max(top-bottom, 1e-3*(1+math.Abs(top)))
	}
	s0, d0 := at(0)
	for i := 1; i <= fine; i++ {
		s1, d1 := at(i)
		variation[i] = variation[i-1] + math.Abs(s1-s0) + math.Abs(d1-d0)
		s0, d0 = s1, d1
	}
	whole := variation[fine]
	varied := func(x float64) float64 {
		z := (x - lo) / length * fine
		i := min(max(int(z), 0), fine-1)
		return variation[i] + (z-float64(i))*(variation[i+1]-variation[i])
	}
	type part struct {
		share float64
		count func(x float64) float64 // rises from 0 to 1
	}
	parts := []part{{0.4, func(x float64) float64 { return (x - lo) / length }}}
	if whole > 1e-6 {
		// A base level keeps the density of the grid from jumping where data begin to vary.
		parts = append(parts, part{0.3, func(x float64) float64 { return varied(x) / whole }})
	}
	for _, e := range []struct {
		kind string
		at   float64
	}{{p.Left.Kind, lo}, {p.Right.Kind, hi}} {
		if e.kind != problemfile.Inflow {
			continue
		}
		f := first(e.at)
		near := func(x float64) float64 {
			y := math.Min(math.Abs(x-e.at), reach)
			c := 0.55*math.Log1p(y/f)/math.Log1p(reach/f) + 0.45*y/reach
			if e.at == hi {
				return 1 - c
			}
			return c
		}
		parts = append(parts, part{0.6, near})
	}
	var shares float64
	for _, q := range parts {
		shares += q.share
	}
	count := func(x float64) float64 {
		var c float64
		for _, q := range parts {
			c += q.share * (q.count(x) - q.count(lo))
		}
		return c / shares
	}
	scale := count(hi)
	x := make([]float64, cells+1)
	x[0], x[cells] = lo, hi
	for i := 1; i < cells; i++ {
		target := scale * float64(i) / float64(cells)
		a, b := x[i-1], hi
		for n := 0; n < 100 && b-a > 1e-13*length; n++ {
			mid := 0.5 * (a + b)
			if count(mid) < target {
				a = mid
			} else {
				b = mid
			}
		}
		x[i] = 0.5 * (a + b)
	}
	sort.Float64s(x)
	return x
}
