package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// semiconductor is the linear Boltzmann-Poisson system on a periodic interval, v on the line,
//
//	eps^2 f_t + eps (v f_x + phi_x f_v) = rho M - f,  beta phi_xx = rho - c(x),  M = pi^(-1/2) exp(-v^2),
//
// for electrons in the potential phi over the doping c; phi_x is minus the electric field, and electrons are accelerated along it
// (scaling: Jin & Pareschi, J. Comput. Phys. 161, 2000). In Hermite functions,
//
//	f = M (rho + eps sum_l g_l H_l),  l = 1..L, H_l orthonormal under M,
//
// it has no 1/eps, and derivatives in v are exact:
//
//	macro  rho_t + (g_1)_x/sqrt 2 = 0
//	micro  eps^2 (g_1)_t + g_1 + eps (g_2)_x + rho_x/sqrt 2 - sqrt 2 phi_x rho = 0
//	       eps^2 (g_l)_t + g_l + eps (sqrt(l/2) (g_(l-1))_x + sqrt((l+1)/2) (g_(l+1))_x - sqrt(2l) phi_x g_(l-1)) = 0
//
// with the flux g_1/sqrt 2, which tends to -rho_x/2 + rho phi_x. Steady for every eps is f = C exp(2 phi - v^2).
//
// Unknowns are the amplitudes of Fourier series in x of rho and g_l, which the network gives as functions of t and eps alone. So
// Poisson's equation holds by construction, term by term, as do the ends, the mass and the mean of phi_x, which is the bias. Data are
// f0 = rho0 M: with the kinetic clock (clock.go) rho = rho0 + (tau/T) R, phi_x alike. With soft initial data rho = rho0 + R, and a loss
// term asks for R = 0 at the start. What drift and diffusion make of rho is known, and the rest falls with a power of eps,
//
//	g_1 = Q (sqrt 2 rho phi_x - rho_x/sqrt 2 + s^2 G_1),  g_l = Q s^min(l-1, 3) G_l,  s = eps/(eps + semiconductorKnudsen),
//
// so that for small eps the macro equation alone is learnt. In the formulation Diffusion what drift and diffusion make of rho is known too: rho
// = rho_d(tau) + s^2 (tau/T) R, where rho_d solves their equations (driftdiffusion.go), and nothing is left to learn for small eps. The
// formulation Outgoing is the same with Hermite modes that do not end with zero, see absorb. Near the steady state the flux is a small
// difference of drift and diffusion: without this its error at eps <= 1e-2 was 3e-2 after 6000 steps, with it 1e-2 after 3000.
type semiconductor struct {
	opt    Options
	end    float64
	left   float64
	length float64
	beta   float64
	waves  int                                                 // wave numbers of the series, 1..waves
	modes  int                                                 // L
	haste  float64                                             // of the weights of residuals, see late
	start  func(x float64) (rho, slope, gradient autodiff.Jet) // rho0, its derivative, phi_x
	limit  func(m *semiconductor) *driftDiffusion              // drift and diffusion, for the formulation of that name

	known *driftDiffusion // nil: only the initial data are
	trunk *spectral       // of its inputs, with head spectral; else nil
	net   *autodiff.Network
	v     []float64 // of Distribution
}

// semiconductorKnudsen is where half of the departure from drift and diffusion is left to the network: the rates of semiconductor-relax, about 30,
// times eps^2 are a third there. With 0.2 the flux was twice as far off after 16000 steps.
const semiconductorKnudsen = 0.1

// diffusionModes is L of the formulation Diffusion. Of semiconductor-relax, without a network, the first 8 modes alone give the flux at eps = 0.1 with
// an error of 5e-3 and at 0.3 of 2e-3, the first 12 of 1e-3 and 2e-4.
const diffusionModes = 12

// diffusionKnudsen is the same for the departure of the density from drift and diffusion. With 0.3 the flux at eps = 0.1 was 2e-2 to 6e-2 off.
const diffusionKnudsen = 0.03

// semiconductorSpeed is the largest velocity of the distributions that are shown.
const semiconductorSpeed = 4

