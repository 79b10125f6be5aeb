package kernel

import "sync"

// The portable matrix products: tiles of four rows and two columns whose eight sums stay in registers, over packed column
// pairs. Every sum still runs over the reduction index in order, so the bits are those of the reference loops.

// workspace holds the packed operands of one product.
type workspace[T Float] struct {
	pairs [][2]T // column pairs of B: panel j/2, then reduction index
	rows  []T    // a block of A, transposed
}

// Several goroutines may multiply at once, hence pools rather than package-level buffers.
var pool32, pool64 sync.Pool

func getWorkspace[T Float]() *workspace[T] {
	var zero T
	pool := &pool64
	if _, ok := any(zero).(float32); ok {
		pool = &pool32
	}
	if w, ok := pool.Get().(*workspace[T]); ok {
		return w
	}
	return new(workspace[T])
}

func putWorkspace[T Float](w *workspace[T]) {
	switch w := any(w).(type) {
	case *workspace[float32]:
		pool32.Put(w)
	case *workspace[float64]:
		pool64.Put(w)
	}
}

func (w *workspace[T]) reserve(pairs, rows int) {
	if cap(w.pairs) < pairs {
		w.pairs = make([][2]T, pairs)
	}
	w.pairs = w.pairs[:cap(w.pairs)]
	if cap(w.rows) < rows {
		w.rows = make([]T, rows)
	}
	w.rows = w.rows[:cap(w.rows)]
}

// packRows packs B, k×n, into column pairs.
func packRows[T Float](n, k int, b []T, pairs [][2]T) {
	for j := 0; j < n; j += 2 {
		panel := pairs[j/2*k : j/2*k+k]
		if j+1 < n {
			for l := range panel {
				o := l*n + j
				p := b[o : o+2 : o+2]
				panel[l] = [2]T{p[0], p[1]}
			}
		} else {
			for l := range panel {
				panel[l] = [2]T{b[l*n+j], 0}
			}
		}
	}
}

// packColumns packs Bᵀ, B being n×k, into column pairs.
func packColumns[T Float](n, k int, b []T, pairs [][2]T) {
	for j := 0; j < n; j += 2 {
		panel := pairs[j/2*k : j/2*k+k]
		b0 := b[j*k : j*k+k]
		b0 = b0[:len(panel)]
		if j+1 < n {
			b1 := b[(j+1)*k : (j+1)*k+k]
			b1 = b1[:len(panel)]
			for l := range panel {
				panel[l] = [2]T{b0[l], b1[l]}
			}
		} else {
			for l := range panel {
				panel[l] = [2]T{b0[l], 0}
			}
		}
	}
}

// multiplyPacked computes C = A·B or C += A·B with B in packed pairs and A m×k.
func multiplyPacked[T Float](m, n, k int, a []T, pairs [][2]T, c []T, acc bool) {
	i := 0
	for ; i+4 <= m; i += 4 {
		a0, a1, a2, a3 := a[i*k:i*k+k], a[(i+1)*k:(i+1)*k+k], a[(i+2)*k:(i+2)*k+k], a[(i+3)*k:(i+3)*k+k]
		for j := 0; j < n; j += 2 {
			panel := pairs[j/2*k : j/2*k+k]
			var s [8]T
			o := i*n + j
			two := j+1 < n
			if acc {
				for r := 0; r < 4; r++ {
					s[2*r] = c[o+r*n]
					if two {
						s[2*r+1] = c[o+r*n+1]
					}
				}
			}
			tile4(a0, a1, a2, a3, panel, &s)
			for r := 0; r < 4; r++ {
				c[o+r*n] = s[2*r]
				if two {
					c[o+r*n+1] = s[2*r+1]
				}
			}
		}
	}
	for ; i < m; i++ {
		ai := a[i*k : i*k+k]
		for j := 0; j < n; j += 2 {
			panel := pairs[j/2*k : j/2*k+k]
			o := i*n + j
			two := j+1 < n
			var s0, s1 T
			if acc {
				s0 = c[o]
				if two {
					s1 = c[o+1]
				}
			}
			panel = panel[:len(ai)]
			for l, v := range ai {
				s0 += T(v * panel[l][0])
				s1 += T(v * panel[l][1])
			}
			c[o] = s0
			if two {
				c[o+1] = s1
			}
		}
	}
}

func tile4[T Float](a0, a1, a2, a3 []T, panel [][2]T, s *[8]T) {
	a1, a2, a3, panel = a1[:len(a0)], a2[:len(a0)], a3[:len(a0)], panel[:len(a0)]
	s0, s1, s2, s3, s4, s5, s6, s7 := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	for l, v0 := range a0 {
		b0, b1 := panel[l][0], panel[l][1]
		s0 += T(v0 * b0)
		s1 += T(v0 * b1)
		v1 := a1[l]
		s2 += T(v1 * b0)
		s3 += T(v1 * b1)
		v2 := a2[l]
		s4 += T(v2 * b0)
		s5 += T(v2 * b1)
		v3 := a3[l]
		s6 += T(v3 * b0)
		s7 += T(v3 * b1)
	}
	s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7] = s0, s1, s2, s3, s4, s5, s6, s7
}

func portableNN[T Float](m, n, k int, a, b, c []T, acc bool) {
	w := getWorkspace[T]()
	w.reserve((n+1)/2*k, 0)
	packRows(n, k, b, w.pairs)
	multiplyPacked(m, n, k, a, w.pairs, c, acc)
	putWorkspace(w)
}

func portableNT[T Float](m, n, k int, a, b, c []T, acc bool) {
	w := getWorkspace[T]()
	w.reserve((n+1)/2*k, 0)
	packColumns(n, k, b, w.pairs)
	multiplyPacked(m, n, k, a, w.pairs, c, acc)
	putWorkspace(w)
}

// depth is the number of rows that portableTN takes at a time: small enough for both blocks to stay in the first-level
// cache at the widths in use.
const depth = 64

func portableTN[T Float](m, n, k int, a, b, c []T, acc bool) {
	if k == 0 && !acc {
		clear(c[:m*n])
	}
	w := getWorkspace[T]()
	d := min(depth, k)
	w.reserve((n+1)/2*d, m*d)
	for l := 0; l < k; l += d {
		d := min(d, k-l)
		packRows(n, d, b[l*n:(l+d)*n], w.pairs)
		for r := 0; r < d; r++ {
			row := a[(l+r)*m : (l+r)*m+m]
			for i, v := range row {
				w.rows[i*d+r] = v
			}
		}
		multiplyPacked(m, n, d, w.rows, w.pairs, c, acc || l > 0)
	}
	putWorkspace(w)
}
