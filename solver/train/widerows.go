package train

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/solve"
)

// rows are points that a solve takes at once: drawn as in training, or, where the network does not depend on x, times with Knudsen numbers
// and parameters of their own, each of which stands for a grid in x.
type rows struct {
	drawn       []*Batch
	eps, t, set []float64
	clusters    map[kinetic.Kind]cluster // of a model that draws them itself
}

// solvedTerm is a loss term with the cells that its points come from.
type solvedTerm struct {
	*solve.Term
	name    string
	kind    kinetic.Kind
	weight  float64
	scale   []float64 // per stratum
	cells   []int
	stratum []int // of each row of the last sample
}

// grid returns the grid in x of a model whose network does not depend on it.
func (s *Session) grid() []float64 {
	if m, ok := s.model.(kinetic.Separated); ok {
		return m.Grid()
	}
	return nil
}

// clustered draws rows for a network of time and Knudsen number alone, denser where polynomials, and least squares with any smooth functions,
// would oscillate: half of the Knudsen numbers by the arcsine law in their root, the others log-uniform; half of the times by the arcsine law,
// the others log-uniform into the initial layer. Without it the flux at eps = 1 was 10 to 100 times as far off.
func (v *solving) clustered(rng *rand.Rand, n int) rows {
	s, slow, fast, power := v.s, 1.0, 1.0, 2
	if v.separation != nil {
		slow, fast = v.separation.Slow, v.separation.Fast
		if v.separation.Layer > 0 {
			power = v.separation.Layer
		}
	}
	if m, ok := v.s.model.(kinetic.Clustered); ok {
		if draw := m.Clusters(); draw != nil {
			return v.drawn(rng, draw)
		}
	}
	arcsine := func(lo, hi float64) float64 { return lo + float64((hi-lo)*0.5*(1-kernel.Cos64(math.Pi*rng.Float64()))) }
	logarithmic := func(lo, hi float64) float64 {
		a, b := kernel.Log64(lo), kernel.Log64(hi)
		return kernel.Exp64(a + float64((b-a)*rng.Float64()))
	}
	c, end := s.cfg, s.Problem().TEnd
	r := rows{set: make([]float64, n*len(s.layout.parameters))}
	for i := range n {
		var eps, t float64
		if i%2 == 0 {
			root := arcsine(math.Sqrt(c.EpsMin), math.Sqrt(c.EpsMax))
			eps = root * root
		} else {
			eps = logarithmic(c.EpsMin, c.EpsMax)
		}
		eps = min(c.EpsMax, max(c.EpsMin, eps))
		if i/2%2 == 0 {
			t = arcsine(0, end)
		} else {
			layer := eps
			if power == 2 {
				layer *= eps
			}
			over := min(30*layer/slow, end)
			if v.separation != nil && v.separation.Late {
				over = end
			}
			t = logarithmic(min(0.01*layer/fast, 1e-3*end), over)
		}
		r.eps, r.t = append(r.eps, eps), append(r.t, t)
	}
	kinetic.DrawParameters(rng, s.layout.parameters, r.set)
	return r
}

// cluster holds points with a Knudsen number each.
type cluster struct{ eps, t, x []float64 }

// ownRows is the number of points of a kind that a model draws at once.
const ownRows = 320

// drawn draws the points of a model that draws them itself.
func (v *solving) drawn(rng *rand.Rand, draw kinetic.Clusters) rows {
	r := rows{clusters: map[kinetic.Kind]cluster{}}
	for _, g := range v.s.layout.groups {
		if _, ok := r.clusters[g.kind]; !ok {
			c := cluster{make([]float64, ownRows), make([]float64, ownRows), make([]float64, ownRows)}
			draw(rng, g.kind, v.s.cfg.EpsMin, v.s.cfg.EpsMax, c.eps, c.t, c.x)
			r.clusters[g.kind] = c
		}
	}
	return r
}

// stratum returns that of a Knudsen number.
func (v *solving) stratum(eps float64) int {
	c, k := v.s.cfg, v.s.layout.strata-1
	if span := kernel.Log64(c.EpsMax / c.EpsMin); span > 0 {
		k = min(k, int(float64(v.s.layout.strata)*kernel.Log64(eps/c.EpsMin)/span))
	}
	return max(0, k)
}

// sample turns a block into rows of a term.
func (v *solving) sample(t *solvedTerm, b rows) *solve.Sample {
	l := v.s.layout
	out := &solve.Sample{}
	t.stratum = t.stratum[:0]
	n := len(l.parameters)
	if own, ok := b.clusters[t.kind]; ok {
		out.Eps, out.T, out.X = own.eps, own.t, own.x
		for _, eps := range own.eps {
			t.stratum = append(t.stratum, v.stratum(eps))
			out.Weight = append(out.Weight, t.weight)
		}
		return out
	}
	if v.grid != nil {
		for i, eps := range b.eps {
			at := b.t[i]
			if t.kind != kinetic.Interior {
				at = 0
			}
			for _, x := range v.grid {
				out.T, out.X = append(out.T, at), append(out.X, x)
			}
			t.stratum = append(t.stratum, v.stratum(eps))
			out.Eps = append(out.Eps, eps)
			out.Weight = append(out.Weight, t.weight/float64(len(v.grid)))
		}
		out.Set = b.set
		return out
	}
	for _, d := range b.drawn {
		for _, i := range t.cells {
			c := l.cells[i]
			out.T, out.X = append(out.T, d.T[i]...), append(out.X, d.X[i]...)
			for range c.points {
				t.stratum = append(t.stratum, c.stratum)
				out.Eps = append(out.Eps, d.Eps[c.stratum])
				out.Set = append(out.Set, d.Set[c.stratum*n:c.stratum*n+n]...)
				out.Weight = append(out.Weight, t.weight*t.scale[c.stratum])
			}
		}
	}
	return out
}
