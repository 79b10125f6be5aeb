package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// bgkPapers is the form of the APNN papers for the BGK equation (arXiv 2306.15381, section on the BGK equation and the authors'
// public code): networks of their own for rho, u, T and for f, the last with the velocity as an input and positive by softplus, 64
// Gauss-Legendre points in [-10, 10], and 14 loss terms,
//
//	kinetic               eps (f_t + v f_x) - (M(rho,u,T) - f)
//	mass                  rho_t + <v f>_x
//	momentum              (rho u)_t + <v^2 f>_x
//	energy                E_t + <v^3 f>_x/2,  E = (rho u^2 + rho T)/2
//	relaxation-mass       rho - <f>
//	relaxation-momentum   rho u - <v f>
//	relaxation-energy     E - <v^2 f>/2
//	boundary-rho, -u, -T  the macroscopic state at both walls (not for periodic problems)
//	initial-rho, -u, -T   the macroscopic state at t = 0
//	initial-f             f - M(rho0, u0, T0) at t = 0
//
// with the authors' weights 1; 1, 1, 1; 10, 10, 1; 1, 1, 1; 100, 1, 100, 100. Moments of f and macroscopic fields meet by the three
// relaxation terms alone. With hard initial data the last four are gone: the fields are those of bgk and f = (1-Q) M0 + Q
// softplus(.), positive too, with the clock Q of bgk. In the head nodal the network of f gives the 64 values at once, in the head
// modal the coefficients of 17 Legendre polynomials under the softplus.
type bgkPapers struct {
	*bgk
	nets [3]*autodiff.Network // of rho, u, T
	netF *autodiff.Network
}

const bgkNodes = 64

func newPapers(p *autodiff.Params, b *bgk) (*bgkPapers, error) {
	b.window, b.lift = nil, nil
	q := gauss(bgkNodes)
	b.q = bgkVelocities{q.v, q.w, ones(bgkNodes)}
	for j := range b.q.v {
		b.q.v[j] *= 10
		b.q.w[j] *= 20
	}
	b.grid = b.q
	m := &bgkPapers{bgk: b}
	spec := autodiff.NetworkSpec{
		Features: m.features, Codes: KnudsenCodes, Encoder: 16, Width: m.opt.Width, Depth: m.opt.Depth, Outputs: 1, Act: kernel.Tanh, Gain: 0.5,
	}
	for k, name := range []string{"rho", "u", "T"} {
		spec.Name = name
		m.nets[k] = autodiff.NewNetwork(p, spec)
	}
	spec.Name = "f"
	switch m.opt.Head {
	case Nodal:
		spec.Outputs = bgkNodes
	case Modal:
		spec.Outputs = 3 + bgkModes
	case Input:
		spec.Features++
	case Spectral:
		return nil, input.New("head", m.opt.Head, "%s, %s or %s with formulation %s", Nodal, Modal, Input, Papers)
	default:
		return nil, input.Unknown("head", m.opt.Head, []string{Nodal, Modal, Input})
	}
	m.netF = autodiff.NewNetwork(p, spec)
	return m, nil
}

var papersFields = []string{"rho", "u", "T"}

// Terms implements Model.
func (m *bgkPapers) Terms() []Term {
	var terms []Term
	add := func(kind Kind, prefix string, weights []float64, names ...string) {
		for k, n := range names {
			terms = append(terms, Term{Name: prefix + n, Kind: kind, Weight: weights[k]})
		}
	}
	add(Interior, "", []float64{1, 1, 1, 1}, "kinetic", "mass", "momentum", "energy")
	add(Interior, "relaxation-", []float64{10, 10, 1}, "mass", "momentum", "energy")
	if m.edge != nil {
		add(AtWalls, "boundary-", []float64{1, 1, 1}, papersFields...)
	}
	if m.opt.Initial == Soft {
		add(AtStart, "initial-", []float64{100, 1, 100, 100}, append(papersFields[:3:3], "f")...)
	}
	return terms
}

