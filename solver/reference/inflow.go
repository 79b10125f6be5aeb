package reference

import (
	"math"
	"sort"
)

// transport-inflow: linear transport on [0, 1] with f(t, 0, v>0) = 1,
// f(t, 1, v<0) = 0 and f = 0 at t = 0, for t <= 0.1.
//
// At times of order eps^2 the distribution jumps along x = v t/eps, which no
// quadrature in v resolves. First-collision split (Alcouffe, 1990): f = f_s +
// f_c with a part f_s without scattering known in closed form and a
// continuous rest f_c, the solution of slab with the source <f_s>/eps^2. With
// the uncollided part f_u = 1[x < v t/eps] exp(-x/(eps v)), v > 0,
//
//	ballistic split  f_s = f_u:            f_c starts from 0 with zero inflow;
//	transient split  f_s = f_u - f_u(inf): f_c starts from f_u(inf) with inflow
//	                                       1, and f_s decays like exp(-t/eps^2).
//
// The first also takes away the boundary layer of small v, the second leaves
// nothing of size 1/eps to cancel in the flux of the fluid regime.
func init() {
	register("transport-inflow", entry{domain: inflowDomain, fields: transportFields, solve: newInflow})
}

var inflowDomain = Domain{XMin: 0, XMax: 1, VMin: -1, VMax: 1, TEnd: 0.1}

const (
	inflowOrdinates = 16   // per half range
	inflowBallistic = 0.05 // smallest eps with the ballistic split
)

type inflow struct {
	eps       float64
	ballistic bool
	x         []float64 // nodes: density
	xf        []float64 // left end, midpoints, right end: flux
	t         []float64
	rho, flux [][]float64 // of f_c: [time][position]
}

// inflowConfig are the discretisation parameters, varied by convergence tests.
type inflowConfig struct {
	cells     int
	ordinates int
	perDouble int // time steps per doubling of t
	ballistic bool
}

func newInflow(eps float64, opt Options) (Solution, error) {
	c := inflowConfig{cells: opt.Cells, ordinates: inflowOrdinates, perDouble: 14, ballistic: eps >= inflowBallistic}
	if c.cells == 0 {
		c.cells = 240
	}
	return solveInflow(eps, c, opt)
}

// inflowGrid returns the nodes of a grid whose cells grow in proportion to x,
// from the mean free path scale eps at the left end to a uniform size. For
// eps > 0.1 half of the cells lie within the reach 0.1/eps of particles.
func inflowGrid(eps float64, cells int) []float64 {
	// The density of cells is 1/(x + a) + b on [0, reach] and b beyond.
	reach := math.Min(1, 1.05*inflowDomain.TEnd/eps)
	a := math.Min(0.3*eps, 0.02)
	count := func(x float64) float64 {
		y := math.Min(x, reach)
		return 0.35*math.Log1p(y/a)/math.Log1p(reach/a) + 0.5*y/reach + 0.15*x
	}
	x := make([]float64, cells+1)
	for i := 1; i < cells; i++ {
		target := float64(i) / float64(cells)
		lo, hi := 0.0, 1.0
		for n := 0; n < 100 && hi-lo > 1e-15*hi; n++ {
			mid := 0.5 * (lo + hi)
			if lo > 0 && hi > 4*lo {
				mid = math.Sqrt(lo * hi)
			}
			if count(mid) < target {
				lo = mid
			} else {
				hi = mid
			}
		}
		x[i] = 0.5 * (lo + hi)
	}
	x[cells] = 1
	return x
}

func solveInflow(eps float64, cfg inflowConfig, opt Options) (*inflow, error) {
	sol := &inflow{eps: eps, ballistic: cfg.ballistic, x: inflowGrid(eps, cfg.cells)}
	s := newSlab(eps, sol.x, cfg.ordinates, nil, nil)
	mid := s.midpoints()
	sol.xf = append(append([]float64{0}, mid...), 1)
	s.inflow = func(_ float64, v, left, right []float64) {
		clear(right)
		for k := range left {
			left[k] = 1
			if sol.ballistic {
				left[k] = 0
			}
		}
	}
	first := make([]float64, len(sol.x)) // E_2(x/eps)
	for i, x := range sol.x {
		first[i] = expintegral(2, x/eps)
	}
	s.source = func(t float64, even, odd [][]float64) {
		y := even[0]
		sol.firstCollision(t, first, y)
		for i := range y {
			y[i] /= eps * eps
		}
		for k := 1; k < len(even); k++ {
			copy(even[k], y)
		}
	}
	if !sol.ballistic {
		for k, v := range s.v {
			for i, x := range sol.x {
				s.r[k][i] = 0.5 * math.Exp(-x/(eps*v))
			}
			for i, x := range mid {
				s.j[k][i] = 0.5 / eps * math.Exp(-x/(eps*v))
			}
		}
	}
	sol.record(s)
	end := inflowDomain.TEnd
	for _, p := range doublingSteps(end, math.Min(eps*eps, end), cfg.perDouble) {
		for n := 0; n < p.count; n++ {
			if err := s.advance(p.step); err != nil {
				return nil, err
			}
			sol.record(s)
		}
		if err := opt.report(math.Min(1, s.t/end)); err != nil {
			return nil, err
		}
	}
	sol.t[len(sol.t)-1] = end // up to rounding in the sum of the steps
	return sol, nil
}

