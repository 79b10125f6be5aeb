package weighting_test

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

func init() {
	weighting.Register(weighting.Spec{
		Name: "half-hardest", Title: "Half to the hardest", Paper: "an example",
		Summary:    "The mean of the unit gradients, and as much again of the task with the largest loss.",
		UsesLosses: true, PermutationEquivariant: true,
	}, func(o weighting.Options) weighting.Weighting {
		return weighting.Memoryless("half-hardest", o, func(u weighting.Units, c []float64) string {
			hardest := 0
			for i, l := range u.Losses {
				c[i] = 0.5 / float64(len(c))
				if l > u.Losses[hardest] {
					hardest = i
				}
			}
			c[hardest] += 0.5
			return weighting.PathSolved
		})
	})
}

// An operator of one's own: registered in an init function, it is known to New,
// to every list and to the command line of a program that imports its package.
func ExampleRegister() {
	w, err := weighting.New("half-hardest", weighting.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := w.Weights(weighting.Input{M: 2, Gram: []float64{4, -3, -3, 25}, Losses: []float64{1, 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("weights %.3f, coefficients %.3f, conflicts %d, least cosine %.3f\n", r.Weights, r.Coefficients, r.Conflicts, r.MinCosine)
	_, err = w.Weights(weighting.Input{M: 2, Gram: []float64{4, -3, -3, 25}})
	fmt.Println(err)
	// Output:
	// weights [0.125 0.150], coefficients [0.250 0.750], conflicts 2, least cosine 0.035
	// half-hardest: losses: missing, allowed is one for each of 2 tasks, which this operator needs
}

// falling has a memory, so it implements Weighting itself: each task weighs as
// much as its share of the best loss seen so far.
type falling struct{ best []float64 }

func (f *falling) Name() string           { return "falling" }
func (f *falling) State() ([]byte, error) { return fmt.Appendf(nil, "%x", f.best), nil }
func (f *falling) Restore(state []byte) error {
	_, err := fmt.Sscanf(string(state), "%x", &f.best)
	return err
}

func (f *falling) Weights(in weighting.Input) (*weighting.Report, error) {
	weights := make([]float64, in.M)
	for i, l := range in.Losses {
		if len(f.best) <= i {
			f.best = append(f.best, l)
		}
		f.best[i] = min(f.best[i], l)
		weights[i] = l / f.best[i]
	}
	r, err := weighting.Measure(in, weights)
	if err == nil {
		r.Path = weighting.PathSum
	}
	return r, err
}

// A weighting with a memory computes its weights itself and lets Measure check
// the input and fill the report.
func ExampleMeasure() {
	var w weighting.Weighting = &falling{}
	for _, losses := range [][]float64{{1, 1}, {2, 0.5}, {0.5, 2}} {
		r, err := w.Weights(weighting.Input{M: 2, Gram: []float64{1, 0, 0, 4}, Losses: losses})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r.Weights, r.Coefficients)
	}
	// Output:
	// [1 1] [1 2]
	// [2 1] [2 2]
	// [1 4] [1 8]
}
