package optim

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// What a report calls the coefficients is the combination that was used, in the unit gradients: with raw momentum it can be built again.
func TestCoefficients(t *testing.T) {
	const m = 3
	for _, s := range weighting.Specs() {
		if s.Elementwise { // not a combination: none
			continue
		}
		for _, norm := range []string{OwnLength, UnitLength} {
			t.Run(s.Name+"/"+norm, func(t *testing.T) {
				o, err := New[float64]("adam", lengthSettings(t, s.Name, RawMomentum, Euclidean, norm, m))
				if err != nil {
					t.Fatal(err)
				}
				p, x := newProblem(m), make([]float64, length)
				for step := range 5 {
					grads, losses := p.at(x)
					rep, err := o.Step(x, grads, losses, 0.01)
					if err != nil {
						t.Fatal(err)
					}
					sum, off, size := make([]float64, length), 0.0, 0.0
					for i, g := range grads {
						n := 0.0
						for _, v := range g {
							n += v * v
						}
						for k, v := range g {
							sum[k] += rep.Coefficients[i] * v / math.Sqrt(n)
						}
					}
					used := under(o).(*Adam[float64]).c.last
					for k := range sum {
						off, size = max(off, math.Abs(sum[k]-used[k])), max(size, math.Abs(used[k]))
					}
					if off > 1e-12*size || size == 0 {
						t.Fatalf("step %d: coefficients %v are %v off an update of size %v", step+1, rep.Coefficients, off, size)
					}
				}
			})
		}
	}
}
