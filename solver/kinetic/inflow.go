package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// inflow is transport-inflow, the problem of the APNN papers: the slab equation on [0,1] with f(t,0,v>0) = 1, f(t,1,v<0) = 0,
// f0 = 0, t <= 0.1. Data and inflow disagree in the corner (0,0). The network adds to what is known of the solution: the beam of particles
// that have not collided yet (beam.go), and the diffusion that follows (lift.go).
//
// The formulation "early" is for the solution to be as good, relative to itself, at a thousandth of the end as at the end: the beam is
// split off at smaller Knudsen numbers, the network has inputs and grows on shorter scales of time, and half of the points are drawn
// evenly in log t. Runs before it was there have "micro-macro".
type inflow struct{ early bool }

// formed implements formed.
func (inflow) formed(formulation string) Problem { return inflow{early: formulation == Early} }

func init() { register(inflow{}) }

// Info implements Problem.
func (inflow) Info() Info {
	return transportInfo(Info{
		Name:  "transport-inflow",
		Title: "Linear transport: particles entering an empty slab",
		Summary: "The problem of the APNN papers, and the hardest here: at ε = 1 a front of free-flying particles, at small ε " +
			"a diffusion profile out of a corner singularity.",
		Initial:      "f = 0",
		Boundary:     "f = 1 for v > 0 at x = 0, f = 0 for v < 0 at x = 1",
		Domain:       info.Domain{XMax: 1, TEnd: slabEnd},
		Heads:        []string{Nodal, Modal, Input, Spectral},
		Formulations: []string{Early, MicroMacro, EvenOdd},
	})
}

// Model implements Problem.
func (m inflow) Model(p *autodiff.Params, o Options) (Model, error) {
	const end = slabEnd
	q := doubleGauss(headNodes(o.Head, 16))
	split, inputs, least := beam{beamKnudsen}, inflowInputs, 0.002
	if o.Formulation == Early {
		split, inputs, least = beam{earlyKnudsen}, inflowInputs+earlyInputs, 0.0002
	}
	if o.Head == Spectral {
		split = beam{everyKnudsen}
	}
	lift := inflowLift{newMilne(q), split}
	s := &slab{
		opt: o, q: q, features: inputs,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			inflowFeatures(t, x, eps, end, out)
			if o.Formulation == Early {
				earlyFeatures(t, x, eps, end, out[inflowInputs:])
			}
			if o.Initial == Soft {
				// Nothing damps the network near t = 0 then, and these inputs, with time derivatives of 1e4, made rho 3 times worse.
				clear(out[7:])
			}
		},
		rho: func(t, x, eps float64) (base, factor autodiff.Jet) {
			return lift.density(t, x, eps), growth(t, eps, least).Mul(support(t, x, eps)).Mul(restSize(t, eps))
		},
		g0: func() func(t, x, eps float64, out []autodiff.Jet) {
			return func(t, x, eps float64, out []autodiff.Jet) { lift.micro(t, x, eps, q.v, out) }
		},
		micro: func(t, x, eps float64) autodiff.Jet {
			c, _ := clock(t, eps)
			return c.Mul(support(t, x, eps)).Mul(restSize(t, eps))
		},
		start:       func(x, eps, v float64) (float64, float64) { return 0, 0 },
		source:      split.source,
		microSource: func(t, x, eps float64, out []autodiff.Jet) { split.microSource(t, x, eps, q.v, out) },
		split:       split.fields,
		splitF:      split.value,
		inflow: func(t, x, v, eps float64) (float64, bool) {
			switch {
			case x == 0 && v > 0:
				return split.fade(t, x, eps).V, true
			case x == 1 && v < 0:
				return 0, true
			}
			return 0, false
		},
		point: func(term string, t, x, eps float64) float64 { return inflowWeight(term, t, x, eps, end) },
		// With the summed loss and weight 10 the incoming f was 3 times as far off as with 50, at equal errors of rho and flux.
		weights: map[string]float64{"initial": 10, "boundary": 50},
	}
	if o.Formulation == EvenOdd {
		return newEvenOdd(p, s)
	}
	if o.Head == Spectral {
		s.walls = newWallSpectral(q, end)
		s.weights = map[string]float64{"initial": 10, "boundary": wallBoundary}
		s.point = func(term string, t, x, eps float64) float64 { return wallWeight(term, t, eps, 1) }
		s.rho = func(t, x, eps float64) (base, factor autodiff.Jet) {
			return lift.density(t, x, eps), s.walls.rest(t, x, eps)
		}
		s.micro = s.walls.slope
	}
	return s, s.layout(p)
}

