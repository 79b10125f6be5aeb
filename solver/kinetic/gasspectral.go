package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// gasSpectral is the spectral head of a gas with periodic ends. The trunk sees time, Knudsen number and parameters only; outputs are
// coefficients of Fourier modes in x times Hermite modes in v. With w = (v - u0)/s, s = sqrt(T0), for a constant state (u0, T0) and the
// orthonormal Hermite polynomials h_l of the normal distribution W,
//
//	f = sum_l c_l h_l(w) W(w)/s,   c_l = mu_l + eps g_l,   g_0 = g_1 = g_2 = 0,
//
// where mu_l are the coefficients of the Maxwellian, with mu_l = c_l for l < 3. So the unknowns are the conserved quantities c_0, c_1, c_2 and
// the g_l, l = 3..L, and the BGK equation is (Grad, Comm. Pure Appl. Math. 2, 1949)
//
//	(c_l)_t + u0 (c_l)_x + s (sqrt(l) c_(l-1) + sqrt(l+1) c_(l+1))_x + g_l = 0.                                          (2)
//
// Nothing in it is nonlinear but mu_l for l > 2: with U = c_1/c_0 and D = sqrt 2 c_2/c_0 - U^2, mean and excess temperature in units of the
// constant state, the generating function rho exp(U z + D z^2/2) of the mu_l sqrt(l!) gives
//
//	mu_0 = c_0,  mu_1 = U c_0,  sqrt(l+1) mu_(l+1) = U mu_l + D sqrt(l) mu_(l-1),                                         (3)
//
// which vanish to second order in (U, D). The ansatz is that of bgk.go: c_l = c_l(0) + (t/T) R_l, g_l = Q G_l.
type gasSpectral struct {
	start, wave float64
	harmonics   int
	modes       int     // L-2: the g_l are l = 3..L
	u0, scale   float64 // of the constant state: velocity and root of the temperature
	least       float64 // density, and temperature in units of the constant state, below which logarithms are bounded

	pace float64 // of time as an input: half of the phase of the fastest wave at the end, at least 1

	net *autodiff.Network
}

// conserved is the number of conserved quantities.
const conserved = 3

// basis is the number of Fourier functions.
// gasTrunk is the number of trunk inputs, beside the parameters.
const gasTrunk = 4

func (s *gasSpectral) basis() int { return 1 + 2*s.harmonics }

// coefficients is the number of outputs for one Fourier function.
func (s *gasSpectral) coefficients() int { return conserved + s.modes }

// layout adds the network to p.
func (s *gasSpectral) layout(p *autodiff.Params, o Options, parameters int) {
	s.net = autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: gasTrunk + parameters, Width: o.Width, Depth: o.Depth, Outputs: s.coefficients() * s.basis(), Act: kernel.Tanh, Gain: 0.5,
	})
}

// functions sets the Fourier functions at x.
func (s *gasSpectral) functions(x float64, out []autodiff.Jet) {
	(&spectral{start: s.start, wave: s.wave, harmonics: s.harmonics}).functions(x, 0, out)
}

// conservedOf returns c_0, c_1, c_2 of (log rho, u, log T).
func (s *gasSpectral) conservedOf(w [3]autodiff.Jet) (c [conserved]autodiff.Jet) {
	rho, temp := w[0].Exp(), w[2].Exp().Scale(1/(s.scale*s.scale))
	u := w[1].Shift(-s.u0).Scale(1 / s.scale)
	return [conserved]autodiff.Jet{rho, rho.Mul(u), rho.Mul(u.Mul(u).Add(temp).Shift(-1)).Scale(1 / math.Sqrt2)}
}

