package autodiff

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Node is a handle of a jet matrix in a graph: one row of Cols columns per point and jet.
type Node int

// Graph is a static graph of matrix-level operations, built once for a batch shape and run every step. Shapes are written
// n×c for c columns at n points; jets marks nodes that carry derivatives in t and x and, in the plane, y.
type Graph interface {
	// Known returns a leaf whose rows the function fills before every forward run, in ascending order: row(i) are the jets of
	// the columns at point i. Without jets only the values are used.
	Known(s *Space, cols int, jets bool, row func(i int, out []Jet)) Node
	// Knowns returns several such leaves, with so many columns each, that one function fills for a run of points at a time, so that it can compute
	// once what they have in common, and by vectors: out[k] are the jets of leaf k, those of point from first. What the function does not set is zero
	// or as the function left it in an earlier call.
	Knowns(s *Space, cols []int, jets bool, fill func(from, to int, out [][]Jet)) []Node
	// Dense returns act(X·W + b), n×l.Out, with jets if X has them.
	Dense(x Node, l Layer, act kernel.Activation) Node
	// Join returns act(X·W + b + E): row index[i] of e (values only), with l.Out columns, is added to the value row of point i. So the
	// eps encoding, computed once per cell, enters the first trunk layer of every point of the cell.
	Join(x Node, l Layer, e Node, index []int, act kernel.Activation) Node
	// PerCell returns, n×c without jets, row cell[i] of a known node at point i.
	PerCell(x Node, s *Space, cell []int) Node
	// Activate returns act(X).
	Activate(x Node, act kernel.Activation) Node
	// MulConst returns X·M for a constant matrix M, cols(X)×n row-major.
	MulConst(x Node, m []float64, n int) Node
	// Cols returns columns from <= j < to.
	Cols(x Node, from, to int) Node
	// Rows returns the points from <= i < to as a view.
	Rows(x Node, from, to int) Node
	// Fold turns n·k points with one column into n points with k columns: velocities as inputs become columns.
	Fold(x Node, s *Space, k int) Node
	// Repeat returns every point k times in a row, on s = Space(x).Repeat(k); Sum adds up k points in a row, (n·k)×c to n×c on s.
	Repeat(x Node, s *Space, k int) Node
	Sum(x Node, s *Space, k int) Node
	// Value, Dt, Dx and Dy take one jet component; Dy is there in the plane only.
	Value(x Node) Node
	Dt(x Node) Node
	Dx(x Node) Node
	Dy(x Node) Node
	// Add and Sub are element-wise; both operands have the same shape and jets.
	Add(a, b Node) Node
	Sub(a, b Node) Node
	// Mul is the element-wise product, with the product rule on jets; an operand of one column is spread over all columns.
	Mul(a, b Node) Node
	// Scale returns c·X.
	Scale(x Node, c float64) Node
	// ColScale multiplies column j by c[j].
	ColScale(x Node, c []float64) Node
	// Apply is an element-wise function of values and jets, given f, f' and f”.
	Apply(x Node, f func(z float64) (v, d1, d2 float64)) Node
	// SquareLoss adds sum_i w_i sum_j c_j r_ij^2 to the loss of the unit of each point; r has no jets, w is n×1 without
	// jets, c has a weight per column (nil: all 1).
	SquareLoss(r, w Node, c []float64)
	// Space, Columns tell the shape of a node.
	Space(x Node) *Space
	Columns(x Node) int
}

type node[T kernel.Float] struct {
	space    *Space
	cols     int
	jets     int
	val      []T
	grad     []T // nil where no gradient flows
	view     bool
	set      bool     // the only consumer overwrites grad, so that it need not be cleared
	own      bool     // the backward pass changes grad
	into     *node[T] // the first sum that takes this node as it is
	uses     int
	forward  func()
	backward func()
}

// Tape is the Graph in precision T. Params points to the flat parameter vector, Grad[u] is the gradient of unit u and
// Loss[u] its loss after Backward. A Tape is not safe for concurrent use.
type Tape[T kernel.Float] struct {
	Params []T
	Grad   [][]T
	Loss   []float64
	Column []int // of a Jacobian tape; nil in others

	nodes  []*node[T]
	losses []func()
	shared bool // gradients have been shared
}

