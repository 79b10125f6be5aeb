package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// uncollided is free flight of a gas from the data of a file without parameters with open ends, F(t, x, v) = f0(x - v t, v),
// beyond an open end with the state of the end. It is a known part of the solution: of the particles a share E = exp(-t/eps)
// has not collided yet. As a function of v, F varies over width/t at a steep place of that width; polynomials in v do not
// follow, so that without it a shock tube with densities 1 and 1/8 had a temperature wrong by 0.1 for eps >= 0.003, whatever
// the number of steps.
//
// With M_F the Maxwellian with the moments of F, D = F - M_F has no mass, momentum and energy, and
//
//	f = M + E D + eps g,  int (1, v, v^2) g dv = 0
//
// is a micro-macro form as that of bgk.go. F flies freely and E_t = -E/eps, so that the equation becomes
//
//	kinetic   (M_t + v M_x) - E (M_F,t + v M_F,x) + eps (g_t + v g_x) + g = 0,
//
// again without 1/eps, and with sources of g that are smooth in v. Mass and momentum are as before, energy gains the heat flux
// of free flight, E q_F. In transport of neutrons this is the first-collision source method (Lewis & Miller, Computational
// Methods of Neutron Transport, 1984, ch. 4).
//
// With three velocity dimensions (esbgk.go) it is the same for phi and psi with N_F = rho_F (2 pi Th)^(-1/2) exp(-(v-u_F)^2/(2
// Th)), Th = Th11 of F, and 2 Th22 N_F, which leave (1) of esbgk.go as it is.
type uncollided struct {
	lo, h    float64
	table    []flown // the data at equidistant positions, h apart
	far      float64 // the fastest particles that matter
	spacing  float64 // of velocities for the coldest gas
	steepest float64 // width of the steepest place
	three    bool
}

// flown are the data at a place as f0 = a exp(-b (v-u)^2), and temp = 1/(2b), with their slopes.
type flown struct{ a, u, b, temp, da, du, db, dtemp float64 }

const (
	flownNodes = 4000
	flownMost  = 400  // velocities of one sign at most
	flownShare = 1e-5 // of E, below which the uncollided part is left out
)

func newUncollided(f *problemfile.Problem, far, cold, steepest float64) *uncollided {
	c := &uncollided{lo: f.X[0], h: (f.X[1] - f.X[0]) / flownNodes, far: far, spacing: 0.45 * math.Sqrt(cold), steepest: steepest, three: f.Dimensions == 3}
	c.table = make([]flown, flownNodes+1)
	for i := range c.table {
		x := autodiff.Jet{V: c.lo + float64(c.h*float64(i)), Dx: 1}
		rho, u, temp := jet(f.Rho0, nil, x), jet(f.U0, nil, x), jet(f.T0, nil, x)
		a := rho.Div(temp.Scale(2 * math.Pi).Sqrt())
		b := autodiff.Constant(0.5).Div(temp)
		c.table[i] = flown{a.V, u.V, b.V, temp.V, a.Dx, u.Dx, b.Dx, temp.Dx}
	}
	return c
}

// data returns those at x, beyond the ends those of the ends.
func (c *uncollided) data(x float64) flown {
	z := (x - c.lo) / c.h
	if z <= 0 || z >= flownNodes {
		d := c.table[0]
		if z > 0 {
			d = c.table[flownNodes]
		}
		d.da, d.du, d.db, d.dtemp = 0, 0, 0, 0
		return d
	}
	i := min(int(z), flownNodes-1)
	q := z - float64(i)
	l, r := &c.table[i], &c.table[i+1]
	mix := func(a, b float64) float64 { return a + float64(q*(b-a)) }
	return flown{
		mix(l.a, r.a), mix(l.u, r.u), mix(l.b, r.b), mix(l.temp, r.temp),
		mix(l.da, r.da), mix(l.du, r.du), mix(l.db, r.db), mix(l.dtemp, r.dtemp),
	}
}

// value returns F(t, x, v), in three velocity dimensions of phi, and the temperature where the particles come from.
func (c *uncollided) value(t, x, v float64) (f, temp float64) {
	d := c.data(x - float64(v*t))
	w := v - d.u
	return d.a * kernel.Exp64(-float64(w*w*d.b)), d.temp
}

// flownState is what free flight does at a point: (log rho, u, log T), in three velocity dimensions along = log Th11 and
// across = Th22, and the heat flux.
type flownState struct {
	macro               [3]autodiff.Jet
	along, across, heat autodiff.Jet
}

