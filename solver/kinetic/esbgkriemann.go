package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// esbgkRiemann is esbgk-riemann and esbgk-riemann-pr1: Sod's shock tube, smoothed, for a gas with three velocity dimensions on [-0.5, 0.5]: from
// the Maxwellian with u0 = 0 and (rho, T) passing from (1, 1) to (0.125, 0.8) like tanh(20 x), t <= 0.1. The far field is constant by
// construction (tube.go); the Prandtl number is 2/3, or 1.
type esbgkRiemann struct{ bgk bool }

func init() {
	register(esbgkRiemann{})
	register(esbgkRiemann{bgk: true})
}

// Info implements Problem.
func (s esbgkRiemann) Info() Info {
	d := esInfo(Info{
		Name:  "esbgk-riemann",
		Title: "ES-BGK in three velocity dimensions: Sod's shock tube",
		Summary: "Sod's shock tube for a monatomic gas with Prandtl number 2/3, smoothed: free flight at ε = 1, fan, contact and shock of the " +
			"Euler equations with γ = 5/3 as ε falls, stress and heat flux between them.",
		Limits: []info.Limit{info.Euler, info.FreeFlight},
	})
	d.Formulations = []string{Viscous, Fluid, MicroMacro}
	if s.bgk {
		d.Name, d.Title = "esbgk-riemann-pr1", "BGK in three velocity dimensions: Sod's shock tube"
		d.Summary = "Sod's shock tube with Prandtl number 1, where the ellipsoidal model is the BGK equation."
	}
	return d
}

// sodTube has the Prandtl number 2/3, sodTubeBGK 1. The stress is -(4/3) Pr eps p u_x, the heat flux -(5/2) eps p T_x.
var sodTube, sodTubeBGK = newSod(monatomic), newSod(1)

func newSod(prandtl float64) tube {
	return newTube(5.0/3, [2]float64{1, 1}, [2]float64{0.125, 0.8}, math.Sqrt(5*(1+0.8)/6), transport{stress: 4.0 / 3 * prandtl, heat: 2.5})
}

// sodFront is the mean of the speeds of the characteristics behind and ahead of the shock, 2.301 and 1.155.
const sodFront = 1.728

func (s esbgkRiemann) formed(formulation string) Problem { return formedTube(s, formulation) }

// Model implements Problem.
func (s esbgkRiemann) Model(p *autodiff.Params, o Options) (Model, error) {
	q := trapezoid(29, 0.5, 1.3)
	if s.bgk {
		return newES(p, &esbgk{bgk: sodTubeBGK.gas(o, q)})
	}
	return newES(p, &esbgk{bgk: sodTube.gas(o, q), nu: prandtl(monatomic)})
}

// Sample implements Problem: that of every tube, but the quarter follows the compression closer as it steepens.
func (esbgkRiemann) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	sodTube.sample(rng, kind, eps, t, x)
	if kind != Interior {
		return
	}
	n := len(x)
	front := x[n-n/4:]
	uniform(rng, front, -1, 1)
	for k, y := range front {
		at := t[n-n/4+k]
		front[k] = float64(sodFront*at) + float64(y*(0.15-float64(0.6*at)))
	}
}
