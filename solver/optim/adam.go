package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

var adamSpec = Spec{
	Name: "adam", Title: "Adam", Paper: "Kingma & Ba, arXiv 1412.6980; task momentum: Liu et al., arXiv 2408.11104",
	Summary: "Diagonal second moment; the operator combines either one first moment per task or the raw gradients.",
}

// Adam is the optimiser of Kingma & Ba (arXiv 1412.6980), beta1 = 0.9, beta2 = 0.999, delta = 1e-8.
type Adam[T kernel.Float] struct {
	c       *combiner[T]
	second  []T
	product float64 // beta2^t
	roots   []T     // scratch of half
}

const (
	beta2 = 0.999
	delta = 1e-8
)

// NewAdam returns Adam at step zero.
func NewAdam[T kernel.Float](s Settings) (*Adam[T], error) {
	c, err := newCombiner[T](s)
	return &Adam[T]{c: c, second: make([]T, s.Length), product: 1}, err
}

// Step implements Optimizer.
func (a *Adam[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	moment, grad, rep, err := a.c.step(grads, losses, a.half)
	if err != nil {
		return nil, err
	}
	a.c.combined()
	a.product *= beta2
	kernel.AdamStep(p, moment, grad, a.second, T(rate/(1-a.c.product)), beta2, T(1-a.product), delta)
	return rep, nil
}

// half applies the inverse square root of Adam's preconditioner of the step before, diag(sqrt(s) + delta).
func (a *Adam[T]) half(dst, src [][]T) {
	c2 := 1 - a.product
	if c2 == 0 { // no second moment yet
		for i, v := range src {
			copy(dst[i], v)
		}
		return
	}
	if len(a.roots) == 0 {
		a.roots = make([]T, len(a.second))
	}
	for i, v := range a.second {
		a.roots[i] = T(math.Sqrt(math.Sqrt(float64(v)/c2) + delta))
	}
	for k, v := range src {
		d := dst[k]
		for i, r := range a.roots {
			d[i] = v[i] / r
		}
	}
}

// State implements Optimizer.
func (a *Adam[T]) State() ([][]T, []float64) {
	return append([][]T{a.second}, a.c.state()...), []float64{a.c.product, a.product}
}

// SetScalars implements Optimizer.
func (a *Adam[T]) SetScalars(s []float64) error {
	if len(s) != 2 {
		return fmt.Errorf("adam: state has %d scalars, needs 2", len(s))
	}
	a.c.product, a.product = s[0], s[1]
	return nil
}
