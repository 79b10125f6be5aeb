package weighting

import (
	"encoding/json"
	"fmt"
	"math"
)

func init() {
	RegisterElementwise(Spec{
		Name: "graddrop", Title: "GradDrop", Order: 35,
		Paper:   "Z. Chen et al., Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout, NeurIPS 2020, arXiv 2010.06808",
		Summary: "Keeps in every component only the gradients of one randomly picked sign.",
		Random:  true,
	}, func(o Options) Elementwise {
		return &gradDrop{base: newBase("graddrop", o), random: newGenerator(o.Seed)}
	})
}

// gradDrop is lines 10 to 15 of Algorithm 1 of the paper with f the identity:
// per component, P = (1 + sum_i g_i / sum_i |g_i|)/2, u uniform in [0, 1), and
// the sum runs over positive g_i when P > u, over negative ones when P < u. With a
// leak l (0 unless set, one value for all tasks) the share l of every g_i is kept
// whatever its sign. Like TorchJD, and unlike LibMTL, it works on the gradients of
// the parameters, not of a shared representation.
//
// One number is drawn for every component, also where no gradient is left, so the
// sequence does not depend on the values.
type gradDrop struct {
	base
	leak   float64 // share of each gradient that is never dropped
	random generator
}

// Combine implements Elementwise.
func (w *gradDrop) Combine(grads [][]float32, out []float32) error {
	return dropSigns(w, grads, out)
}

// Combine64 implements Elementwise.
func (w *gradDrop) Combine64(grads [][]float64, out []float64) error {
	return dropSigns(w, grads, out)
}

func dropSigns[T float32 | float64](w *gradDrop, grads [][]T, out []T) error {
	if len(grads) == 0 || w.tasks != 0 && len(grads) != w.tasks {
		return fmt.Errorf("%s: number of tasks %d given; this operator runs with %d", w.name, len(grads), w.tasks)
	}
	for i, g := range grads {
		if len(g) != len(out) {
			panic(fmt.Sprintf("weighting: gradient %d has length %d, output %d", i, len(g), len(out)))
		}
		for k, x := range g {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return fmt.Errorf("%s: gradient of task %d, component %d is %v; it must be finite", w.name, i, k, x)
			}
		}
	}
	w.tasks = len(grads)
	leak := w.leak
	for k := range out {
		// Scaled by the largest, so that the sums cannot overflow.
		big := 0.0
		for _, g := range grads {
			big = max(big, math.Abs(float64(g[k])))
		}
		u := w.random.uniform()
		if big == 0 {
			out[k] = 0
			continue
		}
		var plus, minus float64
		for _, g := range grads {
			if x := float64(g[k]) / big; x > 0 {
				plus += x
			} else {
				minus -= x
			}
		}
		p := 0.5 * (1 + (plus-minus)/(plus+minus))
		s := float64(leak * (plus - minus))
		switch {
		case p > u:
			s += float64((1 - leak) * plus)
		case p < u:
			s -= float64((1 - leak) * minus)
		}
		out[k] = T(s * big)
	}
	return nil
}

// State implements Elementwise.
func (w *gradDrop) State() ([]byte, error) {
	return json.Marshal(randomState{header{w.name, w.tasks}, w.random.state()})
}

// Restore implements Elementwise.
func (w *gradDrop) Restore(state []byte) error {
	g, err := w.restoreRandom(state)
	if err == nil {
		w.random = g
	}
	return err
}
