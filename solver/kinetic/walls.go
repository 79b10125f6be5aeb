package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/special"
)

// walls is a gas between diffuse walls at x = -1/2 and 1/2, which change so slowly with t that the gas is steady at every time: the BGK equation
// in three velocity dimensions,
//
//	eps v1 f_x = M - f,  M = rho (2 pi T)^(-3/2) exp(-|v - (0, u, 0)|^2/(2T)) with the moments of f,
//
// where a wall sends out sigma (2 pi Tw)^(-3/2) exp(-|v - (0, uw, 0)|^2/(2Tw)), sigma such that no gas passes, and presses with the force
// int v1^2 f dv = 1. With f = M + eps g and v = v1, for phi = int f dv2 dv3 and the like (esbgk.go),
//
//	g + eps v g_x = -v M_x.                                                                                                (1)
//
// The unknowns of the network are functions of x, whose amplitudes it gives as functions of t and eps: rho T, T and u, as what they differ by
// from the continuum in units of eps, the densities sigma, and both fluxes below. So walls and equation hold by construction: g is the
// integral of (1) along the flight of particles from the walls, by quadrature (wallpath.go). What is left to learn is that M has the moments of f,
//
//	mass    int (v, 1) g dv = 0,            shear   int (v, 1) v2 g dv = (constant in x, 0),
//	force   rho T + eps int v^2 g dv = 1,   energy  int (v, 1) |v|^2/2 g dv = (constant in x, 0).
//
// The second follow from the first, as their derivatives over eps; they say more where there are few collisions. For eps -> 0 the first are the laws of Newton and Fourier, and the ansatz solves them: nothing is divided
// by eps, and the errors of all fields vanish like eps there.
//
// Walls are equal and at rest at t = 0, and so is the gas: with hard initial data amplitudes grow like t; with soft ones a loss term asks for that.
type walls struct {
	opt   Options
	end   float64
	shear bool // walls move
	// earliest is the part of the end time below which residuals count less than relative to the walls' difference.
	earliest float64
	// continuum returns log T and u for eps -> 0, with their derivatives in x alone; values at the walls are those of the walls.
	continuum func(t, x float64) (logT, u autodiff.Jet)

	speeds, weights []float64 // int_0^infinity dv
	v               []float64 // of Distribution
	net             *autodiff.Network
}

// wallInfo fills in what all gases between walls share.
func wallInfo(i Info) Info {
	i.Equation, i.Class = "ε v₁ f_x = M − f, v in R³", info.Gas
	i.Definitions = "M = ρ (2πT)^(−3/2) exp(−|v − (0, u, 0)|²/(2T)), ρ = ∫ f dv, ρ u = ∫ v₂ f dv, 3 ρ T = ∫ |v − (0, u, 0)|² f dv, " +
		"q = ½ ∫ v₁ |v − (0, u, 0)|² f dv; walls change so slowly that the gas is steady at every t"
	i.Dimensions, i.XMin, i.XMax, i.TEnd, i.VMin, i.VMax = 1, -0.5, 0.5, 1, -8, 8
	i.Limits = []info.Limit{info.Diffusion, info.FreeFlight}
	i.Heads, i.Formulations = []string{Modal}, []string{MicroMacro}
	return i
}

// wallFields are the fields of a gas between walls, with u where they move.
func wallFields(shear bool) []info.Field {
	fields := []info.Field{{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive}}
	stress := info.Field{Name: "stress", Symbol: "σ₁₁", Label: "stress σ₁₁ = ∫ v₁² f dv − ρ T", Unit: "1", Sign: info.Signed, Vanishes: true, Absolute: true} // of the order of eps^2
	if shear {
		fields = append(fields, info.Field{Name: "u", Symbol: "u", Label: "velocity u along the walls", Unit: "1", Sign: info.Signed, Transverse: true})
		stress.Absolute = false
		stress.Symbol, stress.Label = "σ₁₂", "shear stress σ₁₂ = ∫ v₁ (v₂ − u) f dv"
	}
	return append(fields,
		info.Field{Name: "T", Symbol: "T", Label: "temperature T", Unit: "1", Sign: info.Positive}, stress,
		info.Field{Name: "q", Symbol: "q", Label: "heat flux q", Unit: "1", Sign: info.Signed, Vanishes: true})
}

