package reference

import (
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/solver/special"
)

// transport-inflow: linear transport on [0, 1] with f(t, 0, v>0) = 1,
// f(t, 1, v<0) = 0 and f = 0 at t = 0, for t <= 0.1.
//
// At times of order eps^2 the distribution jumps along x = v t/eps, which no
// quadrature in v resolves. A first-collision split (Alcouffe, Nucl. Sci. Eng.
// 105, 1990) takes the jump away: f = f_s + f_c, where
//
//	f_s = -1[x > v t/eps] exp(-x/(eps v)),  v > 0,
//
// solves the equation without its gain term. It is minus that part of the
// stationary uncollided beam that has not arrived yet: f_c starts from the
// stationary beam, has inflow 1 without a jump, and obeys the equation with
// the isotropic source <f_s>/eps^2, which is integrated by slab. Since f_s
// decays like exp(-t/eps^2), nothing of size 1/eps is left to cancel in the
// flux of the fluid regime, and the same method serves every eps.
func init() {
	register(Problem{Name: "transport-inflow", Domain: inflowDomain, Fields: transportFields, Solve: newInflow, Limits: diffusion(newInflow)})
}

var inflowDomain = Domain{Dimensions: 1, XMin: 0, XMax: 1, VMin: -1, VMax: 1, TEnd: 0.1}

// inflowFirst bounds the first interval of time steps from below: at t = 1e-8
// the front has moved by 6e-5 only, and an initial layer that is shorter than
// a step is damped by the L-stable method.
const inflowFirst = 1e-8

type inflow struct {
	eps       float64
	x         []float64   // nodes, for the density
	xf        []float64   // left end, midpoints, right end, for the flux
	t         []float64   // time steps
	rho, flux [][]float64 // <f_c> and <v f_c>/eps at [time][position]
}

// inflowConfig are the discretisation parameters, varied by convergence tests.
type inflowConfig struct {
	cells     int
	ordinates int // per half range of v
	steps     int // per doubling of t
}

// inflowDefault returns the parameters that keep rho and flux within about
// 3e-4 of the converged solution in relative L2 for t >= 0.01.
func inflowDefault(eps float64) inflowConfig {
	// For large eps the solution has kinks: more of everything is needed, and
	// affordable because fewer doublings separate eps^2 from the end time.
	share := eps / (eps + 0.02)
	return inflowConfig{
		cells:     220 + int(80*share),
		ordinates: 12 + int(12*math.Min(1, eps/0.05)),
		steps:     14 + int(26*share),
	}
}

func newInflow(eps float64, opt Options) (Solution, error) {
	c := inflowDefault(eps)
	if opt.Cells != 0 {
		c.cells = opt.Cells
	}
	return solveInflow(eps, c, opt)
}

