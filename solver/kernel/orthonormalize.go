package kernel

import "math"

// Orthonormalize makes row, of n numbers, orthogonal to the first k rows of y and of length one; false if too little of it is left. columns
// holds those k rows as columns of an n×n matrix, and zeros in the others; c is scratch of n numbers. Projecting on all rows at once, and
// that twice, is as stable as one by one (Giraud et al., Numer. Math. 101, 2005):
//
//	row /= |row|; twice: c = row·columns, row -= c·y; row /= |row|
func Orthonormalize(row, y, columns, c []float64, k, n int) bool {
	need("row", row, n)
	need("y", y, k*n)
	need("columns", columns, n*n)
	need("c", c, n)
	row, c = row[:n], c[:n]
	if done, ok := sideOrthonormalize(row, y, columns, c, k, n); done {
		return ok
	}
	before := math.Sqrt(Dot(row, row))
	if before < 1e-150 {
		return false
	}
	Scale(1/before, row)
	if k > 0 {
		for range 2 {
			if width := min(n, (k+3)/4*4); !sideRow(width, n, row, columns, c) { // whole vectors of the columns in use
				GemmNN(1, n, n, row, columns, c, false)
			}
			Scale(-1, c[:k])
			GemmNN(1, n, k, c, y[:k*n], row, true)
		}
	}
	after := math.Sqrt(Dot(row, row))
	if after < 1e-10 {
		return false
	}
	Scale(1/after, row)
	return true
}
