package kinetic

import (
	"math/rand/v2"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// tube is a smoothed shock tube on [-0.5, 0.5], t <= 0.1: from the Maxwellian with u0 = 0 and (rho, T) passing from the left to the right
// state like tanh(20 x), with a constant far field.
//
// The far field holds by construction: the networks are multiplied by a window that is 1 inside and vanishes at the walls, which no
// wave has reached by the end (the fastest particles that matter, v = 4, have flown 0.4 from the middle of the step). In the
// formulation "viscous" a viscous gas is a known part for small eps (thickening.go), in "fluid" the Euler limit is
// one (fluid.go); the first runs have "micro-macro".
type tube struct {
	left, right [2]float64    // the states (rho, T) at both sides of the step
	sound       float64       // speed of sound at the mean temperature
	limit       func() *fluid // the Euler limit, solved once
	thick       thickening
}

// tubeSteepness is 1 over the width of the step.
const tubeSteepness = 20

// newTube prepares a tube for a gas with the stress and heat flux of more.
func newTube(gamma float64, left, right [2]float64, sound float64, more transport) tube {
	t := tube{left: left, right: right, sound: sound}
	t.limit = sync.OnceValue(func() *fluid { return newFluid(gamma, tubeGrid, transport{}, t.logarithms) })
	t.thick = newThickening(t, gamma, more)
	return t
}

// risen is the share of the way from the left to the right state at t = 0.
func (tube) risen(x float64) autodiff.Jet {
	return autodiff.Jet{V: tubeSteepness * x, Dx: tubeSteepness}.Tanh().Shift(1).Scale(0.5)
}

// state returns (rho, u, T) at a share s of the way from the left to the right state, at rest.
func (t tube) state(s autodiff.Jet) [3]autodiff.Jet {
	at := func(k int) autodiff.Jet { return s.Scale(t.right[k] - t.left[k]).Shift(t.left[k]) }
	return [3]autodiff.Jet{at(0), {}, at(1)}
}

// between returns (log rho, u, log T) there.
func (t tube) between(s autodiff.Jet) [3]autodiff.Jet {
	a := t.state(s)
	logarithm := func(j autodiff.Jet) autodiff.Jet { return j.Chain(kernel.Log64(j.V), 1/j.V) }
	return [3]autodiff.Jet{logarithm(a[0]), {}, logarithm(a[2])}
}

// logarithms returns (log rho, u, log T) at t = 0.
func (t tube) logarithms(x float64) [3]float64 {
	s := t.between(t.risen(x))
	return [3]float64{s[0].V, s[1].V, s[2].V}
}

// gas describes the tube to bgk.go.
func (t tube) gas(o Options, q bgkVelocities) bgk {
	end := slabEnd
	inputs, known, thick := 8, (*fluid)(nil), (*thickening)(nil)
	switch o.Formulation {
	case Fluid:
		inputs, known = 8+fluidInputs, t.limit()
	case Viscous:
		inputs, thick = 8+fluidInputs, &t.thick
	}
	start := func(x float64, _ []float64) [3]autodiff.Jet { return t.between(t.risen(x)) }
	return bgk{
		opt: o, end: end, q: q, features: inputs, fluid: known, broad: thick,
		feature: func(time, x, eps float64, out []autodiff.Jet) {
			xj := autodiff.Jet{V: x, Dx: 1}
			out[0] = xj.Scale(2)
			out[1] = xj.Scale(20).Tanh()
			out[2] = xj.Scale(6).Tanh()
			out[3] = autodiff.Jet{V: 2*time/end - 1, Dt: 2 / end}
			out[4] = layerFeature(o, time, eps)
			// the middle of the step in free flight, smeared over its own width
			out[5] = xj.Div(autodiff.Jet{V: time + 0.03, Dt: 1}).Scale(0.5).Tanh()
			// the step carried along by the sound waves of the Euler equations linearised at the mean state
			sound := autodiff.Jet{V: t.sound * time, Dt: t.sound}
			out[6] = xj.Sub(sound).Scale(20).Tanh()
			out[7] = xj.Add(sound).Scale(20).Tanh()
			switch {
			case known != nil:
				known.inputs(time, x, eps, out[8:])
			case thick != nil:
				base := thick.known(time, x, eps, start(x, nil))
				copy(out[8:], base[:])
			}
		},
		start: start,
		lift:  func(x float64) [3]autodiff.Jet { return t.between(autodiff.Jet{V: x + 0.5, Dx: 1}) },
		edge: func(_, x float64, _ []float64) (rho, u, temp float64) {
			if x < 0 {
				return t.left[0], 0, t.left[1]
			}
			return t.right[0], 0, t.right[1]
		},
		window: constantFarField,
	}
}

// constantFarField is 1 - (2x)^8: networks times it leave the state at x = -0.5 and 0.5 as it is.
func constantFarField(x float64) autodiff.Jet {
	y := autodiff.Jet{V: 2 * x, Dx: 2}
	for range 3 {
		y = y.Mul(y)
	}
	return autodiff.Constant(1).Sub(y)
}

// sample draws the points: half of them lie where the waves are, and a quarter follows the compression that steepens into the shock.
func (t tube) sample(rng *rand.Rand, kind Kind, eps float64, times, x []float64) {
	const lo, hi = -0.5, 0.5
	n := len(x)
	uniform(rng, times, 0, slabEnd)
	switch kind {
	case AtStart:
		clear(times)
		uniform(rng, x[:n/2], 0.3*lo, 0.3*hi)
		uniform(rng, x[n/2:], lo, hi)
	case AtWalls:
		for k := range x {
			x[k] = lo + float64((hi-lo)*float64(k%2))
		}
	case Interior:
		layered(rng, times, 0.2, eps*1e-2, min(slabEnd, 10*eps))
		rng.Shuffle(n, func(k, l int) { times[k], times[l] = times[l], times[k] })
		inner, front := n/2, n/4
		uniform(rng, x[:inner], 0.6*lo, 0.6*hi)
		uniform(rng, x[inner:n-front], lo, hi)
		uniform(rng, x[n-front:], -0.08, 0.12)
		for k := n - front; k < n; k++ {
			x[k] += float64(t.sound * times[k])
		}
	}
}
