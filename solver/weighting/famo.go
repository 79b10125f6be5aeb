package weighting

import (
	"encoding/json"
	"fmt"

	"github.com/hrgrad/hrgrad/solver/input"
)

func init() {
	Register(Spec{
		Name: "famo", Title: "FAMO", Order: 23,
		Paper:      "B. Liu et al., FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023, arXiv 2306.03792",
		Summary:    "Learns softmax weights on the log-losses so that all fall at equal rates.",
		UsesLosses: true, Stateful: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting {
		return &famo{base: newBase("famo", o), rate: 0.025, decay: 1e-3}
	})
}

// famo is Algorithm 1 of the paper: z = softmax(xi), update sum_i w_i g_i with
// w_i = c z_i / L_i, c = 1 / sum_j (z_j / L_j), the gradient of sum_i z_i log L_i
// rescaled; then xi moves so that the log-loss that fell least gains weight:
// its gradient is J^T (log L(t) - log L(t+1)) + gamma xi with J the Jacobian of the
// softmax, rate 0.025 and gamma 1e-3.
//
// The authors' code and LibMTL take the step with Adam and gamma as its weight
// decay; so do we. They evaluate L(t+1) again on the same batch after the network's
// step; here the losses of the next call stand for it, which the paper names as
// the cheaper variant. The lower bound of every loss is 0, and 1e-8 is added as
// in the authors' code; a negative loss is an error. The weights of the tasks
// that have a gradient sum to one.
type famo struct {
	base
	rate, decay      float64 // of the logits xi
	xi, z, d, losses []float64
	adam             miniAdam
}

const famoBound = 1e3

// Weights implements Weighting.
func (w *famo) Weights(in Input) (*Report, error) {
	if err := w.check(in); err != nil {
		return nil, err
	}
	for i, l := range in.Losses {
		if l < 0 {
			return nil, fmt.Errorf("%s: %w", w.name, input.New(fmt.Sprintf("losses[%d]", i), l, "0 or above: the operator works with the logarithms of losses"))
		}
	}
	if err := w.begin(in); err != nil {
		return nil, err
	}
	m := in.M
	if len(w.xi) != m {
		w.xi = make([]float64, m)
	}
	w.z, w.d = grow(w.z, m), grow(w.d, m)
	softmax(w.z, w.xi)
	if len(w.losses) == m {
		mean := 0.0
		for i := range w.d {
			w.d[i] = log(shifted(w.losses[i])) - log(shifted(in.Losses[i]))
			mean += float64(w.z[i] * w.d[i])
		}
		for i, d := range w.d {
			w.d[i] = float64(w.z[i]*(d-mean)) + float64(w.decay*w.xi[i])
		}
		w.adam.step(w.xi, w.d, w.rate)
		for i, x := range w.xi {
			w.xi[i] = max(-famoBound, min(famoBound, x))
		}
		softmax(w.z, w.xi)
	}
	w.losses = append(w.losses[:0], in.Losses...)
	sum := 0.0
	for i, z := range w.z {
		w.rep.Weights[i] = z / shifted(in.Losses[i])
		if !w.rep.Dropped[i] { // a solved task, of loss and gradient zero, must not take the share of the others
			sum += w.rep.Weights[i]
		}
	}
	for i := range w.rep.Weights {
		if sum > 0 {
			w.rep.Weights[i] /= sum
		} else { // every loss beyond 1e300
			w.rep.Weights[i] = w.z[i]
		}
	}
	w.dropZero()
	w.rep.Path = PathSum
	return w.finish(), nil
}

func shifted(loss float64) float64 { return loss + 1e-8 }

// State implements Weighting.
func (w *famo) State() ([]byte, error) {
	return json.Marshal(learned{header{w.name, w.tasks}, w.xi, w.losses, w.adam})
}

// Restore implements Weighting.
func (w *famo) Restore(state []byte) error {
	s, err := w.restoreLearned(state, famoBound)
	if err != nil {
		return err
	}
	w.setTasks(s.Tasks)
	w.xi, w.losses, w.adam = s.Parameters, s.Losses, s.Adam
	return nil
}