// at integrates over v, by the trapezoidal rule with nodes that resolve a steep place as it is seen at time t.
func (c *uncollided) at(t, x float64) flownState {
	spacing := c.spacing
	if t > 0 {
		spacing = math.Min(spacing, 0.8*c.steepest/t)
	}
	spacing = math.Max(spacing, c.far/flownMost)
	n := int(c.far / spacing)
	var m, s [5]float64 // moments and their slopes in x: s[k] is minus the rate of m[k-1]
	var p, ps [3]float64
	for k := -n; k <= n; k++ {
		v := spacing * float64(k)
		d := c.data(x - float64(v*t))
		w := v - d.u
		e := spacing * kernel.Exp64(-float64(w*w*d.b))
		f := e * d.a
		slope := float64(e*d.da) + float64(f*(float64(2*w*d.du*d.b)-float64(w*w*d.db)))
		power := 1.0
		for j := range m {
			m[j] += float64(power * f)
			s[j] += float64(power * slope)
			power *= v
		}
		if c.three {
			y, ys := 2*d.temp*f, float64(2*d.temp*slope)+float64(2*d.dtemp*f)
			power = 1
			for j := range p {
				p[j] += float64(power * y)
				ps[j] += float64(power * ys)
				power *= v
			}
		}
	}
	moment := func(j int) autodiff.Jet { return autodiff.Jet{V: m[j], Dt: -s[j+1], Dx: s[j]} }
	logarithm := func(j autodiff.Jet) autodiff.Jet { return j.Chain(kernel.Log64(j.V), 1/j.V) }
	rho := moment(0)
	u := moment(1).Div(rho)
	along := moment(2).Div(rho).Sub(u.Mul(u))
	temp := along
	heat := moment(3).Sub(u.Mul(moment(2)).Scale(3)).Add(u.Mul(u).Mul(moment(1)).Scale(2)).Scale(0.5)
	var out flownState
	if c.three {
		psi := autodiff.Jet{V: p[0], Dt: -ps[1], Dx: ps[0]}
		out.across = psi.Div(rho).Scale(0.5)
		temp = along.Add(out.across.Scale(2)).Scale(1.0 / 3)
		carried := autodiff.Jet{V: p[1], Dt: -ps[2], Dx: ps[1]}
		heat = heat.Add(carried.Sub(u.Mul(psi)).Scale(0.5))
	}
	out.macro = [3]autodiff.Jet{logarithm(rho), u, logarithm(temp)}
	out.along, out.heat = logarithm(along), heat
	return out
}

// left is E, 0 where it does not matter.
func (c *uncollided) left(t, eps float64) float64 {
	if e := kernel.Exp64(-t / eps); e > flownShare {
		return e
	}
	return 0
}

// mixing is the time in units of eps after which the ansatz of density, velocity and temperature goes over from free flight to
// the viscous gas. Of 1, 2, 4 and 7, 4 left the least to the network at eps = 1 to 0.1 for tubes with density ratios of 3, 4
// and 8.
const mixing = 4

// momentMixing is the same for a gas of four moments. Of 1, 2 and 4, for a tube with densities 1 and 1/8, 2 left the least at eps = 0.03 and 4
// at 0.3.
const momentMixing = 3

// known returns the known part of (log rho, u, log T) from the data: first free flight, later the viscous gas (viscous.go).
// Both have the same rates at t = 0, so that going over adds no initial layer.
func (m *bgk) known(t, x, eps float64, start [3]autodiff.Jet) [3]autodiff.Jet {
	late := mixing * eps
	if m.rests {
		late = momentMixing * eps
	}
	e := m.flight.left(t, late)
	share := autodiff.Jet{V: e, Dt: -e / late}
	base := start
	if e < 1 {
		change := m.thick.at(t, x, eps)
		for k := range base {
			base[k] = base[k].Add(autodiff.Constant(1).Sub(share).Mul(change[k]))
		}
	}
	if e > 0 {
		free := m.flightChange(t, x)
		for k := range base {
			base[k] = base[k].Add(share.Mul(free[k]))
		}
	}
	return base
}

// flightChange is the change of (log rho, u, log T) in free flight since t = 0.
func (m *bgk) flightChange(t, x float64) [3]autodiff.Jet {
	if m.flown != nil {
		change, _ := m.flown.change(t, x)
		return change
	}
	free, first := m.flight.at(t, x).macro, m.flight.at(0, x).macro // so that rounding of tables leaves the data at t = 0 as they are
	for k := range free {
		free[k].Dx -= first[k].Dx
		free[k].V -= first[k].V
	}
	return free
}

// flightState is uncollided.at; from a table where there is one.
func (m *bgk) flightState(t, x float64, set []float64) flownState {
	if m.flown == nil {
		return m.flight.at(t, x)
	}
	change, heat := m.flown.change(t, x)
	out := flownState{macro: m.start(x, set), heat: heat}
	for k, c := range change {
		out.macro[k] = out.macro[k].Add(c)
	}
	out.along = out.macro[2]
	return out
}

