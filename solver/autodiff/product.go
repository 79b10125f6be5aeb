package autodiff

import "github.com/hrgrad/hrgrad/solver/kernel"

// columnGradient adds the gradient of the one column b in n = a·b, where it is spread over the columns of a: sums over columns, in order.
func columnGradient[T kernel.Float](n, a, b *node[T]) {
	c := n.cols
	for i := range n.space.N {
		o := i * n.jets
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
