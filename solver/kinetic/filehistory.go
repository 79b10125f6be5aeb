package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/special"
)

// An inflow that changes in time: what came in at time s has spread for t - s only. With L(t) for what the unit level makes in the time t
// (stepResponse), the level C(t) makes
//
//	C(0) L(t) + int_0^t C'(s) L(t-s) ds
//
// (Duhamel), with absorption C' + sigma_a C in place of C', both fading with exp(-sigma_a (t-s)). The formulation
// Diffusion knows this; micro-macro takes C(t) L(t). Of inflow 1 + sin(10 t) v and |v| exp(-5 t), sigma = 2 + cos(pi x), an absorption of 1 and a
// source that grows in time, up to t = 0.1, the known part alone is off by 1.0e-2 in the density at eps = 0.01, against 1.4e-1 with micro-macro.
//
// With s = t (1 - u^3) the integrand is smooth in u. What Gauss's rule does not see of C(t) - C(0) is left to C L, and all of an inflow that jumps
// or changes too fast for the table of levels.

// farAway is the distance, in widths of the lift, beyond which it is nothing.
const farAway = 6

// historyNodes are those of the rule in u.
const historyNodes = 6

// history is the rate C' of a wall's level.
type history struct {
	w     *wall
	rate  *expr.Expr // F_t
	rule  [historyNodes]struct{ u, w float64 }
	drift []float64  // alpha_k, see delay
	slope *expr.Expr // sigma_x, where sigma varies smoothly: see bend
	kept  []levels   // by parameters
	next  int        // of kept, to be replaced
}

// levels holds C - C(0) and its first two derivatives at equidistant times of a set of parameters.
type levels struct {
	set                []float64
	level, rate, slope [levelTimes + 1]float64
}

const levelTimes = 64

// newHistory returns nil where the table does not resolve the changes of the level at the middles of the parameters.
func newHistory(w *wall) *history {
	h := &history{w: w, rate: w.inflow.Diff("t")}
	var u, q [historyNodes]float64
	special.GaussLegendre(u[:], q[:], 0, 1)
	for k := range u {
		h.rule[k].u, h.rule[k].w = u[k], q[k]
	}
	if w.m.varied && w.m.smooth() {
		h.slope = w.m.file.Sigma.Diff("x")
	}
	v := w.m.q
	n := v.n()
	for k := range w.layer.nu {
		var square, moved float64
		for j, vj := range v.v {
			y := v.w[j] * w.layer.mode[k*n+j] * w.layer.mode[k*n+j]
			square += y
			moved += float64(y * vj)
		}
		h.drift = append(h.drift, -square/moved)
	}
	if !h.of(w.m.file.Centre()).resolved(w.m.file.TEnd) {
		return nil
	}
	return h
}

// resolved reports whether the rates add up to the levels.
func (l *levels) resolved(end float64) bool {
	const step = 1.0 / levelTimes
	lo, hi, off, sum := 0.0, 0.0, 0.0, 0.0
	for i := range levelTimes {
		sum += end * step * (0.5*(l.rate[i]+l.rate[i+1]) + end*step*(l.slope[i]-l.slope[i+1])/12)
		y := l.level[i+1]
		if d := math.Abs(sum - y); !(d <= off) {
			off = d
		}
		lo, hi = min(lo, y), max(hi, y)
	}
	return off <= 0.02*(hi-lo)
}

// of returns the levels at the parameters set.
func (h *history) of(set []float64) *levels {
	for i := range h.kept {
		if equal(h.kept[i].set, set) {
			return &h.kept[i]
		}
	}
	if len(h.kept) < pathTables {
		h.next = len(h.kept)
		h.kept = append(h.kept, levels{})
	} else {
		h.next = (h.next + 1) % pathTables
	}
	out := &h.kept[h.next]
	out.set = append(out.set[:0], set...)
	w := h.w
	n := len(w.enter)
	for i := range out.rate {
		t := autodiff.Jet{V: w.m.file.TEnd * float64(i) / levelTimes, Dt: 1}
		out.level[i], out.rate[i], out.slope[i] = 0, 0, 0
		for j, at := range w.enter {
			if j > 0 && w.even {
				break
			}
			f := jet(h.rate, set, t, autodiff.Constant(w.m.q.v[at]))
			share := w.invert[(n-1)*n+j]
			if w.even {
				share = 1 // the level of a constant is the constant
			}
			v := w.m.q.v[at]
			out.level[i] += float64(share * (value(w.inflow, set, t.V, v) - value(w.inflow, set, 0, v)))
			out.rate[i] += float64(share * f.V)
			out.slope[i] += float64(share * f.Dt)
		}
	}
	return out
}

