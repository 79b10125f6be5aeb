package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// local is what is known at a point.
type local struct {
	t, x, eps      float64
	set            []float64
	sigma, absorb  autodiff.Jet
	clock, tau     autodiff.Jet
	depth, distant autodiff.Jet // from the left end
	lost           float64      // integral of sigma_a from the left end
	filled         bool
	layer          knudsenLayer // at the ends with inflow
	passage        [2]passage   // from the ends with inflow, in the order of medium.walls
}

// at evaluates the medium at point i of p. All parts of the equations ask for the same points one after the other, so the last point of
// every index is kept; the result holds until the next call for i.
func (m *medium) at(p *Points, i int) *local {
	t, x, eps := p.At(i)
	set := p.Parameters(p.Cell[i])
	for i >= len(m.kept) {
		m.kept = append(m.kept, local{})
	}
	l := &m.kept[i]
	if l.filled && l.t == t && l.x == x && l.eps == eps && equal(l.set, set) {
		m.path.tabulate(l.set)
		return l
	}
	own := append(l.set[:0], set...)
	*l = m.local(t, x, eps, own)
	return l
}

func (m *medium) local(t, x, eps float64, set []float64) local {
	l := local{t: t, x: x, eps: eps, set: set, filled: true}
	xj := autodiff.Jet{V: x, Dx: 1}
	l.sigma, l.absorb = jet(m.file.Sigma, l.set, xj), jet(m.file.Absorb, l.set, xj)
	l.clock, l.tau = localClock(t, eps, l.sigma)
	m.path.tabulate(l.set)
	l.depth, l.distant, l.lost = m.path.at(x, l.sigma)
	return l
}

// localClock returns Q = 1 - exp(-sigma t/eps^2) and tau = t - eps^2 Q/sigma with their derivatives; sigma depends on x.
func localClock(t, eps float64, sigma autodiff.Jet) (q, tau autodiff.Jet) {
	root := eps / math.Sqrt(sigma.V)
	q, tau = clock(t, root)
	// dQ/dsigma = t/eps^2 (1-Q), dtau/dsigma = eps^2 Q/sigma^2 - t (1-Q)/sigma
	left := 1 - q.V
	if s := t / (root * root); s < 1e300 {
		q.Dx = float64(s*left) / sigma.V * sigma.Dx
	}
	tau.Dx = (float64(root*root*q.V) - float64(t*left)) / sigma.V * sigma.Dx
	return q, tau
}
