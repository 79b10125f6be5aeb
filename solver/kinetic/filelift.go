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

// stepResponse is what the unit level makes in the time that it has stood: the lift, its micro slope Q L_D in units of the wall's sigma and the
// slope at the wall that the layer makes up for, in units of the extrapolation length. Dt is the derivative in that time.
type stepResponse struct {
	lift, slope, strength autodiff.Jet
	z, width              autodiff.Jet // the distance, in units in which the coefficient is 1/(3 sigma_w), over width
}

// stepResponse returns it at the point l for the time age; ok is false ahead of the particles' front, where it vanishes, and where z, the
// distance in widths of the lift, is above most.
func (w *wall) stepResponse(l *local, age, most float64) (s stepResponse, ok bool) {
	pass := w.pass(l)
	sw := w.sigma()
	q, tau := clock(age, l.eps/math.Sqrt(sw))
	if tau.V <= 0 || l.eps*pass.path.V >= age {
		return s, false
	}
	reach := pass.path.Scale(l.eps).Div(autodiff.Jet{V: age, Dt: 1})
	room := reach.Mul(reach).Scale(-1).Shift(1)
	if room.V < 1e-6 {
		return s, false
	}
	// distances in units in which the coefficient is 1/(3 sigma_w)
	d := pass.distant.Scale(1 / math.Sqrt(sw))
	length := w.layer.length * l.eps / sw
	width := tau.Scale(1 / (3 * sw)).Sqrt()
	y := width.Scale(1 / length)
	wide := width.Scale(2).Mul(room.Sqrt())
	z := d.Div(wide)
	if z.V > most {
		return s, false
	}
	ld := z.Mul(z).Scale(-1).Exp().Mul(z.Add(y).Erfcx()).Scale(-1 / length)
	s = stepResponse{z.Erfc().Add(ld.Scale(length)), q.Mul(ld), y.Erfcx(), z, wide}
	if w.history != nil && w.history.slope != nil {
		w.history.bend(l, q, &s)
	}
	return s, true
}

// parts returns the lift's density, its micro slope Q L_D/sqrt(sigma sigma_w) with direction, and for each layer mode the jet of its
// amplitude. delay are those of the layer's delay in the formulation Diffusion.
func (w *wall) parts(l *local) (lift, slope autodiff.Jet, modes, delay *[16]autodiff.Jet) {
	p := w.pass(l)
	if !p.parted {
		p.parted = true
		p.lift, p.slope, p.modes, p.delay = w.split(l)
	}
	return p.lift, p.slope, &p.modes, &p.delay
}

func (w *wall) split(l *local) (lift, slope autodiff.Jet, modes, delay [16]autodiff.Jet) {
	sp, ok := w.stepResponse(l, l.t, math.Inf(1))
	if !ok {
		return
	}
	pass := w.pass(l)
	sw := w.sigma()
	c := w.at(l)
	changed := w.change(l)
	theta := pass.theta
	fade := theta.Scale(-w.share(l.eps)).Shift(1)
	young := theta.Scale(-1).Shift(1)
	level := fade.Scale(c.level).Add(changed[len(w.enter)-1])
	lift, slope = sp.lift.Mul(level), sp.slope.Mul(level)
	strength := sp.strength.Mul(young).Mul(level)
	if w.history != nil {
		past := w.since(l, sp, fade.Scale(c.level))
		lift, slope = lift.Add(past.lift), slope.Add(past.slope)
		strength = strength.Add(past.strength.Mul(young))
	}
	slope = slope.Mul(l.sigma.Chain(1/math.Sqrt(l.sigma.V*sw), -0.5/(l.sigma.V*math.Sqrt(l.sigma.V*sw)))).Scale(w.sign())
	strength = strength.Scale(1 / w.layer.length)
	for k, nu := range w.layer.nu {
		if nu*pass.depth.V < 40*l.eps {
			e := pass.depth.Scale(-nu / l.eps).Exp()
			amplitude := strength.Scale(w.layer.a[k]).Add(young.Mul(fade).Scale(c.layer[k])).Add(young.Mul(changed[k]))
			modes[k] = e.Mul(amplitude)
		}
	}
	if w.history != nil {
		delay = w.history.delay(l, young, pass.depth)
	}
	return lift, slope, modes, delay
}

// add returns the density of lift and layer and adds their g at the velocities v to out; of the formulation Diffusion the lift alone, the layer is
// apart.
func (w *wall) add(l *local, v []float64, out []autodiff.Jet) autodiff.Jet {
	rho, slope, modes, _ := w.parts(l)
	n := len(v)
	for j, vj := range v {
		out[j] = out[j].Sub(slope.Scale(vj))
		if w.m.apart {
			continue
		}
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
	if w.m.apart {
		return rho
	}
	for k := range w.layer.nu {
		rho = rho.Add(modes[k])
	}
	return rho
}
