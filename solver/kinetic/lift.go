package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// inflowLift is what diffusion makes of transport-inflow for eps -> 0, carried over to finite eps. With the extrapolation length
// l = 0.7104 eps of Milne's problem, diffusion in a half space with L - l L_x = 1 at x = 0 and L = 0 at the start is
//
//	L = erfc(z) + l L_x,  L_x = -e^(-z^2) erfcx(z + S/l)/l,  z = x/(2 S),  S = sqrt(tau/3).
//
// tau is the kinetic clock (clock.go) instead of t, and the flux is -Q L_x/3: so L obeys the macro equation, and the micro equation up to
// eps Q (v^2 - 1/3) L_xx. z is stretched to z/sqrt(1 - (eps x/t)^2), a change of order eps^2/t, for L to vanish ahead of the
// particles' front. Milne's boundary layer (milne.go), of strength -L_x at the wall, then makes the incoming f equal to 1 for t >>
// eps^2; while the beam still stands (beam.go), the layer is faded in with 1 - theta.
//
// Measured at t = 0.1, the known parts alone are off by 5.6e-5, 5.6e-4, 4.9e-3, 1.6e-2, 5.0e-2, 2.0e-1, 3.3e-1, 4.2e-2 in relative
// L2 of rho at eps = 1e-3, 0.01, 0.03, 0.055, 0.1, 0.17, 0.3, 1, about 0.5 eps^2/t below 0.1: the rest is the network's.
type inflowLift struct {
	layer *milne
	beam  beam // what it leaves the lift
}

// at returns L, Q L_x and the strength of the boundary layer.
func (l inflowLift) at(t, x, eps float64) (lift, slope, strength autodiff.Jet) {
	q, tau := clock(t, eps)
	if tau.V <= 0 || eps*x >= t {
		return lift, slope, strength
	}
	reach := autodiff.Jet{V: eps * x, Dx: eps}.Div(autodiff.Jet{V: t, Dt: 1})
	room := reach.Mul(reach).Scale(-1).Shift(1)
	if room.V < 1e-6 { // z above 1000
		return lift, slope, strength
	}
	length := l.layer.length * eps
	s := tau.Scale(1.0 / 3).Sqrt()
	y := s.Scale(1 / length)
	z := autodiff.Jet{V: x, Dx: 1}.Div(s.Scale(2).Mul(room.Sqrt()))
	lx := z.Mul(z).Scale(-1).Exp().Mul(z.Add(y).Erfcx()).Scale(-1 / length)
	young := steady(t, x, eps).Scale(-1).Shift(1)
	return z.Erfc().Add(lx.Scale(length)), q.Mul(lx), y.Erfcx().Mul(young).Scale(1 / l.layer.length)
}

// fade is the share of the lift that the beam leaves, 1 - s theta.
func (b beam) fade(t, x, eps float64) autodiff.Jet {
	return steady(t, x, eps).Scale(-b.share(eps)).Shift(1)
}

// density returns the density of lift and layer.
func (l inflowLift) density(t, x, eps float64) autodiff.Jet {
	lift, _, strength := l.at(t, x, eps)
	return lift.Mul(l.beam.fade(t, x, eps)).Add(strength.Mul(l.layer.density(x, eps)))
}

// micro sets g of lift and layer at the velocities v.
func (l inflowLift) micro(t, x, eps float64, v []float64, out []autodiff.Jet) {
	_, slope, strength := l.at(t, x, eps)
	slope = slope.Mul(l.beam.fade(t, x, eps))
	for j, vj := range v {
		out[j] = slope.Scale(-vj)
	}
	l.layer.micro(x, eps, strength, out)
}

// growth is the factor of the network's density: a clock that also for small eps takes its time, least, so that it has no 1/eps^2.
func growth(t, eps, least float64) autodiff.Jet {
	q, _ := clock(t, math.Sqrt(float64(eps*eps)+least))
	return q
}

// support is (1 - (eps x/t)^2)^2 behind the front of the fastest particles and 0 ahead of it: what is scattered once already vanishes there
// to second order.
func support(t, x, eps float64) autodiff.Jet {
	if eps*x >= t {
		return autodiff.Jet{}
	}
	reach := autodiff.Jet{V: eps * x, Dx: eps}.Div(autodiff.Jet{V: t, Dt: 1})
	room := reach.Mul(reach).Scale(-1).Shift(1)
	return room.Mul(room)
}

// restFloor is the least of restSize. At 1, no damping at all, 1500 steps left the density 3 times as far off at 0.1 <= eps <= 0.5
// and everywhere below eps = 0.05.
const restFloor = 0.05

// restSize is the size of what the known parts leave: it falls as eps^2/(t + eps^2), the error of the lift. Scaled so, the network's
// contribution and its gradients are small where the lift is accurate, and do not dominate those of the kinetic regime. The floor
// restFloor keeps its gradient there from vanishing.
func restSize(t, eps float64) autodiff.Jet {
	e2 := float64(eps * eps)
	return autodiff.Constant(e2).Div(autodiff.Jet{V: t + e2, Dt: 1}).Scale(1 - restFloor).Shift(restFloor)
}
