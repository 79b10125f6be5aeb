package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// fileTransport is linear transport of a problem file,
//
//	eps^2 f_t + eps v f_x = sigma (<f> - f) + eps^2 (G - sigma_a f),  v in [-1,1], <.> = 1/2 int dv,
//
// in micro-macro form f = rho + eps g, <g> = 0:
//
//	macro  rho_t + <v g>_x = G - sigma_a rho
//	micro  eps^2 g_t + eps (v g_x - <v g_x>) + v rho_x + (sigma + eps^2 sigma_a) g = 0.
//
// It knows nothing of the problem but its data, so the ansatz is built from them. With the local kinetic clock Q = 1 - exp(-sigma t/eps^2),
// tau = t - eps^2 Q/sigma,
//
//	rho = rho_K + a R,  g = g_K + Q G/sigma,
//
// where R and G are networks, rho_K and g_K hold the initial data, their first changes by source, absorption and streaming, and at
// ends with inflow what is known of the solution there (filewall.go); a vanishes with t at the rate at which rho can change. At a
// reflecting end the odd part of g is multiplied by a function that vanishes there: f(v) = f(-v) holds by construction.
type fileTransport struct {
	file  *problemfile.Problem
	steep []steep
	given *problemfile.Problem // as it is written, with steps that the network does not see
}

// Info implements Problem.
func (p fileTransport) Info() Info {
	f := p.file
	title := f.Title
	if title == "" {
		title = f.Name
	}
	d := transportInfo(Info{
		Name: f.Name, Title: title, Summary: "A problem from a file: " + f.Describe() + ".", Initial: f.Initial(), Boundary: f.Boundary(),
		Domain:       info.Domain{XMin: f.X[0], XMax: f.X[1], TEnd: f.TEnd, Periodic: f.IsPeriodic()},
		Formulations: []string{MicroMacro},
	})
	d.Equation, d.Heads = "ε² f_t + ε v f_x = σ (⟨f⟩ − f) + ε² (G − σ_a f)", spectralHeads(f)
	return d
}

// Model implements Problem.
func (p fileTransport) Model(params *autodiff.Params, o Options) (Model, error) {
	m := newMedium(p.file, p.steep, o)
	return m, m.layout(params)
}

// medium is the model of fileTransport.
type medium struct {
	opt    Options
	file   *problemfile.Problem
	q      velocities
	path   paths
	walls  []*wall
	steep  []steep
	micro  bool    // the micro part of the initial data does not vanish
	quiet  bool    // nothing happens but by what comes in at the ends
	odd    bool    // an end reflects
	varied bool    // sigma varies
	scale  float64 // mean sigma
	inner  float64 // unit of sigma in the weights of residuals, with inflow
	outer  float64 // least sigma at an end with inflow where something happens
	most   float64 // largest sigma at an end with inflow
	unit   float64 // of length in slopes of the density: the least reach of an end with inflow

	net      *autodiff.Network
	features int
	modes    int
	spectral *fileSpectral // of the head of that name
	kept     []local       // what is known at the points, by index, see at
}

func newMedium(f *problemfile.Problem, steep []steep, o Options) *medium {
	m := &medium{opt: o, file: f, path: paths{file: f}, steep: steep}
	m.micro = !vanishes(f.Micro0)
	m.odd = f.Left.Kind == problemfile.Reflecting || f.Right.Kind == problemfile.Reflecting
	if f.Left.Kind == problemfile.Inflow || f.Right.Kind == problemfile.Inflow {
		m.q = doubleGauss(16)
	} else {
		m.q = gauss(16)
	}
	m.path.tabulate(f.Centre())
	depth, _ := m.path.total()
	m.scale = depth / (f.X[1] - f.X[0])
	m.varied = m.variation() > 1.5
	if f.Left.Kind == problemfile.Inflow {
		m.walls = append(m.walls, newWall(m, true, 0))
	}
	if f.Right.Kind == problemfile.Inflow {
		m.walls = append(m.walls, newWall(m, false, len(m.walls)))
	}
	for i, s := range m.path.slope { // the harmonic mean, at least the largest sigma at an end with inflow
		m.inner += (1/s - m.inner) / float64(i+1)
	}
	m.inner = 1 / m.inner
	m.outer, m.unit = math.Inf(1), 1
	left, right := leansOn(f)
	for i, w := range m.walls {
		if w.left && left || !w.left && right {
			m.outer = min(m.outer, w.sigma())
		}
		m.most = max(m.most, w.sigma())
		if i == 0 || w.reach() < m.unit {
			m.unit = w.reach()
		}
	}
	m.inner = max(m.inner, m.most)
	m.quiet = len(m.walls) > 0 && quiet(f)
	m.features = m.feature(0, f.X[0], 1, autodiff.Constant(1), autodiff.Jet{}, autodiff.Jet{}, nil)
	return m
}

