package optim

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// For which vector no task is opposed.
const (
	// PromiseOperator leaves it to the operator: its statement is about the combination of the vectors that it saw, and the momentum and
	// the preconditioner that come after may turn the change of the parameters against a task.
	PromiseOperator = "operator"
	// PromiseStep puts the change itself into the cone {d : g_j . d >= 0 for all j} of the gradients of this step, in the optimiser's
	// metric: of all changes that raise no task's loss to first order it takes the nearest one.
	PromiseStep = "step"
)

// preconditioned is an optimiser whose steps are P^-1 times a moment.
type preconditioned[T kernel.Float] interface {
	// divide sets dst[i] = P^-1 src[i], P that of the last step.
	divide(dst, src [][]T)
	// moments returns the first moments of the tasks, nil where there are none.
	moments() [][]T
}

// watched wraps an optimiser: it measures the change of the parameters against every task and, with PromiseStep, corrects it.
type watched[T kernel.Float] struct {
	Optimizer[T]
	correct bool
	before  []T // parameters, then the change: before - after
	divided [][]T

	share                   Share
	keep, subtract, measure func(item int) // pieces of work
	p                       []T            // of the step, for them
	vectors                 [2][][]T       // gradients and moments
	length                  float64        // of the change
	least                   []float64      // cosine of every group of vectors, gradients first
}

// watch returns o with the change of the parameters measured in its reports.
func watch[T kernel.Float](o Optimizer[T], s Settings) (Optimizer[T], error) {
	names := []string{PromiseOperator, PromiseStep}
	if s.Promise != "" && !slices.Contains(names, s.Promise) {
		return nil, input.Unknown("promise", s.Promise, names)
	}
	w := &watched[T]{Optimizer: o, correct: s.Promise == PromiseStep, before: make([]T, s.Parameters), share: s.shared()}
	w.keep, w.subtract, w.measure = w.keepBlock, w.subtractBlock, w.measureGroup
	return w, nil
}

// Describe implements Describer; nothing where the optimiser does not.
func (w *watched[T]) Describe() ([]string, []Part) {
	if d, ok := w.Optimizer.(Describer); ok {
		return d.Describe()
	}
	return nil, nil
}

// Step implements Optimizer.
func (w *watched[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	w.p = p
	w.share.Each(Blocks(len(p)), w.keep)
	rep, err := w.Optimizer.Step(p, grads, losses, rate)
	if err != nil {
		return nil, err
	}
	w.share.Each(Blocks(len(p)), w.subtract)
	inner, known := w.Optimizer.(preconditioned[T])
	var moments [][]T
	if known {
		moments = inner.moments()
	}
	rep.StepCosine, rep.MomentCosine = w.cosines(grads, moments)
	if w.correct && rep.StepCosine < 0 {
		w.enter(p, grads, inner)
		rep.StepCosine, rep.MomentCosine = w.cosines(grads, moments)
	}
	if moments == nil {
		rep.MomentCosine = rep.StepCosine
	}
	return rep, nil
}

// keepBlock keeps a block of the parameters.
func (w *watched[T]) keepBlock(block int) {
	from, to := Block(block, len(w.p))
	copy(w.before[from:to], w.p[from:to])
}

// subtractBlock makes it minus the change, so that a product above zero is descent.
func (w *watched[T]) subtractBlock(block int) {
	from, to := Block(block, len(w.p))
	kernel.Axpy(-1, w.p[from:to], w.before[from:to])
}

// group is how many vectors one item of work measures: those of one member, which it knows from work before.
const group = 4

// groups returns the number of groups of so many vectors.
func (w *watched[T]) groups(vectors int) int {
	m := w.share.Members()
	return m * ((vectors + m*group - 1) / (m * group))
}

// cosines returns the least cosines of the change with gradients and with moments.
func (w *watched[T]) cosines(grads, moments [][]T) (ofGrads, ofMoments float64) {
	w.vectors, w.length = [2][][]T{grads, moments}, math.Sqrt(kernel.Dot(w.before, w.before))
	first, all := w.groups(len(grads)), w.groups(len(grads))+w.groups(len(moments))
	if len(w.least) != all {
		w.least = make([]float64, all)
	}
	w.share.Each(all, w.measure)
	ofGrads, ofMoments = math.Inf(1), math.Inf(1)
	for i, c := range w.least {
		if i < first {
			ofGrads = min(ofGrads, c)
		} else {
			ofMoments = min(ofMoments, c)
		}
	}
	return orZero(ofGrads), orZero(ofMoments)
}

// measureGroup measures a group of gradients or moments.
func (w *watched[T]) measureGroup(at int) {
	vectors, item := w.vectors[0], at
	if first := w.groups(len(vectors)); item >= first {
		vectors, item = w.vectors[1], item-first
	}
	var own [group][]T
	m, n := w.share.Members(), 0
	for i := item%m + m*group*(item/m); i < len(vectors) && n < group; i += m {
		own[n] = vectors[i]
		n++
	}
	w.least[at] = leastOf(own[:n], w.before, w.length)
}

// enter moves the change to the nearest point of the cone: with d the change and A_ij = g_i^T P^-1 g_j it adds P^-1 sum_j mu_j g_j,
// mu >= 0 from the dual problem min 1/2 mu^T A mu + sum_j mu_j g_j.d.
func (w *watched[T]) enter(p []T, grads [][]T, inner preconditioned[T]) {
	m := len(grads)
	divided := grads // without preconditioner P is the identity
	if inner != nil {
		if len(w.divided) != m {
			w.divided = vectors[T](m, len(p))
		}
		divided = w.divided
		inner.divide(divided, grads)
	}
	gram, products := make([]float64, m*m), make([]float64, m)
	for i, g := range grads {
		products[i] = kernel.Dot(g, w.before)
		for j := range i + 1 {
			gram[i*m+j] = kernel.Dot(g, divided[j])
			gram[j*m+i] = gram[i*m+j]
		}
	}
	for j, mu := range weighting.Multipliers(gram, products) {
		if mu > 0 {
			kernel.Axpy(T(mu), divided[j], w.before)
			kernel.Axpy(T(-mu), divided[j], p)
		}
	}
}

func (a *Adam[T]) moments() [][]T { return a.c.task }

func (a *Adam[T]) divide(dst, src [][]T) {
	c2 := 1 - a.product
	for k, v := range src {
		for i, g := range v {
			dst[k][i] = T(float64(g) / (math.Sqrt(float64(a.second[i])/c2) + delta))
		}
	}
}

func (o *SOAP[T]) moments() [][]T { return o.c.task }

func (o *SOAP[T]) divide(dst, src [][]T) {
	c2 := 1 - o.product
	for k, v := range src {
		copy(dst[k], v)
		for _, l := range o.layers {
			part := dst[k][l.Offset : l.Offset+l.Rows*l.Cols]
			l.rotate(part)
			for i, s := range l.second {
				part[i] = T(float64(part[i]) / (math.Sqrt(s/c2) + delta))
			}
			l.rotateBack(part)
		}
	}
}
