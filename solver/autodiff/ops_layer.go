package autodiff

import (
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Known implements Graph.
func (t *Tape[T]) Known(s *Space, cols int, jets bool, row func(i int, out []Jet)) Node {
	return t.Knowns(s, []int{cols}, jets, ByPoint(cols, row))[0]
}

// ByPoint returns what fills one leaf of Knowns point by point.
func ByPoint(cols int, row func(i int, out []Jet)) func(from, to int, out [][]Jet) {
	return func(from, to int, out [][]Jet) {
		for rows := out[0]; from < to; from++ {
			row(from, rows[:cols:cols])
			rows = rows[cols:]
		}
	}
}

// Knowns implements Graph.
func (t *Tape[T]) Knowns(s *Space, cols []int, jets bool, fill func(from, to int, out [][]Jet)) []Node {
	nj := 1
	if jets {
		nj = s.jets()
	}
	chunk := min(knownChunk, s.N)
	var leaves []*node[T]
	var ids []Node
	var buffers [][]Jet
	for _, c := range cols {
		n, id := t.add(s, c, nj, false)
		leaves, ids, buffers = append(leaves, n), append(ids, id), append(buffers, make([]Jet, chunk*c))
	}
	out := make([][]Jet, len(cols))
	leaves[0].forward = func() {
		for from := 0; from < s.N; from += chunk {
			count := min(chunk, s.N-from)
			for k, c := range cols {
				out[k] = buffers[k][:count*c]
			}
			fill(from, from+count, out)
			for k, c := range cols {
				kernel.JetRows(count, nj, c, numbers(buffers[k]), leaves[k].val[from*nj*c:])
			}
		}
	}
	return ids
}

// knownChunk is the number of points whose jets are evaluated before a kernel writes them as rows: few enough for the first-level cache.
const knownChunk = 32

// numbers views jets as their numbers, four each.
func numbers(jets []Jet) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(jets))), 4*len(jets))
}

// Dense implements Graph.
func (t *Tape[T]) Dense(x Node, l Layer, act kernel.Activation) Node {
	return t.dense(x, l, act, nil, nil)
}

// Join implements Graph.
func (t *Tape[T]) Join(x Node, l Layer, e Node, index []int, act kernel.Activation) Node {
	b := t.n(e)
	if b.cols != l.Out || b.jets != 1 || len(index) != t.nodes[x].space.N {
		panic("autodiff: Join with shapes that do not fit")
	}
	return t.dense(x, l, act, b, index)
}

// dense is Dense, or Join with the rows of e.
func (t *Tape[T]) dense(x Node, l Layer, act kernel.Activation, e *node[T], index []int) Node {
	a := t.n(x)
	if a.cols != l.In {
		panic("autodiff: layer " + l.Name + " does not fit its input")
	}
	n, id := t.add(a.space, l.Out, a.jets, true)
	a.set, n.own = true, true
	var z []T // pre-activations, where the backward pass needs them
	if act != kernel.Identity && act != kernel.Tanh {
		z = make([]T, len(n.val))
	}
	list := runs(index)
	weights := func() (w, b []T) {
		w = t.Params[l.W : l.W+l.In*l.Out]
		if l.B >= 0 {
			b = t.Params[l.B : l.B+l.Out]
		}
		return w, b
	}
	n.forward = func() {
		w, b := weights()
		if e == nil {
			kernel.DenseForward(act, n.jets, n.space.N, l.In, l.Out, a.val, w, b, z, n.val)
			return
		}
		pre := n.val
		if z != nil {
			pre = z
		}
		kernel.DenseForward(kernel.Identity, n.jets, n.space.N, l.In, l.Out, a.val, w, b, nil, pre)
		for _, r := range list {
			kernel.AddRows(r.to-r.from, n.cols, pre[r.from*n.jets*n.cols:], n.jets*n.cols, e.val[r.cell*n.cols:], 0)
		}
		kernel.ActivationForward(act, n.jets, n.space.N, n.cols, pre, n.val)
	}
	n.backward = func() {
		w, _ := weights()
		kernel.DenseBackward(act, n.jets, n.space.N, l.In, l.Out, w, z, n.val, n.grad, a.grad, a.view || a.uses > 1)
		if e != nil && e.grad != nil {
			for _, r := range list {
				kernel.AddRows(r.to-r.from, n.cols, e.grad[r.cell*n.cols:], 0, n.grad[r.from*n.jets*n.cols:], n.jets*n.cols)
			}
		}
		for s, u := range n.space.Unit {
			from, points := n.space.Seg[s]*n.jets, n.space.Seg[s+1]-n.space.Seg[s]
			to := from + points*n.jets
			g := t.Grad[u]
			var db []T
			if l.B >= 0 {
				db = g[l.B : l.B+l.Out]
			}
			kernel.DenseWeightGradient(n.jets, points, l.In, l.Out, a.val[from*l.In:to*l.In], n.grad[from*l.Out:to*l.Out], g[l.W:l.W+l.In*l.Out], db)
		}
	}
	return id
}

// Activate implements Graph.
func (t *Tape[T]) Activate(x Node, act kernel.Activation) Node {
	a := t.n(x)
	n, id := t.add(a.space, a.cols, a.jets, a.grad != nil)
	n.own = true
	n.forward = func() { kernel.ActivationForward(act, n.jets, n.space.N, n.cols, a.val, n.val) }
	n.backward = func() {
		kernel.ActivationBackward(act, n.jets, n.space.N, n.cols, a.val, n.val, n.grad, n.grad)
		kernel.Axpy(1, n.grad, a.grad)
	}
	return id
}

// MulConst implements Graph.
func (t *Tape[T]) MulConst(x Node, m []float64, cols int) Node {
	a := t.n(x)
	if len(m) != a.cols*cols {
		panic("autodiff: MulConst with a matrix that does not fit")
	}
	w := make([]T, len(m))
	for i, v := range m {
		w[i] = T(v)
	}
	n, id := t.add(a.space, cols, a.jets, a.grad != nil)
	a.set = true
	n.forward = func() { kernel.GemmNN(n.rows(), cols, a.cols, a.val, w, n.val, false) }
	n.backward = func() { kernel.GemmNT(n.rows(), a.cols, cols, n.grad, w, a.grad, a.view || a.uses > 1) }
	return id
}