// vanishes reports whether a formula is the number 0.
func vanishes(e *expr.Expr) bool {
	c, constant := e.Constant()
	return constant && c == 0
}

// quiet reports whether nothing happens but by what comes in at the ends.
func quiet(f *problemfile.Problem) bool {
	return vanishes(f.Micro0) && !f.Rho0.Uses("x") && vanishes(f.SourceG) && (vanishes(f.Absorb) || vanishes(f.Rho0))
}

func (m *medium) layout(p *autodiff.Params) error {
	spec := autodiff.NetworkSpec{
		Name: "net", Features: m.features, Codes: KnudsenCodes + len(m.file.Parameters), Encoder: 16,
		Width: m.opt.Width, Depth: m.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	}
	switch m.opt.Head {
	case Nodal:
		spec.Outputs = 1 + m.q.n()
	case Modal:
		m.modes = min(8, m.q.n()-1)
		spec.Outputs = 1 + m.modes
	case Spectral:
		if !m.file.IsPeriodic() && !mirrored(m.file) {
			return input.New("head", m.opt.Head, "%s, %s for a problem with inflow", Nodal, Modal)
		}
		s, err := newFileSpectral(m)
		if err != nil {
			return err
		}
		m.spectral = s
		s.layout(p, m.opt)
		return nil
	default:
		return input.Unknown("head", m.opt.Head, spectralHeads(m.file))
	}
	m.net = autodiff.NewNetwork(p, spec)
	return nil
}

// local is what is known at a point.
type local struct {
	t, x, eps      float64
	set            []float64
	sigma, absorb  autodiff.Jet
	clock, tau     autodiff.Jet
	depth, distant autodiff.Jet // from the left end
	lost           float64      // integral of sigma_a from the left end
	filled         bool
	passage        [2]passage // from the ends with inflow, in the order of medium.walls
}

// at evaluates the medium at point i of p. All parts of the equations ask for the same points one after the other, so the last point of
// every index is kept; the result holds until the next call for i.
func (m *medium) at(p *Points, i int) *local {
	t, x, eps := p.At(i)
	set := p.Parameters(p.Cell[i])
	for i >= len(m.kept) {
		m.kept = append(m.kept, local{})
	}
	l := &m.kept[i]
	if l.filled && l.t == t && l.x == x && l.eps == eps && equal(l.set, set) {
		m.path.tabulate(l.set)
		return l
	}
	own := append(l.set[:0], set...)
	*l = m.local(t, x, eps, own)
	return l
}

func (m *medium) local(t, x, eps float64, set []float64) local {
	l := local{t: t, x: x, eps: eps, set: set, filled: true}
	xj := autodiff.Jet{V: x, Dx: 1}
	l.sigma, l.absorb = jet(m.file.Sigma, l.set, xj), jet(m.file.Absorb, l.set, xj)
	l.clock, l.tau = localClock(t, eps, l.sigma)
	m.path.tabulate(l.set)
	l.depth, l.distant, l.lost = m.path.at(x, l.sigma)
	return l
}

// localClock returns Q = 1 - exp(-sigma t/eps^2) and tau = t - eps^2 Q/sigma with their derivatives; sigma depends on x.
func localClock(t, eps float64, sigma autodiff.Jet) (q, tau autodiff.Jet) {
	root := eps / math.Sqrt(sigma.V)
	q, tau = clock(t, root)
	// dQ/dsigma = t/eps^2 (1-Q), dtau/dsigma = eps^2 Q/sigma^2 - t (1-Q)/sigma
	left := 1 - q.V
	if s := t / (root * root); s < 1e300 {
		q.Dx = float64(s*left) / sigma.V * sigma.Dx
	}
	tau.Dx = (float64(root*root*q.V) - float64(t*left)) / sigma.V * sigma.Dx
	return q, tau
}

