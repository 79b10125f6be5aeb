package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/special"
)

// wall is an end with inflow F(t, v) of a problem file: what is known of the solution near it, the uncollided particles (filebeam.go)
// and what diffusion makes of the inflow (filelift.go).
type wall struct {
	m       *medium
	index   int // among the walls of the medium
	left    bool
	inflow  *expr.Expr
	layer   *milne
	invert  []float64 // maps incoming values at the nodes to layer amplitudes a_k and the level C, h×h
	still   bool      // F does not depend on t
	flat    bool      // J does not depend on v
	even    bool      // F does not depend on v
	corner  corner
	enter   []int // nodes that come in, by ascending |v|
	rule    [beamRuleNodes]struct{ v, w float64 }
	history *history // of the formulation Diffusion; nil: the level stands since the start
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
	if m.opt.Formulation == Diffusion && !w.still {
		w.history = newHistory(w)
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

// reach is the length over which the solution varies, at most the domain's: with it as unit of length and the end time as unit of time
// diffusion from every wall is that of transport-inflow, which has 1 and 0.1.
func (w *wall) reach() float64 {
	f := w.m.file
	return min(f.X[1]-f.X[0], math.Sqrt(10*f.TEnd/w.sigma()))
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
