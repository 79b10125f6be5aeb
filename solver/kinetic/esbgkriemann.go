package kinetic

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// esbgkRiemann is esbgk-riemann and esbgk-riemann-pr1: Sod's shock tube, smoothed, for a gas with three velocity dimensions on [-0.5, 0.5]: from
// the Maxwellian with u0 = 0 and (rho, T) passing from (1, 1) to (0.125, 0.8) like tanh(20 x), t <= 0.1. The far field is constant by
// construction, as in bgkriemann.go; the Prandtl number is 2/3, or 1.
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
	d.Formulations = []string{Fluid, MicroMacro}
	if s.bgk {
		d.Name, d.Title = "esbgk-riemann-pr1", "BGK in three velocity dimensions: Sod's shock tube"
		d.Summary = "Sod's shock tube with Prandtl number 1, where the ellipsoidal model is the BGK equation."
	}
	return d
}

// The states (rho, T) of Sod's tube at the left and at the right, and the speed of sound at the mean temperature.
var (
	sodLeft, sodRight = [2]float64{1, 1}, [2]float64{0.125, 0.8}
	sodSound          = math.Sqrt(5 * (sodLeft[1] + sodRight[1]) / 6)
)

// sodFluid is its Euler limit, solved once.
var sodFluid = sync.OnceValue(func() *fluid { return tubeFluid(5.0/3, sodLeft, sodRight) })

// sodFront is the mean of the speeds of the characteristics behind and ahead of the shock, 2.301 and 1.155.
const sodFront = 1.728

// tubeFluid is the Euler limit of a tube between two states.
func tubeFluid(gamma float64, left, right [2]float64) *fluid {
	return newFluid(gamma, -0.5, 0.5, slabEnd, func(x float64) [3]float64 {
		s := betweenStates(left, right, autodiff.Jet{V: 20 * x}.Tanh().Shift(1).Scale(0.5))
		return [3]float64{s[0].V, s[1].V, s[2].V}
	})
}

// betweenStates returns (log rho, u, log T) at a share s of the way from the left to the right state (rho, T), at rest.
func betweenStates(left, right [2]float64, s autodiff.Jet) [3]autodiff.Jet {
	at := func(k int) autodiff.Jet {
		a := s.Scale(right[k] - left[k]).Shift(left[k])
		return a.Chain(kernel.Log64(a.V), 1/a.V)
	}
	return [3]autodiff.Jet{at(0), {}, at(1)}
}

// Model implements Problem.
func (s esbgkRiemann) Model(p *autodiff.Params, o Options) (Model, error) {
	end := slabEnd
	inputs, known := 8, (*fluid)(nil)
	if o.Formulation == Fluid {
		inputs, known = 8+fluidInputs, sodFluid()
	}
	between := func(s autodiff.Jet) [3]autodiff.Jet { return betweenStates(sodLeft, sodRight, s) }
	m := &esbgk{bgk: bgk{
		opt: o, end: end, q: trapezoid(29, 0.5, 1.3), features: inputs, fluid: known,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			xj := autodiff.Jet{V: x, Dx: 1}
			out[0] = xj.Scale(2)
			out[1] = xj.Scale(20).Tanh()
			out[2] = xj.Scale(6).Tanh()
			out[3] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[4] = layerFeature(o, t, eps)
			// the middle of the step in free flight, smeared over its own width
			out[5] = xj.Div(autodiff.Jet{V: t + 0.03, Dt: 1}).Scale(0.5).Tanh()
			// the step carried along by sound at the mean state
			sound := autodiff.Jet{V: sodSound * t, Dt: sodSound}
			out[6] = xj.Sub(sound).Scale(20).Tanh()
			out[7] = xj.Add(sound).Scale(20).Tanh()
			if known != nil {
				known.inputs(t, x, eps, out[8:])
			}
		},
		start: func(x float64, _ []float64) [3]autodiff.Jet {
			return between(autodiff.Jet{V: 20 * x, Dx: 20}.Tanh().Shift(1).Scale(0.5))
		},
		lift:   func(x float64) [3]autodiff.Jet { return between(autodiff.Jet{V: x + 0.5, Dx: 1}) },
		window: constantFarField,
	}}
	if !s.bgk {
		m.nu = prandtl(monatomic)
	}
	return newES(p, m)
}

// constantFarField is 1 - (2x)^8: networks times it leave the state at x = -0.5 and 0.5 as it is.
func constantFarField(x float64) autodiff.Jet {
	y := autodiff.Jet{V: 2 * x, Dx: 2}
	for range 3 {
		y = y.Mul(y)
	}
	return autodiff.Constant(1).Sub(y)
}

// Sample implements Problem: half of the points lie where the waves are, a quarter follows the compression, closer as it steepens.
func (esbgkRiemann) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	bgkRiemann{}.Sample(rng, kind, eps, t, x)
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
