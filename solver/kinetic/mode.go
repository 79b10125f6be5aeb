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
// It starts on the slow manifold, so there is no initial layer and no clock: rho = rho0 + (t/T) R, g = g0(eps) + (t/T) G with T the
// end time. In the formulation "decay" of the long run all of this but the mean decays as in the diffusion limit,
//
//	rho = 1 + D (rho0 - 1 + (t/T) R),  g = D (g0 + (t/T) G),  D = e^(-t/3),
//
// and residuals are measured in units of D: without it the network's error at the end is that of a difference between numbers 30 times as
// large. What is left to learn is e^((1/3 - lambda) t), 0.78 at the end for eps = 1.
type mode struct{ long bool }

func init() {
	register(mode{})
	register(mode{long: true})
}

const modeAmplitude = 0.5

// end is the end time. (Sample asks for it at every step, which is too often for Info.)
func (m mode) end() float64 {
	if m.long {
		return 10
	}
	return 1
}

// Info implements Problem.
func (m mode) Info() Info {
	d := transportInfo(Info{
		Heads: []string{Nodal, Modal, Input, Spectral},
		Name:  "transport-mode",
		Title: "Linear transport: one decaying mode",
		Summary: "Has an exact solution for every Knudsen number: watch the decay rate settle from 0.358 at ε = 1 " +
			"to the diffusion limit 1/3.",
		Initial:      "f = 1 + ½ (s cos x + ε v sin x)/(s² + ε² v²), s = ε cot ε",
		Domain:       info.Domain{XMax: 2 * math.Pi, TEnd: m.end(), Periodic: true},
		Formulations: []string{MicroMacro, Vanilla},
	})
	if m.long {
		d.Formulations = append([]string{Decay}, d.Formulations...)
		d.Name, d.Title = "transport-long", "Linear transport: one mode until little is left of it"
		d.Summary = "The decaying mode over ten times the time, until a thirtieth of it is left: errors early in time are carried to the " +
			"end, and what the loss terms ask of the network differs more."
	}
	return d
}

// Model implements Problem.
func (m mode) Model(p *autodiff.Params, o Options) (Model, error) {
	rho0 := func(sin, cos float64) autodiff.Jet {
		return autodiff.Jet{V: cos, Dx: -sin}.Scale(modeAmplitude).Shift(1)
	}
	q := gauss(headNodes(o.Head, 16))
	end := m.end()
	decay := func(t float64) autodiff.Jet { return autodiff.Jet{V: -t / 3, Dt: -1.0 / 3}.Exp() }
	clockless := func(t float64) autodiff.Jet {
		c := autodiff.Jet{V: t / end, Dt: 1 / end}
		if o.Formulation == Decay {
			return c.Mul(decay(t))
		}
		return c
	}
	density := func(t, sin, cos float64) (base, factor autodiff.Jet) {
		if o.Formulation == Decay {
			return rho0(sin, cos).Shift(-1).Mul(decay(t)).Shift(1), clockless(t)
		}
		return rho0(sin, cos), clockless(t)
	}
	micro := func(m *modeMicro, t, sin, cos, eps float64, out []autodiff.Jet) {
		m.at(sin, cos, eps, out)
		if o.Formulation == Decay {
			d := decay(t)
			for j, g := range out {
				out[j] = autodiff.Jet{V: g.V, Dx: g.Dx}.Mul(d)
			}
		}
	}
	s := &slab{
		opt: o, q: q, features: 5, wave: 1,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			out[0] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
		},
		rho: func(t, x, eps float64) (autodiff.Jet, autodiff.Jet) {
			sin, cos := math.Sincos(x)
			return density(t, sin, cos)
		},
		g0: func() func(t, x, eps float64, out []autodiff.Jet) {
			m := newModeMicro(q.v)
			return func(t, x, eps float64, out []autodiff.Jet) {
				sin, cos := math.Sincos(x)
				micro(m, t, sin, cos, eps, out)
			}
		},
		micro: func(t, x, eps float64) autodiff.Jet { return clockless(t) },
		known: func(p *Points) fill {
			m, sines, nv := newModeMicro(q.v), sines{of: mathSincos}, q.n()
			return func(from, to int, out [][]autodiff.Jet) {
				sin, cos := sines.at(p.X[from:to])
				rho, a, b, g := out[0], out[1], out[2], out[3]
				for i, t := range p.T[from:to] {
					eps, out := p.Eps[p.Cell[from+i]], g[i*nv:(i+1)*nv]
					if o.Formulation == Decay {
						rho[i], a[i] = density(t, sin[i], cos[i])
						b[i] = a[i]
						micro(m, t, sin[i], cos[i], eps, out)
						continue
					}
					// The same without calls.
					rho[i].V, rho[i].Dx = float64(modeAmplitude*cos[i])+1, float64(modeAmplitude*-sin[i])
					a[i].V, a[i].Dt = t/end, 1/end
					b[i].V, b[i].Dt = a[i].V, a[i].Dt
					m.at(sin[i], cos[i], eps, out)
				}
			}
		},
		start: func(x, eps, v float64) (float64, float64) {
			sin, cos := math.Sincos(x)
			var g [1]autodiff.Jet
			newModeMicro([]float64{v}).at(sin, cos, eps, g[:])
			return rho0(sin, cos).V, g[0].V
		},
		weights: map[string]float64{"initial": 10},
	}
	if o.Formulation == Vanilla {
		return newVanilla(p, s, end)
	}
	if o.Formulation == Decay && o.Initial == Hard {
		s.point = func(_ string, t, _, _ float64) float64 {
			d := decay(t).V
			return 1 / float64(d*d)
		}
	}
	s.spectral = plainSpectral(1, end)
	return s, s.layout(p)
}

// modeMicro evaluates g0 at given velocities. It remembers what depends on eps alone, for the points of a cell follow each other; so it is
// not safe for concurrent use.
type modeMicro struct {
	v           []float64
	eps         float64   // of the factors below
	cosine, sum []float64 // g0 = (cosine cos x + v sin x) sum, for each velocity
}

func newModeMicro(v []float64) *modeMicro {
	return &modeMicro{v: v, eps: math.NaN(), cosine: make([]float64, len(v)), sum: make([]float64, len(v))}
}

// at sets g0 and its derivative in x where x has this sine and cosine; the others are zero and stay.
func (m *modeMicro) at(sx, cx, eps float64, out []autodiff.Jet) {
	if eps != m.eps {
		m.eps = eps
		s := eps * math.Cos(eps) / math.Sin(eps)
		rate := s * modeRate(eps)
		for j, v := range m.v {
			// (f - rho)/eps with s - s^2 - eps^2 v^2 = eps^2 (s lambda - v^2), free of cancellation
			d := s*s + eps*eps*v*v
			m.cosine[j], m.sum[j] = eps*(rate-v*v), modeAmplitude/d
		}
	}
	cosine, sum, out := m.cosine[:len(m.v)], m.sum[:len(m.v)], out[:len(m.v)]
	for j, v := range m.v {
		c, f := cosine[j], sum[j]
		g := &out[j]
		g.V = float64(f * (float64(c*cx) + float64(v*sx)))
		g.Dx = float64(f * (float64(c*-sx) + float64(v*cx)))
	}
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

// Sample implements Problem.
func (m mode) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniform(rng, x, 0, 2*math.Pi)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, m.end())
}
