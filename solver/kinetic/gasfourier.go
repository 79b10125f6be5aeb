package kinetic

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// gasFourier is gas-fourier: a gas at rest between walls of temperature 1 - t/2 at x = -1/2 and 1 + t/2 at x = 1/2, t <= 1.
type gasFourier struct{ slowWalls }

func init() { register(gasFourier{}) }

// Info implements Problem.
func (gasFourier) Info() Info {
	d := wallInfo(Info{
		Name:  "gas-fourier",
		Title: "Gas between walls: heat conduction",
		Summary: "The gas next to a wall has another temperature than the wall: that of free flight, constant in x, at ε = 1, a jump of 1.84 ε T_x as ε " +
			"falls, and none in Fourier's law, q = −5/2 ε T_x.",
		Initial:  "f = M with ρ = T = 1, between walls with T = 1",
		Boundary: "a wall sends out a Maxwellian, with as many particles as arrive, of temperature 1 − t/2 at x = −½ and 1 + t/2 at x = ½; ∫ v₁² f dv = 1",
	})
	d.Fields = wallFields(false)
	return d
}

// Model implements Problem.
func (gasFourier) Model(p *autodiff.Params, o Options) (Model, error) {
	return newWalls(p, &walls{opt: o, end: 1, earliest: 0.1, continuum: func(t, x float64) (logT, u autodiff.Jet) {
		temp := 1 + float64(t*x)
		return autodiff.Jet{V: kernel.Log64(temp), Dx: t / temp}, u
	}})
}

// Sample implements Problem.
func (gasFourier) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	sampleWalls(rng, kind, eps, 1, 0.1, 0, t, x)
}