// semiconductorInfo fills in what all semiconductors share.
func semiconductorInfo(i Info) Info {
	i.Equation, i.Class = "ε² f_t + ε (v f_x + φ_x f_v) = ρ M − f, β φ_xx = ρ − c", info.Semiconductor
	i.Definitions = "v in R, M = π^(−1/2) exp(−v²), ⟨f⟩ = ∫ f dv, ρ = ⟨f⟩"
	i.Dimensions, i.VMin, i.VMax = 1, -semiconductorSpeed, semiconductorSpeed
	i.Fields = []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "electron density ρ", Unit: "1", Sign: info.Positive},
		{Name: "flux", Symbol: "flux", Label: "flux ⟨v f⟩/ε", Unit: "1", Sign: info.Signed},
		{Name: "phi_x", Symbol: "φ_x", Label: "potential gradient φ_x = −E", Unit: "1", Sign: info.Signed},
	}
	i.Limits = []info.Limit{info.Diffusion}
	i.Heads = []string{Modal}
	i.Formulations = []string{Diffusion, MicroMacro, Outgoing, Resolved}
	return i
}

// newSemiconductor lays the network out in p.
func newSemiconductor(p *autodiff.Params, m *semiconductor) (Model, error) {
	spec := autodiff.NetworkSpec{Name: "net", Features: 3, Codes: KnudsenCodes, Encoder: 16, Width: m.opt.Width, Depth: m.opt.Depth, Act: kernel.Tanh, Gain: 0.5}
	switch m.opt.Head {
	case Modal:
	case Spectral:
		m.spectral()
		spec.Features, spec.Codes, spec.Encoder = m.trunk.trunk(), 0, 0
	default:
		return nil, input.Unknown("head", m.opt.Head, []string{Modal, Spectral})
	}
	if m.opt.Formulation != MicroMacro && m.opt.Formulation != Resolved {
		if m.trunk != nil {
			return nil, input.New("formulation", m.opt.Formulation, "%s or %s with head %s", MicroMacro, Resolved, Spectral)
		}
		m.known, m.modes = m.limit(m), diffusionModes
	}
	spec.Outputs = 2*m.waves + m.modes*(2*m.waves+1)
	m.net = autodiff.NewNetwork(p, spec)
	const nodes = 65 // M is below 1e-7 beyond the last
	for j := range nodes {
		m.v = append(m.v, semiconductorSpeed*(2*float64(j)/(nodes-1)-1))
	}
	return m, nil
}

// feature sets the trunk inputs: time, the clock, and a decay on the scale of time in which the field is screened.
func (m *semiconductor) feature(t, _, eps float64, out []autodiff.Jet) {
	s := autodiff.Jet{V: t / m.end, Dt: 1 / m.end}
	out[0] = s.Scale(2).Shift(-1)
	out[1] = autodiff.Constant(1)
	if m.opt.Initial == Hard { // else nothing bounds its derivative, as in smooth.go
		q, _ := clock(t, eps)
		out[1] = q.Scale(2).Shift(-1)
	}
	out[2] = s.Scale(-3).Exp().Scale(2).Shift(-1)
}

// Terms implements Model.
func (m *semiconductor) Terms() []Term {
	// With equal weights the flux at eps = 0.1 was 4 times as far off after 6000 steps, at equal errors of rho.
	terms := []Term{{Name: "macro", Kind: Interior, Weight: 1}, {Name: "micro", Kind: Interior, Weight: 10}}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart, Weight: 10})
	}
	return terms
}

