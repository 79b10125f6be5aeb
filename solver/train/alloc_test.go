//go:build !race

// The race detector makes sync.Pool drop what it holds now and then, so that allocations cannot be counted under it.

package train

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// After warm-up a step allocates nothing: garbage collection would pause a page for longer than a step takes.
func TestStepDoesNotAllocate(t *testing.T) {
	var runs []Config
	for _, o := range weighting.Specs() {
		if o.Name == "graddrop" { // works component by component, outside the Gram matrix
			continue
		}
		runs = append(runs, Config{TasksBy: ByEps, Optimizer: "adam", Operator: o.Name})
	}
	runs = append(runs,
		Config{TasksBy: ByTerm, Optimizer: "soap"},
		Config{TasksBy: ByTermBand, Optimizer: "adam", Momentum: "raw", Precision: "float64"},
		Config{Problem: "transport-inflow", Optimizer: "adam"},
		Config{Head: "input", Initial: "soft", Optimizer: "adam"},
	)
	for _, c := range runs {
		c.Tasks, c.Points, c.Width, c.Depth = 6, 12, 8, 2
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		n := 1.0
		for warm := 0; n > 0 && warm < 10; warm++ { // operators grow their buffers when a step has more conflicts than any before
			n = testing.AllocsPerRun(20, func() {
				if _, err := s.Step(); err != nil {
					t.Fatal(err)
				}
			})
		}
		if n != 0 {
			t.Errorf("%+v: %v allocations a step", s.Config(), n)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	for _, op := range []string{"ls", "hrgrad"} {
		b.Run(op, func(b *testing.B) {
			s, err := New(Config{TasksBy: ByEps, Optimizer: "adam", Operator: op, Tasks: 8, Points: 16, Width: 8, Depth: 2})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Step(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
