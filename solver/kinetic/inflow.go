package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// inflow is transport-inflow, the problem of the APNN papers: the slab equation on [0,1] with f(t,0,v>0) = 1, f(t,1,v<0) = 0,
// f0 = 0, t <= 0.1. Data and inflow disagree in the corner (0,0). What is known about the solution is taken off the network:
//
//   - near eps = 1, the share s(eps) of the uncollided particles f_u = 1[x < v t/eps] exp(-x/(eps v)), which jump. The rest
//     obeys the same equations with the macro source s rho_u/eps^2, and s ~ eps^4 keeps that bounded;
//   - for small eps, the share 1-s of the kinetic-diffusive lift L: diffusion with the extrapolated wall value of Milne's problem,
//     L - l L_x = 1 at x = 0, l = 0.7104 eps, on the kinetic clock tau (clock.go), with flux -Q L_x/3.
type inflow struct{}

func init() { register(inflow{}) }

// Info implements Problem.
func (inflow) Info() Info {
	return Info{
		Name:     "transport-inflow",
		Title:    "Linear transport: particles entering an empty slab",
		Equation: "ε² f_t + ε v f_x = ⟨f⟩ − f",
		Summary: "The problem of the APNN papers, and the hardest here: at ε = 1 a front of free-flying particles, at small ε " +
			"a diffusion profile out of a corner singularity.",
		Fields: transportFields(), XMax: 1, TEnd: 0.1, VMin: -1, VMax: 1,
		Heads: []string{Nodal, Modal, Input}, Formulations: []string{MicroMacro, EvenOdd},
	}
}

// Defaults implements Problem.
func (inflow) Defaults() Defaults {
	return Defaults{
		Options: Options{Formulation: MicroMacro, Head: Nodal, Initial: Hard, Width: 32, Depth: 3},
		Tasks:   6, Points: 96, Steps: 8000, Rate: 5e-3, TasksBy: "term", Optimizer: "soap",
	}
}

const milne = 0.7104460896 // extrapolation length of Milne's problem over the mean free path

const shareEps = 0.15 // where half of the uncollided particles are taken off

// uncollidedShare is s(eps) = 1/(1 + (shareEps/eps)^4).
func uncollidedShare(eps float64) float64 {
	r := eps / shareEps
	r *= r
	r *= r
	return r / (1 + r)
}

// uncollided returns density and flux <v f_u>/eps of the uncollided particles.
func uncollided(t, x, eps float64) (rho, flux float64) {
	if x >= t/eps {
		return 0, 0
	}
	a := eps * x / t
	rho = 0.5 * (special.ExpIntegral(2, x/eps) - a*special.ExpIntegral(2, t/(eps*eps)))
	flux = 0.5 / eps * (special.ExpIntegral(3, x/eps) - a*a*special.ExpIntegral(3, t/(eps*eps)))
	return rho, flux
}

// inflowLift returns the lift L and Q L_x, from z = x/(2 S), S = sqrt(tau/3), y = z + S/l:
//
//	L_x = -e^(-z^2) erfcx(y)/l,  L = erfc(z) + l L_x.
func inflowLift(t, x, eps float64) (lift, slope autodiff.Jet) {
	q, tau := clock(t, eps)
	if tau.V <= 0 {
		return lift, slope
	}
	l := milne * eps
	s := tau.Scale(1.0 / 3).Sqrt()
	z := autodiff.Jet{V: x, Dx: 1}.Div(s.Scale(2))
	y := z.Add(s.Scale(1 / l))
	lx := z.Mul(z).Scale(-1).Exp().Mul(y.Erfcx()).Scale(-1 / l)
	return z.Erfc().Add(lx.Scale(l)), q.Mul(lx)
}

// growth is the factor of the network's density: a clock that also for small eps takes its time, so that it has no 1/eps^2.
func growth(t, eps float64) autodiff.Jet {
	q, _ := clock(t, math.Sqrt(eps*eps+0.01))
	return q
}

