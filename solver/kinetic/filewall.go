package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// wall is an end with inflow F(t, v) of a problem file: what is known of the solution near it.
//
// The jump J(v) = F(0, v) - f0 in the corner makes f jump along x = v t/eps. As for transport-inflow (beam.go) the network is relieved of
//
//	f_b = s(eps) (theta - 1[v t < eps path]) J(v) B,  B = exp(-depth/(eps v)),
//
// with the optical depth along the path in place of its length. What diffusion makes of the inflow (lift.go) is carried over to
// variable sigma: the lift spreads in the diffusive distance from the wall, from the level C(F) that half-space transport takes far
// inside for the incoming F (for F = 1 it is 1), and the boundary layer in the optical depth holds the rest of F and the slope of
// the lift.
type wall struct {
	m      *medium
	index  int // among the walls of the medium
	left   bool
	inflow *expr.Expr
	layer  *milne
	invert []float64 // maps incoming values at the nodes to layer amplitudes a_k and the level C, h×h
	still  bool      // F does not depend on t
	flat   bool      // J does not depend on v
	even   bool      // F does not depend on v
	corner corner
	enter  []int // nodes that come in, by ascending |v|
	rule   [beamRuleNodes]struct{ v, w float64 }
}

const beamRuleNodes = 24

func newWall(m *medium, left bool, index int) *wall {
	w := &wall{m: m, index: index, left: left, inflow: m.file.InflowRight, layer: newMilne(m.q)}
	if left {
		w.inflow = m.file.InflowLeft
	}
	w.still, w.even = !w.inflow.Uses("t"), !w.inflow.Uses("v")
	w.flat = w.even && !m.micro
	n := m.q.n()
	h := n / 2
	for j := range h {
		at := h + j
		if !left {
			at = h - 1 - j
		}
		w.enter = append(w.enter, at)
	}
	// columns of the inverse: amplitudes for unit incoming values. sum_k a_k/(1 - nu_k |v_j|) + C = F_j
	w.invert = make([]float64, h*h)
	for c := range h {
		a := make([][]float64, h)
		for j := range a {
			a[j] = make([]float64, h+1)
			for k := range w.layer.nu {
				a[j][k] = w.layer.mode[k*n+h+j]
			}
			a[j][h-1] = 1
			if j == c {
				a[j][h] = 1
			}
		}
		for k, y := range eliminate(a) {
			w.invert[k*h+c] = y
		}
	}
	var v, q [beamRuleNodes]float64
	special.GaussLegendre(v[:], q[:], 0, 1)
	for k := range v {
		w.rule[k].v, w.rule[k].w = v[k], q[k]
	}
	return w
}

// near returns distances from the wall: path, optical depth and diffusive distance.
func (w *wall) near(l *local) (path, depth, distant autodiff.Jet) {
	lo, hi := w.m.file.X[0], w.m.file.X[1]
	if w.left {
		return autodiff.Jet{V: l.x - lo, Dx: 1}, l.depth, l.distant
	}
	whole, across := w.m.path.total()
	return autodiff.Jet{V: hi - l.x, Dx: -1}, l.depth.Scale(-1).Shift(whole), l.distant.Scale(-1).Shift(across)
}

// passage is what is known at a point of the way from a wall.
type passage struct {
	filled, counted      bool
	path, depth, distant autodiff.Jet // see near
	optical              float64
	theta                autodiff.Jet
	beam, flow           float64 // <B>, <v B> with the jump J
	coming, comingFlow   float64 // the same of those particles that have not arrived
	later, laterFlow     float64 // moments of what came in since the start, see later
}

// pass returns the passage from w to the point l.
func (w *wall) pass(l *local) *passage {
	p := &l.passage[w.index]
	if !p.filled {
		p.filled = true
		p.path, p.depth, p.distant = w.near(l)
		p.optical = w.optical(l, p.depth)
		p.theta = w.theta(l, p.path)
	}
	return p
}

// count returns the passage with its moments.
func (w *wall) count(l *local) *passage {
	p := w.pass(l)
	if !p.counted {
		p.counted = true
		p.beam, p.flow = w.moments(l, 1, p.optical)
		p.coming, p.comingFlow = p.beam, p.flow
		if a := arrived(l, p.path.V); a != 1 {
			p.coming, p.comingFlow = w.moments(l, a, p.optical)
			if w.laterShare(l.eps) > 0 {
				p.later, p.laterFlow = w.laterMoments(l, a, p)
			}
		}
	}
	return p
}

