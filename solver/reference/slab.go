package reference

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/floats"
)

// slab integrates linear transport in a slab,
//
//	eps^2 f_t + eps v f_x = sigma (<f> - f) + eps^2 (S - sigma_a f),
//
// in the even and odd parts r = (f(v)+f(-v))/2, j = (f(v)-f(-v))/(2 eps):
//
//	r_t + v j_x = sigma (rho - r)/eps^2 - sigma_a r + even source,
//	eps^2 j_t + v r_x = -(sigma + eps^2 sigma_a) j + eps^2 odd source,  rho = <r>,  flux = <v j>,
//
// with inflow or specular reflection (j = 0) at each end, or periodic,
//
// at double Gauss nodes 0 < v < 1 (S_2N, exact at the jump of the boundary
// data in v = 0). In space r is given on the nodes and j on the cells of a graded
// grid: second order, conservative, and for eps -> 0 the compact three-point
// scheme for rho_t = (rho_x/(3 sigma))_x. In time it is the L-stable, stiffly accurate
// SDIRK2 method (Alexander, SIAM J. Numer. Anal. 14, 1977) with the whole
// right-hand side implicit, so that no step restriction depends on eps.
//
// Each stage eliminates j and writes r = rho + eps^2 eta with <eta> = 0, which
// removes every division by eps: with L = d/dx theta d/dx discretised, h the stage
// step, theta = 1/(sigma + eps^2 sigma_a + eps^2/h),
//
//	(sigma - eps^2 B_v) eta_v = B_v rho + s_v,  B_v = v^2 L - 1/h - sigma_a - boundary,
//
// and <eta> = 0 is a dense system for rho, factorised once per step size.
type slab struct {
	eps  float64
	x    []float64 // nodes x[0..m]
	h    []float64 // cells h[i] = x[i+1] - x[i]
	vol  []float64 // control volumes of the nodes
	v, w []float64 // double Gauss rule on (0, 1), weights of sum 1

	inflow inflowFunc // nil: no end has inflow
	source sourceFunc

	sigma, absorb         []float64 // cross-sections at the nodes
	sigmaCell, absorbCell []float64 // and in the cells
	left, right           slabEnd

	r, j    [][]float64 // state: r[k][node], j[k][cell]
	t       float64
	step    float64       // step for which the factorisation below holds
	stage   float64       // h = gamma step
	theta   []float64     // per cell
	lu      lu            // of the system for rho
	tri     []tridiagonal // sigma - eps^2 B_v per angle
	ring    []ring        // its corners, if periodic
	scratch struct {
		rs, js, r1, j1, even, odd [][]float64
		left, right, rho, rhs     []float64
		scale                     []float64 // row equilibration of the system for rho
		work                      square
	}
}

// slabEnd is what happens to particles at an end of a slab.
type slabEnd int

const (
	endInflow   slabEnd = iota // they leave; inflow says which come in
	endReflect                 // they are reflected
	endPeriodic                // they come in again at the other end; both ends have it
)

// inflowFunc sets the incoming f at the left (v > 0) and right (-v < 0) ends
// for every node v of the half range.
type inflowFunc func(t float64, v, left, right []float64)

// sourceFunc sets the even source at even[k][node] and the odd source at
// odd[k][cell], that is (S(v)+S(-v))/2 and (S(v)-S(-v))/(2 eps).
type sourceFunc func(t float64, even, odd [][]float64)

// newSlab prepares the nodes x and 2n ordinates with zero initial state, sigma = 1, no absorption and inflow at both ends. The
// caller sets inflow, and source unless it vanishes.
func newSlab(eps float64, x []float64, n int) *slab {
	return newSlabEnds(eps, x, n, endInflow, endInflow)
}

// newSlabEnds prepares a slab with the given ends. If they are periodic the last of x is not a node of its own: arrays over nodes
// are shorter by one.
func newSlabEnds(eps float64, x []float64, n int, left, right slabEnd) *slab {
	m := len(x) - 1
	nodes := m + 1
	if left == endPeriodic {
		nodes = m
	}
	s := &slab{eps: eps, x: x, h: make([]float64, m), vol: make([]float64, nodes), left: left, right: right}
	for i := range s.h {
		s.h[i] = x[i+1] - x[i]
		s.vol[i] += s.h[i] / 2
		s.vol[(i+1)%nodes] += s.h[i] / 2
	}
	s.sigma, s.absorb, s.sigmaCell, s.absorbCell = filled(nodes, 1), make([]float64, nodes), filled(m, 1), make([]float64, m)
	s.theta = make([]float64, m)
	s.v, s.w = make([]float64, n), make([]float64, n)
	special.GaussLegendre(s.v, s.w, 0, 1)
	s.tri = make([]tridiagonal, n)
	for k := range s.tri {
		s.tri[k] = newTridiagonal(nodes)
	}
	if left == endPeriodic {
		s.ring = make([]ring, n)
		for k := range s.ring {
			s.ring[k].column = make([]float64, nodes)
		}
	}
	s.r, s.j = allocate(n, nodes), allocate(n, m)
	c := &s.scratch
	c.rs, c.r1, c.even = allocate(n, nodes), allocate(n, nodes), allocate(n, nodes)
	c.js, c.j1, c.odd = allocate(n, m), allocate(n, m), allocate(n, m)
	c.left, c.right = make([]float64, n), make([]float64, n)
	c.rho, c.rhs = make([]float64, nodes), make([]float64, nodes)
	c.scale = make([]float64, nodes)
	s.lu, c.work = newLU(nodes), newSquare(nodes)
	return s
}

