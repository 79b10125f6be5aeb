package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// smooth reports whether sigma changes by less than a factor of 2 over a twentieth of the domain.
func (m *medium) smooth() bool {
	const near = pathNodes / 20
	s := m.path.slope
	for i := range s[near:] {
		if r := s[i+near] / s[i]; r > 2 || r < 0.5 {
			return false
		}
	}
	return true
}

// bendAt sets what bend needs of the point: the slope of the distance, log(sigma/sigma_w)/8 and its slope in the distance.
func (h *history) bendAt(l *local, p *passage) {
	sw := h.w.sigma()
	p.across = l.sigma.Scale(1 / sw).Sqrt()
	p.logSlope = jet(h.slope, l.set, autodiff.Jet{V: l.x, Dx: 1}).Div(l.sigma).Scale(h.w.sign() / 8)
	p.log = l.sigma.Chain(kernel.Log64(l.sigma.V/sw)/8, 0.125/l.sigma.V)
}

// bend carries the response over to a sigma that varies. With the diffusive distance y from the wall, rho_t = D (rho_yy - b rho_y), D = 1/3, b the
// slope of log sigma over 2y, and for constant b the solution with rho = 1 at the wall is (Ogata & Banks 1961)
//
//	1/2 (erfc(z - w) + e^(b y) erfc(z + w)),  z = y/(2 sqrt(D t)),  w = b sqrt(D t)/2.
//
// Its ratio A to erfc(z) multiplies the lift, with the mean of b on the way, so that e^(b y) = (sigma/sigma_w)^(1/2):
//
//	A = (sigma/sigma_w)^(1/4) e^(-w^2) (E(z-w) + E(z+w))/(2 E(z)),  E = erfcx,  w = log(sigma/sigma_w)/(8 z).
func (h *history) bend(l *local, q autodiff.Jet, s *stepResponse) {
	const c = 1.1283791670955126 // 2/sqrt(pi)
	p := h.w.pass(l)
	across, log, lx := p.across, p.log, p.logSlope
	z := s.z
	zx := across.Div(s.width)
	if z.V < 1e-6 { // the limit at the wall
		z = z.Shift(1e-6)
		log = z.Scale(lx.V / zx.V)
		lx = zx.Scale(lx.V / zx.V)
	}
	b := log.Div(z)
	bx := lx.Sub(b.Mul(zx)).Div(z)
	if b.V < 0 {
		b, bx = b.Scale(-1), bx.Scale(-1)
	}
	// E and its derivative
	e := func(a autodiff.Jet) (value, slope autodiff.Jet) {
		if a.V < 0 {
			value = a.Mul(a).Exp().Scale(2).Sub(a.Scale(-1).Erfcx())
		} else {
			value = a.Erfcx()
		}
		return value, a.Mul(value).Scale(2).Shift(-c)
	}
	ep, dp := e(z.Add(b))
	em, dm := e(z.Sub(b))
	ez, dz := e(z)
	sum := ep.Add(em)
	a := log.Scale(2).Sub(b.Mul(b)).Exp().Scale(0.5).Mul(sum).Div(ez)
	rate := lx.Scale(2).Sub(b.Mul(bx).Scale(2)).Add(dp.Mul(zx.Add(bx)).Add(dm.Mul(zx.Sub(bx))).Div(sum)).Sub(dz.Mul(zx).Div(ez))
	s.slope = s.slope.Mul(a).Add(q.Mul(s.lift).Mul(a).Mul(rate).Div(across))
	s.lift = s.lift.Mul(a)
}
