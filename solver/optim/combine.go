package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

const beta1 = 0.9

// Combiner is the part that optimisers of gradients share: it applies the operator to the task gradients and keeps the first moment.
// With task momentum every task has a first moment of its own, the operator combines those, and the second moment is fed with the
// pseudo gradient that would have produced the combined moment (M-ConFIG, arXiv 2408.11104, algorithm 2). In the raw form the
// operator combines the gradients and there is one first moment of the result.
type Combiner[T kernel.Float] struct {
	op      weighting.Weighting
	each    weighting.Elementwise // instead of op
	unit    bool                  // the combination is scaled to length one
	measure weighting.Weighting   // with each: only to measure conflicts
	report  weighting.Report      // with each
	task    [][]T                 // first moments, one per task with task momentum
	moment  []T                   // uncorrected first moment of the combination
	last    []T                   // task momentum: the moment of the step before; raw: the combined gradient
	pseudo  []T                   // task momentum: pseudo gradient
	gram    []float64
	scaled  [][]T   // gradients in the preconditioned metric, where that is asked for
	product float64 // beta1^t
	done    func()  // told when a combination is complete; may be nil

	share                 Share
	blend, blendOne       func(item int) // pieces of work
	products, direct      func(item int)
	grads, seen, measured [][]T     // of the step: gradients, what the operator combines, what it measures
	weights               []float64 // and its weights
}

// NewCombiner returns a Combiner at step zero. Names of Settings that it does not know are an error.
func NewCombiner[T kernel.Float](s Settings) (*Combiner[T], error) {
	c := &Combiner[T]{op: s.Weighting, each: s.Elementwise, gram: make([]float64, s.Tasks*s.Tasks), product: 1, share: s.shared()}
	c.blend, c.blendOne, c.products, c.direct = c.blendBlock, c.blendTask, c.gramRows, c.directBlock
	if c.each != nil {
		var err error
		if c.measure, err = weighting.New("ls", weighting.Options{Tasks: s.Tasks}); err != nil {
			return nil, err
		}
	}
	switch s.Norm {
	case "", OwnLength:
	case UnitLength:
		c.unit = true
	default:
		return nil, input.Unknown("length", s.Norm, []string{UnitLength, OwnLength})
	}
	c.moment, c.last = make([]T, s.Parameters), make([]T, s.Parameters)
	switch s.Momentum {
	case TaskMomentum:
		c.task = vectors[T](s.Tasks, s.Parameters)
		c.pseudo = make([]T, s.Parameters)
	case RawMomentum:
	default:
		return nil, input.Unknown("momentum", s.Momentum, []string{TaskMomentum, RawMomentum})
	}
	switch s.Metric {
	case "", Euclidean:
	case Preconditioned:
		c.scaled = vectors[T](s.Tasks, s.Parameters)
	default:
		return nil, input.Unknown("metric", s.Metric, []string{Euclidean, Preconditioned})
	}
	c.done = s.Combined
	return c, nil
}

func vectors[T kernel.Float](m, n int) [][]T {
	v := make([][]T, m)
	for i := range v {
		v[i] = make([]T, n)
	}
	return v
}

// Step returns the first moment, to be divided by Correction, and the gradient that a second moment is fed with; both are overwritten by
// the next call. half applies the inverse square root of the preconditioner to every vector, dst[i] = P^(-1/2) src[i], for the
// preconditioned metric K_ij = g_i^T P^-1 g_j; an optimiser without preconditioner gives nil, and that metric is then the Euclidean one.
func (c *Combiner[T]) Step(grads [][]T, losses []float64, half func(dst, src [][]T)) (moment, grad []T, rep *weighting.Report, err error) {
	vs := grads
	if c.task != nil {
		vs, c.grads = c.task, grads
		if len(grads) < fewTasks {
			c.share.Each(Blocks(len(c.moment)), c.blend)
		} else {
			c.share.Each(len(grads), c.blendOne)
		}
	}
	measured := vs
	if c.scaled != nil && half != nil {
		measured = c.scaled
		half(measured, vs)
	}
	c.seen, c.measured = vs, measured
	c.share.Each(kernel.GramStrips(len(measured)), c.products)
	if c.task != nil { // of the bias-corrected moments: the weights of Nash-MTL are not the same for uncorrected ones
		corrected := 1 - float64(c.product*beta1)
		kernel.Scale(1/(corrected*corrected), c.gram)
	}
	combined := c.last
	if rep, err = c.combine(vs, losses, combined); err != nil {
		return nil, nil, nil, err
	}
	if c.done != nil {
		defer c.done()
	}
	c.product *= beta1
	c.share.Each(Blocks(len(combined)), c.direct)
	if c.task == nil {
		return c.moment, combined, rep, nil
	}
	c.moment, c.last = combined, c.moment
	return c.moment, c.pseudo, rep, nil
}

// blendBlock takes a block of the gradients into the moments of the tasks.
func (c *Combiner[T]) blendBlock(block int) {
	from, to := Block(block, len(c.moment))
	for i, g := range c.grads {
		kernel.Blend(beta1, c.task[i][from:to], 1-beta1, g[from:to])
	}
}

// fewTasks is the number of tasks from which on their moments are shared as a whole: a gradient is then met where it was computed.
const fewTasks = 4

// blendTask takes the gradient of a task into its moment.
func (c *Combiner[T]) blendTask(task int) { kernel.Blend(beta1, c.task[task], 1-beta1, c.grads[task]) }

// gramRows computes a strip of the Gram matrix.
func (c *Combiner[T]) gramRows(strip int) { kernel.GramStrip(strip, c.measured, c.gram) }

