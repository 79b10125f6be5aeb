package kinetic

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// esbgkSmooth is esbgk-smooth and esbgk-smooth-pr1: a gas with three velocity dimensions on [-0.5, 0.5], periodic, from the Maxwellian with
// rho0 = 1 + sin(2 pi x)/2, u0 = 0, T0 = 1, t <= 0.1; the Prandtl number is 2/3, or 1.
type esbgkSmooth struct{ bgk bool }

func init() {
	register(esbgkSmooth{})
	register(esbgkSmooth{bgk: true})
}

// monatomic is the Prandtl number of a gas of single atoms.
const monatomic = 2.0 / 3

// Info implements Problem.
func (s esbgkSmooth) Info() Info {
	d := esInfo(Info{
		Name:  "esbgk-smooth",
		Title: "ES-BGK in three velocity dimensions: a density wave",
		Summary: "A monatomic gas with Prandtl number 2/3: stress and heat flux of free flight at ε = 1 become those of Navier and Stokes " +
			"for small ε, −4/3 ε Pr p u_x and −5/2 ε p T_x.",
		Initial: "f = M with ρ = 1 + ½ sin(2πx), u = 0, T = 1; Pr = 2/3",
		Domain:  info.Domain{Periodic: true},
		Limits:  []info.Limit{info.Euler, info.FreeFlight},
	})
	if s.bgk {
		d.Name, d.Title = "esbgk-smooth-pr1", "BGK in three velocity dimensions: a density wave"
		d.Initial = "f = M with ρ = 1 + ½ sin(2πx), u = 0, T = 1; Pr = 1"
		d.Summary = "The density wave with Prandtl number 1, where the ellipsoidal model is the BGK equation: the stress is one and a half times as " +
			"large, the heat flux the same."
	}
	return d
}

// Model implements Problem.
func (s esbgkSmooth) Model(p *autodiff.Params, o Options) (Model, error) {
	m := &esbgk{bgk: densityWave(o)}
	if !s.bgk {
		m.nu = prandtl(monatomic)
	}
	return newES(p, m)
}

// Sample implements Problem.
func (esbgkSmooth) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	bgkSmooth{}.Sample(rng, kind, eps, t, x)
}
