package kinetic

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// fileSpectral is the spectral head of transport with periodic or reflecting ends from a file. What separates time from space is left to the network: with
// one clock Q, tau at the mean cross-section,
//
//	rho = rho_K + (tau/T) R,  g = g_K + (Q/sigma) G,
//
// and what does not is in the known parts, for which the local clock Q_loc = 1 - exp(-sigma t/eps^2) is at hand: g_K holds the initial
// layer of the flux, -v rho0_x/sigma Q_loc. Beside it the network's own layer is smaller by eps.
type fileSpectral struct {
	spectral
	m     *medium
	slope *expr.Expr // of the initial density

	set        []float64 // of the rates below
	slow, fast float64   // least and largest cross-section
	mean       float64
}

// mostHarmonics is the largest number of harmonics of the spectral head.
const mostHarmonics = 24

// mirroredTolerance is what is asked for of cross-sections and sources between reflecting ends, whose continuation has a kink at an end where they
// have a slope: the solution is smoother by two integrals, and the slope of the density, by which scattering is multiplied, vanishes there. As
// many harmonics as there may be are used then.
const mirroredTolerance = 1e-2

// In the formulation Resolved amplitudes down to this share are kept where cross-sections vary, with so many harmonics at most. Near the diffusion
// limit rho_x is -3 sigma times a smooth flux, so that harmonics of sigma which its data need with 1e-3 leave the flux off by 1e-2 where sigma is small.
const (
	resolvedTolerance = 1e-6
	resolvedHarmonics = 14
)

// Mixes implements Mixed.
func (p fileTransport) Mixes() bool { return varies(p.file) }

// varies reports whether cross-sections couple Fourier modes.
func varies(f *problemfile.Problem) bool { return f.Sigma.Uses("x") || f.Absorb.Uses("x") }

func newFileSpectral(m *medium) (*fileSpectral, error) {
	f := m.file
	length := f.X[1] - f.X[0]
	s := &fileSpectral{m: m, slope: f.Rho0.Diff("x")}
	s.spectral = spectral{
		start: f.X[0], wave: 2 * math.Pi / length, mirrored: m.odd, end: f.TEnd, modes: spectralModes, power: 2, clocks: 1, rates: s.clockRates,
		parameters: len(f.Parameters),
	}
	if s.mirrored {
		s.wave /= 2
	}
	tolerance := 1e-8
	if varies(f) {
		tolerance, s.power = 1e-3, 1
	}
	if f.Sigma.Uses("x") {
		s.clocks = 2
	}
	needed := 0
	for _, set := range append(f.Corners(), f.Centre()) {
		s.harmonics = max(s.harmonics, s.content(set, tolerance, tolerance))
		needed = max(needed, s.content(set, tolerance, mirroredTolerance))
	}
	limited := m.limited()
	if (s.mirrored || limited) && needed <= mostHarmonics {
		s.harmonics = min(s.harmonics, mostHarmonics)
	}
	if s.harmonics > mostHarmonics {
		return nil, input.New("head", Spectral, "%s or %s for %s, whose data need more than %d harmonics", Nodal, Modal, f.Name, mostHarmonics)
	}
	if varies(f) && (m.opt.Formulation == Resolved || limited) {
		finer := 0
		for _, set := range append(f.Corners(), f.Centre()) {
			finer = max(finer, s.content(set, resolvedTolerance, resolvedTolerance))
		}
		most := resolvedHarmonics
		if limited {
			most = limitResolved
			if s.mirrored {
				most = limitMirrored
			}
		}
		s.harmonics = max(s.harmonics, min(finer, most))
	}
	s.at(f.Centre())
	least, apart := 10.0, 6.0
	if limited {
		s.power, least, apart = 1, 2, 3
		if s.slow < thinMedium*s.wave {
			s.modes = thinModes
			if m.opt.Formulation == Balanced {
				s.harmonics += thinHarmonics
			}
		}
		s.limit = newDiffusionLimit(s)
	}
	for rate := float64(s.harmonics*s.harmonics) * s.wave * s.wave / (3 * s.slow); rate*s.end > least; rate /= apart {
		s.diffusion = append(s.diffusion, rate)
	}
	return s, nil
}