// remainder builds the factor of the network's share beside the known part, n×1.
func (m *bgk) remainder(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return g.Known(p.Space, 1, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		factor := m.windowAt(x)
		switch {
		case m.broad != nil:
			factor = factor.Scale(m.broad.damped(eps))
		case m.rests:
			factor = factor.Scale(thickFloor + float64((1-thickFloor)*(1-m.fluid.share(eps))))
		case m.fluid != nil:
			factor = factor.Scale(m.fluid.damped(eps))
		}
		out[0] = factor.Mul(autodiff.Jet{V: t / m.end, Dt: 1 / m.end})
	})
}

// restMost is the change of the known (log rho, u, log T) since t = 0 at which moved is a half.
const restMost = 3e-3

// moved builds the factor of the network's share that vanishes where the known gas is as at t = 0, a^2/(a^2 + restMost^2) for a change
// of a, n×1. Ahead of all waves residuals are small and say little: there, where the solution is the data, the temperature of a tube with
// densities 1 and 1/8 was off by 1.4 % at eps = 0.01, and behind its shock by as much.
func (m *bgk) moved(g autodiff.Graph, p *Points, jets bool, known autodiff.Node) autodiff.Node {
	change := g.Sub(known, g.Known(p.Space, fluidInputs, jets, func(i int, out []autodiff.Jet) {
		_, x, _ := p.At(i)
		start := m.start(x, p.Parameters(p.Cell[i]))
		copy(out, start[:])
	}))
	return g.Apply(g.MulConst(g.Mul(change, change), []float64{1, 1, 1}, 1), func(z float64) (v, d1, d2 float64) {
		const least = restMost * restMost
		r := 1 / (z + least)
		return z * r, least * r * r, -2 * least * r * r * r
	})
}

// withFlight adds to a state what the equations need of free flight: E (N_F,t + v N_F,x)/W, n×nv, the heat flux E q_F and its
// slope in x, n×1 each, and in three velocity dimensions E ((Th22 N_F)_t + v (Th22 N_F)_x)/W, n×nv.
func (m *bgk) withFlight(g autodiff.Graph, p *Points, st State) State {
	if m.flight == nil {
		return st
	}
	nv := m.q.n()
	columns := nv + 2
	if m.flight.three {
		columns += nv
	}
	return append(st, g.Known(p.Space, columns, false, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		e := m.flight.left(t, eps)
		if e == 0 {
			clear(out)
			return
		}
		s := m.flightState(t, x, p.Parameters(p.Cell[i]))
		out[nv], out[nv+1] = autodiff.Constant(e*s.heat.V), autodiff.Constant(e*s.heat.Dx)
		m.q.flownRates(e, s, out[:nv], out[nv+2:])
	}))
}

// flightRates is what withFlight added.
func (m *bgk) flightRates(st State) autodiff.Node { return st[len(st)-1] }

// flownRates sets the rates of N_F along the flight of particles and, unless across is empty, those of Th22 N_F.
func (q bgkVelocities) flownRates(e float64, s flownState, out, across []autodiff.Jet) {
	rho, u, logS := s.macro[0], s.macro[1], s.along
	temp := kernel.Exp64(logS.V)
	top := e * kernel.Exp64(rho.V) / math.Sqrt(2*math.Pi*temp)
	for j, v := range q.v {
		c := v - u.V
		z := float64(c*c) / (2 * temp)
		slope := c / temp
		rate := rho.Dt + float64(slope*u.Dt) + float64((z-0.5)*logS.Dt) +
			float64(v*(rho.Dx+float64(slope*u.Dx)+float64((z-0.5)*logS.Dx)))
		n := top * kernel.Exp64(-z) / q.envelope[j]
		out[j] = autodiff.Constant(n * rate)
		if len(across) > 0 {
			b := s.across
			across[j] = autodiff.Constant(n * (float64(b.V*rate) + b.Dt + float64(v*b.Dx)))
		}
	}
}

// flightPart builds E (F - N_F) at the velocities of Distribution, or E (F_psi/2 - Th22 N_F).
func (m *bgk) flightPart(g autodiff.Graph, p *Points, transverse bool) autodiff.Node {
	return g.Known(p.Space, m.grid.n(), false, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		e := m.flight.left(t, eps)
		if e == 0 {
			clear(out)
			return
		}
		s := m.flight.at(t, x)
		temp := kernel.Exp64(s.along.V)
		top := kernel.Exp64(s.macro[0].V) / math.Sqrt(2*math.Pi*temp)
		for j, v := range m.grid.v {
			c := v - s.macro[1].V
			n := top * kernel.Exp64(-c*c/(2*temp))
			f, there := m.flight.value(t, x, v)
			if transverse {
				n, f = n*s.across.V, f*there
			}
			out[j] = autodiff.Constant(e * (f - n))
		}
	})
}