const inflowInputs = 9

// inflowFeatures sets the trunk inputs: x and t, depth and time on the scales of diffusion, of collisions (blurred where they are too
// short to resolve) and of free flight.
func inflowFeatures(t, x, eps, end float64, out []autodiff.Jet) {
	depth := autodiff.Jet{V: x, Dx: 1}
	length := autodiff.Jet{V: t + 0.003, Dt: 1}.Sqrt()
	front := autodiff.Jet{V: t/eps - x, Dt: 1 / eps, Dx: -1}
	share := beam{beamKnudsen}.share(eps)
	out[0] = autodiff.Jet{V: 2*x - 1, Dx: 2}
	out[1] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
	out[2] = depth.Div(length).Tanh()
	out[3] = depth.Scale(-1 / (eps + 0.01)).Exp()
	out[4] = length.Scale(2 / math.Sqrt(end)).Shift(-1)
	out[5] = front.Scale(20).Tanh().Scale(share)
	out[6] = front.Scale(5).Tanh().Scale(share)
	out[7] = depth.Div(autodiff.Jet{V: t/eps + 0.01, Dt: 1 / eps}).Tanh()
	out[8], _ = clock(t, math.Sqrt(float64(eps*eps)+1e-4))
}

// earlyTime is the time from which on the formulation "early" resolves the solution, a ten thousandth of the end.
const earlyTime = 1e-5

const earlyInputs = 5

// earlyFeatures sets further inputs: depth and time on the scales of diffusion, collisions and free flight from earlyTime on, and log t.
func earlyFeatures(t, x, eps, end float64, out []autodiff.Jet) {
	depth, age := autodiff.Jet{V: x, Dx: 1}, autodiff.Jet{V: t + earlyTime, Dt: 1}
	length := math.Sqrt(earlyTime)
	out[0] = depth.Div(age.Sqrt()).Scale(0.5).Tanh()
	decades := 0.5 / math.Ln10 // half of one, for the four from earlyTime to the end to be an interval of length 2
	out[1] = autodiff.Jet{V: 1 + float64(decades*kernel.Log64(age.V/end)), Dt: decades / age.V}
	out[2], _ = clock(t, math.Sqrt(float64(eps*eps)+earlyTime))
	out[3] = depth.Div(autodiff.Jet{V: t/eps + float64(0.3*length), Dt: 1 / eps}).Scale(1.5).Tanh()
	out[4] = depth.Scale(-1 / (eps + length)).Exp()
}

// inflowWeight is the residual weight of a term. A macro residual r lasting for t changes rho by t r, a micro residual by sqrt(t) r
// through the flux, in the kinetic regime eps^2 standing for t: weighted so, residuals count by the error they leave.
func inflowWeight(term string, t, x, eps, end float64) float64 {
	u := min(1, (t+float64(eps*eps))/end)
	switch term {
	case "macro":
		return 0.25 * u * u
	case "micro":
		return u
	case "initial": // less in the corner, where the initial data and the inflow disagree
		w := x / (x + 0.05)
		return w * w
	}
	return 1
}

// Sample implements Problem: half of the points are denser towards the wall and the start, where the solution is steep.
func (m inflow) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	const end = slabEnd
	uniform(rng, x, 0, 1)
	uniform(rng, t, 0, end)
	switch kind {
	case AtStart:
		clear(t)
	case AtWalls:
		for i := range x {
			x[i] = float64(i % 2)
		}
	case Interior:
		half := len(x) / 2
		for i := range x[:half] {
			x[i] *= x[i]
		}
		for i := range t[:half] {
			t[i] *= t[i] / end
		}
		for i := range x {
			if i%8 != 0 { // ahead of the front nothing happens
				x[i] *= min(1, t[i]/eps+0.02)
			}
		}
		if m.early {
			m.sampleEarly(rng, eps, t[:half], x[:half])
		}
	}
}

// sampleEarly draws points evenly in log t behind the front and as deep as diffusion reaches, half of them denser towards the wall.
func (m inflow) sampleEarly(rng *rand.Rand, eps float64, t, x []float64) {
	layered(rng, t, 1, earlyTime, slabEnd)
	uniform(rng, x, 0, 1)
	for i := range x {
		if i%2 == 0 {
			x[i] *= x[i]
		}
		x[i] *= min(1, 1.05*t[i]/eps, 4*math.Sqrt(t[i]))
	}
}
