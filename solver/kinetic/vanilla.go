package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// vanilla is the ordinary physics-informed network for the slab equation: f itself is the unknown and the residual is the equation as it
// stands,
//
//	kinetic  eps^2 f_t + eps v f_x - (<f> - f).
//
// It is a baseline, to show what micro-macro and even-odd are for: for small eps the residual says f = <f> and no more, so the
// density is free, and the flux <v f>/eps is rounding error. With hard initial data f = f0 + (t/T) F with a network F.
type vanilla struct {
	*slab
	end float64 // T
	net *autodiff.Network
}

// newVanilla turns the micro-macro description of a periodic problem into the vanilla model.
func newVanilla(p *autodiff.Params, s *slab, end float64) (*vanilla, error) {
	if s.opt.Head != Nodal {
		return nil, input.New("head", s.opt.Head, "%s in the vanilla formulation", Nodal)
	}
	return &vanilla{slab: s, end: end, net: autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "f", Features: s.features, Codes: KnudsenCodes, Encoder: 16, Outputs: s.q.n(),
		Width: s.opt.Width, Depth: s.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	})}, nil
}

// Terms implements Model.
func (m *vanilla) Terms() []Term {
	terms := []Term{{Name: "kinetic", Kind: Interior}}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart})
	}
	return m.weighted(terms)
}

// State implements Model: f at the velocity nodes (n×nv).
func (m *vanilla) State(g autodiff.Graph, p *Points, jets bool) State {
	f := m.net.Apply(g, m.inputs(g, p, jets), p.Codes(g), p.Cell)
	if m.opt.Initial == Soft {
		return State{f}
	}
	nv := m.q.n()
	rho0, _, _, _ := m.ansatz(g, p, jets, false)
	start := g.MulConst(rho0, ones(nv), nv)
	if m.g0 != nil {
		g0 := m.g0()
		start = g.Add(start, g.Known(p.Space, nv, jets, func(i int, out []autodiff.Jet) {
			t, x, eps := p.At(i)
			g0(t, x, eps, out)
			for j := range out {
				out[j] = out[j].Scale(eps)
			}
		}))
	}
	late := g.Known(p.Space, 1, jets, func(i int, out []autodiff.Jet) {
		t, _, _ := p.At(i)
		out[0] = autodiff.Jet{V: t / m.end, Dt: 1 / m.end}
	})
	return State{g.Add(start, g.Mul(f, late))}
}

// minusMean is the nv×nv matrix I - 1 w, which takes f to f - <f>.
func (m *vanilla) minusMean() []float64 {
	nv := m.q.n()
	a := make([]float64, nv*nv)
	for i := range nv {
		for j := range nv {
			a[i*nv+j] = -m.q.w[i]
		}
		a[i*nv+i]++
	}
	return a
}

// Residual implements Model.
func (m *vanilla) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	f, nv := st[0], m.q.n()
	switch term {
	case "kinetic":
		r := g.Add(g.Mul(g.Dt(f), p.Power(g, 2)), g.Mul(g.ColScale(g.Dx(f), m.q.v), p.Power(g, 1)))
		return g.Add(r, g.MulConst(g.Value(f), m.minusMean(), nv)), m.q.w, nil
	case "initial":
		want := g.Known(p.Space, nv, false, func(i int, out []autodiff.Jet) {
			_, x, eps := p.At(i)
			for j, v := range m.q.v {
				rho, micro := m.start(x, eps, v)
				out[j] = autodiff.Constant(rho + float64(eps*micro))
			}
		})
		return g.Sub(g.Value(f), want), m.q.w, nil
	}
	panic("kinetic: unknown term " + term)
}

// Outputs implements Model: <f> and <v f>/eps.
func (m *vanilla) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	nv := m.q.n()
	inverse := g.PerCell(g.Known(p.Cells, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(1 / p.Eps[i]) }), p.Space, p.Cell)
	rho := g.MulConst(g.Value(st[0]), m.q.w, 1)
	return m.fields(g, p, rho, g.Mul(g.MulConst(g.Value(st[0]), m.minusMean(), nv), inverse), m.q.flux())
}

// Distribution implements Model.
func (m *vanilla) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return g.Value(st[0])
}

// Velocities implements Model.
func (m *vanilla) Velocities() []float64 { return m.q.v }