// Amplitudes of the network: log(rho T) with log(sigma Tw) of both walls, log T, fluxes of energy and, with shear, of momentum; u.
const (
	wallPressure = 0
	wallHeat     = wallColumns
	wallEnergy   = wallHeat + wallModes
	wallMomentum = wallEnergy + 1
	wallSpeed    = wallMomentum + 1
)

func (m *walls) outputs() int {
	if m.shear {
		return wallSpeed + wallModes
	}
	return wallMomentum
}

// newWalls completes a problem's description to a model.
func newWalls(p *autodiff.Params, m *walls) (Model, error) {
	if m.opt.Head != Modal {
		return nil, input.Unknown("head", m.opt.Head, []string{Modal})
	}
	const nodes, fastest = 14, 7.5
	m.speeds, m.weights = make([]float64, nodes), make([]float64, nodes)
	special.GaussLegendre(m.speeds, m.weights, 0, 1)
	for k, s := range m.speeds { // dense at v = 0, where f is steep near the walls
		m.speeds[k], m.weights[k] = fastest*s*s, 2*fastest*s*m.weights[k]
	}
	const half = 30
	for k := -half; k <= half; k++ {
		m.v = append(m.v, 0.2*float64(k))
	}
	m.net = autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: 2, Codes: KnudsenCodes, Encoder: 16, Width: m.opt.Width, Depth: m.opt.Depth,
		Outputs: m.outputs(), Act: kernel.Tanh, Gain: 0.5,
	})
	return m, nil
}

// Terms implements Model.
func (m *walls) Terms() []Term {
	terms := []Term{{Name: "energy", Kind: Interior, Weight: 1}, {Name: "mass", Kind: Interior, Weight: 1}, {Name: "force", Kind: Interior, Weight: 1}}
	if m.shear {
		terms = append(terms, Term{Name: "shear", Kind: Interior, Weight: 1})
	}
	if m.opt.Initial == Soft {
		terms = append(terms, Term{Name: "initial", Kind: AtStart, Weight: 10})
	}
	return terms
}

// State implements Model: the amplitudes.
func (m *walls) State(g autodiff.Graph, p *Points, _ bool) State {
	in := g.Known(p.Space, 2, false, func(i int, out []autodiff.Jet) {
		t, _, eps := p.At(i)
		out[0] = autodiff.Constant(2*t/m.end - 1)
		out[1] = autodiff.Constant(2/(1+4*eps) - 1) // from free flight to jumps of first order
	})
	out := m.net.Apply(g, in, p.Codes(g), p.Cell)
	if m.opt.Initial == Soft {
		return State{out}
	}
	return State{g.Mul(out, g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(p.T[i] / m.end) }))}
}

// gas holds log(rho T), log T and u, n×1 each, and their derivatives in x.
type gas struct{ pressure, temp, speed, pressureX, tempX, speedX autodiff.Node }

// combine builds the gas from amplitudes c and known columns: functions and eps times their derivatives, wallColumns each, then log T and u of the
// continuum with derivatives, then eps.
func (m *walls) combine(g autodiff.Graph, c, known autodiff.Node) gas {
	const after = 2 * wallColumns
	eps := g.Cols(known, after+4, after+5)
	sum := func(first, from, n int) autodiff.Node {
		return g.MulConst(g.Mul(g.Cols(c, first, first+n), g.Cols(known, from, from+n)), ones(n), 1)
	}
	base := func(k int) autodiff.Node { return g.Cols(known, after+k, after+k+1) }
	out := gas{
		pressure: g.Mul(sum(wallPressure, 0, wallColumns), eps), pressureX: sum(wallPressure, wallColumns, wallColumns),
		temp:  g.Add(base(0), g.Mul(sum(wallHeat, 0, wallModes), eps)),
		tempX: g.Add(base(1), sum(wallHeat, wallColumns, wallModes)),
		speed: base(2), speedX: base(3),
	}
	if m.shear {
		out.speed = g.Add(out.speed, g.Mul(sum(wallSpeed, 0, wallModes), eps))
		out.speedX = g.Add(out.speedX, sum(wallSpeed, wallColumns, wallModes))
	}
	return out
}

const wallKnown = 2*wallColumns + 5

