package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/special"
)

// ansatz sets rho_K, the factors of R and G, and the function that vanishes at reflecting ends.
func (m *medium) ansatz(l *local, hard bool, out []autodiff.Jet) {
	f := m.file
	xj := autodiff.Jet{V: l.x, Dx: 1}
	rho, a, b := autodiff.Jet{}, autodiff.Constant(1), m.size(l)
	if hard {
		rho = jet(f.Rho0, l.set, xj)
		a = l.tau.Scale(1 / f.TEnd)
		b = l.clock.Mul(m.size(l))
		if m.between != nil {
			a, b = l.clock, b.Mul(m.slope(l))
		} else if len(m.walls) > 0 { // grows at once: the wall acts on rho before the clock has run
			a = m.growth(l).Mul(autodiff.Jet{V: -l.t, Dt: -1}).Exp().Scale(-1).Shift(1)
		}
		if m.quiet {
			e := m.disturbed(l)
			a, b = a.Mul(e), b.Mul(e)
		}
		// rho_t = G - sigma_a rho from the initial data on
		source := jet(f.SourceG, l.set, autodiff.Constant(0), xj)
		s := l.absorb.Mul(autodiff.Jet{V: l.t, Dt: 1})
		decay := s.Scale(-1).Exp()
		gained := autodiff.Jet{V: l.t, Dt: 1}
		if s.V > 1e-6 {
			gained = decay.Scale(-1).Shift(1).Div(l.absorb)
		}
		if m.opt.Formulation == Diffusion && f.SourceG.Uses("t") {
			rho = rho.Mul(decay).Add(m.gained(l))
		} else {
			rho = rho.Mul(decay).Add(source.Mul(gained))
		}
		if m.micro {
			// streaming of the micro part, which lasts for eps^2/sigma: minus <v g0>_x eps^2 Q/sigma
			rho = rho.Sub(m.drift(l).Mul(l.clock).Scale(float64(l.eps * l.eps)).Div(l.sigma))
		}
	}
	out[0], out[1], out[2] = rho, a, b
	out[3] = m.reflection(l.x)
}

// gained is what the source has given since the start, int_0^t exp(-sigma_a (t-s)) G(s, x) ds, by Gauss's rule.
func (m *medium) gained(l *local) (sum autodiff.Jet) {
	t := autodiff.Jet{V: l.t, Dt: 1}
	for k, u := range gainedNodes {
		g := jet(m.file.SourceG, l.set, t.Scale(u), autodiff.Jet{V: l.x, Dx: 1})
		sum = sum.Add(g.Mul(l.absorb.Mul(t).Scale(u - 1).Exp()).Scale(gainedWeights[k]))
	}
	return sum.Mul(t)
}

// gainedNodes and gainedWeights are Gauss's rule with four points on [0, 1].
var gainedNodes, gainedWeights = func() (u, w [4]float64) {
	special.GaussLegendre(u[:], w[:], 0, 1)
	return
}()

// growth is the rate at which R's factor grows at ends with inflow.
func (m *medium) growth(l *local) autodiff.Jet {
	return l.sigma.Div(l.sigma.Scale(0.02 * m.file.TEnd).Shift(float64(l.eps * l.eps)))
}

// size is the flux per slope of the density, 1/sigma, times the slope 1/unit: with it G is neither large nor small anywhere. With the
// mean of sigma in its place the flux of a problem with sigma from 1 to 100 was 20 times as far off after 1500 steps.
func (m *medium) size(l *local) autodiff.Jet {
	return l.sigma.Chain(1/l.sigma.V, -1/float64(l.sigma.V*l.sigma.V)).Scale(1 / m.unit)
}

