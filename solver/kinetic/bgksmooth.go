package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// bgkSmooth is bgk-smooth: the BGK equation on [-0.5, 0.5], periodic, from the Maxwellian with rho0 = 1 + sin(2 pi x)/2, u0 = 0, T0
// = 1, t <= 0.1.
type bgkSmooth struct{}

func init() { register(bgkSmooth{}) }

// Info implements Problem.
func (bgkSmooth) Info() Info {
	d := bgkInfo(Info{
		Name:  "bgk-smooth",
		Title: "BGK: a smooth periodic density wave",
		Summary: "A gas at rest with uneven density starts to flow: free flight at ε = 1, sound waves of the Euler equations at small ε, " +
			"with a heat flux of order ε between them.",
		Initial: "f = M with ρ = 1 + ½ sin(2πx), u = 0, T = 1",
		Domain:  info.Domain{Periodic: true},
		Limits:  []info.Limit{info.Euler, info.FreeFlight},
	})
	d.Heads = append(d.Heads, Spectral)
	return d
}

// Model implements Problem.
func (bgkSmooth) Model(p *autodiff.Params, o Options) (Model, error) {
	m := densityWave(o)
	if o.Head == Spectral {
		m.q = trapezoid(33, 0.6, 1.2) // Hermite modes of high degree reach farther
	}
	m.spectral = &gasSpectral{start: -0.5, wave: 2 * math.Pi, harmonics: 8, modes: 14, scale: 1, pace: 1, least: 0.05}
	return newBGK(p, &m)
}

// densityWave describes the wave to bgk.go.
func densityWave(o Options) bgk {
	const k = 2 * math.Pi
	end := slabEnd
	return bgk{
		opt: o, end: end, q: trapezoid(25, 0.6, 1.2), features: 6, wave: k,
		feature: func(t, x, eps float64, out []autodiff.Jet) {
			out[0] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[1] = layerFeature(o, t, eps)
		},
		start: func(x float64, _ []float64) [3]autodiff.Jet {
			rho := autodiff.Jet{V: k * x, Dx: k}.Sin().Scale(0.5).Shift(1)
			return [3]autodiff.Jet{rho.Chain(kernel.Log64(rho.V), 1/rho.V)}
		},
	}
}

// Sample implements Problem.
func (b bgkSmooth) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	i := b.Info()
	uniform(rng, x, i.XMin, i.XMax)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, i.TEnd)
	layered(rng, t, 0.25, eps*1e-2, min(i.TEnd, 10*eps))
}