// spectralState builds (log rho, u, log T) and g over the envelope at the nodes.
func (m *bgk) spectralState(g autodiff.Graph, p *Points, jets bool) State {
	s := m.spectral
	in := g.Known(p.Space, gasTrunk+m.codes, jets, func(i int, out []autodiff.Jet) {
		t, _, eps := p.At(i)
		root := math.Sqrt(eps)
		q, _ := clock(t, root)
		out[0] = autodiff.Jet{V: 2*t/m.end - 1, Dt: 2 / m.end}.Scale(s.pace)
		out[1] = autodiff.Constant(2*root - 1)
		out[2] = meanClock(t, root).Scale(2).Shift(-1)
		out[3] = q.Scale(2).Shift(-1)
		if m.codes > 0 {
			m.code(p.Parameters(p.Cell[i]), out[gasTrunk:])
		}
	})
	b, n := s.basis(), s.coefficients()
	functions := g.Known(p.Space, b*n, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		s.functions(x, out[:b])
		rise, clock := autodiff.Jet{V: t / m.end, Dt: 1 / m.end}, bgkClock(t, eps)
		if m.opt.Initial == Soft {
			rise = autodiff.Constant(1)
		}
		for l := n - 1; l >= 0; l-- {
			factor := clock
			if l < conserved {
				factor = rise
			}
			for j := range b {
				out[l*b+j] = out[j].Mul(factor)
			}
		}
	})
	sum := make([]float64, b*n*n)
	for l := range n {
		for j := range b {
			sum[(l*b+j)*n+l] = 1
		}
	}
	all := g.MulConst(g.Mul(s.net.Apply(g, in, 0, nil), functions), sum, n)
	base := g.Known(p.Space, conserved, jets, func(i int, out []autodiff.Jet) {
		_, x, _ := p.At(i)
		c := [conserved]autodiff.Jet{autodiff.Constant(1)}
		if m.opt.Initial == Hard {
			c = s.conservedOf(m.start(x, p.Parameters(p.Cell[i])))
		}
		copy(out, c[:])
	})
	c := g.Add(base, g.Cols(all, 0, conserved))
	logRho := g.Apply(g.Cols(c, 0, 1), s.logarithm)
	thin := exp(g, g.Scale(logRho, -1))
	u := g.Mul(g.Cols(c, 1, 2), thin)
	excess := g.Sub(g.Scale(g.Mul(g.Cols(c, 2, 3), thin), math.Sqrt2), g.Mul(u, u))
	logT := g.Apply(excess, func(z float64) (v, d1, d2 float64) { return s.logarithm(1 + z) })
	macro := g.Add(g.Add(g.MulConst(logRho, place(1, 3, 0), 3), g.MulConst(g.Scale(u, s.scale), place(1, 3, 1), 3)), g.MulConst(logT, place(1, 3, 2), 3))
	shift := g.Known(p.Space, 3, jets, func(_ int, out []autodiff.Jet) {
		out[0], out[1], out[2] = autodiff.Jet{}, autodiff.Constant(s.u0), autodiff.Constant(2*kernel.Log64(s.scale))
	})
	return State{g.Add(macro, shift), g.MulConst(g.Cols(all, conserved, n), s.hermite(m.q, conserved, s.modes), m.q.n())}
}

// logarithm is log z; below the least value a, which no solution comes near to, that of a^2/(2a - z), which stays positive.
func (s *gasSpectral) logarithm(z float64) (v, d1, d2 float64) {
	a := s.least
	if z < a {
		far := 1 / (2*a - z)
		return 2*kernel.Log64(a) + kernel.Log64(far), far, far * far
	}
	return logarithm(z)
}

// hermite is the n×nv matrix of h_l(w) W(w)/s over the envelope, l = from..from+n-1, without the rounding that the rule leaves of moments
// 0, 1 and 2.
func (s *gasSpectral) hermite(q bgkVelocities, from, n int) []float64 {
	nv := q.n()
	out := make([]float64, n*nv)
	for j, v := range q.v {
		w := (v - s.u0) / s.scale
		weight := kernel.Exp64(-0.5*w*w) / (math.Sqrt(2*math.Pi) * s.scale * q.envelope[j])
		before, h := 0.0, 1.0
		for l := range from + n {
			if l >= from {
				out[(l-from)*nv+j] = weight * h
			}
			before, h = h, (float64(w*h)-float64(math.Sqrt(float64(l))*before))/math.Sqrt(float64(l+1))
		}
	}
	exact := make([]float64, len(out))
	kernel.GemmNN(n, nv, nv, out, q.project(), exact, false)
	return exact
}

// Grid implements Separated: the points at which squared residuals are taken.
func (m *bgk) Grid() []float64 {
	if m.opt.Head != Spectral {
		return nil
	}
	return m.spectral.grid()
}

func (s *gasSpectral) grid() []float64 {
	n := 4*s.harmonics + 4
	x := make([]float64, n)
	for i := range x {
		x[i] = s.start + float64(float64(i)/float64(n)*(2*math.Pi/s.wave))
	}
	return x
}

// Separate implements Separable: (2) in Fourier modes. The quadratic part is that of the mu_l.
func (m *bgk) Separate() (*Separation, error) {
	s := m.spectral
	if s == nil || m.opt.Head != Spectral {
		return nil, nil
	}
	if m.opt.Initial != Hard {
		return nil, input.New("initial", m.opt.Initial, "%s where the last layer of head %s is solved for", Hard, Spectral)
	}
	b := s.basis()
	out := &Separation{Block: b, Slow: 1, Fast: 1, Layer: 1}
	for range s.coefficients() {
		for j := range b {
			out.Class = append(out.Class, (j+1)/2)
		}
	}
	e := &gasEquation{m: m, s: s, b: b}
	out.Terms = []SeparatedTerm{e.kinetic(), e.law(0), e.law(1), e.law(2)}
	return out, nil
}

