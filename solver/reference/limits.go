package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// diffusionEps is the Knudsen number whose solution stands for the diffusion limit, from which it differs by about its size.
const diffusionEps = 1e-6

// diffusion is the only limit of a transport problem.
func diffusion(solve func(eps float64, opt Options) (Solution, error)) map[info.Limit]func(Options) (Solution, error) {
	return map[info.Limit]func(Options) (Solution, error){
		info.Diffusion: func(opt Options) (Solution, error) { return solve(diffusionEps, opt) },
	}
}

// limits are the limits of a BGK problem with the given Euler limit.
func (p *bgkProblem) limits(euler func(Options) (Solution, error)) map[info.Limit]func(Options) (Solution, error) {
	return map[info.Limit]func(Options) (Solution, error){
		info.Euler:      euler,
		info.FreeFlight: func(Options) (Solution, error) { return p.freeFlight(), nil },
	}
}

// fluid is the Euler limit of smooth data: the kinetic scheme at eps = 0+, without stress and heat flux.
func (p *bgkProblem) fluid(opt Options) (Solution, error) {
	h, err := p.history(1e-14, opt)
	if err != nil {
		return nil, err
	}
	for _, rows := range h.small {
		for _, row := range rows {
			clear(row)
		}
	}
	return h, nil
}

// shockTube is the exact Euler limit of initial data that jump at x = 0 between the states at the far ends, which a steep but smooth
// transition approaches away from x = 0.
func (p *bgkProblem) shockTube(Options) (Solution, error) {
	l, r := p.initial(math.Inf(-1)), p.initial(math.Inf(1))
	fan, err := EulerRiemann(p.gamma(), EulerState{l.rho, l.u, l.t}, EulerState{r.rho, r.u, r.t})
	if err != nil {
		return nil, err
	}
	return pointwise{p.names(), func(t, x float64, out []float64) {
		s := fan.at(t, x)
		out[0], out[1], out[2] = s.Rho, s.U, s.T
	}}, nil
}

// at returns the state at time t, also at t = 0.
func (e *EulerFan) at(t, x float64) EulerState {
	switch {
	case t > 0:
		return e.Sample(x / t)
	case x < 0:
		return e.Left
	}
	return e.Right
}

// freeFlight is the limit eps -> infinity of states near temperature 1.
func (p *bgkProblem) freeFlight() Solution { return p.flight(121, 0.15) }

// flight is the limit eps -> infinity: the moments of f(t, x, v) = f_0(x - v1 t, v), by the trapezoidal rule, which converges
// exponentially in the spacing h.
func (p *bgkProblem) flight(nodes int, h float64) Solution {
	return pointwise{p.names(), func(t, x float64, out []float64) {
		v, f, g := make([]float64, nodes), make([]float64, nodes), make([]float64, nodes) // g: psi, 0 in one velocity dimension
		var m [3]float64
		across := 0.0
		for k := range v {
			v[k] = h * float64(k-nodes/2)
			from := p.initial(x - v[k]*t)
			f[k] = h * from.maxwellian(v[k])
			m[0] += f[k]
			m[1] += f[k] * v[k]
			m[2] += f[k] * v[k] * v[k]
			if p.three {
				g[k] = 2 * from.t * f[k]
				across += g[k]
			}
		}
		rho, u := m[0], m[1]/m[0]
		along := m[2]/rho - u*u
		q := 0.0
		for k := range v {
			c := v[k] - u
			q += 0.5 * (f[k]*c*c*c + g[k]*c)
		}
		out[0], out[1], out[2], out[len(out)-1] = rho, u, along, q
		if p.three {
			out[2] = (along + across/rho) / 3
			out[3] = rho * (along - out[2])
		}
	}}
}

// pointwise is a Solution given by a formula for the fields at (t, x), which finds out cleared.
type pointwise struct {
	names []string
	at    func(t, x float64, out []float64)
}

func (p pointwise) Fields() []string { return append([]string(nil), p.names...) }

func (p pointwise) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(p.names), len(x))
	values := make([]float64, len(p.names))
	for i, xi := range x {
		clear(values)
		p.at(t, xi, values)
		for f, y := range values {
			out[f][i] = y
		}
	}
	return out, nil
}
