package train

import (
	"errors"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// TestGasSolve: few features and steps bring a gas to errors that training takes a minute for, at every Knudsen number; more features less.
func TestGasSolve(t *testing.T) {
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
