package kinetic

import "github.com/hrgrad/hrgrad/solver/kernel"

// weight returns the residual weights of a term at the points. A macro residual r lasting for t changes rho by t r, a micro residual
// the flux by r/(3 sigma): weighted so, residuals count by the error that they leave. At ends with inflow the unit is the largest
// sigma there: with the mean in its place and weights of at most 1 the flux behind a layer of sigma = 100 was off by 5e-2, against 4e-3.
func (m *medium) weight(p *Points, term string) func(int) float64 {
	if m.between != nil {
		return func(i int) float64 {
			t, x, eps := p.At(i)
			return wallWeight(term, t, eps, value(m.file.Sigma, p.Parameters(p.Cell[i]), x))
		}
	}
	end := m.file.TEnd
	late := 10 * end // both weights are those of transport-inflow in its units of length and time, see reach
	return func(i int) float64 {
		t, x, eps := p.At(i)
		switch term {
		case "macro":
			if len(m.walls) == 0 {
				return m.slowed(p, i) * m.balance(term, eps)
			}
			u := min(1, (t+float64(eps*eps)/m.outer)/end)
			w := u * u
			if !m.quiet {
				w += (u - w) * m.untouched(p, i)
			}
			if m.opt.Initial == Hard { // R has a factor that grows with the rate of collisions, see slowed
				a := 1 - kernel.Exp64(-end*m.growth(m.at(p, i)).V)
				w /= max(leastFactor, a)
			}
			return 0.25 * w * late * late
		case "micro":
			sigma := value(m.file.Sigma, p.Parameters(p.Cell[i]), x)
			if len(m.walls) == 0 {
				if m.opt.Head == Spectral {
					return m.balance(term, eps) // v rho_x + Q G, whose coefficients are constant
				}
				s := m.scale / sigma
				return min(s*s, 1)
			}
			// the time that a residual lasts for is the shorter one of eps^2/sigma and the whole
			rate := float64(eps*eps) / end
			s := (m.inner + rate) / (sigma + rate)
			w := late / (m.unit * m.most)
			return w * w * max(1e-3, min(1e3, s*s)) * min(1, (t+float64(eps*eps)/m.outer)/end)
		}
		return 1
	}
}

// leastFactor is the least factor of R, or square of it, that weights make up for.
const leastFactor = 0.01

// slowed makes up for the factor of R, tau, which hardly moves where a collision takes longer than the end time: there the macro
// equation holds R weakly, and its errors go on into the flux. It is the square of one over the clock at the end, at most
// 1/leastFactor; with inflow one over the factor itself. With sigma from 1 to 100 on a period of 2, end time 0.2 and a micro part, the
// flux at eps = 1 was off by 5.3e-2 without it and by 2.6e-2 with it, the density by 8.7e-4 and 4.3e-4; the density of a beam, 2
// exp(-25 (v-1)^2), into sigma = 2 by 1.3e-2 and 1.6e-3.
func (m *medium) slowed(p *Points, i int) float64 {
	if m.opt.Head == Spectral || m.opt.Initial != Hard {
		return 1
	}
	l := m.at(p, i)
	q, _ := localClock(m.file.TEnd, l.eps, l.sigma)
	return 1 / max(leastFactor, float64(q.V*q.V))
}

// untouched is 1 where nothing of the ends with inflow has arrived and vanishes at them, as disturbed. There a residual is as small at
// early times as later, and what it leaves stays: with the weights of a layer at a wall, t^2, the density between two sources was off
// by 0.1 at a tenth of the end time, and by 4e-2 at the end.
func (m *medium) untouched(p *Points, i int) float64 {
	l, calm := m.at(p, i), 1.0
	for _, w := range m.walls {
		pass := w.pass(l)
		if l.eps*pass.path.V < l.t && !w.passive(l) {
			calm *= 1 - kernel.Exp64(-3.0/16*pass.distant.V*pass.distant.V/l.t)
		}
	}
	return calm
}
