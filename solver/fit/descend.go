package fit

import (
	"math"
	"slices"
)

// state is a place in the scaled parameters with half the sum of the squared residuals.
type state struct {
	u, r []float64
	cost float64
}

func (p *problem) at(u []float64) (state, error) {
	r, err := p.residual(u)
	return state{u, r, 0.5 * dot(r, r)}, err
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += float64(v * b[i])
	}
	return s
}

// descend takes Levenberg-Marquardt steps from u inside the box [-1, 1]^n until they no longer help. A parameter at an end of its range
// with a gradient that leads outside is held there (Nocedal and Wright, Numerical Optimization, sections 10.3 and 16.7).
func (p *problem) descend(u []float64) (state, error) {
	s, err := p.at(slices.Clone(u))
	if err != nil {
		return s, err
	}
	damping := 1e-3
	for range iterations {
		j, err := p.jacobian(s.u)
		if err != nil {
			return s, err
		}
		h, g := normal(j), make([]float64, len(u))
		for k := range g {
			g[k] = dot(j[k], s.r)
		}
		free := free(s.u, g)
		moved := false
		for range 12 {
			step := damped(h, g, free, damping)
			v := slices.Clone(s.u)
			length, predicted := 0.0, 0.0
			for k := range v {
				v[k] = min(1, max(-1, v[k]+step[k]))
				d := v[k] - s.u[k]
				length = math.Max(length, math.Abs(d))
				predicted -= g[k] * d
			}
			if length < 1e-10 || predicted <= 1e-13*s.cost {
				return s, nil
			}
			next, err := p.at(v)
			if err != nil {
				return s, err
			}
			if next.cost < s.cost {
				s, moved = next, true
				damping = math.Max(damping/10, 1e-12)
				break
			}
			damping *= 10
		}
		if !moved {
			return s, nil
		}
	}
	return s, nil
}

// free tells which parameters may move: those inside, and those at an end with a descent direction that leads inside.
func free(u, g []float64) []bool {
	out := make([]bool, len(u))
	for k := range u {
		out[k] = !(u[k] <= -1 && g[k] > 0 || u[k] >= 1 && g[k] < 0)
	}
	return out
}

// normal returns the Gauss-Newton matrix of a Jacobian.
func normal(j [][]float64) [][]float64 {
	h := make([][]float64, len(j))
	for a := range j {
		h[a] = make([]float64, len(j))
		for b := range j {
			h[a][b] = dot(j[a], j[b])
		}
	}
	return h
}

// damped solves (H + damping diag H) d = -g for the free parameters; the others do not move.
func damped(h [][]float64, g []float64, free []bool, damping float64) []float64 {
	n := len(g)
	top := 0.0
	for k := range n {
		top = math.Max(top, h[k][k])
	}
	a, b := make([][]float64, n), make([]float64, n)
	for i := range n {
		a[i] = make([]float64, n)
		if !free[i] {
			a[i][i] = 1
			continue
		}
		for j := range n {
			if free[j] {
				a[i][j] = h[i][j]
			}
		}
		a[i][i] += damping*h[i][i] + 1e-14*top + math.SmallestNonzeroFloat64
		b[i] = -g[i]
	}
	return solve(a, b)
}

// solve eliminates with pivots; a row without one gives zero.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for c := range n {
		p := c
		for r := c; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p], b[c], b[p] = a[p], a[c], b[p], b[c]
		if a[c][c] == 0 {
			continue
		}
		for r := range n {
			if r != c {
				f := a[r][c] / a[c][c]
				for k := c; k < n; k++ {
					a[r][k] -= f * a[c][k]
				}
				b[r] -= f * b[c]
			}
		}
	}
	x := make([]float64, n)
	for c := range n {
		if a[c][c] != 0 {
			x[c] = b[c] / a[c][c]
		}
	}
	return x
}
