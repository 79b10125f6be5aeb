package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// clock returns the kinetic clock of the initial layer: Q = 1 - exp(-t/eps^2) and tau = t - eps^2 Q, half the mean square
// displacement of a particle over the diffusivity, with dQ/dt = (1-Q)/eps^2 and dtau/dt = Q. With rho = rho0 + (tau/T) R and g = Q G the
// residuals of the micro-macro system hold no 1/eps^2.
func clock(t, eps float64) (q, tau autodiff.Jet) {
	if eps*eps == 0 { // underflow: the layer is over as soon as it began
		if t > 0 {
			q.V = 1
		}
		return q, autodiff.Jet{V: t, Dt: q.V}
	}
	s := t / (eps * eps)
	e := kernel.Exp64(-s)
	q = autodiff.Jet{V: 1 - e, Dt: e / (eps * eps)}
	tau = autodiff.Jet{V: t - float64(eps*eps*q.V)}
	if s < 0.03 { // the differences cancel: 1-e^-s = s - s^2/2 + ..., s-1+e^-s = s^2/2 - s^3/6 + ...
		series := 1 - float64(s/3*(1-float64(s/4*(1-float64(s/5*(1-s/6))))))
		q.V = s * (1 - float64(s/2*series))
		tau.V = eps * eps * s * s / 2 * series
	}
	tau.Dt = q.V
	return q, tau
}
