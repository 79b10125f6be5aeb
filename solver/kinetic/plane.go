package kinetic

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// plane is linear transport in two space dimensions with velocities v = (cos theta, sin theta), <.> = 1/(2 pi) int dtheta, or with Sphere the
// components in the plane of unit vectors in space:
//
//	eps^2 f_t + eps v . grad f = <f> - f + eps^2 (G - sigma_a f),
//
// in micro-macro form f = rho + eps g, <g> = 0 (Lemou & Mieussens 2008; APNN, arXiv 2111.02541):
//
//	macro  rho_t + div <v g> + sigma_a rho = G
//	micro  eps^2 (g_t + sigma_a g) + eps (v . grad g - div <v g>) + v . grad rho + g = 0
//
// The unknowns are rho = rho0 + a R and g = g0 + b N with known jets rho0, g0, a, b that carry the initial data, and a network for R
// and N; <N> = 0 holds by construction in both heads.
type plane struct {
	opt   Options
	q     directions
	modes int // of the modal head: degree of directions.modes

	features int
	feature  func(t, x, y, eps float64, out []autodiff.Jet)
	ansatz   func(t, x, y, eps float64) planeAnsatz
	g0       func() func(t, x, y, eps float64, out []autodiff.Jet) // one for each graph, at the nodes; nil: 0
	start    func(x, y, eps float64, g []float64) (rho float64)    // initial data, for the soft form; g at the nodes is zero on entry
	medium   func(x, y float64) (absorption, source float64)       // nil: none
	weights  map[string]float64                                    // of the loss terms, 1 where absent
	point    func(t float64) float64                               // weight of the residuals at a point; nil: 1

	spectral *planeSpectral // of the head of that name; nil: the problem has none

	net *autodiff.Network
}

// planeAnsatz holds the known jets of hard initial data: rho = rho + a R and g = first . v + b N, further known parts of g apart.
type planeAnsatz struct {
	rho, a, b autodiff.Jet
	first     [2]autodiff.Jet
}

// planeInfo fills in what all problems of transport in a plane share.
func planeInfo(i Info) Info {
	i.Class = info.Transport
	i.Definitions, i.Boundary = "θ in [0, 2π], ⟨f⟩ = ∫ f dθ/(2π), ρ = ⟨f⟩; with directions sphere v = √(1 − μ²) (cos θ, sin θ), ⟨f⟩ = ∫ f dμ dθ/(4π), μ in [−1, 1]", "periodic in x and y"
	i.Dimensions, i.VMin, i.VMax, i.Periodic = 2, 0, 2*math.Pi, true
	i.Fields = []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
		{Name: "flux_x", Symbol: "flux x", Label: "flux ⟨v f⟩/ε along x", Unit: "1", Sign: info.Signed, Vector: "flux"},
		{Name: "flux_y", Symbol: "flux y", Label: "flux ⟨v f⟩/ε along y", Unit: "1", Sign: info.Signed, Vector: "flux"},
	}
	i.Limits = []info.Limit{info.Diffusion}
	if i.Heads == nil {
		i.Heads = []string{Nodal, Modal}
	}
	i.Formulations = []string{MicroMacro}
	i.Directions = []string{Circle, Sphere}
	return i
}

// planeRule returns the directions of flight and the degree of the modal head: on the circle the given ones, on the sphere harmonics up to
// the given degree.
func planeRule(o Options, nodes, modes, degree int) (directions, int) {
	if o.Directions == Sphere {
		return newSphere(degree), degree
	}
	return newCircle(planeNodes(o.Head, nodes)), modes
}

// planeDiffusivity is <v_x^2>: the flux tends to this times -grad rho for eps -> 0.
func planeDiffusivity(o Options) float64 {
	if o.Directions == Sphere {
		return 1. / 3
	}
	return 0.5
}

// planeEquation is the equation without absorption and source.
const planeEquation = "ε² f_t + ε v·∇f = ⟨f⟩ − f, v = (cos θ, sin θ)"

