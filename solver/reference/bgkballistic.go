package reference

import "math"

// bgk-ballistic: a Gaussian cloud whose free flight is a local Maxwellian at
// all times,
//
//	f = (2 pi T0)^(-1/2) exp(-v^2/(2 T0) - (x - v t)^2/(2 L^2)),
//
// and therefore solves the BGK equation for every eps, with
//
//	rho = L r^(-1/2) exp(-x^2/(2 r)), u = x t T0/r, T = T0 L^2/r, q = 0,
//	r = L^2 + T0 t^2;  L = 0.25, T0 = 1, x in [-0.5, 0.5], t <= 0.1.
func init() {
	register(Problem{Name: "bgk-ballistic", Domain: bgkDomain, Fields: bgkFields, Solve: func(float64, Options) (Solution, error) {
		return ballistic{}, nil
	}})
}

const (
	ballisticWidth       = 0.25
	ballisticTemperature = 1.0
)

type ballistic struct{}

func (ballistic) Fields() []string { return append([]string(nil), bgkFields...) }

func (ballistic) state(t, x float64) moments {
	const w = ballisticWidth * ballisticWidth
	r := w + ballisticTemperature*t*t
	return moments{
		rho: ballisticWidth / math.Sqrt(r) * math.Exp(-x*x/(2*r)),
		u:   x * t * ballisticTemperature / r,
		t:   ballisticTemperature * w / r,
	}
}

func (b ballistic) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(bgkFields), len(x))
	for i, xi := range x {
		m := b.state(t, xi)
		out[0][i], out[1][i], out[2][i] = m.rho, m.u, m.t
	}
	return out, nil
}

// Distribution implements Distributed.
func (b ballistic) Distribution(t float64, x, v []float64) ([][]float64, error) {
	out := allocate(len(x), len(v))
	for i, xi := range x {
		m := b.state(t, xi)
		for j, vj := range v {
			out[i][j] = m.maxwellian(vj)
		}
	}
	return out, nil
}
