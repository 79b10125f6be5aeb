package optim

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

const beta1 = 0.9

// combiner applies the operator to the task gradients and keeps the first moment. With task momentum every task has a first
// moment of its own, the operator combines those, and the second moment is fed with the pseudo gradient that would have
// produced the combined moment (M-ConFIG, arXiv 2408.11104, algorithm 2). In the raw form the operator combines the gradients and there is one
// first moment of the result.
type combiner[T kernel.Float] struct {
	op      weighting.Weighting
	task    [][]T // first moments, one per task with task momentum
	moment  []T   // uncorrected first moment of the combination
	last    []T   // task momentum: the moment of the step before; raw: the combined gradient
	pseudo  []T   // task momentum: pseudo gradient
	gram    []float64
	scaled  [][]T   // gradients in the preconditioned metric, where that is asked for
	product float64 // beta1^t
	done    func()  // told when a combination is complete; may be nil
}

func newCombiner[T kernel.Float](s Settings) (*combiner[T], error) {
	c := &combiner[T]{op: s.Weighting, gram: make([]float64, s.Tasks*s.Tasks), product: 1}
	c.moment, c.last = make([]T, s.Length), make([]T, s.Length)
	switch s.Momentum {
	case TaskMomentum:
		c.task = vectors[T](s.Tasks, s.Length)
		c.pseudo = make([]T, s.Length)
	case RawMomentum:
	default:
		return nil, fmt.Errorf("momentum: unknown name %q; allowed: %s, %s", s.Momentum, TaskMomentum, RawMomentum)
	}
	switch s.Metric {
	case "", Euclidean:
	case Preconditioned:
		c.scaled = vectors[T](s.Tasks, s.Length)
	default:
		return nil, fmt.Errorf("metric: unknown name %q; allowed: %s, %s", s.Metric, Euclidean, Preconditioned)
	}
	c.done = s.Combined
	return c, nil
}

// combined tells that the combination is complete.
func (c *combiner[T]) combined() {
	if c.done != nil {
		c.done()
	}
}

func vectors[T kernel.Float](m, n int) [][]T {
	v := make([][]T, m)
	for i := range v {
		v[i] = make([]T, n)
	}
	return v
}

// step returns the first moment (to be divided by 1 - product) and the gradient for the second moment. half applies the inverse square
// root of the preconditioner, dst = P^(-1/2) src, for the preconditioned metric K_ij = g_i^T P^-1 g_j.
func (c *combiner[T]) step(grads [][]T, losses []float64, half func(dst, src []T)) (moment, grad []T, rep *weighting.Report, err error) {
	vs := grads
	if c.task != nil {
		vs = c.task
		for i, g := range grads {
			kernel.Blend(beta1, vs[i], 1-beta1, g)
		}
	}
	measured := vs
	if c.scaled != nil {
		measured = c.scaled
		for i, v := range vs {
			half(measured[i], v)
		}
	}
	kernel.Gram(measured, c.gram)
	if c.task != nil { // of the bias-corrected moments: the weights of Nash-MTL are not the same for uncorrected ones
		corrected := 1 - float64(c.product*beta1)
		kernel.Scale(1/(corrected*corrected), c.gram)
	}
	if rep, err = c.op.Weights(weighting.Input{M: len(vs), Gram: c.gram, Losses: losses}); err != nil {
		return nil, nil, nil, err
	}
	c.product *= beta1
	if c.task == nil {
		kernel.Combine(rep.Weights, vs, c.last)
		kernel.Blend(beta1, c.moment, 1-beta1, c.last)
		return c.moment, c.last, rep, nil
	}
	c.moment, c.last = c.last, c.moment
	kernel.Combine(rep.Weights, vs, c.moment)
	copy(c.pseudo, c.moment)
	kernel.Axpy(-beta1, c.last, c.pseudo)
	kernel.Scale(1/T(1-beta1), c.pseudo)
	return c.moment, c.pseudo, rep, nil
}

// state lists the vectors to save. Task momentum needs the task moments and the combined one, the raw form only the latter.
func (c *combiner[T]) state() [][]T { return append([][]T{c.moment}, c.task...) }
