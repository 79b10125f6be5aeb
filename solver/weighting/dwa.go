package weighting

import (
	"encoding/json"
	"fmt"
)

func init() {
	Register(Spec{
		Name: "dwa", Title: "DWA", Order: 21,
		Paper:      "S. Liu, E. Johns, A. J. Davison, End-to-End Multi-Task Learning with Attention, CVPR 2019, arXiv 1803.10704",
		Summary:    "Weights by the rate at which each loss fell: softmax of loss ratios.",
		UsesLosses: true, Stateful: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &dwa{base: newBase("dwa", o), temperature: 2, window: 100} })
}

// dwa is Dynamic Weight Average: w_i = m softmax(r_i / T), r_i = L_i(e-1)/L_i(e-2),
// T the temperature (2). L(e) is the mean loss of epoch e, as in the authors'
// code and LibMTL; training here has no epochs, so e counts windows of
// 100 calls. The weights are 1 in the first two windows. A ratio
// over a loss of zero counts as 1.
type dwa struct {
	base
	temperature       float64
	window            int       // calls averaged into one epoch of the paper
	sum, last, before []float64 // of this window; means of the two before it
	count             int
	r                 []float64
}

// Weights implements Weighting.
func (w *dwa) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	m := in.M
	if len(w.sum) != m {
		w.sum = make([]float64, m)
	}
	if w.count >= w.window {
		w.before, w.last = w.last, w.before
		w.last = append(w.last[:0], w.sum...)
		for i := range w.last {
			w.last[i] /= float64(w.count)
		}
		clear(w.sum)
		w.count = 0
	}
	for i, l := range in.Losses {
		w.sum[i] += max(-1e290, min(1e290, l))
	}
	w.count++
	if len(w.before) == m {
		w.r = grow(w.r, m)
		for i := range w.r {
			w.r[i] = 1
			if w.before[i] != 0 {
				w.r[i] = max(-1e6, min(1e6, w.last[i]/w.before[i]))
			}
			w.r[i] /= w.temperature
		}
		softmax(w.rep.Weights, w.r)
		for i := range w.rep.Weights {
			w.rep.Weights[i] *= float64(m)
		}
	} else {
		for i := range w.rep.Weights {
			w.rep.Weights[i] = 1
		}
	}
	w.dropZero()
	w.rep.Path = PathSum
	return w.finish(), nil
}

type dwaState struct {
	header
	Sum    []float64 `json:"sum,omitempty"`
	Last   []float64 `json:"last,omitempty"`
	Before []float64 `json:"before,omitempty"`
	Count  int       `json:"count"`
}

// State implements Weighting.
func (w *dwa) State() ([]byte, error) {
	return json.Marshal(dwaState{header{w.name, w.tasks}, w.sum, w.last, w.before, w.count})
}

// Restore implements Weighting.
func (w *dwa) Restore(state []byte) error {
	var s dwaState
	if err := w.decode(state, &s); err != nil {
		return err
	}
	if err := w.checkHeader(s.header); err != nil {
		return err
	}
	if err := w.checkVector("sum", s.Sum, s.Tasks); err != nil {
		return err
	}
	if err := w.checkVector("last", s.Last, s.Tasks); err != nil {
		return err
	}
	if err := w.checkVector("before", s.Before, s.Tasks); err != nil {
		return err
	}
	if s.Count < 0 || s.Count > 0 && s.Sum == nil {
		return fmt.Errorf("%s: state field count is %d; allowed: 0 or the number of losses in sum", w.name, s.Count)
	}
	w.setTasks(s.Tasks)
	w.sum, w.last, w.before, w.count = s.Sum, s.Last, s.Before, s.Count
	return nil
}
