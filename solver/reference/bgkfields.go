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

// esFields are the fields of a gas in three velocity dimensions: density, velocity, temperature, stress rho (Th11 - T) and heat flux.
var esFields = []string{"rho", "u", "T", "stress", "q"}

// bgkProblem is what distinguishes one gas from another.
type bgkProblem struct {
	domain  Domain
	initial func(x float64) moments
	cells   func(eps float64) int     // default number on [XMin, XMax]
	pad     float64                   // width of the margin computed beyond each end
	rule    bgkRule                   // velocities; zero: bgkPlain
	rules   func(eps float64) bgkRule // by Knudsen number, in place of rule
	three   bool                      // velocity dimensions, of the ellipsoidal model (esbgk.go)
	nu      float64                   // with three velocity dimensions: the Prandtl number is 1/(1-nu)
}

// prandtl returns nu.
func prandtl(number float64) float64 { return 1 - 1/number }

// names lists the fields.
func (p *bgkProblem) names() []string {
	if p.three {
		return esFields
	}
	return bgkFields
}

// gamma is the adiabatic exponent.
func (p *bgkProblem) gamma() float64 {
	if p.three {
		return 5. / 3
	}
	return 3
}

// gasSolver advances a gas in time.
type gasSolver interface {
	advance(dt float64) error
	fastest() float64    // velocity of the rule
	state() [3][]float64 // rho, u and T after the last step
	// small returns the means over the last step of what vanishes with eps: the stress in three velocity dimensions, the heat flux.
	small() [][]float64
}

// solver prepares n cells of size h, the first centred at x0.
func (p *bgkProblem) solver(eps, x0, h float64, n int) gasSolver {
	rule := p.rule
	switch {
	case p.rules != nil:
		rule = p.rules(eps)
	case rule.nodes == 0:
		rule = bgkPlain
	}
	s := newBGK(rule, eps, x0, h, n, p.domain.Periodic, p.initial)
	if p.three {
		return newES(s, p.nu, x0, p.initial)
	}
	return s
}

// bgkHistory is the recorded solution.
type bgkHistory struct {
	*bgkProblem
	eps    float64
	x      []float64     // grid, beyond the domain at both ends
	dt     float64       // t = 0, dt, ..., TEnd
	fields [][][]float64 // [step][rho, u, T][cell of x]
	// small[k][n] is the k-th vanishing field at t = (n + 1/2) dt over its growth, smooth in t even if eps << dt: f = M at t = 0 makes
	// it start from zero.
	small [][][]float64
	times []float64 // of that growth, eps/(1-nu) of the stress and eps of the heat flux
}

// growth is the mean of 1 - exp(-t/time) over [a, b], or its value if a = b.
func (r *bgkHistory) growth(time, a, b float64) float64 {
	if b-a < 1e-9*r.dt {
		return -math.Expm1(-a / time)
	}
	return 1 + time/(b-a)*math.Exp(-a/time)*math.Expm1((a-b)/time)
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
	s := p.solver(eps, p.domain.XMin+h*(0.5-float64(margin)), h, cells+2*margin)
	end := p.domain.TEnd
	steps := max(4, int(math.Ceil(end/(bgkCourant*h/s.fastest()))))
	r := &bgkHistory{bgkProblem: p, eps: eps, dt: end / float64(steps), x: make([]float64, cells+2*pad), times: []float64{eps}}
	if p.three {
		r.times = []float64{eps / (1 - p.nu), eps}
	}
	r.small = make([][][]float64, len(r.times))
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
		for f, src := range s.small() {
			row := make([]float64, len(r.x))
			extend(row, src, wrap)
			floats.Scale(1/r.growth(r.times[f], float64(k-1)*r.dt, float64(k)*r.dt), row)
			r.small[f] = append(r.small[f], row)
		}
		if k%4 == 0 {
			if err := opt.report(float64(k) / float64(steps)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// record appends the moments of s.
func (r *bgkHistory) record(s gasSolver, wrap int) {
	row := allocate(3, len(r.x))
	for f, src := range s.state() {
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

func (r *bgkHistory) Fields() []string { return append([]string(nil), r.names()...) }

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
	out := allocate(len(r.names()), len(x))
	n, c := lagrange4(t/r.dt, len(r.fields))
	ns, cs := lagrange4(t/r.dt-0.5, len(r.small[0]))
	row := make([]float64, len(r.x))
	var spline akima
	for f := range out {
		clear(row)
		for a := range c {
			if f < 3 {
				floats.AddScaled(row, c[a], r.fields[n+a][f])
			} else {
				floats.AddScaled(row, r.growth(r.times[f-3], t, t)*cs[a], r.small[f-3][ns+a])
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

// equilibrium returns rho, u and T, in three velocity dimensions S11 instead of T, at (t, x) for positions anywhere on the line.
func (r *bgkHistory) equilibrium(t, x float64) moments {
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
	if r.nu != 0 {
		stress := 0.0
		ns, cs := lagrange4(t/r.dt-0.5, len(r.small[0]))
		for a, ca := range cs {
			stress += ca * dot4(q, r.small[0][ns+a][i:])
		}
		m[2] += r.nu * r.growth(r.times[0], t, t) * stress / m[0]
	}
	return moments{m[0], m[1], m[2]}
}

// Distribution implements Distributed, in three velocity dimensions by phi, by integration along characteristics,
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
				f += end * weight[n] * r.equilibrium(math.Max(0, t-s), xi-vj*s).maxwellian(vj)
			}
			out[i][j] = f
		}
	}
	return out, nil
}
