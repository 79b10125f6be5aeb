package weighting

import "encoding/json"

func init() {
	Register(Spec{
		Name: "pcgrad", Title: "PCGrad", Order: 34,
		Paper:   "T. Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020, arXiv 2001.06782",
		Summary: "Projects each gradient off those it conflicts with, in random order, and sums.",
		Random:  true,
	}, func(o Options) Weighting { return &pcgrad{newSurgery("pcgrad", o)} })
}

// pcgrad is Algorithm 1 of the paper: a copy of each g_i loses, for every other g_j
// in random order, its component along g_j where that is negative; the sum of
// the copies is the update (as in LibMTL and TorchJD). In Gram space only the
// coefficients of the copies change. Every task draws its own order. A copy may
// end in conflict with a gradient visited earlier, so for more than two tasks the
// update may conflict.
type pcgrad struct{ surgery }

// Weights implements Weighting.
func (w *pcgrad) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	return w.operate(func(_, j int, s float64) bool {
		if s < 0 {
			w.c[j] -= s
		}
		return true
	}), nil
}

// State implements Weighting.
func (w *pcgrad) State() ([]byte, error) {
	return json.Marshal(randomState{header{w.name, w.tasks}, w.random.state()})
}

// Restore implements Weighting.
func (w *pcgrad) Restore(state []byte) error {
	g, err := w.restoreRandom(state)
	if err == nil {
		w.random = g
	}
	return err
}