// at returns C - C(0) and its first two derivatives at the time s by Hermite's cubics; beyond the end time there are no further changes.
func (l *levels) at(s, end float64) (level, rate, slope float64) {
	if s >= end {
		return l.level[levelTimes], 0, 0
	}
	const n = levelTimes
	step := end / n
	z := s / step
	i := min(int(z), n-1)
	u := z - float64(i)
	cubic := func(y, d *[n + 1]float64) (value, slope float64) {
		s0, s1 := d[i]*step, d[i+1]*step
		rise := y[i+1] - y[i]
		c2, c3 := 3*rise-2*s0-s1, s0+s1-2*rise
		return y[i] + float64(u*(s0+float64(u*(c2+float64(u*c3))))), (s0 + float64(u*(2*c2+float64(3*u*c3)))) / step
	}
	level, _ = cubic(&l.level, &l.rate)
	rate, slope = cubic(&l.rate, &l.slope)
	return level, rate, slope
}

// since returns what the changes of the inflow since the start make, less what they would make if the level had stood since then, of
// which now is what the unit level makes. first is the level at the start, as far as the lift has it. Dt is the derivative in t.
func (w *wall) since(l *local, now stepResponse, first autodiff.Jet) (sum stepResponse) {
	c := w.history.of(l.set)
	left := 1 - w.laterShare(l.eps)
	t := autodiff.Jet{V: l.t, Dt: 1}
	absorbs := l.absorb.V != 0 || l.absorb.Dx != 0
	change := func(u3 float64) autodiff.Jet { // at the age t u3
		level, rate, slope := c.at(l.t*(1-u3), w.m.file.TEnd)
		d := autodiff.Jet{V: left * rate, Dt: left * slope * (1 - u3)}
		if absorbs {
			held := first.Add(autodiff.Jet{V: left * level, Dt: left * rate * (1 - u3)})
			d = d.Add(l.absorb.Mul(held)).Mul(l.absorb.Mul(t).Scale(-u3).Exp())
		}
		return d
	}
	if now.z.V < 2 {
		last := change(0)
		q, _ := clock(l.t, l.eps/math.Sqrt(w.sigma()))
		lift, slope := w.history.young(l, now.z, now.width)
		sum.lift, sum.slope = last.Mul(lift), last.Mul(slope).Mul(q)
	}
	for _, r := range w.history.rule {
		u3 := r.u * r.u * r.u
		d := change(u3)
		if d.V == 0 && d.Dt == 0 {
			continue
		}
		d = d.Mul(t).Scale(3 * r.w * r.u * r.u)
		s, ok := w.stepResponse(l, l.t*u3, farAway)
		if ok {
			for _, j := range []*autodiff.Jet{&s.lift, &s.slope, &s.strength} {
				j.Dt *= u3
			}
		}
		sum.lift, sum.slope, sum.strength = sum.lift.Add(d.Mul(s.lift.Sub(now.lift))), sum.slope.Add(d.Mul(s.slope.Sub(now.slope))), sum.strength.Add(d.Mul(s.strength.Sub(now.strength)))
	}
	return sum
}

// young is what the rule in u misses of the unit rate close to the wall, where the last changes have come only: for eps -> 0 the exact integral
// int_0^t erfc(x/(2 sqrt(D a))) da = t ((1 + 2 z^2) erfc z - 2 z e^(-z^2)/sqrt(pi)) less that of the rule, and its derivative in the distance. It is faded
// out where the wall is softer than the first node.
func (h *history) young(l *local, z, width autodiff.Jet) (lift, slope autodiff.Jet) {
	const c = 1.1283791670955126 // 2/sqrt(pi)
	w := h.w
	t := autodiff.Jet{V: l.t, Dt: 1}
	z2 := z.Mul(z)
	bell, tail := z2.Scale(-1).Exp(), z.Erfc()
	lift = z2.Scale(2).Shift(1).Mul(tail).Sub(z.Mul(bell).Scale(c))
	slope = z.Mul(tail).Sub(bell.Scale(0.5 * c)).Scale(4)
	for _, r := range h.rule {
		u3 := r.u * r.u * r.u
		near := 1 / math.Sqrt(u3)
		if z.V*near > farAway {
			continue
		}
		part := 3 * r.w * r.u * r.u
		lift = lift.Sub(z.Scale(near).Erfc().Scale(part))
		slope = slope.Add(z2.Scale(-1 / u3).Exp().Scale(part * c * near))
	}
	soft := w.layer.length * l.eps / w.sigma() / (0.01 * math.Sqrt(w.m.file.TEnd/(3*w.sigma())))
	f := t.Scale(1 / (1 + float64(soft*soft)))
	return lift.Mul(f), slope.Mul(f).Div(width)
}