// disturbed is 1 at ends with inflow and vanishes where nothing of them has arrived, if nothing else happens: at the front of the fastest
// particles like support, and as a Gaussian of twice the width of diffusion. A layer that is thin against the domain has a small norm,
// against which the network's errors elsewhere would count.
func (m *medium) disturbed(l *local) autodiff.Jet {
	calm := autodiff.Constant(1)
	for _, w := range m.walls {
		pass := w.pass(l)
		path, distant := pass.path, pass.distant
		if l.eps*path.V < l.t && !w.passive(l) {
			time := autodiff.Jet{V: l.t, Dt: 1}
			z2 := distant.Mul(distant).Scale(3.0 / 16).Div(time)
			reach := path.Scale(l.eps).Div(time)
			room := reach.Mul(reach).Scale(-1).Shift(1)
			calm = calm.Mul(room.Mul(room).Mul(z2.Scale(-1).Exp()).Scale(-1).Shift(1))
		}
	}
	return calm.Scale(-1).Shift(1)
}

// drift returns <v g0>_x.
func (m *medium) drift(l *local) autodiff.Jet {
	if f := m.fixedAt(l); f != nil {
		return f.drift
	}
	slope := m.file.Micro0Slope
	var sum autodiff.Jet
	for j, v := range m.q.v {
		sum = sum.Add(jet(slope, l.set, autodiff.Jet{V: l.x, Dx: 1}, autodiff.Constant(v)).Scale(m.q.w[j] * v))
	}
	return sum
}

// reflection is 1 inside and vanishes like the distance at reflecting ends.
func (m *medium) reflection(x float64) autodiff.Jet {
	f := m.file
	z := autodiff.Jet{V: (x - f.X[0]) / (f.X[1] - f.X[0]), Dx: 1 / (f.X[1] - f.X[0])}
	left, right := f.Left.Kind == problemfile.Reflecting, f.Right.Kind == problemfile.Reflecting
	switch {
	case left && right:
		return z.Mul(z.Scale(-1).Shift(1)).Scale(4)
	case left:
		return z
	case right:
		return z.Scale(-1).Shift(1)
	}
	return autodiff.Constant(1)
}

// known sets g_K at the nodes, without the walls' part.
func (m *medium) known(l *local, hard bool, out []autodiff.Jet) {
	clear(out)
	if m.micro && hard {
		left := l.clock.Scale(-1).Shift(1) // exp(-sigma t/eps^2)
		if f := m.fixedAt(l); f != nil {
			copy(out, f.micro)
		} else {
			m.micro0(l, out[:m.q.n()])
		}
		for j := range out {
			out[j] = out[j].Mul(left)
		}
	}
}

// micro0 sets the micro part of the initial data at the nodes.
func (m *medium) micro0(l *local, out []autodiff.Jet) {
	var mean autodiff.Jet
	for j, v := range m.q.v {
		out[j] = jet(m.file.Micro0, l.set, autodiff.Jet{V: l.x, Dx: 1}, autodiff.Constant(v))
		mean = mean.Add(out[j].Scale(m.q.w[j]))
	}
	for j := range out {
		out[j] = out[j].Sub(mean)
	}
}

// stream returns <v g0>.
func (m *medium) stream(l *local) (sum float64) {
	var g []autodiff.Jet
	if f := m.fixedAt(l); f != nil {
		g = f.micro
	} else {
		g = make([]autodiff.Jet, m.q.n())
		m.micro0(l, g)
	}
	for j, w := range m.q.w {
		sum += float64(float64(w*m.q.v[j]) * g[j].V)
	}
	return sum
}

// fixed is what does not depend on time and Knudsen number at a point of a grid that is used again and again.
type fixed struct {
	set   []float64
	micro []autodiff.Jet // at the nodes
	drift autodiff.Jet
}

// fixedAt returns what is kept for a point of m.grid; nil elsewhere.
func (m *medium) fixedAt(l *local) *fixed {
	f, ok := m.grid[l.x]
	if !ok || f != nil && equal(f.set, l.set) {
		return f
	}
	delete(m.grid, l.x)
	f = &fixed{set: append([]float64(nil), l.set...), micro: make([]autodiff.Jet, m.q.n()), drift: m.drift(l)}
	m.micro0(l, f.micro)
	m.grid[l.x] = f
	return f
}