// layout adds the network of the chosen head to p.
func (m *plane) layout(p *autodiff.Params) error {
	spec := autodiff.NetworkSpec{
		Name: "net", Features: m.features, Codes: KnudsenCodes, Encoder: 16,
		Width: m.opt.Width, Depth: m.opt.Depth, Act: kernel.Tanh, Gain: 0.5,
	}
	if m.opt.Head == Spectral && m.opt.Directions == Sphere {
		return input.New("directions", m.opt.Directions, "%s with head %s", Circle, Spectral)
	}
	switch m.opt.Head {
	case Nodal:
		spec.Outputs = 1 + m.q.n()
	case Modal:
		spec.Outputs = 1 + m.q.size(m.modes)
	case Spectral:
		if m.spectral != nil {
			m.spectral.layout(p, m.opt)
			return nil
		}
		fallthrough
	default:
		return input.Unknown("head", m.opt.Head, []string{Nodal, Modal})
	}
	m.net = autodiff.NewNetwork(p, spec)
	return nil
}

// Terms implements Model.
func (m *plane) Terms() []Term {
	terms := []Term{{Name: "macro", Kind: Interior}, {Name: "micro", Kind: Interior}}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart})
	}
	for i := range terms {
		terms[i].Weight = 1
		if w, ok := m.weights[terms[i].Name]; ok {
			terms[i].Weight = w
		}
	}
	return terms
}

// State implements Model: rho (n×1) and g at the angles (n×nodes).
func (m *plane) State(g autodiff.Graph, p *Points, jets bool) State {
	nv := m.q.n()
	var rho, micro autodiff.Node
	var spread []float64
	if m.opt.Head == Spectral {
		rho, micro = m.spectral.unknowns(g, p, jets)
		spread = m.q.modes(m.spectral.modes)
	} else {
		in := g.Known(p.Space, m.features, jets, func(i int, out []autodiff.Jet) {
			t, x, y, eps := p.Place(i)
			m.feature(t, x, y, eps, out)
		})
		out := m.net.Apply(g, in, p.Codes(g), p.Cell)
		rho, micro = g.Cols(out, 0, 1), g.Cols(out, 1, g.Columns(out))
		spread = m.q.matrix(ones(nv))
		if m.opt.Head == Modal {
			spread = m.q.modes(m.modes)
		}
	}
	if m.opt.Initial == Soft {
		return State{rho, g.MulConst(micro, spread, nv)}
	}
	known := g.Known(p.Space, 5, jets, func(i int, out []autodiff.Jet) {
		k := m.ansatz(p.Place(i))
		out[0], out[1], out[2], out[3], out[4] = k.rho, k.a, k.b, k.first[0], k.first[1]
	})
	rho = g.Add(g.Cols(known, 0, 1), g.Mul(rho, g.Cols(known, 1, 2)))
	micro = g.MulConst(g.Mul(micro, g.Cols(known, 2, 3)), spread, nv)
	micro = g.Add(micro, g.MulConst(g.Cols(known, 3, 5), append(slices.Clone(m.q.x), m.q.y...), nv))
	if m.g0 != nil {
		g0 := m.g0()
		micro = g.Add(micro, g.Known(p.Space, nv, jets, func(i int, out []autodiff.Jet) {
			t, x, y, eps := p.Place(i)
			g0(t, x, y, eps, out)
		}))
	}
	return State{rho, micro}
}

