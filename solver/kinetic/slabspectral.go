package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// The spectral head of a periodic slab with constant cross-section separates: streaming and scattering take Fourier functions times Legendre modes to
// such functions, so that a row of a loss term needs its coefficients at a time and a Knudsen number, and no grid.

// Separate implements Separable.
func (s *slab) Separate() (*Separation, error) {
	if s.opt.Head != Spectral || s.spectral == nil || s.opt.Initial != Hard || s.source != nil || s.microSource != nil {
		return nil, nil
	}
	p := newSlabSeparator(s)
	return &Separation{Block: p.basis, Slow: 1, Fast: 1, Terms: []SeparatedTerm{p.macro(), p.micro()}}, nil
}

// slabSeparator makes the matrices of the loss terms. A column is a Fourier function, for the micro equation of a Legendre mode: all those that the
// velocity nodes tell apart, so that the sum of squares of a row is the mean square over x and v.
type slabSeparator struct {
	s       *slab
	basis   int
	legend  int         // Legendre modes 1..legend of the columns
	x       []float64   // points on which known parts are expanded
	fourier [][]float64 // basis×points: to coefficients, scaled so that the sum of their squares is the mean square
	project []float64   // nodes×legend
	size    []float64   // of the Fourier functions: the root of their mean square

	g0    func(t, x, eps float64, out []autodiff.Jet)
	known []autodiff.Jet // g0 at the nodes
}

func newSlabSeparator(s *slab) *slabSeparator {
	f, nv := s.spectral, s.q.n()
	p := &slabSeparator{s: s, basis: f.basis(), legend: nv - 1, x: f.grid(), known: make([]autodiff.Jet, nv)}
	if s.g0 != nil {
		p.g0 = s.g0()
	}
	row := make([]autodiff.Jet, p.basis)
	for b := range p.basis {
		p.size = append(p.size, math.Sqrt(0.5))
		p.fourier = append(p.fourier, make([]float64, len(p.x)))
		if b == 0 {
			p.size[0] = 1
		}
		for i, x := range p.x {
			f.functions(x, 0, row)
			p.fourier[b][i] = row[b].V / p.size[b] / float64(len(p.x))
		}
	}
	legendre := s.q.legendre(p.legend)
	p.project = make([]float64, nv*p.legend)
	for l := range p.legend {
		for j, w := range s.q.w {
			p.project[j*p.legend+l] = w * legendre[l*nv+j]
		}
	}
	return p
}

// slope returns the function and the factor that the derivative of function b is.
func (p *slabSeparator) slope(b int) (of int, factor float64) {
	k := float64((b+1)/2) * p.s.spectral.wave
	switch {
	case b == 0:
		return 0, 0
	case b%2 == 1: // cosine
		return b + 1, -k
	}
	return b - 1, k
}

// matrix returns the matrix of Legendre modes from..to, 0 for R: entry adds what a function of a mode gives.
func (p *slabSeparator) matrix(from, to, columns int, entry func(l, b int, row []float64)) ConstantMatrix {
	k := ConstantMatrix{From: from * p.basis, To: (to + 1) * p.basis}
	k.K = make([]float64, (k.To-k.From)*columns)
	for i := range k.To - k.From {
		entry(from+i/p.basis, i%p.basis, k.K[i*columns:(i+1)*columns])
	}
	return k
}

// factors returns those of R and G, and the root of the weight of a residual.
func (p *slabSeparator) factors(term string, t, eps float64) (a, b autodiff.Jet, weight float64) {
	_, a = p.s.rho(t, p.x[0], eps)
	weight = 1
	if p.s.point != nil {
		weight = math.Sqrt(p.s.point(term, t, p.x[0], eps))
	}
	return a, p.s.micro(t, p.x[0], eps), weight
}

// start sets known to g0 at a point and returns rho0 there.
func (p *slabSeparator) start(t, x, eps float64) autodiff.Jet {
	if p.g0 != nil {
		p.g0(t, x, eps, p.known)
	}
	base, _ := p.s.rho(t, x, eps)
	return base
}

func (p *slabSeparator) macro() SeparatedTerm {
	n := p.basis
	t := SeparatedTerm{Name: "macro", Columns: n}
	t.Matrices = []ConstantMatrix{
		p.matrix(0, 0, n, func(_, b int, row []float64) { row[b] = p.size[b] }),
		p.matrix(1, 1, n, func(_, b int, row []float64) {
			of, factor := p.slope(b)
			row[of] = p.size[b] * factor / math.Sqrt(3)
		}),
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		a, b, w := p.factors("macro", time, eps)
		value[0], rate[0] = w*a.Dt, w*a.V
		value[1], rate[1] = w*b.V, 0
	}
	flux := p.s.q.flux()
	t.Known = func(time, eps float64, _, r0 []float64) {
		_, _, w := p.factors("macro", time, eps)
		clear(r0)
		for i, x := range p.x {
			r := p.start(time, x, eps).Dt
			for j, f := range flux {
				r += float64(f * p.known[j].Dx)
			}
			for b := range r0 {
				r0[b] += float64(w * p.fourier[b][i] * r)
			}
		}
	}
	return t
}

func (p *slabSeparator) micro() SeparatedTerm {
	f, n := p.s.spectral, p.basis
	columns := n * p.legend // function b of mode l: (l-1)·n+b
	t := SeparatedTerm{Name: "micro", Columns: columns}
	t.Matrices = []ConstantMatrix{p.matrix(0, 0, columns, func(_, b int, row []float64) {
		of, factor := p.slope(b)
		row[of] = p.size[b] * factor / math.Sqrt(3)
	})}
	powers := min(f.power, f.modes-1)
	for c := range powers + 1 {
		from, to := c+1, c+1
		if c == powers {
			to = f.modes
		}
		t.Matrices = append(t.Matrices,
			p.matrix(from, to, columns, func(l, b int, row []float64) { // streaming
				of, factor := p.slope(b)
				row[l*n+of] = p.size[b] * factor * streaming(l+1)
				if l > 1 {
					row[(l-2)*n+of] = p.size[b] * factor * streaming(l)
				}
			}),
			p.matrix(from, to, columns, func(l, b int, row []float64) { // change in time and scattering
				row[(l-1)*n+b] = p.size[b]
			}))
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		a, b, size := p.factors("micro", time, eps)
		e2 := eps * eps
		value[0], rate[0] = size*a.V, 0
		for c := range powers + 1 {
			value[1+2*c], rate[1+2*c] = size*eps*b.V, 0
			value[2+2*c], rate[2+2*c] = float64(size*(float64(e2*b.Dt)+b.V)), size*e2*b.V
			size *= eps
		}
	}
	stream := p.s.q.stream()
	nv := p.s.q.n()
	t.Known = func(time, eps float64, _, r0 []float64) {
		_, _, w := p.factors("micro", time, eps)
		clear(r0)
		modes := make([]float64, p.legend)
		for i, x := range p.x {
			base := p.start(time, x, eps)
			clear(modes)
			for j, v := range p.s.q.v {
				g := p.known[j]
				r := float64(eps*eps*g.Dt) + float64(v*base.Dx) + g.V
				for k := range nv {
					r += float64(eps * stream[k*nv+j] * p.known[k].Dx)
				}
				for l := range modes {
					modes[l] += float64(r * p.project[j*p.legend+l])
				}
			}
			for l, r := range modes {
				for b := range n {
					r0[l*n+b] += float64(w * p.fourier[b][i] * r)
				}
			}
		}
	}
	return t
}