// gasEquation makes the loss terms of (2).
type gasEquation struct {
	m *bgk
	s *gasSpectral
	b int // Fourier functions

	x         []float64 // points
	table     []float64 // of the Fourier functions there, points×b
	set       []float64 // parameters of the data
	data      []float64 // c_l(0) at the points, points×conserved
	initial   []float64 // its Fourier coefficients, conserved×b
	tabulated bool
}

// fourierWeight makes the square of a coefficient the mean square of the function.
func fourierWeight(j int) float64 {
	if j == 0 {
		return 1
	}
	return math.Sqrt(0.5)
}

// derive adds factor times the derivative of the Fourier series a to d.
func (e *gasEquation) derive(a []float64, factor float64, d []float64) {
	for k := 1; k <= e.s.harmonics; k++ {
		w := factor * e.s.wave * float64(k)
		d[2*k-1] += float64(w * a[2*k])
		d[2*k] -= float64(w * a[2*k-1])
	}
}

// matrix returns a matrix of the outputs of modes from..to: entry is given one of them and calls put(l, identity, derivative) for the rows of (2),
// whose first is row first.
func (e *gasEquation) matrix(from, to, first, rows int, entry func(l int, put func(l int, identity, derivative float64))) ConstantMatrix {
	b := e.b
	out := ConstantMatrix{From: from * b, To: (to + 1) * b, K: make([]float64, (to+1-from)*b*rows*b)}
	unit, image := make([]float64, b), make([]float64, b)
	for l := from; l <= to; l++ {
		for j := range b {
			row := out.K[((l-from)*b+j)*rows*b:][:rows*b]
			entry(l, func(k int, identity, derivative float64) {
				if k < first || k >= first+rows {
					return
				}
				clear(unit)
				clear(image)
				unit[j], image[j] = 1, identity
				e.derive(unit, derivative, image)
				for i, v := range image {
					row[(k-first)*b+i] += float64(v * fourierWeight(i))
				}
			})
		}
	}
	return out
}

// stream puts s (sqrt(l) c_(l-1) + sqrt(l+1) c_(l+1))_x + u0 (c_l)_x for c_l.
func (e *gasEquation) stream(l int, put func(l int, identity, derivative float64)) {
	if e.s.u0 != 0 {
		put(l, 0, e.s.u0)
	}
	put(l+1, 0, e.s.scale*math.Sqrt(float64(l+1)))
	put(l-1, 0, e.s.scale*math.Sqrt(float64(l)))
}

// law is conservation law l.
func (e *gasEquation) law(l int) SeparatedTerm {
	end, b := e.m.end, e.b
	t := SeparatedTerm{Name: bgkLaws[l], Columns: b}
	t.Matrices = []ConstantMatrix{
		e.matrix(l, l, l, 1, func(l int, put func(int, float64, float64)) { put(l, 1, 0) }),
		e.matrix(0, conserved-1, l, 1, e.stream),
	}
	if l == conserved-1 {
		t.Matrices = append(t.Matrices, e.matrix(conserved, conserved, l, 1, e.stream))
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		value[0], rate[0] = 1/end, time/end
		value[1], rate[1] = time/end, 0
		if l == conserved-1 {
			value[2], rate[2] = eps*bgkClock(time, eps).V, 0
		}
	}
	t.Known = func(_, _ float64, set, r0 []float64) {
		e.at(set)
		clear(r0)
		for k := range conserved {
			e.stream(k, func(row int, _, derivative float64) {
				if row == l {
					e.derive(e.initial[k*b:(k+1)*b], derivative, r0)
				}
			})
		}
		e.weigh(r0)
	}
	if l == conserved-1 {
		t.Nonlinear = func(time, _ float64, set, y, rate, r []float64) {
			e.at(set)
			mu := e.maxwellian(time, y, rate, conserved, nil)
			clear(r)
			e.derive(mu, e.s.scale*math.Sqrt(conserved), r)
			e.weigh(r)
		}
	}
	return t
}

