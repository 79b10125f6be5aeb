package train

import (
	"errors"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// Where a problem has a remainder beside what is linear (kinetic.SeparatedTerm), the linear solution is the first one of a simplified Newton
// iteration: the residuals of all points are computed anew with the remainder, and the factors that are there give the next correction.

// Bounds of that iteration.
const (
	mostOuter = 30
	outerEnd  = 1e-10 // of the square of the change of the residuals, relative to the first correction's
)

var errOuter = errors.New("the iteration about the linear part of the problem does not converge")

// outer is such an iteration under way. A piece of it is a block of points.
type outer struct {
	delta       []float64
	right       []float64 // of the blocks so far
	blocks      int
	iteration   int
	first, last float64 // squares of the changes
}

// nonlinear tells whether a term has a remainder.
func (v *solving) nonlinear() bool {
	return v.separation != nil && slices.ContainsFunc(v.separation.Terms, func(t kinetic.SeparatedTerm) bool { return t.Remainder != nil })
}

// advance does a piece. It returns the share that is done and whether there is more.
func (o *outer) advance(n *linear) (done float64, more bool, err error) {
	if o.right == nil {
		o.right = make([]float64, len(o.delta))
	}
	b := n.points(o.blocks / linearBlocks)[o.blocks%linearBlocks]
	for k, t := range n.v.terms {
		t.Compute(n.v.sample(t, b))
		t.Change(o.delta)
		t.Remainder(o.delta)
		n.v.system.Gradient(k, o.right)
	}
	if o.blocks++; o.blocks < n.added {
		return o.share(n), true, nil
	}
	square := n.work.Again(o.right)
	n.work.Take(o.delta)
	o.right, o.blocks = nil, 0
	o.iteration++
	if o.iteration == 1 {
		o.first = square
	}
	if math.IsNaN(square) || o.iteration > 2 && square > o.last && square > outerEnd*o.first {
		return 0, false, errOuter
	}
	o.last = square
	if square <= outerEnd*o.first || o.iteration == mostOuter {
		return 1, false, nil
	}
	return o.share(n), true, nil
}

// share is that of the iteration that is done, by how far the changes have fallen.
func (o *outer) share(n *linear) float64 {
	if o.iteration == 0 || o.first == 0 {
		return 0
	}
	return math.Max(0, math.Min(1, math.Log(o.last/o.first)/math.Log(outerEnd)))
}
