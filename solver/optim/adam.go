package optim

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

var adamSpec = Spec{
	Name: "adam", Title: "Adam", Paper: "Kingma & Ba, arXiv 1412.6980; task momentum: Liu et al., arXiv 2408.11104",
	Summary: "Diagonal second moment; the operator combines either one first moment per task or the raw gradients.",
}

// Adam is the optimiser of Kingma & Ba (arXiv 1412.6980), beta1 = 0.9, beta2 = 0.999, delta = 1e-8. With task momentum every task has a first
// moment of its own and the operator combines those; the second moment is fed with the pseudo gradient that would have
// produced the combined moment (M-ConFIG, arXiv 2408.11104, algorithm 2).
type Adam[T kernel.Float] struct {
	set     Settings
	task    [][]T // first moments, one per task with task momentum
	combo   []T   // combined gradient or moment of this step
	prev    []T   // uncorrected combined moment of the step before
	pseudo  []T
	first   []T // raw form: first moment of the combined gradient
	second  []T
	gram    []float64
	product [2]float64 // beta1^t, beta2^t
}

const (
	beta1 = 0.9
	beta2 = 0.999
	delta = 1e-8
)

// NewAdam returns Adam at step zero.
func NewAdam[T kernel.Float](s Settings) (*Adam[T], error) {
	a := &Adam[T]{set: s, product: [2]float64{1, 1}, gram: make([]float64, s.Tasks*s.Tasks)}
	a.combo, a.second = make([]T, s.Length), make([]T, s.Length)
	switch s.Momentum {
	case TaskMomentum:
		a.task = make([][]T, s.Tasks)
		for i := range a.task {
			a.task[i] = make([]T, s.Length)
		}
		a.prev, a.pseudo = make([]T, s.Length), make([]T, s.Length)
	case RawMomentum:
		a.first = make([]T, s.Length)
	default:
		return nil, fmt.Errorf("momentum: unknown name %q; allowed: %s, %s", s.Momentum, TaskMomentum, RawMomentum)
	}
	return a, nil
}

// Step implements Optimizer.
func (a *Adam[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	combined := grads
	if a.task != nil {
		combined = a.task
		for i, g := range grads {
			kernel.Blend(beta1, a.task[i], 1-beta1, g)
		}
	}
	rep, err := a.combine(combined, losses)
	if err != nil {
		return nil, err
	}
	before := a.product[0]
	a.product[0] *= beta1
	a.product[1] *= beta2
	c1, c2 := T(1-a.product[0]), T(1-a.product[1])
	if a.task != nil {
		// combo = ghat (1-b1^t), prev = previous ghat (1-b1^(t-1)), both uncorrected; the pseudo gradient follows.
		copy(a.pseudo, a.combo)
		if before < 1 {
			kernel.Axpy(-beta1, a.prev, a.pseudo)
		}
		kernel.Scale(1/T(1-beta1), a.pseudo)
		a.combo, a.prev = a.prev, a.combo
		kernel.AdamStep(p, a.prev, a.pseudo, a.second, T(rate)/c1, beta2, c2, delta)
		return rep, nil
	}
	kernel.Blend(beta1, a.first, 1-beta1, a.combo)
	kernel.AdamStep(p, a.first, a.combo, a.second, T(rate)/c1, beta2, c2, delta)
	return rep, nil
}

// combine writes the operator's combination of the vectors into combo.
func (a *Adam[T]) combine(g [][]T, losses []float64) (*weighting.Report, error) {
	kernel.Gram(g, a.gram)
	rep, err := a.set.Weighting.Weights(weighting.Input{M: len(g), Gram: a.gram, Losses: losses})
	if err != nil {
		return nil, err
	}
	kernel.Combine(rep.Weights, g, a.combo)
	return rep, nil
}

// State implements Optimizer.
func (a *Adam[T]) State() ([][]T, []float64) {
	v := [][]T{a.second}
	if a.task != nil {
		v = append(append(v, a.task...), a.prev)
	} else {
		v = append(v, a.first)
	}
	return v, a.product[:]
}

// SetScalars implements Optimizer.
func (a *Adam[T]) SetScalars(s []float64) error {
	if len(s) != len(a.product) {
		return fmt.Errorf("adam: state has %d scalars, needs %d", len(s), len(a.product))
	}
	copy(a.product[:], s)
	return nil
}
