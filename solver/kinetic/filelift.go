package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// What diffusion makes of the inflow (lift.go) is carried over to variable sigma: the lift spreads in the diffusive distance from the
// wall, from the level C(F) that half-space transport takes far inside for the incoming F (for F = 1 it is 1), and the boundary layer
// in the optical depth holds the rest of F and the slope of the lift.

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