// inflowGrid returns the nodes of a grid whose cells grow from a fraction of
// the mean free path eps at the left end in proportion to x, up to a uniform
// size. For eps > 0.1 most cells lie within the reach of particles.
func inflowGrid(eps float64, cells int) []float64 {
	reach := math.Min(1, 1.05*inflowDomain.TEnd/eps)
	// Below 3e-5 the layer carries nothing of size 1e-4 any more.
	first := 0.06 * math.Min(math.Max(eps, 3e-5), 0.067)
	// count(x) is the share of the cells that lies in [0, x].
	count := func(x float64) float64 {
		y := math.Min(x, reach)
		return 0.45*math.Log1p(y/first)/math.Log1p(reach/first) + 0.40*y/reach + 0.15*x
	}
	x := make([]float64, cells+1)
	for i := 1; i < cells; i++ {
		target := float64(i) / float64(cells)
		lo, hi := x[i-1], 1.0
		for n := 0; n < 200 && hi-lo > 1e-12*hi; n++ {
			mid := 0.5 * (lo + hi)
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
	p := &inflow{eps: eps, x: inflowGrid(eps, cfg.cells)}
	s := newSlab(eps, p.x, cfg.ordinates)
	mid := s.midpoints()
	p.xf = append(append([]float64{0}, mid...), 1)
	s.inflow = func(_ float64, _, left, right []float64) {
		clear(right)
		for k := range left {
			left[k] = 1
		}
	}
	ahead := make([]float64, len(p.x)) // E_2(x/eps)
	for i, x := range p.x {
		ahead[i] = special.ExpIntegral(2, x/eps)
	}
	s.source = func(t float64, even, _ [][]float64) {
		y := even[0]
		p.firstCollision(t, ahead, y)
		for k := 1; k < len(even); k++ {
			copy(even[k], y)
		}
	}
	for k, v := range s.v {
		for i, x := range p.x {
			s.r[k][i] = 0.5 * math.Exp(-x/(eps*v))
		}
		for i, x := range mid {
			s.j[k][i] = 0.5 / eps * math.Exp(-x/(eps*v))
		}
	}
	p.record(s)
	end := inflowDomain.TEnd
	runs := doublingSteps(end, math.Max(eps*eps, inflowFirst), cfg.steps)
	total := (len(runs) + 1) * cfg.steps
	for _, run := range runs {
		for range run.count {
			if err := s.advance(run.step); err != nil {
				return nil, err
			}
			p.record(s)
			if n := len(p.t) - 1; n%8 == 0 {
				if err := opt.report(float64(n) / float64(total)); err != nil {
					return nil, err
				}
			}
		}
	}
	p.t[len(p.t)-1] = end // removes the rounding of the sum of steps
	return p, nil
}

// stepRun is a run of equal time steps.
type stepRun struct {
	step  float64
	count int
}

// doublingSteps covers [0, end] by intervals that end at end, end/2, end/4,
// ... down to at most first; each has n equal steps, the first one 2n.
func doublingSteps(end, first float64, n int) []stepRun {
	levels := 0
	for math.Ldexp(end, -levels) > first {
		levels++
	}
	width := math.Ldexp(end, -levels)
	out := []stepRun{{width / float64(2*n), 2 * n}}
	for ; levels > 0; levels-- {
		out = append(out, stepRun{width / float64(n), n})
		width *= 2
	}
	return out
}

// record stores the state of s as the next time step.
func (p *inflow) record(s *slab) {
	rho, flux := make([]float64, len(p.x)), make([]float64, len(p.xf))
	s.density(rho)
	s.flux(flux)
	p.t = append(p.t, s.t)
	p.rho = append(p.rho, rho)
	p.flux = append(p.flux, flux)
}

// firstCollision sets dst[i] = <f_s>/eps^2 at time t and node i, given
// ahead[i] = E_2(x_i/eps). It equals beam.moments without an exponential
// integral per node.
func (p *inflow) firstCollision(t float64, ahead, dst []float64) {
	b := p.beam(t)
	scale := -0.5 / (p.eps * p.eps)
	for i, x := range p.x {
		if y := x / p.eps; y < b.tau {
			dst[i] = scale * y * b.e2
		} else {
			dst[i] = scale * ahead[i]
		}
	}
}

// beam evaluates the moments of f_s at one time.
type beam struct {
	eps, tau float64
	e2, e3   float64 // E_2(tau)/tau, E_3(tau)/tau^2
}

func (p *inflow) beam(t float64) beam {
	tau := t / (p.eps * p.eps)
	return beam{p.eps, tau, special.ExpIntegral(2, tau) / tau, special.ExpIntegral(3, tau) / tau / tau}
}

// moments returns <f_s> = -1/2 int_0^a exp(-x/(eps v)) dv and <v f_s>/eps,
// where a = min(1, eps x/t) separates the particles that have not arrived
// (v < a) from those that have.
func (b beam) moments(x float64) (rho, flux float64) {
	y := x / b.eps
	if y < b.tau {
		return -0.5 * y * b.e2, -0.5 / b.eps * y * y * b.e3
	}
	return -0.5 * special.ExpIntegral(2, y), -0.5 / b.eps * special.ExpIntegral(3, y)
}

func (p *inflow) Fields() []string { return append([]string(nil), transportFields...) }

func (p *inflow) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(2, len(x))
	n, c := stencil(p.t, t)
	beam := p.beam(t)
	for i, xi := range x {
		xi = math.Min(math.Max(xi, 0), 1)
		if p.vacuum(t, xi) {
			continue
		}
		rho, flux := beam.moments(xi)
		k, q := stencil(p.x, xi)
		l, d := stencil(p.xf, xi)
		for a, ca := range c {
			rho += ca * dot4(q, p.rho[n+a][k:])
			flux += ca * dot4(d, p.flux[n+a][l:])
		}
		out[0][i], out[1][i] = rho, flux
	}
	return out, nil
}

// vacuum reports whether not even the fastest particle has reached x.
func (p *inflow) vacuum(t, x float64) bool { return x*p.eps >= t }

// density returns rho(t, x).
func (p *inflow) density(t, x float64) float64 {
	if p.vacuum(t, x) {
		return 0
	}
	rho, _ := p.beam(t).moments(x)
	n, c := stencil(p.t, t)
	k, q := stencil(p.x, x)
	for a, ca := range c {
		rho += ca * dot4(q, p.rho[n+a][k:])
	}
	return rho
}

// Distribution implements Distributed by integration along characteristics,
//
//	f(t,x,v) = inflow exp(-s*) + int_0^s* exp(-s) rho(t - eps^2 s, x - eps v s) ds,
//
// where s* = min(t/eps^2, distance to the boundary/(eps |v|)); the inflow is
// missing if the path ends at t = 0.
func (p *inflow) Distribution(t float64, x, v []float64) ([][]float64, error) {
	const points = 24
	node, weight := make([]float64, points), make([]float64, points)
	special.GaussLegendre(node, weight, 0, 1)
	tau := t / (p.eps * p.eps)
	out := allocate(len(x), len(v))
	for i, xi := range x {
		xi = math.Min(math.Max(xi, 0), 1)
		for j, vj := range v {
			path, f := tau, 0.0
			if vj > 0 && xi < vj*t/p.eps {
				path = xi / (p.eps * vj)
				f = math.Exp(-path)
			} else if vj < 0 {
				path = math.Min(tau, (xi-1)/(p.eps*vj))
			}
			// u = 1 - exp(-s) makes the weight constant.
			end := -math.Expm1(-path)
			for n, u := range node {
				s := -math.Log1p(-u * end)
				f += end * weight[n] * p.density(math.Max(0, t-p.eps*p.eps*s), math.Min(math.Max(xi-p.eps*vj*s, 0), 1))
			}
			out[i][j] = f
		}
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

func dot4(c [4]float64, y []float64) float64 {
	return c[0]*y[0] + c[1]*y[1] + c[2]*y[2] + c[3]*y[3]
}