// optical is the depth along which the beam fades, absorption included.
func (w *wall) optical(l *local, depth autodiff.Jet) float64 {
	lost := l.lost
	if !w.left {
		lost = w.m.path.lost[pathNodes] - lost
	}
	return depth.V + float64(l.eps*l.eps)*lost
}

// sign is the direction of what comes in.
func (w *wall) sign() float64 {
	if w.left {
		return 1
	}
	return -1
}

// sigma is the cross-section at the wall.
func (w *wall) sigma() float64 {
	if w.left {
		return w.m.path.slope[0]
	}
	return w.m.path.slope[pathNodes]
}

// end is the position of the wall.
func (w *wall) end() float64 {
	if w.left {
		return w.m.file.X[0]
	}
	return w.m.file.X[1]
}

// flow returns F(t, v) with its derivative in t.
func (w *wall) flow(l *local, t, v float64) autodiff.Jet {
	return jet(w.inflow, l.set, autodiff.Jet{V: t, Dt: 1}, autodiff.Constant(v))
}

// started is the initial f in the corner at velocity v.
func (w *wall) started(l *local, v float64) float64 {
	c := w.at(l)
	f := c.density
	if w.m.micro {
		f += l.eps * (value(w.m.file.Micro0, l.set, w.end(), v) - c.mean)
	}
	return f
}

// corner is what depends on the parameters and eps alone; it is kept until they change.
type corner struct {
	set           []float64
	eps           float64
	level         float64                // C(J)
	layer         [16]float64            // amplitudes of the layer for J
	jump          float64                // J, where it is the same for all velocities
	jumps         [beamRuleNodes]float64 // J at the nodes of the rule, where it is not
	first, jumped [16]float64            // F at t = 0 and J at the nodes that come in
	density, mean float64                // of the initial data: the density, and the mean of g over v
	filled        bool
}

// at returns the corner for the parameters and eps of a point.
func (w *wall) at(l *local) *corner {
	c := &w.corner
	if c.filled && c.eps == l.eps && equal(c.set, l.set) {
		return c
	}
	c.filled, c.eps, c.set = true, l.eps, append(c.set[:0], l.set...)
	c.density, c.mean = value(w.m.file.Rho0, l.set, w.end()), 0
	if w.m.micro {
		for j, u := range w.m.q.v {
			c.mean += w.m.q.w[j] * value(w.m.file.Micro0, l.set, w.end(), u)
		}
	}
	for j, at := range w.enter {
		v := w.m.q.v[at]
		c.first[j] = value(w.inflow, l.set, 0, v)
		c.jumped[j] = c.first[j] - w.started(l, v)
	}
	w.layered(&c.jumped, &c.layer)
	c.jump, c.level = c.jumped[0], c.layer[len(w.enter)-1]
	if !w.flat {
		for k, r := range w.rule {
			c.jumps[k] = w.jump(l, r.v)
		}
	}
	return c
}

// layered sets the amplitudes of the layer for incoming values f, the level C last.
func (w *wall) layered(f, out *[16]float64) {
	h := len(w.enter)
	for k := range h {
		var s float64
		for j := range h {
			s += float64(w.invert[k*h+j] * f[j])
		}
		out[k] = s
	}
}

// jump is J at the incoming velocity of size v.
func (w *wall) jump(l *local, v float64) float64 {
	if w.flat {
		return w.at(l).jump
	}
	v *= w.sign()
	return value(w.inflow, l.set, 0, v) - w.started(l, v)
}

// passive reports whether what comes in is what was there before.
func (w *wall) passive(l *local) bool { return w.still && w.flat && w.at(l).jump == 0 }

// theta is the share of the stationary beam that is taken, as steady in beam.go with the clock of the wall.
func (w *wall) theta(l *local, path autodiff.Jet) autodiff.Jet {
	y := l.eps * path.V
	if y >= l.t {
		return autodiff.Constant(1)
	}
	y /= l.t
	e2 := float64(l.eps*l.eps) / w.sigma()
	y2 := float64(y * y)
	age := autodiff.Jet{V: l.t / e2 * (1 - y2), Dt: (1 + y2) / e2, Dx: -2 * y * l.eps / e2 * path.Dx}
	e := kernel.Exp64(-age.V)
	return age.Chain((1+age.V)*e, -age.V*e)
}

