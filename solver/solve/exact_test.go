package solve

import (
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// TestSolutionInTheBasis: where the features hold the solution it is found, to ten digits of the residual, and a preview with fewer features
// leaves more of it.
func TestSolutionInTheBasis(t *testing.T) {
	problem, err := kinetic.ByName("transport2d-pulse")
	if err != nil {
		t.Fatal(err)
	}
	var layout autodiff.Params
	model, err := problem.Model(&layout, kinetic.Options{Formulation: kinetic.MicroMacro, Head: kinetic.Spectral, Initial: kinetic.Hard, Width: 7, Depth: 1})
	if err != nil {
		t.Fatal(err)
	}
	head, err := HeadOf(&layout)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 3))
	params := layout.Init(rng)
	clear(params[head.Layer.W : head.Layer.W+head.Layer.In*head.Layer.Out])
	clear(params[head.Layer.B : head.Layer.B+head.Layer.Out])
	separation, err := model.(kinetic.Separable).Separate()
	if err != nil {
		t.Fatal(err)
	}
	size := head.Features() * head.Outputs()
	wanted := make([]float64, size)
	for i := range wanted {
		wanted[i] = 2*rng.Float64() - 1
	}
	const rows = 128
	sample := &Sample{T: make([]float64, rows), X: make([]float64, rows), Eps: make([]float64, rows), Weight: make([]float64, rows)}
	for i := range rows {
		sample.T[i], sample.Eps[i], sample.Weight[i] = 0.1*rng.Float64(), rng.Float64(), 1
	}
	var terms []*Term
	for _, own := range separation.Terms {
		own.Known = func(_, _ float64, _, r0 []float64) { clear(r0) }
		alone := NewSeparated(model, head, params, own, Shape{Rows: 1, Coordinates: 2}, 0)
		own.Known = func(time, eps float64, _, r0 []float64) { // the residual of outputs zero where wanted leaves none
			alone.Compute(&Sample{T: []float64{time}, X: []float64{0}, Eps: []float64{eps}, Weight: []float64{1}})
			alone.Change(wanted)
			for i, v := range alone.r {
				r0[i] = -v
			}
		}
		terms = append(terms, NewSeparated(model, head, params, own, Shape{Rows: rows, Coordinates: 2}, 0))
	}
	system := NewSystem(head, terms, separation)
	system.Orthonormalize(0, []*Sample{sample})
	for k, term := range terms {
		term.Compute(sample)
		system.Add(k)
	}
	loss := func(delta []float64, g []float64) float64 {
		sum := []float64{0}
		for k, term := range terms {
			system.Plain(true)
			term.Compute(sample)
			term.Change(delta)
			term.Losses(make([]int, rows), sum)
			residual := append([]float64(nil), term.r...)
			system.Plain(false)
			term.Compute(sample)
			copy(term.r, residual)
			system.Gradient(k, g)
		}
		return sum[0]
	}
	g, delta := make([]float64, size), make([]float64, size)
	before := loss(delta, g)
	preview := append([]float64(nil), delta...)
	w := system.Begin([]float64{1, 1}, g, 3, nil)
	pieces, last := 0, 0.0
	for more := true; more; pieces++ {
		done, further, err := w.Advance()
		if err != nil || done < last {
			t.Fatal(done, last, err)
		}
		last, more = done, further
	}
	if w.Take(preview); pieces < 30 || last < 0.999 {
		t.Errorf("%d pieces, %g done", pieces, last)
	}
	for range 3 { // the damping of the weakest direction is undone
		if err := system.Solve([]float64{1, 1}, g, delta, nil); err != nil {
			t.Fatal(err)
		}
		clear(g)
		loss(delta, g)
	}
	after, rough := loss(delta, g), loss(preview, g)
	if !(after < 1e-20*before && rough > 1e6*after && rough < before) {
		t.Errorf("losses: %g before, %g solved, %g with fewer features", before, after, rough)
	}
}