// steps is a run of equal time steps.
type steps struct {
	step  float64
	count int
}

// doublingSteps covers [0, end] with steps that double at end/2, end/4, ...
// down to a first interval of at most first; each interval has n steps, the
// first one 2n.
func doublingSteps(end, first float64, n int) []steps {
	levels := 0
	for math.Ldexp(end, -levels) > first {
		levels++
	}
	width := math.Ldexp(end, -levels)
	out := []steps{{width / float64(2*n), 2 * n}}
	for ; levels > 0; levels-- {
		out = append(out, steps{width / float64(n), n})
		width *= 2
	}
	return out
}

func (p *inflow) record(s *slab) {
	rho, flux := make([]float64, len(p.x)), make([]float64, len(p.xf))
	s.density(rho)
	s.flux(flux)
	p.t = append(p.t, s.t)
	p.rho = append(p.rho, rho)
	p.flux = append(p.flux, flux)
}

// firstCollision sets dst[i] to <f_s> at time t, given first[i] = E_2(x_i/eps).
func (p *inflow) firstCollision(t float64, first, dst []float64) {
	tau := t / (p.eps * p.eps)
	e2 := expintegral(2, tau)
	for i, x := range p.x {
		y := x / p.eps
		var rho float64
		if p.ballistic {
			rho = 0.5 * first[i]
		}
		if y < tau {
			rho -= 0.5 * y / tau * e2
		} else {
			rho -= 0.5 * first[i]
		}
		dst[i] = rho
	}
}

// split returns <f_s> and <v f_s>/eps at (t, x).
func (p *inflow) split(t, x float64) (rho, flux float64) {
	y, tau := x/p.eps, t/(p.eps*p.eps)
	z, a := tau, 0.0 // the slowest arrived particle has v = a
	if y < tau {
		a = y / tau
	} else {
		z, a = y, 1
	}
	rho = -0.5 * a * expintegral(2, z)
	flux = -0.5 / p.eps * a * a * expintegral(3, z)
	if p.ballistic {
		rho += 0.5 * expintegral(2, y)
		flux += 0.5 / p.eps * expintegral(3, y)
	}
	return rho, flux
}

func (p *inflow) Fields() []string { return append([]string(nil), transportFields...) }

func (p *inflow) At(t float64, x []float64) ([][]float64, error) {
	if err := inflowDomain.check(t, x); err != nil {
		return nil, err
	}
	out := allocate(2, len(x))
	n, c := stencil(p.t, t)
	for i, xi := range x {
		xi = math.Min(math.Max(xi, 0), 1)
		if xi*p.eps >= t {
			continue // ahead of the fastest particle: vacuum
		}
		rho, flux := p.split(t, xi)
		k, q := stencil(p.x, xi)
		l, d := stencil(p.xf, xi)
		for a, ca := range c {
			u, w := p.rho[n+a], p.flux[n+a]
			for b := range q {
				rho += ca * q[b] * u[k+b]
				flux += ca * d[b] * w[l+b]
			}
		}
		out[0][i], out[1][i] = rho, flux
	}
	return out, nil
}

// stencil returns the first index and the weights of cubic Lagrange
// interpolation at x on the increasing points p, at least four.
func stencil(p []float64, x float64) (int, [4]float64) {
	i := sort.SearchFloat64s(p, x) - 2
	i = min(max(i, 0), len(p)-4)
	var c [4]float64
	q := p[i : i+4]
	for a := range c {
		c[a] = 1
		for b := range c {
			if b != a {
				c[a] *= (x - q[b]) / (q[a] - q[b])
			}
		}
	}
	return i, c
}
