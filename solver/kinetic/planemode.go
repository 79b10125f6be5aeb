package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// planeMode is transport2d-mode: one decaying plane wave on a square of side 4 pi, k = (1/2, 1/2), exact for every eps <= 1 because
// eps |k| < 1. With s = sqrt(1 - eps^2 |k|^2) and lambda = (1 - s)/eps^2,
//
//	f = 1 + A e^(-lambda t) (s cos k.x + eps k.v sin k.x)/(s^2 + eps^2 (k.v)^2),  A = 1/2.
//
// It starts on the slow manifold, as transport-mode does: rho = rho0 + (t/T) R, g = g0(eps) + (t/T) N.
type planeMode struct{}

func init() { register(planeMode{}) }

const (
	planeModeEnd  = 2
	planeModes    = 10  // of the spectral head, in the angle
	planeModeWave = 0.5 // both components of k
)

func planeModeDomain() info.Domain {
	return info.Domain{Dimensions: 2, XMax: 4 * math.Pi, YMax: 4 * math.Pi, TEnd: planeModeEnd}
}

// Info implements Problem.
func (planeMode) Info() Info {
	return planeInfo(Info{
		Heads:    []string{Nodal, Modal, Spectral},
		Name:     "transport2d-mode",
		Title:    "Transport in a plane: one decaying wave",
		Equation: planeEquation,
		Summary: "Has an exact solution for every Knudsen number: a wave across the square decays at the rate 0.293 at ε = 1 " +
			"and 1/4 in the diffusion limit.",
		Initial: "f = 1 + ½ (s cos k·x + ε k·v sin k·x)/(s² + ε² (k·v)²), k = (½, ½), s² = 1 − ε² |k|²; on the sphere s = ε|k| cot ε|k|",
		Domain:  planeModeDomain(),
	})
}

// planeModeRate returns lambda for the square k2 of the wave number, without cancellation: (1 - sqrt(1 - eps^2 k^2))/eps^2, and on the sphere,
// where the velocity along k is even in [-1, 1], that of transport in a slab.
func planeModeRate(directions string, eps, k2 float64) float64 {
	if directions == Sphere {
		return k2 * modeRate(eps*math.Sqrt(k2))
	}
	return k2 / (1 + math.Sqrt(1-eps*eps*k2))
}

// Model implements Problem.
func (planeMode) Model(p *autodiff.Params, o Options) (Model, error) {
	const k, end = planeModeWave, planeModeEnd
	phase := func(x, y float64) (sin, cos autodiff.Jet) {
		return autodiff.Jet{V: k * (x + y), Dx: k, Dy: k}.Sincos()
	}
	rho0 := func(x, y float64) autodiff.Jet {
		_, cos := phase(x, y)
		return cos.Scale(modeAmplitude).Shift(1)
	}
	q, modes := planeRule(o, 16, 5, 4)
	micro := func(x, y, eps float64, out []autodiff.Jet) {
		sin, cos := phase(x, y)
		rate := planeModeRate(o.Directions, eps, 2*k*k)
		s := 1 - eps*eps*rate
		for j := range out {
			w := k * (q.x[j] + q.y[j])
			// (f - rho)/eps with s - s^2 - eps^2 w^2 = eps^2 (s lambda - w^2), free of cancellation
			d := modeAmplitude / (s*s + eps*eps*w*w)
			out[j] = cos.Scale(eps * (s*rate - w*w)).Add(sin.Scale(w)).Scale(d)
		}
	}
	m := &plane{
		opt: o, q: q, modes: modes, features: 5,
		feature: func(t, x, y, eps float64, out []autodiff.Jet) {
			waves(x, y, k, 1, out)
			out[4] = autodiff.Jet{V: 2*t/end - 1, Dt: 2.0 / end}
		},
		ansatz: func(t, x, y, eps float64) planeAnsatz {
			clock := autodiff.Jet{V: t / end, Dt: 1.0 / end}
			return planeAnsatz{rho: rho0(x, y), a: clock, b: clock}
		},
		g0: func() func(t, x, y, eps float64, out []autodiff.Jet) {
			return func(t, x, y, eps float64, out []autodiff.Jet) { micro(x, y, eps, out) }
		},
		start: func(x, y, eps float64, g []float64) float64 {
			jets := make([]autodiff.Jet, len(g))
			micro(x, y, eps, jets)
			for j := range g {
				g[j] = jets[j].V
			}
			return rho0(x, y).V
		},
		weights: map[string]float64{"initial": 10},
	}
	m.spectral = newPlaneSpectral(end, [2]float64{}, 4*math.Pi, planeModes, 2, func(i, j int) float64 {
		if i == 1 && j == 1 {
			return modeAmplitude / 2
		}
		return 0
	})
	m.spectral.known = planeModeCoefficients
	return m, m.layout(p)
}

// planeModeCoefficients are those of f0 = A/(s + i eps w): rho = 1, c_l = sqrt 2 z^l/eps, z = eps k/(1+s).
func planeModeCoefficients(k, _, eps float64, c []autodiff.Jet) {
	z := k / (1 + math.Sqrt(1-eps*eps*k*k))
	c[0] = autodiff.Constant(1)
	v := math.Sqrt2 * z
	for l := 1; l < len(c); l++ {
		c[l] = autodiff.Constant(v)
		v *= eps * z
	}
}

// Sample implements Problem.
func (planeMode) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	uniformPlane(rng, planeModeDomain(), x)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, planeModeEnd)
}
