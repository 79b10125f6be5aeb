package reference

// ring adds to a tridiagonal matrix the corners that a periodic grid has: lower[0] is the entry in the first row's last column, the
// last upper the entry in the last row's first column. The corners are a product of rank one, which the Sherman-Morrison formula
// takes off: with A = T + u w^T, u = (gamma, 0, ..., last)^T, w = (1, 0, ..., first/gamma)^T.
type ring struct {
	column []float64 // T^-1 u
	w      float64   // last entry of w
	scale  float64   // 1/(1 + w . column)
}

// factorise takes the corners off t, whose rows are diagonally dominant, and factorises what is left.
func (r *ring) factorise(t *tridiagonal) {
	n := len(t.diag)
	first, last := t.lower[0], t.upper[n-1]
	t.lower[0], t.upper[n-1] = 0, 0
	gamma := -t.diag[0]
	t.diag[0] -= gamma
	t.diag[n-1] -= first * last / gamma
	t.factorise()
	clear(r.column)
	r.column[0], r.column[n-1] = gamma, last
	t.solve(r.column)
	r.w = first / gamma
	r.scale = 1 / (1 + r.column[0] + r.w*r.column[n-1])
}

// solve overwrites b with the solution; the matrix must be factorised.
func (r *ring) solve(t *tridiagonal, b []float64) {
	n := len(b)
	t.solve(b)
	f := (b[0] + r.w*b[n-1]) * r.scale
	for i, c := range r.column {
		b[i] -= f * c
	}
}

// solveTridiagonal sets dst = A^-1 b for a periodic b with its corners in b.lower[0] and the last b.upper.
func (r *ring) solveTridiagonal(t *tridiagonal, dst square, b *tridiagonal) {
	n := len(t.diag)
	first, last := b.lower[0], b.upper[n-1]
	t.solveTridiagonal(dst, b) // reads neither corner
	unit := make([]float64, n)
	for _, c := range []struct {
		row, column int
		value       float64
	}{{0, n - 1, first}, {n - 1, 0, last}} {
		clear(unit)
		unit[c.row] = c.value
		t.solve(unit)
		for i, u := range unit {
			dst.row(i)[c.column] += u
		}
	}
	top, bottom := make([]float64, n), dst.row(n-1)
	copy(top, dst.row(0))
	for k := range top {
		top[k] = (top[k] + r.w*bottom[k]) * r.scale
	}
	for i, c := range r.column {
		row := dst.row(i)
		for k, f := range top {
			row[k] -= c * f
		}
	}
}
