package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// bgk is the BGK equation in one space and one velocity dimension, int over all v,
//
//	eps (f_t + v f_x) = M - f,  M = rho (2 pi T)^(-1/2) exp(-(v-u)^2/(2T)),
//
// with rho, u, T the moments of f, in micro-macro form f = M + eps g (Bennoune, Lemou & Mieussens 2008). M has the moments of f, hence
//
//	int (1, v, v^2/2) g dv = 0.                                                             (1)
//
// Inserting f and dividing by eps, which M - f = -eps g allows, gives
//
//	kinetic   (M_t + v M_x) + eps (g_t + v g_x) + g = 0
//
// without any 1/eps. Its moments with 1, v and v^2/2 are, because of (1) and of int v^3 M dv = rho u^3 + 3 rho u T, the conservation laws
//
//	mass      rho_t + (rho u)_x = 0
//	momentum  (rho u)_t + (rho u^2 + rho T)_x = 0
//	energy    (rho u^2 + rho T)_t/2 + (rho u^3 + 3 rho u T)_x/2 + eps <v^3 g>_x/2 = 0,
//
// the Euler equations with gamma = 3 for eps -> 0. The heat flux q = int (v-u)^3 f dv/2 is eps int v^3 g dv/2 by (1).
//
// The unknowns are (log rho, u, log T), so that rho and T are positive, and g over an envelope W, a Maxwellian at a fixed
// temperature: g = W gh. In the norm of L2(1/W), which is that of the residual here, gh and M/W are of order one up to the last
// velocity and the projection to (1) is orthogonal and independent of the state. The velocities are fixed and equidistant: the
// trapezoidal rule on functions that decay like a Gaussian converges exponentially (bgkvelocity.go), and g needs no terms of a
// moving frame.
//
// Initial data are f0 = M0, so g starts from zero within a time eps while rho, u and T move at rates of order one: with the clock
// Q = 1 - exp(-t/eps), eps Q_t = 1 - Q,
//
//	(log rho, u, log T) = initial + (t/T_end) R,  g = Q G,  eps g_t + g = eps Q G_t + G,
//
// again without 1/eps. With soft initial data a loss term asks for those of (log rho, u, log T); g keeps its clock, because no loss
// at points could resolve a layer of width eps.
type bgk struct {
	opt  Options
	end  float64
	q    bgkVelocities
	grid bgkVelocities // of Distribution

	features int
	wave     float64 // not 0: the first features are sines and cosines, and feature sets the others
	feature  func(t, x, eps float64, out []autodiff.Jet)
	start    func(x float64, set []float64) [3]autodiff.Jet        // log rho, u, log T at t = 0; set: parameters of a problem file
	window   func(x float64) autodiff.Jet                          // factor of the networks that vanishes at a constant far field; nil: 1
	fluid    *fluid                                                // known part for small eps with hard initial data; nil: none
	flight   *uncollided                                           // known part: the particles that have not collided; nil: none
	flown    *flightTable                                          // of flight; nil: integrals at every point
	lift     func(x float64) [3]autodiff.Jet                       // what the network is added to with soft initial data; nil: 0
	edge     func(t, x float64, set []float64) (rho, u, T float64) // state at the walls; nil: periodic
	middle   float64                                               // of the domain: walls below are at the left
	dense    func(x float64, set []float64) float64                // factor of the squared residuals where the gas is thin; nil: 1
	thick    *viscous                                              // with flight: known part where particles have collided
	rests    bool                                                  // with flight: the network adds nothing where the known gas is as at t = 0
	broad    *thickening                                           // known part of a tube for small eps; nil: none
	front    float64                                               // rate of compression from which residuals count less; 0: none
	hot      float64                                               // temperature of the norm at the walls; 0: 1.5
	inflow   bool                                                  // particles of that state come in; else it holds by construction

	degrees int     // modes of the modal head; 0: bgkModes
	micro   float64 // weight of the kinetic loss; 0: 1

	codes int                                     // further inputs of the encoder: the parameters of a problem file
	code  func(set []float64, out []autodiff.Jet) // sets them

	spectral *gasSpectral // of the head of that name; nil: the problem has none

	net, netG *autodiff.Network
}