// support is 0 ahead of the fastest particles, x >= t/eps, and rises to 1 behind them.
func support(t, x, eps float64) autodiff.Jet {
	y := autodiff.Jet{V: t/eps - x, Dt: 1 / eps, Dx: -1}
	if y.V <= 0 {
		return autodiff.Jet{}
	}
	const c = 0.1
	y2 := y.Mul(y)
	return y2.Div(y2.Shift(c * c))
}

// Model implements Problem.
func (m inflow) Model(p *autodiff.Params, o Options) (Model, error) {
	end := m.Info().TEnd
	var s *slab
	s = &slab{
		opt: o, q: doubleGauss(headNodes(o.Head, 16)), features: 7,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			out[0] = autodiff.Jet{V: 2*x - 1, Dx: 2}
			out[1] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			// depth in units of the diffusion length, and in mean free paths blurred where they are too short to resolve
			length := autodiff.Jet{V: t + 0.003, Dt: 1}.Sqrt()
			out[2] = autodiff.Jet{V: x, Dx: 1}.Div(length).Tanh()
			out[3] = autodiff.Jet{V: -x / (eps + 0.03), Dx: -1 / (eps + 0.03)}.Exp()
			front := autodiff.Jet{V: t/eps - x, Dt: 1 / eps, Dx: -1}
			share := uncollidedShare(eps)
			out[5] = front.Scale(20).Tanh().Scale(share)
			out[6] = front.Scale(5).Tanh().Scale(share)
			out[4] = length.Scale(2 / math.Sqrt(end)).Shift(-1)
		},
		rho: func(t, x, eps float64) (base, factor autodiff.Jet) {
			base, _ = inflowLift(t, x, eps)
			return base.Scale(1 - uncollidedShare(eps)), growth(t, eps).Mul(support(t, x, eps))
		},
		g0: func(t, x, eps float64, out []autodiff.Jet) {
			_, slope := inflowLift(t, x, eps)
			for j, v := range s.q.v {
				out[j] = slope.Scale(-v * (1 - uncollidedShare(eps)))
			}
		},
		micro: func(t, x, eps float64) autodiff.Jet {
			q, _ := clock(t, eps)
			return q.Mul(support(t, x, eps))
		},
		start: func(x, eps, v float64) (float64, float64) { return 0, 0 },
		source: func(t, x, eps float64) float64 {
			if eps < 2e-3 {
				return 0
			}
			rho, _ := uncollided(t, x, eps)
			return uncollidedShare(eps) / (eps * eps) * rho
		},
		split: func(t, x, eps float64) (rho, flux float64) {
			if t == 0 || eps < 2e-3 {
				return 0, 0
			}
			rho, flux = uncollided(t, x, eps)
			return uncollidedShare(eps) * rho, uncollidedShare(eps) * flux
		},
		splitF: func(t, x, eps, v float64) float64 {
			if v*t <= eps*x {
				return 0
			}
			return uncollidedShare(eps) * kernel.Exp64(-x/(eps*v))
		},
		inflow: func(x, v, eps float64) (float64, bool) {
			switch {
			case x == 0 && v > 0:
				return 1 - uncollidedShare(eps), true
			case x == 1 && v < 0:
				return 0, true
			}
			return 0, false
		},
		point: func(term string, t, x, eps float64) float64 {
			_, tau := clock(t, eps)
			s := uncollidedShare(eps)
			r := (1 - s) * eps / (tau.V + eps*eps)
			w := 1 / (1 + r)
			if term == "macro" {
				w /= 1 + 0.1*s/(eps*eps)
			}
			if term == "initial" { // the corner, where the initial data and the inflow disagree
				w = x / (x + 0.05)
			}
			return w * w
		},
		weights: map[string]float64{"initial": 10, "boundary": 10},
	}
	if o.Formulation == EvenOdd {
		return newEvenOdd(p, s)
	}
	return s, s.layout(p)
}

// Sample implements Problem: half of the points lean on the wall and on the start, where the solution is steep.
func (m inflow) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	end := m.Info().TEnd
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
	}
}
