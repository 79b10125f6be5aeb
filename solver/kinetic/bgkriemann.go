package kinetic

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// bgkRiemann is bgk-riemann, the smoothed shock tube of the APNN papers (arXiv 2306.15381): the BGK equation on [-0.5, 0.5] from the
// Maxwellian with u0 = 0 and (rho, T) passing from (1.5, 1.5) to (0.625, 0.75) like tanh(20 x), t <= 0.1, with a constant far field.
//
// The far field holds by construction: the networks are multiplied by a window that is 1 inside and vanishes at the walls, which no
// wave has reached by the end (the fastest particles that matter, v = 4, have flown 0.4 from the middle of the step). In the
// formulation "fluid" the Euler limit is a known part for small eps (fluid.go); runs before it was there have "micro-macro".
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
	d.Formulations = append([]string{Fluid}, d.Formulations...)
	return d
}

// The states (rho, T) at the left and at the right of the step.
var bgkLeft, bgkRight = [2]float64{1.5, 1.5}, [2]float64{0.625, 0.75}

// bgkFluid is the Euler limit between them, solved once.
var bgkFluid = sync.OnceValue(func() *fluid { return tubeFluid(3, bgkLeft, bgkRight) })

// bgkSound is the speed of sound sqrt(3 T) at the mean temperature.
var bgkSound = math.Sqrt(1.5 * (bgkLeft[1] + bgkRight[1]))

// Model implements Problem.
func (b bgkRiemann) Model(p *autodiff.Params, o Options) (Model, error) {
	end := b.Info().TEnd
	between := func(s autodiff.Jet) [3]autodiff.Jet { return betweenStates(bgkLeft, bgkRight, s) }
	inputs, known := 8, (*fluid)(nil)
	if o.Formulation == Fluid {
		inputs, known = 8+fluidInputs, bgkFluid()
	}
	return newBGK(p, &bgk{
		opt: o, end: end, q: trapezoid(33, 0.45, 1.5), features: inputs, fluid: known,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			xj := autodiff.Jet{V: x, Dx: 1}
			out[0] = xj.Scale(2)
			out[1] = xj.Scale(20).Tanh()
			out[2] = xj.Scale(6).Tanh()
			out[3] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[4] = layerFeature(o, t, eps)
			// the middle of the step in free flight, smeared over its own width
			out[5] = xj.Div(autodiff.Jet{V: t + 0.03, Dt: 1}).Scale(0.5).Tanh()
			// the step carried along by the sound waves of the Euler equations linearised at the mean state
			sound := autodiff.Jet{V: bgkSound * t, Dt: bgkSound}
			out[6] = xj.Sub(sound).Scale(20).Tanh()
			out[7] = xj.Add(sound).Scale(20).Tanh()
			if known != nil {
				known.inputs(t, x, eps, out[8:])
			}
		},
		start: func(x float64, _ []float64) [3]autodiff.Jet {
			return between(autodiff.Jet{V: 20 * x, Dx: 20}.Tanh().Shift(1).Scale(0.5))
		},
		lift: func(x float64) [3]autodiff.Jet { return between(autodiff.Jet{V: x + 0.5, Dx: 1}) },
		edge: func(t, x float64, _ []float64) (rho, u, temp float64) {
			if x < 0 {
				return bgkLeft[0], 0, bgkLeft[1]
			}
			return bgkRight[0], 0, bgkRight[1]
		},
		window: constantFarField,
	})
}

// Sample implements Problem: half of the points lie where the waves are, and a quarter follows the compression that steepens into
// the shock.
func (b bgkRiemann) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	i := b.Info()
	n := len(x)
	uniform(rng, t, 0, i.TEnd)
	switch kind {
	case AtStart:
		clear(t)
		uniform(rng, x[:n/2], 0.3*i.XMin, 0.3*i.XMax)
		uniform(rng, x[n/2:], i.XMin, i.XMax)
	case AtWalls:
		for k := range x {
			x[k] = i.XMin + float64((i.XMax-i.XMin)*float64(k%2))
		}
	case Interior:
		layered(rng, t, 0.2, eps*1e-2, min(i.TEnd, 10*eps))
		rng.Shuffle(n, func(k, l int) { t[k], t[l] = t[l], t[k] })
		inner, front := n/2, n/4
		uniform(rng, x[:inner], 0.6*i.XMin, 0.6*i.XMax)
		uniform(rng, x[inner:n-front], i.XMin, i.XMax)
		uniform(rng, x[n-front:], -0.08, 0.12)
		for k := n - front; k < n; k++ {
			x[k] += float64(bgkSound * t[k])
		}
	}
}