// bgkFields are the fields of every BGK problem.
func bgkFields() []info.Field {
	return []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
		{Name: "u", Symbol: "u", Label: "velocity u", Unit: "1", Sign: info.Signed},
		{Name: "T", Symbol: "T", Label: "temperature T", Unit: "1", Sign: info.Positive},
		{Name: "q", Symbol: "q", Label: "heat flux q", Unit: "1", Sign: info.Signed, Vanishes: true},
	}
}

// bgkInfo fills in what all BGK problems share.
func bgkInfo(i Info) Info {
	i.Equation, i.Class = "ε (f_t + v f_x) = M − f", info.Gas
	i.Definitions = "v in R, M = ρ (2πT)^(−1/2) exp(−(v − u)²/(2T)), ρ = ∫ f dv, ρ u = ∫ v f dv, ρ T = ∫ (v − u)² f dv, q = ½ ∫ (v − u)³ f dv"
	if i.Boundary == "" && i.Periodic {
		i.Boundary = info.PeriodicEnds
	}
	i.Fields = bgkFields()
	i.Dimensions, i.XMin, i.XMax, i.TEnd, i.VMin, i.VMax = 1, -0.5, 0.5, 0.1, -10, 10
	i.Heads = []string{Nodal, Modal, Input}
	i.Formulations = []string{MicroMacro, Papers}
	return i
}

const bgkModes = 14 // of the modal head, polynomial degrees 3 to 16

// modes is the number of modes of g.
func (m *bgk) modes() int {
	if m.degrees > 0 {
		return m.degrees
	}
	return bgkModes
}

// layout adds the networks of the chosen head to p.
func (m *bgk) layout(p *autodiff.Params) error {
	spec := autodiff.NetworkSpec{
		Name: "net", Features: m.features, Codes: KnudsenCodes + m.codes, Encoder: 16,
		Width: m.opt.Width, Depth: m.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	}
	switch m.opt.Head {
	case Nodal:
		spec.Outputs = 3 + m.q.n()
		m.net = autodiff.NewNetwork(p, spec)
	case Modal:
		spec.Outputs = 3 + m.modes()
		m.net = autodiff.NewNetwork(p, spec)
	case Input:
		spec.Name, spec.Outputs = "macro", 3
		m.net = autodiff.NewNetwork(p, spec)
		spec.Name, spec.Features, spec.Outputs = "g", m.features+1, 1
		m.netG = autodiff.NewNetwork(p, spec)
	case Spectral:
		if m.spectral != nil {
			m.spectral.layout(p, m.opt, m.codes)
			return nil
		}
		fallthrough
	default:
		return input.Unknown("head", m.opt.Head, []string{Nodal, Modal, Input})
	}
	return nil
}

var bgkLaws = []string{"mass", "momentum", "energy"}

// Terms implements Model.
func (m *bgk) Terms() []Term {
	terms := []Term{{Name: "kinetic", Kind: Interior}}
	for _, name := range bgkLaws {
		terms = append(terms, Term{Name: name, Kind: Interior})
	}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart})
	}
	if m.inflow {
		terms = append(terms, Term{Name: "boundary", Kind: AtWalls})
	}
	for i := range terms {
		terms[i].Weight = 1
		if terms[i].Kind == AtStart {
			terms[i].Weight = 10
		}
	}
	if m.micro > 0 {
		terms[0].Weight = m.micro
	}
	return terms
}

// State implements Model: (log rho, u, log T), n×3, and g/W at the velocity nodes, n×nv.
func (m *bgk) State(g autodiff.Graph, p *Points, jets bool) State {
	if m.opt.Head == Spectral {
		return m.spectralState(g, p, jets)
	}
	nv := m.q.n()
	code, in := m.encode(g, p), m.inputs(g, p, jets)
	out := m.net.Apply(g, in, code, p.Cell)
	macro := m.fields(g, p, jets, g.Cols(out, 0, 3), in)
	var micro autodiff.Node
	switch m.opt.Head {
	case Input:
		micro = g.MulConst(g.Fold(m.pairs(g, p, jets, m.netG, code), p.Space, nv), m.q.project(), nv)
	case Modal:
		micro = g.MulConst(g.Cols(out, 3, 3+m.modes()), m.q.modes(3, m.modes()), nv)
	default:
		micro = g.MulConst(g.Cols(out, 3, 3+nv), m.q.project(), nv)
	}
	return m.withFlight(g, p, State{macro, g.Mul(micro, m.microFactor(g, p, jets))})
}

