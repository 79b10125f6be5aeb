package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// smooth is transport-smooth: the slab equation on [0,1], periodic, rho0 = 1 + sin(2 pi x)/2, g0 = 0, t <= 0.1. The
// data do not lie on the slow manifold: an initial layer of width eps^2 carries g from 0 to -v rho_x, which the kinetic clock
// takes out of the network (clock.go).
type smooth struct{}

func init() { register(smooth{}) }

// Info implements Problem.
func (smooth) Info() Info {
	return transportInfo(Info{
		Heads: []string{Nodal, Modal, Input, Spectral},
		Name:  "transport-smooth",
		Title: "Linear transport: smooth periodic data with an initial layer",
		Summary: "The flux starts at zero and jumps to −ρ_x/3 within a time ε²: slide ε and watch the initial layer shrink " +
			"from the whole picture to nothing.",
		Initial:      "f = 1 + ½ sin(2πx)",
		Domain:       info.Domain{XMax: 1, TEnd: slabEnd, Periodic: true},
		Formulations: []string{MicroMacro, Vanilla},
	})
}

// Model implements Problem.
func (m smooth) Model(p *autodiff.Params, o Options) (Model, error) {
	rho0 := func(x float64) autodiff.Jet {
		return autodiff.Jet{V: 2 * math.Pi * x, Dx: 2 * math.Pi}.Sin().Scale(0.5).Shift(1)
	}
	// Near eps = 0.1 the layer fills a good part of the picture, and the clock as a feature says where it is. Its derivative is of
	// order 1/eps^2, which the factors of hard initial data take away; without them the residuals would not be bounded in eps, and
	// the feature is held at its end.
	end, hard := slabEnd, o.Initial == Hard
	s := &slab{
		opt: o, q: gauss(headNodes(o.Head, 16)), features: 6, wave: 2 * math.Pi,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			out[0] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[1] = autodiff.Constant(1)
			if hard {
				q, _ := clock(t, eps)
				out[1] = q.Scale(2).Shift(-1)
			}
		},
		rho: func(t, x, eps float64) (autodiff.Jet, autodiff.Jet) {
			_, tau := clock(t, eps)
			return rho0(x), tau.Scale(1 / end)
		},
		micro: func(t, x, eps float64) autodiff.Jet {
			q, _ := clock(t, eps)
			return q
		},
		start:   func(x, eps, v float64) (float64, float64) { return rho0(x).V, 0 },
		weights: map[string]float64{"initial": 10},
	}
	if o.Formulation == Vanilla {
		return newVanilla(p, s, end)
	}
	s.spectral = plainSpectral(2*math.Pi, end)
	return s, s.layout(p)
}

// Sample implements Problem.
func (m smooth) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniform(rng, x, 0, 1)
	if kind == AtStart {
		clear(t)
		return
	}
	const end = slabEnd
	uniform(rng, t, 0, end)
	layered(rng, t, 0.25, eps*eps*1e-2, min(end, 10*eps*eps))
}