// share is the part of the beam that is split off. It depends on the beam's life eps^2/sigma against the end time; beamKnudsen belongs to
// sigma = 1 and the end at 0.1.
func (w *wall) share(eps float64) float64 {
	split := beam{beamKnudsen}
	if w.m.between != nil {
		split = beam{everyKnudsen}
	}
	return split.share(eps * math.Sqrt(0.1/(w.sigma()*w.m.file.TEnd)))
}

// reach is the length over which the solution varies, at most the domain's: with it as unit of length and the end time as unit of time
// diffusion from every wall is that of transport-inflow, which has 1 and 0.1.
func (w *wall) reach() float64 {
	f := w.m.file
	return min(f.X[1]-f.X[0], math.Sqrt(10*f.TEnd/w.sigma()))
}

// arrived returns the speed below which particles have not arrived.
func arrived(l *local, path float64) float64 {
	if y := l.eps * path; y < l.t {
		return y / l.t
	}
	return 1
}

// moments returns 1/2 int_0^a v^k J(v) exp(-depth/(eps v)) dv for k = 0 and 1.
func (w *wall) moments(l *local, a, depth float64) (mean, flow float64) {
	if a == 0 || depth > 40*l.eps*a {
		return 0, 0
	}
	c := w.at(l)
	if w.flat {
		z := depth / (l.eps * a)
		return 0.5 * a * c.jump * special.ExpIntegral(2, z), 0.5 * a * c.jump * special.ExpIntegral(3, z) * a
	}
	for k, r := range w.rule {
		v, jump := a*r.v, c.jumps[k]
		if a != 1 {
			jump = w.jump(l, v)
		}
		y := 0.5 * a * r.w * jump * kernel.Exp64(-depth/(l.eps*v))
		mean += y
		flow += float64(y * v)
	}
	return mean, flow
}

// beam returns density and flux of f_b.
func (w *wall) beam(l *local) (rho, flux float64) {
	s := w.share(l.eps)
	if s == 0 || l.t == 0 {
		return 0, 0
	}
	p := w.count(l)
	rho = s * (float64(p.theta.V*p.beam) - p.coming)
	flux = w.sign() * s / l.eps * (float64(p.theta.V*p.flow) - p.comingFlow)
	if late := w.laterShare(l.eps); late > 0 {
		rho += float64(late * p.later)
		flux += w.sign() * late / l.eps * p.laterFlow
	}
	return rho, flux
}

// beamValue returns f_b at v.
func (w *wall) beamValue(l *local, v float64) float64 {
	s := w.share(l.eps)
	u := v * w.sign()
	if s == 0 || u <= 0 {
		return 0
	}
	p := w.pass(l)
	y := p.theta.V
	if u*l.t <= l.eps*p.path.V {
		y--
	}
	f := s * y * w.jump(l, u)
	if late := w.laterShare(l.eps); late > 0 {
		f += late * w.later(l, p.path.V, u)
	}
	return f * kernel.Exp64(-p.optical/(l.eps*u))
}

// source is the source of f_b in the macro equation: sigma (<f_s> + theta <B>)/eps^2 - theta_t <B> - theta_x <v B>/eps.
func (w *wall) source(l *local) float64 {
	s := w.share(l.eps)
	if s == 0 {
		return 0
	}
	p := w.count(l)
	gain := l.sigma.V * (float64(p.theta.V*p.beam) - p.coming) / (l.eps * l.eps)
	r := s * (gain - float64(p.theta.Dt*p.beam) - w.sign()*float64(p.theta.Dx*p.flow)/l.eps)
	if late := w.laterShare(l.eps); late > 0 {
		r += l.sigma.V * late * p.later / (l.eps * l.eps)
	}
	return r
}

// laterKnudsen is where half of what comes in later than at the start is split off, like beamKnudsen. It is continuous, and below it
// the layer and the lift follow it.
const laterKnudsen = 0.3

