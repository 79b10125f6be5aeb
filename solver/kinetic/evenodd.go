package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// evenOdd is the slab equation in even-odd form (Jin, Pareschi & Toscani 2000; APNN, arXiv 2306.15381), v in (0,1], <.> = int_0^1 dv:
// with r = (f(v)+f(-v))/2 and j = (f(v)-f(-v))/(2 eps),
//
//	conservation  rho_t + <v j>_x = 0
//	even          eps^2 r_t + eps^2 v j_x = rho - r
//	odd           eps^2 j_t + v r_x = -j
//	closure       rho = <r>
//
// The known parts of the micro-macro form carry over: rho = rho0 + a P, r = rho0 + eps g0_even + a R, j = g0_odd + b J with the
// parts of g0 even and odd in v. The sources S, S_j of a split part give S in conservation, eps^2 S + eps S_even in even and S_odd
// in odd.
type evenOdd struct {
	*slab
	half      velocities
	net, pair *autodiff.Network
}

// newEvenOdd turns the micro-macro description of a problem into the even-odd model.
func newEvenOdd(p *autodiff.Params, s *slab) (*evenOdd, error) {
	n := headNodes(s.opt.Head, 16) / 2
	m := &evenOdd{slab: s, half: velocities{make([]float64, n), make([]float64, n)}}
	special.GaussLegendre(m.half.v, m.half.w, 0, 1)
	m.half = m.half.normal()
	s.q = m.half
	spec := autodiff.NetworkSpec{
		Name: "net", Features: s.features, Codes: KnudsenCodes, Encoder: 16,
		Width: s.opt.Width, Depth: s.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	}
	switch s.opt.Head {
	case Nodal:
		spec.Outputs = 1 + 2*n
		m.net = autodiff.NewNetwork(p, spec)
	case Input:
		spec.Name, spec.Outputs = "rho", 1
		m.net = autodiff.NewNetwork(p, spec)
		spec.Name, spec.Features, spec.Outputs = "rj", s.features+1, 2
		m.pair = autodiff.NewNetwork(p, spec)
	default:
		return nil, input.New("head", s.opt.Head, "%s, %s in the even-odd formulation", Nodal, Input)
	}
	return m, nil
}

// Terms implements Model.
func (m *evenOdd) Terms() []Term {
	terms := []Term{
		{Name: "conservation", Kind: Interior}, {Name: "even", Kind: Interior}, {Name: "odd", Kind: Interior}, {Name: "closure", Kind: Interior},
	}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart})
	}
	if m.inflow != nil {
		terms = append(terms, Term{Name: "boundary", Kind: AtWalls})
	}
	return m.weighted(terms)
}

// State implements Model: rho (n×1), r and j at the half-range nodes (n×nv each).
func (m *evenOdd) State(g autodiff.Graph, p *Points, jets bool) State {
	nv := m.half.n()
	code := p.Codes(g)
	out := m.net.Apply(g, m.inputs(g, p, jets), code, p.Cell)
	rho := g.Cols(out, 0, 1)
	var r, j autodiff.Node
	if m.opt.Head == Input {
		pairs := m.pairs(g, p, jets, m.pair, code)
		r = g.Fold(g.Cols(pairs, 0, 1), p.Space, nv)
		j = g.Fold(g.Cols(pairs, 1, 2), p.Space, nv)
	} else {
		r, j = g.Cols(out, 1, 1+nv), g.Cols(out, 1+nv, 1+2*nv)
	}
	if m.opt.Initial == Soft {
		return State{rho, r, j}
	}
	rho0, a, b, _ := m.ansatz(g, p, jets, false)
	rho = g.Add(rho0, g.Mul(rho, a))
	r = g.Add(g.MulConst(rho0, ones(nv), nv), g.Mul(r, a))
	j = g.Mul(j, b)
	if m.g0 != nil {
		known := m.parity(g, p, jets, m.g0())
		r, j = g.Add(r, g.Cols(known, 0, nv)), g.Add(j, g.Cols(known, nv, 2*nv))
	}
	return State{rho, r, j}
}

// parity builds, n×2nv, eps times the even part and the odd part of a function given at the nodes of the full range.
func (m *evenOdd) parity(g autodiff.Graph, p *Points, jets bool, f func(t, x, eps float64, out []autodiff.Jet)) autodiff.Node {
	nv := m.half.n()
	full := make([]autodiff.Jet, 2*nv)
	return g.Known(p.Space, 2*nv, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		f(t, x, eps, full)
		for l := range nv {
			up, down := full[nv+l], full[nv-1-l]
			out[l], out[nv+l] = up.Add(down).Scale(eps/2), up.Sub(down).Scale(0.5)
		}
	})
}

