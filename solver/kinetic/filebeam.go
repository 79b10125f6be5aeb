package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// The jump J(v) = F(0, v) - f0 in the corner makes f jump along x = v t/eps. As for transport-inflow (beam.go) the network is relieved of
//
//	f_b = s(eps) (theta - 1[v t < eps path]) J(v) B,  B = exp(-depth/(eps v)),
//
// with the optical depth along the path in place of its length.

// passage is what is known at a point of the way from a wall.
type passage struct {
	filled, counted       bool
	path, depth, distant  autodiff.Jet // see near
	optical               float64
	theta                 autodiff.Jet
	across, log, logSlope autodiff.Jet // see bendAt
	parted                bool         // the next two lines are filled
	lift, slope           autodiff.Jet
	modes, delay          [16]autodiff.Jet
	beam, flow            float64 // <B>, <v B> with the jump J
	coming, comingFlow    float64 // the same of those particles that have not arrived
	later, laterFlow      float64 // moments of what came in since the start, see later
}

// pass returns the passage from w to the point l.
func (w *wall) pass(l *local) *passage {
	p := &l.passage[w.index]
	if !p.filled {
		p.filled = true
		p.path, p.depth, p.distant = w.near(l)
		p.optical = w.optical(l, p.depth)
		p.theta = w.theta(l, p.path)
		if w.history != nil && w.history.slope != nil {
			w.history.bendAt(l, p)
		}
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
	knudsen := laterKnudsen
	if w.history != nil {
		knudsen = 0.5 * laterKnudsen // at eps = 0.3 a layer does not follow an inflow that changes within eps^2/sigma
	}
	return beam{knudsen}.share(eps * math.Sqrt(0.1/(w.sigma()*w.m.file.TEnd)))
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
