package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// milne is the boundary layer at a wall that particles enter, exact for the velocities of a quadrature: Milne's problem by discrete
// ordinates (Chandrasekhar, Radiative Transfer, ch. III). With X the depth in mean free paths, v f_X + f = <f> has the solutions 1,
// X - v and
//
//	e^(-nu_k X)/(1 - nu_k v),  <1/(1 - nu_k v)> = 1,
//
// one nu_k > 0 between each two of the poles 1/v_j, each with density e^(-nu_k X) and no flux. Beside a density that falls with slope A,
// f = 1 - A (length + X - v) + A sum_k a_k e^(-nu_k X)/(1 - nu_k v) is 1 for every incoming v_j, which fixes the a_k and the extrapolation
// length: 0.71044660 for 8 nodes in (0,1), against 0.71044609 for the continuum.
type milne struct {
	length float64
	nu, a  []float64
	mode   []float64 // [k*n+j] = 1/(1 - nu_k v_j)
}

// newMilne solves the problem for symmetric nodes without v = 0.
func newMilne(q velocities) *milne {
	n := q.n()
	h := n / 2
	v, w := q.v[h:], q.w[h:] // ascending, positive
	m := &milne{}
	for k := h - 1; k > 0; k-- { // mu = nu^2 between the poles 1/v_k^2 and 1/v_{k-1}^2: F rises from -inf to inf
		lo, hi := 1/float64(v[k]*v[k]), 1/float64(v[k-1]*v[k-1])
		for range 200 {
			mid := 0.5 * (lo + hi)
			if mid <= lo || mid >= hi {
				break
			}
			var f float64
			for j := range v {
				f += 2 * w[j] / (1 - float64(float64(mid*v[j])*v[j]))
			}
			if f < 1 {
				lo = mid
			} else {
				hi = mid
			}
		}
		m.nu = append(m.nu, math.Sqrt(0.5*(lo+hi)))
	}
	for _, nu := range m.nu {
		for j := range q.v {
			m.mode = append(m.mode, 1/(1-float64(nu*q.v[j])))
		}
	}
	// sum_k a_k/(1 - nu_k v_j) - length = -v_j for the incoming v_j
	a := make([][]float64, h)
	for j := range a {
		a[j] = make([]float64, h+1)
		for k := range m.nu {
			a[j][k] = m.mode[k*n+h+j]
		}
		a[j][h-1], a[j][h] = -1, -v[j]
	}
	x := eliminate(a)
	m.a, m.length = x[:h-1], x[h-1]
	return m
}

// eliminate solves the linear system with augmented matrix a by Gaussian elimination with row pivots.
func eliminate(a [][]float64) []float64 {
	n := len(a)
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		for r := c + 1; r < n; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k <= n; k++ {
				a[r][k] -= float64(f * a[c][k])
			}
		}
	}
	x := make([]float64, n)
	for c := n - 1; c >= 0; c-- {
		s := a[c][n]
		for k := c + 1; k < n; k++ {
			s -= float64(a[c][k] * x[k])
		}
		x[c] = s / a[c][c]
	}
	return x
}

// density returns sum_k a_k e^(-nu_k X), X = x/eps: the layer's density for A = 1.
func (m *milne) density(x, eps float64) autodiff.Jet {
	var s autodiff.Jet
	for k, nu := range m.nu {
		if nu*x < 40*eps {
			s = s.Add(autodiff.Jet{V: -nu * x / eps, Dx: -nu / eps}.Exp().Scale(m.a[k]))
		}
	}
	return s
}

// micro adds the layer's g = (f - rho)/eps for A = c to out.
func (m *milne) micro(x, eps float64, c autodiff.Jet, out []autodiff.Jet) {
	n := len(out)
	for k, nu := range m.nu {
		if nu*x < 40*eps {
			e := autodiff.Jet{V: -nu * x / eps, Dx: -nu / eps}.Exp().Mul(c).Scale(m.a[k] / eps)
			for j := range out {
				out[j] = out[j].Add(e.Scale(m.mode[k*n+j] - 1))
			}
		}
	}
}
