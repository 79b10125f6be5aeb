package reference

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/floats"
)

// slab integrates linear transport between two plane boundaries,
//
//	eps^2 f_t + eps v f_x = <f> - f + eps^2 S,
//
// in the even and odd parts r = (f(v)+f(-v))/2, j = (f(v)-f(-v))/(2 eps):
//
//	r_t + v j_x = (rho - r)/eps^2 + even source,
//	eps^2 j_t + v r_x = -j + eps^2 odd source,  rho = <r>,  flux = <v j>,
//
// at double Gauss nodes 0 < v < 1 (S_2N, exact at the jump of the boundary
// data in v = 0). In space r is given on the nodes and j on the cells of a graded
// grid: second order, conservative, and for eps -> 0 the compact three-point
// scheme for rho_t = rho_xx/3. In time it is the L-stable, stiffly accurate
// SDIRK2 method (Alexander, SIAM J. Numer. Anal. 14, 1977) with the whole
// right-hand side implicit, so that no step restriction depends on eps.
//
// Each stage eliminates j and writes r = rho + eps^2 eta with <eta> = 0, which
// removes every division by eps: with L = d/dx d/dx discretised, h the stage
// step, theta = 1/(1 + eps^2/h),
//
//	(1 - eps^2 B_v) eta_v = B_v rho + s_v,  B_v = theta v^2 L - 1/h - boundary,
//
// and <eta> = 0 is a dense system for rho, factorised once per step size.
type slab struct {
	eps  float64
	x    []float64 // nodes x[0..m]
	h    []float64 // cells h[i] = x[i+1] - x[i]
	vol  []float64 // control volumes of the nodes
	v, w []float64 // double Gauss rule on (0, 1), weights of sum 1

	inflow inflowFunc
	source sourceFunc

	r, j    [][]float64 // state: r[k][node], j[k][cell]
	t       float64
	step    float64 // step for which the factorisation below holds
	stage   float64 // h = gamma step
	theta   float64
	lu      lu            // of the system for rho
	tri     []tridiagonal // 1 - eps^2 B_v per angle
	scratch struct {
		rs, js, r1, j1, even, odd [][]float64
		left, right, rho, rhs     []float64
		scale                     []float64 // row equilibration of the system for rho
		work                      square
	}
}

// inflowFunc sets the incoming f at the left (v > 0) and right (-v < 0) ends
// for every node v of the half range.
type inflowFunc func(t float64, v, left, right []float64)

// sourceFunc sets the even source at even[k][node] and the odd source at
// odd[k][cell], that is (S(v)+S(-v))/2 and (S(v)-S(-v))/(2 eps).
type sourceFunc func(t float64, even, odd [][]float64)

// newSlab prepares the nodes x and 2n ordinates with zero initial state. The
// caller sets inflow, and source unless it vanishes.
func newSlab(eps float64, x []float64, n int) *slab {
	m := len(x) - 1
	s := &slab{eps: eps, x: x, h: make([]float64, m), vol: make([]float64, m+1)}
	for i := range s.h {
		s.h[i] = x[i+1] - x[i]
		s.vol[i] += s.h[i] / 2
		s.vol[i+1] += s.h[i] / 2
	}
	s.v, s.w = make([]float64, n), make([]float64, n)
	special.GaussLegendre(s.v, s.w, 0, 1)
	s.tri = make([]tridiagonal, n)
	for k := range s.tri {
		s.tri[k] = newTridiagonal(m + 1)
	}
	s.r, s.j = allocate(n, m+1), allocate(n, m)
	c := &s.scratch
	c.rs, c.r1, c.even = allocate(n, m+1), allocate(n, m+1), allocate(n, m+1)
	c.js, c.j1, c.odd = allocate(n, m), allocate(n, m), allocate(n, m)
	c.left, c.right = make([]float64, n), make([]float64, n)
	c.rho, c.rhs = make([]float64, m+1), make([]float64, m+1)
	c.scale = make([]float64, m+1)
	s.lu, c.work = newLU(m+1), newSquare(m+1)
	return s
}

// midpoints returns the centres of the cells, where j is known.
func (s *slab) midpoints() []float64 {
	out := make([]float64, len(s.h))
	for i := range out {
		out[i] = s.x[i] + s.h[i]/2
	}
	return out
}

// density writes <r> to dst[node].
func (s *slab) density(dst []float64) {
	clear(dst)
	for k, w := range s.w {
		for i, r := range s.r[k] {
			dst[i] += w * r
		}
	}
}

// flux writes <v j> to dst: the left end, the cell midpoints, the right end.
func (s *slab) flux(dst []float64) {
	clear(dst)
	m := len(s.h)
	s.inflow(s.t, s.v, s.scratch.left, s.scratch.right)
	for k, w := range s.w {
		wv := w * s.v[k]
		for i, j := range s.j[k] {
			dst[i+1] += wv * j
		}
		// f(v) = r + eps j enters at the left, f(-v) = r - eps j at the right.
		dst[0] += wv * (s.scratch.left[k] - s.r[k][0]) / s.eps
		dst[m+1] += wv * (s.r[k][m] - s.scratch.right[k]) / s.eps
	}
}

