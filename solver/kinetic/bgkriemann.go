package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// bgkRiemann is bgk-riemann, the smoothed shock tube of the APNN papers (arXiv 2306.15381): the BGK equation on [-0.5, 0.5] from the
// Maxwellian with u0 = 0 and (rho, T) passing from (1.5, 1.5) to (0.625, 0.75) like tanh(20 x), t <= 0.1, with a constant far field (tube.go).
type bgkRiemann struct{}

func init() { register(bgkRiemann{}) }

// Info implements Problem.
func (bgkRiemann) Info() Info {
	d := bgkInfo(Info{
		Name:  "bgk-riemann",
		Title: "BGK: a shock tube from free flight to the Euler equations",
		Summary: "The smoothed shock tube of the APNN papers. At ε = 1 two clouds of particles fly through each other; as ε falls, a shock, " +
			"a contact and a rarefaction form.",
		Initial:  "f = M with (ρ, u, T) = (1.5, 0, 1.5) (1 − s) + (0.625, 0, 0.75) s, s = (1 + tanh(20 x))/2",
		Boundary: "f stays as at t = 0 at both ends, which no wave reaches",
		Limits:   []info.Limit{info.Euler, info.FreeFlight},
	})
	d.Formulations = append([]string{Viscous, Fluid}, d.Formulations...)
	return d
}

// bgkTube has no stress, since one velocity dimension has none, and the heat flux -(3/2) eps p T_x.
var bgkTube = newTube(3, [2]float64{1.5, 1.5}, [2]float64{0.625, 0.75}, math.Sqrt(1.5*(1.5+0.75)), transport{heat: 1.5})

func (p bgkRiemann) formed(formulation string) Problem { return formedTube(p, formulation) }

// Model implements Problem.
func (bgkRiemann) Model(p *autodiff.Params, o Options) (Model, error) {
	m := bgkTube.gas(o, trapezoid(33, 0.45, 1.5))
	return newBGK(p, &m)
}

// Sample implements Problem.
func (bgkRiemann) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	bgkTube.sample(rng, kind, eps, t, x)
}
