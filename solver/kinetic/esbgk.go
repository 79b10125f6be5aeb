package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// esbgk is the ellipsoidal BGK equation in one space and three velocity dimensions (Holway, Phys. Fluids 9, 1966; Andries et al., Eur. J.
// Mech. B 19, 2000) by the reduced distributions phi = int f dv2 dv3 and psi = int (v2^2 + v3^2) f dv2 dv3 of v = v1 (Chu, Phys. Fluids
// 8, 1965):
//
//	eps (phi_t + v phi_x) = N - phi,  eps (psi_t + v psi_x) = 2 S22 N - psi,  N = rho (2 pi S11)^(-1/2) exp(-(v-u)^2/(2 S11)),
//
// S_ii = (1-nu) T + nu Th_ii, rho Th11 = int (v-u)^2 phi, rho Th22 = int psi/2, T = (Th11 + 2 Th22)/3. The Prandtl number is 1/(1-nu): nu
// = 0 is the BGK equation. With phi = N + eps g, psi = 2 S22 N + eps h and s = int v^2 g dv,
//
//	int (1, v) g dv = 0,  int h dv = -s,  rho Th11 = rho T + eps s/(1-nu),  S11 = T + eps nu s/((1-nu) rho),  S22 = (3 T - S11)/2   (1)
//
// so that N is known from rho, u, T and g, and nothing is divided by eps:
//
//	kinetic     N_t + v N_x + eps (g_t + v g_x) + g = 0
//	transverse  (2 S22 N)_t + v (2 S22 N)_x + eps (h_t + v h_x) + h = 0
//	mass        rho_t + (rho u)_x = 0
//	momentum    (rho u)_t + (rho u^2 + rho T + eps s/(1-nu))_x = 0
//	energy      (rho u^2 + 3 rho T)_t/2 + (u (rho u^2 + 5 rho T)/2 + u eps s/(1-nu) + q)_x = 0,  q = eps (int v^3 g + int v h - 2 u s)/2
//
// The stress rho (Th11 - T) = eps s/(1-nu) and the heat flux q tend to those of Navier and Stokes, -(4/3) eps p u_x/(1-nu) and
// -(5/2) eps p T_x. Unknowns, envelope W, clock and initial data are those of bgk.go; g/W and h/W are sums of orthonormal polynomials,
// for which (1) is a relation between coefficients: it holds by construction.
type esbgk struct {
	bgk
	nu float64
}

// esModes is the number of coefficients of g, degrees 2 to esModes+1, and of h, degrees 1 to esModes; degree 0 of h follows by (1).
const esModes = 12

// esInfo fills in what all gases in three velocity dimensions share.
func esInfo(i Info) Info {
	i = bgkInfo(i)
	i.Equation = "ε (f_t + v₁ f_x) = G[f] − f, v in R³"
	i.Definitions = "G the Gaussian with density ρ, mean (u, 0, 0) and covariance (T/Pr) I + (1 − 1/Pr) Θ, M that with T I, ρ = ∫ f dv, ρ u = ∫ v₁ f dv, " +
		"ρ Θ = ∫ (v − u)(v − u)ᵀ f dv, T = tr Θ/3, q = ½ ∫ (v₁ − u) |v − u|² f dv"
	i.Fields = []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
		{Name: "u", Symbol: "u", Label: "velocity u", Unit: "1", Sign: info.Signed},
		{Name: "T", Symbol: "T", Label: "temperature T", Unit: "1", Sign: info.Positive},
		{Name: "stress", Symbol: "σ₁₁", Label: "stress σ₁₁ = ρ (Θ₁₁ − T)", Unit: "1", Sign: info.Signed, Vanishes: true},
		{Name: "q", Symbol: "q", Label: "heat flux q", Unit: "1", Sign: info.Signed, Vanishes: true},
	}
	i.Heads, i.Formulations = []string{Modal}, []string{MicroMacro}
	return i
}

// prandtl returns nu.
func prandtl(number float64) float64 { return 1 - 1/number }

// newES completes a problem's description to a model.
func newES(p *autodiff.Params, m *esbgk) (Model, error) {
	if m.opt.Head != Modal {
		return nil, input.Unknown("head", m.opt.Head, []string{Modal})
	}
	m.grid = m.q.refine(4)
	m.net = autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: m.features, Codes: KnudsenCodes + m.codes, Encoder: 16,
		Width: m.opt.Width, Depth: m.opt.Depth, Outputs: 3 + 2*esModes, Act: kernel.Tanh, Gain: 0.5,
	})
	return m, nil
}

