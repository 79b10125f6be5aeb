package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// mode is transport-mode: one decaying Fourier mode of the slab equation on [0, 2 pi], exact for 0 < eps < pi/2. With
// s = eps cot eps and lambda = (1-s)/eps^2,
//
//	f = 1 + A e^(-lambda t) (s cos x + eps v sin x)/(s^2 + eps^2 v^2),  A = 1/2.
//
// It starts on the slow manifold, so there is no initial layer and no clock: rho = rho0 + (t/T) R, g = g0(eps) + (t/T) G with T the end time.
type mode struct{ long bool }

func init() {
	register(mode{})
	register(mode{long: true})
}

const modeAmplitude = 0.5

// Info implements Problem.
func (m mode) Info() Info {
	d := transportInfo(Info{
		Name:  "transport-mode",
		Title: "Linear transport: one decaying mode",
		Summary: "Has an exact solution for every Knudsen number: watch the decay rate settle from 0.358 at ε = 1 " +
			"to the diffusion limit 1/3.",
		Domain:       info.Domain{XMax: 2 * math.Pi, TEnd: 1, Periodic: true},
		Formulations: []string{MicroMacro},
	})
	if m.long {
		d.Name, d.Title, d.TEnd = "transport-long", "Linear transport: one mode until little is left of it", 10
		d.Summary = "The decaying mode over ten times the time, until a thirtieth of it is left: errors early in time are carried to the " +
			"end, and what the loss terms ask of the network differs more."
	}
	return d
}

// Model implements Problem.
func (m mode) Model(p *autodiff.Params, o Options) (Model, error) {
	rho0 := func(x float64) autodiff.Jet {
		return autodiff.Jet{V: math.Cos(x), Dx: -math.Sin(x)}.Scale(modeAmplitude).Shift(1)
	}
	// g0 at several velocities: the sines and cosines are evaluated once.
	g0 := func(x, eps float64, velocities []float64, out []autodiff.Jet) {
		s := eps * math.Cos(eps) / math.Sin(eps)
		rate := s * modeRate(eps)
		cx, sx := math.Cos(x), math.Sin(x)
		c, sn := autodiff.Jet{V: cx, Dx: -sx}, autodiff.Jet{V: sx, Dx: cx}
		for j, v := range velocities {
			// (f - rho)/eps with s - s^2 - eps^2 v^2 = eps^2 (s lambda - v^2), free of cancellation
			d := s*s + eps*eps*v*v
			out[j] = c.Scale(eps * (rate - v*v)).Add(sn.Scale(v)).Scale(modeAmplitude / d)
		}
	}
	end := m.Info().TEnd
	clockless := func(t float64) autodiff.Jet { return autodiff.Jet{V: t / end, Dt: 1 / end} }
	q := gauss(headNodes(o.Head, 16))
	s := &slab{
		opt: o, q: q, features: 5,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			fourier(x, 1, out[:4])
			out[4] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
		},
		rho: func(t, x, eps float64) (autodiff.Jet, autodiff.Jet) {
			return rho0(x), clockless(t)
		},
		g0: func(t, x, eps float64, out []autodiff.Jet) {
			g0(x, eps, q.v, out)
		},
		micro: func(t, x, eps float64) autodiff.Jet { return clockless(t) },
		start: func(x, eps, v float64) (float64, float64) {
			var g [1]autodiff.Jet
			g0(x, eps, []float64{v}, g[:])
			return rho0(x).V, g[0].V
		},
		weights: map[string]float64{"initial": 10},
	}
	return s, s.layout(p)
}

// headNodes is the number of velocity nodes: 30 in the papers' form with v as an input.
func headNodes(head string, n int) int {
	if head == Input {
		return 30
	}
	return n
}

// modeRate returns lambda = (1 - eps cot eps)/eps^2.
func modeRate(eps float64) float64 {
	if e2 := eps * eps; eps < 0.03 {
		return 1.0/3 + e2*(1.0/45+e2*(2.0/945))
	}
	return (1 - eps*math.Cos(eps)/math.Sin(eps)) / (eps * eps)
}

// fourier writes cos and sin of k x and 2 k x.
func fourier(x, k float64, out []autodiff.Jet) {
	a := autodiff.Jet{V: k * x, Dx: k}
	out[0], out[1] = a.Cos(), a.Sin()
	a = a.Scale(2)
	out[2], out[3] = a.Cos(), a.Sin()
}

// Sample implements Problem.
func (m mode) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniform(rng, x, 0, m.Info().XMax)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, m.Info().TEnd)
}
