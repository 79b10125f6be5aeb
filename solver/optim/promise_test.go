package optim

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// under returns the optimiser that New has wrapped.
func under[T kernel.Float](o Optimizer[T]) Optimizer[T] { return o.(*watched[T]).Optimizer }

// With PromiseStep no step opposes a task's gradient, whatever momentum and preconditioner make of the combination; without it some do, and
// the report says so either way.
func TestPromiseStep(t *testing.T) {
	for _, name := range []string{"adam", "soap"} {
		for _, momentum := range []string{TaskMomentum, RawMomentum} {
			least := map[string]float64{}
			for _, promise := range []string{PromiseOperator, PromiseStep} {
				set := lengthSettings(t, "hrgrad-sum", momentum, Euclidean, UnitLength, 3)
				set.Promise = promise
				o, err := New[float64](name, set)
				if err != nil {
					t.Fatal(err)
				}
				r := rand.New(rand.NewPCG(4, 4))
				x := make([]float64, length)
				for step := range 60 {
					grads := make([][]float64, 3)
					for i := range grads {
						grads[i] = make([]float64, length)
						for k := range grads[i] { // gradients that turn from step to step
							grads[i][k] = math.Sin(0.4*float64(step)+float64(i+2*k)) + r.NormFloat64()*0.3
						}
					}
					before := append([]float64(nil), x...)
					rep, err := o.Step(x, grads, []float64{1, 1, 1}, 0.01)
					if err != nil {
						t.Fatal(err)
					}
					change := make([]float64, length)
					for k := range x {
						change[k] = before[k] - x[k]
					}
					if c := leastCosine(grads, change); math.Abs(c-rep.StepCosine) > 1e-8 {
						t.Fatalf("step %d: cosine %v reported, %v found", step, rep.StepCosine, c)
					}
					least[promise] = min(least[promise], rep.StepCosine)
				}
			}
			if least[PromiseStep] < -1e-6 || least[PromiseOperator] > -0.1 {
				t.Errorf("%s, %s momentum: least cosines %v", name, momentum, least)
			}
		}
	}
	if _, err := New[float64]("adam", Settings{Parameters: 1, Tasks: 1, Momentum: RawMomentum, Promise: "none"}); err == nil {
		t.Error("promise none was accepted")
	}
}

// The correction is the nearest point of the cone in the metric: the conditions of Karush, Kuhn and Tucker hold for the multipliers.
func TestMultipliers(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 9))
		n, p := 1+r.IntN(6), 2+r.IntN(6)
		g, scale := make([][]float64, n), math.Pow(10, 20*r.Float64()-10)
		for i := range g {
			g[i] = make([]float64, p)
			for k := range g[i] {
				g[i][k] = r.NormFloat64() * scale
			}
		}
		gram, products := make([]float64, n*n), make([]float64, n)
		d := make([]float64, p)
		for k := range d {
			d[k] = r.NormFloat64()
		}
		kernel.Gram(g, gram)
		for i := range g {
			products[i] = kernel.Dot(g[i], d)
		}
		mu := weighting.Multipliers(gram, products)
		for j, m := range mu {
			kernel.Axpy(m, g[j], d)
		}
		for j, m := range mu {
			u := kernel.Dot(g[j], d) / math.Sqrt(gram[j*n+j])
			if m < 0 || u < -1e-9 || m > 0 && u > 1e-9 {
				t.Fatalf("seed %d: multiplier %v, product %v", seed, m, u)
			}
		}
	}
}
