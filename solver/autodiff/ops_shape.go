package autodiff

import "fmt"

// Cols implements Graph.
func (t *Tape[T]) Cols(x Node, from, to int) Node {
	a := t.n(x)
	if from < 0 || to <= from || to > a.cols {
		panic(fmt.Sprintf("autodiff: columns %d to %d of %d", from, to, a.cols))
	}
	n, id := t.add(a.space, to-from, a.jets, a.grad != nil)
	n.forward = func() {
		for i := range n.rows() {
			copy(n.val[i*n.cols:(i+1)*n.cols], a.val[i*a.cols+from:])
		}
	}
	n.backward = func() {
		for i := range n.rows() {
			g := a.grad[i*a.cols+from:][:n.cols]
			for j, v := range n.grad[i*n.cols : (i+1)*n.cols] {
				g[j] += v
			}
		}
	}
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
	move := func(f func(to, from int)) {
		for i := range s.N {
			for j := range k {
				for l := range n.jets {
					f((i*n.jets+l)*k+j, (i*k+j)*n.jets+l)
				}
			}
		}
	}
	n.forward = func() { move(func(to, from int) { n.val[to] = a.val[from] }) }
	n.backward = func() { move(func(to, from int) { a.grad[from] += n.grad[to] }) }
	return id
}

// Value implements Graph.
func (t *Tape[T]) Value(x Node) Node { return t.component(x, 0) }

// Dt implements Graph.
func (t *Tape[T]) Dt(x Node) Node { return t.component(x, 1) }

// Dx implements Graph.
func (t *Tape[T]) Dx(x Node) Node { return t.component(x, 2) }

func (t *Tape[T]) component(x Node, l int) Node {
	a := t.n(x)
	if l >= a.jets {
		panic("autodiff: derivative of a node without jets")
	}
	n, id := t.add(a.space, a.cols, 1, a.grad != nil)
	n.forward = func() {
		for i := range n.space.N {
			copy(n.val[i*n.cols:(i+1)*n.cols], a.val[(i*a.jets+l)*n.cols:])
		}
	}
	n.backward = func() {
		for i := range n.space.N {
			g := a.grad[(i*a.jets+l)*n.cols:][:n.cols]
			for j, v := range n.grad[i*n.cols : (i+1)*n.cols] {
				g[j] += v
			}
		}
	}
	return id
}