// Terms implements Model.
func (m *medium) Terms() []Term {
	terms := []Term{{"macro", Interior, 1}, {"micro", Interior, 1}}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{"initial", AtStart, 10})
	}
	if len(m.walls) > 0 {
		terms = append(terms, Term{"boundary", AtWalls, 50})
	}
	return terms
}

// State implements Model: rho (n×1) and g at the velocity nodes (n×nv).
func (m *medium) State(g autodiff.Graph, p *Points, jets bool) State {
	if m.opt.Head == Spectral {
		return m.spectral.state(g, p, jets)
	}
	nv := m.q.n()
	in := g.Known(p.Space, m.features, jets, func(i int, out []autodiff.Jet) {
		l := m.at(p, i)
		m.feature(l.t, l.x, l.eps, l.sigma, l.depth, l.distant, out)
	})
	out := m.net.Apply(g, in, p.codes(g, len(m.file.Parameters), scaledParameters(m.file.Parameters)), p.Cell)
	rho := g.Cols(out, 0, 1)
	micro := g.Cols(out, 1, g.Columns(out))
	if m.opt.Head == Modal {
		micro = g.MulConst(micro, m.q.legendre(m.modes), nv)
	} else {
		micro = g.MulConst(micro, m.q.project(), nv)
	}
	hard := m.opt.Initial == Hard
	micro0 := len(m.walls) > 0 || m.micro && hard
	columns := 4
	if micro0 {
		columns += nv
	}
	known := g.Known(p.Space, columns, jets, func(i int, out []autodiff.Jet) {
		l := m.at(p, i)
		m.ansatz(l, hard, out[:4])
		if micro0 {
			m.known(l, hard, out[4:])
		}
		for _, w := range m.walls {
			out[0] = out[0].Add(w.add(l, m.q.v, out[4:]))
		}
	})
	if m.odd {
		even, odd := m.q.parity()
		micro = g.Add(g.MulConst(micro, even, nv), g.Mul(g.MulConst(micro, odd, nv), g.Cols(known, 3, 4)))
	}
	rho = g.Add(g.Cols(known, 0, 1), g.Mul(rho, g.Cols(known, 1, 2)))
	micro = g.Mul(micro, g.Cols(known, 2, 3))
	if micro0 {
		micro = g.Add(micro, g.Cols(known, 4, 4+nv))
	}
	return State{rho, micro}
}

// ansatz sets rho_K, the factors of R and G, and the function that vanishes at reflecting ends.
func (m *medium) ansatz(l *local, hard bool, out []autodiff.Jet) {
	f := m.file
	xj := autodiff.Jet{V: l.x, Dx: 1}
	rho, a, b := autodiff.Jet{}, autodiff.Constant(1), m.size(l)
	if hard {
		rho = jet(f.Rho0, l.set, xj)
		a = l.tau.Scale(1 / f.TEnd)
		b = l.clock.Mul(m.size(l))
		if len(m.walls) > 0 { // grows at once: the wall acts on rho before the clock has run
			a = m.growth(l).Mul(autodiff.Jet{V: -l.t, Dt: -1}).Exp().Scale(-1).Shift(1)
		}
		if m.quiet {
			e := m.disturbed(l)
			a, b = a.Mul(e), b.Mul(e)
		}
		// rho_t = G - sigma_a rho from the initial data on
		source := jet(f.SourceG, l.set, autodiff.Constant(0), xj)
		s := l.absorb.Mul(autodiff.Jet{V: l.t, Dt: 1})
		decay := s.Scale(-1).Exp()
		gained := autodiff.Jet{V: l.t, Dt: 1}
		if s.V > 1e-6 {
			gained = decay.Scale(-1).Shift(1).Div(l.absorb)
		}
		rho = rho.Mul(decay).Add(source.Mul(gained))
		if m.micro {
			// streaming of the micro part, which lasts for eps^2/sigma: minus <v g0>_x eps^2 Q/sigma
			rho = rho.Sub(m.drift(l).Mul(l.clock).Scale(float64(l.eps * l.eps)).Div(l.sigma))
		}
	}
	out[0], out[1], out[2] = rho, a, b
	out[3] = m.reflection(l.x)
}