// content is the number of harmonics whose amplitudes in the data are above a tolerance, beside the largest one; absorption, sources and, between
// reflecting ends, scattering have one of their own.
func (s *fileSpectral) content(set []float64, tolerance, drivingTolerance float64) (most int) {
	f := s.m.file
	sigma := func(x float64) float64 { return value(f.Sigma, set, x) }
	driving := []func(x, sign float64) float64{func(x, _ float64) float64 { return value(f.Absorb, set, x) }}
	for _, t := range []float64{0, 0.5, 1} {
		driving = append(driving, func(x, _ float64) float64 { return value(f.SourceG, set, t*f.TEnd, x) })
	}
	scattering := []func(x, sign float64) float64{
		func(x, _ float64) float64 { return sigma(x) },
		func(x, _ float64) float64 { return 1 / sigma(x) },
	}
	flux := func(x, sign float64) float64 { return sign * value(s.slope, set, x) / sigma(x) }
	of := []func(x, sign float64) float64{func(x, _ float64) float64 { return value(f.Rho0, set, x) }}
	for _, v := range []float64{-0.8, -0.3, 0.3, 0.8} {
		of = append(of, func(x, sign float64) float64 { return value(f.Micro0, set, x, sign*v) })
	}
	if s.m.limited() {
		driving = append(append(driving, scattering...), flux)
	} else if of = append(of, flux); s.mirrored {
		driving = append(driving, scattering...)
	} else {
		of = append(of, scattering...)
	}
	const points = 8 * mostHarmonics
	for k, y := range append(driving, of...) {
		least := tolerance
		if k < len(driving) {
			least = drivingTolerance
		}
		var values [points]float64
		size := 0.0
		for i := range values {
			x, sign := s.start+float64(2*math.Pi/s.wave*float64(i)/points), 1.0
			if x > f.X[1] {
				x, sign = 2*f.X[1]-x, -1
			}
			values[i] = y(x, sign)
			size = max(size, math.Abs(values[i]))
		}
		var amplitude [points/2 + 1]float64
		largest := 1e-9 * size
		for k := 1; k < len(amplitude); k++ {
			var re, im float64
			for i, v := range values {
				sin, cos := math.Sincos(2 * math.Pi * float64(k*i%points) / points)
				re, im = re+float64(v*cos), im+float64(v*sin)
			}
			amplitude[k] = math.Hypot(re, im) * 2 / points
			largest = max(largest, amplitude[k])
		}
		for k, a := range amplitude {
			if a > least*largest && a > 1e-12*size {
				most = max(most, k)
			}
		}
	}
	return most
}

// at sets the rates for parameters.
func (s *fileSpectral) at(set []float64) {
	if s.mean > 0 && equal(s.set, set) {
		return
	}
	s.set = append(s.set[:0], set...)
	p := &s.m.path
	p.tabulate(set)
	s.slow, s.fast = slices.Min(p.slope), slices.Max(p.slope)
	depth, _ := p.total()
	s.mean = depth * s.wave / (2 * math.Pi)
	if s.mirrored {
		s.mean *= 2
	}
}

// clockRates are those of the clocks among the inputs: evenly spread over the logarithms of the cross-sections.
func (s *fileSpectral) clockRates(set, out []float64) {
	s.at(set)
	out[0] = s.mean
	for k := range out {
		if len(out) > 1 {
			out[k] = s.slow * kernel.Exp64(float64(kernel.Log64(s.fast/s.slow)*float64(k)/float64(len(out)-1)))
		}
	}
}

