package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// With the spectral head the trunk of a semiconductor sees the inputs of the other spectral heads, and the flux has no known part:
//
//	rho = rho0 + (tau/T) R,  phi_x alike,  g_l = Q s^min(l-1, 3) G_l.
//
// Then all is linear in the outputs but for the products of the field with rho - 1 and with the g_l. The linear rest has constant
// coefficients, so that its Fourier modes decouple, and the products are what is not linear in the micro term, for Newton's method with the matrix of the linear rest.

// The series of the spectral head. Free flight reaches mode 24 before collisions have damped what arrives there: at eps = 0.1 and the end of
// semiconductor-relax the flux is off by 2.5e-4, whatever the features; the formulation Resolved has more modes.
const (
	semiconductorWaves    = 6
	semiconductorModes    = 24
	semiconductorResolved = 32
	semiconductorPower    = 3 // the highest one of s
)

// spectral sets the sizes and the inputs of the spectral head: decays at the rates of drift and diffusion of the first wave numbers, in a field
// that the electrons screen.
func (m *semiconductor) spectral() {
	m.waves, m.modes = semiconductorWaves, semiconductorModes
	if m.opt.Formulation == Resolved {
		m.modes = semiconductorResolved
	}
	m.trunk = &spectral{end: m.end, clocks: 1}
	for k := 1; k <= 3; k++ {
		wave := m.wave(k)
		m.trunk.decays = append(m.trunk.decays, float64(0.5*wave*wave)+1/m.beta)
	}
}

func (m *semiconductor) wave(k int) float64 { return 2 * math.Pi / m.length * float64(k) }

// apply builds the outputs of the network.
func (m *semiconductor) apply(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	if m.trunk == nil {
		return m.net.Apply(g, features{3, 0, m.feature}.inputs(g, p, jets), p.Codes(g), p.Cell)
	}
	in := g.Known(p.Space, m.trunk.trunk(), jets, func(i int, out []autodiff.Jet) {
		t, _, eps := p.At(i)
		m.trunk.inputs(t, eps, []float64{1}, out)
	})
	return m.net.Apply(g, in, 0, nil)
}

// semiconductorSeries holds the residual's coefficients of the functions 1, sqrt 2 cos kx, sqrt 2 sin kx, ..., which are orthonormal, so that the sum
// of their squares is the mean square of the residual within the series. Products are taken at points enough for that.
type semiconductorSeries struct {
	*semiconductor
	line       int         // number of functions
	function   [][]float64 // point after point
	rho0, phi0 []float64   // at the points
	slope0     []float64
}

func (m *semiconductor) series() *semiconductorSeries {
	n := 3*m.waves + 2
	s := &semiconductorSeries{semiconductor: m, line: 2*m.waves + 1}
	for i := range n {
		x := m.left + float64(m.length*float64(i)/float64(n))
		rho, slope, gradient := m.start(x)
		s.rho0, s.slope0, s.phi0 = append(s.rho0, rho.V), append(s.slope0, slope.V), append(s.phi0, gradient.V)
		f := []float64{1}
		for k := 1; k <= m.waves; k++ {
			sin, cos := kernel.Sincos64(m.wave(k) * (x - m.left))
			f = append(f, math.Sqrt2*cos, math.Sqrt2*sin)
		}
		s.function = append(s.function, f)
	}
	return s
}

// project adds to out the coefficients of values at the points times a factor.
func (s *semiconductorSeries) project(values []float64, factor float64, out []float64) {
	factor /= float64(len(values))
	for i, v := range values {
		v *= factor
		for j, f := range s.function[i] {
			out[j] += float64(v * f)
		}
	}
}

// amplitude is the coefficient of function b of State's series, the constant one first, in its own function here.
func amplitude(b int) float64 {
	if b == 0 {
		return 1
	}
	k := float64((b + 1) / 2)
	return math.Sqrt(0.5) / (k * k)
}

// slope returns the function that is the derivative of function b, and its coefficient; 0 for the constant.
func (s *semiconductorSeries) slope(b int) (to int, c float64) {
	switch wave := s.wave((b + 1) / 2); {
	case b == 0:
		return 0, 0
	case b%2 == 1: // cosine
		return b + 1, -wave * amplitude(b)
	default:
		return b - 1, wave * amplitude(b)
	}
}

// matrix returns the matrix of some functions' outputs, from on: entry is given a function and its row.
func (s *semiconductorSeries) matrix(from, functions, columns int, entry func(b int, row []float64)) ConstantMatrix {
	k := ConstantMatrix{From: from, To: from + functions, K: make([]float64, functions*columns)}
	for b := range functions {
		entry(b, k.K[b*columns:(b+1)*columns])
	}
	return k
}

// sizes sets the factors of the g_l at a time.
func (s *semiconductorSeries) sizes(eps float64, out []float64) {
	share, size := eps/(eps+semiconductorKnudsen), 1.0
	for l := range out {
		if l > 0 && l <= semiconductorPower {
			size *= share
		}
		out[l] = size
	}
}

