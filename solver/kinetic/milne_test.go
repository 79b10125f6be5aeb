package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// The extrapolation length of Milne's problem is 0.7104460896 (Placzek & Seidel 1947); double Gauss converges to it.
func TestExtrapolationLength(t *testing.T) {
	for _, c := range []struct {
		nodes int
		tol   float64
	}{{8, 1e-4}, {16, 1e-6}, {30, 1e-7}} {
		m := newMilne(doubleGauss(c.nodes))
		if d := m.length - 0.7104460896; math.Abs(d) > c.tol {
			t.Errorf("%d nodes: length %.10f, off by %.1e", c.nodes, m.length, d)
		}
	}
}

// The boundary layer solves eps v f_x + f = <f>, carries no flux, and with f = 1 - A (length + X - v) beside it is 1 for incoming v.
func TestMilneLayer(t *testing.T) {
	q := doubleGauss(16)
	m := newMilne(q)
	const eps = 0.1
	g := make([]autodiff.Jet, q.n())
	for _, x := range []float64{0, 0.003, 0.1, 0.4} {
		clear(g)
		rho := m.density(x, eps)
		m.micro(x, eps, autodiff.Constant(1), g)
		var mean, flux float64
		for j, v := range q.v {
			f, fx := rho.V+eps*g[j].V, rho.Dx+eps*g[j].Dx
			mean += q.w[j] * f
			flux += q.w[j] * v * f
			if r := eps*v*fx + f - rho.V; math.Abs(r) > 1e-13 {
				t.Errorf("x %g, v %g: residual %g", x, v, r)
			}
			if in := f - m.length + v; x == 0 && v > 0 && math.Abs(in) > 1e-13 {
				t.Errorf("v %g: incoming f off by %g", v, in)
			}
		}
		if math.Abs(mean-rho.V) > 1e-14 || math.Abs(flux) > 1e-14 {
			t.Errorf("x %g: density %g, mean %g, flux %g", x, rho.V, mean, flux)
		}
	}
}
