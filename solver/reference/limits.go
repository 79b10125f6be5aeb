package reference

import "math"

// Euler returns the limit eps -> 0 of a BGK problem, for comparison with the
// solutions at positive eps; the heat flux is zero. For bgk-riemann it is the
// exact solution for initial data with a jump, which a steep but smooth
// transition approaches away from x = 0; for bgk-smooth the kinetic scheme at
// eps = 0+; for bgk-ballistic the exact solution, which is the same for every
// eps. Other problems give an *InputError.
func Euler(problem string, opt Options) (Solution, error) {
	switch problem {
	case "bgk-riemann":
		d := bgkRiemann.domain
		l, r := bgkRiemann.initial(math.Inf(-1)), bgkRiemann.initial(math.Inf(1))
		fan, err := EulerRiemann(EulerState{l.rho, l.u, l.t}, EulerState{r.rho, r.u, r.t})
		if err != nil {
			return nil, err
		}
		return pointwise{d, func(t, x float64) [4]float64 {
			var s EulerState
			switch {
			case t > 0:
				s = fan.Sample(x / t)
			case x < 0:
				s = fan.Left
			default:
				s = fan.Right
			}
			return [4]float64{s.Rho, s.U, s.T}
		}}, nil
	case "bgk-smooth":
		h, err := bgkSmooth.history(1e-14, opt)
		if err != nil {
			return nil, err
		}
		for _, q := range h.heat {
			clear(q)
		}
		return h, nil
	case "bgk-ballistic":
		return ballistic{}, nil
	}
	return nil, &InputError{"problem", problem, "bgk-ballistic, bgk-riemann, bgk-smooth"}
}

// FreeFlight returns the limit eps -> infinity of a BGK problem, the moments
// of f(t, x, v) = f_0(x - v t, v). Problems of other equations give an
// *InputError.
func FreeFlight(problem string) (Solution, error) {
	switch problem {
	case "bgk-riemann":
		return bgkRiemann.freeFlight(), nil
	case "bgk-smooth":
		return bgkSmooth.freeFlight(), nil
	case "bgk-ballistic":
		return ballistic{}, nil
	}
	return nil, &InputError{"problem", problem, "bgk-ballistic, bgk-riemann, bgk-smooth"}
}

func (p *bgkProblem) freeFlight() Solution {
	return pointwise{p.domain, func(t, x float64) [4]float64 {
		// The trapezoidal rule converges exponentially in the spacing.
		const nodes, h = 121, 0.15
		var v, f [nodes]float64
		var m [3]float64
		for k := range v {
			v[k] = h * float64(k-nodes/2)
			f[k] = h * p.initial(x-v[k]*t).maxwellian(v[k])
			m[0] += f[k]
			m[1] += f[k] * v[k]
			m[2] += f[k] * v[k] * v[k]
		}
		u := m[1] / m[0]
		var q float64
		for k := range v {
			c := v[k] - u
			q += 0.5 * f[k] * c * c * c
		}
		return [4]float64{m[0], u, m[2]/m[0] - u*u, q}
	}}
}

// pointwise is a Solution given by a formula for (rho, u, T, q) at (t, x).
type pointwise struct {
	domain Domain
	fields func(t, x float64) [4]float64
}

func (pointwise) Fields() []string { return append([]string(nil), bgkFields...) }

func (p pointwise) At(t float64, x []float64) ([][]float64, error) {
	if err := p.domain.check(t, x); err != nil {
		return nil, err
	}
	out := allocate(len(bgkFields), len(x))
	for i, xi := range x {
		for f, y := range p.fields(t, xi) {
			out[f][i] = y
		}
	}
	return out, nil
}
