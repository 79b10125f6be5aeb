package autodiff

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Add implements Graph.
func (t *Tape[T]) Add(a, b Node) Node { return t.sum(a, b, 1) }

// Sub implements Graph.
func (t *Tape[T]) Sub(a, b Node) Node { return t.sum(a, b, -1) }

func (t *Tape[T]) sum(x, y Node, sign T) Node {
	a, b := t.n(x), t.n(y)
	t.same("Add", a, b)
	n, id := t.add(a.space, a.cols, a.jets, a.grad != nil || b.grad != nil)
	if a.into = n; sign == 1 {
		b.into = n
	}
	n.forward = func() { kernel.AddScaled(sign, b.val, a.val, n.val) }
	n.backward = func() {
		if a.grad != nil && a.into == nil {
			kernel.Axpy(1, n.grad, a.grad)
		}
		if b.grad != nil && b.into == nil {
			kernel.Axpy(sign, n.grad, b.grad)
		}
	}
	return id
}

// Mul implements Graph.
func (t *Tape[T]) Mul(x, y Node) Node {
	a, b := t.n(x), t.n(y)
	if a.cols < b.cols {
		a, b = b, a
	}
	if b.cols != 1 || a.cols == 1 {
		t.same("Mul", a, b)
	} else if a.space.N != b.space.N || a.jets != b.jets {
		panic("autodiff: Mul with shapes that do not fit")
	}
	n, id := t.add(a.space, a.cols, a.jets, a.grad != nil || b.grad != nil)
	spread := b.cols < a.cols
	n.forward = func() { kernel.Product(spread, n.space.N, n.jets, n.cols, a.val, b.val, n.val) }
	n.backward = func() {
		if a.grad != nil {
			kernel.ProductGradient(spread, n.space.N, n.jets, n.cols, n.grad, b.val, a.grad)
		}
		switch {
		case b.grad == nil:
		case spread:
			columnGradient(n, a, b)
		default:
			kernel.ProductGradient(false, n.space.N, n.jets, n.cols, n.grad, a.val, b.grad)
		}
	}
	return id
}

// Scale implements Graph.
func (t *Tape[T]) Scale(x Node, c float64) Node {
	cs := make([]float64, t.nodes[x].cols)
	for i := range cs {
		cs[i] = c
	}
	return t.ColScale(x, cs)
}

// ColScale implements Graph.
func (t *Tape[T]) ColScale(x Node, c []float64) Node {
	a := t.n(x)
	if len(c) != a.cols {
		panic("autodiff: ColScale with a vector that does not fit")
	}
	w := make([]T, len(c))
	for i, v := range c {
		w[i] = T(v)
	}
	n, id := t.add(a.space, a.cols, a.jets, a.grad != nil)
	n.forward = func() { kernel.ColumnProduct(n.rows(), a.val, w, n.val) }
	n.backward = func() { kernel.AddColumnProduct(n.rows(), n.grad, w, a.grad) }
	return id
}

// Apply implements Graph.
func (t *Tape[T]) Apply(x Node, f func(z float64) (v, d1, d2 float64)) Node {
	a := t.n(x)
	n, id := t.add(a.space, a.cols, a.jets, a.grad != nil)
	d1, d2 := make([]T, a.space.N*a.cols), make([]T, a.space.N*a.cols)
	n.forward = func() {
		for i := range n.space.N {
			o := i * n.jets * n.cols
			for j := range n.cols {
				v, f1, f2 := f(float64(a.val[o+j]))
				k := i*n.cols + j
				d1[k], d2[k] = T(f1), T(f2)
				n.val[o+j] = T(v)
				for l := 1; l < n.jets; l++ {
					n.val[o+l*n.cols+j] = d1[k] * a.val[o+l*n.cols+j]
				}
			}
		}
	}
	n.backward = func() {
		for i := range n.space.N {
			o := i * n.jets * n.cols
			for j := range n.cols {
				k := i*n.cols + j
				var cross T
				for l := 1; l < n.jets; l++ {
					g := n.grad[o+l*n.cols+j]
					cross += T(g * a.val[o+l*n.cols+j])
					a.grad[o+l*n.cols+j] += T(d1[k] * g)
				}
				a.grad[o+j] += T(d1[k]*n.grad[o+j]) + T(d2[k]*cross)
			}
		}
	}
	return id
}

// SquareLoss implements Graph.
func (t *Tape[T]) SquareLoss(x, w Node, c []float64) {
	r, wn := t.n(x), t.n(w)
	if r.jets != 1 || wn.jets != 1 || wn.cols != 1 || r.space.N != wn.space.N || (c != nil && len(c) != r.cols) {
		panic("autodiff: SquareLoss with shapes that do not fit")
	}
	cw := make([]T, r.cols)
	for j := range cw {
		cw[j] = 1
		if c != nil {
			cw[j] = T(c[j])
		}
	}
	if t.Column != nil {
		t.losses = append(t.losses, func() { t.seed(r, wn, cw) })
		return
	}
	t.losses = append(t.losses, func() {
		for s, u := range r.space.Unit {
			from, to := r.space.Seg[s], r.space.Seg[s+1]
			var grad []T
			if r.grad != nil {
				grad = r.grad[from*r.cols : to*r.cols]
			}
			t.Loss[u] += kernel.SquareLoss(to-from, r.val[from*r.cols:to*r.cols], wn.val[from:to], cw, grad)
		}
	})
}

// seed sets the residual of every point of a Jacobian tape and starts its row of the reverse sweep.
func (t *Tape[T]) seed(r, w *node[T], c []T) {
	for i, wi := range w.val {
		j := t.Column[i]
		s := T(math.Sqrt(float64(T(wi * c[j]))))
		t.Loss[i] = float64(T(s * r.val[i*r.cols+j]))
		r.grad[i*r.cols+j] = s
	}
}