// growth is the rate at which R's factor grows at ends with inflow.
func (m *medium) growth(l *local) autodiff.Jet {
	return l.sigma.Div(l.sigma.Scale(0.02 * m.file.TEnd).Shift(float64(l.eps * l.eps)))
}

// size is the flux per slope of the density, 1/sigma, times the slope 1/unit: with it G is neither large nor small anywhere. With the
// mean of sigma in its place the flux of a problem with sigma from 1 to 100 was 20 times as far off after 1500 steps.
func (m *medium) size(l *local) autodiff.Jet {
	return l.sigma.Chain(1/l.sigma.V, -1/float64(l.sigma.V*l.sigma.V)).Scale(1 / m.unit)
}

// disturbed is 1 at ends with inflow and vanishes where nothing of them has arrived, if nothing else happens: at the front of the fastest
// particles like support, and as a Gaussian of twice the width of diffusion. A layer that is thin against the domain has a small norm,
// against which the network's errors elsewhere would count.
func (m *medium) disturbed(l *local) autodiff.Jet {
	calm := autodiff.Constant(1)
	for _, w := range m.walls {
		pass := w.pass(l)
		path, distant := pass.path, pass.distant
		if l.eps*path.V < l.t && !w.passive(l) {
			time := autodiff.Jet{V: l.t, Dt: 1}
			z2 := distant.Mul(distant).Scale(3.0 / 16).Div(time)
			reach := path.Scale(l.eps).Div(time)
			room := reach.Mul(reach).Scale(-1).Shift(1)
			calm = calm.Mul(room.Mul(room).Mul(z2.Scale(-1).Exp()).Scale(-1).Shift(1))
		}
	}
	return calm.Scale(-1).Shift(1)
}

// drift returns <v g0>_x.
func (m *medium) drift(l *local) autodiff.Jet {
	slope := m.file.Micro0Slope
	var sum autodiff.Jet
	for j, v := range m.q.v {
		sum = sum.Add(jet(slope, l.set, autodiff.Jet{V: l.x, Dx: 1}, autodiff.Constant(v)).Scale(m.q.w[j] * v))
	}
	return sum
}

// reflection is 1 inside and vanishes like the distance at reflecting ends.
func (m *medium) reflection(x float64) autodiff.Jet {
	f := m.file
	z := autodiff.Jet{V: (x - f.X[0]) / (f.X[1] - f.X[0]), Dx: 1 / (f.X[1] - f.X[0])}
	left, right := f.Left.Kind == problemfile.Reflecting, f.Right.Kind == problemfile.Reflecting
	switch {
	case left && right:
		return z.Mul(z.Scale(-1).Shift(1)).Scale(4)
	case left:
		return z
	case right:
		return z.Scale(-1).Shift(1)
	}
	return autodiff.Constant(1)
}

// known sets g_K at the nodes, without the walls' part.
func (m *medium) known(l *local, hard bool, out []autodiff.Jet) {
	clear(out)
	if m.micro && hard {
		left := l.clock.Scale(-1).Shift(1) // exp(-sigma t/eps^2)
		var mean autodiff.Jet
		for j, v := range m.q.v {
			out[j] = jet(m.file.Micro0, l.set, autodiff.Jet{V: l.x, Dx: 1}, autodiff.Constant(v))
			mean = mean.Add(out[j].Scale(m.q.w[j]))
		}
		for j := range out {
			out[j] = out[j].Sub(mean).Mul(left)
		}
	}
}