// directBlock computes a block of the combination, unless an element-wise operator has, and of what follows from it: the first moment, or the pseudo
// gradient.
func (c *Combiner[T]) directBlock(block int) {
	from, to := Block(block, len(c.moment))
	combined, moment := c.last[from:to], c.moment[from:to]
	if c.each == nil {
		clear(combined)
		for i, w := range c.weights {
			if w != 0 {
				kernel.Axpy(T(w), c.seen[i][from:to], combined)
			}
		}
	}
	if c.task == nil {
		kernel.Blend(beta1, moment, 1-beta1, combined)
		return
	}
	pseudo := c.pseudo[from:to]
	copy(pseudo, combined)
	kernel.Axpy(-beta1, moment, pseudo)
	kernel.Scale(1/T(1-beta1), pseudo)
}

// Correction is 1 - beta1^t, by which a first moment that started at zero is too small after t steps.
func (c *Combiner[T]) Correction() float64 { return 1 - c.product }

// combine asks the operator for the weights of vs. An element-wise operator has none: it writes its combination into dst, and its report still tells of
// conflicts, measured on the Gram matrix.
func (c *Combiner[T]) combine(vs [][]T, losses []float64, dst []T) (*weighting.Report, error) {
	in := weighting.Input{M: len(vs), Gram: c.gram, Losses: losses}
	if c.each == nil {
		rep, err := c.op.Weights(in)
		if err == nil {
			if c.unit {
				normalize(rep, c.gram, noise[T]())
			}
			c.weights = rep.Weights
		}
		return rep, err
	}
	plain, err := c.measure.Weights(in)
	if err != nil {
		return nil, err
	}
	switch out := any(dst).(type) {
	case []float32:
		err = c.each.Combine(any(vs).([][]float32), out)
	case []float64:
		err = c.each.Combine64(any(vs).([][]float64), out)
	}
	if err != nil {
		return nil, err
	}
	if length := math.Sqrt(kernel.Dot(dst, dst)); c.unit && length > 0 {
		kernel.Scale(T((1-float64(c.product*c.memory()))/length), dst)
	}
	c.report = *plain
	c.report.Weights, c.report.Path, c.report.MinCosine = nil, weighting.PathElementwise, leastCosine(vs, dst)
	return &c.report, nil
}

// memory is what the first moments keep from step to step.
func (c *Combiner[T]) memory() float64 {
	if c.task == nil {
		return 0
	}
	return beta1
}

// normalize scales a combination to length one in the metric of the Gram matrix. One that cancels down to the rounding of its parts,
// shorter than noise times sum_i |w_i| |g_i|, has no direction: it becomes as much shorter than one as it is shorter than that, and one
// that vanishes stays.
func normalize(rep *weighting.Report, gram []float64, noise float64) {
	sum, parts, m := 0.0, 0.0, len(rep.Weights)
	for i, a := range rep.Weights {
		for j, b := range rep.Weights {
			sum += float64(a * b * gram[i*m+j])
		}
		parts += math.Abs(a) * math.Sqrt(gram[i*m+i])
	}
	if length := max(math.Sqrt(max(0, sum)), noise*parts); length > 0 {
		rep.Divide(length)
	}
}

// noise is the relative size of rounding in gradients of precision T.
func noise[T kernel.Float]() float64 {
	if _, double := any(*new(T)).(float64); double {
		return 1e-13
	}
	return 1e-5
}

// leastCosine returns the least cosine between u and the non-zero vectors of vs, 0 where there is none.
func leastCosine[T kernel.Float](vs [][]T, u []T) float64 {
	return orZero(leastOf(vs, u, math.Sqrt(kernel.Dot(u, u))))
}

// leastOf is leastCosine for u of the given length, infinity where there is none.
func leastOf[T kernel.Float](vs [][]T, u []T, length float64) float64 {
	least := math.Inf(1)
	cosines(vs, u, length, func(c float64) { least = min(least, c) })
	return least
}

// orZero turns the infinity that stands for no cosine into 0.
func orZero(cosine float64) float64 {
	if math.IsInf(cosine, 0) {
		return 0
	}
	return cosine
}

// mostCosine returns the largest cosine between u and the non-zero vectors of vs, 0 where there is none.
func mostCosine[T kernel.Float](vs [][]T, u []T) float64 {
	most := math.Inf(-1)
	cosines(vs, u, math.Sqrt(kernel.Dot(u, u)), func(c float64) { most = max(most, c) })
	return orZero(most)
}

// cosines calls take for the cosine between u, of the given length, and every vector of vs, where neither is zero.
func cosines[T kernel.Float](vs [][]T, u []T, length float64, take func(c float64)) {
	for ; len(vs) > 0; vs = vs[min(4, len(vs)):] {
		var squares, products [4]float64
		group := vs[:min(4, len(vs))]
		kernel.Products(group, u, squares[:], products[:])
		for i := range group {
			if d := length * math.Sqrt(squares[i]); d > 0 {
				take(products[i] / d)
			}
		}
	}
}

// State returns the vectors that a checkpoint must hold, the live ones, and the scalar: with task momentum the moments of the tasks and of
// the combination, in the raw form only the latter.
func (c *Combiner[T]) State() ([][]T, float64) {
	return append([][]T{c.moment}, c.task...), c.product
}

// describe names the vectors of State.
func (c *Combiner[T]) describe() []string {
	names := []string{"moment"}
	for i := range c.task {
		names = append(names, fmt.Sprintf("task_moment.%d", i))
	}
	return names
}

// SetScalar restores the scalar of State.
func (c *Combiner[T]) SetScalar(s float64) { c.product = s }
