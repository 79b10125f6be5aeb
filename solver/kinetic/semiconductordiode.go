package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// semiconductorDiode is semiconductor-diode: a smoothed n+ n n+ device on [0,1] under bias. The doping falls from 1 to 0.2 between 0.3 and
// 0.7 over a width of 0.08, beta = 0.05, the mean of phi_x is 2, rho0 = c, t <= 0.1. The contacts are alike: what leaves at one end enters
// at the other, so that the device is periodic with a potential that rises by the bias.
type semiconductorDiode struct{}

func init() { register(semiconductorDiode{}) }

// Parameters of the diode.
const (
	diodeBeta  = 0.05
	diodeBias  = 2
	diodeDepth = 0.8 // the doping in the middle is 1 less this
	diodeStart = 0.3
	diodeEnd   = 0.7
	diodeWidth = 0.08
)

// Info implements Problem.
func (semiconductorDiode) Info() Info {
	i := semiconductorInfo(Info{
		Name:  "semiconductor-diode",
		Title: "Semiconductor: an n⁺ n n⁺ device under bias",
		Summary: "Electrons spill from the doped ends into the middle and a voltage of 2 drives them through: ballistic at ε = 1, drift and diffusion " +
			"for small ε. The contacts are alike: what leaves at one end enters at the other.",
		Domain: info.Domain{XMax: 1, TEnd: slabEnd, Periodic: true},
	})
	i.Formulations = []string{Outgoing, Diffusion, MicroMacro}
	return i
}

// diodeLimit is solved once, whatever the number of workers; it depends on nothing of a run.
var diodeLimit = onceLimit(24)

// Model implements Problem.
func (semiconductorDiode) Model(p *autodiff.Params, o Options) (Model, error) {
	return newSemiconductor(p, &semiconductor{
		opt: o, end: slabEnd, length: 1, beta: diodeBeta, waves: 8, modes: 8, haste: 0.5, limit: diodeLimit,
		start: func(x float64) (rho, slope, gradient autodiff.Jet) { // neutral: phi_x is the bias everywhere
			x -= math.Floor(x) // periodic
			rho, slope = autodiff.Constant(1), autodiff.Jet{}
			for _, step := range []struct{ x, by float64 }{{diodeStart, -diodeDepth / 2}, {diodeEnd, diodeDepth / 2}} {
				y := autodiff.Jet{V: (x - step.x) / diodeWidth, Dx: 1 / diodeWidth}.Tanh()
				rho = rho.Add(y.Scale(step.by))
				slope = slope.Add(y.Mul(y).Scale(-1).Shift(1).Scale(step.by / diodeWidth))
			}
			return rho, slope, autodiff.Constant(diodeBias)
		},
	})
}

// Sample implements Problem.
func (semiconductorDiode) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	semiconductorSample(rng, kind, eps, 0, 1, slabEnd, 1, t, x)
}