// known sets rho_K, the factors of R and G and g_K at the nodes.
func (s *fileSpectral) known(l *local, hard bool, out []autodiff.Jet) {
	m := s.m
	clear(out)
	inverse := l.sigma.Chain(1/l.sigma.V, -1/float64(l.sigma.V*l.sigma.V))
	out[1], out[2] = autodiff.Constant(1), inverse
	if !hard {
		return
	}
	var parts [4]autodiff.Jet
	m.ansatz(l, true, parts[:])
	s.at(l.set)
	q, tau := clock(l.t, l.eps/math.Sqrt(s.mean))
	out[0], out[1], out[2] = parts[0], tau.Scale(1/s.end), inverse.Mul(q)
	m.known(l, true, out[3:])
	layer := jet(s.slope, l.set, autodiff.Jet{V: l.x, Dx: 1}).Mul(l.clock).Mul(inverse)
	if s.limit != nil {
		out[0], layer = s.limit.known(l)
		out[1] = out[1].Scale(s.limit.left(l.eps))
		layer = layer.Mul(l.clock)
	}
	for j, v := range m.q.v {
		out[3+j] = out[3+j].Sub(layer.Scale(v))
	}
}

// state builds rho and g at the nodes.
func (s *fileSpectral) state(g autodiff.Graph, p *Points, jets bool) State {
	m := s.m
	nv := m.q.n()
	rho, micro := s.unknowns(g, p, jets, m.q, scaledParameters(m.file.Parameters))
	known := g.Known(p.Space, 3+nv, jets, func(i int, out []autodiff.Jet) { s.known(m.at(p, i), m.opt.Initial == Hard, out) })
	rho = g.Add(g.Cols(known, 0, 1), g.Mul(rho, g.Cols(known, 1, 2)))
	return State{rho, g.Add(g.Cols(known, 3, 3+nv), g.Mul(micro, g.Cols(known, 2, 3)))}
}

// Separate implements Separable.
func (m *medium) Separate() (*Separation, error) {
	if m.spectral == nil {
		return nil, nil
	}
	f := m.file
	if m.opt.Initial != Hard {
		return nil, input.New("initial", m.opt.Initial, "%s where the last layer of head %s is solved for", Hard, Spectral)
	}
	for _, q := range f.Parameters {
		if f.Sigma.Uses(q.Name) || f.Absorb.Uses(q.Name) {
			return nil, input.New("parameters", q.Name, "parameters that scattering and absorption do not depend on, where the last layer of head %s is solved for", Spectral)
		}
	}
	s := m.spectral
	s.at(f.Centre())
	out := &Separation{Block: s.basis(), Slow: s.slow, Fast: s.fast}
	if s.limit != nil {
		out.Late, out.End = true, limitEnd
	}
	for l := range 1 + s.modes { // cosines with even Legendre modes and sines with odd ones belong together, and the other way round
		for b := range s.basis() {
			class := (b+1)/2*2 + (b+l)%2
			if s.mirrored {
				class = b
			}
			out.Class = append(out.Class, class)
		}
	}
	sep := newSeparator(s)
	out.Terms = []SeparatedTerm{sep.macro(), sep.micro()}
	return out, nil
}

// separator makes the matrices of the loss terms. Columns are the points of a grid, for the micro equation for each Legendre mode
// 1..L+1, into which streaming takes the L modes of the head; 1..L where the last one is open (see leaving).
type separator struct {
	s        *fileSpectral
	x        []float64
	sigma    []autodiff.Jet
	absorb   []float64
	function [2][][]autodiff.Jet // e_b at the points, of even and of odd modes
	weight   float64             // that makes a sum over the points a mean
	project  []float64           // nodes×(L+1)
	mixed    bool                // sigma varies
	absorbs  bool
}