// NewTape returns an empty graph over a parameter vector with gradients for the given number of units; units 0 makes an
// evaluation-only graph.
func NewTape[T kernel.Float](params []T, units int) *Tape[T] {
	t := &Tape[T]{Params: params, Loss: make([]float64, units), Grad: make([][]T, units)}
	for i := range t.Grad {
		t.Grad[i] = make([]T, len(params))
	}
	return t
}

// NewJacobianTape returns an empty graph for residuals one by one: point i of every space belongs to unit i and stands for
// column Column[i] of a residual. SquareLoss, called once, then sets Loss[i] to sqrt(w_i c_j) r_ij, j = Column[i], instead of a sum of
// squares, and after Backward Grad[i] is its gradient: row i of the Jacobian. The rows lie behind each other in the returned matrix.
func NewJacobianTape[T kernel.Float](params []T, rows int) (t *Tape[T], matrix []T) {
	n := len(params)
	t = &Tape[T]{Params: params, Loss: make([]float64, rows), Column: make([]int, rows)}
	matrix = make([]T, rows*n)
	for i := range rows {
		t.Grad = append(t.Grad, matrix[i*n:(i+1)*n:(i+1)*n])
	}
	return t, matrix
}

func (t *Tape[T]) n(x Node) *node[T] {
	n := t.nodes[x]
	n.uses++
	return n
}

func (t *Tape[T]) add(s *Space, cols int, jets int, grad bool) (*node[T], Node) {
	n := &node[T]{space: s, cols: cols, jets: jets, val: make([]T, s.N*jets*cols)}
	if grad && len(t.Grad) > 0 {
		n.grad = make([]T, len(n.val))
	}
	t.nodes = append(t.nodes, n)
	return n, Node(len(t.nodes) - 1)
}

func (n *node[T]) rows() int { return n.space.N * n.jets }

// Space implements Graph.
func (t *Tape[T]) Space(x Node) *Space { return t.nodes[x].space }

// Columns implements Graph.
func (t *Tape[T]) Columns(x Node) int { return t.nodes[x].cols }

// Values returns the jet matrix of a node, (points*jets)×cols; valid after Forward.
func (t *Tape[T]) Values(x Node) []T { return t.nodes[x].val }

// Forward runs the graph and sets Loss.
func (t *Tape[T]) Forward() {
	if !t.shared {
		t.share()
	}
	t.clearGrads()
	for _, n := range t.nodes {
		if n.forward != nil {
			n.forward()
		}
	}
	clear(t.Loss)
	for _, f := range t.losses {
		f()
	}
}

// Backward runs the reverse sweep after Forward and sets Grad, the weight gradient of every unit.
func (t *Tape[T]) Backward() {
	for _, g := range t.Grad {
		clear(g)
	}
	for i := len(t.nodes) - 1; i >= 0; i-- {
		if n := t.nodes[i]; n.backward != nil && n.grad != nil {
			n.backward()
		}
	}
}

// share lets a node that is used in one sum only have the gradient of the sum: it is the same. The graph is complete at the first run.
func (t *Tape[T]) share() {
	t.shared = true
	for i := len(t.nodes) - 1; i >= 0; i-- { // a sum of sums shares the gradient of the outermost
		if n := t.nodes[i]; n.into != nil && n.uses == 1 && !n.own && !n.view && n.grad != nil {
			n.grad, n.view = n.into.grad, true
		} else {
			n.into = nil
		}
	}
}

// clearGrads clears what is accumulated into; it runs before the losses write their gradients.
func (t *Tape[T]) clearGrads() {
	for _, n := range t.nodes {
		if n.grad != nil && !n.view && !(n.set && n.uses == 1) {
			clear(n.grad)
		}
	}
}

func (t *Tape[T]) same(op string, a, b *node[T]) {
	if a.space.N != b.space.N || a.cols != b.cols || a.jets != b.jets {
		panic(fmt.Sprintf("autodiff: %s of %d points × %d columns (%d jets) and %d × %d (%d jets)",
			op, a.space.N, a.cols, a.jets, b.space.N, b.cols, b.jets))
	}
}