var sdirkGamma = 1 - 1/math.Sqrt2

// advance makes one SDIRK2 step of size dt.
func (s *slab) advance(dt float64) error {
	if dt != s.step {
		if err := s.factorise(dt); err != nil {
			return err
		}
	}
	c := &s.scratch
	s.solve(s.t+s.stage, s.r, s.j, c.r1, c.j1)
	// The second stage starts from y + (1 - gamma) dt k1.
	q := (1 - sdirkGamma) / sdirkGamma
	for k := range s.v {
		combine(c.rs[k], s.r[k], c.r1[k], q)
		combine(c.js[k], s.j[k], c.j1[k], q)
	}
	s.solve(s.t+dt, c.rs, c.js, s.r, s.j)
	s.t += dt
	return nil
}

// combine sets dst = y + q (y1 - y).
func combine(dst, y, y1 []float64, q float64) {
	for i, yi := range y {
		dst[i] = yi + q*(y1[i]-yi)
	}
}

// factorise prepares the stage systems for steps of size dt.
func (s *slab) factorise(dt float64) error {
	s.step, s.stage = dt, sdirkGamma*dt
	e2 := s.eps * s.eps
	s.theta = s.stage / (s.stage + e2)
	m := len(s.h)
	a := s.lu.factors
	clear(a.data)
	b := newTridiagonal(m + 1)
	work := s.scratch.work
	for k, v := range s.v {
		b.fill(0, -1/s.stage, 0)
		d := s.theta * v * v
		for i, h := range s.h {
			b.upper[i] += d / (h * s.vol[i])
			b.diag[i] -= d / (h * s.vol[i])
			b.lower[i+1] += d / (h * s.vol[i+1])
			b.diag[i+1] -= d / (h * s.vol[i+1])
		}
		b.diag[0] -= v / (s.eps * s.vol[0])
		b.diag[m] -= v / (s.eps * s.vol[m])
		t := &s.tri[k]
		for i := range t.diag {
			t.lower[i], t.diag[i], t.upper[i] = -e2*b.lower[i], 1-e2*b.diag[i], -e2*b.upper[i]
		}
		t.factorise()
		t.solveTridiagonal(work, &b)
		floats.AddScaled(a.data, s.w[k], work.data)
	}
	// Control volumes shrink by up to 1e7 towards a boundary layer: equilibrate.
	for i := range s.vol {
		row := a.row(i)
		s.scratch.scale[i] = 1 / math.Abs(row[i])
		for c := range row {
			row[c] *= s.scratch.scale[i]
		}
	}
	if err := s.lu.factorise(); err != nil {
		return fmt.Errorf("reference: stage system for a step of %g: %w", dt, err)
	}
	return nil
}

// solve computes the stage value (r, j) = (rs, js) + h F(t, r, j). The output
// may be the state, but not alias (rs, js) unless the two are the same slices.
func (s *slab) solve(t float64, rs, js, r, j [][]float64) {
	c := &s.scratch
	m := len(s.h)
	e2 := s.eps * s.eps
	ih := 1 / s.stage
	s.inflow(t, s.v, c.left, c.right)
	if s.source != nil {
		s.source(t, c.even, c.odd)
	}
	// Right-hand sides s_v = r*/h - theta v d/dx(eps^2/h j* + eps^2 S_odd)
	// + even source + inflow, kept in c.even.
	rhs := c.rhs
	clear(rhs)
	for k, v := range s.v {
		sk, tv := c.even[k], s.theta*v*e2
		if s.source == nil {
			clear(sk)
		}
		for i, ri := range rs[k] {
			sk[i] += ri * ih
		}
		for i, ji := range js[k] {
			f := tv * (ih*ji + c.odd[k][i])
			sk[i] -= f / s.vol[i]
			sk[i+1] += f / s.vol[i+1]
		}
		sk[0] += v * c.left[k] / (s.eps * s.vol[0])
		sk[m] += v * c.right[k] / (s.eps * s.vol[m])
		copy(c.rho, sk)
		s.tri[k].solve(c.rho)
		floats.AddScaled(rhs, -s.w[k], c.rho)
	}
	for i, q := range c.scale {
		rhs[i] *= q
	}
	s.lu.solve(rhs)
	for k, v := range s.v {
		// rhs is rho now; r = rho + eps^2 eta solves (1 - eps^2 B) r = rho + eps^2 s.
		sk := c.even[k]
		for i := range sk {
			sk[i] = rhs[i] + e2*sk[i]
		}
		s.tri[k].solve(sk)
		for i, h := range s.h {
			j[k][i] = s.theta * (e2*(ih*js[k][i]+c.odd[k][i]) - v*(sk[i+1]-sk[i])/h)
		}
		copy(r[k], sk)
	}
}
