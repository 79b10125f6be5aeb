package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

func init() {
	Register(Spec{
		Name: "adam", Title: "Adam", Order: 1, Paper: "Kingma & Ba, arXiv 1412.6980; task momentum: Liu et al., arXiv 2408.11104",
		Summary: "Diagonal second moment; the operator combines either one first moment per task or the raw gradients.",
	}, newAdam[float32], newAdam[float64])
}

// Adam is the optimiser of Kingma & Ba (arXiv 1412.6980), beta1 = 0.9, beta2 = 0.999, delta = 1e-8.
type Adam[T kernel.Float] struct {
	c       *Combiner[T]
	second  []T
	product float64 // beta2^t
	roots   []T     // scratch of half

	share         Share
	update        func(block int)
	p, m, g       []T // of the step, for update
	rate, against T   // rate over the correction of the first moment, correction of the second
}

const (
	beta2 = 0.999
	delta = 1e-8
)

func newAdam[T kernel.Float](s Settings) (Optimizer[T], error) {
	c, err := NewCombiner[T](s)
	if err != nil {
		return nil, err
	}
	a := &Adam[T]{c: c, second: make([]T, s.Parameters), product: 1, share: s.shared()}
	a.update = a.updateBlock
	return a, nil
}

// Step implements Optimizer.
func (a *Adam[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	moment, grad, rep, err := a.c.Step(grads, losses, a.half)
	if err != nil {
		return nil, err
	}
	a.product *= beta2
	a.p, a.m, a.g, a.rate, a.against = p, moment, grad, T(rate/a.c.Correction()), T(1-a.product)
	a.share.Each(Blocks(len(p)), a.update)
	return rep, nil
}

// updateBlock takes the step for a block of the parameters.
func (a *Adam[T]) updateBlock(block int) {
	from, to := Block(block, len(a.p))
	kernel.AdamStep(a.p[from:to], a.m[from:to], a.g[from:to], a.second[from:to], a.rate, beta2, a.against, delta)
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
	vectors, product := a.c.State()
	return append([][]T{a.second}, vectors...), []float64{product, a.product}
}

// Describe implements Describer.
func (a *Adam[T]) Describe() ([]string, []Part) {
	return append([]string{"second_moment"}, a.c.describe()...), []Part{{"scalars", []int{2}}}
}

// SetScalars implements Optimizer.
func (a *Adam[T]) SetScalars(s []float64) error {
	if len(s) != 2 {
		return fmt.Errorf("adam: state has %d scalars, needs 2", len(s))
	}
	a.c.SetScalar(s[0])
	a.product = s[1]
	return nil
}