// laterShare is the part that is split off of the uncollided particles that an inflow which changes in time has sent since the start,
//
//	f_l = s_l(eps) (F(t - eps path/v, v) - F(0, v)) B  behind the front of v, 0 ahead of it.
//
// Like the rest of the beam it solves the equation without its gain. Without it the density at eps = 1 of an inflow that rises with
// 1 - exp(-20 t) was off by 2.0e-2, with it by 2.7e-3; with half of it split off at 0.15 the one below 0.01 was off by 8e-3, against 3e-3.
func (w *wall) laterShare(eps float64) float64 {
	if w.still {
		return 0
	}
	return beam{laterKnudsen}.share(eps * math.Sqrt(0.1/(w.sigma()*w.m.file.TEnd)))
}

// later is F(t - eps path/v, v) - F(0, v) at the incoming velocity of size v, 0 where v has not arrived.
func (w *wall) later(l *local, path, v float64) float64 {
	start := l.t - l.eps*path/v
	if start <= 0 {
		return 0
	}
	u := w.sign() * v
	return value(w.inflow, l.set, start, u) - value(w.inflow, l.set, 0, u)
}

// laterMoments returns 1/2 int_a^1 v^k (F(t - eps path/v, v) - F(0, v)) B dv for k = 0 and 1.
func (w *wall) laterMoments(l *local, a float64, p *passage) (mean, flow float64) {
	for _, r := range w.rule {
		v := a + float64((1-a)*r.v)
		if p.optical > 40*l.eps*v {
			continue
		}
		y := 0.5 * (1 - a) * r.w * w.later(l, p.path.V, v) * kernel.Exp64(-p.optical/(l.eps*v))
		mean += y
		flow += float64(y * v)
	}
	return mean, flow
}

// microSource adds the source of f_b in the micro equation: -(eps theta_t + v theta_x) J B less its mean.
func (w *wall) microSource(l *local, v []float64, out []autodiff.Jet) {
	s := w.share(l.eps)
	if s == 0 {
		return
	}
	theta := w.pass(l).theta
	if theta.Dt == 0 && theta.Dx == 0 {
		return
	}
	p := w.count(l)
	mean := float64(l.eps*theta.Dt*p.beam) + w.sign()*float64(theta.Dx*p.flow)
	for j, vj := range v {
		if vj*w.sign() <= 0 {
			out[j].V += s * mean
		}
	}
	jumps := &w.at(l).jumped
	for k, j := range w.enter {
		vj := v[j]
		out[j].V += s * (mean - (float64(l.eps*theta.Dt)+float64(vj*theta.Dx))*jumps[k]*kernel.Exp64(-p.optical/(l.eps*vj*w.sign())))
	}
}

// change returns the amplitudes of the layer for what is not split off of F(t) - F(0), the level last.
func (w *wall) change(l *local) (layer [16]autodiff.Jet) {
	if w.still {
		return layer
	}
	var f, rate, values, rates [16]float64
	c := w.at(l)
	var now autodiff.Jet
	for j, at := range w.enter {
		if j == 0 || !w.even {
			now = w.flow(l, l.t, w.m.q.v[at])
		}
		f[j], rate[j] = now.V-c.first[j], now.Dt
	}
	w.layered(&f, &values)
	w.layered(&rate, &rates)
	left := 1 - w.laterShare(l.eps)
	for k := range w.enter {
		layer[k] = autodiff.Jet{V: left * values[k], Dt: left * rates[k]}
	}
	return layer
}

