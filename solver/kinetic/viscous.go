package kinetic

import (
	"math"
	"sort"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// viscous is a gas in the order of the Chapman-Enskog expansion after the Euler equations, those of Navier, Stokes and
// Fourier, whose stress and heat flux are -(4/3) eps p u_x/(1-nu) (none in one velocity dimension) and -k eps p T_x, k = 3/2
// or 5/2 in three. Fronts are as wide as the mean free path, and so is what the network is left with. Both fluxes start from
// zero, as those of f0 = M: they are multiplied by 1 - exp(-t/eps). It is solved at some Knudsen numbers, at first use;
// between them the change since t = 0 is interpolated in log eps, below the least in eps to the Euler limit, and above the
// last it stays.
type viscous struct {
	limit  func() *fluid // the Euler limit; nil: none
	eps    []float64
	solve  func(eps float64) *fluid
	once   sync.Once
	euler  *fluid
	levels []*fluid
}

// viscousKnudsen are those of a domain of length 1, as fluidKnudsen.
var viscousKnudsen = []float64{1e-3, 3e-3, 1e-2, 3e-2, 1e-1}

// prepare solves the limit and at all Knudsen numbers.
func (v *viscous) prepare() {
	v.levels = make([]*fluid, len(v.eps))
	together(len(v.eps)+1, func(i int) {
		switch {
		case i > 0:
			v.levels[i-1] = v.solve(v.eps[i-1])
		case v.limit != nil:
			v.euler = v.limit()
		}
	})
}

// at returns the change since t = 0.
func (v *viscous) at(t, x, eps float64) (change [3]autodiff.Jet) {
	v.once.Do(v.prepare)
	last := len(v.eps) - 1
	mix := func(a, b *fluid, q float64) {
		ca, cb := a.changed(t, x), b.changed(t, x)
		for k := range change {
			change[k] = ca[k].Scale(1 - q).Add(cb[k].Scale(q))
		}
	}
	switch k := sort.SearchFloat64s(v.eps, eps); {
	case k == 0 && v.euler != nil:
		mix(v.euler, v.levels[0], eps/v.eps[0])
	case k == 0:
		change = v.levels[0].changed(t, x)
	case k > last:
		change = v.levels[last].changed(t, x)
	default:
		mix(v.levels[k-1], v.levels[k], kernel.Log64(eps/v.eps[k-1])/kernel.Log64(v.eps[k]/v.eps[k-1]))
	}
	return change
}

// transport is the stress and the heat flux of a fluid, in units of -eps p u_x and -eps p T_x.
type transport struct{ eps, stress, heat float64 }

// diffusivity is the largest of the two at temperature temp.
func (c transport) diffusivity(gamma, temp float64) float64 {
	return c.eps * temp * math.Max(c.stress, (gamma-1)*c.heat)
}

// fluxMost bounds stress and heat flux where the gradient is that of a mean free path: the heat flux is at most this times p
// sqrt(T), the stress this times p (flux limiter, as in Cowie & McKee, Astrophys. J. 211, 1977). Of 1/4, 1/2, 1 and 2 and
// none, 1/2 left the least to the network: without, the velocity of a tube with densities 1 and 1/8 was off by 0.1 at eps =
// 0.1, with it by 0.03.
const fluxMost = 0.5

// started is 1 - exp(-t/eps).
func (c transport) started(t float64) float64 { return 1 - kernel.Exp64(-t/c.eps) }
