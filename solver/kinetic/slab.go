package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// slab is linear transport with isotropic scattering in a slab, v in [-1,1], <.> = 1/2 int dv:
//
//	eps^2 f_t + eps v f_x = <f> - f,
//
// in micro-macro form f = rho + eps g, <g> = 0 (Lemou & Mieussens 2008; APNN, arXiv 2111.02541):
//
//	macro  rho_t + <v g>_x = 0
//	micro  eps^2 g_t + eps (v g_x - <v g_x>) + v rho_x + g = 0
//
// No term divides by eps. The unknowns are rho = rho0 + a R and g = g0 + b G with known jets rho0, g0, a, b that carry the
// initial data, and networks R, G; <G> = 0 holds by construction in every head.
type slab struct {
	opt Options
	q   velocities

	features int
	wave     float64 // not 0: the first features are sines and cosines, and feature sets the others
	feature  func(t, x, eps float64, out []autodiff.Jet)
	rho      func(t, x, eps float64) (base, factor autodiff.Jet)
	micro    func(t, x, eps float64) autodiff.Jet                  // the factor b
	g0       func() func(t, x, eps float64, out []autodiff.Jet)    // one for each graph, at the nodes of the full range; nil: 0
	known    func(p *Points) fill                                  // rho, its factor, micro and g0 at once, likewise; nil: one after the other
	start    func(x, eps, v float64) (rho, g float64)              // initial data, for the soft form
	inflow   func(t, x, v, eps float64) (f float64, incoming bool) // of the rest after split; nil: periodic
	weights  map[string]float64                                    // of the loss terms, 1 where absent
	point    func(term string, t, x, eps float64) float64          // residual weights, nil: 1

	// A known part may be split off f: what it lacks in the equations is a source of the rest, in the macro equation and, at the nodes of the
	// full range, in the micro equation. nil: nothing is.
	source      func(t, x, eps float64) float64
	microSource func(t, x, eps float64, out []autodiff.Jet)
	split       func(t, x, eps float64) (rho, flux float64)
	splitF      func(t, x, eps, v float64) float64

	net, netG *autodiff.Network
	modes     int
	spectral  *spectral     // of the head of that name; nil: the problem has none
	walls     *wallSpectral // likewise between walls
}

// fill sets known leaves of a run of points, for autodiff's Knowns.
type fill = func(from, to int, out [][]autodiff.Jet)

// slabEnd is the end time of the problems on [0,1].
const slabEnd = 0.1

// transportInfo fills in what all slab problems share.
func transportInfo(i Info) Info {
	i.Equation, i.Class = "ε² f_t + ε v f_x = ⟨f⟩ − f", info.Transport
	i.Definitions = "v in [−1, 1], ⟨f⟩ = ½ ∫ f dv, ρ = ⟨f⟩"
	if i.Boundary == "" && i.Periodic {
		i.Boundary = info.PeriodicEnds
	}
	i.Dimensions, i.VMin, i.VMax = 1, -1, 1
	i.Fields = []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
		{Name: "flux", Symbol: "flux", Label: "flux ⟨v f⟩/ε", Unit: "1", Sign: info.Signed},
	}
	i.Limits = []info.Limit{info.Diffusion}
	if i.Heads == nil {
		i.Heads = []string{Nodal, Modal, Input}
	}
	return i
}

// layout adds the networks of the chosen head to p.
func (s *slab) layout(p *autodiff.Params) error {
	spec := autodiff.NetworkSpec{
		Name: "net", Features: s.features, Codes: KnudsenCodes, Encoder: 16,
		Width: s.opt.Width, Depth: s.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	}
	switch {
	case s.opt.Head == Spectral && s.walls != nil:
		s.walls.layout(p, s.opt)
		return nil
	case s.opt.Head == Spectral && s.spectral != nil:
		s.spectral.layout(p, s.opt)
		return nil
	case s.opt.Head == Spectral:
		return input.New("head", s.opt.Head, "%s, %s, %s for this problem", Nodal, Modal, Input)
	}
	switch s.opt.Head {
	case Nodal:
		spec.Outputs = 1 + s.q.n()
		s.net = autodiff.NewNetwork(p, spec)
	case Modal:
		s.modes = min(8, s.q.n()-1)
		spec.Outputs = 1 + s.modes
		s.net = autodiff.NewNetwork(p, spec)
	case Input:
		spec.Name, spec.Outputs = "rho", 1
		s.net = autodiff.NewNetwork(p, spec)
		spec.Name, spec.Features = "g", s.features+1
		s.netG = autodiff.NewNetwork(p, spec)
	default:
		return input.Unknown("head", s.opt.Head, []string{Nodal, Modal, Input})
	}
	return nil
}