// State implements Model: rho, phi_x (n×1 each) and g_1..g_L (n×L).
func (m *semiconductor) State(g autodiff.Graph, p *Points, jets bool) State {
	out := m.apply(g, p, jets)
	pairs, line := 2*m.waves, 2*m.waves+1
	basis := g.Known(p.Space, 3*pairs+m.modes*line, jets, func(i int, out []autodiff.Jet) {
		_, x, _ := p.At(i)
		for k := 1; k <= m.waves; k++ {
			wave := 2 * math.Pi / m.length * float64(k)
			sin, cos := autodiff.Jet{V: wave * (x - m.left), Dx: wave}.Sincos()
			scale := 1 / float64(k*k) // amplitudes of smooth solutions fall faster still
			cos, sin = cos.Scale(scale), sin.Scale(scale)
			out[2*k-2], out[2*k-1] = cos, sin
			out[pairs+2*k-2], out[pairs+2*k-1] = sin.Scale(1/(wave*m.beta)), cos.Scale(-1/(wave*m.beta)) // integrated
			out[2*pairs+2*k-2], out[2*pairs+2*k-1] = sin.Scale(-wave), cos.Scale(wave)                   // derivative
		}
		first := out[3*pairs:]
		first[0] = autodiff.Constant(1)
		copy(first[1:line], out[:pairs])
		for l := 1; l < m.modes; l++ {
			copy(first[l*line:], first[:line])
		}
	})
	known := g.Known(p.Space, 5+m.modes, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		q, tau := clock(t, eps)
		out[0], out[4], out[1] = m.start(x)
		out[2], out[3] = autodiff.Constant(1), q
		share := eps / (eps + semiconductorKnudsen)
		out[5] = q.Scale(share * share)
		if m.trunk != nil {
			out[5] = q
		}
		for l, c := 2, share; l <= m.modes; l++ {
			out[4+l] = q.Scale(c)
			if l < 4 {
				c *= share
			}
		}
		if m.opt.Initial == Hard {
			out[2] = tau.Scale(1 / m.end)
		}
		if m.known != nil {
			rho, slope, gradient := m.known.at(tau, x)
			out[0], out[4], out[1] = out[0].Add(rho), out[4].Add(slope), out[1].Add(gradient)
			far := eps / (eps + diffusionKnudsen)
			out[2] = out[2].Scale(far * far)
		}
	})
	amplitudes := g.Cols(out, 0, pairs)
	grow := g.Cols(known, 2, 3)
	rho := g.MulConst(g.Mul(amplitudes, g.Cols(basis, 0, pairs)), ones(pairs), 1)
	gradient := g.MulConst(g.Mul(amplitudes, g.Cols(basis, pairs, 2*pairs)), ones(pairs), 1)
	sums := make([]float64, m.modes*line*m.modes)
	for r := range m.modes * line {
		sums[r*m.modes+r/line] = 1
	}
	micro := g.MulConst(g.Mul(g.Cols(out, pairs, pairs+m.modes*line), g.Cols(basis, 3*pairs, 3*pairs+m.modes*line)), sums, m.modes)
	slope := g.MulConst(g.Mul(amplitudes, g.Cols(basis, 2*pairs, 3*pairs)), ones(pairs), 1)
	rho = g.Add(g.Cols(known, 0, 1), g.Mul(rho, grow))
	gradient = g.Add(g.Cols(known, 1, 2), g.Mul(gradient, grow))
	slope = g.Add(g.Cols(known, 4, 5), g.Mul(slope, grow))
	if m.trunk != nil {
		return State{rho, gradient, g.Mul(micro, g.Cols(known, 5, 5+m.modes))}
	}
	drift := g.Sub(g.Scale(g.Mul(rho, gradient), math.Sqrt2), g.Scale(slope, math.Sqrt(0.5)))
	drift = g.Mul(drift, g.Cols(known, 3, 4))
	st := State{rho, gradient, g.Add(g.MulConst(drift, place(1, m.modes, 0), m.modes), g.Mul(micro, g.Cols(known, 5, 5+m.modes)))}
	if jets && m.opt.Formulation == Outgoing {
		leaving := g.MulConst(g.Mul(g.Value(g.Cols(out, pairs+(m.modes-1)*line, pairs+m.modes*line)), m.absorb(g, p)), ones(line), 1)
		st = append(st, g.Mul(leaving, g.Value(g.Cols(known, 4+m.modes, 5+m.modes))))
	}
	return st
}

// absorb returns what multiplies the amplitudes of the last mode, in the order of the basis, to give the term of the one after it in the
// micro equation of the formulation Outgoing. At a wave number k the modes are a chain up which free flight carries f; one that ends with
// zero reflects it. With c = eps k sqrt((L+1)/2) a chain without end has g_(l+1) = -i r g_l, where g_(l+1) + i c (g_l + g_(l+2)) = 0 gives
// c r = (sqrt(1 + 4c^2) - 1)/2, and eps sqrt((L+1)/2) (g_(L+1))_x = c r g_L.
func (m *semiconductor) absorb(g autodiff.Graph, p *Points) autodiff.Node {
	return g.Known(p.Space, 2*m.waves+1, false, func(i int, out []autodiff.Jet) {
		_, x, eps := p.At(i)
		out[0] = autodiff.Jet{}
		for k := 1; k <= m.waves; k++ {
			wave := 2 * math.Pi / m.length * float64(k)
			c := eps * wave * math.Sqrt(float64(m.modes+1)/2)
			rate := (math.Sqrt(1+float64(4*c*c)) - 1) / 2
			sin, cos := autodiff.Constant(wave * (x - m.left)).Sincos()
			out[2*k-1], out[2*k] = cos.Scale(rate/float64(k*k)), sin.Scale(rate/float64(k*k))
		}
	})
}