// setKnown sets the columns of combine at a station.
func (m *walls) setKnown(t, eps float64, s station, value, slope []float64, out []autodiff.Jet) {
	setWallBasis(s.left, s.right, eps, value, slope)
	const after = 2 * wallColumns
	clear(out[:wallKnown])
	logT, u := m.continuum(t, s.left-0.5)
	if s.wall == 0 {
		for k := range wallModes {
			out[k].V, out[wallColumns+k].V = value[k], slope[k]
		}
		out[after+1].V, out[after+3].V = logT.Dx, u.Dx
	} else { // from the wall to the gas: against x at the right
		direction := -float64(s.wall)
		for k := range wallModes {
			out[k].V, out[wallColumns+k].V = s.share*value[k], direction*value[k]
		}
		sigma := wallModes + (s.wall+1)/2
		out[sigma].V, out[wallColumns+sigma].V = 1-s.share, -direction
	}
	out[after].V, out[after+2].V, out[after+4].V = logT.V, u.V, eps
}

// here builds the gas at the points themselves.
func (m *walls) here(g autodiff.Graph, p *Points, c autodiff.Node) gas {
	value, slope := make([]float64, wallModes), make([]float64, wallModes)
	return m.combine(g, c, g.Known(p.Space, wallKnown, false, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		m.setKnown(t, eps, station{left: x + 0.5, right: 0.5 - x}, value, slope, out)
	}))
}

// flights builds the gas at the stations of all points, (n·stations)×1, and the weights with which they come, (n·stations)×columns, made of
// come by weight.
func (m *walls) flights(g autodiff.Graph, p *Points, c autodiff.Node, speeds []float64, columns int,
	weight func(side float64, come []float64, out []autodiff.Jet)) (gas, autodiff.Node) {
	space := p.Space.Repeat(stations)
	var at [stations]station
	come := make([]float64, stations*len(speeds))
	value, slope := make([]float64, wallModes), make([]float64, wallModes)
	known := g.Known(space, wallKnown+columns, false, func(i int, out []autodiff.Jet) {
		point, j := i/stations, i%stations
		t, x, eps := p.At(point)
		if j == 0 {
			path(x, eps, speeds, &at, come)
		}
		m.setKnown(t, eps, at[j], value, slope, out)
		side := -1.0
		if j > wallCells && j < 2*wallCells+2 || at[j].wall > 0 {
			side = 1
		}
		weight(side, come[j*len(speeds):(j+1)*len(speeds)], out[wallKnown:])
	})
	return m.combine(g, g.Repeat(c, space, stations), known), g.Cols(known, wallKnown, wallKnown+columns)
}

// exponential builds phi of M at the speeds, n×len(speeds).
func (m *walls) exponential(g autodiff.Graph, s gas, speeds []float64) autodiff.Node {
	level, spread := make([]float64, len(speeds)), make([]float64, len(speeds))
	scale := make([]float64, len(speeds))
	for k, v := range speeds {
		level[k], spread[k], scale[k] = 1, -0.5*v*v, 1/math.Sqrt(2*math.Pi)
	}
	cold := exp(g, g.Scale(s.temp, -1))
	e := g.Add(g.MulConst(g.Sub(s.pressure, g.Scale(s.temp, 1.5)), level, len(speeds)), g.MulConst(cold, spread, len(speeds)))
	return g.ColScale(exp(g, e), scale)
}

// slopes builds the coefficients of 1 and v^2 in M_x/M.
func (m *walls) slopes(g autodiff.Graph, s gas) (level, square autodiff.Node) {
	cold := exp(g, g.Scale(s.temp, -1))
	return g.Sub(s.pressureX, g.Scale(s.tempX, 1.5)), g.Scale(g.Mul(s.tempX, cold), 0.5)
}