func filled(n int, x float64) []float64 {
	y := make([]float64, n)
	for i := range y {
		y[i] = x
	}
	return y
}

// medium sets the cross-sections.
func (s *slab) medium(sigma, absorb func(x float64) float64) {
	for i := range s.sigma {
		s.sigma[i], s.absorb[i] = sigma(s.x[i]), absorb(s.x[i])
	}
	for i, x := range s.midpoints() {
		s.sigmaCell[i], s.absorbCell[i] = sigma(x), absorb(x)
	}
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
	s.enter(s.t)
	for k, w := range s.w {
		wv := w * s.v[k]
		for i, j := range s.j[k] {
			dst[i+1] += wv * j
		}
		// f(v) = r + eps j enters at the left, f(-v) = r - eps j at the right.
		if s.left == endInflow {
			dst[0] += wv * (s.scratch.left[k] - s.r[k][0]) / s.eps
		}
		if s.right == endInflow {
			dst[m+1] += wv * (s.r[k][m] - s.scratch.right[k]) / s.eps
		}
	}
	if s.left == endPeriodic {
		dst[0] = (dst[1]*s.h[m-1] + dst[m]*s.h[0]) / (s.h[0] + s.h[m-1])
		dst[m+1] = dst[0]
	}
}

// enter sets the incoming f in scratch.
func (s *slab) enter(t float64) {
	if s.inflow != nil {
		s.inflow(t, s.v, s.scratch.left, s.scratch.right)
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
	for i := range s.theta {
		s.theta[i] = s.stage / (s.stage*(s.sigmaCell[i]+e2*s.absorbCell[i]) + e2)
	}
	m, nodes := len(s.h), len(s.vol)
	a := s.lu.factors
	clear(a.data)
	b := newTridiagonal(nodes)
	work := s.scratch.work
	for k, v := range s.v {
		b.fill(0, -1/s.stage, 0)
		for i := range b.diag {
			b.diag[i] -= s.absorb[i]
		}
		for i, h := range s.h {
			d := s.theta[i] * v * v
			next := (i + 1) % nodes
			b.upper[i] += d / (h * s.vol[i])
			b.diag[i] -= d / (h * s.vol[i])
			b.lower[next] += d / (h * s.vol[next])
			b.diag[next] -= d / (h * s.vol[next])
		}
		if s.left == endInflow {
			b.diag[0] -= v / (s.eps * s.vol[0])
		}
		if s.right == endInflow {
			b.diag[m] -= v / (s.eps * s.vol[m])
		}
		t := &s.tri[k]
		for i := range t.diag {
			t.lower[i], t.diag[i], t.upper[i] = -e2*b.lower[i], s.sigma[i]-e2*b.diag[i], -e2*b.upper[i]
		}
		if s.ring != nil {
			s.ring[k].factorise(t)
			s.ring[k].solveTridiagonal(t, work, &b)
		} else {
			t.factorise()
			t.solveTridiagonal(work, &b)
		}
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
	s.enter(t)
	nodes := len(s.vol)
	if s.source != nil {
		s.source(t, c.even, c.odd)
	}
	// Right-hand sides s_v = r*/h - theta v d/dx(eps^2/h j* + eps^2 S_odd)
	// + even source + inflow, kept in c.even.
	rhs := c.rhs
	clear(rhs)
	for k, v := range s.v {
		sk := c.even[k]
		if s.source == nil {
			clear(sk)
		}
		for i, ri := range rs[k] {
			sk[i] += ri * ih
		}
		for i, ji := range js[k] {
			f := s.theta[i] * v * e2 * (ih*ji + c.odd[k][i])
			next := (i + 1) % nodes
			sk[i] -= f / s.vol[i]
			sk[next] += f / s.vol[next]
		}
		if s.left == endInflow {
			sk[0] += v * c.left[k] / (s.eps * s.vol[0])
		}
		if s.right == endInflow {
			sk[m] += v * c.right[k] / (s.eps * s.vol[m])
		}
		copy(c.rho, sk)
		s.invert(k, c.rho)
		floats.AddScaled(rhs, -s.w[k], c.rho)
	}
	for i, q := range c.scale {
		rhs[i] *= q
	}
	s.lu.solve(rhs)
	for k, v := range s.v {
		// rhs is rho now; r = rho + eps^2 eta solves (sigma - eps^2 B) r = sigma rho + eps^2 s.
		sk := c.even[k]
		for i := range sk {
			sk[i] = s.sigma[i]*rhs[i] + e2*sk[i]
		}
		s.invert(k, sk)
		for i, h := range s.h {
			j[k][i] = s.theta[i] * (e2*(ih*js[k][i]+c.odd[k][i]) - v*(sk[(i+1)%nodes]-sk[i])/h)
		}
		copy(r[k], sk)
	}
}

// invert solves (sigma - eps^2 B_v) x = b in place for the ordinate k.
func (s *slab) invert(k int, b []float64) {
	if s.ring != nil {
		s.ring[k].solve(&s.tri[k], b)
		return
	}
	s.tri[k].solve(b)
}
