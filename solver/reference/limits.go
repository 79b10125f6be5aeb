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

// fluid is the Euler limit of smooth data: the kinetic scheme at eps = 0+, without heat flux.
func (p *bgkProblem) fluid(opt Options) (Solution, error) {
	h, err := p.history(1e-14, opt)
	if err != nil {
		return nil, err
	}
	for _, q := range h.heat {
		clear(q)
	}
	return h, nil
}

// shockTube is the exact Euler limit of initial data that jump at x = 0 between the states at the far ends, which a steep but smooth
// transition approaches away from x = 0.
func (p *bgkProblem) shockTube(Options) (Solution, error) {
	fan, err := p.fan(3)
	if err != nil {
		return nil, err
	}
	return pointwise{func(t, x float64) [4]float64 {
		s := fan.at(t, x)
		return [4]float64{s.Rho, s.U, s.T}
	}}, nil
}

// fan solves the Riemann problem of the states at the far ends.
func (p *bgkProblem) fan(gamma float64) (*EulerFan, error) {
	l, r := p.initial(math.Inf(-1)), p.initial(math.Inf(1))
	return EulerRiemann(gamma, EulerState{l.rho, l.u, l.t}, EulerState{r.rho, r.u, r.t})
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

// flight is the limit eps -> infinity: the moments of f(t, x, v) = f_0(x - v t, v), by the trapezoidal rule, which converges exponentially
// in the spacing h.
func (p *bgkProblem) flight(nodes int, h float64) Solution {
	return pointwise{func(t, x float64) [4]float64 {
		v, f := make([]float64, nodes), make([]float64, nodes)
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
	fields func(t, x float64) [4]float64
}

func (pointwise) Fields() []string { return append([]string(nil), bgkFields...) }

func (p pointwise) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(bgkFields), len(x))
	for i, xi := range x {
		for f, y := range p.fields(t, xi) {
			out[f][i] = y
		}
	}
	return out, nil
}
