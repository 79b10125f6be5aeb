package kinetic

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
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

// An inflow that depends on t and v is known to come in at small eps without any network, and what is left of its Knudsen layer in the equations,
// which the network is trained with in single precision, does not grow with 1/eps.
func TestKnudsenLayerOfInflow(t *testing.T) {
	f, err := problemfile.Parse([]byte(`{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"2 + x","absorption":"1","density":"0","left":{"inflow":"v*(1 + sin(10*t))"},"right":{"inflow":"v^2"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Info().Formulations; !slices.Equal(got, []string{Diffusion, MicroMacro}) {
		t.Fatalf("formulations %v", got)
	}
	const eps, at = 1e-6, 0.07
	var layout autodiff.Params
	m, err := p.Model(&layout, Options{Formulation: Diffusion, Head: Nodal, Initial: Hard, Width: 4, Depth: 1})
	if err != nil {
		t.Fatal(err)
	}
	points := &Points{Cells: autodiff.NewSpace([]int{1}, []int{0}), Eps: []float64{eps}}
	for _, x := range []float64{0, 0.1, 0.5, 1, 3, 10, 30} {
		points.T, points.X, points.Cell = append(points.T, at, at), append(points.X, x*eps, 1-x*eps), append(points.Cell, 0, 0)
	}
	points.Space = autodiff.NewSpace([]int{len(points.X)}, []int{0})
	tape := autodiff.NewTape(make([]float32, layout.Len), 0)
	state := m.State(tape, points, true)
	distribution := m.Distribution(tape, points, state)
	macro, _, _ := m.Residual(tape, points, state, "macro")
	micro, _, _ := m.Residual(tape, points, state, "micro")
	tape.Forward()
	n := len(m.Velocities())
	for j, v := range m.Velocities() {
		want, wall := v*(1+math.Sin(10*at)), 0
		if v < 0 {
			want, wall = v*v, 1
		}
		if got := float64(tape.Values(distribution)[wall*n+j]); math.Abs(got-want) > 1e-3 {
			t.Errorf("f(%g) = %g comes in at wall %d, want %g", v, got, wall, want)
		}
	}
	for i, x := range points.X {
		if r := float64(tape.Values(macro)[i]); math.Abs(r) > 10 {
			t.Errorf("x = %g: macro residual %g", x, r)
		}
		for j := range n {
			if r := float64(tape.Values(micro)[i*n+j]); math.Abs(r) > 0.05 {
				t.Errorf("x = %g, node %d: micro residual %g", x, j, r)
			}
		}
	}
}

// An inflow that jumps in time, or rises too fast, has no history; the known part stays finite.
func TestHistoryIsResolved(t *testing.T) {
	for inflow, want := range map[string]bool{"1 + t": true, "v*sin(20*t)": true, "step(t - 0.05)": false, "sqrt(t)": false, "tanh((t - 0.05)/1e-4)": false} {
		f, err := problemfile.Parse([]byte(`{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"density":"0","left":{"inflow":"` + inflow + `"},"right":{"inflow":"0"}}`))
		if err != nil {
			t.Fatal(err)
		}
		m := newMedium(f, nil, Options{Formulation: Diffusion, Head: Nodal, Initial: Hard})
		if got := m.walls[0].history != nil; got != want || m.walls[1].history != nil {
			t.Errorf("inflow %s: history %v, want %v", inflow, got, want)
		}
		for _, at := range []float64{0, 1e-9, 0.04, 0.1, 0.2} {
			l := m.local(at, 0.01, 0.02, nil)
			rho := m.walls[0].add(&l, m.q.v, make([]autodiff.Jet, m.q.n()))
			y := m.layerOf(&l)
			for _, v := range []float64{rho.V, rho.Dt, rho.Dx, y.rho.V, y.macro, y.micro[0], y.micro[15]} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("inflow %s, t = %g: %v, %v", inflow, at, rho, y)
				}
			}
		}
	}
}