// Separate implements Separable.
func (m *semiconductor) Separate() (*Separation, error) {
	if m.trunk == nil {
		return nil, nil
	}
	if m.opt.Initial != Hard {
		return nil, input.New("initial", m.opt.Initial, "%s where the last layer of head %s is solved for", Hard, Spectral)
	}
	s := m.series()
	out := &Separation{Terms: []SeparatedTerm{s.macro(), s.micro()}, Block: 1, Slow: 1, Fast: 1}
	for b := range 2 * m.waves {
		out.Class = append(out.Class, 1+b/2)
	}
	for range m.modes {
		out.Class = append(out.Class, 0)
		for b := range 2 * m.waves {
			out.Class = append(out.Class, 1+b/2)
		}
	}
	return out, nil
}

func (s *semiconductorSeries) macro() SeparatedTerm {
	n, pairs := s.line, s.line-1
	t := SeparatedTerm{Name: "macro", Columns: n}
	t.Matrices = []ConstantMatrix{
		s.matrix(0, pairs, n, func(b int, row []float64) { row[b+1] = amplitude(b + 1) }),
		s.matrix(pairs, n, n, func(b int, row []float64) {
			to, c := s.slope(b)
			row[to] += math.Sqrt(0.5) * c
		}),
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		q, tau := clock(time, eps)
		value[0], rate[0] = tau.Dt/s.end, tau.V/s.end
		value[1], rate[1] = q.V, 0
	}
	t.Known = func(_, _ float64, _, r0 []float64) { clear(r0) } // rho0 does not move
	return t
}

func (s *semiconductorSeries) micro() SeparatedTerm {
	n, pairs := s.line, s.line-1
	columns := n * s.modes // mode l, function j: (l-1)·n+j
	t := SeparatedTerm{Name: "micro", Columns: columns}
	t.Matrices = []ConstantMatrix{s.matrix(0, pairs, columns, func(b int, row []float64) { // diffusion, and drift at a density of one
		to, c := s.slope(b + 1)
		wave := s.wave(b/2 + 1)
		row[to] = float64(math.Sqrt(0.5)*c) + float64(math.Sqrt2*c/(wave*wave*s.beta))
	})}
	for c := range semiconductorPower + 1 { // modes of one factor
		first, last := c+1, c+1
		if c == semiconductorPower {
			last = s.modes
		}
		from, functions := pairs+c*n, (last-first+1)*n
		t.Matrices = append(t.Matrices,
			s.matrix(from, functions, columns, func(b int, row []float64) { // streaming
				l := first + b/n
				to, c := s.slope(b % n)
				if l < s.modes {
					row[l*n+to] += math.Sqrt(float64(l+1)/2) * c
				}
				if l > 1 {
					row[(l-2)*n+to] += math.Sqrt(float64(l)/2) * c
				}
			}),
			s.matrix(from, functions, columns, func(b int, row []float64) { // change in time and scattering
				row[(first-1)*n+b] = amplitude(b % n)
			}))
	}
	sizes := make([]float64, s.modes)
	t.Factors = func(time, eps float64, value, rate []float64) {
		q, tau := clock(time, eps)
		value[0], rate[0] = tau.V/s.end, 0
		e2 := eps * eps
		s.sizes(eps, sizes)
		for l, size := range sizes[:semiconductorPower+1] {
			value[1+2*l], rate[1+2*l] = size*eps*q.V, 0
			value[2+2*l], rate[2+2*l] = size*(float64(e2*q.Dt)+q.V), size*e2*q.V
		}
	}
	known, product := make([]float64, n), make([]float64, len(s.function))
	for i := range product {
		product[i] = float64(math.Sqrt(0.5)*s.slope0[i]) - float64(math.Sqrt2*s.rho0[i]*s.phi0[i])
	}
	s.project(product, 1, known)
	t.Known = func(_, _ float64, _, r0 []float64) { clear(r0[copy(r0, known):]) }
	phi := make([]float64, len(s.function))
	t.Nonlinear = func(time, eps float64, _, y, _, r []float64) {
		clear(r)
		q, tau := clock(time, eps)
		grow := tau.V / s.end
		s.sizes(eps, sizes)
		for i, f := range s.function {
			rho, field := 0.0, 0.0
			for b := range pairs {
				wave := s.wave(b/2 + 1)
				v := amplitude(b+1) * y[b]
				rho += float64(v * f[b+1])
				if b%2 == 0 { // the field of a cosine is a sine
					field += float64(v / (wave * s.beta) * f[b+2])
				} else {
					field -= float64(v / (wave * s.beta) * f[b])
				}
			}
			rho, field = grow*rho, grow*field
			phi[i] = s.phi0[i] + field
			product[i] = float64(phi[i]*(s.rho0[i]+rho)) - float64(s.phi0[i]*s.rho0[i]) - field
		}
		s.project(product, -math.Sqrt2, r[:n])
		for l := 1; l < s.modes; l++ {
			of := y[pairs+(l-1)*n : pairs+l*n]
			for i, f := range s.function {
				g := 0.0
				for b, v := range of {
					g += float64(amplitude(b) * v * f[b])
				}
				product[i] = phi[i] * g
			}
			s.project(product, -math.Sqrt(2*float64(l+1))*eps*q.V*sizes[l-1], r[l*n:(l+1)*n])
		}
	}
	return t
}