// Residual implements Model.
func (m *walls) Residual(g autodiff.Graph, p *Points, st State, term string) (autodiff.Node, []float64, func(int) float64) {
	c := st[0]
	if term == "initial" {
		return c, nil, nil
	}
	nv := len(m.speeds)
	s, weights := m.flights(g, p, c, m.speeds, 2*nv, func(side float64, come []float64, out []autodiff.Jet) {
		for k, a := range come {
			w, v := m.weights[k]*a, m.speeds[k]
			out[k].V, out[nv+k].V = -w*v, side*w // int v g and int g from v = speeds[k] and -speeds[k]
			if term == "force" {
				out[k].V *= -side * v
			}
		}
	})
	phi := m.exponential(g, s, m.speeds)
	flux, content := m.integrate(g, s, g.Mul(phi, g.Cols(weights, 0, nv))), m.integrate(g, s, g.Mul(phi, g.Cols(weights, nv, 2*nv)))
	total := func(x autodiff.Node) autodiff.Node { return g.Sum(x, p.Space, stations) }
	var of func(slopes) autodiff.Node
	var constant autodiff.Node
	switch term {
	case "force":
		return g.Add(total(flux.slope(g, 0)), m.excess(g, p, m.here(g, p, c).pressure)), nil, m.relative(p)
	case "mass":
		of = func(i slopes) autodiff.Node { return i.slope(g, 0) }
	case "shear":
		of, constant = func(i slopes) autodiff.Node { return i.momentum(g) }, m.momentum(g, p, c)
	case "energy":
		of, constant = func(i slopes) autodiff.Node { return i.energy(g, m.shear) }, m.energy(g, p, c)
	default:
		panic("kinetic: unknown term " + term)
	}
	through := total(of(flux))
	if term != "mass" {
		through = g.Sub(through, constant)
	}
	return g.Add(g.MulConst(through, place(1, 2, 0), 2), g.MulConst(total(of(content)), place(1, 2, 1), 2)), nil, m.relative(p)
}

// relative weighs residuals, which grow like t, by what the walls differ by, so that the gas is learnt as well at early times.
func (m *walls) relative(p *Points) func(i int) float64 {
	return func(i int) float64 {
		s := p.T[i] / m.end
		return 1 / (float64(s*s) + float64(m.earliest*m.earliest))
	}
}

// slopes holds integrals over v of 1, v^2 and v^4 times a weight times phi of M at gas.
type slopes struct {
	gas
	powers        [3]autodiff.Node
	level, square autodiff.Node // M_x/M is level + square v^2
}

func (m *walls) integrate(g autodiff.Graph, s gas, phi autodiff.Node) slopes {
	out := slopes{gas: s}
	out.level, out.square = m.slopes(g, s)
	for n := range out.powers {
		column := make([]float64, len(m.speeds))
		for k, v := range m.speeds {
			column[k] = math.Pow(v, float64(2*n))
		}
		out.powers[n] = g.MulConst(phi, column, 1)
	}
	return out
}

// slope builds the integral of v^(2n) phi_x, n = 0 or 1.
func (i slopes) slope(g autodiff.Graph, n int) autodiff.Node {
	return g.Add(g.Mul(i.level, i.powers[n]), g.Mul(i.square, i.powers[n+1]))
}

// momentum builds that of (u phi)_x.
func (i slopes) momentum(g autodiff.Graph) autodiff.Node {
	return g.Add(g.Mul(i.speed, i.slope(g, 0)), g.Mul(i.speedX, i.powers[0]))
}

// energy builds that of ((v^2 + 2 T + u^2) phi)_x/2.
func (i slopes) energy(g autodiff.Graph, shear bool) autodiff.Node {
	out := g.Add(g.Scale(i.slope(g, 1), 0.5), g.Mul(exp(g, i.temp), g.Add(i.slope(g, 0), g.Mul(i.tempX, i.powers[0]))))
	if shear {
		out = g.Add(out, g.Mul(i.speed, g.Add(g.Scale(g.Mul(i.speed, i.slope(g, 0)), 0.5), g.Mul(i.speedX, i.powers[0]))))
	}
	return out
}

// excess builds (rho T - 1)/eps from log(rho T), which is eps times something.
func (m *walls) excess(g autodiff.Graph, p *Points, pressure autodiff.Node) autodiff.Node {
	over := g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
		_, _, eps := p.At(i)
		out[0] = autodiff.Constant(1 / eps)
	})
	return g.Mul(g.Apply(pressure, func(z float64) (v, d1, d2 float64) {
		e := kernel.Exp64(z)
		if math.Abs(z) < 1e-3 {
			return z * (1 + float64(z*(0.5+z/6))), e, e
		}
		return e - 1, e, e
	}), over)
}

// energy and momentum build the fluxes of energy, and of momentum along the walls, over eps: those of the continuum and the network's.
func (m *walls) energy(g autodiff.Graph, p *Points, c autodiff.Node) autodiff.Node {
	return g.Add(g.Cols(c, wallEnergy, wallEnergy+1), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
		t, x, _ := p.At(i)
		logT, u := m.continuum(t, x)
		out[0] = autodiff.Constant(-float64(2.5*logT.Dx*kernel.Exp64(logT.V)) - float64(u.V*u.Dx))
	}))
}

