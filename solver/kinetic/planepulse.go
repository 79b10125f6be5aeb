package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// planePulse is transport2d-pulse: a Gaussian on a background, rho0 = 0.2 + exp(-|x|^2/0.04), g0 = 0, on [-1,1]^2, periodic, t <= 0.1. At
// eps = 1 it flies apart into a ring, in the diffusion limit it stays a Gaussian that widens.
//
// The formulation "diffusion" looks longer where the flux is hardest: Knudsen numbers above kneeKnudsen, late times, some of them the end.
type planePulse struct{ late bool }

// formed implements formed.
func (p planePulse) formed(formulation string) Problem {
	if formulation == Diffusion {
		return latePulse{planePulse{late: true}}
	}
	return p
}

// latePulse is the pulse of the formulation "diffusion".
type latePulse struct{ planePulse }

// leansKinetic implements leaning.
func (latePulse) leansKinetic() float64 { return 1 }

func init() { register(planePulse{}) }

const (
	pulseEnd   = 0.1
	pulseFloor = 0.2
	pulseWidth = 0.04 // square of the radius at which the pulse is 1/e
	pulseMost  = 120  // squared length of the wave vectors of the spectral head, in units of pi: amplitudes beyond are below 1e-5
	pulseKnee  = 0.1  // in eps: half of the departure from diffusion
	pulseModes = 10   // of the spectral head, in the angle
	pulseHaste = 20   // rate at which residuals of the formulation "diffusion" count more with t
)

func pulseDomain() info.Domain {
	return info.Domain{Dimensions: 2, XMin: -1, XMax: 1, YMin: -1, YMax: 1, TEnd: pulseEnd}
}

// Info implements Problem.
func (planePulse) Info() Info {
	d := planeInfo(Info{
		Heads:    []string{Nodal, Modal, Spectral},
		Name:     "transport2d-pulse",
		Title:    "Transport in a plane: a pulse that spreads",
		Equation: planeEquation,
		Summary: "A heap of particles flies apart into a ring where collisions are rare and spreads like heat where they are " +
			"frequent: one network for both, and everything between.",
		Initial: "f = 0.2 + exp(−25 (x² + y²)), with the pulses of the neighbouring squares",
		Domain:  pulseDomain(),
	})
	d.Formulations = []string{Diffusion, MicroMacro}
	return d
}

// pulseBase is the pulse of the given squared width with the same mass, with the images of the neighbouring squares, and its gradient.
func pulseBase(x, y float64, width autodiff.Jet) (rho, dx, dy autodiff.Jet) {
	var sum, slope [2]autodiff.Jet // over images along x and along y; their product is the sum over both
	inverse := autodiff.Constant(1).Div(width)
	for i, at := range []autodiff.Jet{{V: x, Dx: 1}, {V: y, Dy: 1}} {
		for image := -1; image <= 1; image++ {
			d := at.Shift(-2 * float64(image))
			e := d.Mul(d).Mul(inverse).Scale(-1).Exp()
			sum[i] = sum[i].Add(e)
			slope[i] = slope[i].Add(d.Mul(e).Mul(inverse).Scale(-2))
		}
	}
	height := inverse.Scale(pulseWidth)
	return sum[0].Mul(sum[1]).Mul(height).Shift(pulseFloor), slope[0].Mul(sum[1]).Mul(height), sum[0].Mul(slope[1]).Mul(height)
}

// Model implements Problem. The known parts: rho0 is the pulse that widens with the clock's tau, as it does with time in the diffusion limit;
// its second moment is exact for every eps. g0 = -Q v . grad rho0 is its micro part there. The network adds what they lack.
func (planePulse) Model(p *autodiff.Params, o Options) (Model, error) {
	const end = pulseEnd
	hard := o.Initial == Hard
	q, modes := planeRule(o, 24, 8, 7)
	widen := 4 * planeDiffusivity(o)
	m := &plane{
		opt: o, q: q, modes: modes, features: 10,
		feature: func(t, x, y, eps float64, out []autodiff.Jet) {
			waves(x, y, math.Pi, 2, out)
			out[8] = autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end}
			out[9] = autodiff.Constant(1)
			if hard {
				q, _ := clock(t, eps)
				out[9] = q.Scale(2).Shift(-1)
			}
		},
		ansatz: func(t, x, y, eps float64) planeAnsatz {
			q, tau := clock(t, eps)
			rho, dx, dy := pulseBase(x, y, tau.Scale(widen).Shift(pulseWidth))
			rate := q.Scale(-1)
			return planeAnsatz{rho, tau.Scale(1 / end), q, [2]autodiff.Jet{dx.Mul(rate), dy.Mul(rate)}}
		},
		start: func(x, y, eps float64, g []float64) float64 {
			rho, _, _ := pulseBase(x, y, autodiff.Constant(pulseWidth))
			return rho.V
		},
		weights: map[string]float64{"initial": 10},
	}
	if o.Formulation == Diffusion {
		m.point = pulseWeight
	}
	m.spectral = newPlaneSpectral(end, [2]float64{-1, -1}, 2, pulseModes, pulseMost, pulseAmplitude)
	for rate := 0.5 * math.Pi * math.Pi * pulseMost; rate*end > 2; rate /= 3 { // without these flux was four times as far off
		m.spectral.trunk.decays = append(m.spectral.trunk.decays, rate)
	}
	m.spectral.known, m.spectral.knee = pulseCoefficients, pulseKnee
	return m, m.layout(p)
}

// pulseWeight is the weight of a residual of the formulation "diffusion", with mean 1 over time: its flux was worst at the end.
func pulseWeight(t float64) float64 {
	const all = pulseHaste * pulseEnd
	return kernel.Exp64(pulseHaste*t) * all / (kernel.Exp64(all) - 1)
}

// pulseAmplitude is the Fourier coefficient of the pulse; the corner of the square, where phases are zero, is not its middle.
func pulseAmplitude(i, j int) float64 {
	a := math.Pi * pulseWidth / 4 * kernel.Exp64(-math.Pi*math.Pi*pulseWidth/4*float64(i*i+j*j))
	if (i+j)%2 != 0 {
		return -a
	}
	return a
}

// pulseCoefficients are those of the known parts: rho = exp(-k^2 tau/2), c_1 = Q k rho/sqrt 2.
func pulseCoefficients(k, t, eps float64, c []autodiff.Jet) {
	clear(c)
	q, tau := clock(t, eps)
	c[0] = tau.Scale(-k * k / 2).Exp()
	c[1] = q.Mul(c[0]).Scale(k / math.Sqrt2)
}

// Sample implements Problem: half of the points lie where the pulse is.
func (p planePulse) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	half := len(x) / 4 * 2
	d := pulseDomain()
	uniformPlane(rng, d, x[half:])
	d.XMin, d.XMax, d.YMin, d.YMax = -0.6, 0.6, -0.6, 0.6
	uniformPlane(rng, d, x[:half])
	if kind == AtStart {
		clear(t)
		return
	}
	uniform(rng, t, 0, pulseEnd)
	layered(rng, t, 0.25, eps*eps*1e-2, min(pulseEnd, 10*eps*eps))
	if p.late {
		for i := len(t) - len(t)/16; i < len(t); i++ {
			t[i] = pulseEnd
		}
	}
	rng.Shuffle(len(t), func(i, j int) { t[i], t[j] = t[j], t[i] }) // early times everywhere
}