// fields builds (log rho, u, log T) from the network's share and its inputs.
func (m *bgk) fields(g autodiff.Graph, p *Points, jets bool, net, in autodiff.Node) autodiff.Node {
	if m.opt.Initial == Hard && (m.flight != nil || m.broad != nil) { // the known part is the last of the inputs
		known, factor := g.Cols(in, m.features-fluidInputs, m.features), m.remainder(g, p, jets)
		if m.rests {
			factor = g.Mul(factor, m.moved(g, p, jets, known))
		}
		return g.Add(known, g.Mul(net, factor))
	}
	return m.macro(g, p, jets, net)
}

// macro builds them from the network's share where no particles are known.
func (m *bgk) macro(g autodiff.Graph, p *Points, jets bool, net autodiff.Node) autodiff.Node {
	hard := m.opt.Initial == Hard
	known := g.Known(p.Space, 4, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		var base [3]autodiff.Jet
		factor := m.windowAt(x)
		if hard {
			base = m.start(x, p.Parameters(p.Cell[i]))
			if m.fluid != nil {
				var share float64
				base, share = m.fluid.lifted(t, x, eps, base)
				factor = factor.Scale(share)
			}
			factor = factor.Mul(autodiff.Jet{V: t / m.end, Dt: 1 / m.end})
		} else if m.lift != nil {
			base = m.lift(x)
		}
		copy(out, base[:])
		out[3] = factor
	})
	return g.Add(g.Cols(known, 0, 3), g.Mul(net, g.Cols(known, 3, 4)))
}

// microFactor builds the factor of the network's g, n×1.
func (m *bgk) microFactor(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return g.Known(p.Space, 1, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		out[0] = m.windowAt(x).Mul(bgkClock(t, eps))
	})
}

func (m *bgk) windowAt(x float64) autodiff.Jet {
	if m.window == nil {
		return autodiff.Constant(1)
	}
	return m.window(x)
}

// bgkClock is Q = 1 - exp(-t/eps): the kinetic clock of a relaxation time eps.
func bgkClock(t, eps float64) autodiff.Jet {
	q, _ := clock(t, math.Sqrt(eps))
	return q
}

// layerFeature is a network input that tells the initial layer from the rest: the clock Q. With soft initial data, whose fields have
// no factor t to bound Q_t = 1/eps, it is blurred over a fiftieth.
func layerFeature(o Options, t, eps float64) autodiff.Jet {
	if o.Initial == Soft {
		eps += 0.02
	}
	return bgkClock(t, eps)
}

// inputs builds the trunk features, n×features.
func (m *bgk) inputs(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return features{m.features, m.wave, m.feature}.inputs(g, p, jets)
}

// pairs applies a network with the scaled velocity as its last input to every (point, node) pair, (n·nv)×1.
func (m *bgk) pairs(g autodiff.Graph, p *Points, jets bool, net *autodiff.Network, code autodiff.Node) autodiff.Node {
	v := make([]float64, m.q.n())
	for j := range v {
		v[j] = m.q.v[j] / m.speed()
	}
	return features{m.features, m.wave, m.feature}.pairs(g, p, jets, v, net, code)
}

// speed is the unit of velocity as a network input: a third of the last node.
func (m *bgk) speed() float64 { return m.q.v[m.q.n()-1] / 3 }

