package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/floats"
)

// esFields are the fields of a gas in three velocity dimensions: density, velocity, temperature, stress rho (Th11 - T) and heat flux.
var esFields = []string{"rho", "u", "T", "stress", "q"}

// esProblem is what distinguishes one gas from another.
type esProblem struct {
	bgkProblem
	nu float64 // the Prandtl number is 1/(1-nu)
}

// prandtl returns nu.
func prandtl(number float64) float64 { return 1 - 1/number }

// esHistory is the recorded solution.
type esHistory struct {
	*esProblem
	eps    float64
	x      []float64      // grid, beyond the domain at both ends
	dt     float64        // t = 0, dt, ..., TEnd
	fields [][][]float64  // [step][rho, u, T][cell of x]
	small  [2][][]float64 // stress and q at t = (n + 1/2) dt over their growth, as heat of bgkHistory
	layer  [2]bgkHistory  // with the times of that growth, eps/(1-nu) and eps
}

func (p *esProblem) solve(eps float64, opt Options) (Solution, error) { return p.history(eps, opt) }

func (p *esProblem) history(eps float64, opt Options) (*esHistory, error) {
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
	s := newES(p, eps, p.domain.XMin+h*(0.5-float64(margin)), h, cells+2*margin)
	end := p.domain.TEnd
	steps := max(4, int(math.Ceil(end/(bgkCourant*h/s.v[len(s.v)-1]))))
	r := &esHistory{esProblem: p, eps: eps, dt: end / float64(steps), x: make([]float64, cells+2*pad)}
	r.layer = [2]bgkHistory{{eps: eps / (1 - p.nu), dt: r.dt}, {eps: eps, dt: r.dt}}
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
		for f, src := range [][]float64{s.stress, s.q} {
			row := make([]float64, len(r.x))
			extend(row, src, wrap)
			floats.Scale(1/r.layer[f].growth(float64(k-1)*r.dt, float64(k)*r.dt), row)
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
func (r *esHistory) record(s *esSolver, wrap int) {
	row := allocate(3, len(r.x))
	for f, src := range [][]float64{s.rho, s.u, s.temp} {
		extend(row[f], src, wrap)
	}
	r.fields = append(r.fields, row)
}

func (r *esHistory) Fields() []string { return append([]string(nil), esFields...) }

func (r *esHistory) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(esFields), len(x))
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
				floats.AddScaled(row, r.layer[f-3].growth(t, t)*cs[a], r.small[f-3][ns+a])
			}
		}
		spline.fit(r.x, row)
		for i, xi := range x {
			out[f][i] = spline.at(xi)
		}
	}
	return out, nil
}

// equilibrium returns rho, u and S11 at (t, x) for positions anywhere on the line.
func (r *esHistory) equilibrium(t, x float64) moments {
	d := r.domain
	if d.Periodic {
		x -= (d.XMax - d.XMin) * math.Floor((x-d.XMin)/(d.XMax-d.XMin))
	} else if x <= r.x[0] || x >= r.x[len(r.x)-1] {
		return r.initial(x) // the far field does not change
	}
	i, q := lagrange4((x-r.x[0])/(r.x[1]-r.x[0]), len(r.x))
	n, c := lagrange4(t/r.dt, len(r.fields))
	ns, cs := lagrange4(t/r.dt-0.5, len(r.small[0]))
	var m [4]float64
	for a := range c {
		for f := range 3 {
			m[f] += c[a] * dot4(q, r.fields[n+a][f][i:])
		}
		m[3] += cs[a] * dot4(q, r.small[0][ns+a][i:])
	}
	return moments{m[0], m[1], m[2] + r.nu*r.layer[0].growth(t, t)*m[3]/m[0]}
}

// Distribution implements Distributed: phi, by integration along characteristics as for bgkHistory.
func (r *esHistory) Distribution(t float64, x, v []float64) ([][]float64, error) {
	const points = 16
	node, weight := make([]float64, points), make([]float64, points)
	special.GaussLegendre(node, weight, 0, 1)
	end := -math.Expm1(-t / r.eps)
	out := allocate(len(x), len(v))
	for i, xi := range x {
		for j, vj := range v {
			f := (1 - end) * r.initial(xi-vj*t).maxwellian(vj)
			for n, u := range node {
				s := -r.eps * math.Log1p(-u*end)
				f += end * weight[n] * r.equilibrium(math.Max(0, t-s), xi-vj*s).maxwellian(vj)
			}
			out[i][j] = f
		}
	}
	return out, nil
}

// limits are the limits of a gas with the given Euler limit.
func (p *esProblem) limits(euler func(Options) (Solution, error)) map[info.Limit]func(Options) (Solution, error) {
	return map[info.Limit]func(Options) (Solution, error){
		info.Euler:      euler,
		info.FreeFlight: func(Options) (Solution, error) { return p.freeFlight(), nil },
	}
}

// fluid is the Euler limit: the kinetic scheme at eps = 0+, without stress and heat flux.
func (p *esProblem) fluid(opt Options) (Solution, error) {
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

// freeFlight is the limit eps -> infinity: the moments of f(t, x, v) = f_0(x - v1 t, v).
func (p *esProblem) freeFlight() Solution {
	return formula{esFields, func(t, x float64, out []float64) {
		const nodes, h = 121, 0.15 // the trapezoidal rule converges exponentially in the spacing
		var v, f, g [nodes]float64
		rho, momentum, along, across := 0.0, 0.0, 0.0, 0.0
		for k := range v {
			v[k] = h * float64(k-nodes/2)
			m := p.initial(x - v[k]*t)
			f[k] = h * m.maxwellian(v[k])
			g[k] = 2 * m.t * f[k]
			rho += f[k]
			momentum += f[k] * v[k]
			along += f[k] * v[k] * v[k]
			across += g[k]
		}
		u := momentum / rho
		th := along/rho - u*u
		temp := (th + across/rho) / 3
		q := 0.0
		for k := range v {
			c := v[k] - u
			q += 0.5 * (f[k]*c*c*c + g[k]*c)
		}
		copy(out, []float64{rho, u, temp, rho * (th - temp), q})
	}}
}

// formula is a Solution given by a formula for the fields at (t, x).
type formula struct {
	names []string
	at    func(t, x float64, out []float64)
}

func (p formula) Fields() []string { return append([]string(nil), p.names...) }

func (p formula) At(t float64, x []float64) ([][]float64, error) {
	out := allocate(len(p.names), len(x))
	values := make([]float64, len(p.names))
	for i, xi := range x {
		p.at(t, xi, values)
		for f, y := range values {
			out[f][i] = y
		}
	}
	return out, nil
}