// Terms implements Model.
func (s *slab) Terms() []Term {
	terms := []Term{{Name: "macro", Kind: Interior}, {Name: "micro", Kind: Interior}}
	if s.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart})
	}
	if s.inflow != nil {
		terms = append(terms, Term{Name: "boundary", Kind: AtWalls})
	}
	return s.weighted(terms)
}

// State implements Model: rho (n×1) and g at the velocity nodes (n×nv).
func (s *slab) State(g autodiff.Graph, p *Points, jets bool) State {
	nv := s.q.n()
	var rho, micro autodiff.Node
	if s.opt.Head == Spectral && s.walls != nil {
		rho, micro = s.walls.unknowns(g, p, jets, nv)
	} else if s.opt.Head == Spectral {
		rho, micro = s.spectral.unknowns(g, p, jets, s.q, nil)
	} else if code := p.Codes(g); s.opt.Head == Input {
		rho = s.net.Apply(g, s.inputs(g, p, jets), code, p.Cell)
		micro = g.MulConst(g.Fold(s.pairs(g, p, jets, s.netG, code), p.Space, nv), s.q.project(), nv)
	} else {
		out := s.net.Apply(g, s.inputs(g, p, jets), code, p.Cell)
		rho = g.Cols(out, 0, 1)
		micro = g.Cols(out, 1, g.Columns(out))
		if s.opt.Head == Modal {
			micro = g.MulConst(micro, s.q.legendre(s.modes), nv)
		} else {
			micro = g.MulConst(micro, s.q.project(), nv)
		}
	}
	if s.opt.Initial == Soft {
		return State{rho, micro}
	}
	rho0, a, b, g0 := s.ansatz(g, p, jets, true)
	rho = g.Add(rho0, g.Mul(rho, a))
	micro = g.Mul(micro, b)
	if s.g0 != nil {
		micro = g.Add(g0, micro)
	}
	return State{rho, micro}
}

// Residual implements Model.
func (s *slab) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	nv := s.q.n()
	rho, micro := st[0], st[1]
	point := s.at(p, term)
	switch term {
	case "macro":
		r := g.Add(g.Dt(rho), g.MulConst(g.Dx(micro), s.q.flux(), 1))
		if s.source != nil {
			r = g.Sub(r, g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(s.source(p.At(i))) }))
		}
		return r, nil, point
	case "micro":
		r := g.Mul(g.Dt(micro), p.Power(g, 2))
		r = g.Add(r, g.Mul(g.MulConst(g.Dx(micro), s.q.stream(), nv), p.Power(g, 1)))
		r = g.Add(r, g.MulConst(g.Dx(rho), s.q.v, nv))
		r = g.Add(r, g.Value(micro))
		if s.microSource != nil {
			r = g.Sub(r, g.Known(p.Space, nv, false, func(i int, out []autodiff.Jet) {
				t, x, eps := p.At(i)
				s.microSource(t, x, eps, out)
			}))
		}
		return r, s.q.w, point
	case "initial": // rho and g at t = 0, compared column by column
		both := func(f func(x, eps float64, out []autodiff.Jet), k int) autodiff.Node {
			return g.Known(p.Space, k, false, func(i int, out []autodiff.Jet) {
				_, x, eps := p.At(i)
				f(x, eps, out)
			})
		}
		dr := g.Sub(g.Value(rho), both(func(x, eps float64, out []autodiff.Jet) {
			r, _ := s.start(x, eps, 0)
			out[0] = autodiff.Constant(r)
		}, 1))
		dg := g.Sub(g.Value(micro), both(func(x, eps float64, out []autodiff.Jet) {
			for j, v := range s.q.v {
				_, m := s.start(x, eps, v)
				out[j] = autodiff.Constant(m)
			}
		}, nv))
		// <dg> = 0, so the mean square over v of dr + dg is dr^2 + <dg^2>
		return g.Add(g.MulConst(dr, ones(nv), nv), dg), s.q.w, point
	case "boundary": // incoming f = rho + eps g
		return s.wall(g, p, s.f(g, p, st), s.q.v), s.q.w, point
	}
	panic("kinetic: unknown term " + term)
}

// f builds rho + eps g at the nodes.
func (s *slab) f(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return g.Add(g.MulConst(g.Value(st[0]), ones(s.q.n()), s.q.n()), g.Mul(g.Value(st[1]), p.Power(g, 1)))
}

// Outputs implements Model: rho and the flux <v g> = <v f>/eps.
func (s *slab) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return s.fields(g, p, st[0], st[1], s.q.flux())
}

// Distribution implements Model.
func (s *slab) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	return s.unsplit(g, p, s.f(g, p, st), s.q.v)
}

// Velocities implements Model.
func (s *slab) Velocities() []float64 { return s.q.v }

// Grid implements Separated.
func (s *slab) Grid() []float64 {
	if s.opt.Head != Spectral || s.spectral == nil {
		return nil
	}
	return s.spectral.grid()
}
