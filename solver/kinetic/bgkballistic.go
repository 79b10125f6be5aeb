package kinetic

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// bgkBallistic is bgk-ballistic, a check with an exact solution for every eps: a Gaussian cloud whose free flight
//
//	f = (2 pi T0)^(-1/2) exp(-v^2/(2 T0) - (x - v t)^2/(2 L^2))
//
// is a local Maxwellian at all times, so collisions do nothing: rho = L r^(-1/2) exp(-x^2/(2r)), u = x t T0/r, T = T0 L^2/r, q = 0 with
// r = L^2 + T0 t^2, L = 1/4, T0 = 1; x in [-0.5, 0.5], t <= 0.1, incoming particles given at both ends.
type bgkBallistic struct{}

func init() { register(bgkBallistic{}) }

// Info implements Problem.
func (bgkBallistic) Info() Info {
	return bgkInfo(Info{
		Name:  "bgk-ballistic",
		Title: "BGK: a cloud that flies apart, exactly solvable",
		Summary: "Its free flight stays Maxwellian, so the exact solution is the same for every ε and the heat flux is zero: " +
			"a check of solver and network.",
		Initial:  "f = M with ρ = exp(−8 x²), u = 0, T = 1",
		Boundary: "particles of the exact solution come in at both ends",
		Limits:   []info.Limit{},
	})
}

const cloud = 0.25 * 0.25 // L^2

// Model implements Problem.
func (b bgkBallistic) Model(p *autodiff.Params, o Options) (Model, error) {
	end := b.Info().TEnd
	return newBGK(p, &bgk{
		opt: o, end: end, q: trapezoid(25, 0.6, 1.2), features: 4,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			out[0] = autodiff.Jet{V: 2 * x, Dx: 2}
			out[1] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[2] = layerFeature(o, t, eps)
			out[3] = autodiff.Jet{V: 4 * x * x, Dx: 8 * x}
		},
		start: func(x float64, _ []float64) [3]autodiff.Jet {
			return [3]autodiff.Jet{{V: -x * x / (2 * cloud), Dx: -x / cloud}}
		},
		inflow: true,
		edge: func(t, x float64, _ []float64) (rho, u, temp float64) {
			r := cloud + float64(t*t)
			// sqrt(L^2/r) exp(-x^2/(2r))
			return kernel.Exp64(float64(0.5*kernel.Log64(cloud/r)) - x*x/(2*r)), x * t / r, cloud / r
		},
	})
}

// Sample implements Problem.
func (b bgkBallistic) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	i := b.Info()
	uniform(rng, x, i.XMin, i.XMax)
	uniform(rng, t, 0, i.TEnd)
	switch kind {
	case AtStart:
		clear(t)
	case AtWalls:
		for k := range x {
			x[k] = i.XMin + float64((i.XMax-i.XMin)*float64(k%2))
		}
	case Interior:
		layered(rng, t, 0.2, eps*1e-2, min(i.TEnd, 10*eps))
	}
}