// Residual implements Model.
func (m *medium) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	nv := m.q.n()
	rho, micro := st[0], st[1]
	switch term {
	case "macro":
		known := g.Known(p.Space, 2, false, func(i int, out []autodiff.Jet) {
			l := m.at(p, i)
			source := value(m.file.SourceG, l.set, l.t, l.x)
			for _, w := range m.walls {
				source += w.source(l)
			}
			out[0], out[1] = autodiff.Constant(source), autodiff.Constant(l.absorb.V)
		})
		r := g.Add(g.Dt(rho), g.MulConst(g.Dx(micro), m.q.flux(), 1))
		r = g.Add(r, g.Mul(g.Value(rho), g.Cols(known, 1, 2)))
		return g.Sub(r, g.Cols(known, 0, 1)), nil, m.weight(p, term)
	case "micro":
		r := g.Mul(g.Dt(micro), p.Power(g, 2))
		r = g.Add(r, g.Mul(g.MulConst(g.Dx(micro), m.q.stream(), nv), p.Power(g, 1)))
		r = g.Add(r, g.MulConst(g.Dx(rho), m.q.v, nv))
		r = g.Add(r, g.Mul(g.Value(micro), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
			l := m.at(p, i)
			out[0] = autodiff.Constant(l.sigma.V + float64(float64(l.eps*l.eps)*l.absorb.V))
		})))
		if len(m.walls) > 0 {
			r = g.Sub(r, g.Known(p.Space, nv, false, func(i int, out []autodiff.Jet) {
				l := m.at(p, i)
				clear(out)
				for _, w := range m.walls {
					w.microSource(l, m.q.v, out)
				}
			}))
		}
		return r, m.q.w, m.weight(p, term)
	case "initial":
		dr := g.Sub(g.Value(rho), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
			l := m.at(p, i)
			out[0] = autodiff.Constant(value(m.file.Rho0, l.set, l.x))
		}))
		dg := g.Sub(g.Value(micro), g.Known(p.Space, nv, false, func(i int, out []autodiff.Jet) {
			l := *m.at(p, i)
			l.clock = autodiff.Jet{}
			clear(out)
			m.known(&l, true, out)
		}))
		return g.Add(g.MulConst(dr, ones(nv), nv), dg), m.q.w, m.weight(p, term)
	case "boundary":
		known := g.Known(p.Space, 2*nv, false, func(i int, out []autodiff.Jet) {
			l := m.at(p, i)
			clear(out)
			for _, w := range m.walls {
				w.incoming(l, m.q.v, out)
			}
		})
		return g.Mul(g.Sub(m.f(g, p, st), g.Cols(known, 0, nv)), g.Cols(known, nv, 2*nv)), m.q.w, m.weight(p, term)
	}
	panic("kinetic: unknown term " + term)
}

// f builds rho + eps g at the nodes.
func (m *medium) f(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return g.Add(g.MulConst(g.Value(st[0]), ones(m.q.n()), m.q.n()), g.Mul(g.Value(st[1]), p.Power(g, 1)))
}

// Outputs implements Model: rho and the flux <v g> = <v f>/eps.
func (m *medium) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	flux := make([]float64, 2*m.q.n())
	for j, f := range m.q.flux() {
		flux[2*j+1] = f
	}
	out := g.Add(g.MulConst(g.Value(st[0]), []float64{1, 0}, 2), g.MulConst(g.Value(st[1]), flux, 2))
	if len(m.walls) > 0 {
		out = g.Add(out, g.Known(p.Space, 2, false, func(i int, o []autodiff.Jet) {
			l := m.at(p, i)
			var rho, j float64
			for _, w := range m.walls {
				r, f := w.beam(l)
				rho, j = rho+r, j+f
			}
			o[0], o[1] = autodiff.Constant(rho), autodiff.Constant(j)
		}))
	}
	return out
}

// Distribution implements Model.
func (m *medium) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	f := m.f(g, p, st)
	if len(m.walls) == 0 {
		return f
	}
	return g.Add(f, g.Known(p.Space, m.q.n(), false, func(i int, out []autodiff.Jet) {
		l := m.at(p, i)
		for j, v := range m.q.v {
			var s float64
			for _, w := range m.walls {
				s += w.beamValue(l, v)
			}
			out[j] = autodiff.Constant(s)
		}
	}))
}

// Velocities implements Model.
func (m *medium) Velocities() []float64 { return m.q.v }

// parity returns the matrices of the even and the odd part in v.
func (q velocities) parity() (even, odd []float64) {
	n := q.n()
	even, odd = make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		even[i*n+i], odd[i*n+i] = even[i*n+i]+0.5, odd[i*n+i]+0.5
		r := n - 1 - i
		even[i*n+r] += 0.5
		odd[i*n+r] -= 0.5
	}
	return even, odd
}
