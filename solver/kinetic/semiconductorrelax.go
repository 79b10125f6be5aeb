package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// semiconductorRelax is semiconductor-relax: electrons of even density over the doping c = 1 + cos(2 pi x)/2 on [0,1], periodic, beta =
// 0.1, t <= 0.1. At eps = 1 they have hardly begun to move by the end, at eps = 0.3 they overshoot as a plasma does, for small
// eps they are close to the steady state rho = C exp(2 phi).
type semiconductorRelax struct{ nearDiffusion }

func init() { register(semiconductorRelax{}) }

// relaxAmplitude and relaxBeta are the amplitude of the doping and beta.
const relaxAmplitude, relaxBeta = 0.5, 0.1

// Info implements Problem.
func (semiconductorRelax) Info() Info {
	i := semiconductorInfo(Info{
		Name:  "semiconductor-relax",
		Title: "Semiconductor: electrons settle over an uneven doping",
		Summary: "Even electrons over a wave of doping feel its field at once: at ε = 1 they have hardly moved by the end, at ε = 0.3 their " +
			"flux is largest, and for small ε they drift and diffuse into the steady state ρ = C exp(2φ).",
		Initial:  "f = M, with c = 1 + ½ cos(2πx), β = 0.1",
		Boundary: "f and φ_x periodic in x",
		Domain:   info.Domain{XMax: 1, TEnd: slabEnd, Periodic: true},
	})
	i.Heads = append(i.Heads, Spectral)
	return i
}

// relaxLimit is solved once, whatever the number of workers; it depends on nothing of a run.
var relaxLimit = onceLimit(10)

// Model implements Problem.
func (semiconductorRelax) Model(p *autodiff.Params, o Options) (Model, error) {
	return newSemiconductor(p, &semiconductor{
		opt: o, end: slabEnd, length: 1, beta: relaxBeta, waves: 4, modes: 8, haste: 1.5, limit: relaxLimit,
		start: func(x float64) (rho, slope, gradient autodiff.Jet) { // beta phi_xx = 1 - c
			const k = 2 * math.Pi
			return autodiff.Constant(1), autodiff.Jet{}, autodiff.Jet{V: k * x, Dx: k}.Sin().Scale(-relaxAmplitude / (k * relaxBeta))
		},
	})
}

// Sample implements Problem.
func (semiconductorRelax) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	semiconductorSample(rng, kind, eps, 0, 1, slabEnd, 1.05, t, x)
}

// semiconductorSample draws points even in x, a quarter of the times in the initial layer. With a stretch above 1 times beyond the end are moved to
// it: there the flux is judged relative to the little that is left of it.
func semiconductorSample(rng *rand.Rand, kind Kind, eps, lo, hi, end, stretch float64, t, x []float64) {
	uniform(rng, x, lo, hi)
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, stretch*end)
	for i, s := range t {
		t[i] = min(end, s)
	}
	layered(rng, t, 0.25, eps*eps*1e-2, min(end, 10*eps*eps))
}

// Mixes implements Mixed: products of the unknowns couple them.
func (semiconductorRelax) Mixes() bool { return true }
