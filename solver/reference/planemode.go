package reference

import "math"

// transport2d-mode: linear transport in a plane, v = (cos theta, sin theta), periodic on a square of side 4 pi, started from the
// slowest eigenmode with the wave vector k = (1/2, 1/2). With kappa = eps |k| < 1 the dispersion relation <1/(s + i kappa cos theta)> = 1
// of the circle is s^2 + kappa^2 = 1, hence s = sqrt(1 - kappa^2), lambda = (1 - s)/eps^2 and
//
//	f = 1 + A exp(-lambda t) (s cos k.x + eps k.v sin k.x)/(s^2 + eps^2 (k.v)^2),
//	rho = 1 + A exp(-lambda t) cos k.x,  <v f>/eps = lambda A exp(-lambda t) sin k.x k/|k|^2.
//
// On the unit sphere s = kappa cot kappa.
func init() {
	registerPlane("transport2d-mode", planeModeDomain, newPlaneMode)
}

// planeFields are the fields of transport in a plane: the density and the components of the scaled flux.
var planeFields = []string{"rho", "flux_x", "flux_y"}

var planeModeDomain = Domain{Dimensions: 2, XMax: 4 * math.Pi, YMax: 4 * math.Pi, VMin: 0, VMax: 2 * math.Pi, TEnd: 2, Periodic: true}

// planeModeWave is each component of k.
const planeModeWave = 0.5

type planeMode struct {
	eps, s, lambda float64
	d              directions
}

func newPlaneMode(d directions) solver {
	return func(eps float64, _ Options) (Solution, error) {
		slow := d.eigenmode(eps, math.Sqrt2*planeModeWave)
		return &planeMode{eps: eps, s: slow.root, lambda: slow.rate, d: d}, nil
	}
}

func (m *planeMode) Fields() []string { return append([]string(nil), planeFields...) }

func (m *planeMode) At(t float64, x []float64) ([][]float64, error) {
	a := modeAmplitude * math.Exp(-m.lambda*t)
	out := allocate(3, len(x)/2)
	for i := range out[0] {
		sin, cos := math.Sincos(planeModeWave * (x[2*i] + x[2*i+1]))
		out[0][i] = 1 + a*cos
		out[1][i] = m.lambda * a * sin / (2 * planeModeWave)
		out[2][i] = out[1][i]
	}
	return out, nil
}

// Distribution implements Distributed; v are angles, over which f on the sphere is a mean.
func (m *planeMode) Distribution(t float64, x, v []float64) ([][]float64, error) {
	a := modeAmplitude * math.Exp(-m.lambda*t)
	out := allocate(len(x)/2, len(v))
	for i := range out {
		sin, cos := math.Sincos(planeModeWave * (x[2*i] + x[2*i+1]))
		for j, vj := range v {
			vy, vx := math.Sincos(vj)
			even, odd := m.d.mean(vx+vy, func(c float64) (even, odd float64) {
				w := m.eps * planeModeWave * c
				return m.s / (m.s*m.s + w*w), w / (m.s*m.s + w*w)
			})
			out[i][j] = 1 + a*(even*cos+odd*sin)
		}
	}
	return out, nil
}
