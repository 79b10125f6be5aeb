package train

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// GradDrop trains, reports conflicts but no weights, and resumes with the same bits.
func TestElementwiseOperator(t *testing.T) {
	for _, optimizer := range []string{"adam", "soap"} {
		for _, momentum := range []string{optim.TaskMomentum, optim.RawMomentum} {
			for _, precision := range []string{"float32", "float64"} {
				c := small()
				c.Operator, c.Optimizer, c.Momentum, c.Precision, c.Steps = "graddrop", optimizer, momentum, precision, 150
				s := newSession(t, c)
				var first, last float64
				for step := range c.Steps {
					r, err := s.Step()
					if err != nil {
						t.Fatal(err)
					}
					g := r.Gradient
					if g.Weights != nil || g.Path != weighting.PathElementwise || len(g.Cosine) != 4 || len(g.Conflict) != 2 || g.MinCosine < -1 || g.MinCosine > 1 {
						t.Fatalf("%+v", g)
					}
					if step < 10 {
						first += r.Total
					} else if step >= c.Steps-10 {
						last += r.Total
					}
				}
				if !(last < 0.9*first) { // two thirds of the steps are warm-up
					t.Errorf("%s, %s, %s: ten losses sum to %g at the start and to %g at the end", optimizer, momentum, precision, first, last)
				}
				continues(t, c, 7, 5)
			}
		}
	}
}