// parts returns the lift's density, its micro slope Q L_D/sqrt(sigma sigma_w) with direction, and for each layer mode the jet of its
// amplitude.
func (w *wall) parts(l *local) (lift, slope autodiff.Jet, modes [16]autodiff.Jet) {
	pass := w.pass(l)
	path, depth, distant := pass.path, pass.depth, pass.distant
	sw := w.sigma()
	c := w.at(l)
	changed := w.change(l)
	s := w.share(l.eps)
	theta := pass.theta
	fade := theta.Scale(-s).Shift(1)
	q, tau := clock(l.t, l.eps/math.Sqrt(sw))
	if tau.V <= 0 || l.eps*path.V >= l.t {
		return
	}
	reach := path.Scale(l.eps).Div(autodiff.Jet{V: l.t, Dt: 1})
	room := reach.Mul(reach).Scale(-1).Shift(1)
	if room.V < 1e-6 {
		return
	}
	// distances in units in which the coefficient is 1/(3 sigma_w)
	d := distant.Scale(1 / math.Sqrt(sw))
	length := w.layer.length * l.eps / sw
	spread := tau.Scale(1 / (3 * sw)).Sqrt()
	y := spread.Scale(1 / length)
	z := d.Div(spread.Scale(2).Mul(room.Sqrt()))
	ld := z.Mul(z).Scale(-1).Exp().Mul(z.Add(y).Erfcx()).Scale(-1 / length)
	level := fade.Scale(c.level).Add(changed[len(w.enter)-1])
	lift = z.Erfc().Add(ld.Scale(length)).Mul(level)
	slope = q.Mul(ld).Mul(level).Mul(l.sigma.Chain(1/math.Sqrt(l.sigma.V*sw), -0.5/(l.sigma.V*math.Sqrt(l.sigma.V*sw)))).Scale(w.sign())
	young := theta.Scale(-1).Shift(1)
	strength := y.Erfcx().Mul(young).Mul(level).Scale(1 / w.layer.length)
	for k, nu := range w.layer.nu {
		if nu*depth.V < 40*l.eps {
			e := depth.Scale(-nu / l.eps).Exp()
			amplitude := strength.Scale(w.layer.a[k]).Add(young.Mul(fade).Scale(c.layer[k])).Add(young.Mul(changed[k]))
			modes[k] = e.Mul(amplitude)
		}
	}
	return lift, slope, modes
}

// add returns the density of lift and layer and adds their g at the velocities v to out.
func (w *wall) add(l *local, v []float64, out []autodiff.Jet) autodiff.Jet {
	rho, slope, modes := w.parts(l)
	n := len(v)
	for j, vj := range v {
		out[j] = out[j].Sub(slope.Scale(vj))
		at := j
		if !w.left {
			at = n - 1 - j
		}
		for k := range w.layer.nu {
			if modes[k].V != 0 {
				out[j] = out[j].Add(modes[k].Scale((w.layer.mode[k*n+at] - 1) / l.eps))
			}
		}
	}
	for k := range w.layer.nu {
		rho = rho.Add(modes[k])
	}
	return rho
}

// incoming sets f at the nodes that come in at this wall, and marks them in the second half of out.
func (w *wall) incoming(l *local, v []float64, out []autodiff.Jet) {
	if l.x != w.end() {
		return
	}
	s := w.share(l.eps)
	theta := w.theta(l, autodiff.Jet{}).V
	if l.t == 0 {
		theta = 1
	}
	for _, j := range w.enter {
		f := w.flow(l, l.t, v[j]).V - float64(s*theta)*w.jump(l, math.Abs(v[j]))
		if late := w.laterShare(l.eps); late > 0 {
			f -= late * w.later(l, 0, math.Abs(v[j]))
		}
		out[j], out[len(v)+j] = autodiff.Constant(f), autodiff.Constant(1)
	}
}

// feature writes the inputs that belong to the wall, from index n on, and returns the next index.
func (w *wall) feature(t, x, eps float64, depth, distant autodiff.Jet, n int, out []autodiff.Jet) int {
	const count = 6
	if out == nil {
		return n + count
	}
	f := w.m.file
	l := &local{t: t, x: x, eps: eps, depth: depth, distant: distant}
	path, dj, ds := w.near(l)
	end, length, sw := f.TEnd, w.reach(), w.sigma()
	width := autodiff.Jet{V: t + 0.03*end, Dt: 1}.Sqrt()
	share := w.share(eps)
	front := autodiff.Jet{V: t / eps, Dt: 1 / eps}.Sub(path).Scale(1 / length)
	out[n] = ds.Div(width).Tanh()
	out[n+1] = dj.Scale(-1 / (eps + 0.01*length*sw)).Exp()
	out[n+2] = front.Scale(20).Tanh().Scale(share)
	out[n+3] = front.Scale(5).Tanh().Scale(share)
	out[n+4] = path.Div(autodiff.Jet{V: t/eps + 0.01*length, Dt: 1 / eps}).Tanh()
	out[n+5], _ = clock(t, math.Sqrt(float64(eps*eps)/sw+1e-3*end))
	return n + count
}