// Terms implements Model.
func (m *esbgk) Terms() []Term {
	terms := m.bgk.Terms()
	terms = append([]Term{terms[0], {Name: "transverse", Kind: Interior, Weight: 1}}, terms[1:]...)
	if m.inflow {
		terms = append(terms, Term{Name: "boundary-transverse", Kind: AtWalls, Weight: 1})
	}
	return terms
}

// State implements Model: (log rho, u, log T), n×3, g/W and h/W at the velocity nodes, n×nv each.
func (m *esbgk) State(g autodiff.Graph, p *Points, jets bool) State {
	nv, in := m.q.n(), m.inputs(g, p, jets)
	out := m.net.Apply(g, in, m.encode(g, p), p.Cell)
	factor := m.microFactor(g, p, jets)
	along, across := g.Cols(out, 3, 3+esModes), g.Cols(out, 3+esModes, 3+2*esModes)
	micro := g.MulConst(along, m.q.modes(2, esModes), nv)
	basis := m.q.modes(0, 1)
	unit := 0.0 // int W p_0, so that p_0/unit W has mass 1
	for j, w := range m.q.moment(0) {
		unit += w * basis[j]
	}
	mass := g.Scale(g.MulConst(micro, m.q.moment(2), 1), -1/unit)
	rest := g.Add(g.MulConst(across, m.q.modes(1, esModes), nv), g.MulConst(mass, basis, nv))
	return m.withFlight(g, p, State{m.fields(g, p, jets, g.Cols(out, 0, 3), in), g.Mul(micro, factor), g.Mul(rest, factor)})
}

// stress builds eps s/(1-nu), with jets.
func (m *esbgk) stress(g autodiff.Graph, p *Points, micro autodiff.Node) autodiff.Node {
	return g.Mul(g.Scale(g.MulConst(micro, m.q.moment(2), 1), 1/(1-m.nu)), m.knudsen(g, p, true))
}

// stressNow builds it without jets.
func (m *esbgk) stressNow(g autodiff.Graph, p *Points, micro autodiff.Node) autodiff.Node {
	return g.Mul(g.Scale(g.MulConst(g.Value(micro), m.q.moment(2), 1), 1/(1-m.nu)), p.Power(g, 1))
}

// knudsen builds eps, n×1 with or without jets.
func (m *esbgk) knudsen(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return g.Known(p.Space, 1, jets, func(i int, out []autodiff.Jet) {
		_, _, eps := p.At(i)
		out[0] = autodiff.Constant(eps)
	})
}

// spread builds (log rho, u, log S) for the Gaussian N from the macroscopic fields, and S22, from the stress eps s/(1-nu).
func (m *esbgk) spread(g autodiff.Graph, macro, stress autodiff.Node) (gaussian, across autodiff.Node) {
	temp := exp(g, g.Cols(macro, 2, 3))
	if m.nu == 0 {
		return macro, temp
	}
	thin := exp(g, g.Scale(g.Cols(macro, 0, 1), -1))
	excess := g.Scale(g.Mul(stress, thin), m.nu) // S11 - T
	// An untrained network may ask for any stress: a softplus keeps S11/T above 0, and differs from 1 + y by less than 1e-5 for y > -0.8.
	ratio := g.Apply(g.Mul(excess, exp(g, g.Scale(g.Cols(macro, 2, 3), -1))), positive)
	along := g.Mul(temp, ratio)
	logS := g.Add(g.Cols(macro, 2, 3), g.Apply(ratio, logarithm))
	gaussian = g.Add(g.MulConst(g.Cols(macro, 0, 2), place(2, 3, 0), 3), g.MulConst(logS, place(1, 3, 2), 3))
	return gaussian, g.Scale(g.Sub(g.Scale(temp, 3), along), 0.5)
}

// positive is a softplus of 1 + y that is steep enough to be 1 + y for the stresses of solutions.
func positive(y float64) (v, d1, d2 float64) {
	const steep = 50
	z := steep * (1 + y)
	if z > 40 {
		return 1 + y, 1, 0
	}
	e := kernel.Exp64(-math.Abs(z))
	v = (math.Max(z, 0) + kernel.Log64(1+e)) / steep
	d1 = 1 / (1 + e)
	if z < 0 {
		d1 = e / (1 + e)
	}
	return v + 1e-3, d1, steep * e / ((1 + e) * (1 + e))
}

func logarithm(z float64) (v, d1, d2 float64) { return kernel.Log64(z), 1 / z, -1 / (z * z) }