// State implements Model: (log rho, u, log T), n×3, and f at the nodes, n×64.
func (m *bgkPapers) State(g autodiff.Graph, p *Points, jets bool) State {
	code := p.Codes(g)
	in := m.inputs(g, p, jets)
	var macro autodiff.Node
	for k, net := range m.nets {
		field := g.MulConst(net.Apply(g, in, code, p.Cell), place(1, 3, k), 3)
		if k == 0 {
			macro = field
		} else {
			macro = g.Add(macro, field)
		}
	}
	var f autodiff.Node
	switch m.opt.Head {
	case Input:
		f = g.Fold(m.pairs(g, p, jets, m.netF, code), p.Space, bgkNodes)
	case Modal:
		f = g.MulConst(m.netF.Apply(g, in, code, p.Cell), m.q.modes(0, 3+bgkModes), bgkNodes)
	default:
		f = m.netF.Apply(g, in, code, p.Cell)
	}
	f = softplus(g, f)
	if m.opt.Initial == Hard {
		layer := g.Known(p.Space, bgkNodes+1, jets, func(i int, out []autodiff.Jet) {
			t, x, eps := p.At(i)
			q := bgkClock(t, eps)
			rest := autodiff.Constant(1).Sub(q)
			start := m.start(x, nil)
			cold := start[2].Scale(-1).Exp()
			for j, v := range m.q.v {
				c := autodiff.Constant(v).Sub(start[1])
				e := start[0].Sub(start[2].Add(c.Mul(c).Mul(cold)).Scale(0.5))
				out[j] = e.Exp().Scale(1 / math.Sqrt(2*math.Pi)).Mul(rest)
			}
			out[bgkNodes] = q
		})
		f = g.Add(g.Cols(layer, 0, bgkNodes), g.Mul(f, g.Cols(layer, bgkNodes, bgkNodes+1)))
	}
	return State{m.macro(g, p, jets, macro), f}
}

// softplus builds log(1 + e^x).
func softplus(g autodiff.Graph, x autodiff.Node) autodiff.Node {
	return g.Apply(x, func(z float64) (v, d1, d2 float64) {
		s := kernel.Sigmoid64(z)
		v = kernel.Log64(1 + kernel.Exp64(-math.Abs(z)))
		if z > 0 {
			v += z
		}
		return v, s, s * (1 - s)
	})
}

// Residual implements Model.
func (m *bgkPapers) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	macro, f := st[0], st[1]
	moment := func(f autodiff.Node, k int) autodiff.Node { return g.MulConst(f, m.q.moment(k), 1) }
	mean := func() []float64 { // over the velocities
		w := m.q.measure()
		for j := range w {
			w[j] /= 20
		}
		return w
	}
	rho, u, temp := primitive(g, macro)
	law := func(k int) autodiff.Node { // rho, rho u, E
		switch k {
		case 0:
			return rho
		case 1:
			return g.Mul(rho, u)
		}
		return g.Scale(g.Mul(rho, g.Add(g.Mul(u, u), temp)), 0.5)
	}
	half := []float64{1, 1, 0.5}
	for k, name := range bgkLaws {
		switch term {
		case name:
			return g.Add(g.Dt(law(k)), g.Scale(g.Dx(moment(f, k+1)), half[k])), nil, nil
		case "relaxation-" + name:
			return g.Sub(g.Value(law(k)), g.Scale(moment(g.Value(f), k), half[k])), nil, nil
		}
	}
	for k, name := range papersFields {
		field := []autodiff.Node{rho, u, temp}[k]
		switch term {
		case "boundary-" + name:
			return m.less(g, p, field, func(t, x float64) float64 {
				r, v, th := m.edge(t, x, nil)
				return []float64{r, v, th}[k]
			}), nil, nil
		case "initial-" + name:
			return m.less(g, p, field, func(t, x float64) float64 {
				s := m.start(x, nil)[k]
				if k == 1 {
					return s.V
				}
				return s.Exp().V
			}), nil, nil
		}
	}
	switch term {
	case "kinetic":
		d := g.Mul(g.Add(g.Dt(f), g.ColScale(g.Dx(f), m.q.v)), p.Power(g, 1))
		return g.Sub(d, g.Sub(maxwellian(g, g.Value(macro), m.q), g.Value(f))), mean(), nil
	case "initial-f":
		start := g.Known(p.Space, 3, false, func(i int, out []autodiff.Jet) {
			_, x, _ := p.At(i)
			s := m.start(x, nil)
			copy(out, s[:])
		})
		return g.Sub(g.Value(f), maxwellian(g, start, m.q)), mean(), nil
	}
	panic("kinetic: unknown term " + term)
}

// less builds a field less a known function of t and x, n×1.
func (m *bgkPapers) less(g autodiff.Graph, p *Points, field autodiff.Node, known func(t, x float64) float64) autodiff.Node {
	return g.Sub(g.Value(field), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
		t, x, _ := p.At(i)
		out[0] = autodiff.Constant(known(t, x))
	}))
}

// Outputs implements Model: rho, u, T of their networks and q = int (v-u)^3 f dv/2.
func (m *bgkPapers) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	macro, f := g.Value(st[0]), g.Value(st[1])
	u := g.Cols(macro, 1, 2)
	heat := g.MulConst(f, m.q.moment(3), 1)
	power := u
	for k, c := range []float64{-3, 3, -1} { // binomial sum in descending moments
		heat = g.Add(heat, g.Scale(g.Mul(g.MulConst(f, m.q.moment(2-k), 1), power), c))
		power = g.Mul(power, u)
	}
	return fieldsOf(g, macro, g.Scale(heat, 0.5))
}

// Distribution implements Model.
func (m *bgkPapers) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return g.Value(st[1])
}