// Residual implements Model. The kinetic and the boundary residual are measured in L2(1/W).
func (m *bgk) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	macro, micro := st[0], st[1]
	switch term {
	case "kinetic":
		mx := maxwellian(g, macro, m.q)
		r := g.Add(g.Dt(mx), g.ColScale(g.Dx(mx), m.q.v))
		d := g.Add(g.Dt(micro), g.ColScale(g.Dx(micro), m.q.v))
		r = g.Add(r, g.Mul(d, p.Power(g, 1)))
		if m.flight != nil {
			r = g.Sub(r, g.Cols(m.flightRates(st), 0, m.q.n()))
		}
		return g.Add(r, g.Value(micro)), m.q.measure(), m.weight(p)
	case "mass", "momentum":
		return conservation(g, macro, term), nil, m.weight(p)
	case "energy":
		heat := g.Scale(g.Mul(g.Dx(g.MulConst(micro, m.q.moment(3), 1)), p.Power(g, 1)), 0.5)
		if m.flight != nil {
			heat = g.Add(heat, g.Cols(m.flightRates(st), m.q.n()+1, m.q.n()+2))
		}
		return g.Add(conservation(g, macro, term), heat), nil, m.weight(p)
	case "initial":
		return g.Sub(g.Value(macro), g.Known(p.Space, 3, false, func(i int, out []autodiff.Jet) {
			_, x, _ := p.At(i)
			start := m.start(x, p.Parameters(p.Cell[i]))
			copy(out, start[:])
		})), nil, nil
	case "boundary":
		return m.wall(g, p, m.Distribution(g, p, st), func(float64) float64 { return 1 }), m.grid.inverse(m.outside()), nil
	}
	panic("kinetic: unknown term " + term)
}

// weight returns the weights of the residuals inside the domain.
func (m *bgk) weight(p *Points) func(int) float64 {
	if m.dense == nil && m.front == 0 {
		return nil
	}
	return func(i int) float64 {
		t, x, eps := p.At(i)
		w := 1.0
		if m.dense != nil {
			w = m.dense(x, p.Parameters(p.Cell[i]))
		}
		if m.front > 0 && m.rests {
			w *= m.fluid.calm(t, x, eps*fluidKnudsen/viscousKnudsen[0], m.front)
		} else if m.front > 0 {
			w *= m.fluid.calm(t, x, eps, m.front)
		}
		return w
	}
}

// conservation builds the residual of a conservation law without heat flux from (log rho, u, log T), n×1.
func conservation(g autodiff.Graph, macro autodiff.Node, term string) autodiff.Node {
	rho, u, temp := primitive(g, macro)
	mom := g.Mul(rho, u)
	if term == "mass" {
		return g.Add(g.Dt(rho), g.Dx(mom))
	}
	pressure, ram := g.Mul(rho, temp), g.Mul(mom, u)
	energy := g.Add(ram, pressure) // twice
	if term == "momentum" {
		return g.Add(g.Dt(mom), g.Dx(energy))
	}
	flux := g.Mul(u, g.Add(ram, g.Scale(pressure, 3)))
	return g.Scale(g.Add(g.Dt(energy), g.Dx(flux)), 0.5)
}

// primitive returns rho, u and T, n×1 each.
func primitive(g autodiff.Graph, macro autodiff.Node) (rho, u, temp autodiff.Node) {
	return exp(g, g.Cols(macro, 0, 1)), g.Cols(macro, 1, 2), exp(g, g.Cols(macro, 2, 3))
}

func exp(g autodiff.Graph, x autodiff.Node) autodiff.Node {
	return g.Apply(x, func(z float64) (v, d1, d2 float64) {
		e := kernel.Exp64(z)
		return e, e, e
	})
}