// kinetic is (2) for l = 3..L+1.
func (e *gasEquation) kinetic() SeparatedTerm {
	s, b := e.s, e.b
	last := conserved + s.modes - 1 // L
	rows := last + 2 - conserved
	t := SeparatedTerm{Name: "kinetic", Columns: rows * b}
	t.Matrices = []ConstantMatrix{
		e.matrix(conserved-1, conserved-1, conserved, rows, e.stream),
		e.matrix(conserved, last, conserved, rows, func(l int, put func(int, float64, float64)) { put(l, 1, 0) }),
		e.matrix(conserved, last, conserved, rows, e.stream),
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		q := bgkClock(time, eps)
		value[0], rate[0] = time/e.m.end, 0
		value[1], rate[1] = 1, eps*q.V // eps Q_t + Q = 1
		value[2], rate[2] = eps*q.V, 0
	}
	t.Known = func(_, _ float64, set, r0 []float64) {
		e.at(set)
		clear(r0)
		e.derive(e.initial[(conserved-1)*b:], s.scale*math.Sqrt(conserved), r0[:b])
		e.weigh(r0)
	}
	rates := make([]float64, (rows+1)*b)
	t.Nonlinear = func(time, _ float64, set, y, rate, r []float64) {
		e.at(set)
		mu := e.maxwellian(time, y, rate, last+2, rates)
		copy(r, rates)
		for i := range rows {
			l := conserved + i
			row := r[i*b : (i+1)*b]
			e.derive(mu[i*b:(i+1)*b], s.u0, row)
			e.derive(mu[(i+1)*b:(i+2)*b], s.scale*math.Sqrt(float64(l+1)), row)
			if i > 0 {
				e.derive(mu[(i-1)*b:i*b], s.scale*math.Sqrt(float64(l)), row)
			}
		}
		e.weigh(r)
	}
	return t
}

func (e *gasEquation) weigh(r []float64) {
	for i := range r {
		r[i] *= fourierWeight(i % e.b)
	}
}

// at tabulates the data for parameters.
func (e *gasEquation) at(set []float64) {
	if e.tabulated && equal(e.set, set) {
		return
	}
	s, b := e.s, e.b
	if !e.tabulated {
		e.x = s.grid()
		jets := make([]autodiff.Jet, b)
		for _, x := range e.x {
			s.functions(x, jets)
			for _, j := range jets {
				e.table = append(e.table, j.V)
			}
		}
		e.data, e.initial = make([]float64, len(e.x)*conserved), make([]float64, conserved*b)
	}
	e.set, e.tabulated = append(e.set[:0], set...), true
	values := make([]float64, len(e.x))
	for l := range conserved {
		for i, x := range e.x {
			values[i] = s.conservedOf(e.m.start(x, set))[l].V
			e.data[i*conserved+l] = values[i]
		}
		e.transform(values, e.initial[l*b:(l+1)*b])
	}
}

// transform sets the Fourier coefficients of values at the points.
func (e *gasEquation) transform(values, out []float64) {
	n := len(e.x)
	kernel.GemmNN(1, e.b, n, values, e.table, out, false)
	for j := range out {
		w := fourierWeight(j)
		out[j] /= float64(n) * w * w
	}
}

// maxwellian returns the Fourier coefficients of mu_l, l = 3..last, one after the other, for outputs y with rates, and sets those of
// their derivatives in time.
func (e *gasEquation) maxwellian(time float64, y, rate []float64, last int, rates []float64) []float64 {
	n, b, end := len(e.x), e.b, e.m.end
	c, ct := make([]float64, conserved*n), make([]float64, conserved*n)
	kernel.GemmNT(conserved, n, b, y[:conserved*b], e.table, c, false)
	kernel.GemmNT(conserved, n, b, rate[:conserved*b], e.table, ct, false)
	count := last + 1 - conserved
	mu, mut := make([]float64, count*n), make([]float64, count*n)
	for i := range n {
		var j [conserved]autodiff.Jet
		for l := range j {
			r := c[l*n+i]
			j[l] = autodiff.Jet{V: e.data[i*conserved+l] + float64(time/end*r), Dt: (r + float64(time*ct[l*n+i])) / end}
		}
		if j[0].V < e.s.least {
			j[0] = autodiff.Constant(e.s.least)
		}
		u := j[1].Div(j[0])
		d := j[2].Div(j[0]).Scale(math.Sqrt2).Sub(u.Mul(u))
		before, now := j[0], j[1]
		for l := 1; l < last; l++ {
			next := u.Mul(now).Add(d.Mul(before).Scale(math.Sqrt(float64(l)))).Scale(1 / math.Sqrt(float64(l+1)))
			before, now = now, next
			if l+1 >= conserved {
				mu[(l+1-conserved)*n+i], mut[(l+1-conserved)*n+i] = now.V, now.Dt
			}
		}
	}
	out := make([]float64, count*b)
	for l := range count {
		e.transform(mu[l*n:(l+1)*n], out[l*b:(l+1)*b])
		if rates != nil && (l+1)*b <= len(rates) {
			e.transform(mut[l*n:(l+1)*n], rates[l*b:(l+1)*b])
		}
	}
	return out
}
