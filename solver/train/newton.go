package train

import (
	"fmt"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Where the residual is not linear in the output layer (a gas) the optimiser "solve" iterates. With the residual R(w) = A w + r0 + N(w) of all
// points and the constant matrix A of the equation linearised at a constant state, whose Fourier modes decouple, a step is
//
//	w <- w - (AᵀA)⁻¹ Aᵀ R(w):
//
// Newton's method with the Jacobian of the constant state, which is factored once. The points are the same in every step, and a step depends on
// the network before it and on the seed alone. Where a factorisation takes long the first step is a preview, with few points and features.

const (
	newtonWidth  = 120 // random features
	newtonBlocks = 32  // of solveRows rows

	newtonPreview = 8 // of these, where the first step is a preview
)

// newton is the state of an iteration.
type newton struct {
	blocks   int       // that are in the sums
	computed int       // blocks whose residuals this step has
	weights  []float64 // F×O, of the network before the step
	right    []float64 // half the negative gradient
}

// prepareNonlinear does a piece of the next step.
func (n *linear) prepareNonlinear() (done float64, more bool, err error) {
	w := &n.newton
	if n.delta != nil {
		return 1, false, nil
	}
	if n.work == nil {
		blocks, features := newtonBlocks, 0
		if n.s.steps == 0 && n.s.cfg.Steps > 1 && n.costly() {
			blocks, features = newtonPreview, n.preview()
		}
		if w.computed == 0 {
			w.weights = n.v.o.head.Narrow(n.present())
			w.right = make([]float64, len(w.weights))
		}
		b := n.points(w.computed / linearBlocks)[w.computed%linearBlocks]
		for k, t := range n.v.terms {
			t.Take(w.weights)
			t.Compute(n.v.sample(t, b))
			if w.blocks <= w.computed {
				n.v.system.Add(k)
			}
			n.v.system.Gradient(k, w.right)
		}
		w.computed++
		w.blocks = max(w.blocks, w.computed)
		if w.computed < blocks {
			return 0.5 * float64(w.computed) / float64(blocks), true, nil
		}
		w.computed = 0
		ones := make([]float64, len(n.v.terms))
		for k := range ones {
			ones[k] = 1
		}
		n.work = n.v.system.Begin(ones, w.right, features, nil)
		return 0.5, true, nil
	}
	done, more, err = n.work.Advance()
	if err != nil {
		return 0, false, fmt.Errorf("step %d: %w", n.s.steps+1, err)
	}
	if !more {
		n.delta = make([]float64, len(w.weights))
		n.work.Take(n.delta)
		kernel.Axpy(1, w.weights, n.delta)
		n.work = nil
		n.fresh = n.judge(n.delta)
	}
	return 0.5 + 0.5*done, more, nil
}

// present returns the parameters of the network as it is.
func (n *linear) present() []float64 {
	params := make([]float64, n.s.params.Len)
	n.s.core.doubles(params)
	return params
}

// nonlinear reports whether a term is not linear in the output layer.
func (v *solving) nonlinear() bool {
	return slices.ContainsFunc(v.terms, func(t *solvedTerm) bool { return t.Nonlinear() })
}

// once refuses a problem that one linear system does not solve.
func (v *solving) once() error {
	for _, t := range v.terms {
		if t.Nonlinear() {
			return fmt.Errorf("%w: %s, loss term %s: the residual is not linear in the outputs of the network; optimizer solve iterates", ErrLinear, v.s.Problem().Name, t.name)
		}
	}
	return nil
}
