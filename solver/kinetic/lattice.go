package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// lattice is transport2d-lattice: a checkerboard of absorbing squares around one that emits (info.Checkerboard) in a medium that scatters,
// periodic on [0, 7]^2, f = 0 at t = 0. What the squares do with particles that fly straight past them is seen at eps = 1; in the
// diffusion limit they sit in a gas that seeps around them.
//
// Emission fills rho in proportion to t and g in proportion to the clock's tau: rho = (t/T) R, g = (tau/T) N.
type lattice struct{}

func init() { register(lattice{}) }

const latticeEnd = 2

func latticeDomain() info.Domain {
	return info.Domain{Dimensions: 2, XMax: 7, YMax: 7, TEnd: latticeEnd}
}

// Info implements Problem.
func (lattice) Info() Info {
	return planeInfo(Info{
		Name:     "transport2d-lattice",
		Title:    "Transport in a plane: a checkerboard of absorbers",
		Equation: "ε² f_t + ε v·∇f = ⟨f⟩ − f + ε² (G − σ_a f), v = (cos θ, sin θ)",
		Summary: "A square in the middle emits, eleven around it swallow what reaches them: shadows with sharp edges where collisions are " +
			"rare, a gas that seeps around the squares where they are frequent.",
		Initial: "f = 0; G = 1 on the square [3, 4]², σ_a = 10 on eleven squares around it, with edges smoothed over 0.15",
		Domain:  latticeDomain(),
	})
}

// Model implements Problem.
func (lattice) Model(p *autodiff.Params, o Options) (Model, error) {
	const end, k, n = float64(latticeEnd), 2 * math.Pi / 7, 4
	hard := o.Initial == Hard
	q, modes := planeRule(o, 24, 8, 7)
	m := &plane{
		opt: o, q: q, modes: modes, features: 4*n + 4,
		feature: func(t, x, y, eps float64, out []autodiff.Jet) {
			waves(x, y, k, n, out)
			absorption, source := checkerboard(x, y)
			out[4*n] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[4*n+1], out[4*n+2] = absorption.Scale(0.2).Shift(-1), source.Scale(2).Shift(-1)
			out[4*n+3] = autodiff.Constant(1)
			if hard {
				q, _ := clock(t, eps)
				out[4*n+3] = q.Scale(2).Shift(-1)
			}
		},
		ansatz: func(t, x, y, eps float64) planeAnsatz {
			_, tau := clock(t, eps)
			return planeAnsatz{a: autodiff.Jet{V: t / end, Dt: 1 / end}, b: tau.Scale(1 / end)}
		},
		start: func(x, y, eps float64, g []float64) float64 { return 0 },
		medium: func(x, y float64) (float64, float64) {
			absorption, source := checkerboard(x, y)
			return absorption.V, source.V
		},
		weights: map[string]float64{"initial": 10},
	}
	return m, m.layout(p)
}

// checkerboard is the medium of info.Checkerboard.
func checkerboard(x, y float64) (absorption, source autodiff.Jet) {
	c := &info.Checkerboard
	var columns, rows [7]autodiff.Jet
	period := float64(len(rows))
	x, y = x-period*math.Floor(x/period), y-period*math.Floor(y/period)
	for i := range rows {
		columns[i], rows[i] = stripe(autodiff.Jet{V: x, Dx: 1}, i), stripe(autodiff.Jet{V: y, Dy: 1}, i)
	}
	for _, at := range c.Absorbers {
		absorption = absorption.Add(columns[at[0]].Mul(rows[at[1]]))
	}
	return absorption.Scale(c.Absorption), columns[c.Source[0]].Mul(rows[c.Source[1]])
}

// stripe is one from i to i + 1 and falls off to zero over the width of the edges.
func stripe(v autodiff.Jet, i int) autodiff.Jet {
	rise := v.Shift(-float64(i)).Scale(1 / info.Checkerboard.Edge)
	return rise.Tanh().Sub(rise.Shift(-1 / info.Checkerboard.Edge).Tanh()).Scale(0.5)
}

// Sample implements Problem.
func (lattice) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniformPlane(rng, latticeDomain(), x)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, latticeEnd)
	layered(rng, t, 0.1, eps*eps*1e-2, min(latticeEnd, 10*eps*eps))
}
