package reference

import (
	"math"
	"testing"
)

// Where particles do not collide, f varies as fast in v as the data do over the way they have flown: velocities that resolve the coldest
// Maxwellian alone had u off by 1e-2 here.
func TestGasFileFlight(t *testing.T) {
	p := parseFile(t, `{"version":1,"name":"steep","equation":"bgk","x":[-1,1],"tEnd":0.25,"density":"0.5625 - 0.4375*tanh(x/0.04)","temperature":"0.9 - 0.1*tanh(x/0.04)","left":"open","right":"open"}`)
	g := gasProblem(p, nil)
	s, err := g.history(1, Options{Cells: 300})
	if err != nil {
		t.Fatal(err)
	}
	g.rules = func(float64) bgkRule { return bgkRule{0.05, 280} }
	dense, err := g.history(1, Options{Cells: 300})
	if err != nil {
		t.Fatal(err)
	}
	x := linspace(-1, 1, 400)
	a, b := at(t, s, p.TEnd, x...), at(t, dense, p.TEnd, x...)
	for f := range a {
		if e := RelL2(a[f], b[f]); e > 2e-4 {
			t.Errorf("%s differs by %.1e from more velocities", g.names()[f], e)
		}
	}
}

// A gas that is constant at its ends is worked on where something has changed only: the same as everywhere, to what counts as unchanged.
func TestGasFileSpread(t *testing.T) {
	for _, dimensions := range []string{"1", "3"} {
		p := parseFile(t, `{"version":1,"name":"tube","equation":"bgk","x":[-1,1],"tEnd":0.1,"dimensions":`+dimensions+`,"density":"1 - 0.6*tanh(x/0.05)","velocity":"0.2 - 0.2*tanh(x/0.05)","left":"open","right":"open"}`)
		for _, eps := range []float64{0.3, 1e-3} {
			g := gasProblem(p, nil)
			const n, steps = 160, 40
			h := 4.0 / n
			solvers := [2]gasSolver{g.solver(eps, -2+0.5*h, h, n), g.solver(eps, -2+0.5*h, h, n)}
			whole, ok := solvers[1].(*bgkSolver)
			if es, three := solvers[1].(*esSolver); three {
				whole, ok = es.bgkSolver, true
			}
			if !ok {
				t.Fatal("no solver of a gas")
			}
			for range steps {
				whole.from, whole.to = 0, n
				for _, s := range solvers {
					if err := s.advance(0.6 * h / s.fastest()); err != nil {
						t.Fatal(err)
					}
				}
			}
			a, b := solvers[0].state(), solvers[1].state()
			for f := range a {
				for i := range a[f] {
					if d := math.Abs(a[f][i] - b[f][i]); !(d < 1e-7) {
						t.Fatalf("dimensions %s, eps %g: field %d, cell %d of %d: %g and %g", dimensions, eps, f, i, n, a[f][i], b[f][i])
					}
				}
			}
		}
	}
}