func newSeparator(s *fileSpectral) *separator {
	m := s.m
	p := &separator{s: s, x: s.grid(), weight: 1 / math.Sqrt(float64(len(s.grid()))), mixed: m.file.Sigma.Uses("x"), absorbs: !vanishes(m.file.Absorb)}
	set := m.file.Centre()
	m.grid = map[float64]*fixed{}
	for _, x := range p.x {
		m.grid[x] = nil
		at := autodiff.Jet{V: x, Dx: 1}
		sigma := jet(m.file.Sigma, set, at)
		p.sigma = append(p.sigma, sigma)
		p.absorb = append(p.absorb, value(m.file.Absorb, set, x))
		for l := range p.function {
			row := make([]autodiff.Jet, s.basis())
			s.functions(x, l, row)
			p.function[l] = append(p.function[l], row)
		}
	}
	legendre, nv := m.q.legendre(s.modes+1), m.q.n()
	p.project = make([]float64, nv*(s.modes+1))
	for l := range s.modes + 1 {
		for j, w := range m.q.w {
			p.project[j*(s.modes+1)+l] = w * legendre[l*nv+j]
		}
	}
	return p
}

// matrix returns the matrix of Legendre modes from..to, 0 for R: entry gives the elements at a mode, a function and a point.
func (p *separator) matrix(from, to, columns int, entry func(l, b, i int, row []float64)) ConstantMatrix {
	nb := p.s.basis()
	k := ConstantMatrix{From: from * nb, To: (to + 1) * nb}
	k.K = make([]float64, (k.To-k.From)*columns)
	for l := from; l <= to; l++ {
		for b := range nb {
			row := k.K[((l-from)*nb+b)*columns:][:columns]
			for i := range p.x {
				entry(l, b, i, row)
			}
		}
	}
	return k
}

// overSigma is e_b/sigma at a point, e_b that of mode l.
func (p *separator) overSigma(l, b, i int) autodiff.Jet { return p.function[l%2][i][b].Div(p.sigma[i]) }

func (p *separator) macro() SeparatedTerm {
	s, m := p.s, p.s.m
	n := len(p.x)
	weight := p.weight
	t := SeparatedTerm{Name: "macro", Columns: n}
	t.Matrices = []ConstantMatrix{
		p.matrix(0, 0, n, func(l, b, i int, row []float64) { row[i] = weight * p.function[l%2][i][b].V }),
		p.matrix(1, 1, n, func(l, b, i int, row []float64) { row[i] = weight / math.Sqrt(3) * p.overSigma(l, b, i).Dx }),
	}
	if p.absorbs {
		t.Matrices = append(t.Matrices, p.matrix(0, 0, n, func(l, b, i int, row []float64) { row[i] = weight * p.absorb[i] * p.function[l%2][i][b].V }))
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		q, tau := clock(time, eps/math.Sqrt(s.mean))
		a, flux := tau.Scale(1/s.end), q.V
		if s.limit != nil {
			left := s.limit.left(eps)
			a, flux = a.Scale(left), flux*left
		}
		root := math.Sqrt(m.balance("macro", eps))
		a, flux = a.Scale(root), flux*root
		value[0], rate[0] = a.Dt, a.V
		value[1], rate[1] = flux, 0
		if p.absorbs {
			value[2], rate[2] = a.V, 0
		}
	}
	known := make([]autodiff.Jet, 3+m.q.n())
	flux := m.q.flux()
	t.Known = func(time, eps float64, set, r0 []float64) {
		root := math.Sqrt(m.balance("macro", eps))
		for i, x := range p.x {
			l := m.local(time, x, eps, set)
			s.known(&l, true, known)
			r := known[0].Dt - value(m.file.SourceG, set, time, x) + float64(l.absorb.V*known[0].V)
			for j, w := range flux {
				r += float64(w * known[3+j].Dx)
			}
			r0[i] = root * weight * r
		}
	}
	return t
}

