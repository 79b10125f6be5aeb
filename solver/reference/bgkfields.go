package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/floats"
)

// bgkFields are the fields of every BGK problem: density, velocity,
// temperature (all moments of f) and the heat flux q = 1/2 int (v-u)^3 f dv.
var bgkFields = []string{"rho", "u", "T", "q"}

// bgkDomain is common to the BGK problems with a grid.
var bgkDomain = Domain{Dimensions: 1, XMin: -0.5, XMax: 0.5, VMin: -10, VMax: 10, TEnd: 0.1}

// bgkProblem is what distinguishes one grid problem from another.
type bgkProblem struct {
	domain  Domain
	initial func(x float64) moments
	cells   func(eps float64) int // default number on [XMin, XMax]
	pad     float64               // width of the margin computed beyond each end
	rule    bgkRule               // velocities; zero: bgkPlain
}

// bgkHistory is the recorded solution.
type bgkHistory struct {
	*bgkProblem
	eps    float64
	x      []float64     // grid, beyond the domain at both ends
	dt     float64       // t = 0, dt, ..., TEnd
	fields [][][]float64 // [step][rho, u, T][cell of x]
	// heat[n] is the heat flux at t = (n + 1/2) dt over growth(t), smooth in t
	// even if eps << dt: f = M at t = 0 makes q start from zero.
	heat [][]float64
}

// growth is the mean of 1 - exp(-t/eps) over [a, b], or its value if a = b.
func (r *bgkHistory) growth(a, b float64) float64 {
	if b-a < 1e-9*r.dt {
		return -math.Expm1(-a / r.eps)
	}
	return 1 + r.eps/(b-a)*math.Exp(-a/r.eps)*math.Expm1((a-b)/r.eps)
}

// bgkWrap is the number of cells by which a periodic grid is continued, for
// interpolation.
const bgkWrap = 4

func (p *bgkProblem) solve(eps float64, opt Options) (Solution, error) {
	return p.history(eps, opt)
}

func (p *bgkProblem) history(eps float64, opt Options) (*bgkHistory, error) {
	cells := p.cells(eps)
	if opt.Cells != 0 {
		cells = opt.Cells
	}
	h := (p.domain.XMax - p.domain.XMin) / float64(cells)
	pad := max(int(math.Ceil(p.pad/h)), bgkWrap)
	margin := pad
	if p.domain.Periodic {
		margin = 0
	}
	n := cells + 2*margin
	rule := p.rule
	if rule.nodes == 0 {
		rule = bgkPlain
	}
	s := newBGK(rule, eps, p.domain.XMin+h*(0.5-float64(margin)), h, n, p.domain.Periodic, p.initial)
	end := p.domain.TEnd
	steps := max(4, int(math.Ceil(end/(bgkCourant*h/s.v[len(s.v)-1]))))
	r := &bgkHistory{bgkProblem: p, eps: eps, dt: end / float64(steps), x: make([]float64, cells+2*pad)}
	for i := range r.x {
		r.x[i] = p.domain.XMin + h*(0.5+float64(i-pad))
	}
	wrap := pad - margin
	r.record(s, wrap)
	for k := 1; k <= steps; k++ {
		if err := s.advance(r.dt); err != nil {
			return nil, err
		}
		r.record(s, wrap)
		q := make([]float64, len(r.x))
		extend(q, s.q, wrap)
		g := 1 / r.growth(float64(k-1)*r.dt, float64(k)*r.dt)
		for i := range q {
			q[i] *= g
		}
		r.heat = append(r.heat, q)
		if k%8 == 0 {
			if err := opt.report(float64(k) / float64(steps)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// record appends the moments of s.
func (r *bgkHistory) record(s *bgkSolver, wrap int) {
	row := allocate(3, len(r.x))
	for f, src := range [][]float64{s.rho, s.u, s.tt} {
		extend(row[f], src, wrap)
	}
	r.fields = append(r.fields, row)
}

// extend copies src to dst, continued periodically by wrap values at each end.
func extend(dst, src []float64, wrap int) {
	n := len(src)
	copy(dst[wrap:], src)
	copy(dst[:wrap], src[n-wrap:])
	copy(dst[wrap+n:], src[:wrap])
}

func (r *bgkHistory) Fields() []string { return append([]string(nil), bgkFields...) }

// lagrange4 returns the first index and the weights of cubic interpolation at
// position z on the grid 0, 1, ..., count-1.
func lagrange4(z float64, count int) (int, [4]float64) {
	n := min(max(int(z)-1, 0), count-4)
	z -= float64(n)
	var c [4]float64
	for a := range c {
		c[a] = 1
		for b := range c {
			if b != a {
				c[a] *= (z - float64(b)) / float64(a-b)
			}
		}
	}
	return n, c
}

func (r *bgkHistory) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(bgkFields), len(x))
	n, c := lagrange4(t/r.dt, len(r.fields))
	nq, cq := lagrange4(t/r.dt-0.5, len(r.heat))
	growth := r.growth(t, t)
	row := make([]float64, len(r.x))
	var spline akima
	for f := range out {
		clear(row)
		for a := range c {
			if f < 3 {
				floats.AddScaled(row, c[a], r.fields[n+a][f])
			} else {
				floats.AddScaled(row, growth*cq[a], r.heat[nq+a])
			}
		}
		// Akima's cubic does not ring at a captured shock.
		spline.fit(r.x, row)
		for i, xi := range x {
			out[f][i] = spline.at(xi)
		}
	}
	return out, nil
}

// state returns (rho, u, T) at (t, x) for positions anywhere on the line.
func (r *bgkHistory) state(t, x float64) moments {
	d := r.domain
	if d.Periodic {
		x -= (d.XMax - d.XMin) * math.Floor((x-d.XMin)/(d.XMax-d.XMin))
	} else if x <= r.x[0] || x >= r.x[len(r.x)-1] {
		return r.initial(x) // the far field does not change
	}
	i, q := lagrange4((x-r.x[0])/(r.x[1]-r.x[0]), len(r.x))
	n, c := lagrange4(t/r.dt, len(r.fields))
	var m [3]float64
	for f := range m {
		for a, ca := range c {
			m[f] += ca * dot4(q, r.fields[n+a][f][i:])
		}
	}
	return moments{m[0], m[1], m[2]}
}

// Distribution implements Distributed by integration along characteristics,
//
//	f(t,x,v) = exp(-t/eps) M_0(x - v t, v) + int_0^{t/eps} exp(-s) M(t - eps s, x - eps v s, v) ds.
func (r *bgkHistory) Distribution(t float64, x, v []float64) ([][]float64, error) {
	const points = 16
	node, weight := make([]float64, points), make([]float64, points)
	special.GaussLegendre(node, weight, 0, 1)
	end := -math.Expm1(-t / r.eps)
	out := allocate(len(x), len(v))
	for i, xi := range x {
		for j, vj := range v {
			f := (1 - end) * r.initial(xi-vj*t).maxwellian(vj)
			for n, u := range node {
				// u = 1 - exp(-s) makes the weight constant.
				s := -r.eps * math.Log1p(-u*end)
				f += end * weight[n] * r.state(math.Max(0, t-s), xi-vj*s).maxwellian(vj)
			}
			out[i][j] = f
		}
	}
	return out, nil
}
