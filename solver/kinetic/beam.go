package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// The beam is the part of transport-inflow that is split off the network's f: with B = exp(-x/(eps v)), v > 0, the steady
// uncollided particles,
//
//	f_b = s(eps) (theta(T) - 1[x > v t/eps]) B.
//
// Its second part is minus what of B has not arrived yet. It holds the jump of f along x = v t/eps, which no network represents, for
// every eps, solves the equation without its gain and fades as e^(-t/eps^2): a first-collision split (Alcouffe, Nucl. Sci. Eng. 105, 1990).
// The first part makes f_b vanish at t = 0 and ahead of the front, and fades when the inflow's lift (lift.go) takes over:
//
//	theta = (1 + T) e^(-T),  T = (t - (eps x)^2/t)/eps^2 behind the front x = t/eps of the fastest particles, 0 ahead of it.
//
// What is left of f has the sources of f_b in its equation, eps^2 S + eps S_j = s (<f_s> + theta <B> - (eps^2 theta_t + eps v_j
// theta_x) B_j).

// beam is the beam of which half is split off at a Knudsen number.
type beam struct{ knudsen float64 }

// earlyKnudsen is that place in the formulation "early". With beamKnudsen half of the front is left to the network at eps = 0.02, whose
// nodes do not resolve it: at 1 % of the end the density was off by 5e-2 there, whatever points and inputs, and by 1e-2 to 2e-2 with this.
const earlyKnudsen = 0.003

// beamKnudsen is where half of the beam is split off: below, its life eps^2 is too short to matter and its source too strong. The
// place matters little (0.06: the same errors within their noise); the fading does: with a share constant in time, half at 0.15, the
// density at eps = 0.1, t = 0.01 was off by 0.34 after 1500 steps, against 0.03.
const beamKnudsen = 0.02

// share is s(eps) = 1/(1 + (knudsen/eps)^4), cut to 0 at a tenth of it.
func (b beam) share(eps float64) float64 {
	r := eps / b.knudsen
	r *= r
	r *= r
	return max(0, r/(1+r)-1e-4)
}

// steady returns theta and its derivatives.
func steady(t, x, eps float64) autodiff.Jet {
	y := eps * x
	if y >= t {
		return autodiff.Constant(1)
	}
	y /= t
	e2 := float64(eps * eps)
	y2 := float64(y * y)
	age := autodiff.Jet{V: t / e2 * (1 - y2), Dt: (1 + y2) / e2, Dx: -2 * y / eps}
	e := kernel.Exp64(-age.V)
	return age.Chain((1+age.V)*e, -age.V*e)
}

// fields returns density and flux <v f_b>/eps.
func (b beam) fields(t, x, eps float64) (rho, flux float64) {
	s := b.share(eps)
	if s == 0 || t == 0 {
		return 0, 0
	}
	theta := steady(t, x, eps).V
	y := x / eps
	a, z := behind(t, x, eps)
	rho = 0.5 * s * (float64(theta*special.ExpIntegral(2, y)) - float64(a*special.ExpIntegral(2, z)))
	flux = 0.5 * s / eps * (float64(theta*special.ExpIntegral(3, y)) - float64(a*a*special.ExpIntegral(3, z)))
	return rho, flux
}

// behind returns a = min(1, eps x/t), the speed below which particles have not arrived, and x/(eps a): the integral of v^k B over
// 0 < v < a is a^(k+1) E_(k+2)(x/(eps a)).
func behind(t, x, eps float64) (a, depth float64) {
	if y := eps * x; y < t {
		return y / t, t / (eps * eps)
	}
	return 1, x / eps
}

// value returns f_b at v.
func (b beam) value(t, x, eps, v float64) float64 {
	s := b.share(eps)
	if s == 0 || v <= 0 {
		return 0
	}
	w := steady(t, x, eps).V
	if v*t <= eps*x {
		w--
	}
	return s * w * kernel.Exp64(-x/(eps*v))
}

// source returns S, the source in the macro equation: (<f_s> + theta <B>)/eps^2 - theta_t <B> - theta_x <v B>/eps.
func (b beam) source(t, x, eps float64) float64 {
	s := b.share(eps)
	if s == 0 {
		return 0
	}
	theta := steady(t, x, eps)
	a, z := behind(t, x, eps)
	all, stream := special.ExpIntegral(2, x/eps), special.ExpIntegral(3, x/eps)
	gain := (float64(theta.V*all) - float64(a*special.ExpIntegral(2, z))) / (eps * eps)
	return 0.5 * s * (gain - float64(theta.Dt*all) - float64(theta.Dx*stream)/eps)
}

// microSource sets the source in the micro equation at the velocities v: -(eps theta_t + v theta_x) B less its mean.
func (b beam) microSource(t, x, eps float64, v []float64, out []autodiff.Jet) {
	s := b.share(eps)
	if s == 0 {
		clear(out)
		return
	}
	theta := steady(t, x, eps)
	mean := 0.5 * (float64(eps*theta.Dt*special.ExpIntegral(2, x/eps)) + float64(theta.Dx*special.ExpIntegral(3, x/eps)))
	for j, vj := range v {
		r := mean
		if vj > 0 {
			r -= (float64(eps*theta.Dt) + float64(vj*theta.Dx)) * kernel.Exp64(-x/(eps*vj))
		}
		out[j] = autodiff.Constant(s * r)
	}
}
