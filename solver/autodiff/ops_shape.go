package autodiff

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Cols implements Graph.
func (t *Tape[T]) Cols(x Node, from, to int) Node {
	a := t.n(x)
	if from < 0 || to <= from || to > a.cols {
		panic(fmt.Sprintf("autodiff: columns %d to %d of %d", from, to, a.cols))
	}
	n, id := t.add(a.space, to-from, a.jets, a.grad != nil)
	n.forward = func() { kernel.CopyRows(n.rows(), n.cols, n.val, n.cols, a.val[from:], a.cols) }
	n.backward = func() { kernel.AddRows(n.rows(), n.cols, a.grad[from:], a.cols, n.grad, n.cols) }
	return id
}

// Rows implements Graph.
func (t *Tape[T]) Rows(x Node, from, to int) Node {
	a := t.n(x)
	if from < 0 || to < from || to > a.space.N {
		panic(fmt.Sprintf("autodiff: points %d to %d of %d", from, to, a.space.N))
	}
	if from == 0 && to == a.space.N {
		a.uses--
		return x
	}
	stride := a.jets * a.cols
	n := &node[T]{space: a.space.Slice(from, to), cols: a.cols, jets: a.jets, view: true, val: a.val[from*stride : to*stride]}
	if a.grad != nil {
		n.grad = a.grad[from*stride : to*stride]
	}
	t.nodes = append(t.nodes, n)
	return Node(len(t.nodes) - 1)
}

// Fold implements Graph.
func (t *Tape[T]) Fold(x Node, s *Space, k int) Node {
	a := t.n(x)
	if a.cols != 1 || a.space.N != s.N*k {
		panic("autodiff: Fold with shapes that do not fit")
	}
	n, id := t.add(s, k, a.jets, a.grad != nil)
	// At every point k rows of jets become jets rows of k.
	n.forward = func() {
		for i := 0; i < len(n.val); i += n.jets * k {
			to, from := n.val[i:i+n.jets*k], a.val[i:]
			for j := range k {
				for l, v := range from[j*n.jets:][:n.jets] {
					to[l*k+j] = v
				}
			}
		}
	}
	n.backward = func() {
		for i := 0; i < len(n.grad); i += n.jets * k {
			to, from := a.grad[i:i+n.jets*k], n.grad[i:]
			for j := range k {
				for l := range n.jets {
					to[j*n.jets+l] += from[l*k+j]
				}
			}
		}
	}
	return id
}

// Repeat implements Graph.
func (t *Tape[T]) Repeat(x Node, s *Space, k int) Node {
	a := t.n(x)
	if s.N != a.space.N*k {
		panic("autodiff: Repeat with shapes that do not fit")
	}
	n, id := t.add(s, a.cols, a.jets, a.grad != nil)
	n.forward = func() { repeatRows(a.val, n.val, a.jets*a.cols, k) }
	n.backward = func() { sumRows(n.grad, a.grad, a.jets*a.cols, k) }
	return id
}

// Sum implements Graph.
func (t *Tape[T]) Sum(x Node, s *Space, k int) Node {
	a := t.n(x)
	if a.space.N != s.N*k {
		panic("autodiff: Sum with shapes that do not fit")
	}
	n, id := t.add(s, a.cols, a.jets, a.grad != nil)
	size := a.jets * a.cols
	n.forward = func() {
		clear(n.val)
		sumRows(a.val, n.val, size, k)
	}
	n.backward = func() { addRows(n.grad, a.grad, size, k) }
	return id
}

// repeatRows sets k rows of to, of the given size, to every row of from.
func repeatRows[T kernel.Float](from, to []T, size, k int) {
	for i := 0; i < len(from); i += size {
		for j := range k {
			copy(to[i*k+j*size:], from[i:i+size])
		}
	}
}

// addRows adds every row of from to k rows of to.
func addRows[T kernel.Float](from, to []T, size, k int) {
	for i := 0; i < len(from); i += size {
		row := from[i : i+size]
		for j := range k {
			sum := to[i*k+j*size:][:size]
			for c, v := range row {
				sum[c] += v
			}
		}
	}
}

// sumRows adds k rows of from to every row of to.
func sumRows[T kernel.Float](from, to []T, size, k int) {
	for i := 0; i < len(to); i += size {
		sum := to[i : i+size]
		for j := range k {
			for c, v := range from[i*k+j*size:][:size] {
				sum[c] += v
			}
		}
	}
}

// run is a run of points of one cell.
type run struct{ cell, from, to int }

// runs splits points, given by their cells, into runs.
func runs(cell []int) []run {
	var list []run
	for i, c := range cell {
		if k := len(list); k > 0 && list[k-1].cell == c {
			list[k-1].to = i + 1
			continue
		}
		list = append(list, run{c, i, i + 1})
	}
	return list
}

// PerCell implements Graph.
func (t *Tape[T]) PerCell(x Node, s *Space, cell []int) Node {
	a := t.n(x)
	if a.jets != 1 || a.grad != nil || len(cell) != s.N {
		panic("autodiff: PerCell of a node with derivatives or gradient, or with shapes that do not fit")
	}
	n, id := t.add(s, a.cols, 1, false)
	list := runs(cell)
	n.forward = func() {
		for _, r := range list {
			kernel.CopyRows(r.to-r.from, n.cols, n.val[r.from*n.cols:], n.cols, a.val[r.cell*n.cols:], 0)
		}
	}
	return id
}

// Value implements Graph.
func (t *Tape[T]) Value(x Node) Node { return t.component(x, 0) }

// Dt implements Graph.
func (t *Tape[T]) Dt(x Node) Node { return t.component(x, 1) }

// Dx implements Graph.
func (t *Tape[T]) Dx(x Node) Node { return t.component(x, 2) }

// Dy implements Graph.
func (t *Tape[T]) Dy(x Node) Node { return t.component(x, 3) }

func (t *Tape[T]) component(x Node, l int) Node {
	a := t.n(x)
	if l >= a.jets {
		panic("autodiff: derivative of a node without jets")
	}
	n, id := t.add(a.space, a.cols, 1, a.grad != nil)
	o, stride := l*n.cols, a.jets*n.cols
	n.forward = func() { kernel.CopyRows(n.space.N, n.cols, n.val, n.cols, a.val[o:], stride) }
	n.backward = func() { kernel.AddRows(n.space.N, n.cols, a.grad[o:], stride, n.grad, n.cols) }
	return id
}