// Residual implements Model.
func (m *plane) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	nv := m.q.n()
	rho, micro := st[0], st[1]
	switch term {
	case "macro":
		r := g.Add(g.Dt(rho), g.MulConst(g.Dx(micro), m.q.mean(m.q.x, 0, 1), 1))
		r = g.Add(r, g.MulConst(g.Dy(micro), m.q.mean(m.q.y, 0, 1), 1))
		if m.medium != nil {
			known := g.Known(p.Space, 2, false, func(i int, out []autodiff.Jet) {
				_, x, y, _ := p.Place(i)
				out[0].V, out[1].V = m.medium(x, y)
			})
			r = g.Sub(g.Add(r, g.Mul(g.Value(rho), g.Cols(known, 0, 1))), g.Cols(known, 1, 2))
		}
		return r, nil, m.late(p)
	case "micro":
		rate := g.Dt(micro)
		if m.medium != nil {
			absorption := g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
				_, x, y, _ := p.Place(i)
				out[0].V, _ = m.medium(x, y)
			})
			rate = g.Add(rate, g.Mul(g.Value(micro), absorption))
		}
		stream := g.Add(g.MulConst(g.Dx(micro), m.q.matrix(m.q.x), nv), g.MulConst(g.Dy(micro), m.q.matrix(m.q.y), nv))
		r := g.Add(g.Mul(rate, p.Power(g, 2)), g.Mul(stream, p.Power(g, 1)))
		r = g.Add(r, g.MulConst(g.Dx(rho), m.q.x, nv))
		r = g.Add(r, g.MulConst(g.Dy(rho), m.q.y, nv))
		return g.Add(r, g.Value(micro)), m.q.weights(), m.late(p)
	case "initial": // rho and g at t = 0; <dg> = 0, so the mean square of dr + dg is dr^2 + <dg^2>
		at := make([]float64, nv)
		want := g.Known(p.Space, nv, false, func(i int, out []autodiff.Jet) {
			_, x, y, eps := p.Place(i)
			clear(at)
			rho := m.start(x, y, eps, at)
			for j, v := range at {
				out[j] = autodiff.Constant(rho + v)
			}
		})
		return g.Sub(g.Add(g.MulConst(g.Value(rho), ones(nv), nv), g.Value(micro)), want), m.q.weights(), nil
	}
	panic("kinetic: unknown term " + term)
}

// late returns the weights of the points.
func (m *plane) late(p *Points) func(int) float64 {
	if m.point == nil {
		return nil
	}
	return func(i int) float64 { return m.point(p.T[i]) }
}

// Outputs implements Model: rho and the flux <v g> = <v f>/eps.
func (m *plane) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	flux := m.q.mean(m.q.x, 1, 3)
	for i, v := range m.q.mean(m.q.y, 2, 3) {
		flux[i] += v
	}
	return g.Add(g.MulConst(g.Value(st[0]), []float64{1, 0, 0}, 3), g.MulConst(g.Value(st[1]), flux, 3))
}

// Distribution implements Model: f at the angles, on the sphere its mean over mu.
func (m *plane) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	nv := len(m.Velocities())
	micro := g.Value(st[1])
	if m.q.height != nil {
		over := make([]float64, m.q.n()*nv)
		for j, w := range m.q.w {
			over[j*nv+j/m.q.across] = w * float64(nv)
		}
		micro = g.MulConst(micro, over, nv)
	}
	return g.Add(g.MulConst(g.Value(st[0]), ones(nv), nv), g.Mul(micro, p.Power(g, 1)))
}

// Velocities implements Model: the angles.
func (m *plane) Velocities() []float64 {
	var theta []float64
	for j := 0; j < m.q.n(); j += m.q.across {
		theta = append(theta, m.q.theta[j])
	}
	return theta
}

// VelocityWeights implements Quadrature.
func (m *plane) VelocityWeights() []float64 {
	w := ones(len(m.Velocities()))
	for j := range w {
		w[j] = 1 / float64(len(w)) * (2 * math.Pi)
	}
	return w
}

// uniformPlane fills the positions x with a Latin square: one x and one y in each of equally many intervals, in random order.
func uniformPlane(rng *rand.Rand, d info.Domain, x []float64) {
	n := len(x) / 2
	for c, a := range d.Axes() {
		h := (a.Max - a.Min) / float64(n)
		for i := range n {
			x[2*i+c] = a.Min + float64(h*(float64(i)+rng.Float64()))
		}
		rng.Shuffle(n, func(i, j int) { x[2*i+c], x[2*j+c] = x[2*j+c], x[2*i+c] })
	}
}

// waves writes cos and sin of 1, ..., n times k x and k y: 4n periodic features.
func waves(x, y, k float64, n int, out []autodiff.Jet) {
	for i := range n {
		w := k * float64(i+1)
		out[4*i+1], out[4*i] = autodiff.Jet{V: w * x, Dx: w}.Sincos()
		out[4*i+3], out[4*i+2] = autodiff.Jet{V: w * y, Dy: w}.Sincos()
	}
}
