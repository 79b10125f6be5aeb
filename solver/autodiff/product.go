package autodiff

import "github.com/hrgrad/hrgrad/solver/kernel"

// The loops of Mul, value and derivatives of a product: (ab)' = a'b + ab'. They run row by row, because rows are short and a call of a
// compute kernel would cost more than the row.

// spreadForward sets n = a·b with the one column of b spread over the columns of a.
func spreadForward[T kernel.Float](n, a, b *node[T]) {
	c := n.cols
	for i := range n.space.N {
		o := i * n.jets
		b0 := b.val[o]
		a0 := a.val[o*c:][:c]
		out := n.val[o*c:][:c]
		for j, v := range a0 {
			out[j] = v * b0
		}
		for l := o + 1; l < o+n.jets; l++ {
			bl := b.val[l]
			al, out := a.val[l*c:][:c], n.val[l*c:][:c]
			for j, v := range a0 {
				out[j] = T(al[j]*b0) + T(v*bl)
			}
		}
	}
}

// spreadBackward adds the gradients of spreadForward.
func spreadBackward[T kernel.Float](n, a, b *node[T]) {
	c := n.cols
	for i := range n.space.N {
		o := i * n.jets
		if a.grad != nil {
			spreadLeft(n, a, b.val[o:o+n.jets], o, c)
		}
		if b.grad == nil {
			continue
		}
		gb := b.grad[o : o+n.jets]
		a0, g0 := a.val[o*c:][:c], n.grad[o*c:][:c]
		for j, v := range a0 {
			s := T(g0[j] * v)
			for l := 1; l < n.jets; l++ {
				g := n.grad[(o+l)*c+j]
				s += T(g * a.val[(o+l)*c+j])
				gb[l] += T(g * v)
			}
			gb[0] += s
		}
	}
}

// spreadLeft adds the gradient of a at the point whose rows begin at o.
func spreadLeft[T kernel.Float](n, a *node[T], b []T, o, c int) {
	g0, ga0 := n.grad[o*c:][:c], a.grad[o*c:][:c]
	if len(b) != 3 {
		for j, g := range g0 {
			ga0[j] += T(g * b[0])
		}
		return
	}
	b0, bt, bx := b[0], b[1], b[2]
	gt, gat := n.grad[(o+1)*c:][:c], a.grad[(o+1)*c:][:c]
	gx, gax := n.grad[(o+2)*c:][:c], a.grad[(o+2)*c:][:c]
	for j, g := range g0 {
		t, x := gt[j], gx[j]
		gat[j] += T(t * b0)
		gax[j] += T(x * b0)
		ga0[j] += T(T(g*b0)+T(t*bt)) + T(x*bx)
	}
}

// productForward sets n = a·b for operands of one shape.
func productForward[T kernel.Float](n, a, b *node[T]) {
	c := n.cols
	for i := range n.space.N {
		o := i * n.jets
		a0, b0, out := a.val[o*c:][:c], b.val[o*c:][:c], n.val[o*c:][:c]
		for j, v := range a0 {
			out[j] = v * b0[j]
		}
		for l := o + 1; l < o+n.jets; l++ {
			al, bl, out := a.val[l*c:][:c], b.val[l*c:][:c], n.val[l*c:][:c]
			for j, v := range a0 {
				out[j] = T(al[j]*b0[j]) + T(v*bl[j])
			}
		}
	}
}

// productBackward adds the gradient of a, for operands of one shape.
func productBackward[T kernel.Float](n, a, b *node[T]) {
	if a.grad == nil {
		return
	}
	c := n.cols
	for i := range n.space.N {
		o := i * n.jets
		b0, g0, ga0 := b.val[o*c:][:c], n.grad[o*c:][:c], a.grad[o*c:][:c]
		for j, g := range g0 {
			s := T(g * b0[j])
			for l := 1; l < n.jets; l++ {
				k := (o+l)*c + j
				gl := n.grad[k]
				s += T(gl * b.val[k])
				a.grad[k] += T(gl * b0[j])
			}
			ga0[j] += s
		}
	}
}
