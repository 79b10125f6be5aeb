package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// What came in later than at the start is free flight that fades, and its moments are those of its values.
func TestLaterInflow(t *testing.T) {
	f, err := problemfile.Parse([]byte(`{"version":1,"name":"p","equation":"transport","x":[-1,1],"tEnd":1,"scattering":"1 + x^2","absorption":"0.5","density":"0.2","left":{"inflow":"1"},"right":{"inflow":"v^2*(1 + sin(2*t))"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	m := newMedium(p.(fileTransport).file, nil, Options{Head: Nodal, Initial: Hard})
	w := m.walls[1]
	if w.laterShare(1) < 0.2 || w.laterShare(1e-3) != 0 || m.walls[0].laterShare(1) != 0 {
		t.Errorf("shares %v, %v and %v of an inflow that is constant", w.laterShare(1), w.laterShare(1e-3), m.walls[0].laterShare(1))
	}
	const eps = 0.5
	value := func(at, x, v float64) float64 {
		l := m.local(at, x, eps, nil)
		pass := w.pass(&l)
		return w.later(&l, pass.path.V, v) * kernel.Exp64(-pass.optical/(eps*v))
	}
	const h = 1e-4
	for _, c := range []struct{ t, x, v float64 }{{0.6, 0.5, 0.7}, {0.9, 0.3, 1}, {0.3, 0.9, 0.4}, {0.2, -0.5, 0.5}} {
		rate := (value(c.t+h, c.x, c.v) - value(c.t-h, c.x, c.v)) / (2 * h)
		slope := (value(c.t, c.x+h, c.v) - value(c.t, c.x-h, c.v)) / (2 * h)
		here := value(c.t, c.x, c.v)
		if r := eps*eps*rate - eps*c.v*slope + (1+c.x*c.x+eps*eps*0.5)*here; math.Abs(r) > 1e-4*(1+math.Abs(here)) {
			t.Errorf("t = %g, x = %g, v = %g: f = %g, residual %g", c.t, c.x, c.v, here, r)
		}
	}
	l := m.local(0.8, 0.6, eps, nil)
	pass := w.count(&l)
	var mean, flow float64
	const n = 4000
	for i := range n {
		v := (float64(i) + 0.5) / n
		y := 0.5 / n * value(0.8, 0.6, v)
		mean, flow = mean+y, flow+y*v
	}
	if mean == 0 || math.Abs(mean-pass.later) > 1e-5 || math.Abs(flow-pass.laterFlow) > 1e-5 {
		t.Errorf("moments %g and %g, want %g and %g", pass.later, pass.laterFlow, mean, flow)
	}
}
