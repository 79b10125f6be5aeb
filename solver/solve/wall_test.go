package solve

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// TestManufacturedBetweenWalls: between walls, with an equation that a given output layer solves, the solution has its residuals at points that
// are not fitted, but for rounding: terms with an inflow, which learn their matrices, those of a file with reflecting ends, which tell them, and one
// whose cross-section couples the harmonics.
func TestManufacturedBetweenWalls(t *testing.T) {
	file := func(rest string) string {
		return `{"version":1,"name":"walls","equation":"transport","x":[0,1],"tEnd":0.1,` + rest + `}`
	}
	for name, c := range map[string]struct {
		left    float64 // of the losses
		problem string
	}{
		"inflow":     {1e-17, "transport-inflow"}, // some eight digits: the features of the two trunks are nearly dependent
		"own inflow": {1e-20, file(`"scattering":"1 + x","density":"0","left":{"inflow":"1"},"right":{"inflow":"0"}`)},
		"reflecting": {1e-20, file(`"scattering":"2","absorption":"0.5","density":"1 + cos(pi*x)/2","left":"reflecting","right":"reflecting"`)},
		"varying":    {1e-20, file(`"scattering":"2 + cos(pi*x)","density":"1 + cos(pi*x)/2","left":"reflecting","right":"reflecting"`)},
	} {
		p, err := kinetic.ByName(c.problem)
		if err != nil {
			t.Fatal(err)
		}
		var layout autodiff.Params
		model, err := p.Model(&layout, kinetic.Options{Formulation: p.Info().Formulations[0], Head: kinetic.Spectral, Initial: kinetic.Hard, Width: 3, Depth: 1})
		if err != nil {
			t.Fatal(err)
		}
		head, err := HeadOf(&layout)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, 5))
		params := layout.Init(rng)
		clear(params[head.Layer.W : head.Layer.W+head.Layer.In*head.Layer.Out])
		clear(params[head.Layer.B : head.Layer.B+head.Layer.Out])
		var separation *kinetic.Separation
		if m, ok := model.(kinetic.Separable); ok {
			if separation, err = m.Separate(); err != nil {
				t.Fatal(err)
			}
		}
		const rows = 512
		draw := func(kind kinetic.Kind) *Sample {
			s := &Sample{T: make([]float64, rows), X: make([]float64, rows), Eps: make([]float64, rows)}
			for i := range rows {
				s.Weight = append(s.Weight, 1)
				s.T[i], s.Eps[i] = 0.1*rng.Float64(), rng.Float64()
			}
			if m, ok := model.(kinetic.Clustered); ok && separation == nil {
				m.Clusters()(rng, kind, 1e-6, 1, s.Eps, s.T, s.X)
			}
			return s
		}
		var terms []*Term
		var fitted, fresh []*Sample
		if separation != nil {
			for _, own := range separation.Terms {
				terms = append(terms, NewSeparated(model, head, params, own, Shape{Rows: rows, Coordinates: 1}, 0))
				fitted, fresh = append(fitted, draw(kinetic.Interior)), append(fresh, draw(kinetic.Interior))
			}
		} else {
			for _, own := range model.Terms() {
				term := NewTerm(model, head, params, own.Kind, own.Name, Shape{Rows: rows, Group: 1, Coordinates: 1})
				fitted, fresh = append(fitted, draw(own.Kind)), append(fresh, draw(own.Kind))
				if err := term.Learn(fitted[len(terms)]); err != nil {
					t.Fatal(name, err)
				}
				terms = append(terms, term)
			}
		}
		size := head.Features() * head.Outputs()
		wanted, weights := make([]float64, size), make([]float64, len(terms))
		for i := range wanted {
			wanted[i] = 2*rng.Float64() - 1
		}
		system := NewSystem(head, terms, separation)
		system.Keep = true
		for k, term := range terms {
			weights[k] = 1
			term.Compute(fitted[k])
			system.Add(k)
		}
		loss := func(delta []float64, samples []*Sample, g []float64) float64 { // and half its negative gradient
			off := append([]float64(nil), delta...)
			kernel.Axpy(-1, wanted, off)
			clear(g)
			sum := []float64{0}
			for k, term := range terms {
				term.Compute(samples[k])
				clear(term.r)
				term.Change(off)
				term.Losses(make([]int, rows), sum)
				system.Gradient(k, g)
			}
			return sum[0]
		}
		// Of directions that the features hardly tell apart there is as little in it as in a right-hand side.
		g, delta := make([]float64, size), make([]float64, size)
		loss(delta, fitted, g)
		most := 0.0
		for _, v := range g {
			most = max(most, math.Abs(v))
		}
		for i, v := range g {
			wanted[i] = v / most
		}
		before := loss(delta, fresh, g)
		loss(delta, fitted, g)
		for range 8 { // the damping of the weakest directions is undone, and an iteration goes on
			if err := system.Solve(weights, g, delta, nil); err != nil {
				t.Fatal(name, err)
			}
			loss(delta, fitted, g)
		}
		after := loss(delta, fresh, g)
		if !(after < c.left*before) {
			t.Errorf("%s: losses: %g before, %g solved", name, before, after)
		}
	}
}
