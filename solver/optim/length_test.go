package optim

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// lengthSettings are settings of an optimiser with one 3×2 and one 1×1 layer.
func lengthSettings(t *testing.T, operator, momentum, metric, updateLength string, m int) Settings {
	t.Helper()
	s := Settings{Tasks: m, Parameters: length, Momentum: momentum, Metric: metric, Norm: updateLength, Layers: []Matrix{{0, 3, 2}, {6, 1, 1}}}
	var err error
	if operator == "graddrop" {
		s.Elementwise, err = weighting.NewElementwise(operator, weighting.Options{Tasks: m, Seed: 3})
	} else {
		s.Weighting, err = weighting.New(operator, weighting.Options{Tasks: m, Seed: 3})
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The bias-corrected combination has length one in the operator's metric: seen through the weights and the task moments.
func TestUnitLength(t *testing.T) {
	const m = 3
	for _, momentum := range []string{TaskMomentum, RawMomentum} {
		for _, operator := range []string{"ls", "hrgrad", "nash-mtl", "graddrop"} {
			o, err := New[float64]("adam", lengthSettings(t, operator, momentum, Euclidean, UnitLength, m))
			if err != nil {
				t.Fatal(err)
			}
			p, x := newProblem(m), make([]float64, length)
			for step := range 20 {
				grads, losses := p.at(x)
				if _, err := o.Step(x, grads, losses, 0.01); err != nil {
					t.Fatal(err)
				}
				combined := under(o).(*Adam[float64]).c.moment
				correct := under(o).(*Adam[float64]).c.Correction()
				if momentum == RawMomentum {
					combined, correct = under(o).(*Adam[float64]).c.last, 1
				}
				norm := 0.0
				for _, v := range combined {
					norm += v * v / (correct * correct)
				}
				if math.Abs(math.Sqrt(norm)-1) > 1e-12 {
					t.Fatalf("%s, %s, step %d: length %v", operator, momentum, step+1, math.Sqrt(norm))
				}
			}
		}
	}
}

// In the preconditioned metric the length is one in it: w' G w = 1 for the weights that were used.
func TestUnitLengthInTheMetric(t *testing.T) {
	const m = 3
	o, err := New[float64]("soap", lengthSettings(t, "hrgrad", TaskMomentum, Preconditioned, UnitLength, m))
	if err != nil {
		t.Fatal(err)
	}
	p, x := newProblem(m), make([]float64, length)
	for step := range 20 {
		grads, losses := p.at(x)
		rep, err := o.Step(x, grads, losses, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, a := range rep.Weights {
			for j, b := range rep.Weights {
				sum += a * b * under(o).(*SOAP[float64]).c.gram[i*m+j]
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("step %d: squared length %v", step+1, sum)
		}
	}
}

// Losses in other units, even in units that change from step to step, lead to the same steps; with the combination's own length they
// do not.
func TestUnitLengthForgetsTheScale(t *testing.T) {
	run := func(updateLength string, scale func(step int) float64) []float64 {
		o, err := New[float64]("adam", lengthSettings(t, "ls", RawMomentum, Euclidean, updateLength, 3))
		if err != nil {
			t.Fatal(err)
		}
		p, x := newProblem(3), make([]float64, length)
		for step := range 30 {
			grads, losses := p.at(x)
			for _, g := range grads {
				for k := range g {
					g[k] *= scale(step)
				}
			}
			if _, err := o.Step(x, grads, losses, 0.01); err != nil {
				t.Fatal(err)
			}
		}
		return x
	}
	one, falling := func(int) float64 { return 1 }, func(step int) float64 { return math.Pow(2, -float64(step)) }
	far := func(a, b []float64) (d float64) {
		for i := range a {
			d = max(d, math.Abs(a[i]-b[i]))
		}
		return d
	}
	if d := far(run(UnitLength, one), run(UnitLength, falling)); d > 1e-12 {
		t.Errorf("unit length: %v apart", d)
	}
	if d := far(run(OwnLength, one), run(OwnLength, falling)); d < 1e-3 {
		t.Errorf("own length: only %v apart", d)
	}
}

// A combination that vanishes stays where it is, and a name that is unknown is refused.
func TestUnitLengthOfNothing(t *testing.T) {
	o, err := New[float64]("adam", lengthSettings(t, "hrgrad", TaskMomentum, Euclidean, UnitLength, 2))
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{1, 2, 3, 4, 5, 6, 7}
	if _, err := o.Step(x, [][]float64{make([]float64, length), make([]float64, length)}, []float64{0, 0}, 0.1); err != nil || !slices.Equal(x, []float64{1, 2, 3, 4, 5, 6, 7}) {
		t.Errorf("%v, %v", x, err)
	}
	if _, err := New[float64]("adam", lengthSettings(t, "ls", TaskMomentum, Euclidean, "long", 2)); err == nil {
		t.Error("length long was accepted")
	}
}

// Gradients that cancel to rounding leave no direction: g against nearly -g in float32 must not become a step of full length along noise.
func TestUnitLengthOfRounding(t *testing.T) {
	for _, operator := range []string{"ls", "pcgrad", "rgb", "cagrad", "upgrad", "mgda", "dualproj", "hrgrad-sum", "hrgrad"} {
		set := lengthSettings(t, operator, RawMomentum, Euclidean, UnitLength, 2)
		o, err := New[float32]("adam", set)
		if err != nil {
			t.Fatal(err)
		}
		g, h := make([]float32, length), make([]float32, length)
		for i := range g {
			g[i] = 1 + float32(i)/3
			h[i] = -g[i] * (1 + float32(i%3-1)*6e-8)
		}
		rep, err := o.Step(make([]float32, length), [][]float32{g, h}, []float64{1, 1}, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		used := under(o).(*Adam[float32]).c.last
		norm := 0.0
		for _, v := range used {
			norm += float64(v) * float64(v)
		}
		if math.Sqrt(norm) > 0.05 {
			t.Errorf("%s: length %v of a combination of rounding errors (path %s, weights %v)", operator, math.Sqrt(norm), rep.Path, rep.Weights)
		}
	}
}