// maxwellian builds M over the envelope at the nodes of q, n×nv: the exponent is a quadratic in v with the coefficients
// log rho - (log T + u^2/T)/2, u/T and -1/(2T).
func maxwellian(g autodiff.Graph, macro autodiff.Node, q bgkVelocities) autodiff.Node {
	logRho, u, logT := g.Cols(macro, 0, 1), g.Cols(macro, 1, 2), g.Cols(macro, 2, 3)
	cold := exp(g, g.Scale(logT, -1)) // 1/T
	slope := g.Mul(u, cold)
	level := g.Sub(logRho, g.Scale(g.Add(logT, g.Mul(u, slope)), 0.5))
	coef := g.Add(g.Add(g.MulConst(level, place(1, 3, 0), 3), g.MulConst(slope, place(1, 3, 1), 3)), g.MulConst(cold, place(1, 3, 2), 3))
	nv := q.n()
	vander := make([]float64, 3*nv)
	scale := make([]float64, nv)
	for j, v := range q.v {
		vander[j], vander[nv+j], vander[2*nv+j] = 1, v, -0.5*v*v
		scale[j] = 1 / (math.Sqrt(2*math.Pi) * q.envelope[j])
	}
	return g.ColScale(exp(g, g.MulConst(coef, vander, nv)), scale)
}

// Outputs implements Model: rho, u, T and q = eps <v^3 g>/2.
func (m *bgk) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	heat := g.Mul(g.Scale(g.MulConst(g.Value(st[1]), m.q.moment(3), 1), 0.5), p.Power(g, 1))
	if m.flight != nil {
		heat = g.Add(heat, g.Cols(m.flightRates(st), m.q.n(), m.q.n()+1))
	}
	return fieldsOf(g, g.Value(st[0]), heat)
}

// fieldsOf puts rho, u, T and the heat flux side by side.
func fieldsOf(g autodiff.Graph, macro, heat autodiff.Node) autodiff.Node {
	rho, u, temp := primitive(g, macro)
	out := g.MulConst(heat, place(1, 4, 3), 4)
	for k, f := range []autodiff.Node{rho, u, temp} {
		out = g.Add(out, g.MulConst(f, place(1, 4, k), 4))
	}
	return out
}

// Distribution implements Model: M exactly and g by band-limited interpolation of its nodes.
func (m *bgk) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	mx := maxwellian(g, g.Value(st[0]), m.grid)
	micro := g.MulConst(g.Value(st[1]), m.q.interpolate(m.grid.v), m.grid.n())
	f := g.Add(mx, g.Mul(micro, p.Power(g, 1)))
	if m.flight != nil {
		f = g.Add(f, m.flightPart(g, p, false))
	}
	return f
}

// Velocities implements Model.
func (m *bgk) Velocities() []float64 { return m.grid.v }

// VelocityWeights implements Quadrature.
func (m *bgk) VelocityWeights() []float64 { return m.grid.w }

// wall builds f less that of the particles outside where they enter, 0 elsewhere, at the velocities of Distribution: share of the
// temperature outside times the Maxwellian there.
func (m *bgk) wall(g autodiff.Graph, p *Points, f autodiff.Node, share func(temp float64) float64) autodiff.Node {
	n := m.grid.n()
	known := g.Known(p.Space, 2*n, false, func(i int, out []autodiff.Jet) {
		t, x, _ := p.At(i)
		rho, u, temp := m.edge(t, x, p.Parameters(p.Cell[i]))
		for j, v := range m.grid.v {
			incoming := 0.0
			if (x < m.middle) == (v > 0) && v != 0 {
				incoming = 1
			}
			c := v - u
			out[j] = autodiff.Constant(rho / math.Sqrt(2*math.Pi*temp) * kernel.Exp64(-c*c/(2*temp)) * share(temp))
			out[n+j] = autodiff.Constant(incoming)
		}
	})
	return g.Mul(g.Sub(f, g.Cols(known, 0, n)), g.Cols(known, n, 2*n))
}

// outside is the temperature of the norm at walls.
func (m *bgk) outside() float64 {
	if m.hot == 0 {
		return 1.5
	}
	return m.hot
}

// newBGK completes a problem's description to a model.
func newBGK(p *autodiff.Params, m *bgk) (Model, error) {
	if m.opt.Formulation == Papers {
		return newPapers(p, m)
	}
	m.grid = m.q.refine(4)
	return m, m.layout(p)
}

// encode builds the inputs of the encoder.
func (m *bgk) encode(g autodiff.Graph, p *Points) autodiff.Node {
	if m.codes == 0 {
		return p.Codes(g)
	}
	return p.codes(g, m.codes, m.code)
}
