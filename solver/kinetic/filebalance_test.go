package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// TestBalancedRows: rows of a solve and residuals of training have the same weights, which grow towards small Knudsen numbers and, below the transition
// regime, no more.
func TestBalancedRows(t *testing.T) {
	var models [2]*medium
	var separations [2]*Separation
	for k, formulation := range []string{Limit, Balanced} {
		p, err := ByName(varyingFile)
		if err != nil {
			t.Fatal(err)
		}
		model, err := p.Model(&autodiff.Params{}, Options{Formulation: formulation, Head: Spectral, Initial: Hard, Width: 4, Depth: 1})
		if err != nil {
			t.Fatal(err)
		}
		models[k] = model.(*medium)
		if separations[k], err = models[k].Separate(); err != nil {
			t.Fatal(err)
		}
	}
	for k, term := range separations[0].Terms {
		before := 0.0
		for _, eps := range []float64{1, 0.1, 1e-2, 1e-4, 1e-6} {
			const time = 0.03
			p := &Points{T: []float64{time}, X: []float64{0.3}, Eps: []float64{eps}, Cell: []int{0}}
			p.Space, p.Cells = autodiff.NewSpace([]int{1}, []int{0}), autodiff.NewSpace([]int{1}, []int{0})
			weight := models[1].weight(p, term.Name)(0) / models[0].weight(p, term.Name)(0)
			if !(weight > before) || eps < 1e-4 && weight > 1.1*before {
				t.Errorf("%s: weight %g at eps = %g, %g at the one before", term.Name, weight, eps, before)
			}
			before = weight
			var rows, values, rates [2][]float64
			for j, s := range separations {
				own := s.Terms[k]
				rows[j], values[j], rates[j] = make([]float64, own.Columns), make([]float64, len(own.Matrices)), make([]float64, len(own.Matrices))
				own.Known(time, eps, nil, rows[j])
				own.Factors(time, eps, values[j], rates[j])
			}
			root := math.Sqrt(weight)
			for _, pair := range [][2][]float64{rows, values, rates} {
				for i, v := range pair[0] {
					same(t, term.Name, pair[1][i], root*v, 1e-12)
				}
			}
		}
	}
}