// Residual implements Model. The residuals of both distributions are measured in L2(1/W).
func (m *esbgk) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	macro, micro, rest := st[0], st[1], st[2]
	switch term {
	case "kinetic", "transverse":
		gaussian, across := m.spread(g, macro, m.stress(g, p, micro))
		n := maxwellian(g, gaussian, m.q)
		if term == "transverse" {
			n, micro = g.Mul(n, across), g.Scale(rest, 0.5) // halves, of the size of phi
		}
		r := g.Add(g.Dt(n), g.ColScale(g.Dx(n), m.q.v))
		if nv := m.q.n(); m.flight != nil && term == "kinetic" {
			r = g.Sub(r, g.Cols(m.flightRates(st), 0, nv))
		} else if m.flight != nil {
			r = g.Sub(r, g.Cols(m.flightRates(st), nv+2, 2*nv+2))
		}
		d := g.Add(g.Dt(micro), g.ColScale(g.Dx(micro), m.q.v))
		return g.Add(g.Add(r, g.Mul(d, p.Power(g, 1))), g.Value(micro)), m.q.measure(), m.weight(p)
	case "momentum":
		return g.Add(conservation(g, macro, term), g.Dx(m.stress(g, p, micro))), nil, m.weight(p)
	case "energy":
		rho, u, temp := primitive(g, macro)
		pressure, ram := g.Mul(rho, temp), g.Mul(rho, g.Mul(u, u))
		stress := m.stress(g, p, micro)
		flux := g.Mul(u, g.Add(g.Add(ram, g.Scale(pressure, 5)), g.Scale(stress, 2)))
		flux = g.Add(g.Scale(flux, 0.5), m.heat(g, p, u, stress, micro, rest, true))
		r := g.Add(g.Scale(g.Dt(g.Add(ram, g.Scale(pressure, 3))), 0.5), g.Dx(flux))
		if nv := m.q.n(); m.flight != nil {
			r = g.Add(r, g.Cols(m.flightRates(st), nv+1, nv+2))
		}
		return r, nil, m.weight(p)
	case "boundary":
		return m.wall(g, p, m.Distribution(g, p, st), func(float64) float64 { return 1 }), m.grid.inverse(m.outside()), nil
	case "boundary-transverse":
		gaussian, across := m.spread(g, g.Value(macro), m.stressNow(g, p, micro))
		half := g.Add(g.Mul(maxwellian(g, gaussian, m.grid), across), m.small(g, p, g.Scale(rest, 0.5)))
		if m.flight != nil {
			half = g.Add(half, m.flightPart(g, p, true))
		}
		return m.wall(g, p, half, func(temp float64) float64 { return temp }), m.grid.inverse(m.outside()), nil
	}
	return m.bgk.Residual(g, p, st, term) // mass, initial
}

// heat builds q, with or without jets.
func (m *esbgk) heat(g autodiff.Graph, p *Points, u, stress, micro, rest autodiff.Node, jets bool) autodiff.Node {
	third := g.Add(g.MulConst(micro, m.q.moment(3), 1), g.MulConst(rest, m.q.moment(1), 1))
	// eps s = (1-nu) times the stress
	return g.Sub(g.Scale(g.Mul(third, m.knudsen(g, p, jets)), 0.5), g.Scale(g.Mul(u, stress), 1-m.nu))
}

// Outputs implements Model: rho, u, T, stress and q.
func (m *esbgk) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	macro, micro, rest := g.Value(st[0]), g.Value(st[1]), g.Value(st[2])
	rho, u, temp := primitive(g, macro)
	stress := m.stressNow(g, p, micro)
	heat := m.heat(g, p, u, stress, micro, rest, false)
	if nv := m.q.n(); m.flight != nil {
		heat = g.Add(heat, g.Cols(m.flightRates(st), nv, nv+1))
	}
	out := g.MulConst(rho, place(1, 5, 0), 5)
	for k, f := range []autodiff.Node{u, temp, stress, heat} {
		out = g.Add(out, g.MulConst(f, place(1, 5, k+1), 5))
	}
	return out
}

// Distribution implements Model: phi.
func (m *esbgk) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	macro, micro := g.Value(st[0]), g.Value(st[1])
	gaussian, _ := m.spread(g, macro, m.stressNow(g, p, micro))
	f := g.Add(maxwellian(g, gaussian, m.grid), m.small(g, p, micro))
	if m.flight != nil {
		f = g.Add(f, m.flightPart(g, p, false))
	}
	return f
}

// small builds eps g at the velocities of Distribution from g/W at the nodes.
func (m *esbgk) small(g autodiff.Graph, p *Points, micro autodiff.Node) autodiff.Node {
	return g.Mul(g.MulConst(g.Value(micro), m.q.interpolate(m.grid.v), m.grid.n()), p.Power(g, 1))
}