// between returns the L×L matrices that take g to the coefficients of streaming and of acceleration; mode l is column l-1.
func (m *semiconductor) between() (stream, force []float64) {
	n := m.modes
	stream, force = make([]float64, n*n), make([]float64, n*n)
	for l := 1; l <= n; l++ {
		if l > 1 {
			stream[(l-2)*n+l-1] = math.Sqrt(float64(l) / 2)
			force[(l-2)*n+l-1] = math.Sqrt(2 * float64(l))
		}
		if l < n {
			stream[l*n+l-1] = math.Sqrt(float64(l+1) / 2)
		}
	}
	return stream, force
}

// Residual implements Model. The micro residual is measured in L2(1/M).
func (m *semiconductor) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	rho, gradient, micro := st[0], st[1], st[2]
	switch term {
	case "macro":
		return g.Add(g.Dt(rho), g.Scale(g.Dx(g.Cols(micro, 0, 1)), math.Sqrt(0.5))), nil, m.late(p)
	case "micro":
		n := m.modes
		stream, force := m.between()
		field := g.Value(gradient)
		r := g.Sub(g.MulConst(g.Dx(micro), stream, n), g.Mul(g.MulConst(g.Value(micro), force, n), field))
		r = g.Add(g.Mul(r, p.Power(g, 1)), g.Mul(g.Dt(micro), p.Power(g, 2)))
		drift := g.Sub(g.Scale(g.Dx(rho), math.Sqrt(0.5)), g.Scale(g.Mul(g.Value(rho), field), math.Sqrt2))
		if m.opt.Formulation == Outgoing {
			r = g.Add(r, g.MulConst(st[3], place(1, n, n-1), n))
		}
		return g.Add(g.Add(r, g.MulConst(drift, place(1, n, 0), n)), g.Value(micro)), nil, m.late(p)
	case "initial":
		return g.Sub(g.Value(rho), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
			_, x, _ := p.At(i)
			out[0], _, _ = m.start(x)
		})), nil, nil
	}
	panic("kinetic: unknown term " + term)
}

// Outputs implements Model: rho, flux and phi_x.
func (m *semiconductor) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	flux := g.Scale(g.Value(g.Cols(st[2], 0, 1)), math.Sqrt(0.5))
	out := g.MulConst(g.Value(st[0]), place(1, 3, 0), 3)
	return g.Add(g.Add(out, g.MulConst(flux, place(1, 3, 1), 3)), g.MulConst(g.Value(st[1]), place(1, 3, 2), 3))
}

// Distribution implements Model.
func (m *semiconductor) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	n := len(m.v)
	h := hermite(m.modes, m.v)
	return g.Add(g.MulConst(g.Value(st[0]), h[:n], n), g.Mul(g.MulConst(g.Value(st[2]), h[n:], n), p.Power(g, 1)))
}

// Velocities implements Model.
func (m *semiconductor) Velocities() []float64 { return m.v }

// hermite is the (l+1)×len(v) matrix of M H_0..M H_l, M = pi^(-1/2) exp(-v^2), H_k orthonormal under M.
func hermite(l int, v []float64) []float64 {
	n := len(v)
	m := make([]float64, (l+1)*n)
	for j, vj := range v {
		before, now := 0.0, kernel.Exp64(-vj*vj)/math.Sqrt(math.Pi)
		for k := range l + 1 {
			m[k*n+j] = now
			before, now = now, (float64(vj*now)-float64(math.Sqrt(float64(k)/2)*before))/math.Sqrt(float64(k+1)/2)
		}
	}
	return m
}

// nearDiffusion is part of problems whose limit is known and what is to learn falls like eps^2: more Knudsen numbers are drawn above kneeKnudsen.
// With it and haste = 1 in place of 0.5 the worst flux of semiconductor-relax (seed 2, eps = 0.1) fell from 1.2e-2 to 6.0e-3, but was 1.0e-2 with
// seed 3; with 1.5 and some times at the end it is 7.0e-3 and 7.2e-3.
type nearDiffusion struct{}

func (nearDiffusion) leansKinetic() float64 { return 1 }

// late returns the weights of the points of the formulation Diffusion, with mean 1 over time: they grow like the
// flux to the power -haste, which is judged relative to itself. Rates of semiconductor-relax are 30 for small eps and 1/(2 eps^2) for large ones.
func (m *semiconductor) late(p *Points) func(int) float64 {
	if m.known == nil {
		return nil
	}
	return func(i int) float64 {
		t, _, eps := p.At(i)
		c := m.haste * 30 / (1 + float64(60*eps*eps))
		return kernel.Exp64(c*t) * c * m.end / (kernel.Exp64(c*m.end) - 1)
	}
}
