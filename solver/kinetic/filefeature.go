package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// feature writes the trunk inputs to out (nil: only counts them) and returns their number.
func (m *medium) feature(t, x, eps float64, sigma, depth, distant autodiff.Jet, out []autodiff.Jet) int {
	f := m.file
	n := 0
	put := func(j func() autodiff.Jet) {
		if out != nil {
			out[n] = j()
		}
		n++
	}
	lo, length, end := f.X[0], f.X[1]-f.X[0], f.TEnd
	xj := autodiff.Jet{V: (x - lo) / length, Dx: 1 / length}
	whole, _ := m.path.total()
	along := depth.Scale(1 / whole)
	time := autodiff.Jet{V: t / end, Dt: 1 / end}
	if f.IsPeriodic() {
		for k := 1; k <= 2; k++ {
			put(func() autodiff.Jet { return xj.Scale(2 * math.Pi * float64(k)).Cos() })
			put(func() autodiff.Jet { return xj.Scale(2 * math.Pi * float64(k)).Sin() })
		}
		if m.varied {
			put(func() autodiff.Jet { return along.Scale(2 * math.Pi).Cos() })
			put(func() autodiff.Jet { return along.Scale(2 * math.Pi).Sin() })
		}
	} else {
		put(func() autodiff.Jet { return xj.Scale(2).Shift(-1) })
		put(func() autodiff.Jet { return xj.Scale(math.Pi).Cos() })
		if m.varied {
			put(func() autodiff.Jet { return along.Scale(2).Shift(-1) })
		}
	}
	if m.varied {
		middle := kernel.Log64(m.scale)
		put(func() autodiff.Jet { return sigma.Chain(kernel.Log64(sigma.V), 1/sigma.V).Shift(-middle).Scale(0.5) })
	}
	put(func() autodiff.Jet { return time.Scale(2).Shift(-1) })
	put(func() autodiff.Jet {
		q, _ := localClock(t, math.Sqrt(float64(eps*eps)+1e-3*end), sigma)
		return q.Scale(2).Shift(-1)
	})
	put(func() autodiff.Jet { return time.Shift(0.03).Sqrt().Scale(2).Shift(-1) })
	for _, s := range m.steep {
		put(func() autodiff.Jet { return m.rise(x, s) })
	}
	for _, w := range m.walls {
		n = w.feature(t, x, eps, depth, distant, n, out)
	}
	return n
}

// rise is a step at a steep place; on a periodic domain it comes from both sides.
func (m *medium) rise(x float64, s steep) autodiff.Jet {
	length := m.file.X[1] - m.file.X[0]
	if !m.file.IsPeriodic() {
		return autodiff.Jet{V: (x - s.x) / s.width, Dx: 1 / s.width}.Tanh()
	}
	a := 2 * math.Pi / length
	return autodiff.Jet{V: a * (x - s.x), Dx: a}.Sin().Scale(length / (2 * math.Pi * s.width)).Tanh()
}

// variation is the ratio of the largest to the least sigma at the nodes of the table.
func (m *medium) variation() float64 {
	lo, hi := math.Inf(1), 0.0
	for _, s := range m.path.slope {
		lo, hi = math.Min(lo, s), math.Max(hi, s)
	}
	return hi / lo
}

// Sample implements Problem: half of the points are even in x and t, the others lean on the start, on steep places and on ends with inflow.
func (p fileTransport) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	f := p.file
	lo, hi, end := f.X[0], f.X[1], f.TEnd
	var ends []float64
	if f.Left.Kind == problemfile.Inflow {
		ends = append(ends, lo)
	}
	if f.Right.Kind == problemfile.Inflow || ends == nil {
		ends = append(ends, hi)
	}
	if !spread(rng, f, kind, t, x, ends...) {
		return
	}
	if left, right := leansOn(f); left || right {
		half := len(x) / 2
		for i := range x[:half] {
			z := (x[i] - lo) / (hi - lo)
			wall := lo
			if right && (!left || i%2 == 0) {
				z, wall = 1-z, hi
			}
			z *= z
			if i%4 < 2 { // within what diffusion reaches from a wall of large sigma
				z *= min(1, math.Sqrt(5*end/value(f.Sigma, f.Centre(), wall))/(hi-lo))
			}
			if x[i] = lo + float64(z*(hi-lo)); wall == hi {
				x[i] = hi - float64(z*(hi-lo))
			}
		}
		for i := half; i < len(x); i += 2 { // even ones too
			if right && (!left || i%4 == 0) {
				x[i] = hi - float64((hi-x[i])*min(1, wallReach(f, hi)/(hi-lo)))
			} else {
				x[i] = lo + float64((x[i]-lo)*min(1, wallReach(f, lo)/(hi-lo)))
			}
		}
		for i := range t[:half] {
			t[i] *= t[i] / end
		}
	} else {
		layered(rng, t, 0.25, eps*eps*1e-2, min(end, 10*eps*eps))
	}
	for k, s := range p.steep { // an eighth of the points beside each
		n := len(x) / 8
		for i := len(x) - (k+1)*n; i < len(x)-k*n; i++ {
			x[i] = min(hi, max(lo, s.x+float64(4*s.width*(2*rng.Float64()-1))))
		}
	}
}

// spread draws points evenly over domain and time of a file, at t = 0 for AtStart and at the given ends in turn for AtWalls. It reports whether they
// lie inside.
func spread(rng *rand.Rand, f *problemfile.Problem, kind Kind, t, x []float64, ends ...float64) bool {
	uniform(rng, x, f.X[0], f.X[1])
	uniform(rng, t, 0, f.TEnd)
	switch kind {
	case AtStart:
		clear(t)
	case AtWalls:
		for i := range x {
			x[i] = ends[i%len(ends)]
		}
	}
	return kind == Interior
}

// leansOn tells at which ends with inflow things happen: not at one that lets in what is there already, if the other one does not.
func leansOn(f *problemfile.Problem) (left, right bool) {
	left, right = f.Left.Kind == problemfile.Inflow, f.Right.Kind == problemfile.Inflow
	if left && right && quiet(f) {
		stirs := func(e *expr.Expr) bool {
			c, constant := e.Constant()
			return !constant || c != value(f.Rho0, f.Centre(), f.X[0])
		}
		if l, r := stirs(f.InflowLeft), stirs(f.InflowRight); l != r {
			return l, r
		}
	}
	return left, right
}

// wallReach is reach at the centre of the parameters for a wall at x, also beyond the domain.
func wallReach(f *problemfile.Problem, x float64) float64 {
	return math.Sqrt(10 * f.TEnd / value(f.Sigma, f.Centre(), x))
}

// leansKinetic implements leaning. Without inflow errors at the largest Knudsen number stand out further.
func (p fileTransport) leansKinetic() float64 {
	if p.file.Left.Kind == problemfile.Inflow || p.file.Right.Kind == problemfile.Inflow {
		return 1.5
	}
	return 2
}
