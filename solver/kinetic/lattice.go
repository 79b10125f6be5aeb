package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// lattice is transport2d-lattice: a checkerboard of absorbing squares around one that emits (info.Checkerboard) in a medium that scatters,
// periodic on [0, 7]^2, f = 0 at t = 0. What the squares do with particles that fly straight past them is seen at eps = 1; in the
// diffusion limit they sit in a gas that seeps around them.
//
// Emission fills rho in proportion to t and g in proportion to the clock's tau: rho = (t/T) R, g = (tau/T) N.
//
// The formulation "early" knows how: rho = t G, g = -tau v . grad G as t -> 0 for every eps, known parts that fade with latticeFade. What is
// left grows like t^2, and a part of the points is drawn evenly in log t. More Knudsen numbers are drawn where flight draws sharp shadows.
type lattice struct{ early bool }

// formed implements formed.
func (l lattice) formed(formulation string) Problem {
	if formulation == Early {
		return leaningLattice{lattice{early: true}}
	}
	return l
}

// leaningLattice is the lattice of the formulation "early".
type leaningLattice struct{ lattice }

// leansKinetic implements leaning.
func (leaningLattice) leansKinetic() float64 { return 1 }

func init() { register(lattice{}) }

const latticeEnd = 2

const (
	latticeFade  = 0.2   // time after which the known parts of "early" fade
	latticeFirst = 0.002 // from where on its times are drawn evenly in log t
)

func latticeDomain() info.Domain {
	return info.Domain{Dimensions: 2, XMax: 7, YMax: 7, TEnd: latticeEnd}
}

// Info implements Problem.
func (lattice) Info() Info {
	d := planeInfo(Info{
		Name:     "transport2d-lattice",
		Title:    "Transport in a plane: a checkerboard of absorbers",
		Equation: "ε² f_t + ε v·∇f = ⟨f⟩ − f + ε² (G − σ_a f), v = (cos θ, sin θ)",
		Summary: "A square in the middle emits, eleven around it swallow what reaches them: shadows with sharp edges where collisions are " +
			"rare, a gas that seeps around the squares where they are frequent.",
		Initial: "f = 0; G = 1 on the square [3, 4]², σ_a = 10 on eleven squares around it, with edges smoothed over 0.15",
		Domain:  latticeDomain(),
	})
	d.Formulations = []string{Early, MicroMacro}
	return d
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
	if o.Formulation == Early {
		m.ansatz = emission
		most, feature := m.features, m.feature
		m.features += 5
		m.feature = func(t, x, y, eps float64, out []autodiff.Jet) {
			feature(t, x, y, eps, out)
			emitted(t, x, y, eps, out[most:])
		}
	}
	return m, m.layout(p)
}

// emission is the ansatz of the formulation "early".
func emission(t, x, y, eps float64) planeAnsatz {
	const end = float64(latticeEnd)
	now := autodiff.Jet{V: t, Dt: 1}
	_, tau := clock(t, eps)
	fade := now.Scale(-1 / latticeFade).Exp()
	c := info.Checkerboard.Source
	x, y = x-7*math.Floor(x/7), y-7*math.Floor(y/7)
	column, across := edges(autodiff.Jet{V: x, Dx: 1}, c[0])
	row, along := edges(autodiff.Jet{V: y, Dy: 1}, c[1])
	known := tau.Mul(fade).Scale(-1)
	grown := now.Div(now.Shift(0.5 * latticeFade)) // what is left begins with t^2
	return planeAnsatz{
		rho: column.Mul(row).Mul(now).Mul(fade), a: now.Mul(grown).Scale(1 / end), b: tau.Mul(grown).Scale(1 / end),
		first: [2]autodiff.Jet{across.Mul(row).Mul(known), column.Mul(along).Mul(known)},
	}
}

// emitted sets further inputs of the formulation "early": log t, and the edges of the square that emits, in x and in y, as wide as what it
// has emitted has spread. Their distance is that on a circle of the period's length.
func emitted(t, x, y, eps float64, out []autodiff.Jet) {
	age, decades := t+latticeFirst, 2/kernel.Log64(1+latticeEnd/latticeFirst)
	out[0] = autodiff.Jet{V: 1 + float64(decades*kernel.Log64(age/(latticeEnd+latticeFirst))), Dt: decades / age}
	_, tau := clock(t, eps)
	reach := tau.Shift(0.01).Sqrt().Shift(-0.1)
	width := reach.Div(reach.Scale(2).Shift(1)).Shift(info.Checkerboard.Edge)
	for k, at := range []autodiff.Jet{{V: x, Dx: 1}, {V: y, Dy: 1}} {
		sin, cos := at.Shift(-float64(info.Checkerboard.Source[k]) - 0.5).Scale(math.Pi / 7).Sincos()
		from := sin.Scale(7 / math.Pi)
		rise, fall := from.Shift(0.5).Div(width).Tanh(), from.Shift(-0.5).Div(width).Tanh()
		out[1+2*k] = rise.Sub(fall).Shift(-1)
		out[2+2*k] = rise.Mul(rise).Sub(fall.Mul(fall)).Mul(cos)
	}
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
	rise, fall := edge(v, i)
	return rise.Sub(fall).Scale(0.5)
}

// edge returns the tanh of both edges of a stripe.
func edge(v autodiff.Jet, i int) (rise, fall autodiff.Jet) {
	at := v.Shift(-float64(i)).Scale(1 / info.Checkerboard.Edge)
	return at.Tanh(), at.Shift(-1 / info.Checkerboard.Edge).Tanh()
}

// edges returns a stripe and its derivative.
func edges(v autodiff.Jet, i int) (value, slope autodiff.Jet) {
	rise, fall := edge(v, i)
	return rise.Sub(fall).Scale(0.5), fall.Mul(fall).Sub(rise.Mul(rise)).Scale(0.5 / info.Checkerboard.Edge)
}

// Sample implements Problem.
func (l lattice) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniformPlane(rng, latticeDomain(), x)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, latticeEnd)
	if l.early {
		layered(rng, t, 0.5, latticeFirst, latticeEnd)
		for i, at := range t[:len(t)/2] { // where particles are
			within := 0.8 + min(at/eps, 4*math.Sqrt(at))
			for c, from := range info.Checkerboard.Source {
				middle := float64(from) + 0.5
				x[2*i+c] = middle + float64((x[2*i+c]-middle)*min(1, within/middle))
			}
		}
		return
	}
	layered(rng, t, 0.1, eps*eps*1e-2, min(latticeEnd, 10*eps*eps))
}
