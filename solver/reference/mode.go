package reference

import "math"

// transport-mode: linear transport on the periodic interval [0, 2 pi],
//
//	eps^2 f_t + eps v f_x = <f> - f,  v in [-1, 1],  <f> = 1/2 int f dv,
//
// started from the slowest eigenmode of the transport operator with wave
// number 1. With f = a(v) exp(-lambda t + i x), s = 1 - eps^2 lambda, the
// equation reads (s + i eps v) a = <a>; <a> = 1 gives the dispersion relation
// arctan(eps/s) = eps, hence s = eps cot eps and
//
//	f = 1 + A exp(-lambda t) (s cos x + eps v sin x)/(s^2 + eps^2 v^2),
//	rho = 1 + A exp(-lambda t) cos x,  <v f>/eps = lambda A exp(-lambda t) sin x,
//
// exact for every 0 < eps < pi/2. transport-long is the same until t = 10.
func init() {
	for name, end := range map[string]float64{"transport-mode": 1, "transport-long": 10} {
		register(Problem{Name: name, Domain: modeDomain(end), Fields: transportFields, Solve: newMode, Limits: diffusion(newMode)})
	}
}

// transportFields are the fields of every transport problem: the density
// rho = <f> and the scaled flux <v g> = <v f>/eps.
var transportFields = []string{"rho", "flux"}

func modeDomain(end float64) Domain {
	return Domain{Dimensions: 1, XMin: 0, XMax: 2 * math.Pi, VMin: -1, VMax: 1, TEnd: end, Periodic: true}
}

// modeAmplitude is the initial amplitude A of the density wave.
const modeAmplitude = 0.5

type mode struct {
	eps, s, lambda float64
}

func newMode(eps float64, _ Options) (Solution, error) {
	lambda := modeRate(eps)
	return &mode{eps: eps, s: 1 - eps*eps*lambda, lambda: lambda}, nil
}

// modeRate returns the decay rate lambda = (1 - eps cot eps)/eps^2, by its
// Taylor series where the difference would cancel.
func modeRate(eps float64) float64 {
	e2 := eps * eps
	if eps < 0.05 { // next term 2 eps^8/93555 < 1e-15
		return 1./3 + e2*(1./45+e2*(2./945+e2*(1./4725)))
	}
	return (1 - eps/math.Tan(eps)) / e2
}

func (m *mode) Fields() []string { return append([]string(nil), transportFields...) }

func (m *mode) At(t float64, x []float64) ([][]float64, error) {
	a := modeAmplitude * math.Exp(-m.lambda*t)
	out := allocate(2, len(x))
	for i, xi := range x {
		sin, cos := math.Sincos(xi)
		out[0][i] = 1 + a*cos
		out[1][i] = m.lambda * a * sin
	}
	return out, nil
}

// Distribution implements Distributed.
func (m *mode) Distribution(t float64, x, v []float64) ([][]float64, error) {
	a := modeAmplitude * math.Exp(-m.lambda*t)
	out := allocate(len(x), len(v))
	for i, xi := range x {
		sin, cos := math.Sincos(xi)
		for j, vj := range v {
			w := m.eps * vj
			out[i][j] = 1 + a*(m.s*cos+w*sin)/(m.s*m.s+w*w)
		}
	}
	return out, nil
}
