package train

import (
	"errors"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// TestGasSolve: few features and steps bring a gas to errors that training takes a minute for, at every Knudsen number; more features less.
func TestGasSolve(t *testing.T) {
	nativeOnly(t)
	var last float64
	for _, c := range []struct {
		width, steps int
		rho, u, temp float64
	}{{24, 5, 2e-3, 2e-2, 1e-2}, {60, 5, 6e-5, 6e-4, 3e-4}} {
		s := trained(t, Config{Problem: "bgk-smooth", Optimizer: "solve", Width: c.width, Steps: c.steps, Seed: 2}, c.steps)
		tables, err := Errors(s, nil, []float64{1, 1e-2, 1e-6}, func(eps float64) (reference.Solution, error) {
			return reference.New("bgk-smooth", eps, reference.Options{})
		})
		if err != nil {
			t.Fatal(err)
		}
		w := tables[0].Worst()
		if !(w[0] < c.rho && w[1] < c.u && w[2] < c.temp) {
			t.Errorf("%d features: errors %v", c.width, w)
		}
		if last > 0 && !(w[1] < last/5) {
			t.Errorf("%d features: u %g, with fewer %g", c.width, w[1], last)
		}
		last = w[1]
	}
}

// TestGasSolveResumes: the iteration goes on with the same bits, and one linear system is refused.
func TestGasSolveResumes(t *testing.T) {
	nativeOnly(t)
	c := Config{Problem: "bgk-smooth", Optimizer: "solve", Width: 10, Steps: 3, Seed: 3}
	whole := trained(t, c, 3)
	data, err := trained(t, c, 2).Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Resume(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(); err != nil {
		t.Fatal(err)
	}
	if !same(values(t, s), values(t, whole)) {
		t.Error("the resumed run differs")
	}
	if _, err := s.Solve(9, func(float64) error { return nil }); !errors.Is(err, ErrLinear) {
		t.Errorf("a gas as one linear system: %v", err)
	}
}

// TestGasSolveFile: a constant state of a file is found exactly; a gentle wave in a gas that moves, whose state is not that of the units, to
// errors that training does not reach; what the head cannot hold is refused with the reason.
func TestGasSolveFile(t *testing.T) {
	nativeOnly(t)
	file := func(more string) string {
		return `{"version":1,"name":"own","equation":"bgk","x":[0,2],"tEnd":0.1,` + more + `}`
	}
	for _, c := range []struct {
		data         string
		width        int
		rho, u, temp float64
	}{
		{`"density":"2","velocity":"0.4","temperature":"1.3"`, 6, 1e-9, 1e-9, 1e-9},
		{`"density":"1 + 0.3*cos(pi*x)","velocity":"0.4 + 0.1*sin(pi*x)","temperature":"0.7"`, 50, 2e-4, 1e-3, 5e-4},
	} {
		s := trained(t, Config{Problem: file(c.data), Optimizer: "solve", Width: c.width, Steps: 4, Seed: 2}, 4)
		tables, err := Errors(s, nil, []float64{1, 1e-2, 1e-6}, func(eps float64) (reference.Solution, error) {
			return reference.New(s.Config().Problem, eps, reference.Options{})
		})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Step(); err != nil || !r.Judgement.Kept { // beyond the plan, when nothing falls any more
			t.Errorf("%s: %v, %s", c.data, err, r.Judgement.Text())
		}
		if w := tables[0].Worst(); !(w[0] < c.rho && w[1] < c.u && w[2] < c.temp) {
			t.Errorf("%s: errors %v", c.data, w)
		}
	}
	for data, reason := range map[string]string{
		`"density":"1 + 0.5*exp(-400*(x-1)^2)"`:            "harmonics, with another optimizer than solve",
		`"density":"1","velocity":"2*sin(pi*x)"`:           "steepen",
		`"density":"1","temperature":"2 + 1.95*sin(pi*x)"`: "modes",
		`"density":"1","dimensions":3`:                     "three velocity dimensions",
		`"density":"1","left":"open","right":"open"`:       "open",
	} {
		_, err := New(Config{Problem: file(data), Optimizer: "solve", Seed: 2})
		if !input.Is(err) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", data, err)
		}
	}
}

// TestNewtonPreview: where a factorisation takes long the first step is one of few features and points, which fresh points find much better than
// nothing.
func TestNewtonPreview(t *testing.T) {
	nativeOnly(t)
	s, err := New(Config{Problem: "semiconductor-relax", Optimizer: "solve", Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Step()
	if err != nil {
		t.Fatal(err)
	}
	n := s.linear
	if !n.costly() || n.newton.blocks != newtonPreview {
		t.Fatalf("the sums of a preview have %d blocks", n.newton.blocks)
	}
	if j := r.Judgement; !j.Kept || !(j.Ratio < 0.01) {
		t.Errorf("%s", j.Text())
	}
}