// Residual implements Model.
func (m *evenOdd) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	nv := m.half.n()
	rho, r, j := st[0], st[1], st[2]
	wide := func() autodiff.Node { return g.MulConst(g.Value(rho), ones(nv), nv) }
	source := func(r autodiff.Node, cols, k int) autodiff.Node { // r - eps^k source
		if m.source == nil {
			return r
		}
		return g.Sub(r, g.Known(p.Space, cols, false, func(i int, out []autodiff.Jet) {
			t, x, eps := p.At(i)
			v := m.source(t, x, eps)
			if k == 2 {
				v *= eps * eps
			}
			for l := range out {
				out[l] = autodiff.Constant(v)
			}
		}))
	}
	switch term {
	case "conservation":
		return source(g.Add(g.Dt(rho), g.MulConst(g.Dx(j), m.half.flux(), 1)), 1, 0), nil, m.at(p, "macro")
	case "even":
		e := g.Mul(g.Add(g.Dt(r), g.ColScale(g.Dx(j), m.half.v)), p.Power(g, 2))
		e = source(g.Add(e, g.Sub(g.Value(r), wide())), nv, 2)
		if m.microSource != nil {
			e = g.Sub(e, g.Cols(m.parity(g, p, false, m.microSource), 0, nv))
		}
		return e, m.half.w, m.at(p, "micro")
	case "odd":
		o := g.Add(g.Mul(g.Dt(j), p.Power(g, 2)), g.ColScale(g.Dx(r), m.half.v))
		o = g.Add(o, g.Value(j))
		if m.microSource != nil {
			o = g.Sub(o, g.Cols(m.parity(g, p, false, m.microSource), nv, 2*nv))
		}
		return o, m.half.w, m.at(p, "micro")
	case "closure":
		return g.Sub(g.Value(rho), g.MulConst(g.Value(r), m.half.w, 1)), nil, m.at(p, "micro")
	case "initial":
		start := func(k int, f func(x, eps float64, out []autodiff.Jet)) autodiff.Node {
			return g.Known(p.Space, k, false, func(i int, out []autodiff.Jet) {
				_, x, eps := p.At(i)
				f(x, eps, out)
			})
		}
		// rho and r start at the density and j at g: side by side, n×(1+2 nv)
		want := start(1+2*nv, func(x, eps float64, out []autodiff.Jet) {
			d, _ := m.start(x, eps, 0)
			out[0] = autodiff.Constant(d)
			for l, v := range m.half.v {
				_, gv := m.start(x, eps, v)
				out[1+l], out[1+nv+l] = autodiff.Constant(d), autodiff.Constant(gv)
			}
		})
		have := g.Add(g.Add(g.MulConst(g.Value(rho), place(1, 1+2*nv, 0), 1+2*nv),
			g.MulConst(g.Value(r), place(nv, 1+2*nv, 1), 1+2*nv)), g.MulConst(g.Value(j), place(nv, 1+2*nv, 1+nv), 1+2*nv))
		w := append(append([]float64{1}, m.half.w...), m.half.w...)
		return g.Sub(have, want), w, m.at(p, "initial")
	case "boundary":
		return m.wall(g, p, m.nodes(g, p, st), m.full()), m.fullWeights(), m.at(p, "boundary")
	}
	panic("kinetic: unknown term " + term)
}

// place is the n×cols matrix that puts n columns at column from.
func place(n, cols, from int) []float64 {
	m := make([]float64, n*cols)
	for i := range n {
		m[i*cols+from+i] = 1
	}
	return m
}

// nodes builds f without the split part at Velocities: r - eps j at -v descending, r + eps j at v.
func (m *evenOdd) nodes(g autodiff.Graph, p *Points, st State) autodiff.Node {
	nv := m.half.n()
	even, odd := make([]float64, nv*2*nv), make([]float64, nv*2*nv)
	for i := range nv {
		even[i*2*nv+nv-1-i], even[i*2*nv+nv+i] = 1, 1
		odd[i*2*nv+nv-1-i], odd[i*2*nv+nv+i] = -1, 1
	}
	return g.Add(g.MulConst(g.Value(st[1]), even, 2*nv), g.Mul(g.MulConst(g.Value(st[2]), odd, 2*nv), p.Power(g, 1)))
}

// Distribution implements Model.
func (m *evenOdd) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return m.unsplit(g, p, m.nodes(g, p, st), m.full())
}

// Outputs implements Model: rho and the flux <v j>.
func (m *evenOdd) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return m.fields(g, p, st[0], st[2], m.half.flux())
}

// Velocities implements Model.
func (m *evenOdd) Velocities() []float64 { return m.full() }

// full lists -v descending and v ascending: all nodes, ascending.
func (m *evenOdd) full() []float64 {
	n := m.half.n()
	v := make([]float64, 2*n)
	for i, x := range m.half.v {
		v[n-1-i], v[n+i] = -x, x
	}
	return v
}

func (m *evenOdd) fullWeights() []float64 {
	n := m.half.n()
	w := make([]float64, 2*n)
	for i, x := range m.half.w {
		w[n-1-i], w[n+i] = x/2, x/2
	}
	return w
}