func (m *walls) momentum(g autodiff.Graph, p *Points, c autodiff.Node) autodiff.Node {
	return g.Add(g.Cols(c, wallMomentum, wallMomentum+1), g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) {
		t, x, _ := p.At(i)
		_, u := m.continuum(t, x)
		out[0] = autodiff.Constant(-u.Dx)
	}))
}

// Outputs implements Model.
func (m *walls) Outputs(g autodiff.Graph, p *Points, st State) autodiff.Node {
	s := m.here(g, p, st[0])
	eps := p.Power(g, 1)
	fields := []autodiff.Node{exp(g, g.Sub(s.pressure, s.temp))}
	energy := g.Mul(m.energy(g, p, st[0]), eps)
	if m.shear {
		stress := g.Mul(m.momentum(g, p, st[0]), eps)
		fields = append(fields, s.speed, exp(g, s.temp), stress, g.Sub(energy, g.Mul(s.speed, stress)))
	} else {
		fields = append(fields, exp(g, s.temp), g.Scale(g.Mul(m.excess(g, p, s.pressure), eps), -1), energy)
	}
	n := len(fields)
	out := g.MulConst(fields[0], place(1, n, 0), n)
	for k, f := range fields[1:] {
		out = g.Add(out, g.MulConst(f, place(1, n, k+1), n))
	}
	return out
}

// Distribution implements Model: phi.
func (m *walls) Distribution(g autodiff.Graph, p *Points, st State) autodiff.Node {
	nv := len(m.v)
	speeds := make([]float64, nv)
	for k, v := range m.v {
		speeds[k] = math.Max(math.Abs(v), 1e-9)
	}
	s, weights := m.flights(g, p, st[0], speeds, nv, func(side float64, come []float64, out []autodiff.Jet) {
		for k, a := range come {
			if m.v[k]*side < 0 { // from the left to the right, or back
				out[k].V = side * a
			} else {
				out[k].V = 0
			}
		}
	})
	phi := g.Mul(m.exponential(g, s, speeds), weights)
	squares := make([]float64, nv)
	for k, v := range speeds {
		squares[k] = v * v
	}
	level, square := m.slopes(g, s)
	slope := g.Add(g.Mul(phi, level), g.Mul(g.ColScale(phi, squares), square))
	return g.Add(m.exponential(g, m.here(g, p, st[0]), speeds), g.Mul(g.Sum(slope, p.Space, stations), p.Power(g, 1)))
}

// Velocities implements Model.
func (m *walls) Velocities() []float64 { return m.v }

// slowWalls is part of the problems with walls: what is to learn is of the order of eps, so that more Knudsen numbers are drawn above kneeKnudsen.
type slowWalls struct{}

func (slowWalls) leansKinetic() float64 { return 1 }

// earlyWalls is the part of the end time below which a share of the times of gas-couette is drawn, evenly on a log scale.
const earlyWalls = 0.1

// sampleWalls draws points: half of them even in x, half on the scale of the Knudsen layers, an eighth of these at the walls. With every > 0
// every so many of both halves are early, from a tenth of the part earliest of the end time on.
func sampleWalls(rng *rand.Rand, kind Kind, eps, end, earliest float64, every int, t, x []float64) {
	uniform(rng, t, 0, end)
	if every > 0 {
		first, last := kernel.Log64(0.1*earliest), kernel.Log64(earlyWalls)
		for i := every - 1; i < len(t); i += every {
			t[i] = end * kernel.Exp64(first+float64((last-first)*rng.Float64()))
		}
	}
	if kind == AtStart {
		clear(t)
	}
	uniform(rng, x, -0.5, 0.5)
	n := len(x)
	if kind == AtWalls {
		for i := range x {
			x[i] = float64(i%2) - 0.5
		}
		return
	}
	layer := x[n-n/2:]
	uniform(rng, layer, -1, 1)
	mesh := newWallMesh(eps)
	for i, y := range layer {
		switch l, r := mesh.distances(y); {
		case i%8 == 0:
			layer[i] = math.Copysign(0.5, y)
		case y < 0:
			layer[i] = min(0.5, max(-0.5, l-0.5))
		default:
			layer[i] = min(0.5, max(-0.5, 0.5-r))
		}
	}
}
