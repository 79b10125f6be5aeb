package kinetic

import (
	"math"
	"slices"

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

	entered bool // enters
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
	for _, inflow := range []*expr.Expr{f.InflowLeft, f.InflowRight} {
		if inflow != nil && (inflow.Uses("t") || inflow.Uses("v") || !vanishes(f.Micro0) || f.SourceG.Uses("t")) {
			d.Formulations = []string{Diffusion, MicroMacro}
		}
	}
	if varies(f) && (f.IsPeriodic() || mirrored(f)) {
		d.Formulations = append(d.Formulations, Resolved)
		if !slices.ContainsFunc(f.Parameters, func(q problemfile.Parameter) bool { return f.Sigma.Uses(q.Name) || f.Absorb.Uses(q.Name) }) {
			d.Formulations = append(d.Formulations, Limit, Balanced)
		}
	}
	d.Equation, d.Heads = "ε² f_t + ε v f_x = σ (⟨f⟩ − f) + ε² (G − σ_a f)", spectralHeads(f, p.entered)
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
	apart  bool    // the Knudsen layers are no part of the state: formulation Diffusion
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
	between  *wallSpectral // likewise, with an inflow
	kept     []local       // what is known at the points, by index, see at
	grid     map[float64]*fixed
}

func newMedium(f *problemfile.Problem, steep []steep, o Options) *medium {
	m := &medium{opt: o, file: f, path: paths{file: f}, steep: steep, apart: o.Formulation == Diffusion}
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
		if enters(m.file, m.steep) {
			m.between = newEntered(m)
			m.between.layout(p, m.opt)
			return nil
		}
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
		return input.Unknown("head", m.opt.Head, spectralHeads(m.file, enters(m.file, m.steep)))
	}
	m.net = autodiff.NewNetwork(p, spec)
	return nil
}

// Terms implements Model.
func (m *medium) Terms() []Term {
	terms := []Term{{"macro", Interior, 1}, {"micro", Interior, 1}}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{"initial", AtStart, 10})
	}
	if len(m.walls) > 0 {
		weight := 50.0
		if m.between != nil {
			weight = wallBoundary
		}
		terms = append(terms, Term{"boundary", AtWalls, weight})
	}
	return terms
}

// State implements Model: rho (n×1) and g at the velocity nodes (n×nv).
func (m *medium) State(g autodiff.Graph, p *Points, jets bool) State {
	if m.spectral != nil {
		return m.spectral.state(g, p, jets)
	}
	nv := m.q.n()
	rho, micro := m.unknowns(g, p, jets)
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

// unknowns builds R, n×1, and G at the nodes, n×nv.
func (m *medium) unknowns(g autodiff.Graph, p *Points, jets bool) (rho, micro autodiff.Node) {
	nv := m.q.n()
	if m.between != nil {
		return m.between.unknowns(g, p, jets, nv)
	}
	in := g.Known(p.Space, m.features, jets, func(i int, out []autodiff.Jet) {
		l := m.at(p, i)
		m.feature(l.t, l.x, l.eps, l.sigma, l.depth, l.distant, out)
	})
	out := m.net.Apply(g, in, p.codes(g, len(m.file.Parameters), scaledParameters(m.file.Parameters)), p.Cell)
	rho = g.Cols(out, 0, 1)
	micro = g.Cols(out, 1, g.Columns(out))
	if m.opt.Head == Modal {
		micro = g.MulConst(micro, m.q.legendre(m.modes), nv)
	} else {
		micro = g.MulConst(micro, m.q.project(), nv)
	}
	return rho, micro
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
			if y := m.layerOf(l); y != nil {
				source -= y.macro
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
				if y := m.layerOf(l); y != nil {
					for j := range out {
						out[j].V -= y.micro[j]
					}
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
			if y := m.layerOf(l); y != nil {
				for j := range nv {
					out[j].V -= y.rho.V + float64(l.eps*y.g[j].V)
				}
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
			if y := m.layerOf(l); y != nil {
				rho, j = rho+y.rho.V, j+y.flux(m.q)
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
		y := m.layerOf(l)
		for j, v := range m.q.v {
			var s float64
			for _, w := range m.walls {
				s += w.beamValue(l, v)
			}
			if y != nil {
				s += y.rho.V + float64(l.eps*y.g[j].V)
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