func (p *separator) micro() SeparatedTerm {
	s, m := p.s, p.s.m
	n, modes := len(p.x), s.modes
	rows := modes + 1
	var leaving [][]float64
	if s.limit != nil {
		rows, leaving = modes, p.leaving()
	}
	columns := n * rows // mode l at point i: (l-1)·n+i
	t := SeparatedTerm{Name: "micro", Columns: columns}
	t.Matrices = []ConstantMatrix{p.matrix(0, 0, columns, func(l, b, i int, row []float64) {
		row[i] = p.weight / math.Sqrt(3) * p.function[l%2][i][b].Dx
	})}
	powers := min(s.power, modes-1)
	for c := range powers + 1 {
		from, to := c+1, c+1
		if c == powers {
			to = modes
		}
		t.Matrices = append(t.Matrices,
			p.matrix(from, to, columns, func(l, b, i int, row []float64) { // streaming
				v := p.weight * p.overSigma(l, b, i).Dx
				if l < rows {
					row[l*n+i] += v * streaming(l+1)
				} else {
					row[(l-1)*n+i] += p.weight * streaming(l+1) * leaving[b][i]
				}
				if l > 1 {
					row[(l-2)*n+i] += v * streaming(l)
				}
			}),
			p.matrix(from, to, columns, func(l, b, i int, row []float64) { // change in time
				row[(l-1)*n+i] = p.weight * p.overSigma(l, b, i).V
			}))
		if p.mixed {
			t.Matrices = append(t.Matrices, p.matrix(from, to, columns, func(l, b, i int, row []float64) { // scattering
				row[(l-1)*n+i] = p.weight * p.function[l%2][i][b].V
			}))
		}
		if p.absorbs {
			t.Matrices = append(t.Matrices, p.matrix(from, to, columns, func(l, b, i int, row []float64) {
				row[(l-1)*n+i] = p.weight * p.absorb[i] * p.overSigma(l, b, i).V
			}))
		}
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		q, tau := clock(time, eps/math.Sqrt(s.mean))
		value[0], rate[0] = tau.V/s.end, 0
		k, e2, root := 1, eps*eps, math.Sqrt(m.balance("micro", eps))
		size := root
		if s.limit != nil {
			size *= s.limit.left(eps)
		}
		value[0] *= size
		set := func(v, r float64) {
			value[k], rate[k] = float64(size*v), float64(size*r)
			k++
		}
		for range powers + 1 {
			set(eps*q.V, 0)
			if p.mixed {
				set(e2*q.Dt, e2*q.V)
				set(q.V, 0)
			} else {
				set(float64(e2*q.Dt)+float64(s.mean*q.V), e2*q.V)
			}
			if p.absorbs {
				set(e2*q.V, 0)
			}
			size *= eps
			if s.limit != nil {
				size = root * eps
			}
		}
	}
	nv := m.q.n()
	known := make([]autodiff.Jet, 3+nv)
	t.Known = func(time, eps float64, set, r0 []float64) {
		e2, weight := eps*eps, p.weight*math.Sqrt(m.balance("micro", eps))
		clear(r0)
		for i, x := range p.x {
			l := m.local(time, x, eps, set)
			s.known(&l, true, known)
			for j, v := range m.q.v {
				g := known[3+j]
				r := float64(e2*g.Dt) + float64(eps*v*g.Dx) + float64(v*known[0].Dx) + float64((l.sigma.V+float64(e2*l.absorb.V))*g.V)
				for k := range rows {
					r0[k*n+i] += float64(weight * r * p.project[j*(modes+1)+k])
				}
			}
		}
	}
	return t
}

// streaming is the factor between Legendre modes l-1 and l: v p_(l-1) = streaming(l) p_l + streaming(l-1) p_(l-2).
func streaming(l int) float64 { return float64(l) / math.Sqrt(float64(4*l*l-1)) }

// spectralHeads lists the heads of a file's problem.
func spectralHeads(f *problemfile.Problem, entered bool) []string {
	if f.IsPeriodic() || mirrored(f) || entered {
		return []string{Nodal, Modal, Spectral}
	}
	return []string{Nodal, Modal}
}

// mirrored reports whether both ends reflect.
func mirrored(f *problemfile.Problem) bool {
	return f.Left.Kind == problemfile.Reflecting && f.Right.Kind == problemfile.Reflecting
}
